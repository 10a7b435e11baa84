/** The one exact request that comes out of what a caller hands over: address, query, body, headers, and a proof of just that. */
import { Readable } from 'node:stream';
import type { IDataObject } from 'n8n-workflow';
import { signedRequest, tokenRequest, type CallerOptions } from '../../engine/request.ts';
import { X_CA, X_TSIGN, type Dialect } from '../../engine/signature.ts';
import { expectSigned } from '../engine/recorder.mts';

const keys = { appKey: 'test-key', appSecret: 'test-secret' };
const BASE = 'https://host.example/api';
const FORM = 'application/x-www-form-urlencoded';
const ESIGN_JSON = 'application/json; charset=UTF-8';

/** A caller's options; the HTTP Request node has types of its own. */
type Given = Omit<Partial<CallerOptions>, 'method' | 'body' | 'qs' | 'headers'> & { method?: string; body?: unknown; qs?: unknown; headers?: IDataObject };

/** Of a repeated name the first value is signed; the other signer does not know that rule. */
function withoutRepetitions(text: string): string {
	const first = new Map<string, string>();
	for (const [name, value] of new URLSearchParams(text)) if (!first.has(name)) first.set(name, value);
	return new URLSearchParams([...first]).toString();
}

/** The signed request as it would arrive. */
async function sign(given: Given, dialect: Dialect = X_CA, baseUrl = BASE) {
	const pinned = await signedRequest(given as CallerOptions, baseUrl, dialect, keys);
	const { origin, pathname, search } = new URL(pinned.url);
	const headers = Object.fromEntries(Object.entries(pinned.headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]));
	const sent: unknown = pinned.body;
	const body = typeof sent === 'string' || Buffer.isBuffer(sent) ? Buffer.from(sent) : Buffer.alloc(0);
	const request = { method: String(pinned.method), url: pathname + search, headers, body };
	expectSigned(
		{ ...request, url: `${pathname}?${withoutRepetitions(search)}`, body: typeof sent === 'string' ? Buffer.from(withoutRepetitions(sent)) : body },
		keys.appKey,
		keys.appSecret,
	);
	return { ...request, origin, pinned };
}

describe('the address', () => {
	it.each<[string, Given, string]>([
		['a path', { url: '/open/psnGet' }, `${BASE}/open/psnGet`],
		['a path without slash', { url: 'open/psnGet' }, `${BASE}/open/psnGet`],
		['a whole address', { url: 'http://other.example/x' }, 'http://other.example/x'],
		['a whole address in capitals', { url: 'HTTPS://other.example/x' }, 'https://other.example/x'],
		['the older name', { url: '', uri: 'http://other.example/y' }, 'http://other.example/y'],
		['both names', { url: '/open/a', uri: '/open/b' }, `${BASE}/open/a`],
		['a base of the caller', { baseURL: 'http://other.example/v1/', url: '/x' }, 'http://other.example/v1/x'],
		['a base of the caller that is no address', { baseURL: '/v1', url: '/x' }, `${BASE}/x`],
		['nothing', {}, `${BASE}/`],
		['a path with an address in its query', { url: '/open/psnGet?next=https%3A//a.example' }, `${BASE}/open/psnGet?next=https%3A%2F%2Fa.example`],
		['a path with an address in its query, not encoded', { url: '/open/psnGet?next=https://a.example' }, `${BASE}/open/psnGet?next=https%3A%2F%2Fa.example`],
		['an anchor', { url: '/open/psnGet?a=1#part' }, `${BASE}/open/psnGet?a=1`],
		['a path that is encoded', { url: '/open/%E5%AE%A2%2F1' }, `${BASE}/open/%E5%AE%A2%2F1`],
	])('of %s is completed', async (_what, given, url) => {
		const { pinned } = await sign({ method: 'GET', ...given });
		expect(pinned.url).toBe(url);
		expect(pinned.uri).toBe(given.uri === undefined ? undefined : url);
		expect(pinned).not.toHaveProperty('baseURL');
	});

	it('has one slash after a base URL with several at its end', async () => {
		expect((await sign({ url: '/x' }, X_CA, `${BASE}//`)).pinned.url).toBe(`${BASE}/x`);
	});
});

describe('the query', () => {
	it.each<[string, Given, string]>([
		['beside that of the address, and after it', { url: '/x?b=2', qs: { a: '1' } }, '?b=2&a=1'],
		['with a blank, a plus and Chinese', { qs: { q: '张 三+1' } }, '?q=%E5%BC%A0%20%E4%B8%89%2B1'],
		['without what is empty', { url: '/x?e=&a=1', qs: { b: '', c: null, d: undefined } }, '?a=1'],
		['with nought and false', { qs: { n: 0, f: false } }, '?n=0&f=false'],
		['of a date', { qs: { at: new Date(Date.UTC(2026, 0, 2)) } }, '?at=2026-01-02T00%3A00%3A00.000Z'],
		['of nested values', { qs: { a: { b: { c: '1' }, d: '2' } } }, '?a%5Bb%5D%5Bc%5D=1&a%5Bd%5D=2'],
		['of a list', { qs: { a: ['1', '2'] } }, '?a=1&a=2'],
		['of a list in brackets', { qs: { a: ['1', '2'] }, arrayFormat: 'brackets' }, '?a%5B%5D=1&a%5B%5D=2'],
		['of a list with indices', { qs: { a: ['1', '2'] }, arrayFormat: 'indices' }, '?a%5B0%5D=1&a%5B1%5D=2'],
		['of a list with commas', { qs: { a: ['1', '2'] }, arrayFormat: 'comma' }, '?a=1%2C2'],
		['of a list as the older options want it', { qs: { a: ['1'] }, arrayFormat: 'indices', qsStringifyOptions: { arrayFormat: 'brackets' } }, '?a%5B%5D=1'],
		['of a list of objects', { qs: { a: [{ b: '1' }] }, arrayFormat: 'indices' }, '?a%5B0%5D%5Bb%5D=1'],
		['held as text', { qs: 'a=1&b=%20' }, '?a=1&b=%20'],
		['held as parameters', { qs: new URLSearchParams('a=1&a=2') }, '?a=1&a=2'],
		['with half a surrogate pair', { qs: { a: '\ud800' } }, '?a=%EF%BF%BD'],
		['that is a bare value', { qs: 5 }, ''],
	])('%s goes out as signed', async (_what, given, search) => {
		const { url, pinned } = await sign({ url: '/x', ...given });
		expect(url).toBe(`/api/x${search}`);
		for (const gone of ['qs', 'arrayFormat', 'qsStringifyOptions']) expect(pinned).not.toHaveProperty(gone);
	});
});

describe('the method', () => {
	it('is GET unless given, in capitals, and other options of the caller stay', async () => {
		expect((await sign({ url: '/x' })).method).toBe('GET');
		const { method, pinned } = await sign({ url: '/x', method: 'put', body: {}, timeout: 7, proxy: undefined, encoding: 'stream' });
		expect(method).toBe('PUT');
		expect(pinned).toMatchObject({ timeout: 7, encoding: 'stream' });
	});

	it.each(['GET', 'HEAD', 'OPTIONS'])('%s carries no body and no type of one', async (method) => {
		const { pinned, headers, body } = await sign({ method, url: '/x', body: { a: 1 }, headers: { 'Content-Type': 'text/plain' } });
		expect(pinned).not.toHaveProperty('body');
		expect([headers['content-type'], body.length]).toEqual([undefined, 0]);
		const esign = await sign({ method, url: '/x', body: { a: 1 } }, X_TSIGN);
		expect([esign.headers['content-type'], esign.body.length]).toEqual([ESIGN_JSON, 0]);
	});
});

describe('headers', () => {
	it('of the caller stay, in lower case and as text; what an older signature left, a length and nothing do not', async () => {
		const { pinned } = await sign({
			method: 'POST',
			url: '/x',
			body: 'a',
			headers: {
				'X-Trace': 7,
				Date: 'Mon, 23 Nov 2026 08:00:00 GMT',
				'x-ca-stage': 'OLD',
				'X-CA-NONCE': 'old',
				'X-Ca-Signature': 'old',
				'Content-MD5': 'old',
				'Content-Length': 99,
				'X-None': null,
				'X-Undefined': undefined,
				'Content-Type': 'text/xml',
			} as IDataObject,
		});
		const { 'X-Ca-Nonce': nonce, 'X-Ca-Timestamp': timestamp, 'X-Ca-Signature': signature, ...others } = pinned.headers ?? {};
		expect(others).toEqual({
			'x-trace': '7',
			date: 'Mon, 23 Nov 2026 08:00:00 GMT',
			accept: 'application/json',
			'content-type': 'text/xml',
			'content-md5': 'DMF1ucDxtqgxw5niaXcmYQ==',
			'X-Ca-Key': 'test-key',
			'X-Ca-Signature-Headers': 'X-Ca-Key,X-Ca-Nonce,X-Ca-Timestamp',
		});
		expect([nonce, timestamp, signature]).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), expect.stringMatching(/^\d{13}$/), expect.stringMatching(/=$/)]);
	});

	it('have the timestamp of now, and a nonce that is never the same', async () => {
		const [first, second] = [await sign({ url: '/x' }), await sign({ url: '/x' })];
		expect(Math.abs(Number(first.headers['x-ca-timestamp']) - Date.now())).toBeLessThan(60_000);
		expect(first.headers['x-ca-nonce']).not.toBe(second.headers['x-ca-nonce']);
	});

	it.each([
		['Qiandun', X_CA, 'application/json'],
		['eSign', X_TSIGN, '*/*'],
	])('say what %s is to answer unless the caller does', async (_platform, dialect, accept) => {
		expect((await sign({ url: '/x' }, dialect)).headers.accept).toBe(accept);
		expect((await sign({ url: '/x', headers: { Accept: 'text/plain' } }, dialect)).headers.accept).toBe('text/plain');
	});
});

describe('a body', () => {
	const text = (content: string) => Buffer.from(content, 'utf8');
	const viewOf = (content: string) => new Uint8Array(text(`--${content}--`)).subarray(2, 2 + text(content).length);
	const bufferOf = (content: string) => new Uint8Array(text(content)).buffer;

	it.each<[string, unknown, string | undefined, string, string]>([
		['an object', { a: '张', n: 1 }, undefined, '{"a":"张","n":1}', 'application/json'],
		['an object with a large number', { id: 1897893172027068416n }, undefined, '{"id":1897893172027068416}', 'application/json'],
		['an empty object', {}, undefined, '{}', 'application/json'],
		['a list', [1], undefined, '[1]', 'application/json'],
		['a number', 5, undefined, '5', 'application/json'],
		['JSON as text', ' {"a": 1}', undefined, ' {"a": 1}', 'application/json'],
		['a JSON list as text', '[1]', undefined, '[1]', 'application/json'],
		['a JSON string as text', '"a"', undefined, '"a"', 'application/json'],
		['plain text', ' a{ ', undefined, ' a{ ', 'text/plain'],
		['text with its type', '{"a":1}', 'text/xml', '{"a":1}', 'text/xml'],
		['JSON with another charset', '{}', 'application/json; charset=GBK', '{}', 'application/json; charset=GBK'],
		['JSON as an odd spelling of it', '{}', ' Application/JSON ', '{}', 'application/json'],
		['bytes', text('%PDF'), undefined, '%PDF', 'application/octet-stream'],
		['bytes of a part of the memory', viewOf('中x'), undefined, '中x', 'application/octet-stream'],
		['an array buffer', bufferOf('中'), undefined, '中', 'application/octet-stream'],
		['a blob', new Blob([text('中')]), undefined, '中', 'application/octet-stream'],
		['a stream', Readable.from([text('a'), text('中')]), undefined, 'a中', 'application/octet-stream'],
		['bytes with their type', text('%PDF'), 'application/pdf', '%PDF', 'application/pdf'],
	])('that is %s arrives byte for byte, with its MD5 and its type', async (_what, body, type, sent, contentType) => {
		const request = await sign({ method: 'POST', url: '/x', body, ...(type !== undefined && { headers: { 'content-type': type } }) });
		expect([request.body.toString('utf8'), request.headers['content-type']]).toEqual([sent, contentType]);
		// Anything but bytes would be serialised once more on the way.
		expect(Buffer.isBuffer(request.pinned.body)).toBe(true);
	});

	it.each<[string, unknown, string | undefined]>([
		['an object', { a: 1 }, undefined],
		['an object with the bare type', { a: 1 }, 'application/json'],
		['JSON as text', '{"a":1}', undefined],
	])('that is %s has for eSign the type its pages write', async (_what, body, type) => {
		const { headers } = await sign({ method: 'POST', url: '/x', body, ...(type !== undefined && { headers: { 'content-type': type } }) }, X_TSIGN);
		expect(headers['content-type']).toBe(ESIGN_JSON);
	});

	it.each<[string, string, unknown, Dialect, string, string | undefined]>([
		['Qiandun', 'POST', undefined, X_CA, '', undefined],
		['Qiandun', 'POST', null, X_CA, '', undefined],
		['Qiandun', 'PUT', '', X_CA, '', undefined],
		['Qiandun', 'DELETE', {}, X_CA, '', undefined],
		['Qiandun', 'DELETE', { a: 1 }, X_CA, '{"a":1}', 'application/json'],
		['Qiandun', 'DELETE', [], X_CA, '[]', 'application/json'],
		['eSign', 'POST', undefined, X_TSIGN, '{}', ESIGN_JSON],
		['eSign', 'PUT', null, X_TSIGN, '{}', ESIGN_JSON],
		['eSign', 'PATCH', '', X_TSIGN, '{}', ESIGN_JSON],
		['eSign', 'DELETE', undefined, X_TSIGN, '', ESIGN_JSON],
		['eSign', 'DELETE', {}, X_TSIGN, '', ESIGN_JSON],
		['eSign', 'DELETE', { a: 1 }, X_TSIGN, '{"a":1}', ESIGN_JSON],
	])('that is nearly nothing, to %s by %s of %j', async (_platform, method, body, dialect, sent, type) => {
		const request = await sign({ method, url: '/x', body, ...(sent === '' && { headers: { 'content-type': 'text/plain' } }) }, dialect);
		expect([request.body.toString(), request.headers['content-type']]).toEqual([sent, type]);
		expect('body' in request.pinned).toBe(sent !== '');
	});

	it('that is empty is JSON for eSign, whatever type stood there', async () => {
		const { headers, body } = await sign({ method: 'POST', url: '/x', headers: { 'content-type': 'text/plain' } }, X_TSIGN);
		expect([body.toString(), headers['content-type']]).toEqual(['{}', ESIGN_JSON]);
	});
});

describe('a form', () => {
	it.each<[string, Given, string, string]>([
		['of the older option', { form: { b: '2', a: '张 三' } }, 'b=2&a=%E5%BC%A0%20%E4%B8%89', FORM],
		['of the older option, whatever else is there', { form: { a: '1' }, body: { c: 3 }, headers: { 'content-type': 'application/json' } }, 'a=1', FORM],
		['with a charset in its type', { form: { a: '1' }, headers: { 'content-type': `${FORM}; charset=UTF-8` } }, 'a=1', `${FORM}; charset=UTF-8`],
		['held as parameters', { body: new URLSearchParams('a=1&a=2') }, 'a=1&a=2', FORM],
		['as text with its type', { body: 'a=1&b=%20+', headers: { 'content-type': FORM } }, 'a=1&b=%20%20', FORM],
		['as bytes with its type', { body: Buffer.from('a=1'), headers: { 'content-type': FORM } }, 'a=1', FORM],
		['as object with its type', { body: { a: ['1', '2'] }, headers: { 'content-type': FORM } }, 'a=1&a=2', FORM],
		['with empty fields, which are left out', { form: { a: '', b: '1' } }, 'b=1', FORM],
	])('%s goes out encoded and is signed by its fields', async (_what, given, sent, type) => {
		const { pinned, headers } = await sign({ method: 'POST', url: '/x?z=1', ...given });
		expect([pinned.body, headers['content-type']]).toEqual([sent, type]);
		expect(headers['content-md5']).toBeUndefined();
		expect(pinned).not.toHaveProperty('form');
	});

	it('of several parts keeps its boundary, as n8n’s class or the platform’s', async () => {
		const parts = { getHeaders: () => ({ 'content-type': 'multipart/form-data; boundary=b1' }) };
		const older = await sign({ method: 'POST', url: '/x', formData: parts });
		expect([older.headers['content-type'], older.pinned.formData]).toEqual(['multipart/form-data; boundary=b1', parts]);
		expect(older.pinned).not.toHaveProperty('body');
		const newer = await sign({ method: 'POST', url: '/x', body: parts });
		expect([newer.headers['content-type'], newer.pinned.body]).toEqual(['multipart/form-data; boundary=b1', parts]);
		const form = new FormData();
		const own = await sign({ method: 'POST', url: '/x', body: form });
		expect(own.headers['content-type']).toMatch(/^multipart\/form-data; boundary=----qiandun[0-9a-f]{32}$/);
		expect(own.pinned.body).toBe(form);
		const again = await sign({ method: 'POST', url: '/x', body: form, headers: own.pinned.headers });
		expect(again.headers['content-type']).toBe(own.headers['content-type']);
		const odd = await sign({ method: 'POST', url: '/x', body: form, headers: { 'content-type': 'multipart/form-data' } });
		expect(odd.headers['content-type']).toMatch(/boundary=----qiandun/);
	});

	it('of an old node that cannot be signed is refused in words', async () => {
		await expect(sign({ method: 'POST', url: '/x', formData: { a: '1' } })).rejects.toThrow(
			'A multipart body of an HTTP Request node older than version 4.2 cannot be signed. Delete the node and add it again.',
		);
	});
});

describe('a request with a token', () => {
	it('has key and token in the place of the signature, and everything else as signed', async () => {
		const given = { method: 'PUT', url: '/v1/accounts/A1', qs: { a: '1' }, body: { name: '张' }, headers: { 'X-Tsign-Open-Ca-Signature': 'old', 'content-md5': 'old' } } as const;
		const pinned = await tokenRequest(given, 'https://host.example', X_TSIGN, 'app', 'T1');
		expect(pinned).toEqual({
			method: 'PUT',
			url: 'https://host.example/v1/accounts/A1?a=1',
			body: Buffer.from('{"name":"张"}'),
			headers: { accept: '*/*', 'content-type': ESIGN_JSON, 'X-Tsign-Open-App-Id': 'app', 'X-Tsign-Open-Token': 'T1' },
		});
	});
});
