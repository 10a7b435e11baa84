import type { Operation } from '../../../../engine/operation';
import { accountId, businessCode, contractId, inQuery, optional } from '../fields';

/** 查询签署方信息. The page shows one signer, found by account ID. */
export const getSigners: Operation = {
	name: 'Get Signers',
	value: 'getSigners',
	action: 'Get a signer of a contract',
	description: 'Look up how far a signer of a contract has come',
	routing: { request: { method: 'GET', url: '/open/contract/signer' } },
	source: 'documented',
	repeatable: true,
	fields: [inQuery(optional(contractId)), inQuery(businessCode), inQuery(accountId)],
	oneOf: [['contractId', 'businessCode']],
};
