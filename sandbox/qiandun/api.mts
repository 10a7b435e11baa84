// The platform's API on the wire: gateway, armed faults, endpoint, envelope, and the log of it all.
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { BODY_CHARACTERS_KEPT, type Call, type CallLog, type Outcome } from '../calls.mts';
import type { Fault, FaultKind, Faults } from '../faults.mts';
import { percentEncoded, type Gateway, type Refusal } from '../gateway.mts';
import { maskText } from '../mask.mts';
import { decodeParameters, isUrlencodedForm, mediaType, pathOf, queryOf } from '../parameters.mts';
import { headerOf, type ReceivedRequest } from '../string-to-sign.mts';
import { companies } from './companies.mts';
import { companyVerification } from './company-verification.mts';
import type { Endpoint, Platform } from './endpoint.mts';
import { BusinessFailure, failed, succeeded, toJson } from './envelope.mts';
import { Parameters } from './parameters.mts';
import { personVerification } from './person-verification.mts';
import { users } from './users.mts';
import { verification } from './verification.mts';

const ENDPOINTS: Endpoint[] = [
	...personVerification,
	...companyVerification,
	...verification,
	...users,
	...companies,
];

/** Largest body taken, in bytes. */
const BODY_BYTES = 10 * 1024 * 1024;

/** What an `html` fault answers unless it brings its own page. */
const MAINTENANCE_PAGE = '<!doctype html><title>Maintenance</title><h1>系统维护中</h1>';

/** What the API needs around it. `closing` ends delayed answers when the sandbox closes. */
export interface ApiContext {
	gateway: Gateway;
	faults: Faults;
	calls: CallLog;
	platform: Platform;
	closing: AbortSignal;
}

/** Status of an answer that never leaves: the connection is cut instead. */
const DROPPED = 0;

/** An answer, before it is logged and sent. */
interface Answer {
	status: number;
	headers: Record<string, string>;
	body: string;
	outcome: Outcome;
	reason: string;
	responseCode: string;
	logKey: string;
	/** kind of the armed fault that hit the call */
	fault?: FaultKind;
}

/** Serves everything below /api. The body is taken as raw bytes: the signature and the MD5 are over these. */
export function qiandunApi(app: FastifyInstance, context: ApiContext): void {
	app.register(async (scope) => {
		scope.removeAllContentTypeParsers();
		scope.addContentTypeParser('*', (_request, _payload, done) => done(null, undefined));
		scope.all('/api/*', (request, reply) => serve(request, reply, context));
	});
}

async function serve(
	request: FastifyRequest,
	reply: FastifyReply,
	context: ApiContext,
): Promise<FastifyReply | void> {
	const startedAt = context.platform.state.now();
	const started = performance.now();
	const requestId = randomUUID().toUpperCase();
	const body = await readBody(request.raw);
	if (body === undefined) {
		return reply.code(413).header('X-Ca-Error-Message', 'Request body too Large').send();
	}
	const received: ReceivedRequest = {
		method: request.method,
		target: request.raw.url ?? '/',
		headers: request.headers,
		body,
	};
	const verdict = context.gateway.check(received);
	const answer =
		verdict.refusal === undefined
			? await accepted(received, context)
			: refused(verdict.refusal, 'refused');
	context.calls.add({
		at: new Date(startedAt).toISOString(),
		ms: Math.round(performance.now() - started),
		requestId,
		stringToSign: maskText(verdict.stringToSign),
		...requestFacts(received),
		status: answer.status,
		outcome: answer.outcome,
		reason: maskText(answer.reason),
		responseCode: answer.responseCode,
		logKey: answer.logKey,
		fault: answer.fault ?? '',
	});
	if (answer.status === DROPPED) {
		reply.hijack();
		request.raw.socket.destroy();
		return;
	}
	return reply
		.code(answer.status)
		.headers({ 'X-Ca-Request-Id': requestId, ...answer.headers })
		.send(answer.body);
}

/** Answers a call the gateway let through: delayed, ended or untouched by what is armed for it. */
async function accepted(received: ReceivedRequest, context: ApiContext): Promise<Answer> {
	const { platform, faults, closing } = context;
	const path = pathOf(received.target).replace(/^\/api(?=\/)/, '');
	const { delayMs, end } = faults.take(received.method, path);
	if (delayMs > 0) await delay(delayMs, undefined, { signal: closing }).catch(() => undefined);
	if (end !== undefined) return { ...struck(end, received, path, platform), fault: end.fault };
	const answer = handled(received, path, platform);
	return delayMs > 0 ? { ...answer, fault: 'latency' } : answer;
}

/** Runs the endpoint, or says that there is none. */
function handled(received: ReceivedRequest, path: string, platform: Platform): Answer {
	const here = ENDPOINTS.filter((endpoint) => endpoint.path === path);
	const endpoint = here.find(({ method }) => method === received.method);
	if (endpoint === undefined) return unknownApi(received.method, path, here);
	const logKey = randomBytes(4).toString('hex');
	const answer = {
		status: 200,
		headers: { 'Content-Type': 'application/json;charset=UTF-8' },
		logKey,
	};
	const now = platform.state.now();
	try {
		const result = endpoint.handle(parametersOf(received), platform);
		const body = toJson(succeeded(result, logKey, now));
		return { ...answer, body, outcome: 'ok', reason: '', responseCode: '200' };
	} catch (error) {
		if (!(error instanceof BusinessFailure)) throw error;
		const body = toJson(failed(error, logKey, now));
		return { ...answer, body, outcome: 'failed', reason: error.message, responseCode: error.code };
	}
}

/** What an armed fault makes of the call. */
function struck(fault: Fault, received: ReceivedRequest, path: string, platform: Platform): Answer {
	const told = (what: string) => `Fault ${fault.id}: ${what}`;
	const answer = { outcome: 'fault', responseCode: '', logKey: '' } as const;
	const dropped = { ...answer, status: DROPPED, headers: {}, body: '' };
	if (fault.fault === 'dropBefore') {
		return { ...dropped, reason: told('the connection was cut before any effect') };
	}
	if (fault.fault === 'dropAfter') {
		const { responseCode, logKey } = handled(received, path, platform);
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

function refused(refusal: Refusal, outcome: 'refused' | 'notFound'): Answer {
	return {
		status: refusal.status,
		headers: {
			'Content-Type': 'text/plain; charset=utf-8',
			'X-Ca-Error-Code': refusal.errorCode,
			'X-Ca-Error-Message': refusal.message,
		},
		body: '',
		outcome,
		reason: refusal.reason,
		responseCode: refusal.errorCode,
		logKey: '',
	};
}

function unknownApi(method: string, path: string, otherMethods: Endpoint[]): Answer {
	const message = `API not found, Invalid Url \`${method} ${path.replace(/[^\x20-\x7e]+/gu, percentEncoded)}\``;
	const allowed = otherMethods.map((endpoint) => endpoint.method).join(', ');
	const reason =
		allowed === ''
			? `No endpoint at ${path} in this sandbox. Is the base URL right (it ends in /api), and the path?`
			: `${path} is there for ${allowed} only.`;
	return refused({ status: 404, errorCode: 'I404NF', message, reason }, 'notFound');
}

/** Query of a GET; JSON object or urlencoded form of a POST. Raises 400 for any other body. */
function parametersOf(received: ReceivedRequest): Parameters {
	if (received.method === 'GET') return new Parameters(decodeParameters(queryOf(received.target)));
	const contentType = headerOf(received.headers, 'content-type');
	if (isUrlencodedForm(contentType)) {
		return new Parameters(decodeParameters(received.body.toString('utf8')));
	}
	const body: unknown =
		mediaType(contentType) === 'application/json' ? jsonOf(received.body) : undefined;
	if (typeof body !== 'object' || body === null || Array.isArray(body)) {
		throw new BusinessFailure('parameter', 'body: 应为JSON对象');
	}
	return new Parameters(Object.entries(body));
}

function jsonOf(body: Buffer): unknown {
	try {
		return JSON.parse(body.toString('utf8'));
	} catch {
		return undefined;
	}
}

type RequestFacts = Pick<
	Call,
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
function requestFacts({ method, target, headers, body }: ReceivedRequest): RequestFacts {
	return {
		method,
		url: maskText(target),
		path: pathOf(target),
		accept: headerOf(headers, 'accept'),
		contentType: headerOf(headers, 'content-type'),
		contentMd5: headerOf(headers, 'content-md5'),
		bodyBytes: body.length,
		bodySha256: createHash('sha256').update(body).digest('hex'),
		requestBody: maskText(body.toString('utf8')).slice(0, BODY_CHARACTERS_KEPT),
		signedHeaders: headerOf(headers, 'x-ca-signature-headers'),
		nonce: headerOf(headers, 'x-ca-nonce'),
		timestamp: headerOf(headers, 'x-ca-timestamp'),
		clientSignature: headerOf(headers, 'x-ca-signature'),
	};
}

/** All bytes of a request's body; undefined when it is larger than BODY_BYTES. */
async function readBody(stream: IncomingMessage): Promise<Buffer | undefined> {
	const chunks: Buffer[] = [];
	let bytes = 0;
	for await (const chunk of stream) {
		const piece = Buffer.from(chunk);
		bytes += piece.length;
		if (bytes > BODY_BYTES) return undefined;
		chunks.push(piece);
	}
	return Buffer.concat(chunks);
}
