import type { Operation } from '../../../../engine/operation';
import { accountId } from './fields';

/** 撤消静默签署. */
export const revoke: Operation = {
	name: 'Revoke',
	value: 'revoke',
	action: 'Revoke silent signing',
	description: 'End the permission to sign for a person or an organization without asking',
	routing: { request: { method: 'DELETE', url: '/v1/signAuth/{accountId}' } },
	source: 'documented',
	repeatable: true,
	fields: [accountId],
	confirms: 'revoked',
};
