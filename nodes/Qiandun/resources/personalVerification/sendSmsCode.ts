import type { Operation } from '../../../../engine/operation';
import { flowNo, psnMobile } from '../fields';

/** 发送短信验证码. */
export const sendSmsCode: Operation = {
	name: 'Send SMS Code',
	value: 'sendSmsCode',
	action: 'Send an SMS code to a person',
	description: 'Send a code to the mobile that was verified in the flow, as the next step of the certification',
	routing: { request: { method: 'POST', url: '/open/psnCert/sendSms' } },
	source: 'assumed',
	repeatable: false,
	checkOutcome: 'ask the person whether the message arrived.',
	fields: [flowNo, psnMobile],
};
