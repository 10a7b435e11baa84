import type { Operation } from '../../../../engine/operation';
import { orgId } from './fields';

/** 查询机构账号(按账号id). */
export const get: Operation = {
	name: 'Get',
	value: 'get',
	action: 'Get an organization account',
	description: 'Look up an account by the ID it has on the platform',
	routing: { request: { method: 'GET', url: '/v1/organizations/{orgId}' } },
	source: 'documented',
	repeatable: true,
	fields: [orgId],
};
