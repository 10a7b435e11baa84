import type { Resource } from '../../../../engine/operation';
import { confirm } from './confirm';
import { get } from './get';

/** 接口回调. */
export const callback: Resource = {
	name: 'Callback',
	value: 'callback',
	description: 'What the platform reports to an application',
	operations: [get, confirm],
};
