import type { Resource } from '../../../../engine/operation';
import { createUnverified } from './createUnverified';
import { createVerified } from './createVerified';
import { get } from './get';
import { update } from './update';

/** 个人用户. */
export const user: Resource = {
	name: 'User',
	value: 'user',
	description: 'People as users of the platform',
	operations: [createUnverified, createVerified, get, update],
};
