/**
 * Create From Template: the list of templates and the inputs in the editor, values by form, by the item's own fields and by
 * JSON, and what the platform gets of them; against the sandbox, and against answers that show every kind of component.
 */
import type { IDataObject, INodeListSearchResult, ResourceMapperFields } from 'n8n-workflow';
import { Desk, credentialFor, editorMethod, runEsign, type More } from './esign-desk.mts';
import { esignEnvelope, startRecorder, type Recorder, type Reply } from './recorder.mts';

const KEY = 'fileV3.createFromTemplate';

let recorder: Recorder;
let reply: Reply;
let desk: Desk;

beforeAll(async () => {
	recorder = await startRecorder((...given) => reply(...given));
	desk = await Desk.open();
});
afterAll(async () => {
	await recorder.close();
	await desk.close();
});
beforeEach(async () => {
	recorder.requests.length = 0;
	reply = platform;
	await desk.reset();
});

const base = () => recorder.baseUrl.replace('/api', '');

const component = (componentId: string, componentType: number, componentName: string, more: IDataObject = {}): IDataObject => ({
	componentId,
	componentKey: null,
	componentName,
	componentType,
	required: false,
	componentSpecialAttribute: { options: null },
	...more,
});
const options = (...names: string[]) => ({
	componentSpecialAttribute: { options: names.map((optionContent, index) => ({ optionContent, optionOrder: index + 1, selected: false })).reverse() },
});
const TEMPLATE = {
	docTemplateId: 'tpl-1',
	components: [
		component('c-text', 1, '员工姓名', { componentKey: 'name', required: true }),
		component('c-number', 2, '月薪'),
		component('c-date', 3, '入职日期', { componentKey: 'start' }),
		component('c-several', 9, '福利', options('社保', '公积金', '餐补')),
		component('c-one', 10, '性别', options('男', '女')),
		component('c-picture', 11, '照片'),
		component('c-list', 14, '部门', options('研发', '市场')),
		component('c-tick', 15, '同意'),
		component('c-table', 18, '明细'),
		component('c-across', 5, '骑缝签署区'),
		component('c-seal', 6, '签署区'),
		component('c-remark', 17, '备注区'),
		component('c-signed', 21, '签署日期'),
		component('c-words', 23, '人民币大写'),
	],
};

const platform: Reply = (request, response) => {
	const { method, url } = request;
	if (url.startsWith('/v3/doc-templates/')) return response.end(esignEnvelope(TEMPLATE));
	if (method === 'GET') return response.end(esignEnvelope({ fileId: 'FILE-1', fileStatus: 2, fileDownloadUrl: 'https://files.example.com/1' }));
	return response.end(esignEnvelope({ fileId: 'FILE-1', fileDownloadUrl: null }));
};

const byId = (value: string): IDataObject => ({ __rl: true, mode: 'id', value });

async function send(parameters: IDataObject, more: More = {}) {
	return await runEsign(credentialFor(base()), KEY, { docTemplateId: byId('tpl-1'), fileName: '劳动合同.pdf', ...parameters }, more);
}

const bodies = () => recorder.requests.filter(({ method }) => method === 'POST').map(({ body }) => JSON.parse(body.toString()) as IDataObject);
const reads = () => recorder.requests.filter(({ url }) => url.startsWith('/v3/doc-templates/')).length;

const editor = async <T,>(kind: 'listSearch' | 'resourceMapping', name: string, current: IDataObject, ...given: unknown[]) =>
	await editorMethod<T>(credentialFor(base()), kind, name, current, ...given);

/** What the editor keeps of a resource mapper that is filled in. */
const mapper = async (value: IDataObject, mappingMode = 'defineBelow'): Promise<IDataObject> => {
	const { fields } = await editor<ResourceMapperFields>('resourceMapping', 'getTemplateComponents', { docTemplateId: byId('tpl-1') });
	recorder.requests.length = 0;
	return kept(fields, value, mappingMode);
};

/** As it stands in a saved workflow. */
const kept = (fields: ResourceMapperFields['fields'], value: IDataObject, mappingMode = 'defineBelow'): IDataObject => ({
	mappingMode,
	value,
	matchingColumns: [],
	schema: JSON.parse(JSON.stringify(fields)) as IDataObject[],
});

describe('in the editor', () => {
	it('the templates are listed, searched in by name, and followed page by page', async () => {
		const names = Array.from({ length: 45 }, (_, index) => `模板${index}`);
		reply = (request, response) => {
			const query = new URL(request.url, base()).searchParams;
			const [page, size] = [Number(query.get('pageNum')), Number(query.get('pageSize'))];
			const part = names.slice((page - 1) * size, page * size);
			response.end(esignEnvelope({ total: names.length, docTemplates: part.map((docTemplateName) => ({ docTemplateName, docTemplateId: `id-${docTemplateName}` })) }));
		};
		const first = await editor<INodeListSearchResult>('listSearch', 'searchTemplates', {});
		expect(first.results).toHaveLength(20);
		expect(first.results[0]).toEqual({ name: '模板0', value: 'id-模板0' });
		const last = await editor<INodeListSearchResult>('listSearch', 'searchTemplates', {}, '', '3');
		expect(last).toEqual({ results: names.slice(40).map((name) => ({ name, value: `id-${name}` })) });
		const found = await editor<INodeListSearchResult>('listSearch', 'searchTemplates', {}, '板44');
		expect(found.results).toEqual([{ name: '模板44', value: 'id-模板44' }]);
		expect((await editor<INodeListSearchResult>('listSearch', 'searchTemplates', {}, first.paginationToken === undefined ? '' : '', String(first.paginationToken))).results[0].name).toBe('模板20');
	});

	it('each component that can be filled in is an input of its kind, with the choices of the template', async () => {
		const { fields } = await editor<ResourceMapperFields>('resourceMapping', 'getTemplateComponents', { docTemplateId: byId('tpl-1') });
		expect(fields.map(({ id, displayName, type, required }) => [id, displayName, type, required])).toEqual([
			['c-text', '员工姓名 [name]', 'string', true],
			['c-number', '月薪', 'string', false],
			['c-date', '入职日期 [start]', 'dateTime', false],
			['c-several', '福利 (list of numbers: 0 社保, 1 公积金, 2 餐补)', 'array', false],
			['c-one', '性别', 'options', false],
			['c-picture', '照片 (file ID of a picture)', 'string', false],
			['c-list', '部门', 'options', false],
			['c-tick', '同意', 'boolean', false],
			['c-table', '明细 (JSON)', 'array', false],
		]);
		expect(fields.find(({ id }) => id === 'c-one')?.options).toEqual([{ name: '男', value: '0' }, { name: '女', value: '1' }]);
		expect(fields.every(({ defaultMatch, display }) => !defaultMatch && display)).toBe(true);
	});

	it('more than nine choices stand in the order of the template', async () => {
		const names = Array.from({ length: 12 }, (_, index) => `部门${index + 1}`);
		reply = (_request, response) => response.end(esignEnvelope({ ...TEMPLATE, components: [component('c-list', 14, '部门', options(...names))] }));
		const { fields } = await editor<ResourceMapperFields>('resourceMapping', 'getTemplateComponents', { docTemplateId: byId('tpl-1') });
		expect(fields[0].options?.map(({ name }) => name)).toEqual(names);
	});

	it('no template is no input, one by expression says what to do, and a failure what the platform said', async () => {
		expect(await editor('resourceMapping', 'getTemplateComponents', { docTemplateId: byId('') })).toEqual({ fields: [] });
		await expect(editor('resourceMapping', 'getTemplateComponents', { docTemplateId: byId('={{ $json.tpl }}') })).rejects.toThrow('Set “Values From” to JSON');
		reply = (_request, response) => response.end(esignEnvelope(null, 1430011, '模板不存在'));
		await expect(editor('resourceMapping', 'getTemplateComponents', { docTemplateId: byId('tpl-1') })).rejects.toThrow('eSign does not give this: The template is not there, not yours, or has no such component');
		await expect(editor('listSearch', 'searchTemplates', {})).rejects.toThrow('Choose the template by ID, and its values as JSON.');
	});
});

describe('values', () => {
	it('of the form go by the components’ IDs, as text, a day as a day in China', async () => {
		const components = await mapper({
			'c-text': '张三',
			'c-number': '12.50',
			'c-date': '2026-01-31T18:30:00.000Z',
			'c-several': [0, 2],
			'c-one': '1',
			'c-list': null,
			'c-tick': true,
			'c-table': [{ column1: 'a' }],
		});
		const { items, error } = await send({ valuesFrom: 'form', components, optionalFields: { requiredCheck: true } });
		expect(error).toBeUndefined();
		expect(items[0].json).toEqual({ fileId: 'FILE-1', fileStatus: 2, fileDownloadUrl: 'https://files.example.com/1' });
		expect(bodies()).toEqual([
			{
				docTemplateId: 'tpl-1',
				fileName: '劳动合同.pdf',
				requiredCheck: true,
				components: [
					{ componentId: 'c-text', componentValue: '张三' },
					{ componentId: 'c-number', componentValue: '12.50' },
					{ componentId: 'c-date', componentValue: '2026-02-01' },
					{ componentId: 'c-several', componentValue: '[0,2]' },
					{ componentId: 'c-one', componentValue: '1' },
					{ componentId: 'c-tick', componentValue: 'true' },
					{ componentId: 'c-table', componentValue: '[{"column1":"a"}]' },
				],
			},
		]);
		expect(reads()).toBe(0);
	});

	it('of the form are filled in also where they are nought or a box without a tick; what is empty is not', async () => {
		const { error } = await send({ valuesFrom: 'form', components: await mapper({ 'c-text': '张三', 'c-number': 0, 'c-one': null, 'c-picture': '', 'c-tick': false, 'c-list': null }) });
		expect(error).toBeUndefined();
		expect(bodies()).toEqual([
			expect.objectContaining({
				components: [
					{ componentId: 'c-text', componentValue: '张三' },
					{ componentId: 'c-number', componentValue: '0' },
					{ componentId: 'c-tick', componentValue: 'false' },
				],
			}),
		]);
	});

	it('that the template needs are asked for by name', async () => {
		const { error } = await send({ valuesFrom: 'form', components: await mapper({ 'c-text': '', 'c-number': '1' }) });
		expect(error?.message).toBe('“Components > 员工姓名 [name]” is empty [item 0]');
		expect(recorder.requests).toEqual([]);
	});

	it('of the item go to the components of these names, keys and IDs; what is no component stays behind', async () => {
		const components = await mapper({}, 'autoMapInputData');
		const items = [
			{ name: '张三', 月薪: 8000, start: '2026-02-01', 性别: '女', 部门: '0', order: 'A-1' },
			{ 'c-text': '李四', 入职日期: '2026-03-01' },
		];
		const { error } = await send({ valuesFrom: 'form', components }, { items });
		expect(error).toBeUndefined();
		expect(bodies().map(({ components: list }) => list)).toEqual([
			[
				{ componentId: 'c-text', componentValue: '张三' },
				{ componentId: 'c-number', componentValue: '8000' },
				{ componentId: 'c-date', componentValue: '2026-02-01' },
				{ componentId: 'c-one', componentValue: '1' },
				{ componentId: 'c-list', componentValue: '0' },
			],
			[
				{ componentId: 'c-text', componentValue: '李四' },
				{ componentId: 'c-date', componentValue: '2026-03-01' },
			],
		]);
		// Read once for all items.
		expect(reads()).toBe(1);
	});

	it('in JSON go by name too, also where an expression chooses the template', async () => {
		const { error } = await send(
			{ docTemplateId: byId('={{ $json.tpl }}'), valuesFrom: 'json', componentsJson: '={{ { "员工姓名": $json.name, "start": $json.from, "部门": "市场" } }}' },
			{ items: [{ tpl: 'tpl-1', name: '张三', from: '2026-02-01' }] },
		);
		expect(error).toBeUndefined();
		expect(bodies()[0].components).toEqual([
			{ componentId: 'c-text', componentValue: '张三' },
			{ componentId: 'c-date', componentValue: '2026-02-01' },
			{ componentId: 'c-list', componentValue: '1' },
		]);
	});

	it('in JSON as the platform takes them go as they are, without looking at the template', async () => {
		const list = [{ componentKey: 'name', componentValue: '张三' }];
		const { error } = await send({ valuesFrom: 'json', componentsJson: JSON.stringify(list) });
		expect(error).toBeUndefined();
		expect(bodies()[0].components).toEqual(list);
		expect(reads()).toBe(0);
	});

	it('none at all is an empty list, which the platform wants', async () => {
		expect((await send({ valuesFrom: 'json', componentsJson: '{}' })).error).toBeUndefined();
		expect(bodies()[0].components).toEqual([]);
	});

	it.each<[string, IDataObject, string]>([
		['no name', { componentsJson: '{ "": "张三" }' }, '“Components (JSON)”: the template has no component “”'],
		['a name that the template lacks', { componentsJson: '{ "姓名": "张三" }' }, '“Components (JSON)”: the template has no component “姓名”'],
		['a component twice', { componentsJson: '{ "name": "张三", "员工姓名": "李四" }' }, 'The component “员工姓名” is set twice'],
		['JSON that is none', { componentsJson: '{ name: }' }, '“Components (JSON)” is not valid JSON'],
		['a text', { componentsJson: '"张三"' }, '“Components (JSON)” must be a JSON object or a JSON list'],
		['a name with one of the nine characters', { componentsJson: '{}', fileName: '合同:张三.pdf' }, '“File Name” has the character : in it; none of / \\ : * " < > | ? may stand there'],
		['a name of 101 characters', { componentsJson: '{}', fileName: '长'.repeat(101) }, '“File Name” has 101 characters; at most 100 are taken'],
	])('%s is refused by name, and nothing is made', async (_what, parameters, message) => {
		const { error } = await send({ valuesFrom: 'json', ...parameters });
		expect(error?.message.startsWith(message)).toBe(true);
		expect(bodies()).toEqual([]);
	});
});

describe('against the sandbox', () => {
	it('a template is found by name, its inputs filled in, and the file has the text and can be signed', async () => {
		const { results } = await desk.editor<INodeListSearchResult>('listSearch', 'searchTemplates', {}, '劳动合同');
		expect(results).toHaveLength(1);
		const docTemplateId = { __rl: true, mode: 'list', value: results[0].value };
		const { fields } = await desk.editor<ResourceMapperFields>('resourceMapping', 'getTemplateComponents', { docTemplateId });
		expect(fields.map(({ displayName }) => displayName)).toContain('劳动者姓名 [employeeName]');
		expect(fields.some(({ displayName }) => displayName.includes('签署区'))).toBe(false);
		const value = Object.fromEntries(
			fields.map(({ id, displayName, type }) => [id, type === 'dateTime' ? '2030-02-01T00:00:00' : displayName.startsWith('月工资') ? '8000.00' : displayName.startsWith('劳动者') ? '张三丰' : '示例']),
		);
		const components = kept(fields, value);
		const file = await desk.ask(KEY, { docTemplateId, fileName: '劳动合同 张三丰', valuesFrom: 'form', components });
		expect(file).toMatchObject({ fileStatus: 2, fileTotalPageCount: 2, fileDownloadUrl: expect.stringMatching(/^http/) });
		const found = await desk.list('fileV3.findKeywordPositions', { fileId: file.fileId, keywords: '张三丰,8000.00,2030-02-01' });
		expect(found.map(({ searchResult }) => searchResult)).toEqual([true, true, true]);
		const { signFlowId } = await desk.ask('signFlowV3.createFromFiles', {
			signFlowTitle: '劳动合同',
			documents: { document: [{ fileId: file.fileId }] },
			signersFrom: 'form',
			signers: {
				signer: [
					{
						kind: 'person',
						identifiedBy: 'account',
						psnName: '张三丰',
						psnAccount: '19900000031',
						signFields: { signField: [{ kind: 'keyword', keyword: '乙方(签字)', offsetX: 60 }] },
					},
				],
			},
		});
		expect(((await desk.flow(signFlowId)).signers as IDataObject[])[0].fields).toMatchObject([{ place: { page: 2 } }]);
	});

	it('a value the platform does not take is its error', async () => {
		const { results } = await desk.editor<INodeListSearchResult>('listSearch', 'searchTemplates', {}, '劳动合同');
		const error = await desk.fail(KEY, { docTemplateId: byId(String(results[0].value)), fileName: 'a', valuesFrom: 'json', componentsJson: '{ "monthlySalary": "viel" }' });
		expect(error?.message).toMatch(/^The file cannot be made: .+\(eSign code 1430601\)/);
	});

	it('a template that is not there is its error', async () => {
		const error = await desk.fail(KEY, { docTemplateId: byId('f'.repeat(32)), fileName: 'a', valuesFrom: 'json', componentsJson: '{ "x": "y" }' });
		expect(error?.message).toMatch(/^The template is not there, not yours, or has no such component.*\(eSign code 1430011\)/);
	});
});
