// 个人账号: create, change, query, cancel.
import type { Parameters } from '../call-parameters.mts';
import { accountOf, requireFree, thirdPartyAccountId, updatedDocument } from './accounts.mts';
import { email, idNumber, mobile, PERSON_ID_TYPES } from './checks.mts';
import type { CallParameters, Endpoint, Platform } from './endpoint.mts';
import type { Person, State } from './state.mts';

export const persons: Endpoint[] = [
	{
		method: 'POST',
		path: '/v1/accounts/createByThirdPartyUserId',
		title: '创建个人账号',
		handle: create,
	},
	{
		method: 'PUT',
		path: '/v1/accounts/{accountId}',
		title: '修改个人账号',
		handle: ({ path, body }, { state }) => update(byAccountId(state, path), body),
	},
	{
		method: 'POST',
		path: '/v1/accounts/updateByThirdId',
		title: '修改个人账号(按照第三方用户ID修改)',
		handle: ({ query, body }, { state }) => update(byThirdPartyUserId(state, query), body),
	},
	{
		method: 'GET',
		path: '/v1/accounts/{accountId}',
		title: '查询个人账号',
		handle: ({ path }, { state }) => shown(byAccountId(state, path)),
	},
	{
		method: 'GET',
		path: '/v1/accounts/getByThirdId',
		title: '查询个人账号(按照第三方用户ID查询)',
		handle: ({ query }, { state }) => shown(byThirdPartyUserId(state, query)),
	},
	{
		method: 'DELETE',
		path: '/v1/accounts/{accountId}',
		title: '注销个人账号',
		handle: ({ path }, { state }) => cancel(state, byAccountId(state, path)),
	},
	{
		method: 'DELETE',
		path: '/v1/accounts/deleteByThirdId',
		title: '注销个人账号(按照第三方用户ID注销)',
		handle: ({ query }, { state }) => cancel(state, byThirdPartyUserId(state, query)),
	},
];

function create({ body }: CallParameters, { state }: Platform): unknown {
	const person: Person = {
		accountId: state.newId(),
		thirdPartyUserId: body.required('thirdPartyUserId'),
		name: body.optional('name') ?? null,
		idType: body.choice('idType', PERSON_ID_TYPES) ?? PERSON_ID_TYPES[0],
		idNumber: body.optional('idNumber', idNumber) ?? null,
		mobile: body.optional('mobile', mobile) ?? null,
		email: body.optional('email', email) ?? null,
		realNamed: false,
		createTime: state.time(),
	};
	requireFree(state, person.thirdPartyUserId);
	state.addPerson(person);
	return { accountId: person.accountId };
}

/** The documented sample has two fields more than a query's. */
function update(person: Person, body: Parameters): unknown {
	const name = body.optional('name') ?? person.name;
	const changed = {
		name,
		mobile: body.optional('mobile', mobile) ?? person.mobile,
		email: body.optional('email', email) ?? person.email,
		...updatedDocument(person, body, PERSON_ID_TYPES),
		realNamed: person.realNamed && name === person.name,
	};
	Object.assign(person, changed);
	return { ...shown(person), cardNo: null, thirdPartyUserType: '_DEFAULT_USER' };
}

function cancel(state: State, { accountId }: Person): null {
	state.remove(accountId);
	return null;
}

function shown(person: Person): object {
	const { accountId, name, idType, idNumber, mobile, email, thirdPartyUserId } = person;
	return { accountId, name, idType, idNumber, mobile, email, thirdPartyUserId };
}

function byAccountId(state: State, path: Parameters): Person {
	return accountOf(state, state.persons, path.required('accountId'));
}

function byThirdPartyUserId(state: State, query: Parameters): Person {
	return accountOf(state, state.persons, thirdPartyAccountId(state, query));
}
