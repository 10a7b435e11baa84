import type { Operation } from '../../../../engine/operation';
import { inQuery } from '../fields';
import { sealId } from './fields';

/** 查询印章详情, with the authorizations for silent signing. */
export const get: Operation = {
	name: 'Get',
	value: 'get',
	action: 'Get a seal',
	description: 'Look up a seal and the authorizations for silent signing on it',
	routing: { request: { method: 'GET', url: '/open/seal/detail' } },
	source: 'documented',
	repeatable: true,
	fields: [inQuery(sealId)],
};
