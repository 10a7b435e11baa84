import type { Resource } from '../../../../engine/operation';
import { get } from './get';

/** 认证信息. */
export const verification: Resource = {
	name: 'Verification',
	value: 'verification',
	operations: [get],
};
