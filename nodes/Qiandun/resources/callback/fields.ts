import type { Field } from '../../../../engine/operation';

/** 回调事务ID */
export const transactionId: Field = {
	displayName: 'Transaction ID',
	name: 'transactionId',
	type: 'string',
	default: '',
	required: true,
	description: 'ID of the callback (transactionId), as the notification brings it',
	routing: { send: { type: 'body', property: 'transactionId' } },
};
