// eSign's gateway: published vectors, each way to be refused, tokens and their life, any query and body.
import fc from 'fast-check';
import { request as httpRequest } from 'node:http';
import { ESIGN_DIALECT } from '../../sandbox/esign/gateway.mts';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import { signatureOf, signedParts, stringToSign } from '../../sandbox/string-to-sign.mts';
import {
	askForToken,
	CONTENT_TYPE,
	grant,
	lastCall,
	md5,
	sendSigned,
	withToken,
	type EsignOptions,
	type Method,
} from './sandbox-esign-support.mts';

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

const BODY = { thirdPartyUserId: 'A001', name: '测试甲' };
const CREATE = '/v1/accounts/createByThirdPartyUserId';
const EMPTY_MD5 = '1B2M2Y8AsgTpgAmY7PhCfg==';
const QUERY = { query: { thirdPartyUserId: '测试 甲&乙' } };

const get = (options: EsignOptions = {}) =>
	sendSigned(sandbox, 'GET', '/v1/accounts/getByThirdId', { ...QUERY, ...options });
const post = (options: EsignOptions = {}) =>
	sendSigned(sandbox, 'POST', CREATE, { body: BODY, ...options });

/** The call must be refused by the gateway with this message. */
async function refused(attempt: Promise<Response>, message: string): Promise<string> {
	const response = await attempt;
	expect(await response.json()).toEqual({ success: false, code: 401, message });
	expect(response.status).toBe(401);
	const { reason = '', outcome, responseCode } = await lastCall(sandbox);
	expect({ outcome, responseCode }).toEqual({ outcome: 'refused', responseCode: '401' });
	return reason;
}

/** The call must get past the gateway. */
async function accepted(attempt: Promise<Response>): Promise<void> {
	expect((await attempt).status).toBe(200);
}

describe("eSign's string to sign", () => {
	const body = '{"email":"a@example.com","mobile":"13800000000","name":"张三"}';

	it.each([
		[
			'POST',
			'/v3/sign-flow/create-by-file',
			'uxydqKBMBy6x1siClKEQ6Q==',
			'6dYuzEqXUobDAEL97Ja5pvH3QWHpn4R5iJSWEvIsCo8=',
		],
		['GET', '/v3/sign-flow/abc123/detail', '', 'xG4jw3vs+xusJ0x3XkIJBwxpTHHzEHqdMGOJ45Ry8Fk='],
		[
			'PUT',
			'/v1/accounts/1c04a729df94422ab8c8b664b5b1370e',
			md5(body),
			'fxKqLawWMK/hTk3GyCKydutfXzWwY3QODA20DaQUMZQ=',
		],
		[
			'DELETE',
			'/v1/accounts/deleteByThirdId?thirdPartyUserId=A001',
			'',
			'E6E5bzYspvfgsU6rnyvr0xttgL8UKakJozb6ZIqnqFY=',
		],
	])('of %s %s has the known signature', (method, target, contentMd5, signature) => {
		const headers = {
			accept: '*/*',
			'content-type': CONTENT_TYPE,
			...(contentMd5 === '' ? {} : { 'content-md5': contentMd5 }),
		};
		const received = { method, target, headers, body: Buffer.alloc(0) };
		const text = stringToSign(signedParts(received, ESIGN_DIALECT));
		expect(text).toBe(`${method}\n*/*\n${contentMd5}\n${CONTENT_TYPE}\n\n${target}`);
		expect(signatureOf(text, 'dummysecret')).toBe(signature);
	});

	it('has the known MD5 of a body with Chinese', () => {
		expect(md5(body)).toBe('YFd9wBwHIRyo8nQuv0q2kg==');
	});

	it('sorts by ASCII, takes the first of repeated keys, leaves an empty value out, keeps Chinese readable', () => {
		const target =
			'/v3/files/123?orgIDCardNum=1&orgId=2&b=&keywords=%E5%85%B3%E9%94%AE%E5%AD%971,%E5%85%B3%E9%94%AE%E5%AD%972&orgId=3';
		const received = { method: 'get', target, headers: {}, body: Buffer.alloc(0) };
		expect(stringToSign(signedParts(received, ESIGN_DIALECT))).toBe(
			'GET\n\n\n\n\n/v3/files/123?b&keywords=关键字1,关键字2&orgIDCardNum=1&orgId=2',
		);
	});
});

describe("eSign's gateway accepts", () => {
	it('GET with Chinese and an empty value in the query', async () => {
		await accepted(get());
		await accepted(get({ query: { thirdPartyUserId: 'A', empty: '' } }));
	});

	it('POST and PUT of JSON with Chinese', async () => {
		await accepted(post());
		await accepted(sendSigned(sandbox, 'PUT', '/v1/accounts/nobody', { body: { name: '测试乙' } }));
	});

	it('an empty body without Content-MD5, with an empty one, and with the MD5 of nothing', async () => {
		await accepted(get());
		await accepted(get({ headers: { 'Content-MD5': '' } }));
		await accepted(
			get({ headers: { 'Content-MD5': EMPTY_MD5 }, signed: { contentMd5: EMPTY_MD5 } }),
		);
	});

	it('an absent Content-Type on GET and DELETE, signed as empty', async () => {
		for (const method of ['GET', 'DELETE'] as const) {
			await accepted(
				sendSigned(sandbox, method, '/v1/accounts/nobody', {
					without: ['Content-Type'],
					signed: { contentType: '' },
				}),
			);
		}
	});

	it('the V1 spelling of the Content-Type', async () => {
		const contentType = 'application/json;charset=UTF-8';
		await accepted(post({ headers: { 'Content-Type': contentType }, signed: { contentType } }));
	});

	it('signed headers, in any order of the list', async () => {
		const signedHeaders = ['X-Tsign-Open-Ca-Timestamp', 'X-Tsign-Open-App-Id', 'x-empty'];
		await accepted(post({ signedHeaders, headers: { 'x-empty': '' } }));
	});

	it('a form without Content-MD5, its fields signed like a query', async () => {
		const contentType = 'application/x-www-form-urlencoded; charset=UTF-8';
		const response = await post({
			body: 'b=%E4%B9%99&a=1',
			without: ['Content-MD5'],
			headers: { 'Content-Type': contentType },
			signed: { contentType, contentMd5: '' },
			text: (text) => `${text}?a=1&b=乙`,
		});
		expect(await response.json()).toMatchObject({ code: 1435002 });
	});

	it('timestamps 14 minutes off', async () => {
		for (const minutes of [-14, 14]) await accepted(get({ now: Date.now() + minutes * 60_000 }));
	});

	it('the same request twice: there is no nonce', async () => {
		const now = Date.now();
		await accepted(get({ now }));
		await accepted(get({ now }));
	});
});

describe("eSign's gateway refuses", () => {
	const other = { 'X-Tsign-Open-App-Id': 'nobody' };

	it('a token mode without token, before it looks at the app', async () => {
		const reason = await refused(
			get({ without: ['X-Tsign-Open-Auth-Mode'], headers: other }),
			'TOKEN_CANT_BE_NULL',
		);
		expect(reason).toContain('without X-Tsign-Open-Auth-Mode: Signature');
	});

	it('a wrong token, but an unknown app first', async () => {
		await refused(withToken(sandbox, { 'X-Tsign-Open-Token': 'made up' }), 'TOKEN错误');
		await refused(withToken(sandbox, { ...other, 'X-Tsign-Open-Token': 'made up' }), '无效的应用');
	});

	it('an unknown auth mode', async () => {
		const headers = { 'X-Tsign-Open-Auth-Mode': 'signature' };
		await refused(get({ headers }), 'AUTHSTRATEGY_NOT_FOUND');
	});

	it('an unknown app, before it looks at timestamp, signature and path', async () => {
		const options = { headers: other, secret: 'wrong', now: 0 };
		const reason = await refused(
			sendSigned(sandbox, 'POST', '/v3/not-there', { body: {}, ...options }),
			'无效的应用',
		);
		expect(reason).toContain('"nobody", this sandbox knows "sandbox-app"');
	});

	it.each([
		'X-Tsign-Open-App-Id',
		'X-Tsign-Open-Ca-Signature',
		'X-Tsign-Open-Ca-Timestamp',
		'Content-MD5',
	])('a request without %s', async (name) => {
		expect(await refused(post({ without: [name] }), '缺少参数')).toContain(name);
	});

	it.each([
		['in seconds', () => Math.floor(Date.now() / 1000), 'This looks like seconds'],
		['16 minutes old', () => Date.now() - 16 * 60_000, '16.0 minutes behind'],
		['16 minutes ahead', () => Date.now() + 16 * 60_000, '16.0 minutes ahead of'],
	])('a timestamp %s', async (_what, now, explanation) => {
		expect(await refused(get({ now: now() }), 'INVALID_TIMESTAMP')).toContain(explanation);
	});

	const MISTAKES: Array<[what: string, attempt: () => Promise<Response>, explanation: string]> = [
		['a wrong secret', () => post({ secret: 'wrong' }), 'the app secret is wrong'],
		[
			'Chinese percent-encoded in the string to sign',
			() =>
				get({
					text: (text) =>
						text.replace(
							/thirdPartyUserId=.*/,
							`thirdPartyUserId=${encodeURIComponent('测试 甲&乙')}`,
						),
				}),
			'percent-encoded',
		],
		[
			'an unsorted query',
			() => get({ query: { b: '1', a: '2' }, text: (text) => text.replace('a=2&b=1', 'b=1&a=2') }),
			'in the order sent',
		],
		[
			'a query sorted without regard to case',
			() =>
				get({
					query: { orgId: '1', orgIDCardNum: '2' },
					text: (text) => text.replace('orgIDCardNum=2&orgId=1', 'orgId=1&orgIDCardNum=2'),
				}),
			'without regard to case',
		],
		[
			'the query left out',
			() => get({ text: (text) => text.replace(/\?.*/, '') }),
			'the parameters were left out',
		],
		[
			'another Content-Type signed than sent',
			() => post({ signed: { contentType: 'application/json;charset=UTF-8' } }),
			'Content-Type was signed as application/json;charset=UTF-8',
		],
		[
			'another Accept signed than sent',
			() => post({ headers: { Accept: 'application/json' } }),
			'Accept was signed as */*',
		],
		[
			'headers signed but not listed',
			() =>
				post({
					signedHeaders: ['X-Tsign-Open-App-Id', 'X-Tsign-Open-Ca-Timestamp'],
					without: ['X-Tsign-Open-Ca-Signature-Headers'],
				}),
			'were signed but not listed',
		],
		[
			'headers listed but not signed',
			() => post({ headers: { 'X-Tsign-Open-Ca-Signature-Headers': 'X-Tsign-Open-App-Id' } }),
			'no headers were signed although',
		],
		[
			'Content-MD5 sent but not signed',
			() => post({ signed: { contentMd5: '' } }),
			'Content-MD5 was left out',
		],
		[
			'an MD5 of nothing signed but not sent',
			() => get({ signed: { contentMd5: EMPTY_MD5 } }),
			'that of an empty body',
		],
		['the method in lower case', () => post({ signed: { method: 'post' } }), 'in lower case'],
		['a line feed at the end', () => post({ text: (text) => `${text}\n` }), 'ended in a line feed'],
		[
			'two mistakes at once',
			() =>
				get({
					query: { b: '1', a: '2' },
					text: (text) => text.replace('a=2&b=1', 'b=1&a=2'),
					headers: { Accept: 'application/json' },
				}),
			'for two reasons',
		],
	];

	it.each(MISTAKES)('%s, and finds it out', async (_what, attempt, explanation) => {
		expect(await refused(attempt(), 'INVALID_SIGNATURE')).toContain(explanation);
	});

	const bodyMd5 = md5(JSON.stringify(BODY));
	const hex = Buffer.from(bodyMd5, 'base64').toString('hex');

	it.each([
		['in hex', hex, 'MD5 in hex'],
		['in Base64 of hex', Buffer.from(hex).toString('base64'), 'Base64 of the MD5 in hex'],
		['of an empty body', EMPTY_MD5, 'MD5 of an empty body'],
		['of another body', md5('{}'), 'serialized twice'],
	])('a Content-MD5 %s', async (_what, contentMd5, explanation) => {
		const headers = { 'Content-MD5': contentMd5 };
		const reason = await refused(post({ headers, signed: { contentMd5 } }), 'INVALID_SIGNATURE');
		expect(reason).toContain(explanation);
	});

	it('without a Content-Type of its own, as the live gateway, but with date and request id', async () => {
		const { headers } = await post({ secret: 'wrong' });
		expect(headers.get('Content-Type')).toBeNull();
		expect(headers.get('Date')).toMatch(/GMT$/);
		expect(headers.get('X-Tsign-Trace-Id')).toMatch(/^[0-9A-F-]{36}$/);
	});

	it('an unknown path or method only after everything else', async () => {
		await refused(
			sendSigned(sandbox, 'GET', '/v3/not-there', { secret: 'wrong' }),
			'INVALID_SIGNATURE',
		);
		for (const path of [
			'/v1/not-there',
			'/v2/not-there',
			'/v3/not-there',
			'/api/v2/not',
			'/api/v3/not',
		]) {
			const response = await sendSigned(sandbox, 'GET', path);
			expect(response.status).toBe(404);
			expect(await response.json()).toMatchObject({ success: false, code: 404 });
		}
		expect((await sendSigned(sandbox, 'PUT', CREATE, { body: {} })).status).toBe(200);
		expect((await sendSigned(sandbox, 'POST', '/v1/accounts/abc', { body: {} })).status).toBe(404);
		expect((await lastCall(sandbox))['reason']).toBe(
			'/v1/accounts/abc is there for PUT, GET, DELETE only.',
		);
	});

	it('a body larger than 10 MB, in an answer', async () => {
		const response = await post({ body: 'x'.repeat(10 * 1024 * 1024 + 1) });
		expect(response.status).toBe(413);
		expect(await response.json()).toMatchObject({ success: false, code: 413 });
	});

	it("Qiandun's key, which is not eSign's", async () => {
		const headers = { 'X-Tsign-Open-App-Id': sandbox.qiandun.appKey };
		await refused(get({ headers, secret: sandbox.qiandun.appSecret }), '无效的应用');
	});
});

describe('any request', () => {
	const text = (minLength: number) => fc.string({ unit: 'grapheme', minLength, maxLength: 12 });
	const query = fc.dictionary(text(1), text(0), { maxKeys: 5, noNullPrototype: true });
	const body = fc.dictionary(text(1), fc.oneof(text(0), fc.integer(), fc.constant(null)), {
		noNullPrototype: true,
	});
	const methods = fc.constantFrom<Method[]>('GET', 'POST', 'PUT', 'DELETE');

	it('is accepted when it is signed right', async () => {
		await fc.assert(
			fc.asyncProperty(methods, query, body, async (method, query, body) => {
				const sent = method === 'GET' ? { query } : { query, body };
				const { status } = await sendSigned(sandbox, method, '/v1/accounts/nobody', sent);
				// POST has no endpoint here: that is said after the gateway.
				expect(status).toBe(method === 'POST' ? 404 : 200);
			}),
			{ numRuns: 150 },
		);
	});

	it('is refused when one byte of its body is another than was signed', async () => {
		await fc.assert(
			fc.asyncProperty(
				body,
				fc.nat(),
				fc.integer({ min: 1, max: 255 }),
				async (body, where, flip) => {
					const right = Buffer.from(JSON.stringify(body), 'utf8');
					const changed = Buffer.from(right);
					const at = where % changed.length;
					changed[at] = (changed[at] ?? 0) ^ flip;
					expect(await statusOf('PUT', '/v1/accounts/nobody', right, changed)).toBe(401);
				},
			),
			{ numRuns: 100 },
		);
	});

	it('is refused when one character of its query, path or signature is another than was signed', async () => {
		await fc.assert(
			fc.asyncProperty(
				query,
				fc.constantFrom('query', 'path', 'signature'),
				async (query, changed) => {
					const asked = { query: { ...query, thirdPartyUserId: 'A001' } };
					const change = {
						query: { ...asked, text: (signed: string) => signed.replace('=A001', '=A002') },
						path: {
							...asked,
							text: (signed: string) => signed.replace('getByThirdId', 'getByThirdI'),
						},
						signature: { ...asked, headers: { 'X-Tsign-Open-Ca-Signature': `${'A'.repeat(43)}=` } },
					}[changed];
					const { status } = await sendSigned(
						sandbox,
						'GET',
						'/v1/accounts/getByThirdId',
						change ?? {},
					);
					expect(status).toBe(401);
				},
			),
			{ numRuns: 60 },
		);
	});

	/** Status of a call whose headers belong to one body and which brings another. */
	async function statusOf(
		method: Method,
		path: string,
		signed: Buffer,
		sent: Buffer,
	): Promise<number> {
		const captured = await capturedHeaders(method, path, signed.toString('utf8'));
		return await new Promise((resolve, reject) => {
			const outgoing = httpRequest(
				{ host: '127.0.0.1', port: sandbox.port, path, method, headers: captured },
				(answer) => {
					answer.resume();
					resolve(answer.statusCode ?? 0);
				},
			);
			outgoing.on('error', reject);
			outgoing.end(sent);
		});
	}

	async function capturedHeaders(
		method: Method,
		path: string,
		body: string,
	): Promise<Record<string, string>> {
		let captured: Record<string, string> = {};
		const original = globalThis.fetch;
		globalThis.fetch = async (_input, init) => {
			captured = Object.fromEntries(new Headers(init?.headers));
			return new Response();
		};
		try {
			await sendSigned(sandbox, method, path, { body });
		} finally {
			globalThis.fetch = original;
		}
		return captured;
	}
});

describe("eSign's tokens", () => {
	const status = async (token: string) =>
		(await withToken(sandbox, { 'X-Tsign-Open-Token': token })).status;

	it('open the business endpoints for 120 minutes; expiresIn is the deadline', async () => {
		const { token, expiresIn } = await grant(sandbox);
		expect(expiresIn).toMatch(/^\d{13}$/);
		expect(Math.abs(Number(expiresIn) - (Date.now() + 120 * 60_000))).toBeLessThan(5000);
		expect(await status(token)).toBe(200);
		clock = 119 * 60_000;
		expect(await status(token)).toBe(200);
		clock = 121 * 60_000;
		expect(await status(token)).toBe(401);
	});

	it('leave the one before 5 more minutes and end all older ones at once', async () => {
		const first = await grant(sandbox);
		const second = await grant(sandbox);
		const third = await grant(sandbox);
		expect(await status(first.token)).toBe(401);
		expect(await status(second.token)).toBe(200);
		expect(await status(third.token)).toBe(200);
		clock = 4 * 60_000;
		expect(await status(second.token)).toBe(200);
		clock = 6 * 60_000;
		expect(await status(second.token)).toBe(401);
		expect(await status(third.token)).toBe(200);
	});

	it('do not live longer because a newer one is issued shortly before their end', async () => {
		const { token } = await grant(sandbox);
		clock = 118 * 60_000;
		await grant(sandbox);
		expect(await status(token)).toBe(200);
		clock = 121 * 60_000;
		expect(await status(token)).toBe(401);
	});

	it('are refreshed once', async () => {
		const { token, refreshToken } = await grant(sandbox);
		const ask = () =>
			askForToken(
				sandbox,
				{ secret: '', refreshToken, grantType: 'refresh_token' },
				'refresh_token',
			);
		const refreshed = await ask();
		expect(refreshed).toMatchObject({ status: 200, body: { code: 0 } });
		const { token: newer } = refreshed.body.data as { token: string };
		expect(newer).not.toBe(token);
		expect(await status(newer)).toBe(200);
		expect(await status(token)).toBe(200);
		expect(await ask()).toEqual({
			status: 401,
			body: { success: false, code: 401, message: 'UNAUTHORIZED' },
		});
	});

	it.each([
		[{ appId: 'nobody' }, 200, { code: 72000032, message: '应用停用或应用不存在', data: null }],
		[{ secret: 'wrong' }, 401, { success: false, code: 401, message: 'UNAUTHORIZED' }],
		[{ secret: '' }, 200, { code: 1435002, data: null }],
		[{ appId: '' }, 200, { code: 1435002, data: null }],
		[{ grantType: 'password' }, 200, { code: 1435002, data: null }],
	])('are not given for %j', async (query, status, body) => {
		expect(await askForToken(sandbox, query)).toMatchObject({ status, body });
	});

	it('need no signature on a business call, and no Content-MD5', async () => {
		const { token } = await grant(sandbox);
		const response = await fetch(`${sandbox.esign.baseUrl}${CREATE}`, {
			method: 'POST',
			headers: {
				'X-Tsign-Open-App-Id': sandbox.esign.appId,
				'X-Tsign-Open-Token': token,
				'Content-Type': CONTENT_TYPE,
			},
			body: JSON.stringify({ thirdPartyUserId: 'BY-TOKEN', name: '测试甲' }),
		});
		expect(await response.json()).toMatchObject({ code: 0 });
	});
});
