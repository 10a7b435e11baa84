import type { Operation } from '../../../../engine/operation';
import { fields, fileName, templateId } from './fields';

/** 基于模板生成文件. */
export const createFromTemplate: Operation = {
	name: 'Create From Template',
	value: 'createFromTemplate',
	action: 'Create a file from a template',
	description: 'Fill a template and get the file code of the new file',
	routing: { request: { method: 'POST', url: '/open/file/createByTemplate' } },
	source: 'assumed',
	// As with Upload.
	repeatable: true,
	fields: [templateId, fileName, fields],
};
