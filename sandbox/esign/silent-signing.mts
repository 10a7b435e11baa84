// 静默签署: authorise an account to sign without being asked, and take that back.
import type { Parameters } from '../call-parameters.mts';
import { dateTime } from './checks.mts';
import type { CallParameters, Endpoint, Platform } from './endpoint.mts';
import { BusinessFailure } from './envelope.mts';
import type { State } from './state.mts';

export const silentSigning: Endpoint[] = [
	{ method: 'POST', path: '/v1/signAuth/{accountId}', title: '设置静默签署', handle: authorise },
	{ method: 'DELETE', path: '/v1/signAuth/{accountId}', title: '撤消静默签署', handle: withdraw },
];

/** Authorising again replaces the deadline. */
function authorise({ path, body }: CallParameters, { state }: Platform): true {
	const accountId = anyAccountId(state, path);
	const deadline = body.optional('deadline', dateTime) ?? null;
	state.silentSigning.set(accountId, { accountId, deadline, createTime: state.time() });
	return true;
}

function withdraw({ path }: CallParameters, { state }: Platform): true {
	state.silentSigning.delete(anyAccountId(state, path));
	return true;
}

/** A person's or an organization's account id. Raises when it is nobody's. */
function anyAccountId(state: State, path: Parameters): string {
	const accountId = path.required('accountId');
	if (state.account(accountId) === undefined)
		throw new BusinessFailure('accountUnknown', accountId);
	return accountId;
}
