/**
 * The signature of the API gateway both platforms sit behind: string to sign, Content-MD5, HMAC-SHA256.
 * A dialect is the header names one platform uses; the string is the same for all.
 */
import { createHash, createHmac, randomUUID } from 'crypto';

/** How one platform writes the shared signature: names and constants only. */
export interface Dialect {
	key: string;
	signature: string;
	timestamp: string;
	/** Where the platform wants one. */
	nonce?: string;
	/** Names the headers that take part in the string to sign; without this header none does. */
	signedHeadersList?: string;
	/** Headers that every signed request carries as they are. */
	constant: Record<string, string>;
	/** Incoming headers with this prefix (lower case) belong to an older signature and are dropped. */
	prefix: string;
	/** `Accept` where the caller gives none. */
	accept: string;
	/** `Content-Type` of a JSON body. */
	jsonType: string;
	/** Sent where a POST, PUT or PATCH has no body. */
	emptyBody?: string;
	/** `Content-Type` of a request without body, where the platform asks for one. */
	typeWithoutBody?: string;
}

/** A platform that also takes an access token; `token` is the header that carries it. */
export interface TokenDialect extends Dialect {
	token: string;
}

/** 签盾: the header names of Alibaba Cloud API Gateway. Source: docs/api/qiandun.md#signature */
export const X_CA: Dialect = {
	key: 'X-Ca-Key',
	signature: 'X-Ca-Signature',
	timestamp: 'X-Ca-Timestamp',
	nonce: 'X-Ca-Nonce',
	signedHeadersList: 'X-Ca-Signature-Headers',
	constant: {},
	prefix: 'x-ca-',
	accept: 'application/json',
	jsonType: 'application/json',
};

/** e签宝: no nonce, no signed headers. Source: docs/api/esign.md#signature */
export const X_TSIGN: TokenDialect = {
	key: 'X-Tsign-Open-App-Id',
	signature: 'X-Tsign-Open-Ca-Signature',
	timestamp: 'X-Tsign-Open-Ca-Timestamp',
	constant: { 'X-Tsign-Open-Auth-Mode': 'Signature' },
	token: 'X-Tsign-Open-Token',
	prefix: 'x-tsign-open-',
	accept: '*/*',
	jsonType: 'application/json; charset=UTF-8',
	// The rule for an empty POST is not documented; this body and its MD5 satisfy what is written.
	emptyBody: '{}',
	// Some pages require it of GET and DELETE, the others allow it.
	typeWithoutBody: 'application/json; charset=UTF-8',
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

/** Base64 of HMAC-SHA256 over UTF-8 text with the secret's UTF-8 bytes as key: Node takes a string as these, and five times as fast as a Buffer. */
export const hmacSha256 = (secret: string, text: string): string => createHmac('sha256', secret).update(text, 'utf8').digest('base64');

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
		...(dialect.nonce !== undefined && { [dialect.nonce]: nonce }),
		[dialect.timestamp]: timestamp,
	};
	const list = dialect.signedHeadersList;
	const signed = list === undefined ? {} : headers;
	return {
		...headers,
		...dialect.constant,
		...(list !== undefined && { [list]: Object.keys(signed).sort().join(',') }),
		[dialect.signature]: hmacSha256(appSecret, stringToSign({ ...request, headers: signed })),
	};
}

/** The headers that stand for a signature where the platform takes an access token. */
export const tokenHeaders = (dialect: TokenDialect, appKey: string, token: string): Record<string, string> => ({
	[dialect.key]: appKey,
	[dialect.token]: token,
});
