// What the sandbox tests share: fictional persons, a signing caller of our own, a person who uses a browser.
import { Client } from 'aliyun-api-gateway';
import { createHash, createHmac, randomUUID } from 'node:crypto';
import type { Sandbox } from '../../sandbox/server.mts';

/** What that client raises for an answer outside 200-299. */
export interface AliyunError extends Error {
	code: number;
	data: { headers: Record<string, string> };
}

/** A client of the platform that nobody here wrote: npm package aliyun-api-gateway. */
export const aliyunClient = (key: string, secret: string): Client => new Client(key, secret);

/** Region 990000 does not exist: nobody has this ID number. Its check character is right. */
export const ID_NUMBER = withCheckCharacter('99000019900307123');
export const OTHER_ID_NUMBER = withCheckCharacter('99000019851112456');

/** Passes the Luhn check, belongs to no bank. */
export const BANK_CARD = '9999990000000000006';

export const MOBILE = '13800000001';

/** GB 11643 check character behind 17 digits. */
export function withCheckCharacter(digits: string): string {
	const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
	const sum = weights.reduce((total, weight, index) => total + weight * Number(digits[index]), 0);
	return digits + '10X98765432'[sum % 11];
}

export interface Envelope {
	result: unknown;
	code: string;
	msg: string;
	logKey: string;
	ts: string;
	success: boolean;
}

/** Parts of a call a test wants otherwise than right. */
export interface CallOptions {
	secret?: string;
	headers?: Record<string, string>;
	/** headers to leave out although they were signed */
	without?: string[];
	contentType?: string;
	/** false: neither sent nor signed */
	contentMd5?: boolean;
	rawBody?: string;
	path?: (path: string) => string;
	now?: number;
}

/** Sends one signed call, with a string to sign written out from the documentation. */
export async function send(
	sandbox: Sandbox,
	method: 'GET' | 'POST',
	path: string,
	data: object = {},
	options: CallOptions = {},
): Promise<Response> {
	const { baseUrl, appKey, appSecret } = sandbox.qiandun;
	const query =
		method === 'GET'
			? Object.entries(data).map(([key, value]) => [key, String(value)] as const)
			: [];
	const body = method === 'GET' ? undefined : (options.rawBody ?? JSON.stringify(data));
	const contentType = body === undefined ? '' : (options.contentType ?? 'application/json');
	const md5 =
		body === undefined || options.contentMd5 === false
			? ''
			: createHash('md5').update(body).digest('base64');
	const headers: Record<string, string> = {
		'X-Ca-Key': appKey,
		'X-Ca-Nonce': randomUUID(),
		'X-Ca-Timestamp': String(options.now ?? Date.now()),
		...options.headers,
	};
	const url = new URL(baseUrl + path);
	for (const [key, value] of query) url.searchParams.append(key, value);
	const signedQuery = [...query]
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([key, value]) => (value === '' ? key : `${key}=${value}`))
		.join('&');
	const signedPath = (options.path ?? String)(url.pathname);
	const stringToSign = [
		method,
		'application/json',
		md5,
		contentType,
		'',
		...['X-Ca-Key', 'X-Ca-Nonce', 'X-Ca-Timestamp'].map((name) => `${name}:${headers[name] ?? ''}`),
		signedQuery === '' ? signedPath : `${signedPath}?${signedQuery}`,
	].join('\n');
	const all: Record<string, string> = {
		Accept: 'application/json',
		...(contentType === '' ? {} : { 'Content-Type': contentType }),
		...(md5 === '' ? {} : { 'Content-MD5': md5 }),
		'X-Ca-Signature-Headers': 'X-Ca-Key,X-Ca-Nonce,X-Ca-Timestamp',
		'X-Ca-Signature': createHmac('sha256', options.secret ?? appSecret)
			.update(stringToSign)
			.digest('base64'),
		...headers,
	};
	for (const name of options.without ?? []) delete all[name];
	return await fetch(url, { method, headers: all, ...(body === undefined ? {} : { body }) });
}

/** Sends one signed call and reads the envelope. */
export async function call(
	sandbox: Sandbox,
	method: 'GET' | 'POST',
	path: string,
	data: object = {},
): Promise<Envelope> {
	const response = await send(sandbox, method, path, data);
	expect(response.status).toBe(200);
	return (await response.json()) as Envelope;
}

/** A call that must go well; returns its result's fields. */
export async function result(
	sandbox: Sandbox,
	method: 'GET' | 'POST',
	path: string,
	data: object = {},
): Promise<Record<string, string>> {
	const envelope = await call(sandbox, method, path, data);
	expect(envelope).toMatchObject({ code: '200', success: true });
	return envelope.result as Record<string, string>;
}

/** Reads JSON from the control API. */
export async function read(
	sandbox: Sandbox,
	path: string,
): Promise<Record<string, Array<Record<string, string>>>> {
	const response = await fetch(new URL(path, sandbox.console));
	expect(response.status).toBe(200);
	return (await response.json()) as Record<string, Array<Record<string, string>>>;
}

/** Posts JSON to the control API, the CRM or a hosted page. */
export async function postJson(url: string | URL, body: unknown): Promise<Response> {
	return await fetch(url, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
		body: JSON.stringify(body),
	});
}

/** The newest code in the outbox for a flow: what the person reads on their phone. */
export async function codeFor(sandbox: Sandbox, flowNo: string): Promise<string> {
	const { messages } = await read(sandbox, '/sandbox/outbox');
	const message = messages?.find((one) => one['flowNo'] === flowNo);
	if (message === undefined) throw new Error(`no message for ${flowNo}`);
	return message['code'] ?? '';
}

/** Takes a person through three factors and the SMS code; returns the passed flow's number. */
export async function passedFlow(
	sandbox: Sandbox,
	psnName = '测试甲',
	psnIDCardNum = ID_NUMBER,
): Promise<string> {
	const person = { psnName, psnIDCardType: 'CRED_PSN_CH_IDCARD', psnIDCardNum, psnMobile: MOBILE };
	const { flowNo = '' } = await result(sandbox, 'POST', '/open/psnCert/3element', person);
	await result(sandbox, 'POST', '/open/psnCert/sendSms', { flowNo, psnMobile: MOBILE });
	await result(sandbox, 'POST', '/open/psnCert/checkSms', {
		flowNo,
		smsCode: await codeFor(sandbox, flowNo),
	});
	return flowNo;
}
