// 个人用户: create unverified, create verified, change, read.
import { idNumber, MAINLAND_ID_CARD, mobile, upTo } from './checks.mts';
import { certify, flowOf } from './certification.mts';
import type { Endpoint, Platform } from './endpoint.mts';
import { BusinessFailure } from './envelope.mts';
import type { Parameters } from '../call-parameters.mts';
import type { Flow, Person, State, User } from './state.mts';

/** Longest account id. Source: the sister product's page; assumed to hold here. */
export const ACCOUNT_ID_CHARACTERS = 64;

export const users: Endpoint[] = [
	{
		method: 'POST',
		path: '/open/psnTempCreate',
		title: '创建未认证用户',
		handle: createUnverified,
	},
	{ method: 'POST', path: '/open/psnCreate', title: '创建已认证个人用户', handle: createVerified },
	{ method: 'POST', path: '/open/psnUpdate', title: '修改个人用户', handle: update },
	{ method: 'GET', path: '/open/psnGet', title: '查询个人用户信息', handle: get },
];

function createUnverified(parameters: Parameters, { state }: Platform): unknown {
	const accountId = parameters.required('accountId', upTo(ACCOUNT_ID_CHARACTERS));
	const psnName = parameters.required('psnName', upTo(128));
	const psnIDCardType = parameters.optional('psnIDCardType', upTo(64)) ?? null;
	const psnIDCardNum =
		parameters.optional('psnIDCardNum', idNumber(psnIDCardType ?? MAINLAND_ID_CARD)) ?? null;
	const informPhone = parameters.optional('informPhone', mobile) ?? null;
	requireFree(state, accountId);
	state.users.set(accountId, {
		...blank(state, accountId),
		psnName,
		psnIDCardType,
		psnIDCardNum,
		informPhone,
	});
	return { accountId };
}

function createVerified(parameters: Parameters, { state }: Platform): unknown {
	const accountId = parameters.required('accountId', upTo(ACCOUNT_ID_CHARACTERS));
	const flowNo = parameters.required('flowNo');
	const psnName = parameters.optional('psnName', upTo(128)) ?? '';
	const informPhone = parameters.optional('informPhone', mobile) ?? null;
	requireFree(state, accountId);
	const flow = passedFlow(state, 'psn', flowNo);
	const user = { ...blank(state, accountId), psnName, informPhone };
	promote(state, user, flow);
	state.users.set(accountId, user);
	// An unquoted 19-digit number on purpose: whoever reads it as a double gets another id.
	return { accountId, psnId: BigInt(user.psnId) };
}

function update(parameters: Parameters, { state }: Platform): unknown {
	const accountId = parameters.required('accountId', upTo(ACCOUNT_ID_CHARACTERS));
	const flowNo = parameters.optional('flowNo');
	const psnName = parameters.optional('psnName', upTo(128));
	const informPhone = parameters.optional('informPhone', mobile);
	const user = state.users.get(accountId);
	if (user === undefined) throw new BusinessFailure('userUnknown', accountId);
	if (user.certifiedTime !== null) throw new BusinessFailure('userVerified', accountId);
	const flow = flowNo === undefined ? undefined : passedFlow(state, 'psn', flowNo);
	if (psnName !== undefined) user.psnName = psnName;
	if (informPhone !== undefined) user.informPhone = informPhone;
	if (flow !== undefined) promote(state, user, flow);
	return true;
}

function get(parameters: Parameters, { state }: Platform): unknown {
	parameters.oneOf('accountId', 'psnIDCardNum');
	const accountId = parameters.optional('accountId');
	const psnIDCardNum = parameters.optional('psnIDCardNum');
	const found = [
		...(accountId === undefined ? state.users.values() : named(state, accountId)),
	].filter(
		(user) =>
			psnIDCardNum === undefined || user.psnIDCardNum?.toUpperCase() === psnIDCardNum.toUpperCase(),
	);
	const user = found.findLast((candidate) => candidate.certifiedTime !== null) ?? found.at(-1);
	if (user === undefined) throw new BusinessFailure('userUnknown');
	return user;
}

function named(state: State, accountId: string): User[] {
	const user = state.users.get(accountId);
	return user === undefined ? [] : [user];
}

/** A verified person for tests, without a check by anybody: made, or of the unverified one that is there. One who is verified stays. */
export function verifiedUser(state: State, accountId: string, person: Person): User {
	const user = state.users.get(accountId) ?? blank(state, accountId);
	if (user.certifiedTime !== null) return user;
	const flow = state.newFlow('psn');
	flow.person = person;
	certify(state, flow);
	promote(state, user, flow);
	state.users.set(accountId, user);
	return user;
}

/** Raises when a person or a company already has this account id. */
export function requireFree(state: State, accountId: string): void {
	if (state.users.has(accountId) || state.companies.has(accountId)) {
		throw new BusinessFailure('accountExists', accountId);
	}
}

/** The flow with this number, if it has been passed. */
export function passedFlow(state: State, kind: Flow['kind'], flowNo: string): Flow {
	const flow = flowOf(state, kind, flowNo);
	if (flow.verifyStatus !== 'passed') throw new BusinessFailure('userNotVerified', flowNo);
	return flow;
}

/** Makes a user verified: what the flow proved replaces what the caller had said. */
function promote(state: State, user: User, flow: Flow): void {
	user.psnName = flow.person.psnName ?? user.psnName;
	user.psnIDCardType = flow.person.psnIDCardType ?? user.psnIDCardType;
	user.psnIDCardNum = flow.person.psnIDCardNum ?? user.psnIDCardNum;
	user.informPhone ??= flow.person.psnMobile ?? null;
	user.flowNo = flow.flowNo;
	user.certifiedTime = state.time();
	user.sealId = state.newSealId();
}

function blank(state: State, accountId: string): User {
	return {
		psnId: state.newId(),
		accountId,
		sealId: null,
		psnName: '',
		psnIDCardType: null,
		psnIDCardNum: null,
		informPhone: null,
		flowNo: null,
		createTime: state.time(),
		certifiedTime: null,
		psnFaceUrl: null,
	};
}
