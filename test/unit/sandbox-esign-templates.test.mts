// eSign's document templates over HTTP: the list, their components, filling one in.
import { PDFDocument } from 'pdf-lib';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import { answer, controlled, ok, type Json } from './sandbox-esign-flow-support.mts';
import { postJson } from './sandbox-support.mts';

interface Component {
	componentId: string;
	componentKey: string | null;
	componentName: string;
	componentType: number;
	required: boolean;
	componentPosition: { componentPositionX: number; componentPositionY: number; componentPageNum: number };
}

let sandbox: Sandbox;
let docTemplateId = '';
let components: Component[] = [];

beforeAll(async () => {
	sandbox = await startSandbox();
	const { templates } = await controlled<{ templates: Array<{ docTemplateId: string }> }>(sandbox, '/templates');
	docTemplateId = templates[0]?.docTemplateId ?? '';
	({ components } = await ok<{ components: Component[] }>(sandbox, 'GET', `/v3/doc-templates/${docTemplateId}`));
});

afterAll(async () => {
	await sandbox.close();
});

beforeEach(async () => {
	await postJson(new URL('/sandbox/reset', sandbox.console), {});
});

const create = (more: object = {}): object => ({
	docTemplateId,
	fileName: '劳动合同',
	components: [{ componentKey: 'companyName', componentValue: '示例科技有限公司' }],
	...more,
});

const idOf = (key: string) => components.find(({ componentKey }) => componentKey === key)?.componentId ?? '';

describe('the list of templates', () => {
	it('has them all, by pages', async () => {
		const all = await ok<{ total: number; docTemplates: Json[] }>(sandbox, 'GET', '/v3/doc-templates');
		expect(all.total).toBe(all.docTemplates.length);
		expect(all.docTemplates[0]).toEqual({
			docTemplateId,
			docTemplateName: '劳动合同',
			createTime: expect.any(Number),
			updateTime: expect.any(Number),
		});
		const query = { pageNum: '2', pageSize: '1' };
		expect(await ok(sandbox, 'GET', '/v3/doc-templates', undefined, { query })).toEqual({
			total: all.total,
			docTemplates: [all.docTemplates[1]],
		});
	});

	it('has at most 20 on a page', async () => {
		const query = { pageNum: '1', pageSize: '21' };
		expect(await answer(sandbox, 'GET', '/v3/doc-templates', undefined, { query })).toMatchObject({
			code: 1430002,
			message: '参数错误: 每页条数不能大于20',
		});
	});
});

describe('a template', () => {
	it('tells its components: texts, numbers, dates and places for seals', async () => {
		expect(components.map(({ componentKey, componentType, required }) => [componentKey, componentType, required])).toEqual([
			['companyName', 1, true],
			['employeeName', 1, true],
			['position', 1, true],
			['workplace', 1, true],
			['startDate', 3, true],
			['endDate', 3, true],
			['monthlySalary', 2, false],
			[null, 6, false],
			[null, 6, false],
		]);
		expect(new Set(components.map(({ componentId }) => componentId)).size).toBe(components.length);
		for (const { componentPosition } of components)
			expect(componentPosition.componentPageNum).toBeGreaterThanOrEqual(1);
	});

	it('can be looked at', async () => {
		const { fileDownloadUrl } = await ok<{ fileDownloadUrl: string }>(sandbox, 'GET', `/v3/doc-templates/${docTemplateId}`);
		const pdf = await PDFDocument.load(await (await fetch(fileDownloadUrl)).arrayBuffer());
		expect(pdf.getPageCount()).toBe(2);
	});

	it('that is not there is 1430011', async () => {
		expect(await answer(sandbox, 'GET', '/v3/doc-templates/nothing')).toMatchObject({
			code: 1430011,
			message: '模板文件不存在',
		});
	});
});

describe('filling a template in', () => {
	it('makes a file that can be used at once, by ids or by keys', async () => {
		const made = await ok<{ fileId: string; fileDownloadUrl: string }>(
			sandbox,
			'POST',
			'/v3/files/create-by-doc-template',
			create({
				components: [
					{ componentId: idOf('companyName'), componentValue: '示例科技有限公司' },
					{ componentKey: 'startDate', componentValue: '2026-07-01' },
					{ componentKey: 'monthlySalary', componentValue: '12,000.00' },
				],
			}),
		);
		expect((await fetch(made.fileDownloadUrl)).headers.get('Content-Type')).toBe('application/pdf');
		expect(await ok(sandbox, 'GET', `/v3/files/${made.fileId}`)).toMatchObject({
			fileName: '劳动合同.pdf',
			fileStatus: 2,
			fileTotalPageCount: 2,
		});
		const keywords = ['示例科技有限公司', '自2026-07-01起', '12,000.00元'];
		expect(await ok(sandbox, 'POST', `/v3/files/${made.fileId}/keyword-positions`, { keywords })).toMatchObject({
			keywordPositions: keywords.map((keyword) => ({ keyword, searchResult: true })),
		});
	});

	it.each<[string, () => object, number, string]>([
		['no template', () => ({ docTemplateId: '' }), 1430002, '参数错误: 参数docTemplateId必填'],
		['an unknown template', () => ({ docTemplateId: 'nothing' }), 1430011, '模板文件不存在'],
		['no name', () => ({ fileName: '' }), 1430002, '参数错误: fileName: 不能为空'],
		['a name of 101 characters', () => ({ fileName: '长'.repeat(101) }), 1430601, '创建合同失败: 参数不合法:合同名称参数超过100字符'],
		['a name with a colon', () => ({ fileName: 'a:b' }), 1430002, '参数错误: 文件名称包含特殊字符'],
		['no components', () => ({ components: null }), 1430002, '参数错误: 参数components必填'],
		['id and key', () => field({ componentId: idOf('position'), componentKey: 'position' }), 1430002, '参数错误: componentId和componentKey只允许其中一个有值'],
		['neither id nor key', () => field({}), 1430002, '参数错误: componentId和componentKey不能同时为空'],
		['no value', () => ({ components: [{ componentKey: 'position' }] }), 1430002, '参数错误: 参数componentValue不能为null'],
		['an unknown key', () => field({ componentKey: 'nothing' }), 1430011, 'componentKey:nothing无效'],
		['an unknown id', () => field({ componentId: 'nothing' }), 1430011, 'componentId：nothing无效'],
		['a key twice', () => ({ components: [value('position'), value('position')] }), 1430011, '参数错误：控件id或控件key重复,position'],
		['text that is too long', () => field({ componentKey: 'position', componentValue: '长'.repeat(201) }), 1430601, "创建合同失败: '岗位'填充内容过长"],
		['no number', () => field({ componentKey: 'monthlySalary', componentValue: '很多' }), 1430601, "创建合同失败: '月工资(元)'填充内容不是一个有效的数值"],
		['no date', () => field({ componentKey: 'startDate', componentValue: '明天' }), 1430601, "创建合同失败: '合同开始日期'填充内容不是一个有效的日期"],
		['a required one missing', () => ({ requiredCheck: true }), 1430601, "创建合同失败: '劳动者姓名'填充内容缺失"],
	])('is refused with %s', async (_what, more, code, message) => {
		expect(await answer(sandbox, 'POST', '/v3/files/create-by-doc-template', create(more()))).toEqual({
			code,
			message,
			data: null,
		});
	});

	it('works in V1 with values by key', async () => {
		const body = { templateId: docTemplateId, name: '劳动合同', simpleFormFields: { companyName: '示例科技有限公司' } };
		const made = await ok<Record<string, string>>(sandbox, 'POST', '/v1/files/createByTemplate', body);
		expect(made).toMatchObject({ fileName: '劳动合同.pdf' });
		expect((await fetch(made['downloadUrl'] ?? '')).status).toBe(200);
		expect(
			await answer(sandbox, 'POST', '/v1/files/createByTemplate', { ...body, simpleFormFields: { nothing: 'x' } }),
		).toMatchObject({ code: 1430011, message: 'componentKey:nothing无效' });
	});
});

const value = (componentKey: string) => ({ componentKey, componentValue: '工程师' });
const field = (component: object) => ({ components: [{ componentValue: '工程师', ...component }] });
