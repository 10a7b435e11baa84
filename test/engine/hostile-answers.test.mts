/** What a broken or malicious server in the place of a platform can send back, and what it must not achieve. */
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { ICredentialTestFunctions, IDataObject } from 'n8n-workflow';
import { Qiandun } from '../../nodes/Qiandun/Qiandun.node.ts';
import { QiandunTrigger } from '../../nodes/QiandunTrigger/QiandunTrigger.node.ts';
import { storeFilesOnDisk, type BinaryStore } from './binary-store.mts';
import { credentialFor, fileItem, runEsign } from './esign-desk.mts';
import { runNode, searchList } from './harness.mts';
import { envelope, esignEnvelope, startRecorder, type Recorded, type Recorder, type Reply } from './recorder.mts';
import { pdf } from './samples.mts';
import { startWebhookServer } from './webhook-server.mts';

const MB = 1_048_576;
const DEPTH = 100_000;
const SECRET = 'secret-that-must-not-travel';

let recorder: Recorder;
let elsewhere: Recorder;
let disk: BinaryStore;
let reply: Reply;

beforeAll(async () => {
	recorder = await startRecorder((...all) => reply(...all));
	elsewhere = await startRecorder();
	disk = await storeFilesOnDisk();
});
afterAll(async () => {
	await recorder.close();
	await elsewhere.close();
	disk.remove();
});
beforeEach(() => {
	recorder.requests.length = 0;
	elsewhere.requests.length = 0;
});

const ask = async (parameters: IDataObject) =>
	await runNode({ credential: { environment: 'custom', baseUrl: recorder.baseUrl, appKey: 'k', appSecret: SECRET }, parameters });
const get = async () => await ask({ resource: 'user', operation: 'get', accountId: 'a' });
const download = async () => await ask({ resource: 'contract', operation: 'download', contractId: '1', outputField: 'data' });

/** Sends the same again and again, until the caller hangs up or so many bytes are out. */
async function pour(response: ServerResponse, chunk: Buffer, most: number): Promise<number> {
	let sent = 0;
	const chunks = Readable.from(
		(function* () {
			for (; sent < most; sent += chunk.length) yield chunk;
		})(),
	);
	await pipeline(chunks, response).catch(() => undefined);
	return sent;
}

const withType = (type: string, body: string): Reply => (_request, response) => {
	response.setHeader('content-type', type);
	response.end(body);
};

it('an answer without end is not read to its end', async () => {
	const sent: Array<Promise<number>> = [];
	reply = (_request, response) => sent.push(pour(response, Buffer.alloc(MB, ' '), 400 * MB));
	const { error, items } = await get();
	expect(items).toEqual([]);
	expect(error?.message).toContain('The answer is too long');
	// What the network holds beside it is not much.
	for (const bytes of await Promise.all(sent)) expect(bytes).toBeLessThan(60 * MB);
});

describe('an answer without end is not read to its end', () => {
	const pouring = (isTarget: (request: Recorded) => boolean = () => true): Array<Promise<number>> => {
		const sent: Array<Promise<number>> = [];
		reply = (request, response, index) =>
			isTarget(request)
				? sent.push(pour(response, Buffer.alloc(MB, ' '), 400 * MB))
				: withType('application/json', esignEnvelope({ fileId: 'f', fileUploadUrl: `${recorder.baseUrl}/store` }))(request, response, index);
		return sent;
	};
	// What the network holds beside it is not much.
	const expectLittle = async (sent: Array<Promise<number>>) => {
		expect(sent).not.toEqual([]);
		for (const bytes of await Promise.all(sent)) expect(bytes).toBeLessThan(60 * MB);
	};
	const esign = (more: IDataObject = {}) => ({ ...credentialFor(recorder.baseUrl.replace('/api', '')), ...more });

	it('to the test of a credential', async () => {
		const sent = pouring();
		const data = { environment: 'custom', baseUrl: recorder.baseUrl, appKey: 'k', appSecret: SECRET };
		const verdict = await new Qiandun().methods.credentialTest.qiandunApiTest.call({} as ICredentialTestFunctions, { id: '1', name: 'Test', type: 'qiandunApi', data });
		expect(verdict).toEqual({ status: 'Error', message: expect.stringContaining('The answer is too long') });
		await expectLittle(sent);
	});

	it('to the request for an access token', async () => {
		const sent = pouring();
		const { error } = await runEsign(esign({ authentication: 'token', appId: 'pouring' }), 'personAccount.get', { accountId: 'a' });
		expect(error?.message).toContain('The answer is too long');
		await expectLittle(sent);
	});

	it('to a list to choose from', async () => {
		const sent = pouring();
		const credential = { environment: 'custom', baseUrl: recorder.baseUrl, appKey: 'k', appSecret: SECRET };
		await expect(searchList('searchSeals', { credential, current: { accountId: 'a' } })).rejects.toThrow('The answer is too long');
		await expectLittle(sent);
	});

	it('to the question what happened, after a callback', async () => {
		const sent = pouring();
		const server = await startWebhookServer({
			trigger: new QiandunTrigger(),
			credential: { environment: 'custom', baseUrl: recorder.baseUrl, appKey: 'k', appSecret: SECRET },
			parameters: { events: ['*'], fetchDetails: true, respond: 'onReceived', confirm: 'never', deduplicate: true, options: { answerBudget: 20_000 } },
		});
		const { status } = await fetch(server.url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"transactionId":"t","businessType":"OPEN_CONTRACT_SIGNED"}' });
		expect(status).toBe(503);
		expect(server.executions).toEqual([]);
		expect(server.log[0]?.message).toContain('The answer is too long');
		await server.close();
		await expectLittle(sent);
	});

	it('to a file that goes up', async () => {
		const sent = pouring(({ url }) => url.endsWith('/store'));
		const { error } = await runEsign(esign(), 'fileV3.upload', { fileSource: 'binary', binaryPropertyName: 'data' }, { inputs: [fileItem(pdf(), 'a.pdf')] });
		expect(error?.message).toContain('The file could not be sent');
		await expectLittle(sent);
	}, 60_000);
});

it('JSON that is nested too deep is no access token', async () => {
	reply = withType('application/json', `{"code":"500","message":${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}}`);
	const credential = { ...credentialFor(recorder.baseUrl.replace('/api', '')), authentication: 'token', appId: 'deep' };
	const { error } = await runEsign(credential, 'personAccount.get', { accountId: 'a' });
	expect(error?.message).toContain('issued no access token');
});

it('nor one that is small on the wire only', async () => {
	const bomb = gzipSync(Buffer.alloc(200 * MB, ' '));
	expect(bomb.length).toBeLessThan(MB);
	reply = (_request, response) => {
		response.setHeader('content-encoding', 'gzip');
		response.end(bomb);
	};
	expect((await get()).error?.message).toContain('The answer is too long');
});

it('a file without end is not fetched to its end, and may be asked for again', async () => {
	const sent: Array<Promise<number>> = [];
	reply = (_request, response) => {
		response.setHeader('content-type', 'application/pdf');
		sent.push(pour(response, Buffer.alloc(MB), 1200 * MB));
	};
	const { error, items } = await download();
	expect(items).toEqual([]);
	expect(error?.message).toContain('The file is larger than 1024.0 MB; the rest was not fetched');
	expect(error?.description).toContain('The platform was asked, and changed nothing');
	for (const bytes of await Promise.all(sent)) expect(bytes).toBeLessThan(1100 * MB);
});

it.each([
	['alone', '['.repeat(DEPTH) + ']'.repeat(DEPTH)],
	['objects', '{"a":'.repeat(DEPTH) + '1' + '}'.repeat(DEPTH)],
	['in an envelope', `{"code":"200","success":true,"msg":"","result":${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}}`],
	['in the text of an error', `{"code":"500","success":false,"msg":${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}}`],
])('JSON that is nested too deep (%s) is no answer', async (_, body) => {
	reply = withType('application/json', body);
	const { error, items } = await get();
	expect(items).toEqual([]);
	expect(error?.message).toMatch(/is not one of Qiandun/);
});

it('JSON that is nested as deep as anybody would is one', async () => {
	reply = withType('application/json', envelope({ accountId: 'a', deep: JSON.parse('['.repeat(150) + ']'.repeat(150)) as unknown }));
	expect((await get()).items[0]?.json.accountId).toBe('a');
});

it.each([
	['a page', withType('text/html', '<html><script>alert(1)</script><body><h1>It works!</h1></body></html>'), /is not one of Qiandun/],
	['plain text that looks like JSON', withType('text/plain', envelope({ accountId: 'a' })), undefined],
	['JSON under the type of a picture', withType('image/png', envelope({ accountId: 'a' })), undefined],
	['a picture', withType('image/png', '\u0089PNG\r\n\u001a\n'), /is not one of Qiandun/],
	['nothing', withType('application/json', ''), /is not one of Qiandun/],
	['half an envelope', withType('application/json', envelope({ accountId: 'a' }).slice(0, 20)), /is not one of Qiandun/],
	['an array', withType('application/json', '[1]'), /is not one of Qiandun/],
	['null', withType('application/json', 'null'), /is not one of Qiandun/],
] as const)('%s is told apart from an answer', async (_, given, message) => {
	reply = given;
	const { error, items } = await get();
	if (message === undefined) expect(items[0]?.json.accountId).toBe('a');
	else {
		expect(error?.message).toMatch(message);
		expect(JSON.stringify(error)).not.toContain('<script>');
	}
});

it('names of JavaScript’s own objects are fields like others', async () => {
	reply = withType('application/json', '{"code":"200","success":true,"msg":"","result":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"accountId":"a"}}');
	const { items } = await get();
	expect(items[0]?.json.accountId).toBe('a');
	expect(Object.prototype).not.toHaveProperty('polluted');
	expect({}).not.toHaveProperty('polluted');
});

it.each([301, 302, 307, 308])('a redirect (HTTP %d) to another host is not followed, and takes no signature there', async (status) => {
	reply = (_request, response) => response.writeHead(status, { location: `${elsewhere.baseUrl}/steal` }).end();
	const { error } = await get();
	expect(error?.message).toContain('redirect');
	expect(elsewhere.requests).toEqual([]);
	expect(JSON.stringify(error)).not.toContain(SECRET);
});

describe('a redirect to another host is not followed either', () => {
	const credential = () => ({ environment: 'custom', baseUrl: recorder.baseUrl, appKey: 'k', appSecret: SECRET });
	const esign = (more: IDataObject = {}) => ({ ...credentialFor(recorder.baseUrl.replace('/api', '')), appSecret: SECRET, ...more });
	const away: Reply = (_request, response) => response.writeHead(307, { location: `${elsewhere.baseUrl}/steal` }).end();

	it.each([
		['by the test of a credential', async () => await new Qiandun().methods.credentialTest.qiandunApiTest.call({} as ICredentialTestFunctions, { id: '1', name: 'Test', type: 'qiandunApi', data: credential() })],
		['by the request for an access token', async () => await runEsign(esign({ authentication: 'token', appId: 'away' }), 'personAccount.get', { accountId: 'a' })],
		['by a list to choose from', async () => await searchList('searchSeals', { credential: credential(), current: { accountId: 'a' } }).catch((error: unknown) => error)],
		['by a file that goes up', async () => await runEsign(esign(), 'fileV3.upload', { fileSource: 'binary', binaryPropertyName: 'data' }, { inputs: [fileItem(pdf(), 'a.pdf')] })],
	])('%s', async (_, act) => {
		reply = (request, response, index) =>
			request.url.includes('/file-upload-url')
				? withType('application/json', esignEnvelope({ fileId: 'f', fileUploadUrl: `${recorder.baseUrl}/store` }))(request, response, index)
				: away(request, response, index);
		const outcome = await act();
		expect(recorder.requests.length).toBeGreaterThan(0);
		expect(elsewhere.requests).toEqual([]);
		expect(inspect(outcome, { depth: 6 })).not.toContain(SECRET);
	});
});

describe('the address of a file', () => {
	it.each([
		'http://127.0.0.2:1/x',
		'http://localhost:1/x',
		'http://169.254.169.254/latest/meta-data',
		'http://[::1]:1/x',
		'http://[::ffff:10.0.0.1]/x',
		'http://0x7f000001:1/x',
		'http://2130706433:1/x',
		'file:///etc/passwd',
		'ftp://files.example.com/x',
	])('%s is not fetched', async (url) => {
		reply = withType('application/json', envelope({ fileUrl: url }));
		const { error, items } = await download();
		expect(items).toEqual([]);
		expect(error?.message).toMatch(/inside a private network|is no web address|names no file/);
	});

	it('takes no signature and no login along, and its redirects are looked at too', async () => {
		reply = (request, response) =>
			request.url.includes('/open/contract')
				? withType('application/json', envelope({ fileUrl: `${recorder.baseUrl}/file.pdf` }))(request, response, 0)
				: response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end();
		const { error } = await download();
		expect(error?.message).toContain('inside a private network (169.254.169.254)');
		const fetched = recorder.requests.find(({ url }) => url.endsWith('/file.pdf'));
		expect(Object.keys(fetched?.headers ?? {}).filter((name) => /^x-ca|authorization|cookie/.test(name))).toEqual([]);
	});
});
