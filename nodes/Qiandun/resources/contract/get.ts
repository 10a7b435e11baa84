import type { Operation } from '../../../../engine/operation';
import { businessCode, contractId, inQuery, optional } from '../fields';
import { contractStatus } from './status';

/** 合同查询. */
export const get: Operation = {
	name: 'Get',
	value: 'get',
	action: 'Get a contract',
	description: 'Look up a contract and how far its signers have come',
	routing: { request: { method: 'GET', url: '/open/contract/detail' } },
	source: 'assumed',
	repeatable: true,
	fields: [inQuery(optional(contractId)), inQuery(businessCode)],
	oneOf: [['contractId', 'businessCode']],
	stateWord: contractStatus,
	times: ['createTime', 'signDeadline', 'finishTime'],
};
