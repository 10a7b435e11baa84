// Who signs without being verified is verified on the signing page, with the data the caller gave. Source: 基于文件发起签署 (psnInfo).
import type { Platform } from './endpoint.mts';
import type { Org, Psn } from './identities.mts';
import type { Signer, StatedIdentity } from './flow-state.mts';

/** Weights of the 17 digits and the check characters of GB 11643. */
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_CHARACTERS = '10X98765432';

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

/** An ID number with the right check character, of a region that does not exist. */
export function fictionalIdNumber(number: number): string {
	const digits = `99000019900101${String(number % 1000).padStart(3, '0')}`;
	const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(digits[index]), 0);
	return digits + CHECK_CHARACTERS[sum % 11];
}
