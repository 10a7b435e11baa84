import type { Operation } from '../../../../engine/operation';
import { simplify } from '../../../../engine/standardFields';
import { accountId, inQuery, optional, psnIDCardNum } from '../fields';

/** 查询个人用户信息. */
export const get: Operation = {
	name: 'Get',
	value: 'get',
	action: 'Get a personal user',
	description: 'Look up a person by account ID or ID number',
	routing: { request: { method: 'GET', url: '/open/psnGet' } },
	source: 'documented',
	repeatable: true,
	fields: [inQuery(optional(accountId)), inQuery(optional(psnIDCardNum)), simplify],
	oneOf: [['accountId', 'psnIDCardNum']],
	times: ['createTime', 'certifiedTime'],
	simplified: ['accountId', 'psnId', 'psnName', 'informPhone', 'flowNo', 'sealId', 'createTime', 'certifiedTime'],
};
