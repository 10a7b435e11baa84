// 机构账号: create, change, query, cancel.
import type { Parameters } from '../call-parameters.mts';
import { accountOf, requireFree, thirdPartyAccountId, updatedDocument } from './accounts.mts';
import { idNumber, ORGANIZATION_ID_TYPES } from './checks.mts';
import type { CallParameters, Endpoint, Platform } from './endpoint.mts';
import type { Organization, State } from './state.mts';

export const organizations: Endpoint[] = [
	{
		method: 'POST',
		path: '/v1/organizations/createByThirdPartyUserId',
		title: '创建机构账号',
		handle: create,
	},
	{
		method: 'PUT',
		path: '/v1/organizations/{orgId}',
		title: '修改机构账号',
		handle: ({ path, body }, { state }) => update(byOrgId(state, path), body),
	},
	{
		method: 'POST',
		path: '/v1/organizations/updateByThirdId',
		title: '修改机构账号(按照第三方机构ID修改)',
		handle: ({ query, body }, { state }) => update(byThirdPartyUserId(state, query), body),
	},
	{
		method: 'GET',
		path: '/v1/organizations/{orgId}',
		title: '查询机构账号',
		handle: ({ path }, { state }) => queried(byOrgId(state, path)),
	},
	{
		method: 'GET',
		path: '/v1/organizations/getByThirdId',
		title: '查询机构账号(按照第三方机构ID查询)',
		handle: ({ query }, { state }) => queried(byThirdPartyUserId(state, query)),
	},
	{
		method: 'DELETE',
		path: '/v1/organizations/{orgId}',
		title: '注销机构账号',
		handle: ({ path }, { state }) => cancel(state, byOrgId(state, path)),
	},
	{
		method: 'DELETE',
		path: '/v1/organizations/deleteByThirdId',
		title: '注销机构账号(按照第三方机构ID注销)',
		handle: ({ query }, { state }) => cancel(state, byThirdPartyUserId(state, query)),
	},
];

function create({ body }: CallParameters, { state }: Platform): unknown {
	const organization: Organization = {
		orgId: state.newId(),
		thirdPartyUserId: body.required('thirdPartyUserId'),
		creator: body.optional('creator') ?? null,
		name: body.optional('name') ?? null,
		idType: body.choice('idType', ORGANIZATION_ID_TYPES) ?? ORGANIZATION_ID_TYPES[0],
		idNumber: body.optional('idNumber', idNumber) ?? null,
		orgLegalIdNumber: body.optional('orgLegalIdNumber', idNumber) ?? null,
		orgLegalName: body.optional('orgLegalName') ?? null,
		realNamed: false,
		createTime: state.time(),
	};
	requireFree(state, organization.thirdPartyUserId);
	if (organization.creator !== null) accountOf(state, state.persons, organization.creator);
	state.addOrganization(organization);
	return { orgId: organization.orgId };
}

function update(organization: Organization, body: Parameters): unknown {
	const name = body.optional('name') ?? organization.name;
	const changed = {
		name,
		orgLegalIdNumber: body.optional('orgLegalIdNumber', idNumber) ?? organization.orgLegalIdNumber,
		orgLegalName: body.optional('orgLegalName') ?? organization.orgLegalName,
		...updatedDocument(organization, body, ORGANIZATION_ID_TYPES),
		realNamed: organization.realNamed && name === organization.name,
	};
	Object.assign(organization, changed);
	const { orgId, idType, thirdPartyUserId, idNumber: number } = organization;
	return { orgId, name, idType, idNumber: number, thirdPartyUserId };
}

function cancel(state: State, { orgId }: Organization): null {
	state.remove(orgId);
	return null;
}

function queried(organization: Organization): object {
	const {
		orgId,
		creator,
		name,
		idType,
		idNumber,
		thirdPartyUserId,
		orgLegalIdNumber,
		orgLegalName,
	} = organization;
	return {
		orgId,
		creator,
		name,
		idType,
		idNumber,
		thirdPartyUserId,
		orgLegalIdNumber,
		orgLegalName,
	};
}

function byOrgId(state: State, path: Parameters): Organization {
	return accountOf(state, state.organizations, path.required('orgId'));
}

function byThirdPartyUserId(state: State, query: Parameters): Organization {
	return accountOf(state, state.organizations, thirdPartyAccountId(state, query));
}
