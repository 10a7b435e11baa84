/** Whoever makes the request - our runner, the declarative engine, the HTTP Request node - what arrives is signed exactly. */
import FormData from 'form-data';
import fc from 'fast-check';
import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeType } from 'n8n-workflow';
import { QiandunApi } from '../../credentials/QiandunApi.credentials.ts';
import { runNode } from './harness.mts';
import { expectSigned, startRecorder, type Recorder } from './recorder.mts';

const appKey = 'test-key';
const appSecret = 'test-secret';
let recorder: Recorder;
let credential: { environment: string; baseUrl: string; appKey: string; appSecret: string };

beforeAll(async () => {
	recorder = await startRecorder();
	credential = { environment: 'custom', baseUrl: recorder.baseUrl, appKey, appSecret };
});
afterAll(async () => await recorder.close());

const last = () => recorder.requests[recorder.requests.length - 1];

/** Makes one request with old-style options, through the helper and with the option names of the HTTP Request node. */
class LikeHttpRequestNode implements INodeType {
	constructor(private readonly request: (helpers: IExecuteFunctions['helpers']) => IDataObject) {}

	description = {
		displayName: 'Like HTTP Request',
		name: 'likeHttpRequest',
		group: [],
		version: 1,
		description: '',
		defaults: { name: 'Like HTTP Request' },
		inputs: ['main' as const],
		outputs: ['main' as const],
		credentials: [{ name: 'qiandunApi', required: true }],
		properties: [],
	};

	execute = executeLikeHttpRequest;
	static requestOf = (node: LikeHttpRequestNode, helpers: IExecuteFunctions['helpers']) => node.request(helpers);
}

let current: LikeHttpRequestNode;

async function executeLikeHttpRequest(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const request = LikeHttpRequestNode.requestOf(current, this.helpers);
	const response: unknown = await this.helpers.requestWithAuthentication.call(this, 'qiandunApi', {
		headers: { accept: 'application/json,text/html,application/xhtml+xml,*/*;q=0.7' },
		gzip: true,
		rejectUnauthorized: true,
		followRedirect: true,
		followAllRedirects: true,
		resolveWithFullResponse: true,
		encoding: null,
		json: false,
		timeout: 300_000,
		...request,
	});
	return [[{ json: { status: (response as { statusCode: number }).statusCode } }]];
}

async function likeHttpRequest(request: () => IDataObject) {
	current = new LikeHttpRequestNode(request);
	const result = await runNode({ parameters: {}, credential, nodeType: current });
	expect(result.error).toBeUndefined();
	return last();
}

describe('a request of the HTTP Request node arrives signed over the bytes sent', () => {
	it('as POST with a JSON body', async () => {
		const request = await likeHttpRequest(() => ({
			method: 'POST',
			uri: `${recorder.baseUrl}/open/psnUpdate`,
			body: { accountId: ' A1 ', psnName: '张三 👍' },
		}));
		expectSigned(request, appKey, appSecret);
		expect(request.headers['content-type']).toBe('application/json');
		expect(JSON.parse(request.body.toString())).toEqual({ accountId: ' A1 ', psnName: '张三 👍' });
	});

	it('as GET with Chinese query values, some in the URL and some beside it', async () => {
		const request = await likeHttpRequest(() => ({
			method: 'GET',
			uri: `${recorder.baseUrl}/open/psnGet?psnName=%E5%BC%A0%20%E4%B8%89`,
			qs: { accountId: '客户 + 1', empty: '' },
		}));
		expectSigned(request, appKey, appSecret);
		expect(Object.fromEntries(new URL(request.url, 'http://x').searchParams)).toEqual({
			psnName: '张 三',
			accountId: '客户 + 1',
		});
	});

	it('as urlencoded form', async () => {
		const request = await likeHttpRequest(() => ({
			method: 'POST',
			uri: `${recorder.baseUrl}/open/psnUpdate`,
			form: { psnName: '张 三+&=', accountId: 'A1' },
		}));
		expectSigned(request, appKey, appSecret);
		expect(request.headers['content-type']).toBe('application/x-www-form-urlencoded');
		expect(Object.fromEntries(new URLSearchParams(request.body.toString()))).toEqual({
			psnName: '张 三+&=',
			accountId: 'A1',
		});
	});

	it('as urlencoded form with names that stand in the query as well', async () => {
		const request = await likeHttpRequest(() => ({
			method: 'POST',
			uri: `${recorder.baseUrl}/open/psnUpdate?accountId=ofTheQuery&z=1`,
			form: { accountId: 'ofTheForm', a: '2' },
		}));
		expectSigned(request, appKey, appSecret);
	});

	it('with a Date header of the caller', async () => {
		const date = 'Mon, 23 Nov 2026 08:00:00 GMT';
		const request = await likeHttpRequest(() => ({ method: 'GET', uri: `${recorder.baseUrl}/open/psnGet`, headers: { accept: '*/*', date } }));
		expect(request.headers.date).toBe(date);
		expectSigned(request, appKey, appSecret);
	});

	it('as urlencoded form whose type names a charset', async () => {
		const request = await likeHttpRequest(() => ({
			method: 'POST',
			uri: `${recorder.baseUrl}/open/psnUpdate`,
			headers: { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' },
			body: 'b=2&a=%E5%BC%A0',
		}));
		expect(request.headers['content-type']).toBe('application/x-www-form-urlencoded; charset=UTF-8');
		expect(request.headers['content-md5']).toBeUndefined();
		expectSigned(request, appKey, appSecret);
	});

	it('as multipart form with a file', async () => {
		const request = await likeHttpRequest(() => {
			const formData = new FormData();
			formData.append('name', '合同');
			formData.append('file', Buffer.from('%PDF-1.7'), { filename: '合同.pdf', contentType: 'application/pdf' });
			const request: Record<string, unknown> = {
				method: 'POST',
				uri: `${recorder.baseUrl}/open/file/upload`,
				formData,
			};
			return request as IDataObject;
		});
		expectSigned(request, appKey, appSecret);
		expect(request.headers['content-type']).toMatch(/^multipart\/form-data; ?boundary=/);
		expect(request.body.toString()).toContain('%PDF-1.7');
	});

	it('as POST without a body', async () => {
		const request = await likeHttpRequest(() => ({ method: 'POST', uri: `${recorder.baseUrl}/open/x` }));
		expectSigned(request, appKey, appSecret);
		expect(request.body.length).toBe(0);
	});

	it('as POST with an empty JSON object', async () => {
		const request = await likeHttpRequest(() => ({
			method: 'POST',
			uri: `${recorder.baseUrl}/open/x`,
			body: {},
		}));
		expectSigned(request, appKey, appSecret);
		expect(request.body.toString()).toBe('{}');
	});

	it('as raw text', async () => {
		const request = await likeHttpRequest(() => ({
			method: 'PUT',
			uri: `${recorder.baseUrl}/open/x`,
			headers: { 'content-type': 'text/xml' },
			body: ' <a>中</a> ',
		}));
		expectSigned(request, appKey, appSecret);
		expect(request.body.toString()).toBe(' <a>中</a> ');
		expect(request.headers['content-type']).toBe('text/xml');
	});
});

describe('authenticate', () => {
	const authenticate = new QiandunApi().authenticate;

	it('signs an already signed request again without leaving the old signature behind', async () => {
		const once = await authenticate(credential, {
			method: 'POST',
			url: '/open/psnUpdate',
			qs: { q: '值' },
			body: { accountId: 'A1' },
		});
		const twice = await authenticate(credential, once);
		const names = Object.keys(twice.headers ?? {}).map((name) => name.toLowerCase());
		expect(new Set(names).size).toBe(names.length);
		expect(twice.url).toBe(once.url);
		expect(twice.body).toEqual(once.body);
		expect(twice.headers?.['X-Ca-Nonce']).not.toBe(once.headers?.['X-Ca-Nonce']);
	});

	it.each([
		['production', 'https://api.qiandun365.com/api/open/psnGet'],
		['test', 'https://api.pre-qiandun365.com/api/open/psnGet'],
	])('completes a relative URL in the environment %s', async (environment, url) => {
		const signed = await authenticate({ ...credential, environment }, { url: '/open/psnGet' });
		expect(signed.url).toBe(url);
	});

	it.each([
		[{ appKey: '' }, '“App Key” in the credential is empty'],
		[{ appSecret: ' ' }, '“App Secret” in the credential is empty'],
		[{ baseUrl: 'nowhere' }, '“Base URL” in the credential is no address'],
		[{ environment: '' }, '“Environment” in the credential is not chosen'],
	])('refuses an incomplete credential %j by naming the field', async (wrong, message) => {
		await expect(authenticate({ ...credential, ...wrong }, { url: '/open/psnGet' })).rejects.toThrow(message);
	});
});

describe('the runner', () => {
	it('sends any JSON body and any query exactly as signed', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.dictionary(fc.string({ unit: 'grapheme', minLength: 1 }), fc.jsonValue(), { maxKeys: 5 }),
				fc.dictionary(
					fc.string({ unit: 'grapheme-ascii', minLength: 1 }).filter((key) => key !== '__proto__'),
					fc.string({ unit: 'binary' }),
					{ maxKeys: 5 },
				),
				async (body, query) => {
					const result = await runNode({
						credential,
						parameters: {
							resource: 'api',
							operation: 'customCall',
							method: 'POST',
							path: '/open/anything',
							optionalFields: { body: JSON.stringify(body), query: JSON.stringify(query) },
						},
					});
					expect(result.error).toBeUndefined();
					expectSigned(last(), appKey, appSecret);
					expect(JSON.parse(last().body.toString())).toEqual(JSON.parse(JSON.stringify(body)));
				},
			),
			{ numRuns: 60 },
		);
	});
});
