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

/** Headers that never enter the Headers part, even when listed: they have lines of their own or carry the signature itself. */
const NEVER_SIGNED = new Set([
	'x-ca-signature',
	'x-ca-signature-headers',
	'accept',
	'content-md5',
	'content-type',
	'date',
]);

/** One header's value as sent; several lines of one header are joined by Node. Empty when absent. */
export function headerOf(headers: IncomingHttpHeaders, name: string): string {
	const value = headers[name.toLowerCase()];
	return Array.isArray(value) ? value.join(', ') : (value ?? '');
}

/** The header names a request says it signed, spelled as in X-Ca-Signature-Headers; only X-Ca-Key when it does not say. */
export function signedHeaderNames(headers: IncomingHttpHeaders): string[] {
	const listed = headerOf(headers, 'x-ca-signature-headers')
		.split(',')
		.map((name) => name.trim())
		.filter((name) => name !== '');
	return (listed.length > 0 ? listed : ['X-Ca-Key']).filter(
		(name) => !NEVER_SIGNED.has(name.toLowerCase()),
	);
}

/**
 * Takes a request apart into what is signed: header names sorted, query and form parameters merged (the form wins)
 * and sorted by key, values decoded.
 */
export function signedParts(request: ReceivedRequest): SignedParts {
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
		headers: [...signedHeaderNames(headers)]
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
