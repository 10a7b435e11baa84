/**
 * The definitions stay valid n8n declarative ones: n8n's own RoutingNode makes the same request of them as our runner.
 * Every plain operation goes through both, in the engine, over HTTP, and what arrived is compared byte for byte.
 */
import { RoutingNode } from 'n8n-core';
import type { IDataObject, INodeProperties, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { allOperations, isTopLevel, partsOf, type AnyOperation, type Field } from '../../engine/operation.ts';
import { isHidden } from '../../engine/field.ts';
import { platforms } from '../../tools/platforms.mts';
import { runNode } from './harness.mts';
import {
	esignEnvelope,
	expectedSignature,
	expectSigned,
	isForEsign,
	startRecorder,
	type Recorded,
	type Recorder,
} from './recorder.mts';

const appKey = 'test-key';
const appSecret = 'test-secret';
let recorder: Recorder;
let routed: jest.SpyInstance;

beforeAll(async () => {
	recorder = await startRecorder();
	routed = jest.spyOn(RoutingNode.prototype, 'runNode');
});
afterAll(async () => await recorder.close());
beforeEach(() => {
	recorder.requests.length = 0;
	routed.mockClear();
});

type Platform = (typeof platforms)[number];

/** The node as n8n would run it if it had no execute() of its own. */
class Declarative implements INodeType {
	readonly description: INodeTypeDescription;

	constructor({ Node }: Platform) {
		this.description = { ...new Node().description, requestDefaults: {} };
	}
}

/** The same with the properties changed. */
function declarativeWith(platform: Platform, change: (properties: INodeProperties[]) => void): INodeType {
	const node = new Declarative(platform);
	node.description.properties = structuredClone(node.description.properties);
	change(node.description.properties);
	return node;
}

/** What RoutingNode cannot do, by design: an address the user types, conversions, files, pages, bodies that are more than fields. */
const isPlain = (operation: AnyOperation): boolean => {
	const { routing, toBody, upload, download, paging, fields } = { ...operation, ...partsOf(operation) };
	const isMore = [toBody, upload, download, paging].some((part) => part !== undefined);
	return routing !== undefined && !isMore && fields.every(({ convert, required }) => !convert || !required);
};
const operations = platforms.flatMap((platform) =>
	[...allOperations(platform.provider.resources)].map((entry) => ({ ...entry, platform, key: `${platform.name} ${entry.key}` })),
);
const plain = operations.filter(({ operation }) => isPlain(operation));
const cases = plain.map(({ key, platform, resource, operation }) => ({ key, platform, resource: resource.value, operation }));

/** Without what RoutingNode does not know, values to convert and switches for the runner, and what the choices as they come hide. */
const comparable = ({ fields, routing }: AnyOperation): Field[] => {
	const byDefault = Object.fromEntries(fields.map((field) => [field.name, field.default])) as IDataObject;
	return fields.filter(
		(field) =>
			!field.convert &&
			!isHidden(field, byDefault) &&
			(field.routing?.send !== undefined || routing?.request.url.includes(`{${field.name}}`)),
	);
};

/** Blanks inside, Chinese, an emoji, and all that is special in a URL, in JSON or in a form. */
const AWKWARD = ' 张三 👍 a&b=c+d/e?f%20"g"\\';

/** What a resource locator is set to, and what is sent of it. */
const LOCATED = '100000014';

const DAY_MS = 86_400_000;

/** A value the field accepts, from its own definition; awkward where it is free text. */
function valueOf(field: Field): string | number | boolean | string[] | IDataObject {
	const listed = (field.options ?? []).flatMap((option) => ('value' in option ? [String(option.value)] : []));
	switch (field.type) {
		case 'options':
			// Not the default, so that it is seen whether the value is sent.
			return listed.find((value) => value !== field.default) ?? listed[0];
		case 'multiOptions':
			return listed;
		case 'resourceLocator':
			return { __rl: true, mode: (field.modes ?? []).find(({ type }) => type === 'string')?.name ?? 'id', value: LOCATED };
		case 'number':
			return Math.min((field.typeOptions?.minValue ?? 0) + 3, field.typeOptions?.maxValue ?? Infinity);
		case 'boolean':
			return field.default !== true;
		case 'json':
			return '{}';
		case 'dateTime':
			// A beginning lies in the past, a deadline in the future.
			return [-DAY_MS, DAY_MS].map((away) => new Date(Date.now() + away).toISOString()).find((time) => field.check?.(time) === undefined) ?? '';
		default: {
			const example = (field.placeholder ?? 'e.g. A1').replace(/^e\.g\. /, '');
			return [`${example}${AWKWARD}`, example].find((value) => field.check?.(value) === undefined) ?? example;
		}
	}
}

function parametersOf(resource: string, operation: AnyOperation, fields: Field[]): IDataObject {
	const parameters: IDataObject = { resource, operation: operation.value };
	const optionalFields: IDataObject = {};
	for (const field of fields) {
		(isTopLevel(field, operation) ? parameters : optionalFields)[field.name] = valueOf(field);
	}
	return { ...parameters, optionalFields };
}

/** What an operation needs; of a change, one field to change too. */
const topLevel = (operation: AnyOperation) => {
	const needed = operation.fields.filter((field) => isTopLevel(field, operation));
	const [first] = comparable(operation).filter((field) => !needed.includes(field));
	return partsOf(operation).changes ? [...needed, first] : needed;
};

/** What one request is, without what differs from call to call. */
interface Wire {
	method: string;
	url: string;
	body: string;
	contentType: string;
	accept: string;
	stringToSign: string;
}

function wireOf(request: Recorded): Wire {
	const { stringToSign } = expectedSignature(request, appKey, appSecret);
	return {
		method: request.method,
		url: request.url,
		body: request.body.toString('utf8'),
		contentType: String(request.headers['content-type'] ?? ''),
		accept: String(request.headers.accept ?? ''),
		stringToSign: stringToSign
			// Where a nonce is signed, so is the timestamp.
			.replace(String(request.headers['x-ca-nonce']), '<nonce>')
			.replace(String(request.headers['x-ca-timestamp']), '<timestamp>'),
	};
}

/** The one request the node makes, exactly signed. */
async function send({ Node }: Platform, parameters: IDataObject, nodeType: INodeType = new Node()): Promise<Wire> {
	const before = recorder.requests.length;
	const credential = { environment: 'custom', baseUrl: recorder.baseUrl, appKey, appId: appKey, appSecret, accessToken: '' };
	const { error } = await runNode({ parameters, credential, nodeType });
	expect(error).toBeUndefined();
	expect(recorder.requests.length - before).toBe(1);
	const request = recorder.requests[before];
	expectSigned(request, appKey, appSecret);
	return wireOf(request);
}

async function expectSameRequest(platform: Platform, parameters: IDataObject): Promise<Wire> {
	const ours = await send(platform, parameters);
	expect(routed).not.toHaveBeenCalled();
	const theirs = await send(platform, parameters, new Declarative(platform));
	expect(routed).toHaveBeenCalledTimes(1);
	expect(ours).toEqual(theirs);
	return ours;
}

describe('n8n’s RoutingNode and our runner make the same request', () => {
	it('of every operation but those that RoutingNode cannot carry out', () => {
		expect(operations.filter((entry) => !plain.includes(entry)).map(({ key }) => key)).toEqual([
			// An amount is a number in the editor and text with two decimals on the wire.
			'qiandun companyVerification.verifyTransferAmount',
			// Files.
			'qiandun file.upload',
			// Rows that become a body.
			'qiandun contract.create',
			'qiandun contract.download',
			'qiandun contract.getSealPlacementPage',
			// Pages.
			'qiandun seal.getMany',
			'qiandun ocr.recognizeIdCard',
			'qiandun ocr.recognizeBusinessLicense',
			'qiandun ocr.recognizeBankCard',
			// Addresses that the user types.
			'qiandun api.customCall',
			// Rows that become a body, and files.
			'esign signFlowV1.createInOneStep',
			'esign signFlowV1.download',
			// Files, and what is asked beside the request.
			'esign fileV3.upload',
			// A list of keywords that the user types as one text.
			'esign fileV3.findKeywordPositions',
			'esign fileV3.createFromTemplate',
			'esign signFlowV3.createFromFiles',
			'esign signFlowV3.createAndWait',
			'esign signFlowV3.getMany',
			'esign signFlowV3.downloadFiles',
			// A time.
			'esign signFlowV3.extend',
			'esign sealV3.getMany',
			'esign api.customCall',
		]);
	});

	it.each(cases)('of $key with what it needs', async ({ platform, resource, operation }) => {
		await expectSameRequest(platform, parametersOf(resource, operation, topLevel(operation)));
	});

	it.each(cases)('of $key with every field', async ({ platform, resource, operation }) => {
		const parameters = parametersOf(resource, operation, comparable(operation));
		const { method, url, body } = await expectSameRequest(platform, parameters);
		expect(method).toBe(operation.routing?.request.method);
		// Nothing was left out on both sides alike.
		for (const field of comparable(operation)) {
			const value = field.type === 'resourceLocator' ? LOCATED : valueOf(field);
			for (const part of Array.isArray(value) ? value : [value]) {
				if (field.routing?.send?.type === 'body') expect(body).toContain(JSON.stringify(part));
				else expect(decodeURIComponent(url)).toContain(String(part));
			}
		}
	});

	it('also when the editor got more of a definition than it needs', async () => {
		const definitions = new Map<string, AnyOperation>(operations.map(({ key, operation }) => [key, operation]));
		const nodes = platforms.map((platform) => declarativeWith(platform, (properties) => {
			for (const property of properties.filter(({ name }) => name === 'operation')) {
				const [resource] = property.displayOptions?.show?.resource ?? [];
				for (const option of property.options ?? []) {
					const { source, repeatable, checkOutcome, oneOf } =
						definitions.get(`${platform.name} ${String(resource)}.${'value' in option ? option.value : ''}`) ?? {};
					Object.assign(option, { source, repeatable, checkOutcome, oneOf });
				}
			}
		}));
		for (const { platform, resource, operation } of cases) {
			const parameters = parametersOf(resource, operation, topLevel(operation));
			const node = nodes[platforms.indexOf(platform)];
			expect(await send(platform, parameters, node)).toEqual(await send(platform, parameters));
		}
	});
});

describe('where one field of a group is enough', () => {
	const groups = cases.flatMap(({ key, platform, resource, operation }) =>
		(operation.oneOf ?? []).flatMap((group) => group.map((name) => ({ key, name, platform, resource, operation }))),
	);

	it.each(groups)('$key with $name alone differs only in that RoutingNode sends the empty ones in a body', async ({ name, platform, resource, operation }) => {
		const fields = topLevel(operation).filter((field) => field.required || field.name === name);
		const parameters = parametersOf(resource, operation, fields);
		const ours = await send(platform, parameters);
		const theirs = await send(platform, parameters, new Declarative(platform));
		if (ours.method === 'GET') {
			expect(ours).toEqual(theirs);
			return;
		}
		const entries = Object.entries(JSON.parse(theirs.body) as IDataObject);
		expect(ours.body).toBe(JSON.stringify(Object.fromEntries(entries.filter(([, value]) => value !== ''))));
		expect({ ...ours, body: '', stringToSign: '' }).toEqual({ ...theirs, body: '', stringToSign: '' });
	});
});

describe('the comparison notices', () => {
	const update = plain.find(({ key }) => key === 'qiandun user.update');
	const parameters = update ? parametersOf('user', update.operation, update.operation.fields) : {};

	const operationOption = (properties: INodeProperties[]) =>
		properties
			.filter((property) => property.name === 'operation' && property.displayOptions?.show?.resource?.includes('user'))
			.flatMap(({ options }) => options ?? [])
			.filter((option) => 'value' in option && option.value === 'update');
	const accountId = (properties: INodeProperties[]) =>
		properties.filter(
			({ name, displayOptions }) => name === 'accountId' && displayOptions?.show?.operation?.includes('update'),
		);

	it.each<[string, (properties: INodeProperties[]) => void, Array<keyof Wire>]>([
		[
			'another path',
			(properties) =>
				operationOption(properties).forEach((option) =>
					Object.assign(option, { routing: { request: { method: 'POST', url: '/open/psnUpdated' } } }),
				),
			['url', 'stringToSign'],
		],
		[
			'another method',
			(properties) =>
				operationOption(properties).forEach((option) =>
					Object.assign(option, { routing: { request: { method: 'PUT', url: '/open/psnUpdate' } } }),
				),
			['method', 'stringToSign'],
		],
		[
			'another name on the wire',
			(properties) =>
				accountId(properties).forEach((property) =>
					Object.assign(property, { routing: { send: { type: 'body', property: 'accountID' } } }),
				),
			['body', 'stringToSign'],
		],
		[
			'a field in the query instead of the body',
			(properties) =>
				accountId(properties).forEach((property) =>
					Object.assign(property, { routing: { send: { type: 'query', property: 'accountId' } } }),
				),
			['url', 'body', 'stringToSign'],
		],
		[
			'a field that is not sent',
			(properties) => accountId(properties).forEach((property) => delete property.routing),
			['body', 'stringToSign'],
		],
	])('%s', async (_what, change, differing) => {
		const [qiandun] = platforms;
		const ours = await send(qiandun, parameters);
		const theirs = await send(qiandun, parameters, declarativeWith(qiandun, change));
		const parts = Object.keys(ours) as Array<keyof Wire>;
		expect(parts.filter((part) => ours[part] !== theirs[part])).toEqual(differing);
	});
});

describe('a business failure', () => {
	const CODE = { qiandun: 'oc_99999', esign: '9999999' };
	const refusing = async () =>
		await startRecorder((request, response) => response.end(
			isForEsign(request)
				? esignEnvelope(null, Number(CODE.esign), '某种错误')
				: JSON.stringify({ result: null, code: CODE.qiandun, msg: '某种错误', logKey: 'log9', success: false }),
		));
	/** These are made of rows; contract.test.mts and esign-flows.test.mts have their failures. */
	const rows = ['qiandun contract.create', 'esign signFlowV1.createInOneStep', 'esign signFlowV3.createFromFiles', 'esign signFlowV3.createAndWait'];
	const failing = operations.filter(({ key, operation }) => operation.routing && !rows.includes(key));

	it.each(failing)('of $key is an error with the platform’s code and words, and no item', async ({ platform, resource, operation }) => {
		const refuser = await refusing();
		try {
			const needed = operation.fields.filter((field) => isTopLevel(field, operation) && !isHidden(field, { fileSource: 'binary' }));
			const parameters = parametersOf(resource.value, operation, partsOf(operation).changes ? topLevel(operation) : needed);
			const file = { data: Buffer.from('x').toString('base64'), mimeType: 'image/png', fileName: 'x.png' };
			const { error, items } = await runNode({
				nodeType: new platform.Node(),
				credential: { environment: 'custom', baseUrl: refuser.baseUrl, appKey, appId: appKey, appSecret, accessToken: '' },
				parameters: { ...parameters, fileSource: 'binary', binaryPropertyName: 'data' },
				inputs: [{ json: {}, binary: { data: file } }],
			});
			expect(items).toEqual([]);
			expect(error?.message).toBe(`${platform.provider.platform} refused: 某种错误 (code ${CODE[platform.name]}) [item 0]`);
			expect(refuser.requests).toHaveLength(1);
		} finally {
			await refuser.close();
		}
	});
});
