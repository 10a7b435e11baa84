// 合同模板: which there are, what is to be filled in, and filling one in. On the platform they are made on a page; these are made up.
import type { Parameters } from '../call-parameters.mts';
import { SIGN_PLACES, TEMPLATES, type Template } from '../contract-templates.mts';
import { keywordPlaces, type KeywordPlace } from '../pdf/keyword-search.mts';
import { templatePdf } from '../pdf/template-pdf.mts';
import type { CallParameters, Endpoint, Platform } from './endpoint.mts';
import { BusinessFailure } from './envelope.mts';
import { linkUrl } from './file-routes.mts';
import { fixedId } from './identities.mts';

/** Most templates on a page of the list. Source: 查询合同模板列表. */
const PAGE_SIZE = 20;

/** When the templates were made, ms since 1970. */
const MADE_AT = Date.UTC(2026, 0, 5, 1);

/** Kinds of controls. Source: 查询合同模板中控件详情. */
const TEXT = 1;
const NUMBER = 2;
const DATE = 3;
const SEAL = 6;

const DATE_FORMAT = 'yyyy-MM-dd';
const FIELD_CHARACTERS = 200;

export const docTemplates: Endpoint[] = [
	{
		method: 'GET',
		path: '/v3/doc-templates',
		title: '查询合同模板列表',
		handle: list,
		parameterFailure: 'fileParameter',
	},
	{
		method: 'GET',
		path: '/v3/doc-templates/{docTemplateId}',
		title: '查询合同模板中控件详情',
		handle: detail,
		parameterFailure: 'fileParameter',
	},
];

/** A control to be filled in. */
interface Field {
	componentId: string;
	componentKey: string;
	componentName: string;
	componentType: typeof TEXT | typeof NUMBER | typeof DATE;
	required: boolean;
}

/** The id a template has at this platform. */
export function docTemplateIdOf({ templateId }: Template): string {
	return fixedId(`esign ${templateId}`);
}

/** The template with this id. Raises 1430011 when there is none. */
export function templateOf(docTemplateId: string): Template {
	const template = TEMPLATES.find((one) => docTemplateIdOf(one) === docTemplateId);
	if (template === undefined) throw new BusinessFailure('templateUnknown', docTemplateId);
	return template;
}

/** The controls of a template that take a value, in their order. Dates and amounts are known by their name; all but the last are required. */
export function fieldsOf(template: Template): Field[] {
	const names = Object.entries(template.fields);
	return names.map(([componentKey, componentName], index) => ({
		componentId: fixedId(`${template.templateId} ${componentKey}`),
		componentKey,
		componentName,
		componentType: /Date$/.test(componentKey) ? DATE : /^(monthlySalary|totalAmount)$/.test(componentKey) ? NUMBER : TEXT,
		required: index < names.length - 1,
	}));
}

/** A PDF of the template with these controls filled in. Raises the documented failures for controls that are wrong. */
export async function fillTemplate(
	docTemplateId: string,
	components: Parameters[],
	requiredCheck: boolean,
): Promise<Uint8Array> {
	const template = templateOf(docTemplateId);
	const fields = fieldsOf(template);
	const values = new Map<string, string>();
	for (const component of components) {
		const field = namedField(fields, component);
		if (!component.has('componentValue')) throw new BusinessFailure('fileParameter', '参数componentValue不能为null');
		if (values.has(field.componentKey))
			throw new BusinessFailure('templateField', `参数错误：控件id或控件key重复,${field.componentKey}`);
		values.set(field.componentKey, checked(field, component.required('componentValue')));
	}
	const missing = fields.find(({ required, componentKey }) => required && !values.has(componentKey));
	if (requiredCheck && missing !== undefined)
		throw new BusinessFailure('fileContent', `'${missing.componentName}'填充内容缺失`);
	return await templatePdf(template, values);
}

/** A PDF of the template with values by control key or id, as V1 gives them. */
export async function fillTemplateByKeys(docTemplateId: string, given: Map<string, string>): Promise<Uint8Array> {
	const template = templateOf(docTemplateId);
	const values = new Map<string, string>();
	for (const [key, value] of given) {
		const field = fieldsOf(template).find(({ componentKey, componentId }) => key === componentKey || key === componentId);
		if (field === undefined) throw new BusinessFailure('templateField', `componentKey:${key}无效`);
		if (value !== '') values.set(field.componentKey, checked(field, value));
	}
	return await templatePdf(template, values);
}

function namedField(fields: Field[], component: Parameters): Field {
	const [id, key] = [component.optional('componentId'), component.optional('componentKey')];
	if (id !== undefined && key !== undefined)
		throw new BusinessFailure('fileParameter', 'componentId和componentKey只允许其中一个有值');
	if (id === undefined && key === undefined)
		throw new BusinessFailure('fileParameter', 'componentId和componentKey不能同时为空');
	const field = fields.find((one) => one.componentId === id || one.componentKey === key);
	if (field !== undefined) return field;
	throw new BusinessFailure('templateField', id === undefined ? `componentKey:${key}无效` : `componentId：${id}无效`);
}

function checked({ componentName, componentType }: Field, value: string): string {
	if ([...value].length > FIELD_CHARACTERS)
		throw new BusinessFailure('fileContent', `'${componentName}'填充内容过长`);
	if (componentType === NUMBER && !/^-?[\d,]+(\.\d+)?$/.test(value))
		throw new BusinessFailure('fileContent', `'${componentName}'填充内容不是一个有效的数值`);
	if (componentType === DATE && !/^\d{4}[-/年]\d{1,2}[-/月]\d{1,2}日?$/.test(value))
		throw new BusinessFailure('fileContent', `'${componentName}'填充内容不是一个有效的日期`);
	return value;
}

function list({ query }: CallParameters): unknown {
	const pageNum = query.integer('pageNum', 1, 1_000_000) ?? 1;
	const pageSize = query.integer('pageSize', 1, 1_000_000) ?? PAGE_SIZE;
	if (pageSize > PAGE_SIZE) throw new BusinessFailure('fileParameter', '每页条数不能大于20');
	return {
		total: TEMPLATES.length,
		docTemplates: TEMPLATES.slice((pageNum - 1) * pageSize, pageNum * pageSize).map(summary),
	};
}

function summary(template: Template): object {
	return {
		docTemplateId: docTemplateIdOf(template),
		docTemplateName: template.title,
		createTime: MADE_AT,
		updateTime: MADE_AT,
	};
}

async function detail({ path }: CallParameters, platform: Platform): Promise<unknown> {
	const template = templateOf(path.required('docTemplateId'));
	const fields = fieldsOf(template);
	const blanks = new Map(fields.map(({ componentKey }) => [componentKey, `{${componentKey}}`]));
	const pdf = Buffer.from(await templatePdf(template, blanks));
	const places = await keywordPlaces(pdf, [...blanks.values()]);
	const link = platform.files.link({
		fileName: `${template.title}.pdf`,
		contentType: 'application/pdf',
		bytes: async () => pdf,
	});
	const seals = Object.values(SIGN_PLACES).map(({ x, y }) => ({ page: template.pages.length, x, y }));
	return {
		...summary(template),
		fileDownloadUrl: linkUrl(platform, link),
		components: [
			...fields.map((field, index) => component(index + 1, field, places[index]?.[0], { componentWidth: 160, componentHeight: 15 })),
			...seals.map((place, index) => sealComponent(template, fields.length + index + 1, index, place)),
		],
	};
}

function component(order: number, field: Field, place: KeywordPlace | undefined, size: object): object {
	return {
		...field,
		componentDefaultValue: null,
		componentPosition:
			place === undefined
				? null
				: { componentPositionX: place.x, componentPositionY: place.y, componentPageNum: place.page },
		componentSpecialAttribute: {
			...NO_ATTRIBUTES,
			dateFormat: field.componentType === DATE ? DATE_FORMAT : null,
			numberFormat: field.componentType === NUMBER ? '0.00' : null,
			componentMaxLength: field.componentType === TEXT ? String(FIELD_CHARACTERS) : null,
		},
		componentSize: size,
		remarkSignField: null,
		normalSignField: null,
		originCustomComponentId: null,
		componentOrder: order,
		componentTextFormat: TEXT_FORMAT,
	};
}

function sealComponent(template: Template, order: number, index: number, place: KeywordPlace): object {
	const name = index === 0 ? '甲方签署区' : '乙方签署区';
	const field = {
		componentId: fixedId(`${template.templateId} ${name}`),
		componentKey: '',
		componentName: name,
		componentType: TEXT,
		required: false,
	} as const;
	return {
		...component(order, field, place, { componentWidth: 119, componentHeight: 119 }),
		componentKey: null,
		componentType: SEAL,
		normalSignField: { showSignDate: 0, dateFormat: null, signFieldStyle: 1, sealSpecs: 1 },
	};
}

const NO_ATTRIBUTES = {
	dateFormat: null,
	imageType: null,
	options: null,
	tableContent: null,
	numberFormat: null,
	componentMaxLength: null,
	componentMaxRows: null,
	signerRole: null,
	tickComponentType: null,
	componentAssociatedId: null,
};

const TEXT_FORMAT = {
	font: 1,
	fontSize: 12,
	textColor: '#000000',
	bold: false,
	italic: false,
	horizontalAlignment: 'LEFT',
	verticalAlignment: 'TOP',
	textLineSpacing: 1,
};
