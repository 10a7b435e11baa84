import type { Field } from '../../../../engine/operation';
import { nameValueRows } from '../rows';

/** 模板ID */
export const templateId: Field = {
	displayName: 'Template ID',
	name: 'templateId',
	type: 'string',
	default: '',
	required: true,
	description: 'ID of the template in the Qiandun console',
	routing: { send: { type: 'body', property: 'templateId' } },
};

/** 文件名称 */
export const fileName: Field = {
	displayName: 'File Name',
	name: 'fileName',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 劳动合同.pdf',
	description: 'Name of the new file, with its extension',
	routing: { send: { type: 'body', property: 'fileName' } },
};

/** 模板控件: name and value. */
export const fields = nameValueRows('fields', 'field', 'Template Field', 'field', {
	displayName: 'Template Fields',
	description: 'Values for the fields of the template',
});
