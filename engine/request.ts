/**
 * Pins and signs a request: out of what each of n8n's callers hands over (our runner, the declarative engine, the HTTP
 * Request node with its older option names) comes one exact request, so that the signature covers the bytes sent.
 */
import { randomUUID } from 'crypto';
import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import { isPlainObject, stringifyJson } from './json';
import { keepSecret } from './privacy';
import {
	contentMd5,
	signatureHeaders,
	stampNow,
	tokenHeaders,
	type Dialect,
	type KeyPair,
	type Stamp,
	type TokenDialect,
	type Unsigned,
} from './signature';

/** What callers hand over: n8n's options plus the older names that the HTTP Request node still uses. */
export interface CallerOptions extends IHttpRequestOptions {
	uri?: string;
	form?: unknown;
	formData?: unknown;
	qsStringifyOptions?: { arrayFormat?: string };
}

const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';
const NO_BODY_METHODS = ['GET', 'HEAD', 'OPTIONS'];
const BODY_METHODS = ['POST', 'PUT', 'PATCH'];

/**
 * Completes a relative URL from `baseUrl`, fixes query, body and headers, and adds the signature.
 * Signing an already signed request again gives a request with one, new, signature.
 */
export const signedRequest = async (
	options: CallerOptions,
	baseUrl: string,
	dialect: Dialect,
	keys: KeyPair,
	stamp: Stamp = stampNow(),
): Promise<CallerOptions> =>
	await pinnedRequest(options, baseUrl, dialect, (request) => ({
		...(request.contentMd5 !== '' && { 'content-md5': request.contentMd5 }),
		...signatureHeaders(dialect, keys, request, stamp),
	}));

/** The same with an access token in the place of the signature. */
export const tokenRequest = async (
	options: CallerOptions,
	baseUrl: string,
	dialect: TokenDialect,
	appKey: string,
	token: string,
): Promise<CallerOptions> => {
	keepSecret(token);
	return await pinnedRequest(options, baseUrl, dialect, () => tokenHeaders(dialect, appKey, token));
};

async function pinnedRequest(
	options: CallerOptions,
	baseUrl: string,
	dialect: Dialect,
	proof: (request: Unsigned) => Record<string, string>,
): Promise<CallerOptions> {
	const method = (options.method ?? 'GET').toUpperCase() as IHttpRequestOptions['method'] & string;
	const headers = plainHeaders(options.headers, dialect);
	const url = new URL(absoluteUrl(options, baseUrl));
	const query = [
		...url.searchParams,
		...pairsOf(options.qs, options.qsStringifyOptions?.arrayFormat ?? options.arrayFormat),
	].filter(([, value]) => value !== '');
	// An empty query parameter is read in two ways by gateways, so it is not sent at all.
	url.search = encodePairs(query);
	url.hash = '';

	const body = await pinBody(options, method, headers['content-type'], dialect);
	const accept = (headers.accept ??= dialect.accept);
	if (body.contentType === '') delete headers['content-type'];
	else headers['content-type'] = body.contentType;

	const proven = proof({
		method,
		accept,
		contentMd5: body.bytes ? contentMd5(body.bytes) : '',
		contentType: body.contentType,
		date: headers.date ?? '',
		path: url.pathname,
		// On a key present in both, the form's value counts.
		parameters: [...body.formPairs, ...query],
	});

	const pinned: CallerOptions = {
		...options,
		method,
		url: url.href,
		headers: { ...headers, ...proven },
	};
	// n8n's older request path reads `uri`; where both stand they must agree.
	if (options.uri !== undefined) pinned.uri = url.href;
	for (const key of ['baseURL', 'qs', 'arrayFormat', 'qsStringifyOptions', 'form'] as const) {
		delete pinned[key];
	}
	if (body.send === undefined) delete pinned.body;
	else if (!body.inFormData) pinned.body = body.send as CallerOptions['body'];
	return pinned;
}

/** Header names in lower case, without what an earlier signature or length left behind. */
function plainHeaders(headers: IDataObject | undefined, dialect: Dialect): Record<string, string> {
	const plain: Record<string, string> = {};
	for (const [name, value] of Object.entries(headers ?? {})) {
		const lower = name.toLowerCase();
		if (lower.startsWith(dialect.prefix) || lower === 'content-md5' || lower === 'content-length') continue;
		if (value === undefined || value === null) continue;
		plain[lower] = String(value);
	}
	return plain;
}

/** Joined as strings: `new URL('/open/x', 'http://host/api')` would drop the `/api`. */
function absoluteUrl(options: CallerOptions, baseUrl: string): string {
	const url = String(options.url || options.uri || '');
	const isAbsolute = /^https?:\/\//i;
	if (isAbsolute.test(url)) return url;
	const base = isAbsolute.test(options.baseURL ?? '') ? String(options.baseURL) : baseUrl;
	return `${base.replace(/\/+$/, '')}/${url.replace(/^\/+/, '')}`;
}

interface PinnedBody {
	/** What the HTTP client gets; undefined when nothing is sent. */
	send?: unknown;
	/** Set for every body that is not a form: the bytes Content-MD5 covers. */
	bytes?: Buffer;
	/** Exactly as sent; empty when nothing is sent. */
	contentType: string;
	formPairs: Array<[string, string]>;
	/** The body stays in `formData`, where n8n's older request path looks for it. */
	inFormData?: boolean;
}

async function pinBody(
	options: CallerOptions,
	method: string,
	givenType: string | undefined,
	{ jsonType, emptyBody, typeWithoutBody = '' }: Dialect,
): Promise<PinnedBody> {
	const nothing: PinnedBody = { contentType: typeWithoutBody, formPairs: [] };
	if (NO_BODY_METHODS.includes(method)) return nothing;
	if (isMultipart(options.formData)) return { ...multipart(options.formData), inFormData: true };
	if (options.formData !== undefined) {
		throw new Error(
			'A multipart body of an HTTP Request node older than version 4.2 cannot be signed. Delete the node and add it again.',
		);
	}

	const body: unknown = options.form ?? options.body;
	if (isMultipart(body)) return multipart(body);
	if (isFormData(body)) {
		// The boundary must be known before signing. Ours is kept by the HTTP client.
		return {
			send: body,
			contentType: givenType?.includes('boundary=')
				? givenType
				: `multipart/form-data; boundary=----qiandun${randomUUID().replace(/-/g, '')}`,
			formPairs: [],
		};
	}
	const isForm =
		options.form !== undefined || body instanceof URLSearchParams || isFormType(givenType);
	if (isForm) {
		const pairs = pairsOf(body).filter(([, value]) => value !== '');
		return {
			send: encodePairs(pairs),
			contentType: isFormType(givenType) ? String(givenType) : FORM,
			formPairs: pairs,
		};
	}
	const isNothing = body === undefined || body === null || (method === 'DELETE' && isEmptyObject(body));
	const given = isNothing ? Buffer.alloc(0) : await toBytes(body);
	if (given.length === 0 && (emptyBody === undefined || !BODY_METHODS.includes(method))) return nothing;
	const bytes = given.length === 0 ? Buffer.from(String(emptyBody), 'utf8') : given;
	return {
		// A Buffer: the HTTP client trims and re-serialises anything else.
		send: bytes,
		bytes,
		contentType: bytes !== given || isBareJson(givenType) ? jsonType : (givenType ?? otherType(body, jsonType)),
		formPairs: [],
	};
}

/** The platform's own class, or whatever behaves like it (engine/files.ts). */
const isFormData = (body: unknown): body is FormData => Object.prototype.toString.call(body) === '[object FormData]';

/** n8n's declarative engine gives a DELETE the body `{}`, which nobody asked for. */
const isEmptyObject = (body: unknown) => isPlainObject(body) && Object.keys(body).length === 0 && !Buffer.isBuffer(body);

/** A JSON body without the caller's word for it: what the platform's documentation writes counts. */
const isBareJson = (type: string | undefined) => type?.trim().toLowerCase() === JSON_TYPE;

function otherType(body: unknown, jsonType: string): string {
	if (typeof body === 'string') return /^\s*[[{"]/.test(body) ? jsonType : 'text/plain';
	const isBinary =
		ArrayBuffer.isView(body) || body instanceof ArrayBuffer || body instanceof Blob || isStream(body);
	return isBinary ? 'application/octet-stream' : jsonType;
}

const isFormType = (type: string | undefined) => type?.split(';')[0].trim().toLowerCase() === FORM;

interface MultipartForm {
	getHeaders(): Record<string, string>;
}

const isMultipart = (value: unknown): value is MultipartForm =>
	typeof value === 'object' && value !== null && 'getHeaders' in value && typeof value.getHeaders === 'function';

const multipart = (form: MultipartForm): PinnedBody => ({
	send: form,
	contentType: form.getHeaders()['content-type'],
	formPairs: [],
});

const isStream = (value: unknown): value is AsyncIterable<Uint8Array> =>
	typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

async function toBytes(body: unknown): Promise<Buffer> {
	if (Buffer.isBuffer(body)) return body;
	if (typeof body === 'string') return Buffer.from(body, 'utf8');
	if (isStream(body)) {
		const chunks: Uint8Array[] = [];
		for await (const chunk of body) chunks.push(Buffer.from(chunk));
		return Buffer.concat(chunks);
	}
	if (body instanceof Blob) return Buffer.from(await body.arrayBuffer());
	if (body instanceof ArrayBuffer) return Buffer.from(body);
	if (ArrayBuffer.isView(body)) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
	return Buffer.from(stringifyJson(body), 'utf8');
}

/** Query or form, however it is held. */
function pairsOf(data: unknown, arrayFormat?: string): Array<[string, string]> {
	if (data instanceof URLSearchParams) return [...data];
	if (typeof data === 'string' || Buffer.isBuffer(data)) return [...new URLSearchParams(data.toString())];
	return flatten(data, arrayFormat);
}

/** `%20` rather than `+` for a blank: every server reads that alike. */
const encodePairs = (pairs: Array<[string, string]>): string =>
	pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');

/** Nested values as `a[b]`, lists as repeated keys unless the caller asked for brackets or indices. */
function flatten(value: unknown, arrayFormat = 'repeat', name = ''): Array<[string, string]> {
	if (value === undefined || value === null) return [];
	if (value instanceof Date) return [[name, value.toISOString()]];
	if (Array.isArray(value)) {
		if (arrayFormat === 'comma') return [[name, value.join(',')]];
		return value.flatMap((element, index) => {
			const suffix = arrayFormat === 'brackets' ? '[]' : arrayFormat === 'indices' ? `[${index}]` : '';
			return flatten(element, arrayFormat, name + suffix);
		});
	}
	if (typeof value === 'object') {
		return Object.entries(value).flatMap(([key, inner]) =>
			flatten(inner, arrayFormat, name === '' ? key : `${name}[${key}]`),
		);
	}
	return name === '' ? [] : [[wellFormed(name), wellFormed(String(value))]];
}

/** A lone surrogate cannot be percent-encoded; it becomes U+FFFD, as in any UTF-8 text. */
const wellFormed = (text: string): string => Buffer.from(text, 'utf8').toString('utf8');
