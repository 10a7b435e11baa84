import type { Field, Operation } from '../../../../engine/operation';
import { flowNo, optional, serviceId } from '../fields';

/** 短信验证码. */
const smsCode: Field = {
	displayName: 'SMS Code',
	name: 'smsCode',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 123456',
	description: 'Code that the person received',
	routing: { send: { type: 'body', property: 'smsCode' } },
};

/** 校验短信验证码. */
export const checkSmsCode: Operation = {
	name: 'Check SMS Code',
	value: 'checkSmsCode',
	action: 'Check an SMS code of a person',
	description: 'Check the code that the person received; with it the certification is complete',
	routing: { request: { method: 'POST', url: '/open/psnCert/checkSms' } },
	source: 'assumed',
	repeatable: false,
	checkOutcome: 'Verification > Get with the same flow number tells whether the flow is passed.',
	fields: [flowNo, optional(serviceId), smsCode],
};
