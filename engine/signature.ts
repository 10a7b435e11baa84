/**
 * The signature of the API gateway both platforms sit behind: string to sign, Content-MD5, HMAC-SHA256.
 * A dialect is the header names one platform uses; the string is the same for all.
 */
import { createHash, createHmac, randomUUID } from 'crypto';

/** The header names one platform uses for the shared signature. */
export interface Dialect {
	key: string;
	signature: string;
	timestamp: string;
	nonce: string;
	/** Names the headers that take part in the string to sign. */
	signedHeadersList: string;
	/** Incoming headers with this prefix (lower case) belong to an older signature and are dropped. */
	prefix: string;
}

/** 签盾: the header names of Alibaba Cloud API Gateway. Source: docs/api/qiandun.md#signature */
export const X_CA: Dialect = {
	key: 'X-Ca-Key',
	signature: 'X-Ca-Signature',
	timestamp: 'X-Ca-Timestamp',
	nonce: 'X-Ca-Nonce',
	signedHeadersList: 'X-Ca-Signature-Headers',
	prefix: 'x-ca-',
};

/** App key and secret of one application, as the platform's console issues them. */
export interface KeyPair {
	appKey: string;
	appSecret: string;
}

/** The parts of one request that enter the string to sign. Empty parts are empty strings. */
export interface Signable {
	method: string;
	accept: string;
	contentMd5: string;
	contentType: string;
	date: string;
	/** Headers that take part, by the name they are listed under. */
	headers: Record<string, string>;
	/** Path as sent, without query. */
	path: string;
	/** Decoded query and urlencoded-form parameters; of a repeated key the first value counts. */
	parameters: Array<[string, string]>;
}

/** One moment and one random id, so that a test can fix both. */
export interface Stamp {
	/** Milliseconds since 1970. The platform accepts 15 minutes of difference. */
	timestamp: string;
	/** Never used twice within 15 minutes. */
	nonce: string;
}

/** The stamp of a request that is sent now. */
export const stampNow = (): Stamp => ({ timestamp: String(Date.now()), nonce: randomUUID() });

/** Base64 of the raw 16-byte MD5 of the body, as the gateway checks it. */
export const contentMd5 = (body: Buffer): string => createHash('md5').update(body).digest('base64');

/** Base64 of HMAC-SHA256 over UTF-8 text with the secret's UTF-8 bytes as key. */
export const hmacSha256 = (secret: string, text: string): string =>
	createHmac('sha256', Buffer.from(secret, 'utf8')).update(text, 'utf8').digest('base64');

const byKey = ([a]: [string, string], [b]: [string, string]) => (a < b ? -1 : a > b ? 1 : 0);

/**
 * The string to sign. Empty Accept, Content-MD5, Content-Type and Date keep their line feed; without headers there is
 * none. Header and parameter names are sorted. Source: docs/api/qiandun.md#string-to-sign
 */
export function stringToSign(request: Signable): string {
	const headers = Object.entries(request.headers)
		.sort(byKey)
		.map(([name, value]) => `${name}:${value}\n`)
		.join('');
	const first = new Map<string, string>();
	for (const [name, value] of request.parameters) if (!first.has(name)) first.set(name, value);
	const parameters = [...first]
		.sort(byKey)
		.map(([name, value]) => (value === '' ? name : `${name}=${value}`))
		.join('&');
	return [
		request.method.toUpperCase(),
		request.accept,
		request.contentMd5,
		request.contentType,
		request.date,
		headers + request.path + (parameters === '' ? '' : `?${parameters}`),
	].join('\n');
}

/** Everything of a request but what the signature itself adds. */
export type Unsigned = Omit<Signable, 'headers'>;

/** The headers that make a request a signed one, Content-MD5 not among them. */
export function signatureHeaders(
	dialect: Dialect,
	{ appKey, appSecret }: KeyPair,
	request: Unsigned,
	{ timestamp, nonce }: Stamp,
): Record<string, string> {
	const headers = {
		[dialect.key]: appKey,
		[dialect.nonce]: nonce,
		[dialect.timestamp]: timestamp,
	};
	return {
		...headers,
		[dialect.signedHeadersList]: Object.keys(headers).sort().join(','),
		[dialect.signature]: hmacSha256(appSecret, stringToSign({ ...request, headers })),
	};
}
