// Builds the string to sign of a received request, from the bytes and header values as they arrived.
import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { decodeParameters, isUrlencodedForm, pathOf, queryOf } from './parameters.mts';

/** A request as it came over the wire. `target` is path and query of the request line, undecoded. */
export interface ReceivedRequest {
	method: string;
	target: string;
	headers: IncomingHttpHeaders;
	body: Buffer;
}

/** What two platforms with one string to sign call their headers, and which of them they sign unasked. */
export interface Dialect {
	appKey: string;
	signature: string;
	/** names the headers that take part in the string to sign */
	signedHeaders: string;
	timestamp: string;
	/** empty where the platform has none */
	nonce: string;
	/** what takes part when a request names no headers */
	signedByDefault: string[];
}

/** The pieces of a string to sign, before they are joined. */
export interface SignedParts {
	method: string;
	accept: string;
	contentMd5: string;
	contentType: string;
	date: string;
	headers: Array<[name: string, value: string]>;
	path: string;
	parameters: Array<[key: string, value: string]>;
}

/** Headers that never enter the Headers part, even when listed: they have lines of their own. So do those that carry the signature. */
const NEVER_SIGNED = ['accept', 'content-md5', 'content-type', 'date'];

/** One header's value as sent; several lines of one header are joined by Node. Empty when absent. */
export function headerOf(headers: IncomingHttpHeaders, name: string): string {
	const value = headers[name.toLowerCase()];
	return Array.isArray(value) ? value.join(', ') : (value ?? '');
}

/** The header names a request says it signed, spelled as it lists them; those the platform signs by default when it does not say. */
export function signedHeaderNames(headers: IncomingHttpHeaders, dialect: Dialect): string[] {
	const listed = headerOf(headers, dialect.signedHeaders)
		.split(',')
		.map((name) => name.trim())
		.filter((name) => name !== '');
	const never = [...NEVER_SIGNED, dialect.signature, dialect.signedHeaders].map((name) =>
		name.toLowerCase(),
	);
	return (listed.length > 0 ? listed : dialect.signedByDefault).filter(
		(name) => !never.includes(name.toLowerCase()),
	);
}

/**
 * Takes a request apart into what is signed: header names sorted, query and form parameters merged (the form wins)
 * and sorted by key, values decoded.
 */
export function signedParts(request: ReceivedRequest, dialect: Dialect): SignedParts {
	const { headers } = request;
	const contentType = headerOf(headers, 'content-type');
	const parameters = decodeParameters(queryOf(request.target));
	if (isUrlencodedForm(contentType)) {
		for (const [key, value] of decodeParameters(request.body.toString('utf8'))) {
			parameters.set(key, value);
		}
	}
	return {
		method: request.method.toUpperCase(),
		accept: headerOf(headers, 'accept'),
		contentMd5: headerOf(headers, 'content-md5'),
		contentType,
		date: headerOf(headers, 'date'),
		headers: signedHeaderNames(headers, dialect)
			.sort(byCodeUnit)
			.map((name) => [name, headerOf(headers, name)]),
		path: pathOf(request.target),
		parameters: [...parameters].sort(([a], [b]) => byCodeUnit(a, b)),
	};
}

/**
 * Joins the parts: METHOD, Accept, Content-MD5, Content-Type and Date each with a line feed (also when empty), each
 * signed header as `Name:Value` with a line feed, then path and parameters. An empty parameter is its key alone.
 */
export function stringToSign(parts: SignedParts): string {
	const lines = [parts.method, parts.accept, parts.contentMd5, parts.contentType, parts.date];
	for (const [name, value] of parts.headers) lines.push(`${name}:${value}`);
	const query = parts.parameters
		.map(([key, value]) => (value === '' ? key : `${key}=${value}`))
		.join('&');
	lines.push(query === '' ? parts.path : `${parts.path}?${query}`);
	return lines.join('\n');
}

/** HMAC-SHA256 of a string to sign under the app secret, in Base64. */
export function signatureOf(text: string, appSecret: string): string {
	return createHmac('sha256', Buffer.from(appSecret, 'utf8')).update(text, 'utf8').digest('base64');
}

/** Dictionary order as Java's and JavaScript's plain sort have it: by UTF-16 code unit. */
export function byCodeUnit(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}
