import type { Operation } from '../../../../engine/operation';
import { accountId } from './fields';

/** 查询个人账号(按账号id). */
export const get: Operation = {
	name: 'Get',
	value: 'get',
	action: 'Get a person account',
	description: 'Look up an account by the ID it has on the platform',
	routing: { request: { method: 'GET', url: '/v1/accounts/{accountId}' } },
	source: 'documented',
	repeatable: true,
	fields: [accountId],
};
