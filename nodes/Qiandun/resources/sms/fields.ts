import type { Field } from '../../../../engine/operation';
import { nameValueRows } from '../rows';

/** 手机号 */
export const mobile: Field = {
	displayName: 'Mobile',
	name: 'mobile',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 13800000000',
	description: 'Mobile number to send to',
	routing: { send: { type: 'body', property: 'mobile' } },
};

/** 短信模板ID */
export const templateId: Field = {
	displayName: 'Template ID',
	name: 'templateId',
	type: 'string',
	default: '',
	required: true,
	description: 'ID of the message template in the Qiandun console',
	routing: { send: { type: 'body', property: 'templateId' } },
};

/** 模板参数: name and value. */
export const params = nameValueRows('params', 'parameter', 'Parameter', 'parameter', {
	displayName: 'Parameters',
	description: 'Values for the parameters of the template',
});
