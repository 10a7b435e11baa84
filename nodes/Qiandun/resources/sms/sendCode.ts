import type { Operation } from '../../../../engine/operation';
import { mobile } from './fields';

/** 短信验证码. */
export const sendCode: Operation = {
	name: 'Send Code',
	value: 'sendCode',
	action: 'Send a code by SMS',
	description: 'Send a code of the platform to a mobile, outside of any verification flow',
	routing: { request: { method: 'POST', url: '/open/api/sms/code' } },
	source: 'assumed',
	repeatable: false,
	checkOutcome: 'ask the person whether the message arrived.',
	fields: [mobile],
};
