import type { Resource } from '../../../../engine/operation';
import { get } from './get';

/** 认证信息. */
export const verification: Resource = {
	name: 'Verification',
	value: 'verification',
	description: 'Look up a verification flow of a person or company',
	operations: [get],
};
