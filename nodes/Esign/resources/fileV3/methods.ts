/** What the editor asks for while a template is chosen and filled in. */
import {
	NodeOperationError,
	type IDataObject,
	type ILoadOptionsFunctions,
	type INodeListSearchResult,
	type ResourceMapperFields,
} from 'n8n-workflow';
import { ask } from '../../../../engine/ask';
import type { Provider } from '../../../../engine/job';
import { isPlainObject } from '../../../../engine/json';
import { mask } from '../../../../engine/privacy';
import { objectsIn } from '../../../../engine/rowFields';
import { componentsOf, inputOf } from './components';
import { templates, TEMPLATES_IN_PAGE } from './templates';

/** So many pages are looked through for a name in one go; the rest follows when the list is scrolled. */
const PAGES_AT_ONCE = 5;

/** 查询合同模板列表. The platform cannot search in it. */
export const searchTemplatesOf = (provider: Provider) =>
	async function searchTemplates(this: ILoadOptionsFunctions, filter = '', paginationToken = '1'): Promise<INodeListSearchResult> {
		const results: INodeListSearchResult['results'] = [];
		const first = Number(paginationToken);
		const pages = filter.trim() === '' ? 1 : PAGES_AT_ONCE;
		for (let page = first; page < first + pages; page++) {
			const answer = await read.call(this, provider, 'template.getManyTemplates', {}, { pageNum: page, pageSize: TEMPLATES_IN_PAGE });
			const list = objectsIn(answer.docTemplates);
			results.push(
				...list
					.map(({ docTemplateId, docTemplateName }) => ({ name: String(docTemplateName ?? docTemplateId), value: String(docTemplateId) }))
					.filter(({ name, value }) => [name, value].some((part) => part.toLowerCase().includes(filter.trim().toLowerCase()))),
			);
			if (list.length === 0 || page * TEMPLATES_IN_PAGE >= Number(answer.total)) return { results };
		}
		return { results, paginationToken: String(first + pages) };
	};

/** 查询合同模板中控件详情, as inputs. */
export const templateComponentsOf = (provider: Provider) =>
	async function getTemplateComponents(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
		const docTemplateId = String(this.getCurrentNodeParameter('docTemplateId', { extractValue: true }) ?? '').trim();
		if (docTemplateId === '') return { fields: [] };
		if (docTemplateId.startsWith('=')) {
			throw new NodeOperationError(
				this.getNode(),
				'The template is chosen by an expression, so its components are not known here. Set “Values From” to JSON.',
			);
		}
		const template = await read.call(this, provider, 'template.getTemplate', { docTemplateId });
		return { fields: componentsOf(template).map(inputOf), emptyFieldsNotice: 'This template has no component to fill in' };
	};

/** @throws NodeOperationError with what to do */
async function read(
	this: ILoadOptionsFunctions,
	provider: Provider,
	key: string,
	fields: IDataObject,
	beside: IDataObject = {},
): Promise<IDataObject> {
	const { reading, status } = await ask.call(this, { ...provider, resources: [...provider.resources, templates] }, { key, fields, beside });
	if (reading.kind === 'result' && isPlainObject(reading.result)) return reading.result;
	const known = reading.kind === 'business' ? provider.envelope.errors[reading.code]?.message : undefined;
	const said = reading.kind === 'business' ? reading.text : reading.kind === 'refused' ? (reading.gatewayText ?? reading.excerpt) : '';
	throw new NodeOperationError(
		this.getNode(),
		`${provider.platform} does not give this: ${known ?? (mask(said) || `HTTP ${status}`)}. Choose the template by ID, and its values as JSON.`,
	);
}
