import type { Field } from '../../../../engine/operation';
import { rowsToObject } from '../rows';

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
export const fields: Field = {
	displayName: 'Template Fields',
	name: 'fields',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Template Field',
	default: {},
	description: 'Values for the fields of the template',
	options: [
		{
			name: 'field',
			displayName: 'Template Field',
			values: [
				{
					displayName: 'Name',
					name: 'name',
					type: 'string',
					default: '',
					required: true,
					description: 'Name of the field as the template has it',
				},
				{
					displayName: 'Value',
					name: 'value',
					type: 'string',
					default: '',
					description: 'What to write there',
				},
			],
		},
	],
	convert: rowsToObject('field'),
	routing: { send: { type: 'body', property: 'fields' } },
};
