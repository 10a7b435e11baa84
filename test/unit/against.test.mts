/** The definitions beside a document of the vendor's: `npm run operations -- --against`. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { parseCorrections } from '../../engine/corrections.ts';
import { allOperations } from '../../engine/operation.ts';
import { compare, type Comparison } from '../../tools/against/compare.mts';
import { DocumentError, readDocument } from '../../tools/against/document.mts';
import { comparisonText } from '../../tools/against/report.mts';
import { sentFields, type SentField } from '../../tools/against/sent.mts';
import { termsOf, titlesOf, type Definitions } from '../../tools/against/words.mts';
import { platforms } from '../../tools/platforms.mts';

type JsonObject = Record<string, unknown>;

const root = path.join(__dirname, '..', '..');
const fixture = path.join(__dirname, 'fixtures', 'vendor-openapi.json');
const fixtureText = readFileSync(fixture, 'utf8');
const now = new Date('2026-01-15T08:00:00Z');

function definitionsOf({ name, folder, provider }: (typeof platforms)[number]): Definitions {
	const resources = path.join(root, 'nodes', folder, 'resources');
	const sources = readdirSync(resources, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
	return {
		platform: provider.platform,
		resources: provider.resources,
		titles: titlesOf(readFileSync(path.join(root, `docs/api/${name}.md`), 'utf8'), provider.resources),
		terms: termsOf(sources.map((file) => readFileSync(path.join(resources, file), 'utf8'))),
	};
}

const qiandun = definitionsOf(platforms[0]);
const withAddress = (definitions: Definitions) =>
	// What waits has the request of another, but for one field.
	[...allOperations(definitions.resources)].flatMap(({ key, operation }) => (operation.routing && !operation.waits ? [{ key, operation }] : []));

const against = (text: string, definitions = qiandun): Comparison =>
	compare(definitions, readDocument(text, definitions === qiandun ? '/api' : ''), now);

const reportOn = (comparison: Comparison, key: string) => {
	const report = comparison.operations.find(({ operation }) => operation === key);
	if (!report) throw new Error(`no report on ${key}`);
	return report;
};
const textsOn = (comparison: Comparison, key: string) => reportOn(comparison, key).differences.map(({ text }) => text);

/** One endpoint whose body is this schema, and what the comparison says about `user.createUnverified`. */
const createUnverifiedBeside = (properties: JsonObject, more: JsonObject = {}): Comparison =>
	against(
		JSON.stringify({
			openapi: '3.0.1',
			paths: {
				'/open/psnTempCreate': {
					post: {
						summary: '创建未认证用户',
						requestBody: { content: { 'application/json': { schema: { type: 'object', properties, required: ['accountId', 'psnName'], ...more } } } },
					},
				},
			},
		}),
	);
const own: JsonObject = Object.fromEntries(
	['accountId', 'psnName', 'psnIDCardType', 'psnIDCardNum', 'informPhone'].map((name) => [name, { type: 'string' }]),
);

describe('a document of the vendor’s', () => {
	const comparison = against(fixtureText);

	it('agrees where address, fields, marks and values are the same', () => {
		expect(reportOn(comparison, 'user.update')).toMatchObject({ agrees: true, foundBy: 'path', differences: [] });
		expect(reportOn(comparison, 'seal.get').agrees).toBe(true);
	});

	it('settles an assumed address by the Chinese title', () => {
		expect(reportOn(comparison, 'user.createUnverified')).toMatchObject({
			here: 'POST /open/psnTempCreate',
			document: 'POST /open/user/temporary',
			foundBy: 'title',
		});
		expect(comparisonText(comparison)).toContain(
			'user.createUnverified (创建未认证用户): assumed POST /open/psnTempCreate, the document has POST /open/user/temporary under this title',
		);
	});

	it('finds names that differ in spelling, or that have the same Chinese term, through $ref and allOf', () => {
		expect(textsOn(comparison, 'user.createUnverified')).toEqual([
			'psnIDCardType: the document calls it psnIdCardType (another spelling)',
			'informPhone: the document calls it phone (the same Chinese term)',
			'email: in the document (邮箱, optional, body), not sent here',
		]);
	});

	it('gives corrections that the credential takes, for what is certain only', () => {
		expect(comparison.corrections).toEqual({
			'user.createUnverified': {
				path: '/open/user/temporary',
				rename: { psnIDCardType: 'psnIdCardType', informPhone: 'phone' },
			},
			'verification.get': { method: 'POST' },
			'contract.create': { path: '/open/contract/start', rename: { signDeadline: 'deadline' } },
		});
		expect(parseCorrections(comparison.corrections, qiandun.resources)).toEqual(comparison.corrections);
		expect(comparisonText(comparison)).toContain(JSON.stringify(comparison.corrections, null, 2));
	});

	it('with another method has its fields where that method carries them', () => {
		expect(reportOn(comparison, 'verification.get')).toMatchObject({ document: 'POST /open/cert/get', differences: [], agrees: false });
	});

	it('shows required marks, values and fields that differ', () => {
		expect(textsOn(comparison, 'user.get')).toEqual(['psnIDCardNum: required in the document, one of several here']);
		expect(textsOn(comparison, 'personalVerification.getVerificationPageUrl')).toEqual([
			'pageConfig.psnAvailableAuthModes: only the document has the values wechat; only here are the values bank',
		]);
		expect(textsOn(comparison, 'file.upload')).toEqual(['fileType: in the document (required, body), not sent here']);
	});

	it('is compared with the body that Contract / Create makes; what no correction mends is marked', () => {
		const report = reportOn(comparison, 'contract.create');
		expect(report.differences).toEqual([
			{ kind: 'renamed', field: 'signDeadline', mended: true, text: 'signDeadline: the document calls it deadline (the same Chinese term)' },
			expect.objectContaining({ kind: 'values', field: 'signers.authConfig.willingnessAuthModes' }),
			expect.objectContaining({ kind: 'missing', field: 'signers.subSigners' }),
		]);
		expect(comparisonText(comparison)).toContain('    signDeadline: the document calls it deadline');
		expect(comparisonText(comparison)).toContain('  * signers.subSigners: in the document');
	});

	it('offers an endpoint with a similar title as a guess, without correction', () => {
		expect(reportOn(comparison, 'sms.sendCode')).toMatchObject({ foundBy: 'similar title', document: 'POST /open/sms/verifyCode', agrees: false });
		expect(comparison.corrections).not.toHaveProperty('sms.sendCode');
	});

	it('lists endpoints that no operation covers, with several methods on one path, and operations it lacks', () => {
		expect(comparison.uncovered).toEqual([
			{ method: 'DELETE', path: '/open/psnGet', title: '删除个人用户' },
			{ method: 'POST', path: '/open/contract/revoke', title: '撤销合同' },
		]);
		expect(reportOn(comparison, 'company.get')).toMatchObject({ foundBy: 'nothing', agrees: false });
		expect(comparisonText(comparison)).toContain('  company.get (查询企业用户信息): assumed GET /open/corpGet');
	});
});

describe('one field', () => {
	it('that has another type, place or mark is a difference', () => {
		const comparison = createUnverifiedBeside({ ...own, psnName: { type: 'integer' } }, { required: ['accountId', 'informPhone'] });
		expect(textsOn(comparison, 'user.createUnverified')).toEqual([
			'psnName: optional in the document, required here',
			'psnName: string here, number in the document',
			'informPhone: required in the document, optional here',
		]);
	});

	it('that is the only one left on each side may be the same, and is not renamed for it', () => {
		const { informPhone, ...rest } = own;
		const comparison = createUnverifiedBeside({ ...rest, tel: informPhone });
		expect(textsOn(comparison, 'user.createUnverified')).toEqual([
			'informPhone: not in the document; perhaps tel (optional, body) is meant',
		]);
		expect(comparison.corrections).toEqual({});
	});

	it('that moved into an object is renamed with its dots', () => {
		const { informPhone, ...rest } = own;
		const comparison = createUnverifiedBeside({ ...rest, notice: { type: 'object', properties: { informPhone } } });
		expect(comparison.corrections).toEqual({ 'user.createUnverified': { rename: { informPhone: 'notice.informPhone' } } });
	});

	it('in an object of which the document says nothing more is no difference', () => {
		const params = { type: 'object', properties: { name: { type: 'string' } } };
		const document = (schema: JsonObject) =>
			JSON.stringify({
				paths: { '/open/api/sms/notice': { post: { requestBody: { content: { 'application/json': { schema } } } } } },
			});
		const properties = { mobile: { type: 'string' }, templateId: { type: 'string' }, params };
		const comparison = against(document({ type: 'object', properties, required: ['mobile', 'templateId'] }));
		expect(textsOn(comparison, 'sms.sendNotification')).toEqual([]);
	});

	it('at an assumed address that belongs to another title is looked for under its own', () => {
		const comparison = against(
			JSON.stringify({
				paths: {
					'/open/corpGet': { get: { summary: '旧接口' } },
					'/open/company/query': { get: { summary: '查询企业用户信息' } },
				},
			}),
		);
		expect(reportOn(comparison, 'company.get').document).toBe('GET /open/company/query');
		expect(comparison.uncovered).toEqual([{ method: 'GET', path: '/open/corpGet', title: '旧接口' }]);
	});

	it('in a path that the operation cannot fill in makes an address that no correction can say', () => {
		const comparison = against(JSON.stringify({ paths: { '/open/company/{corpId}': { get: { summary: '查询企业用户信息' } } } }));
		expect(comparison.corrections).toEqual({});
		expect(comparisonText(comparison)).toContain('the document has GET /open/company/{corpId} under this title, which no correction can say');
	});

	it('in a path that the operation has is sent there', () => {
		const parameters = [{ name: 'flowNo', in: 'path', required: true, schema: { type: 'string' } }];
		const comparison = against(JSON.stringify({ paths: { '/open/flow/{flowNo}': { get: { summary: '查询认证信息', parameters } } } }));
		expect(comparison.corrections).toEqual({ 'verification.get': { path: '/open/flow/{flowNo}' } });
		expect(reportOn(comparison, 'verification.get').differences).toEqual([]);
	});

	it('of two endpoints with one title, the one that is not deprecated is meant', () => {
		const comparison = against(
			JSON.stringify({
				paths: {
					'/open/callback/ok': { post: { summary: '回调成功确认', deprecated: true } },
					'/open/callback/ok2': { post: { summary: '回调成功确认' } },
				},
			}),
		);
		expect(reportOn(comparison, 'callback.confirm').document).toBe('POST /open/callback/ok2');
	});
});

describe('what Contract / Create sends', () => {
	const create = withAddress(qiandun).find(({ key }) => key === 'contract.create');
	const sent = create ? sentFields(create.operation, now) : [];
	const needOf = (name: string) => sent.find((field) => field.name === name)?.need;

	it('is read from a body that it makes itself, list by list', () => {
		expect(sent.map(({ name }) => name)).toEqual([
			'contractName',
			'businessCode',
			'signDeadline',
			'signFileType',
			'docs.fileId',
			'docs.fileCode',
			'docs.fileOrder',
			'docs.fileName',
			'attachmentFiles.fileCode',
			'attachmentFiles.fileOrder',
			'signFlowInitiator.accountId',
			'signers.accountId',
			'signers.seqNo',
			'signers.signFields.fileCode',
			'signers.signFields.signFieldStyle',
			'signers.signFields.dateFormat',
			'signers.signFields.authorizeCode',
			'signers.signFields.signFieldPosition.positionPage',
			'signers.signFields.signFieldPosition.positionX',
			'signers.signFields.signFieldPosition.positionY',
			'signers.authConfig.willingnessAuthModes',
			'signers.noticeConfig.noticeTypes',
		]);
	});

	it('says what an input means for it', () => {
		expect(needOf('contractName')).toBe('required');
		expect(needOf('signDeadline')).toBe('optional');
		expect(needOf('attachmentFiles.fileCode')).toBe('optional');
		expect(needOf('signers.seqNo')).toBe('always');
		expect(needOf('businessCode')).toBe('always');
	});
});

/** A schema of the fields an operation sends. */
function schemaOf(fields: SentField[]): JsonObject {
	const heads = [...new Set(fields.map(({ name }) => name.split('.')[0]))];
	const inside = (head: string) =>
		fields.filter(({ name }) => name.startsWith(`${head}.`)).map((field) => ({ ...field, name: field.name.slice(head.length + 1) }));
	const required = ({ need }: SentField) => need === 'required' || need === 'always';
	return {
		type: 'object',
		properties: Object.fromEntries(
			heads.map((head) => {
				const [whole] = fields.filter(({ name }) => name === head);
				return [head, whole ? leafSchema(whole) : schemaOf(inside(head))];
			}),
		),
		required: heads.filter((head) => fields.some((field) => field.name === head && required(field)) || inside(head).some(required)),
	};
}

const leafSchema = ({ type, values }: SentField): JsonObject => ({
	...(type === 'file' ? { type: 'string', format: 'binary' } : { type }),
	...(values.length > 0 && { enum: values }),
});

interface Written {
	method: string;
	path: string;
	title: string;
	fields: SentField[];
}

const isNeeded = ({ need }: SentField) => need === 'required' || need === 'always';
const isForm = ({ fields }: Written) => fields.some(({ type }) => type === 'file');
const outside = ({ fields }: Written) => fields.filter(({ place }) => place !== 'body');
const inside = ({ fields }: Written) => fields.filter(({ place }) => place === 'body');

/** What the definitions send, as a document of the vendor's would have it. */
const written = (definitions: Definitions): Written[] =>
	withAddress(definitions).map(({ key, operation }) => ({
		method: operation.routing.request.method,
		path: operation.routing.request.url,
		title: definitions.titles.get(key) ?? '',
		fields: sentFields(operation, now),
	}));

const byPath = (endpoints: Written[], operationOf: (endpoint: Written) => JsonObject): JsonObject => {
	const paths: Record<string, JsonObject> = {};
	for (const endpoint of endpoints) paths[endpoint.path] = { ...paths[endpoint.path], [endpoint.method.toLowerCase()]: operationOf(endpoint) };
	return paths;
};

const forms: Record<string, (endpoints: Written[], prefix: string) => JsonObject> = {
	'OpenAPI 3, with the prefix in its servers': (endpoints, prefix) => ({
		openapi: '3.0.1',
		servers: [{ url: `https://host.example${prefix}` }],
		paths: byPath(endpoints, (endpoint) => ({
			summary: endpoint.title,
			parameters: outside(endpoint).map((field) => ({ name: field.name, in: field.place, required: isNeeded(field), schema: leafSchema(field) })),
			...(inside(endpoint).length > 0 && {
				requestBody: { content: { [isForm(endpoint) ? 'multipart/form-data' : 'application/json']: { schema: schemaOf(inside(endpoint)) } } },
			}),
		})),
	}),
	'OpenAPI 3, with the prefix in its paths': (endpoints, prefix) =>
		forms['OpenAPI 3, with the prefix in its servers'](
			endpoints.map((endpoint) => ({ ...endpoint, path: `${prefix}${endpoint.path}` })),
			'',
		),
	'Swagger 2': (endpoints, prefix) => ({
		swagger: '2.0',
		basePath: prefix || '/',
		paths: byPath(endpoints, (endpoint) => ({
			summary: endpoint.title,
			parameters: [
				...outside(endpoint).map((field) => ({ ...leafSchema(field), name: field.name, in: field.place, required: isNeeded(field) })),
				...(isForm(endpoint)
					? inside(endpoint).map((field) => ({ name: field.name, in: 'formData', type: 'file', required: isNeeded(field) }))
					: [{ name: 'body', in: 'body', schema: schemaOf(inside(endpoint)) }]),
			],
		})),
	}),
	Apifox: (endpoints, prefix) => ({
		apifoxProject: '1.0.0',
		apiCollection: [
			{
				name: '根目录',
				items: [
					{
						name: '目录',
						items: endpoints.map((endpoint, index) => ({
							name: endpoint.title,
							api: {
								method: endpoint.method.toLowerCase(),
								path: `{{host}}${prefix}${endpoint.path}`,
								parameters: Object.fromEntries(
									['query', 'path'].map((place) => [
										place,
										endpoint.fields
											.filter((field) => field.place === place)
											.map((field) => ({ ...leafSchema(field), name: field.name, required: isNeeded(field) })),
									]),
								),
								requestBody:
									inside(endpoint).length === 0
										? { type: 'none' }
										: isForm(endpoint)
											? {
													type: 'multipart/form-data',
													parameters: inside(endpoint).map((field) => ({ name: field.name, type: 'file', required: isNeeded(field) })),
												}
											: { type: 'application/json', parameters: [], jsonSchema: { $ref: `#/definitions/${index}` } },
							},
						})),
					},
				],
			},
		],
		schemaCollection: [
			{
				name: '根目录',
				items: endpoints.map((endpoint, index) => ({ id: `#/definitions/${index}`, schema: { jsonSchema: schemaOf(inside(endpoint)) } })),
			},
		],
	}),
};

describe('a document that says what the definitions say', () => {
	const cases = platforms.flatMap((platform) => Object.keys(forms).map((form) => ({ platform, form, name: platform.name })));

	it.each(cases)('agrees: $name as $form', ({ platform, form }) => {
		const definitions = platform === platforms[0] ? qiandun : definitionsOf(platform);
		const document = forms[form](written(definitions), platform === platforms[0] ? '/api' : '');
		const comparison = against(JSON.stringify(document), definitions);
		expect(comparison.operations.filter(({ agrees }) => !agrees)).toEqual([]);
		expect(comparison).toMatchObject({ agrees: true, uncovered: [], corrections: {} });
	});

	it('but has other addresses and spellings gives the corrections that mend exactly these', () => {
		const endpoints = written(qiandun);
		const keys = withAddress(qiandun).map(({ key }) => key);
		const snake = (name: string) => name.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();
		const renamable = (index: number, { name, place, parameter }: SentField) =>
			place !== 'path' && parameter !== undefined && !name.includes('.') && snake(name) !== name && keys[index] !== 'contract.create';
		fc.assert(
			fc.property(
				fc.uniqueArray(fc.nat(endpoints.length - 1)),
				fc.uniqueArray(fc.nat(endpoints.length - 1)),
				fc.constantFrom(...Object.keys(forms)),
				(moved, respelled, form) => {
					const changed = endpoints.map((endpoint, index) => ({
						...endpoint,
						path: moved.includes(index) ? `/open/moved/${index}` : endpoint.path,
						fields: endpoint.fields.map((field) =>
							respelled.includes(index) && renamable(index, field) ? { ...field, name: snake(field.name) } : field,
						),
					}));
					const expected = Object.fromEntries(
						endpoints.flatMap(({ fields }, index) => {
							const names = respelled.includes(index) ? fields.filter((field) => renamable(index, field)).map(({ name }) => name) : [];
							const correction = {
								...(moved.includes(index) && { path: `/open/moved/${index}` }),
								...(names.length > 0 && { rename: Object.fromEntries(names.map((name) => [name, snake(name)])) }),
							};
							return Object.keys(correction).length > 0 ? [[keys[index], correction]] : [];
						}),
					);
					const { corrections } = against(JSON.stringify(forms[form](changed, '/api')));
					expect(corrections).toEqual(expected);
				},
			),
			{ numRuns: 25 },
		);
	});
});

/** Comparing ends in a comparison with corrections that the credential takes, or in a DocumentError. */
function endsWell(document: unknown): void {
	let comparison: Comparison;
	try {
		comparison = against(typeof document === 'string' ? document : JSON.stringify(document));
	} catch (error) {
		expect(error).toBeInstanceOf(DocumentError);
		return;
	}
	expect(parseCorrections(comparison.corrections, qiandun.resources)).toEqual(comparison.corrections);
	expect(comparisonText(comparison)).toContain('operations agree');
}

/** The document with one value in it replaced. */
function withOneReplaced(document: unknown, places: number[], replacement: unknown): unknown {
	if (places.length === 0 || typeof document !== 'object' || document === null) return replacement;
	const entries = Object.entries(document);
	if (entries.length === 0) return replacement;
	const at = places[0] % entries.length;
	const changed = entries.map(([key, value], index) => [key, index === at ? withOneReplaced(value, places.slice(1), replacement) : value]);
	return Array.isArray(document) ? changed.map(([, value]) => value) : Object.fromEntries(changed);
}

describe('a document that is none', () => {
	it('is refused with a sentence or compared as far as it goes, whatever JSON it is', () => {
		fc.assert(fc.property(fc.jsonValue(), endsWell), { numRuns: 100 });
		fc.assert(fc.property(fc.string(), (text) => endsWell(text)), { numRuns: 100 });
		const schema = fc.jsonValue();
		fc.assert(
			fc.property(schema, schema, fc.dictionary(fc.string(), schema), (inner, details, components) =>
				endsWell({ paths: { '/open/psnUpdate': { post: details, get: { parameters: [inner], requestBody: { content: { 'application/json': { schema: inner } } } } } }, components }),
			),
			{ numRuns: 100 },
		);
		fc.assert(
			fc.property(schema, schema, (items, schemas) => endsWell({ apiCollection: [{ items: [items, { name: 'x', api: { method: 'post', path: '/open/x', requestBody: items } }] }], schemaCollection: schemas })),
			{ numRuns: 100 },
		);
	});

	it('is compared although any one thing in it is wrong', () => {
		const document: unknown = JSON.parse(fixtureText);
		const replacement = fc.oneof(fc.jsonValue(), fc.constantFrom('#/components', '{', '', -1, { $ref: '#' }, { $ref: '#/components/schemas/签署方' }));
		fc.assert(
			fc.property(fc.array(fc.nat(60), { minLength: 1, maxLength: 14 }), replacement, (places, value) =>
				endsWell(withOneReplaced(document, places, value)),
			),
			{ numRuns: 150 },
		);
	});

	it('is compared in time although its schemas refer to each other without end', () => {
		const names = Array.from({ length: 12 }, (_, index) => `s${index}`);
		const properties = Object.fromEntries(names.map((name) => [name, { $ref: `#/components/schemas/${name}` }]));
		const schemas = Object.fromEntries(
			names.map((name) => [name, { properties, allOf: names.map((other) => ({ $ref: `#/components/schemas/${other}` })) }]),
		);
		const started = Date.now();
		endsWell({ paths: { '/open/x': { post: { requestBody: { content: { 'application/json': { schema: { properties } } } } } } }, components: { schemas: { ...schemas, self: { $ref: '#/components/schemas/self' } } } });
		expect(Date.now() - started).toBeLessThan(5_000);
	});

	it.each([
		['', 'not valid JSON'],
		['openapi: 3.0.1', 'not valid JSON'],
		['[]', 'neither OpenAPI'],
		['{"info":{}}', 'neither OpenAPI'],
		['{"paths":{}}', 'names no endpoint'],
		['{"apiCollection":[]}', 'names no endpoint'],
	])('is refused: %j', (text, reason) => {
		expect(() => readDocument(text, '/api')).toThrow(reason);
	});
});

describe('the words of the vendor', () => {
	it.each(platforms)('are known for every operation of $name', (platform) => {
		const definitions = definitionsOf(platform);
		expect(withAddress(definitions).filter(({ key }) => !definitions.titles.has(key))).toEqual([]);
	});

	it('are read from the docstrings of fields', () => {
		expect(qiandun.terms.get('informPhone')).toEqual(['接收消息手机号']);
		expect(qiandun.terms.get('accountId')).toEqual(['个人账号', '企业账号']);
		expect(qiandun.terms.get('sealId')).toEqual(['印章ID']);
	});
});

describe('the command', () => {
	const folder = mkdtempSync(path.join(tmpdir(), 'against-'));
	afterAll(() => rmSync(folder, { recursive: true }));
	const run = (...options: string[]) =>
		spawnSync(process.execPath, ['--import', 'tsx', 'tools/operations.mts', ...options], { cwd: root, encoding: 'utf8' });
	const fileWith = (name: string, content: string) => {
		const file = path.join(folder, name);
		writeFileSync(file, content);
		return file;
	};

	it('prints a report and ends with 1 where something differs', () => {
		const { stdout, status } = run('--against', fixture);
		expect(stdout).toContain(`Qiandun beside the document (OpenAPI 3.0.1, 11 endpoints): 2 of ${withAddress(qiandun).length} operations agree.`);
		expect(stdout).toContain('"path": "/open/user/temporary"');
		expect(status).toBe(1);
	});

	it('prints the same as data with --json', () => {
		const { stdout, status } = run('--against', fixture, '--json');
		const printed = JSON.parse(stdout) as Comparison;
		expect(printed.corrections).toEqual(against(fixtureText).corrections);
		expect(printed.operations).toHaveLength(withAddress(qiandun).length);
		expect(status).toBe(1);
	});

	it('ends with 0 where all agree, for the other platform too', () => {
		const endpoints = written(definitionsOf(platforms[1]));
		const document = forms['Swagger 2'](endpoints, '');
		const { stdout, status } = run('--platform', 'esign', '--against', fileWith('esign.json', JSON.stringify(document)));
		expect(stdout).toContain(`${endpoints.length} of ${endpoints.length} operations agree`);
		expect(status).toBe(0);
	});

	it.each([
		['a file that is not there', ['--against', path.join(folder, 'none.json')], 'There is no such file'],
		['a folder', ['--against', folder], 'cannot be read'],
		['a file that is no JSON', ['--against', path.join(root, 'README.md')], 'It is not valid JSON'],
		['no file', ['--against'], 'argument missing'],
		['a platform that is not there', ['--against', fixture, '--platform', 'docusign'], 'there are qiandun and esign'],
		['an option that is not there', ['--against', fixture, '--yaml'], 'yaml'],
	])('ends with 2 and a sentence for %s', (_, options, sentence) => {
		const { stderr, status } = run(...options);
		expect(stderr).toContain(sentence);
		expect(status).toBe(2);
	});
});
