import type { Operation } from '../../../../engine/operation';
import { accountId, at, clientType, contractId, redirectDelayTime, redirectUrl } from '../fields';

/** 获取合同签署链接(页面). */
export const getSigningUrl: Operation = {
	name: 'Get Signing URL',
	value: 'getSigningUrl',
	action: 'Get the signing URL of a contract',
	description: 'Get the page on which a signer signs the contract',
	routing: { request: { method: 'POST', url: '/open/contract/signUrl' } },
	source: 'assumed',
	// A second address leads to the same contract.
	repeatable: true,
	fields: [contractId, accountId, clientType, at('redirectConfig.redirectUrl', redirectUrl), redirectDelayTime],
};
