// What the eSign sandbox tests share: a signing caller written from the platform's text, and fictional persons.
import { createHash, createHmac } from 'node:crypto';
import type { Sandbox } from '../../sandbox/server.mts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

export interface Envelope {
	code: number;
	message: string;
	data: unknown;
}

/** Parts of a call a test wants otherwise than right. */
export interface EsignOptions {
	query?: Record<string, string>;
	body?: object | string;
	secret?: string;
	/** sent in place of or beside the usual headers; not signed unless `signed` says so */
	headers?: Record<string, string>;
	/** headers to leave out although they were signed */
	without?: string[];
	/** what is signed in place of what is sent */
	signed?: { accept?: string; contentMd5?: string; contentType?: string; method?: string };
	/** names of headers that take part in the string to sign, in the order of the list */
	signedHeaders?: string[];
	/** changes the string to sign before it is signed */
	text?: (text: string) => string;
	now?: number;
}

export const CONTENT_TYPE = 'application/json; charset=UTF-8';

export const md5 = (body: string | Buffer) => createHash('md5').update(body).digest('base64');

/** Sends one call in signature mode. */
export async function sendSigned(
	sandbox: Sandbox,
	method: Method,
	path: string,
	options: EsignOptions = {},
): Promise<Response> {
	const { baseUrl, appId, appSecret } = sandbox.esign;
	const { query = {}, signed = {}, signedHeaders = [] } = options;
	const body =
		options.body === undefined || typeof options.body === 'string'
			? options.body
			: JSON.stringify(options.body);
	const contentMd5 = body === undefined ? '' : md5(body);
	const headers: Record<string, string> = {
		'X-Tsign-Open-App-Id': appId,
		'X-Tsign-Open-Auth-Mode': 'Signature',
		'X-Tsign-Open-Ca-Timestamp': String(options.now ?? Date.now()),
		Accept: '*/*',
		'Content-Type': CONTENT_TYPE,
		...(contentMd5 === '' ? {} : { 'Content-MD5': contentMd5 }),
		...(signedHeaders.length === 0
			? {}
			: { 'X-Tsign-Open-Ca-Signature-Headers': signedHeaders.join(',') }),
	};
	const pairs = Object.keys(query)
		.sort()
		.map((key) => (query[key] === '' ? key : `${key}=${query[key] ?? ''}`));
	const text = [
		signed.method ?? method,
		signed.accept ?? '*/*',
		signed.contentMd5 ?? contentMd5,
		signed.contentType ?? CONTENT_TYPE,
		'',
		...[...signedHeaders]
			.sort()
			.map((name) => `${name}:${options.headers?.[name] ?? headers[name] ?? ''}`),
		pairs.length === 0 ? path : `${path}?${pairs.join('&')}`,
	].join('\n');
	headers['X-Tsign-Open-Ca-Signature'] = createHmac('sha256', options.secret ?? appSecret)
		.update((options.text ?? String)(text), 'utf8')
		.digest('base64');
	Object.assign(headers, options.headers);
	for (const name of options.without ?? []) delete headers[name];
	const encoded = Object.entries(query)
		.map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`)
		.join('&');
	return await fetch(`${baseUrl}${path}${encoded === '' ? '' : `?${encoded}`}`, {
		method,
		headers,
		...(body === undefined ? {} : { body }),
	});
}

/** Sends one call and reads the envelope of an HTTP 200. */
export async function callSigned(
	sandbox: Sandbox,
	method: Method,
	path: string,
	options: EsignOptions = {},
): Promise<Envelope> {
	const response = await sendSigned(sandbox, method, path, options);
	expect(response.status).toBe(200);
	expect(response.headers.get('Content-Type')).toBe('application/json;charset=UTF-8');
	return (await response.json()) as Envelope;
}

/** A call that must go well; returns its data's fields. */
export async function data(
	sandbox: Sandbox,
	method: Method,
	path: string,
	options: EsignOptions = {},
): Promise<Record<string, string>> {
	const envelope = await callSigned(sandbox, method, path, options);
	expect(envelope).toMatchObject({ code: 0, message: '成功' });
	return envelope.data as Record<string, string>;
}

/** Creates a personal account; returns its account id. */
export async function person(
	sandbox: Sandbox,
	thirdPartyUserId: string,
	fields: object = {},
): Promise<string> {
	const { accountId = '' } = await data(sandbox, 'POST', '/v1/accounts/createByThirdPartyUserId', {
		body: { thirdPartyUserId, name: '测试甲', ...fields },
	});
	return accountId;
}

/** Creates an organization account; returns its orgId. */
export async function organization(
	sandbox: Sandbox,
	thirdPartyUserId: string,
	fields: object = {},
): Promise<string> {
	const { orgId = '' } = await data(sandbox, 'POST', '/v1/organizations/createByThirdPartyUserId', {
		body: { thirdPartyUserId, name: '测试有限公司', ...fields },
	});
	return orgId;
}

/** Asks for a token. */
export async function askForToken(
	sandbox: Sandbox,
	query: Record<string, string> = {},
	path = 'access_token',
): Promise<{ status: number; body: Envelope }> {
	const { baseUrl, appId, appSecret } = sandbox.esign;
	const url = new URL(`/v1/oauth2/${path}`, baseUrl);
	const usual = { appId, secret: appSecret, grantType: 'client_credentials' };
	for (const [key, value] of Object.entries({ ...usual, ...query })) {
		if (value !== '') url.searchParams.set(key, value);
	}
	const response = await fetch(url);
	return { status: response.status, body: (await response.json()) as Envelope };
}

export interface Grant {
	token: string;
	expiresIn: string;
	refreshToken: string;
}

/** A new token. */
export async function grant(sandbox: Sandbox): Promise<Grant> {
	const { body } = await askForToken(sandbox);
	expect(body).toMatchObject({ code: 0, message: '成功' });
	return body.data as Grant;
}

/** Queries an account in token mode. */
export async function withToken(
	sandbox: Sandbox,
	headers: Record<string, string>,
): Promise<Response> {
	return await fetch(`${sandbox.esign.baseUrl}/v1/accounts/getByThirdId?thirdPartyUserId=nobody`, {
		headers: { 'X-Tsign-Open-App-Id': sandbox.esign.appId, ...headers },
	});
}

/** The newest call of the log. */
export async function lastCall(sandbox: Sandbox): Promise<Record<string, string>> {
	const response = await fetch(new URL('/sandbox/calls', sandbox.console));
	const { calls } = (await response.json()) as { calls: Array<Record<string, string>> };
	return calls[0] ?? {};
}
