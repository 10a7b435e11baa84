import type { Resource } from '../../../../engine/operation';
import { createVerified } from './createVerified';
import { get } from './get';

/** 企业用户. */
export const company: Resource = {
	name: 'Company',
	value: 'company',
	description: 'Companies as users of the platform',
	operations: [createVerified, get],
};
