import type { Operation } from '../../../../engine/operation';
import { transactionId } from './fields';

/** 回调成功确认(新). */
export const confirm: Operation = {
	name: 'Confirm',
	value: 'confirm',
	action: 'Confirm a callback',
	description: 'Tell the platform that a callback was processed',
	routing: { request: { method: 'POST', url: '/open/callback/confirm' } },
	source: 'assumed',
	repeatable: true,
	fields: [transactionId],
	confirms: 'confirmed',
	finishes: 'transactionId',
};
