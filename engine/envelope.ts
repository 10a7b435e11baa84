/** Response text -> the platform's result, or an outcome a person can act on. */
import type { IDataObject } from 'n8n-workflow';
import { isPlainObject, parseJson } from './json';

/** What a platform's business code means, in English, and what to do about it. */
export interface KnownError {
	message: string;
	remedy: string;
	/** It is about a field: the platform's own text names which, so it belongs in the message. */
	aboutFields?: boolean;
}

/** What the gateway in front of a platform means by a text of its own. */
export interface KnownRefusal {
	text: RegExp;
	message: string;
	remedy: string;
	/** It is about the access token: a new one may help. */
	isAboutToken?: boolean;
}

/** Where a platform puts things in its answers. All that differs between platforms about reading one. */
export interface EnvelopeShape {
	/** Business code of an answer; undefined when the body is not this platform's envelope. */
	code(body: IDataObject): string | undefined;
	succeeded(body: IDataObject): boolean;
	result(body: IDataObject): unknown;
	/** The platform's own text. */
	text(body: IDataObject): string;
	/** What the platform's support asks for. */
	logKey(body: IDataObject): string | undefined;
	errors: Record<string, KnownError>;
	/** What the gateway says in a refusal, '' for nothing; undefined when the answer is not from the gateway. */
	gateway(headers: Record<string, unknown>, body: unknown): string | undefined;
	/** Its texts; the first that fits counts. */
	refusals: KnownRefusal[];
	/** Where none fits: most likely key, secret and environment do not belong together. */
	wrongKeys: Omit<KnownRefusal, 'text'>;
	/** Header that names the request, in lower case. */
	requestIdHeader?: string;
}

/** An HTTP answer as the runner receives it: body as text. */
export interface HttpAnswer {
	statusCode: number;
	headers: Record<string, unknown>;
	body: unknown;
}

/** An answer that was read. `meta` is what "Include Response Metadata" shows. */
export type Reading =
	| { kind: 'result'; result: unknown; meta: IDataObject }
	/** The platform understood the request and said no. */
	| { kind: 'business'; code: string; text: string; logKey?: string; meta: IDataObject }
	/** Refused before it reached the business: signature, route, limits, or not the platform at all. */
	| {
			kind: 'refused';
			/** What the gateway says; undefined when something else answered. */
			gatewayText?: string;
			known?: KnownRefusal;
			excerpt: string;
			meta: IDataObject;
	  };

/** Reads one answer. Never throws: what cannot be read is `refused` with the beginning of what came instead. */
export function readAnswer(answer: HttpAnswer, shape: EnvelopeShape): Reading {
	const text = typeof answer.body === 'string' ? answer.body : '';
	let body: unknown;
	try {
		body = parseJson(text);
	} catch {
		body = undefined;
	}
	const code = isPlainObject(body) ? shape.code(body) : undefined;
	const requestId = answer.headers[shape.requestIdHeader ?? ''];
	const meta: IDataObject = {
		httpStatus: answer.statusCode,
		...(requestId !== undefined && { requestId: String(requestId) }),
	};
	if (!isPlainObject(body) || code === undefined) {
		const gatewayText = shape.gateway(answer.headers, body);
		const known = gatewayText && shape.refusals.find((refusal) => refusal.text.test(gatewayText));
		return { kind: 'refused', excerpt: excerpt(text), meta, gatewayText, ...(known && { known }) };
	}
	const logKey = shape.logKey(body);
	meta.code = code;
	meta.message = shape.text(body);
	if (logKey !== undefined) meta.logKey = logKey;
	if (body.ts !== undefined) meta.ts = body.ts;
	const isOk = answer.statusCode >= 200 && answer.statusCode < 300;
	return isOk && shape.succeeded(body)
		? { kind: 'result', result: shape.result(body), meta }
		: { kind: 'business', code, text: shape.text(body), logKey, meta };
}

/** The expressions below take quadratic time on hostile pages. */
const EXCERPT_FROM = 5_000;
const EXCERPT = 200;

/** The readable beginning of a page that is no envelope. */
function excerpt(text: string): string {
	const readable = cut(text, EXCERPT_FROM)
		.replace(/<(style|script)\b[\s\S]*?<\/\1>/gi, ' ')
		.replace(/<[^>]*>/g, ' ')
		.replace(/\s+/g, ' ')
		.trim();
	return cut(readable, EXCERPT).trim();
}

/** Not within a word or number: what masks personal data (engine/privacy.ts) does not know half of one. */
const cut = (text: string, most: number): string =>
	text.length <= most ? text : text.slice(0, most).replace(/(?:[\d+]+[ -])*[\w%+.@-]*$/, '');
