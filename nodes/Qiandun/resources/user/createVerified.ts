import type { Operation } from '../../../../engine/operation';
import { flowNo, informPhone, newAccountId, optional, psnName } from '../fields';

/** 创建已认证个人用户: from a verification flow that was passed. */
export const createVerified: Operation = {
	name: 'Create Verified',
	value: 'createVerified',
	action: 'Create a verified personal user',
	description: 'Register a person from a verification flow that was passed',
	routing: { request: { method: 'POST', url: '/open/psnCreate' } },
	source: 'assumed',
	repeatable: false,
	checkOutcome: 'User > Get with the same account ID tells whether the user exists.',
	fields: [newAccountId, flowNo, optional(psnName), informPhone],
};
