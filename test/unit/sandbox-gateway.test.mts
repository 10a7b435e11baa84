// The gateway, proven with a client nobody here wrote, and case by case with a signing caller of our own.
import fc from 'fast-check';
import { createServer, request as httpRequest, type Server } from 'node:http';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import { aliyunClient, send, type AliyunError } from './sandbox-support.mts';

let sandbox: Sandbox;
let clock = 0;

beforeAll(async () => {
	sandbox = await startSandbox({ now: () => Date.now() + clock });
});

afterAll(async () => {
	await sandbox.close();
});

beforeEach(() => {
	clock = 0;
});

const url = (path: string, base = sandbox.qiandun.baseUrl) => `${base}${path}`;

/** The call must be refused; returns what the client was told. */
async function refusal(
	attempt: Promise<unknown>,
): Promise<{ status: number; code: string; message: string }> {
	const error = await attempt.then(
		() => undefined,
		(raised: AliyunError) => raised,
	);
	if (error === undefined) throw new Error('the call was accepted');
	const { headers } = error.data;
	return {
		status: error.code,
		code: headers['x-ca-error-code'] ?? '',
		message: headers['x-ca-error-message'] ?? '',
	};
}

async function lastCall(): Promise<Record<string, string>> {
	const response = await fetch(new URL('/sandbox/calls', sandbox.console));
	const { calls } = (await response.json()) as { calls: Array<Record<string, string>> };
	return calls[0] ?? {};
}

describe('the gateway, called by aliyun-api-gateway', () => {
	const client = () => aliyunClient(sandbox.qiandun.appKey, sandbox.qiandun.appSecret);

	it('accepts a GET with Chinese query values', async () => {
		const query = { accountId: '测试 甲&乙=丙', psnIDCardNum: '张三' };
		await expect(client().get(url('/open/psnGet'), { query })).resolves.toMatchObject({
			code: 'oc_10001',
		});
	});

	it('accepts a GET with an empty query value', async () => {
		const query = { accountId: 'nobody', psnIDCardNum: '' };
		await expect(client().get(url('/open/psnGet'), { query })).resolves.toMatchObject({
			code: 'oc_10001',
		});
	});

	it('accepts a POST of JSON with Chinese', async () => {
		const data = { accountId: 'ALIYUN-JSON', psnName: '测试甲' };
		await expect(client().post(url('/open/psnTempCreate'), { data })).resolves.toMatchObject({
			code: '200',
			result: { accountId: 'ALIYUN-JSON' },
		});
	});

	it('accepts a POST of a form with Chinese and of query and form together', async () => {
		const headers = { 'content-type': 'application/x-www-form-urlencoded' };
		const data = { accountId: 'ALIYUN-FORM', psnName: '测试 乙&丙' };
		const query = { 来源: '表单', accountId: 'the form wins' };
		await expect(
			client().post(url('/open/psnTempCreate'), { data, query, headers }),
		).resolves.toMatchObject({
			code: '200',
			result: { accountId: 'ALIYUN-FORM' },
		});
	});

	it('accepts any query, JSON and form whatsoever', async () => {
		const text = (minLength: number) => fc.string({ unit: 'grapheme', minLength, maxLength: 12 });
		const fields = fc.dictionary(text(1), text(0), { maxKeys: 5, noNullPrototype: true });
		const form = { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' };
		const ways: Array<(data: Record<string, string>) => Promise<unknown>> = [
			(query) => client().get(url('/open/psnGet'), { query }),
			(data) => client().post(url('/open/psnUpdate'), { data, query: { ...data } }),
			(data) => client().post(url('/open/psnUpdate'), { data, headers: { ...form } }),
		];
		await fc.assert(
			fc.asyncProperty(fields, fc.constantFrom(...ways), async (data, way) => {
				expect(await way({ ...data })).toHaveProperty('logKey');
			}),
			{ numRuns: 150 },
		);
	});

	it('refuses a wrong secret and answers with its own string to sign on one line', async () => {
		const stranger = aliyunClient(sandbox.qiandun.appKey, 'wrong-secret');
		const told = await refusal(stranger.get(url('/open/psnGet'), { query: { accountId: '测试' } }));
		expect(told).toMatchObject({ status: 400, code: 'A400IS' });
		expect(told.message).toMatch(
			/^Invalid Signature, Server StringToSign:`GET#application\/json####x-ca-key:sandbox-key#/,
		);
		expect(told.message).toContain('/api/open/psnGet?accountId=%E6%B5%8B%E8%AF%95`');
		expect((await lastCall())['reason']).toContain('the app secret is wrong');
	});

	it('refuses an unknown key', async () => {
		const stranger = aliyunClient('nobody', sandbox.qiandun.appSecret);
		expect(await refusal(stranger.get(url('/open/psnGet')))).toMatchObject({
			status: 400,
			code: 'A400IK',
			message: 'Invalid AppKey',
		});
	});

	it('refuses a nonce used before, also for another call', async () => {
		const headers = () => ({ 'x-ca-nonce': 'one-and-the-same' });
		await client().get(url('/open/psnGet'), { query: { accountId: 'a' }, headers: headers() });
		expect(
			await refusal(
				client().get(url('/open/psnGet'), { query: { accountId: 'b' }, headers: headers() }),
			),
		).toMatchObject({ status: 400, message: 'Nonce Used' });
	});

	it('refuses a timestamp 16 minutes old and one 16 minutes ahead', async () => {
		for (const minutes of [-16, 16]) {
			const headers = { 'x-ca-timestamp': String(Date.now() + minutes * 60_000) };
			expect(await refusal(client().get(url('/open/psnGet'), { headers }))).toMatchObject({
				status: 400,
				message: 'Timestamp Expired',
			});
		}
		expect((await lastCall())['reason']).toContain("16.0 minutes ahead of the gateway's clock");
	});

	it('accepts a timestamp 14 minutes old', async () => {
		const headers = { 'x-ca-timestamp': String(Date.now() - 14 * 60_000) };
		await expect(
			client().get(url('/open/psnGet'), { query: { accountId: 'x' }, headers }),
		).resolves.toBeDefined();
	});

	it('refuses a body changed on the way, which no longer matches its Content-MD5', async () => {
		const tampering = await tamperingProxy(sandbox.port);
		try {
			const data = { accountId: 'TAMPERED', psnName: '测试甲' };
			const told = await refusal(
				client().post(url('/open/psnTempCreate', `${tampering.origin}/api`), { data }),
			);
			expect(told).toMatchObject({ status: 400, code: 'I400I5' });
			expect(told.message).toContain('Invalid Content-MD5');
		} finally {
			tampering.server.close();
		}
	});
});

describe('the gateway, case by case', () => {
	it('accepts multipart, of which only the headers are signed', async () => {
		const response = await send(
			sandbox,
			'POST',
			'/open/psnUpdate',
			{},
			{
				rawBody: '--x\r\nContent-Disposition: form-data; name="accountId"\r\n\r\n甲\r\n--x--\r\n',
				contentType: 'multipart/form-data; boundary=x',
				contentMd5: false,
			},
		);
		expect(response.status).toBe(200);
		expect(await response.json()).toMatchObject({ code: '400', success: false });
	});

	it('needs Content-MD5 with a JSON body, and says so', async () => {
		const response = await send(sandbox, 'POST', '/open/psnUpdate', {}, { contentMd5: false });
		expect(response.status).toBe(400);
		expect(response.headers.get('X-Ca-Error-Message')).toBe('Header `Content-MD5` is Required');
	});

	it.each([
		[
			'a signed path without /api',
			{ path: (path: string) => path.replace('/api', '') },
			'without its /api prefix',
		],
		[
			'an unlisted header',
			{ without: ['X-Ca-Signature-Headers'] },
			'not listed in X-Ca-Signature-Headers',
		],
		['another Accept', { headers: { Accept: '*/*' } }, 'Accept was signed as application/json'],
		['another path', { path: (path: string) => `${path}/` }, 'the app secret is wrong'],
	])('explains in the call log a signature over %s', async (_what, options, explanation) => {
		const response = await send(sandbox, 'POST', '/open/psnUpdate', { accountId: 'A' }, options);
		expect(response.status).toBe(400);
		expect((await lastCall())['reason']).toContain(explanation);
	});

	it.each(['X-Ca-Key', 'X-Ca-Signature'])('names %s when it is missing', async (name) => {
		const response = await send(sandbox, 'GET', '/open/psnGet', {}, { without: [name] });
		expect(response.status).toBe(400);
		expect(response.headers.get('X-Ca-Error-Message')).toBe(`Header \`${name}\` is Required`);
	});

	it('refuses a timestamp that is no number', async () => {
		const response = await send(
			sandbox,
			'GET',
			'/open/psnGet',
			{},
			{ headers: { 'X-Ca-Timestamp': 'yesterday' } },
		);
		expect(response.headers.get('X-Ca-Error-Message')).toBe('Invalid Timestamp');
	});

	it('does not remember the nonce of a request whose signature was wrong', async () => {
		const headers = { 'X-Ca-Nonce': 'guessed-by-a-stranger' };
		expect(
			(await send(sandbox, 'GET', '/open/psnGet', {}, { headers, secret: 'wrong' })).status,
		).toBe(400);
		expect((await send(sandbox, 'GET', '/open/psnGet', {}, { headers })).status).toBe(200);
	});

	it('forgets a nonce after 15 minutes', async () => {
		const headers = { 'X-Ca-Nonce': 'comes-back-later' };
		expect((await send(sandbox, 'GET', '/open/psnGet', {}, { headers })).status).toBe(200);
		clock = 14 * 60_000;
		const now = Date.now() + clock;
		expect((await send(sandbox, 'GET', '/open/psnGet', {}, { headers, now })).status).toBe(400);
		clock = 16 * 60_000;
		expect(
			(await send(sandbox, 'GET', '/open/psnGet', {}, { headers, now: Date.now() + clock })).status,
		).toBe(200);
	});

	it('checks the signature before it says that an API does not exist', async () => {
		expect(
			(await send(sandbox, 'POST', '/open/contract/unknown', {}, { secret: 'wrong' })).status,
		).toBe(400);
		const unknown = await send(sandbox, 'POST', '/open/contract/unknown');
		expect(unknown.status).toBe(404);
		expect(unknown.headers.get('X-Ca-Error-Message')).toContain('POST /open/contract/unknown');
		const wrongMethod = await send(sandbox, 'GET', '/open/psnUpdate');
		expect(wrongMethod.status).toBe(404);
		expect((await lastCall())['reason']).toBe('/open/psnUpdate is there for POST only.');
	});

	it('gives every answer a request id and a date', async () => {
		for (const secret of [undefined, 'wrong']) {
			const response = await send(
				sandbox,
				'GET',
				'/open/psnGet',
				{},
				secret === undefined ? {} : { secret },
			);
			expect(response.headers.get('X-Ca-Request-Id')).toMatch(/^[0-9A-F-]{36}$/);
			expect(response.headers.get('Date')).toMatch(/GMT$/);
		}
	});

	it('never shows the secret or the signature it expected', async () => {
		const response = await send(
			sandbox,
			'GET',
			'/open/psnGet',
			{ accountId: 'A' },
			{ secret: 'wrong' },
		);
		const told = [response.headers.get('X-Ca-Error-Message'), await response.text()].join('\n');
		const log = JSON.stringify(await lastCall());
		expect(told + log).not.toContain('sandbox-secret');
		expect(log.match(/[A-Za-z0-9+/]{43}=/g)).toHaveLength(1);
	});
});

/** A proxy that swaps one letter of the body and leaves all headers as they are. */
async function tamperingProxy(port: number): Promise<{ origin: string; server: Server }> {
	const server = createServer((incoming, outgoing) => {
		const chunks: Buffer[] = [];
		incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
		incoming.on('end', () => {
			const body = Buffer.concat(chunks).toString('utf8').replace('TAMPERED', 'tampered');
			const { url: path = '/', method, headers } = incoming;
			const onward = httpRequest({ host: '127.0.0.1', port, path, method, headers }, (answer) => {
				outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
				answer.pipe(outgoing);
			});
			onward.end(body);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	if (typeof address !== 'object' || address === null) throw new Error('not listening');
	return { origin: `http://127.0.0.1:${address.port}`, server };
}
