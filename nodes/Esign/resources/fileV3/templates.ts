/** 合同模板: read for lists, for the inputs of Create From Template, and for names in its JSON. They have no place in the editor. */
import type { Operation, Resource } from '../../../../engine/operation';
import { text } from '../../../../engine/rowFields';
import { listFields } from '../../../../engine/standardFields';

/** 查询合同模板中控件详情. */
export const getTemplate: Operation = {
	name: 'Get Template',
	value: 'getTemplate',
	action: 'Get a template',
	description: 'Look up a template and its components',
	routing: { request: { method: 'GET', url: '/v3/doc-templates/{docTemplateId}' } },
	source: 'documented',
	repeatable: true,
	fields: [text('Template', 'docTemplateId', 'ID of the template', { required: true })],
};

/** 查询合同模板列表. */
const getTemplates: Operation = {
	name: 'Get Many Templates',
	value: 'getManyTemplates',
	action: 'Get many templates',
	description: 'List the templates of this app',
	routing: { request: { method: 'GET', url: '/v3/doc-templates' } },
	source: 'documented',
	repeatable: true,
	fields: [...listFields],
	paging: { page: 'pageNum', size: 'pageSize', maxSize: 20, items: 'docTemplates', total: 'total' },
};

/** 每页最大 20. */
export const TEMPLATES_IN_PAGE = 20;

export const templates: Resource = {
	name: 'Template',
	value: 'template',
	description: 'Document templates',
	operations: [getTemplate, getTemplates],
};
