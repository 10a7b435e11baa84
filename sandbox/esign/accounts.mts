// What personal and organization accounts have in common: finding them, and the ID that is set once.
import type { Parameters } from '../call-parameters.mts';
import { idNumber } from './checks.mts';
import { BusinessFailure } from './envelope.mts';
import type { State } from './state.mts';

/** An ID as far as a call sets it. */
interface Document {
	idType: string;
	idNumber: string | null;
}

/** Raises when a person or an organization already has this third-party user id. */
export function requireFree(state: State, thirdPartyUserId: string): void {
	if (state.accountIdOf(thirdPartyUserId) !== undefined) {
		throw new BusinessFailure('accountExists', thirdPartyUserId);
	}
}

/** The account of one kind with this account id. Raises when there is none, or one of the other kind. */
export function accountOf<T>(state: State, accounts: Map<string, T>, accountId: string): T {
	const account = accounts.get(accountId);
	if (account !== undefined) return account;
	const other = state.account(accountId) !== undefined;
	throw new BusinessFailure(other ? 'accountTypeMismatch' : 'accountUnknown', accountId);
}

/** The account id behind the query's thirdPartyUserId. Raises when nobody has it. */
export function thirdPartyAccountId(state: State, query: Parameters): string {
	const thirdPartyUserId = query.required('thirdPartyUserId');
	const accountId = state.accountIdOf(thirdPartyUserId);
	if (accountId === undefined) throw new BusinessFailure('accountUnknown', thirdPartyUserId);
	return accountId;
}

/**
 * The ID an account has after an update. Without a number yet, type and number may be set; afterwards neither changes
 * (该字段只有为空才允许修改), while repeating what is set is no change.
 */
export function updatedDocument(
	account: Document,
	body: Parameters,
	idTypes: readonly string[],
): Document {
	const sent = {
		idType: body.choice('idType', idTypes) ?? account.idType,
		idNumber: body.optional('idNumber', idNumber) ?? account.idNumber,
	};
	if (account.idNumber === null) return sent;
	if (sent.idType === account.idType && sent.idNumber === account.idNumber) return sent;
	throw new BusinessFailure('documentConflict');
}
