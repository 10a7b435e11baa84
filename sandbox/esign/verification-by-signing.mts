// Who signs without being verified is verified on the signing page, with the data the caller gave. Source: 基于文件发起签署 (psnInfo).
import { fictionalIdNumber } from '../id-card-number.mts';
import type { Platform } from './endpoint.mts';
import type { Org, Psn } from './identities.mts';
import type { Signer, StatedIdentity } from './flow-state.mts';

/** Makes the person, and the organization they sign for, verified; of V1 accounts only that they are. */
export function verifyBySigning({ identities, state }: Platform, { personId, orgId, stated }: Signer): void {
	const psn = personId === null ? undefined : identities.persons.get(personId);
	if (psn !== undefined && !psn.realNamed) identities.verifyPerson(psn, factsOf(psn, stated, identities.persons.size));
	const org = orgId === null ? undefined : identities.organizations.get(orgId);
	if (org !== undefined && psn !== undefined && !org.realNamed)
		identities.verifyOrganization(org, orgFactsOf(org, stated), 'ORG_LEGALREP', psn);
	for (const id of [personId, orgId]) {
		const account = state.account(id ?? '');
		if (account !== undefined && personId !== null) account.realNamed = true;
	}
}

function factsOf(psn: Psn, stated: StatedIdentity, number: number): Partial<Psn> {
	return {
		name: stated.psnName ?? psn.name ?? psn.accountMobile ?? psn.accountEmail,
		idType: stated.psnIDCardType ?? psn.idType,
		idNumber: stated.psnIDCardNum ?? psn.idNumber ?? fictionalIdNumber(number),
		verifiedMobile: psn.accountMobile,
	};
}

function orgFactsOf(org: Org, { orgIDCardNum, legalRepName }: StatedIdentity): Partial<Org> {
	return {
		idNumber: orgIDCardNum ?? org.idNumber,
		legalRepName: legalRepName ?? org.legalRepName ?? '示例法人',
	};
}
