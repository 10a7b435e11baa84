/** What is particular to e签宝: its envelope, its error table, its gateway's words. Source: docs/api/esign.md */
import { esignKeys } from '../../credentials/esignAccess';
import { gatewayText, isGateway, refusals } from '../../credentials/esignRefusals';
import type { EnvelopeShape, KnownError } from '../../engine/envelope';
import type { Provider } from '../../engine/job';
import { resources } from './resources';

const GONE: KnownError = {
	message: 'The account does not exist',
	remedy: 'Check the ID. Production and sandbox have accounts of their own, and a deleted account is gone for good.',
};

/** 业务码: the documented codes. An unknown one is passed on with the platform's own text. */
const errors: Record<string, KnownError> = {
	'53000000': {
		message: 'An account with this third-party user ID exists already',
		remedy:
			'Update it by third-party ID, or choose another one. Create can return what exists instead: Optional Fields > Return Existing Account.',
	},
	'53000001': GONE,
	'53000002': {
		message: 'The account is of the other kind',
		remedy: 'Check whether it is a person or an organization: the two share one set of third-party user IDs.',
	},
	'53000003': {
		message: 'The ID number or ID type conflicts with what the account has',
		remedy:
			'They can be set only while they are empty. To change them, delete the account and create it again; what a deleted account has not signed stays unsigned.',
	},
	'1000022': { message: 'A parameter is missing', remedy: 'Check the values of this item.', aboutFields: true },
	'1435002': { message: 'A parameter is wrong or missing', remedy: 'Check the values of this item.', aboutFields: true },
	'1435203': GONE,
};

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
