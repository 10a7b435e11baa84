import type { Operation } from '../../../../engine/operation';
import { accountId } from './fields';

/** 注销个人账号(按账号id). */
export const deleteById: Operation = {
	name: 'Delete',
	value: 'delete',
	action: 'Delete a person account',
	description: 'Cancel an account for good. It cannot start signing any more, and what it has not signed in running flows stays unsigned.',
	routing: { request: { method: 'DELETE', url: '/v1/accounts/{accountId}' } },
	source: 'documented',
	repeatable: true,
	checkOutcome: 'Get with the same ID answers that the account does not exist (53000001) if it was deleted.',
	fields: [accountId],
	confirms: 'deleted',
};
