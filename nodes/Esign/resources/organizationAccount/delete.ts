import type { Operation } from '../../../../engine/operation';
import { orgId } from './fields';

/** 注销机构账号(按账号id). */
export const deleteById: Operation = {
	name: 'Delete',
	value: 'delete',
	action: 'Delete an organization account',
	description: 'Cancel an account for good. It cannot start signing any more, and what it has not signed in running flows stays unsigned.',
	routing: { request: { method: 'DELETE', url: '/v1/organizations/{orgId}' } },
	source: 'documented',
	repeatable: true,
	checkOutcome: 'Get with the same ID answers that the account does not exist (53000001) if it was deleted.',
	fields: [orgId],
	confirms: 'deleted',
};
