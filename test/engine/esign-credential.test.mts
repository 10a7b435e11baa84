/** The eSign credential in both modes: what stands on the wire, how tokens are kept and renewed, and what its test says. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import axios from 'axios';
import type {
	ICredentialTestFunctions,
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
} from 'n8n-workflow';
import { Esign } from '../../nodes/Esign/Esign.node.ts';
import { testEsign } from '../../nodes/Esign/credentialTest.ts';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import { runNode } from './harness.mts';
import { esignEnvelope, expectSigned, startRecorder, type Recorded, type Recorder, type Reply } from './recorder.mts';

const appSecret = 'dummysecret';
const ACCOUNT = '1c04a729df94422ab8c8b664b5b1370e';
const HOUR = 3_600_000;
const TOKEN_PATH = '/v1/oauth2/access_token';

let recorder: Recorder | undefined;
let sandbox: Sandbox | undefined;
/** How far the sandbox's clock is ahead. */
let later = 0;
let apps = 0;

beforeEach(async () => {
	later = 0;
	// One app each: tokens are kept by app in the memory of the process.
	sandbox = await startSandbox({ esign: { appId: `app-${++apps}`, appSecret }, now: () => Date.now() + later });
});
afterEach(async () => {
	await sandbox?.close();
	await recorder?.close();
	recorder = undefined;
});

const isTokenRequest = ({ url }: Recorded) => url.startsWith(TOKEN_PATH);

/** A platform that issues tokens T1, T2, ... and answers everything else as told. */
async function record(reply: Reply, lifeMs = 2 * HOUR) {
	let issued = 0;
	recorder = await startRecorder((request, response, index) => {
		if (!isTokenRequest(request)) return reply(request, response, index);
		const data = { token: `T${++issued}`, expiresIn: String(Date.now() + lifeMs), refreshToken: 'R' };
		return response.end(esignEnvelope(data));
	});
	return credentialFor({ baseUrl: recorder.baseUrl.replace(/\/api$/, ''), appId: `app-${apps}`, appSecret });
}

const credentialFor = (keys: { baseUrl: string; appId: string; appSecret: string }, authentication = 'token') => ({
	environment: 'custom',
	authentication,
	...keys,
	accessToken: '',
});
const inSandbox = (authentication = 'token') => credentialFor(sandbox!.esign, authentication);
const succeed: Reply = (_request, response) => response.end(esignEnvelope({ accountId: ACCOUNT }));
const business = () => (recorder?.requests ?? []).filter((request) => !isTokenRequest(request));
const tokenRequests = () => (recorder?.requests ?? []).filter(isTokenRequest);

const UPDATE = {
	resource: 'personAccount',
	operation: 'update',
	accountId: ACCOUNT,
	optionalFields: { email: 'a@example.com', mobile: '13800000000', name: '张三' },
};
const GET = { resource: 'personAccount', operation: 'getByThirdPartyId', thirdPartyUserId: 'T1' };

const run = async (credential: IDataObject, parameters: IDataObject = UPDATE, items: IDataObject[] = [{}]) =>
	await runNode({ nodeType: new Esign(), credential: credential as never, parameters, items });

/** How often a path was called; the log folds equal calls in a row. */
async function timesCalled(path: string): Promise<number> {
	const { data } = await axios.get<{ calls: Array<{ path: string; repeats: number }> }>(`${sandbox!.console}sandbox/calls`);
	return data.calls.filter((call) => call.path === path).reduce((sum, { repeats }) => sum + 1 + repeats, 0);
}

/** Fetches a token as another system of the same app would. */
async function fetchElsewhere() {
	const { baseUrl, appId } = sandbox!.esign;
	await axios.get(`${baseUrl}${TOKEN_PATH}`, { params: { appId, secret: appSecret, grantType: 'client_credentials' } });
}

describe('PUT /v1/accounts/{accountId}', () => {
	const body = '{"email":"a@example.com","mobile":"13800000000","name":"张三"}';

	it('is signed exactly as documented, the body only what was set, Chinese intact (V-10)', async () => {
		const credential = { ...(await record(succeed)), authentication: 'signature' };
		const { error, items } = await run(credential);
		expect(error).toBeUndefined();
		expect(items[0].json).toEqual({ accountId: ACCOUNT });
		const [request, ...others] = recorder!.requests;
		expect(others).toEqual([]);
		expect([request.method, request.url]).toEqual(['PUT', `/v1/accounts/${ACCOUNT}`]);
		// Mobile comes before email in the definition; the editor sorts, and the body follows the editor.
		expect(request.body.toString('utf8')).toBe(body);
		expect(request.headers).toMatchObject({
			accept: '*/*',
			'content-type': 'application/json; charset=UTF-8',
			'content-md5': 'YFd9wBwHIRyo8nQuv0q2kg==',
			'x-tsign-open-app-id': credential.appId,
			'x-tsign-open-auth-mode': 'Signature',
			'x-tsign-open-ca-timestamp': expect.stringMatching(/^\d{13}$/),
			'x-tsign-open-ca-signature': 'fxKqLawWMK/hTk3GyCKydutfXzWwY3QODA20DaQUMZQ=',
		});
		expect(Object.keys(request.headers).filter((name) => /^x-/.test(name)).sort()).toEqual([
			'x-tsign-open-app-id',
			'x-tsign-open-auth-mode',
			'x-tsign-open-ca-signature',
			'x-tsign-open-ca-timestamp',
		]);
		expectSigned(request, String(credential.appId), appSecret);
	});

	it('carries the token in token mode, and the same body', async () => {
		const credential = await record(succeed);
		expect((await run(credential)).error).toBeUndefined();
		const [request] = business();
		expect([request.method, request.url, request.body.toString('utf8')]).toEqual(['PUT', `/v1/accounts/${ACCOUNT}`, body]);
		expect(request.headers['content-type']).toBe('application/json; charset=UTF-8');
		const own = Object.entries(request.headers).filter(([name]) => /^x-|^content-md5/.test(name));
		expect(Object.fromEntries(own)).toEqual({
			'x-tsign-open-app-id': credential.appId,
			'x-tsign-open-token': 'T1',
		});
	});

	it('without anything set is not sent: there is nothing to change', async () => {
		const credential = { ...(await record(succeed)), authentication: 'signature' };
		expect((await run(credential, { ...UPDATE, optionalFields: {} })).error?.message).toBe('There is nothing to change [item 0]');
		expect(business()).toHaveLength(0);
		const additionalFields = '{"email":"b@example.com"}';
		await run(credential, { ...UPDATE, optionalFields: {}, options: { additionalFields } });
		expect(business()[0].body.toString()).toBe(additionalFields);
	});
});

describe('a request without body', () => {
	it.each([
		['GET', 'get', { accountId: ACCOUNT }, `/v1/accounts/${ACCOUNT}`],
		['GET', 'getByThirdPartyId', { thirdPartyUserId: '客户 1&a=b' }, '/v1/accounts/getByThirdId?thirdPartyUserId=%E5%AE%A2%E6%88%B7%201%26a%3Db'],
		['DELETE', 'deleteByThirdPartyId', { thirdPartyUserId: 'A001' }, '/v1/accounts/deleteByThirdId?thirdPartyUserId=A001'],
	])('%s of %s has no Content-MD5, the documented Content-Type, and a right signature', async (method, operation, fields, url) => {
		const credential = { ...(await record(succeed)), authentication: 'signature' };
		await run(credential, { resource: 'personAccount', operation, ...fields });
		const [request] = business();
		expect([request.method, request.url, request.body.length]).toEqual([method, url, 0]);
		expect(request.headers['content-type']).toBe('application/json; charset=UTF-8');
		expect(request.headers['content-md5']).toBeUndefined();
		expectSigned(request, String(credential.appId), appSecret);
	});
});

describe('the access token', () => {
	it('is fetched once for many requests under way, kept, and used by the next run', async () => {
		const credential = inSandbox();
		const items = Array.from({ length: 30 }, (_, index) => ({ id: `T${index}` }));
		const create = { resource: 'personAccount', operation: 'create', thirdPartyUserId: '={{ $json.id }}', name: '测试员甲' };
		const { items: made, error } = await run(credential, create, items);
		expect(error).toBeUndefined();
		expect(made).toHaveLength(30);
		expect((await run(credential, GET)).error).toBeUndefined();
		expect(await timesCalled(TOKEN_PATH)).toBe(1);
		const stored = JSON.parse(credential.accessToken) as { endsAt: number };
		expect(Math.abs(stored.endsAt - Date.now() - 2 * HOUR)).toBeLessThan(10_000);
		expect(credential.accessToken).not.toContain(appSecret);
	});

	it('is renewed before its end, once for many requests under way, and none is refused', async () => {
		const credential = await record(succeed);
		await run(credential);
		const realNow = Date.now;
		const clock = jest.spyOn(Date, 'now').mockImplementation(() => realNow() + 116 * 60_000);
		await run(credential, UPDATE, Array.from({ length: 20 }, () => ({})));
		clock.mockRestore();
		expect(tokenRequests()).toHaveLength(2);
		expect(business().map(({ headers }) => headers['x-tsign-open-token'])).toEqual(['T1', ...Array<string>(20).fill('T2')]);
	});

	it('of a short life is used, and renewed no more often than needed', async () => {
		const credential = await record(succeed, 4 * 60_000);
		for (let time = 0; time < 3; time++) expect((await run(credential)).error).toBeUndefined();
		expect(tokenRequests()).toHaveLength(1);
	});

	it('has its deadline by the platform’s clock, however wrong this machine’s is', async () => {
		recorder = await startRecorder((request, response) => {
			response.setHeader('date', new Date(Date.now() - 3 * HOUR).toUTCString());
			response.end(esignEnvelope(isTokenRequest(request) ? { token: 'T1', expiresIn: Date.now() - HOUR } : { accountId: ACCOUNT }));
		});
		const credential = credentialFor({ baseUrl: recorder.baseUrl.replace(/\/api$/, ''), appId: `app-${apps}`, appSecret });
		expect((await run(credential)).error).toBeUndefined();
		expect((await run(credential)).error).toBeUndefined();
		expect(tokenRequests()).toHaveLength(1);
	});

	it('that another system’s ended is replaced, and each item is done once', async () => {
		const credential = inSandbox();
		expect((await run(credential, { resource: 'personAccount', operation: 'create', thirdPartyUserId: 'T1', name: '甲' })).error).toBeUndefined();
		await fetchElsewhere();
		await fetchElsewhere();
		const items = Array.from({ length: 12 }, (_, index) => ({ id: `N${index}` }));
		const create = { resource: 'personAccount', operation: 'create', thirdPartyUserId: '={{ $json.id }}', name: '测试员甲' };
		const { items: made, error } = await run(credential, create, items);
		expect(error).toBeUndefined();
		expect(made).toHaveLength(12);
		expect(made.map(({ json }) => json.alreadyExisted)).toEqual(Array(12).fill(false));
		// The first, the other system's two, and one of ours.
		expect(await timesCalled(TOKEN_PATH)).toBe(4);
	});

	it('that has run out while nobody looked is replaced', async () => {
		const credential = inSandbox();
		await run(credential, GET);
		later = 121 * 60_000;
		expect((await run(credential, GET)).error?.message).toContain('The account does not exist');
		expect(await timesCalled(TOKEN_PATH)).toBe(2);
	});

	it('is not used any more when the app, the secret or the environment is another', async () => {
		const credential = await record(succeed);
		await run(credential);
		await run({ ...credential, appId: `${String(credential.appId)}-b` });
		await run({ ...credential, appSecret: 'another' });
		await run({ ...credential, baseUrl: `${String(credential.baseUrl)}/other` });
		expect(tokenRequests()).toHaveLength(3);
		expect(recorder?.requests.filter(({ url }) => url.startsWith('/other/v1/oauth2'))).toHaveLength(1);
	});

	it('is shared by workers: of three that meet a dead token at the same moment, no item fails', async () => {
		const stored: Record<string, string> = {};
		const database = createServer((request, response) => {
			const chunks: Buffer[] = [];
			request.on('data', (chunk: Buffer) => chunks.push(chunk));
			request.on('end', () => {
				if (request.method === 'PUT') Object.assign(stored, JSON.parse(Buffer.concat(chunks).toString()));
				response.setHeader('content-type', 'application/json');
				response.end(JSON.stringify(stored));
			});
		});
		await new Promise<void>((resolve) => database.listen(0, '127.0.0.1', resolve));
		const store = `http://127.0.0.1:${(database.address() as AddressInfo).port}/`;
		const file = path.join(__dirname, 'token-worker.mts');
		const workers = [1, 2, 3].map(() => fork(file, { execArgv: ['--import', 'tsx'], env: { ...process.env, N8N_LOG_LEVEL: 'silent' } }));
		try {
			const told = async (worker: ChildProcess) => (await once(worker, 'message'))[0] as { made: number; error?: string };
			await Promise.all(workers.map(told));
			// Slow enough that all three are under way while tokens change.
			await axios.post(`${sandbox!.console}sandbox/faults`, { platform: 'esign', path: '*', fault: 'latency', ms: 100, times: 100_000 });
			for (let round = 0; round < 3; round++) {
				const answers = workers.map(told);
				workers.forEach((worker, index) =>
					worker.send({ name: `R${round}W${index}`, items: 30, credential: inSandbox(), store }),
				);
				expect(await Promise.all(answers)).toEqual([{ made: 30 }, { made: 30 }, { made: 30 }]);
				await fetchElsewhere();
				await fetchElsewhere();
			}
			const { data } = await axios.get<{ esign: { persons: unknown[] } }>(`${sandbox!.console}sandbox/state`);
			expect(data.esign.persons).toHaveLength(270);
		} finally {
			workers.forEach((worker) => worker.kill());
			await new Promise((resolve) => database.close(resolve));
		}
	}, 120_000);

	it.each([[429], [500], [503]])('is asked for again when its endpoint answers HTTP %i', async (status) => {
		const credential = inSandbox();
		await axios.post(`${sandbox!.console}sandbox/faults`, { path: TOKEN_PATH, fault: 'status', status, times: 1 });
		expect((await run(credential, { resource: 'personAccount', operation: 'create', thirdPartyUserId: 'T', name: '甲' })).error).toBeUndefined();
	});

	it('that the endpoint does not issue for long is an error that says so and to try later', async () => {
		recorder = await startRecorder((_request, response) => {
			response.statusCode = 503;
			response.end();
		});
		const credential = credentialFor({ baseUrl: recorder.baseUrl.replace(/\/api$/, ''), appId: `app-${apps}`, appSecret });
		const { error } = await run(credential);
		expect(error?.message).toBe('eSign issued no access token just now (HTTP 503). Try again later. [item 0]');
		expect(tokenRequests().length).toBeGreaterThan(1);
		expect(business()).toHaveLength(0);
	});

	it.each([
		['as it is', appSecret],
		['percent-encoded', encodeURIComponent('sec+ret/=="x')],
	])('that is refused with the secret in the words, %s, keeps the secret out of the error', async (_how, echoed) => {
		recorder = await startRecorder((_request, response) => response.end(esignEnvelope(null, 1, `bad secret=${echoed}`)));
		const secret = echoed === appSecret ? appSecret : 'sec+ret/=="x';
		const credential = credentialFor({ baseUrl: recorder.baseUrl.replace(/\/api$/, ''), appId: `app-${apps}`, appSecret: secret });
		const { error, run: executed } = await run(credential);
		expect(error?.message).toContain('bad secret=***');
		expect(JSON.stringify([error, executed])).not.toContain(echoed);
	});

	it('that is refused however new is an error that says so, and nothing loops', async () => {
		const credential = await record((_request, response) => {
			response.statusCode = 401;
			response.end('{"success":false,"code":401,"message":"TOKEN错误"}');
		});
		const { error } = await run(credential);
		expect(error?.message).toBe('eSign refused the access token, also a new one (HTTP 401) [item 0]');
		expect(error?.description).toContain('Another system may be fetching tokens for the same app');
		expect(business().length).toBeLessThanOrEqual(10);
		expect(tokenRequests().length).toBeLessThanOrEqual(5);
	});

	it.each([
		['an unknown app', { appId: 'nobody' }, /^eSign does not know the app ID in this environment/],
		['a wrong secret', { appSecret: 'not-the-one' }, /^eSign issued no access token \(.*\): check “App ID”, “App Secret”/],
		['a host that is gone', { baseUrl: 'http://127.0.0.1:9' }, /^No access token could be fetched from eSign: Nothing listens at the base URL/],
	])('cannot be had with %s: an error that says why, without the secret', async (_what, wrong, message) => {
		const result = await run({ ...inSandbox(), ...wrong }, GET);
		expect(result.error?.message).toMatch(message);
		expect(result.error?.description).toContain('Nothing was sent to eSign for this item');
		expect(JSON.stringify([result.error, result.run])).not.toContain('not-the-one');
		expect(JSON.stringify(result.error)).not.toContain(appSecret);
	});

	it('without a deadline is refused in words', async () => {
		recorder = await startRecorder((_request, response) => response.end(esignEnvelope({ token: 'T1', expiresIn: 7200 })));
		const credential = credentialFor({ baseUrl: recorder.baseUrl.replace(/\/api$/, ''), appId: `app-${apps}`, appSecret });
		expect((await run(credential)).error?.message).toMatch(/^eSign issued an access token without a deadline in the future/);
	});
});

it.each([
	['as it is', (secret: string) => secret],
	['percent-encoded', encodeURIComponent],
	['percent-encoded twice', (secret: string) => encodeURIComponent(encodeURIComponent(secret))],
	['in JSON', (secret: string) => JSON.stringify(secret)],
])('an app secret that is told back %s is in no error, nor its end', async (_, told) => {
	const secret = 'needle"Secret/Of+this=&test';
	recorder = await startRecorder((_request, response) => response.end(esignEnvelope(null, 4, `no: ${told(secret)}`)));
	const credential = credentialFor({ baseUrl: recorder.baseUrl.replace(/\/api$/, ''), appId: `app-${apps}`, appSecret: secret });
	const { error } = await run(credential);
	expect(error?.message).toContain('no: ');
	expect(error?.message).toContain('***');
	for (const part of ['needle', 'Secret', 'st,']) expect(error?.message.split('no: ')[1]?.split(' code')[0]).not.toContain(part);
});

it.each([
	['as the reason of a refusal', 200, (token: string) => JSON.stringify({ code: 53009999, message: `bad header X-Tsign-Open-Token: ${token}`, data: null })],
	['percent-encoded, on a page', 500, (token: string) => `<p>${encodeURIComponent(token)}</p>`],
	['in JSON, as the gateway', 401, (token: string) => JSON.stringify({ success: false, code: 401, message: `INVALID_TOKEN ${JSON.stringify({ token })}` })],
])('an access token that is told back %s is in no error', async (_, status, body) => {
	const token = 'needle/Token+of=this&test';
	recorder = await startRecorder((request, response) => {
		if (isTokenRequest(request)) return response.end(esignEnvelope({ token, expiresIn: String(Date.now() + HOUR) }));
		response.statusCode = status;
		return response.end(body(String(request.headers['x-tsign-open-token'])));
	});
	const credential = credentialFor({ baseUrl: recorder.baseUrl.replace(/\/api$/, ''), appId: `app-${apps}`, appSecret });
	const { error, run: ran } = await run(credential);
	expect(business().length).toBeGreaterThan(0);
	// Where the refusal is about the token, its text is not quoted.
	if (status !== 401) expect(`${error?.message} ${error?.description}`).toContain('***');
	for (const text of [JSON.stringify(ran.data.resultData.error), JSON.stringify(error)]) {
		expect(text).not.toContain('needle/Token');
		expect(text).not.toContain('needle%2FToken');
	}
});

describe('n8n’s declarative engine in token mode', () => {
	it('gets the token as our runner does', async () => {
		const credential = await record(succeed);
		const declarative: INodeType = { description: { ...new Esign().description, requestDefaults: {} } };
		const { error } = await runNode({ nodeType: declarative, credential: credential as never, parameters: UPDATE });
		expect(error).toBeUndefined();
		expect(business().map(({ headers, body }) => [headers['x-tsign-open-token'], body.toString()])).toEqual([
			['T1', '{"email":"a@example.com","mobile":"13800000000","name":"张三"}'],
		]);
	});
});

describe('the HTTP Request node in token mode', () => {
	/** Its older request helper: n8n asks for a new token after any error there, and then repeats the request. */
	class LikeHttpRequestNode implements INodeType {
		description = {
			displayName: 'Like HTTP Request',
			name: 'likeHttpRequest',
			group: [],
			version: 1,
			description: '',
			defaults: { name: 'Like HTTP Request' },
			inputs: ['main' as const],
			outputs: ['main' as const],
			credentials: [{ name: 'esignApi', required: true }],
			properties: [],
		};

		execute(): Promise<INodeExecutionData[][]>;
		async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
			const response: unknown = await this.helpers.requestWithAuthentication.call(this, 'esignApi', {
				resolveWithFullResponse: true,
				json: true,
				...current,
			});
			return [[{ json: { status: (response as { statusCode: number }).statusCode } }]];
		}
	}
	let current: IDataObject = {};

	async function like(credential: IDataObject, request: IDataObject) {
		current = request;
		return await runNode({ nodeType: new LikeHttpRequestNode(), credential: credential as never, parameters: {} });
	}

	it('fetches, keeps and renews the token as ours does', async () => {
		const credential = inSandbox();
		const create = { method: 'POST', uri: `${sandbox!.esign.baseUrl}/v1/accounts/createByThirdPartyUserId` };
		expect((await like(credential, { ...create, body: { thirdPartyUserId: 'A', name: '甲' } })).items[0].json).toEqual({ status: 200 });
		await fetchElsewhere();
		await fetchElsewhere();
		expect((await like(credential, { ...create, body: { thirdPartyUserId: 'B', name: '乙' } })).items[0].json).toEqual({ status: 200 });
		const { data } = await axios.get<{ esign: { persons: unknown[] } }>(`${sandbox!.console}sandbox/state`);
		expect(data.esign.persons).toHaveLength(2);
	});

	it('does not send a create twice after an error that has nothing to do with the token', async () => {
		const credential = await record((request, response) => {
			response.statusCode = request.method === 'GET' ? 200 : 500;
			response.end(esignEnvelope(null, 53000001, '账号不存在'));
		});
		const { error } = await like(credential, { method: 'POST', uri: `${String(credential.baseUrl)}/v3/sign-flow/create-by-file`, body: { a: 1 } });
		expect(error).toBeDefined();
		expect(business().filter(({ method }) => method === 'POST')).toHaveLength(1);
		expect(tokenRequests()).toHaveLength(1);
	});

	it('asks for no new token after a 401 that is about something else', async () => {
		const credential = await record((_request, response) => {
			response.statusCode = 401;
			response.end('{"success":false,"code":401,"message":"无效的应用"}');
		});
		await like(credential, { method: 'GET', uri: `${String(credential.baseUrl)}/v1/accounts/x` });
		expect(tokenRequests()).toHaveLength(1);
	});

	it('signs in signature mode', async () => {
		const credential = { ...(await record(succeed)), authentication: 'signature' };
		await like(credential, { method: 'GET', uri: `${String(credential.baseUrl)}/v1/accounts/getByThirdId`, qs: { thirdPartyUserId: '客户' } });
		expectSigned(business()[0], String(credential.appId), appSecret);
		await like(credential, { method: 'POST', uri: `${String(credential.baseUrl)}/v3/sign-flow/x/start` });
		expect(business()[1].body.toString()).toBe('{}');
		expectSigned(business()[1], String(credential.appId), appSecret);
	});
});

describe('what the gateway refuses', () => {
	const reply =
		(status: number, message: string, headers: Record<string, string> = {}): Reply =>
		(_request, response) => {
			response.writeHead(status, headers);
			response.end(JSON.stringify({ success: false, code: status, message }));
		};

	it.each([
		[401, '无效的应用', 'This environment does not know the app ID', 'Check app ID and environment'],
		[401, 'INVALID_SIGNATURE', 'The app secret does not belong to the app ID', 'Check the app secret'],
		[401, 'INVALID_TIMESTAMP', 'The clock of the n8n server is off', 'Set the clock.'],
		[403, 'IP白名单不匹配', 'The address of this n8n server is not on the IP white list of the app', 'Add the public address'],
		[401, '缺少参数', 'The gateway misses something in the headers', 'A proxy between'],
	])('with %i %s is explained', async (status, text, message, remedy) => {
		const credential = { ...(await record(reply(status, text))), authentication: 'signature' };
		const { error } = await run(credential);
		expect(error?.message).toBe(`${message} (HTTP ${status} from the gateway of eSign) [item 0]`);
		expect(error?.description).toContain(remedy);
		expect(error?.description).toContain(text);
		expect(business()).toHaveLength(1);
	});

	it('because of the clock names the minutes where the answer shows them', async () => {
		const date = new Date(Date.now() + 20 * 60_000).toUTCString();
		const credential = { ...(await record(reply(401, 'INVALID_TIMESTAMP', { date }))), authentication: 'signature' };
		expect((await run(credential)).error?.description).toMatch(/^The clock of the n8n server is 20 minutes behind the platform’s/);
	});

	it('for a header that got lost is no matter of tokens, and asked once', async () => {
		const credential = { ...(await record(reply(401, 'TOKEN_CANT_BE_NULL'))), authentication: 'signature' };
		expect((await run(credential)).error?.message).toBe('The gateway misses something in the headers (HTTP 401 from the gateway of eSign) [item 0]');
		expect(business()).toHaveLength(1);
	});

	it('with HTTP 500 is an unknown outcome, whatever the words, and not sent again', async () => {
		const credential = { ...(await record(reply(500, 'ACCESS_TOKEN service is busy'))), authentication: 'signature' };
		const call = { resource: 'api', operation: 'customCall', method: 'POST', path: '/v3/x' };
		expect((await run(credential, call)).error?.message).toBe(
			'The server answered HTTP 500; whether eSign carried out the request is unknown [item 0]',
		);
		expect(business()).toHaveLength(1);
	});

	it('in words nobody knows is passed on, with what to check', async () => {
		const credential = { ...(await record(reply(401, 'SOMETHING_NEW'))), authentication: 'signature' };
		const { error } = await run(credential);
		expect(error?.message).toBe('The gateway of eSign refused the request: SOMETHING_NEW [item 0]');
		expect(error?.description).toContain('Check app ID, app secret and environment in the credential');
	});

	it('is not confused with a business failure or with somebody else’s answer', async () => {
		const credential = { ...(await record((_request, response) => response.end(esignEnvelope(null, 1435999, '某种错误')))), authentication: 'signature' };
		expect((await run(credential)).error?.message).toBe('eSign refused: 某种错误 (code 1435999) [item 0]');
		await recorder?.close();
		const other = { ...(await record((_request, response) => response.end('{"ok":true}'))), authentication: 'signature' };
		expect((await run(other)).error?.message).toMatch(/is not one of eSign/);
	});
});

describe('what answers of the platform mean', () => {
	const item = async (answer: string, parameters: IDataObject = UPDATE, status = 200) => {
		const credential = { ...(await record((_request, response) => {
			response.statusCode = status;
			response.end(answer);
		})), authentication: 'signature' };
		const { items, error } = await run(credential, parameters);
		await recorder?.close();
		return error ?? items[0].json;
	};
	const DELETE = { resource: 'personAccount', operation: 'delete', accountId: 'A1' };
	const GRANT = { resource: 'silentSigning', operation: 'grant', accountId: 'A1' };

	it.each([
		['{"code":0,"message":null,"data":{"accountId":"A1"}}', UPDATE, { accountId: 'A1' }],
		['{"code":0,"data":{"accountId":"A1"}}', UPDATE, { accountId: 'A1' }],
		['{"code":"0","message":"成功","data":{"accountId":"A1"}}', UPDATE, { accountId: 'A1' }],
		['{"code":0,"message":"成功","data":null}', DELETE, { deleted: true, accountId: 'A1' }],
		['{"code":0,"message":"成功","data":{}}', DELETE, { deleted: true, accountId: 'A1' }],
		['{"code":0,"message":"成功","data":true}', GRANT, { granted: true, accountId: 'A1' }],
		['{"code":0,"message":"成功","data":false}', GRANT, { granted: false, accountId: 'A1' }],
	])('%s is a success', async (answer, parameters, expected) => {
		expect(await item(answer, parameters)).toEqual(expected);
	});

	it('a business code with a success key beside it is one of the business', async () => {
		expect(await item('{"success":false,"code":53000001,"message":"账号不存在"}')).toMatchObject({
			message: 'The account does not exist (eSign code 53000001) [item 0]',
		});
	});

	it('a known business code counts with HTTP 404, too', async () => {
		expect(await item(esignEnvelope(null, 53000001, '账号不存在'), UPDATE, 404)).toMatchObject({
			message: 'The account does not exist (eSign code 53000001) [item 0]',
		});
	});

	it('the ids of what was done stand in the error that stops the node', async () => {
		const credential = { ...(await record((_request, response, index) =>
			response.end(index === 0 ? esignEnvelope(null) : esignEnvelope(null, 53000001, '账号不存在')),
		)), authentication: 'signature' };
		const parameters = { ...DELETE, accountId: '={{ $json.id }}', options: { requestsInFlight: 1 } };
		const { error } = await run(credential, parameters, [{ id: 'A1' }, { id: 'A2' }]);
		expect(error?.context?.itemsDone).toEqual([{ item: 0, accountId: 'A1' }]);
	});
});

describe('what is read in the place of what exists', () => {
	const create = async (thirdPartyUserId: string, name: string) =>
		await run(inSandbox('signature'), { resource: 'personAccount', operation: 'create', thirdPartyUserId, name });
	const CREATE = { resource: 'personAccount', operation: 'create', thirdPartyUserId: 'T1', name: '丙', optionalFields: { returnExisting: true } };

	it('is what was refused, also where Additional Fields named another', async () => {
		await create('T1', '甲甲');
		await create('T2', '乙乙');
		const { items } = await run(inSandbox('signature'), { ...CREATE, options: { additionalFields: '{"thirdPartyUserId":"T2"}' } });
		expect(items[0].json).toMatchObject({ thirdPartyUserId: 'T2', name: '乙乙', alreadyExisted: true });
	});

	it('is nothing where something else was refused, and nothing is asked', async () => {
		const credential = { ...(await record((_request, response) => response.end(esignEnvelope(null, 53000001, '账号不存在')))), authentication: 'signature' };
		const { error } = await run(credential, CREATE);
		expect(error?.message).toBe('The account does not exist (eSign code 53000001) [item 0]');
		expect(error?.description).not.toContain('It exists already');
		expect(business()).toHaveLength(1);
	});

	it('is the thing by whose ID it is known when the node stops, and no other', async () => {
		const credential = { ...(await record((request, response) => {
			const { thirdPartyUserId } = request.method === 'POST' ? (JSON.parse(request.body.toString()) as IDataObject) : {};
			if (thirdPartyUserId === 'T2') return response.end(esignEnvelope(null, 53000001, '账号不存在'));
			return response.end(request.method === 'POST' ? esignEnvelope(null, 53000000, '账号已存在') : esignEnvelope({ accountId: 'A1' }));
		})), authentication: 'signature' };
		const parameters = { ...CREATE, thirdPartyUserId: '={{ $json.id }}', options: { requestsInFlight: 1 } };
		const { error } = await run(credential, parameters, [{ id: 'T1' }, { id: 'T2' }]);
		expect(error?.context?.itemsDone).toEqual([{ item: 0, thirdPartyUserId: 'T1', accountId: 'A1' }]);
	});

	it('is nothing where the address is another', async () => {
		await create('T1', '甲甲');
		const endpointPath = '/v1/organizations/createByThirdPartyUserId';
		const { error } = await run(inSandbox('signature'), { ...CREATE, options: { endpointPath } });
		expect(error?.message).toContain('exists already');
	});

	it('uses the corrected address of the reading operation', async () => {
		const credential = { ...(await record((request, response) =>
			response.end(request.method === 'POST' ? esignEnvelope(null, 53000000, '账号已存在') : esignEnvelope({ accountId: 'A1' })),
		)), authentication: 'signature', endpointCorrections: '{"personAccount.getByThirdPartyId":{"path":"/v9/read"},"personAccount.create":{"path":"/v9/create"}}' };
		expect((await run(credential, CREATE)).items[0].json).toEqual({ accountId: 'A1', alreadyExisted: true });
		expect(business().map(({ url }) => url)).toEqual(['/v9/create', '/v9/read?thirdPartyUserId=T1']);
	});
});

describe('a path of the user', () => {
	it('must keep the place of the ID', async () => {
		const credential = { ...(await record(succeed)), authentication: 'signature' };
		const lost = await run(credential, { ...UPDATE, options: { endpointPath: '/v2/update' } });
		expect(lost.error?.message).toBe('“Account ID” has no place in the path “/v2/update” [item 0]');
		expect(lost.error?.description).toContain('Write {accountId} where it belongs.');
		expect((await run(credential, { ...UPDATE, options: { endpointPath: '/v2/accounts/{accountId}' } })).error).toBeUndefined();
		expect(business().map(({ url }) => url)).toEqual([`/v2/accounts/${ACCOUNT}`]);
	});

	it.each(['.', '..', '\ud800'])('is not led elsewhere by the ID %j', async (accountId) => {
		const { error } = await run({ ...(await record(succeed)), authentication: 'signature' }, { ...UPDATE, accountId: `={{ ${JSON.stringify(accountId)} }}` });
		expect(error?.message).toMatch(/^“Account ID” is no ID/);
		expect(business()).toHaveLength(0);
	});
});

describe('the credential test', () => {
	const test = async (data: IDataObject) =>
		await new Esign().methods.credentialTest.esignApiTest.call({} as ICredentialTestFunctions, {
			id: '1',
			name: 'Test',
			type: 'esignApi',
			data: data as never,
		});

	it.each(['signature', 'token'])('is green with the right keys in mode %s', async (mode) => {
		expect(await test(inSandbox(mode))).toEqual({ status: 'OK', message: 'Connection successful' });
	});

	it('leaves a token that is in use alone', async () => {
		const credential = inSandbox();
		await run(credential, GET);
		for (let time = 0; time < 3; time++) expect((await test(credential)).status).toBe('OK');
		expect(await timesCalled(TOKEN_PATH)).toBe(1);
		expect((await run(credential, GET)).error?.message).toContain('The account does not exist');
		expect(await timesCalled(TOKEN_PATH)).toBe(1);
	});

	it.each(['signature', 'token'])('tells a wrong app ID from a wrong secret in mode %s', async (mode) => {
		expect(await test({ ...inSandbox(mode), appId: 'wrong' })).toEqual({
			status: 'Error',
			message: expect.stringMatching(/^This environment does not know the app ID\. Check app ID and environment/),
		});
		const secret = await test({ ...inSandbox(mode), appSecret: 'not-the-one' });
		expect(secret).toEqual({ status: 'Error', message: expect.stringMatching(/^The app secret does not belong to the app ID\./) });
		expect(secret.message).not.toContain('not-the-one');
	});

	it.each(['signature', 'token'])('tells a wrong environment where the other one knows the app, in mode %s', async (mode) => {
		const other = await startSandbox({ esign: { appId: 'other-app', appSecret } });
		try {
			const environments = { production: sandbox!.esign.baseUrl, sandbox: other.esign.baseUrl };
			const credential = { ...inSandbox(mode), environment: 'sandbox' };
			expect(await testEsign(credential, environments)).toMatchObject({
				status: 'Error',
				message: 'This app ID belongs to the environment Production, not Sandbox. Choose that in “Environment”.',
			});
			expect(await testEsign({ ...credential, environment: 'production' }, environments)).toMatchObject({ status: 'OK' });
			expect((await testEsign({ ...credential, appId: 'nobody' }, environments)).message).toMatch(/^This environment does not know the app ID/);
		} finally {
			await other.close();
		}
	});

	it.each(['signature', 'token'])('looks for an app in the other environment without its secret, in mode %s', async (mode) => {
		const other = await startRecorder((_request, response) => void response.writeHead(401).end('{"success":false,"code":401,"message":"无效的应用"}'));
		try {
			const credential = { ...inSandbox(mode), appId: 'nobody', environment: 'sandbox' };
			const verdict = await testEsign(credential, { production: other.baseUrl, sandbox: sandbox!.esign.baseUrl });
			expect(verdict.message).toMatch(/^This environment does not know the app ID/);
			expect(other.requests).toHaveLength(1);
			expect(JSON.stringify(other.requests.map(({ url, headers, body }) => [url, headers, body.toString()]))).not.toContain(appSecret);
		} finally {
			await other.close();
		}
	});

	it('says that the address is not on the white list, and that the clock is off', async () => {
		const refuse = async (status: number, message: string) => {
			const credential = await record((_request, response) => {
				response.statusCode = status;
				response.end(JSON.stringify({ success: false, code: status, message }));
			});
			const result = await test({ ...credential, authentication: 'signature' });
			await recorder?.close();
			return result.message;
		};
		expect(await refuse(403, 'IP白名单不匹配')).toMatch(/^The address of this n8n server is not on the IP white list of the app\./);
		later = 16 * 60_000;
		expect((await test(inSandbox('signature'))).message).toMatch(/^The clock of the n8n server/);
		// A token needs no clock.
		expect((await test(inSandbox('token'))).status).toBe('OK');
	});

	it.each(['signature', 'token'])('says that the host cannot be reached, in mode %s', async (mode) => {
		const gone = await startRecorder();
		await gone.close();
		const { message } = await test({ ...inSandbox(mode), baseUrl: gone.baseUrl.replace(/\/api$/, '') });
		expect(message).toMatch(/nothing listens at the base URL \(connection refused\)/i);
	});

	it('says that a web page or another platform is not eSign', async () => {
		const credential = await record((_request, response) => response.end('<html>Hello</html>'));
		expect((await test({ ...credential, authentication: 'signature' })).message).toContain('is not eSign');
		expect((await test({ ...inSandbox('signature'), baseUrl: `${sandbox!.esign.baseUrl}/api` })).message).toMatch(/not.*eSign/);
	});

	it.each([
		[{ appId: '' }, '“App ID” in the credential is empty'],
		[{ appSecret: ' ' }, '“App Secret” in the credential is empty'],
		[{ environment: '' }, '“Environment” in the credential is not chosen'],
	])('names the field of %j', async (wrong, message) => {
		expect((await test({ ...inSandbox(), ...wrong })).message).toContain(message);
	});
});
