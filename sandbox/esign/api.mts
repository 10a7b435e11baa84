// eSign on the wire: its endpoints at the host's root, its envelope, its refusals as JSON.
import { ParameterFailure, Parameters } from '../call-parameters.mts';
import type { Gateway, Refusal } from '../gateway.mts';
import { decodeParameters, mediaType, pathOf, queryOf } from '../parameters.mts';
import { matchPath } from '../path-pattern.mts';
import type { Answer, CalledEndpoint, PlatformApi } from '../platform-api.mts';
import { headerOf, type ReceivedRequest } from '../string-to-sign.mts';
import type { CallParameters, Endpoint, Platform } from './endpoint.mts';
import { AuthenticationFailure, BusinessFailure, failed, succeeded } from './envelope.mts';
import { ESIGN_DIALECT } from './gateway.mts';
import { authFlows } from './auth-flows.mts';
import { docTemplates } from './doc-templates.mts';
import { filesV1 } from './files-v1.mts';
import { filesV3 } from './files-v3.mts';
import { flowsV1 } from './flows-v1.mts';
import { flowsV3 } from './flows-v3.mts';
import { identityInfo } from './identity-info.mts';
import { oauth2 } from './oauth2.mts';
import { organizations } from './organizations.mts';
import { persons } from './persons.mts';
import { sealsV3 } from './seals-v3.mts';
import { silentSigning } from './silent-signing.mts';

const ENDPOINTS: Endpoint[] = [
	...oauth2,
	...persons,
	...organizations,
	...silentSigning,
	...filesV1,
	...flowsV1,
	...filesV3,
	...docTemplates,
	...flowsV3,
	...identityInfo,
	...authFlows,
	...sealsV3,
];

/** Where the platform's API stands: documented paths from the host's root. */
export const ESIGN_ROOTS = ['/v1/', '/v2/', '/v3/', '/api/v2/', '/api/v3/'];

/** The whole of eSign. */
export function esignApi(platform: Platform, gateway: Gateway): PlatformApi {
	return {
		name: 'esign',
		routes: ESIGN_ROOTS.map((root) => `${root}*`),
		dialect: ESIGN_DIALECT,
		gateway,
		requestIdHeader: 'X-Tsign-Trace-Id',
		tooLarge: {
			status: 413,
			code: '413',
			message: 'Request Entity Too Large',
			reason: 'The body is larger than 10 MB.',
		},
		pathOf: ({ target }) => pathOf(target),
		endpointOf: (received) => endpointOf(received, platform),
		unknownEndpoint,
		refused,
	};
}

/** Of two endpoints that match, the one without names in its path: getByThirdId is no account id. */
function endpointOf(received: ReceivedRequest, platform: Platform): CalledEndpoint | undefined {
	const path = pathOf(received.target);
	const matches = ENDPOINTS.filter(
		(endpoint) =>
			endpoint.method === received.method && matchPath(endpoint.path, path) !== undefined,
	);
	const endpoint = matches.find((candidate) => candidate.path === path) ?? matches[0];
	return endpoint && { path: endpoint.path, run: () => carriedOut(endpoint, received, platform) };
}

/** Runs the endpoint and puts the envelope around its data or failure. */
async function carriedOut(
	endpoint: Endpoint,
	received: ReceivedRequest,
	platform: Platform,
): Promise<Answer> {
	const answer = {
		status: 200,
		headers: { 'Content-Type': 'application/json;charset=UTF-8' },
		logKey: '',
	};
	try {
		const data = await endpoint.handle(parametersOf(endpoint, received), platform);
		const body = JSON.stringify(succeeded(data));
		return { ...answer, body, outcome: 'ok', reason: '', responseCode: '0' };
	} catch (error) {
		if (error instanceof AuthenticationFailure) {
			return refused(
				{ status: 401, code: '401', message: 'UNAUTHORIZED', reason: error.message },
				'refused',
			);
		}
		const failure = error instanceof ParameterFailure ? parameterFailure(endpoint, error) : error;
		if (!(failure instanceof BusinessFailure)) throw error;
		return {
			...answer,
			body: JSON.stringify(failed(failure)),
			outcome: 'failed',
			reason: failure.message,
			responseCode: String(failure.code),
		};
	}
}

/** Each part of the platform has a code of its own for wrong parameters. */
function parameterFailure({ parameterFailure = 'parameter' }: Endpoint, { message }: ParameterFailure): BusinessFailure {
	const missing = parameterFailure === 'identityParameter' && message.endsWith(': 不能为空');
	return new BusinessFailure(missing ? 'identityMissing' : parameterFailure, message);
}

/** JSON without a Content-Type, as the live gateway answers. */
function refused(refusal: Refusal, outcome: 'refused' | 'notFound'): Answer {
	const { status, message } = refusal;
	return {
		status,
		headers: {},
		body: JSON.stringify({ success: false, code: status, message }),
		outcome,
		reason: refusal.reason,
		responseCode: refusal.code,
		logKey: '',
	};
}

function unknownEndpoint(received: ReceivedRequest): Answer {
	const path = pathOf(received.target);
	const allowed = ENDPOINTS.filter((endpoint) => matchPath(endpoint.path, path) !== undefined)
		.map(({ method }) => method)
		.join(', ');
	const reason =
		allowed === ''
			? `No endpoint at ${path} in this sandbox. Is the base URL right (the host alone), and the path?`
			: `${path} is there for ${allowed} only.`;
	return refused({ status: 404, code: '404', message: 'API_NOT_FOUND', reason }, 'notFound');
}

function parametersOf(endpoint: Endpoint, received: ReceivedRequest): CallParameters {
	const path = matchPath(endpoint.path, pathOf(received.target)) ?? [];
	return {
		path: new Parameters(path),
		query: new Parameters(decodeParameters(queryOf(received.target))),
		body: new Parameters(['GET', 'DELETE'].includes(received.method) ? [] : bodyOf(received)),
	};
}

/** The fields of a JSON object; none of an empty body. */
function bodyOf({ headers, body }: ReceivedRequest): Array<[string, unknown]> {
	if (body.length === 0) return [];
	const json = mediaType(headerOf(headers, 'content-type')) === 'application/json';
	const value: unknown = json ? parsed(body) : undefined;
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw new ParameterFailure('body: 应为JSON对象');
	}
	return Object.entries(value);
}

function parsed(body: Buffer): unknown {
	try {
		return JSON.parse(body.toString('utf8'));
	} catch {
		return undefined;
	}
}
