import type { Operation } from '../../../../engine/operation';
import { accountId, inQuery, optional } from '../fields';
import { corpIDCardNum } from './fields';

/** 查询企业用户信息. */
export const get: Operation = {
	name: 'Get',
	value: 'get',
	action: 'Get a company user',
	description: 'Look up a company by account ID or registration number',
	routing: { request: { method: 'GET', url: '/open/corpGet' } },
	source: 'assumed',
	repeatable: true,
	fields: [inQuery(optional(accountId)), inQuery(corpIDCardNum)],
	oneOf: [['accountId', 'corpIDCardNum']],
	times: ['createTime', 'certifiedTime'],
};
