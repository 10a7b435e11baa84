// Qiandun on the wire: its endpoints below /api, its envelope, its refusals in response headers.
import { randomBytes } from 'node:crypto';
import { ParameterFailure, Parameters } from '../call-parameters.mts';
import { percentEncoded, type Gateway, type Refusal } from '../gateway.mts';
import { MultipartError, partsOf, UploadedFile } from '../multipart.mts';
import { decodeParameters, isUrlencodedForm, mediaType, pathOf, queryOf } from '../parameters.mts';
import type { Answer, PlatformApi } from '../platform-api.mts';
import { headerOf, type ReceivedRequest } from '../string-to-sign.mts';
import { callbacks } from './callbacks.mts';
import { companies } from './companies.mts';
import { companyPage } from './company-page.mts';
import { banks } from './company-verification-banks.mts';
import { authorizationLetters } from './company-verification-letter.mts';
import { bankTransfer } from './company-verification-transfer.mts';
import { companyVerification } from './company-verification.mts';
import { contractDownload } from './contract-download.mts';
import { contracts } from './contracts.mts';
import { FileAnswer, type Endpoint, type Platform } from './endpoint.mts';
import { BusinessFailure, failed, succeeded, toJson } from './envelope.mts';
import { contentDisposition } from '../file-links.mts';
import { files } from './files.mts';
import { QIANDUN_DIALECT } from './gateway.mts';
import { ocr } from './ocr.mts';
import { personVerification } from './person-verification.mts';
import { sealPosition } from './seal-position.mts';
import { seals } from './seals.mts';
import { sms } from './sms.mts';
import { users } from './users.mts';
import { verification } from './verification.mts';

const ENDPOINTS: Endpoint[] = [
	...personVerification,
	...companyVerification,
	...bankTransfer,
	...authorizationLetters,
	...banks,
	...companyPage,
	...verification,
	...users,
	...companies,
	...callbacks,
	...sms,
	...ocr,
	...files,
	...contracts,
	...contractDownload,
	...sealPosition,
	...seals,
];

/** Everything below /api that no other platform has claimed. */
export function qiandunApi(platform: Platform, gateway: Gateway): PlatformApi {
	return {
		name: 'qiandun',
		routes: ['/api/*'],
		dialect: QIANDUN_DIALECT,
		gateway,
		requestIdHeader: 'X-Ca-Request-Id',
		tooLarge: {
			status: 413,
			code: 'I413RL',
			message: 'Request body too Large',
			reason: 'The body is larger than 10 MB.',
		},
		bodyBytes: (method, target) => {
			const path = pathOf(target).replace(/^\/api(?=\/)/, '');
			return ENDPOINTS.find((one) => one.path === path && one.method === method)?.bodyBytes;
		},
		pathOf: documentedPath,
		endpointOf: (received) => {
			const path = documentedPath(received);
			const endpoint = ENDPOINTS.find(
				(candidate) => candidate.path === path && candidate.method === received.method,
			);
			return endpoint && { path, run: () => carriedOut(endpoint, received, platform) };
		},
		unknownEndpoint,
		refused,
	};
}

/** The path as the documentation has it: without /api. */
function documentedPath({ target }: ReceivedRequest): string {
	return pathOf(target).replace(/^\/api(?=\/)/, '');
}

/** Runs the endpoint and puts the envelope around its result or failure. */
async function carriedOut(
	endpoint: Endpoint,
	received: ReceivedRequest,
	platform: Platform,
): Promise<Answer> {
	const logKey = randomBytes(4).toString('hex');
	const answer = {
		status: 200,
		headers: { 'Content-Type': 'application/json;charset=UTF-8' },
		logKey,
	};
	const now = platform.state.now();
	try {
		const result = await endpoint.handle(parametersOf(received, endpoint), platform);
		if (result instanceof FileAnswer) return { ...answer, ...fileAnswer(result) };
		const body = toJson(succeeded(result, logKey, now));
		return { ...answer, body, outcome: 'ok', reason: '', responseCode: '200' };
	} catch (error) {
		const failure =
			error instanceof ParameterFailure ? new BusinessFailure('parameter', error.message) : error;
		if (!(failure instanceof BusinessFailure)) throw error;
		const body = toJson(failed(failure, logKey, now));
		return {
			...answer,
			body,
			outcome: 'failed',
			reason: failure.message,
			responseCode: failure.code,
		};
	}
}

/** A file as the whole answer: no envelope around it. */
function fileAnswer({
	fileName,
	contentType,
	bytes,
}: FileAnswer): Omit<Answer, 'status' | 'logKey'> {
	const headers = {
		'Content-Type': contentType,
		'Content-Disposition': contentDisposition('attachment', fileName),
	};
	return { headers, body: bytes, outcome: 'ok', reason: '', responseCode: '200' };
}

function refused(refusal: Refusal, outcome: 'refused' | 'notFound'): Answer {
	return {
		status: refusal.status,
		headers: {
			'Content-Type': 'text/plain; charset=utf-8',
			'X-Ca-Error-Code': refusal.code,
			'X-Ca-Error-Message': refusal.message,
		},
		body: '',
		outcome,
		reason: refusal.reason,
		responseCode: refusal.code,
		logKey: '',
	};
}

function unknownEndpoint(received: ReceivedRequest): Answer {
	const path = documentedPath(received);
	const allowed = ENDPOINTS.filter((endpoint) => endpoint.path === path)
		.map(({ method }) => method)
		.join(', ');
	const message = `API not found, Invalid Url \`${received.method} ${path.replace(/[^\x20-\x7e]+/gu, percentEncoded)}\``;
	const reason =
		allowed === ''
			? `No endpoint at ${path} in this sandbox. Is the base URL right (it ends in /api), and the path?`
			: `${path} is there for ${allowed} only.`;
	return refused({ status: 404, code: 'I404NF', message, reason }, 'notFound');
}

/** Query of a GET; JSON object or urlencoded form of a POST, multipart where the endpoint takes it. Raises 400 for any other body. */
function parametersOf(received: ReceivedRequest, { multipart }: Endpoint): Parameters {
	if (received.method === 'GET') return new Parameters(decodeParameters(queryOf(received.target)));
	const contentType = headerOf(received.headers, 'content-type');
	if (isUrlencodedForm(contentType)) {
		return new Parameters(decodeParameters(received.body.toString('utf8')));
	}
	if (multipart === true && mediaType(contentType) === 'multipart/form-data') {
		return new Parameters(formFields(contentType, received.body));
	}
	const body: unknown =
		mediaType(contentType) === 'application/json' ? jsonOf(received.body) : undefined;
	if (typeof body !== 'object' || body === null || Array.isArray(body)) {
		throw new ParameterFailure('body: 应为JSON对象');
	}
	return new Parameters(Object.entries(body));
}

function formFields(contentType: string, body: Buffer): Array<[string, unknown]> {
	try {
		return partsOf(contentType, body).map(({ name, fileName, bytes }) => [
			name,
			fileName === undefined ? bytes.toString('utf8') : new UploadedFile(fileName, bytes),
		]);
	} catch (error) {
		if (!(error instanceof MultipartError)) throw error;
		throw new ParameterFailure(`body: ${error.message}`);
	}
}

function jsonOf(body: Buffer): unknown {
	try {
		return JSON.parse(body.toString('utf8'));
	} catch {
		return undefined;
	}
}
