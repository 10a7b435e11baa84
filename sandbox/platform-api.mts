// A platform's API on the wire: gateway, armed faults, endpoint, and the log of it all. What the platforms differ in is a PlatformApi.
import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
	BODY_CHARACTERS_KEPT,
	type CallLog,
	type NewCall,
	type Outcome,
	type PlatformName,
} from './calls.mts';
import type { Fault, FaultKind, Faults } from './faults.mts';
import type { Gateway, Refusal } from './gateway.mts';
import { maskTarget, maskText } from './mask.mts';
import { MultipartError, partsOf } from './multipart.mts';
import { mediaType, pathOf } from './parameters.mts';
import type { RateLimit } from './rate-limit.mts';
import { headerOf, type Dialect, type ReceivedRequest } from './string-to-sign.mts';

/** Largest body taken, in bytes, where the endpoint says nothing else. */
const BODY_BYTES = 10 * 1024 * 1024;

/** Of how many bytes of a body the log is made: masking reads them all. */
const BODY_BYTES_LOGGED = 64 * 1024;

/** What an `html` fault answers unless it brings its own page. */
const MAINTENANCE_PAGE = '<!doctype html><title>Maintenance</title><h1>系统维护中</h1>';

/** Status of an answer that never leaves: the connection is cut instead. */
const DROPPED = 0;

/** Statuses whose answer has no body. */
const BODILESS = [204, 205, 304];

/** An answer, before it is logged and sent. */
export interface Answer {
	status: number;
	headers: Record<string, string>;
	body: string | Buffer;
	outcome: Outcome;
	/** in words, for the console; empty when the call went well */
	reason: string;
	/** the envelope's code, or the gateway's error code */
	responseCode: string;
	/** empty where the platform has none */
	logKey: string;
}

/** One endpoint as called. */
export interface CalledEndpoint {
	/** documented path, ids as {name} */
	path: string;
	run: () => Answer | Promise<Answer>;
}

/** What is one platform's own. */
export interface PlatformApi {
	name: PlatformName;
	/** Fastify's wildcard paths */
	routes: string[];
	dialect: Dialect;
	gateway: Gateway;
	/** response header every answer's id stands in */
	requestIdHeader: string;
	/** largest body of a call, in bytes, where it is not the usual one */
	bodyBytes?(method: string, target: string): number | undefined;
	/** answer to a body that is too large */
	tooLarge: Refusal;
	/** path as called, as faults name it */
	pathOf(request: ReceivedRequest): string;
	/** the endpoint a request calls; undefined when there is none */
	endpointOf(request: ReceivedRequest): CalledEndpoint | undefined;
	unknownEndpoint(request: ReceivedRequest): Answer;
	refused(refusal: Refusal, outcome: 'refused' | 'notFound'): Answer;
}

/** What every platform's API needs around it. `closing` ends delayed answers when the sandbox closes; `now` is ms since 1970. */
export interface ApiContext {
	faults: Faults;
	limit: RateLimit;
	calls: CallLog;
	closing: AbortSignal;
	now: () => number;
}

/** Serves a platform's routes. The body is taken as raw bytes: the signature and the MD5 are over these. */
export function serveApi(app: FastifyInstance, api: PlatformApi, context: ApiContext): void {
	app.register(async (scope) => {
		scope.removeAllContentTypeParsers();
		scope.addContentTypeParser('*', (_request, _payload, done) => done(null, undefined));
		for (const route of api.routes) {
			scope.all(route, (request, reply) => serve(request, reply, api, context));
		}
	});
}

async function serve(
	request: FastifyRequest,
	reply: FastifyReply,
	api: PlatformApi,
	context: ApiContext,
): Promise<void> {
	const startedAt = context.now();
	const started = performance.now();
	const requestId = randomUUID().toUpperCase();
	const target = request.raw.url ?? '/';
	const body = await readBody(request.raw, api.bodyBytes?.(request.method, target) ?? BODY_BYTES);
	const received: ReceivedRequest = {
		method: request.method,
		target,
		headers: request.headers,
		body: body ?? Buffer.alloc(0),
	};
	const verdict =
		body === undefined ? { stringToSign: '', refusal: api.tooLarge } : api.gateway.check(received);
	const { fault, ...answer } =
		verdict.refusal === undefined
			? await accepted(received, api, context)
			: { ...api.refused(verdict.refusal, 'refused'), fault: undefined };
	context.calls.add({
		platform: api.name,
		at: new Date(startedAt).toISOString(),
		ms: Math.round(performance.now() - started),
		requestId,
		stringToSign: maskText(verdict.stringToSign),
		...requestFacts(received, api.dialect),
		status: answer.status,
		outcome: answer.outcome,
		reason: maskText(answer.reason),
		responseCode: answer.responseCode,
		logKey: answer.logKey,
		fault: fault ?? '',
	});
	reply.hijack();
	if (answer.status === DROPPED) request.raw.socket.destroy();
	else send(reply, answer, { [api.requestIdHeader]: requestId, ...answer.headers });
}

/** Writes the answer past Fastify, which would add a Content-Type where the platform sends none. */
function send({ raw }: FastifyReply, answer: Answer, headers: Record<string, string>): void {
	raw.statusCode = answer.status;
	for (const [name, value] of Object.entries(headers)) raw.setHeader(name, value);
	if (BODILESS.includes(answer.status)) {
		raw.end();
		return;
	}
	raw.setHeader('Content-Length', Buffer.byteLength(answer.body));
	raw.end(answer.body);
}

/** Answers a call the gateway let through: delayed, ended or untouched by what is armed for it. */
async function accepted(
	received: ReceivedRequest,
	api: PlatformApi,
	{ faults, limit, closing }: ApiContext,
): Promise<Answer & { fault?: FaultKind }> {
	const throttled = limit.take();
	if (throttled !== undefined) {
		const answer = api.refused(throttled.refusal, 'refused');
		return { ...answer, headers: { ...answer.headers, 'Retry-After': String(throttled.retryAfterSeconds) } };
	}
	const endpoint = api.endpointOf(received);
	const { delayMs, end } = faults.take({
		platform: api.name,
		method: received.method,
		path: api.pathOf(received),
		endpoint: endpoint?.path,
	});
	if (delayMs > 0) await delay(delayMs, undefined, { signal: closing }).catch(() => undefined);
	const run = endpoint?.run ?? (() => api.unknownEndpoint(received));
	if (end !== undefined) return { ...(await struck(end, run)), fault: end.fault };
	return delayMs > 0 ? { ...(await run()), fault: 'latency' } : await run();
}

/** What an armed fault makes of the call. */
async function struck(fault: Fault, run: CalledEndpoint['run']): Promise<Answer> {
	const told = (what: string) => `Fault ${fault.id}: ${what}`;
	const answer = { outcome: 'fault', responseCode: '', logKey: '' } as const;
	const dropped = { ...answer, status: DROPPED, headers: {}, body: '' };
	if (fault.fault === 'dropBefore') {
		return { ...dropped, reason: told('the connection was cut before any effect') };
	}
	if (fault.fault === 'dropAfter') {
		const { responseCode, logKey } = await run();
		const reason = told('the call was carried out, then the connection was cut');
		return { ...dropped, reason, responseCode, logKey };
	}
	const page = fault.fault === 'html';
	const body = page && fault.body === '' ? MAINTENANCE_PAGE : fault.body;
	const type = page ? 'text/html' : body.startsWith('{') ? 'application/json' : 'text/plain';
	return {
		...answer,
		status: fault.status,
		headers: { 'Content-Type': `${type}; charset=utf-8`, ...fault.headers },
		body,
		reason: told(`answered with status ${fault.status}, nothing was done`),
	};
}

type RequestFacts = Pick<
	NewCall,
	| 'method'
	| 'url'
	| 'path'
	| 'accept'
	| 'contentType'
	| 'contentMd5'
	| 'bodyBytes'
	| 'bodySha256'
	| 'requestBody'
	| 'signedHeaders'
	| 'nonce'
	| 'timestamp'
	| 'clientSignature'
>;

/** What came over the wire, for the log. */
function requestFacts(
	{ method, target, headers, body }: ReceivedRequest,
	dialect: Dialect,
): RequestFacts {
	return {
		method,
		url: maskTarget(target),
		path: maskText(pathOf(target)),
		accept: headerOf(headers, 'accept'),
		contentType: headerOf(headers, 'content-type'),
		contentMd5: headerOf(headers, 'content-md5'),
		bodyBytes: body.length,
		bodySha256: createHash('sha256').update(body).digest('hex'),
		requestBody: maskText(loggedBody(headerOf(headers, 'content-type'), body)).slice(
			0,
			BODY_CHARACTERS_KEPT,
		),
		signedHeaders: headerOf(headers, dialect.signedHeaders),
		nonce: dialect.nonce === '' ? '' : headerOf(headers, dialect.nonce),
		timestamp: headerOf(headers, dialect.timestamp),
		clientSignature: headerOf(headers, dialect.signature),
	};
}

/** A body as text; of a multipart form its parts, files without their bytes. */
function loggedBody(contentType: string, body: Buffer): string {
	if (mediaType(contentType) !== 'multipart/form-data') {
		return body.toString('utf8', 0, Math.min(body.length, BODY_BYTES_LOGGED));
	}
	try {
		return partsOf(contentType, body)
			.map(({ name, fileName, bytes }) =>
				fileName === undefined
					? `${name}=${bytes.toString('utf8', 0, Math.min(bytes.length, BODY_BYTES_LOGGED))}`
					: `${name}: file "${fileName}", ${bytes.length} bytes`,
			)
			.join('\n');
	} catch (error) {
		if (!(error instanceof MultipartError)) throw error;
		return `not a multipart form: ${error.message}`;
	}
}

/**
 * All bytes of a request's body; undefined when it is larger than `most`, read to its end so that the answer arrives. A body whose
 * length is announced is written into its place as it comes in, so that a large one is in memory once.
 */
async function readBody(stream: IncomingMessage, most: number): Promise<Buffer | undefined> {
	const announced = Number(stream.headers['content-length'] ?? Number.NaN);
	const whole = announced <= most ? Buffer.allocUnsafe(announced) : undefined;
	const chunks: Buffer[] = [];
	let bytes = 0;
	for await (const chunk of stream) {
		const piece = Buffer.from(chunk);
		if (whole !== undefined) piece.copy(whole, bytes);
		else if (bytes + piece.length <= most) chunks.push(piece);
		bytes += piece.length;
	}
	if (bytes > most) return undefined;
	return whole ?? Buffer.concat(chunks);
}
