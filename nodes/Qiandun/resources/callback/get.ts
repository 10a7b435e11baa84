import type { Operation } from '../../../../engine/operation';
import { inQuery } from '../fields';
import { transactionId } from './fields';

/** 获取回调信息. */
export const get: Operation = {
	name: 'Get',
	value: 'get',
	action: 'Get a callback',
	description: 'Get what a notification is about: event and data. A notification itself carries little more than its transaction ID.',
	routing: { request: { method: 'GET', url: '/open/callback/info' } },
	source: 'assumed',
	repeatable: true,
	fields: [inQuery(transactionId)],
};
