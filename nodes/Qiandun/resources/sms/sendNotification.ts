import type { Operation } from '../../../../engine/operation';
import { mobile, params, templateId } from './fields';

/** 通知短信发送. */
export const sendNotification: Operation = {
	name: 'Send Notification',
	value: 'sendNotification',
	action: 'Send a notification by SMS',
	description: 'Send a message made from a template of yours',
	routing: { request: { method: 'POST', url: '/open/api/sms/notice' } },
	source: 'assumed',
	repeatable: false,
	checkOutcome: 'ask the person whether the message arrived.',
	fields: [mobile, templateId, params],
	confirms: 'sent',
};
