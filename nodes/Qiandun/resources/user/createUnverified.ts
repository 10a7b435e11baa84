import type { Operation } from '../../../../engine/operation';
import { informPhone, newAccountId, optional, psnIDCardNum, psnIDCardType, psnName } from '../fields';

/** 创建未认证用户: the person can be verified later. */
export const createUnverified: Operation = {
	name: 'Create Unverified',
	value: 'createUnverified',
	action: 'Create an unverified personal user',
	description: 'Register a person who will be verified later',
	routing: { request: { method: 'POST', url: '/open/psnTempCreate' } },
	source: 'assumed',
	repeatable: false,
	checkOutcome: 'User > Get with the same account ID tells whether the user exists.',
	fields: [newAccountId, psnName, optional(psnIDCardType), optional(psnIDCardNum), informPhone],
};
