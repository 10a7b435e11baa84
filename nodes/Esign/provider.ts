/** What is particular to e签宝: its envelope and its gateway's words; its codes stand in errors.ts. Source: docs/api/esign.md */
import { esignKeys } from '../../credentials/esignAccess';
import { gatewayText, isGateway, refusals } from '../../credentials/esignRefusals';
import type { EnvelopeShape } from '../../engine/envelope';
import type { Provider } from '../../engine/job';
import { errors } from './errors';
import { resources } from './resources';

const envelope: EnvelopeShape = {
	// Many APIs have a `code`; with one of these beside it, it is this platform's.
	code: (body) =>
		/^-?\d+$/.test(String(body.code)) && ('message' in body || 'data' in body) && !isGateway(body)
			? String(body.code)
			: undefined,
	succeeded: ({ code }) => String(code) === '0',
	result: ({ data }) => data ?? null,
	text: ({ message }) => (typeof message === 'string' ? message : ''),
	logKey: () => undefined,
	errors,
	gateway: (_headers, body) => gatewayText(body),
	refusals,
	wrongKeys: {
		message: 'App ID, app secret and environment do not belong together',
		remedy: 'Check app ID, app secret and environment in the credential: production and sandbox have different ones.',
	},
};

export const provider: Provider = {
	platform: 'eSign',
	credentialType: 'esignApi',
	resources,
	envelope,
	baseUrl: (credentials) => esignKeys(credentials).baseUrl,
};
