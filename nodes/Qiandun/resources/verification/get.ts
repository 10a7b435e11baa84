import type { Operation } from '../../../../engine/operation';
import { flowNo, inQuery } from '../fields';

/** 查询认证信息. */
export const get: Operation = {
	name: 'Get',
	value: 'get',
	action: 'Get a verification flow',
	description: 'Look up how far a verification flow of a person or company has come',
	routing: { request: { method: 'GET', url: '/open/cert/get' } },
	source: 'assumed',
	repeatable: true,
	fields: [inQuery(flowNo)],
};
