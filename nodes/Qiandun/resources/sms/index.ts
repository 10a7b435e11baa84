import type { Resource } from '../../../../engine/operation';
import { sendCode } from './sendCode';
import { sendNotification } from './sendNotification';

/** 短信. */
export const sms: Resource = {
	name: 'SMS',
	value: 'sms',
	description: 'Text messages',
	operations: [sendCode, sendNotification],
};
