// Who can sign: verified persons and companies, by the account id they share one space of.
import { BusinessFailure } from './envelope.mts';
import type { State } from './state.mts';

/** A verified person or company. */
export interface Party {
	accountId: string;
	kind: 'psn' | 'corp';
	name: string;
	/** notice mobile; null when none is known */
	mobile: string | null;
	/** the seal given on verification */
	sealId: string;
}

/** The party with this account id; undefined when there is none or it is not verified. */
export function partyOf(state: State, accountId: string): Party | undefined {
	const company = state.companies.get(accountId);
	if (company !== undefined) {
		const { corpName, informPhone, sealId } = company;
		return { accountId, kind: 'corp', name: corpName, mobile: informPhone, sealId };
	}
	const user = state.users.get(accountId);
	if (user === undefined || user.certifiedTime === null || user.sealId === null) return undefined;
	const { psnName, informPhone, sealId } = user;
	return { accountId, kind: 'psn', name: psnName, mobile: informPhone, sealId };
}

/** The party with this account id. Raises oc_10011 when there is none or it is not verified. */
export function verifiedParty(state: State, accountId: string): Party {
	const party = partyOf(state, accountId);
	if (party === undefined) throw new BusinessFailure('userNotVerified', accountId);
	return party;
}
