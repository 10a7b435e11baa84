// Whoever can sign, by id: persons and organizations of V3, and accounts of V1.
import type { Platform } from './endpoint.mts';

/** A signer or the organization somebody signs for. */
export interface Party {
	kind: 'psn' | 'org';
	id: string;
	name: string;
	mobile: string | null;
	email: string | null;
	/** V1: the developer's own id */
	thirdPartyUserId: string | null;
	/** the legal representative of an organization */
	legalRepName: string | null;
}

/** The party with this psnId, orgId or V1 account id. */
export function partyOf({ identities, state }: Platform, id: string): Party | undefined {
	const none = { mobile: null, email: null, thirdPartyUserId: null, legalRepName: null };
	const psn = identities.persons.get(id);
	if (psn !== undefined) {
		return { ...none, kind: 'psn', id, name: psn.name ?? '', mobile: psn.accountMobile, email: psn.accountEmail };
	}
	const org = identities.organizations.get(id);
	if (org !== undefined) {
		return { ...none, kind: 'org', id, name: org.orgName, legalRepName: org.legalRepName };
	}
	const person = state.persons.get(id);
	if (person !== undefined) {
		const { mobile, email, thirdPartyUserId } = person;
		return { ...none, kind: 'psn', id, name: person.name ?? '', mobile, email, thirdPartyUserId };
	}
	const organization = state.organizations.get(id);
	if (organization === undefined) return undefined;
	const { thirdPartyUserId, orgLegalName } = organization;
	return { ...none, kind: 'org', id, name: organization.name ?? '', thirdPartyUserId, legalRepName: orgLegalName };
}

/** A party's name; its id while it has none. */
export function nameOf(platform: Platform, id: string): string {
	const name = partyOf(platform, id)?.name ?? '';
	return name === '' ? id : name;
}

/** `accountMobile` and `accountEmail` of a person, as far as they are known. */
export function psnAccountOf({ mobile, email }: Pick<Party, 'mobile' | 'email'>): object {
	return {
		...(mobile === null ? {} : { accountMobile: mobile }),
		...(email === null ? {} : { accountEmail: email }),
	};
}
