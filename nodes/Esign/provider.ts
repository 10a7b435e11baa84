/** What is particular to e签宝: its envelope, its error table, its gateway's words. Source: docs/api/esign.md */
import type { EnvelopeShape, KnownError, KnownRefusal } from '../../engine/envelope';
import type { Provider } from '../../engine/job';
import { isPlainObject } from '../../engine/json';
import { resources } from './resources';

const GONE: KnownError = {
	message: 'The account does not exist',
	remedy: 'Check the ID. Production and sandbox have accounts of their own, and a deleted account is gone for good.',
};

/** 业务码: the documented codes. An unknown one is passed on with the platform's own text. */
const errors: Record<string, KnownError> = {
	'53000000': {
		message: 'An account with this third-party user ID exists already',
		remedy: 'Turn on Optional Fields > Return Existing Account to get it instead, or update it by third-party ID.',
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

export const unknownApp: KnownRefusal = {
	text: /无效的应用/,
	message: 'This environment does not know the app ID',
	remedy:
		'Check app ID and environment in the credential: production and sandbox have different apps. The application may also have been stopped in the eSign console.',
};

/** What the gateway says with HTTP 401 and 403. */
const refusals: KnownRefusal[] = [
	unknownApp,
	{
		text: /INVALID_SIGNATURE/,
		message: 'The app secret does not belong to the app ID',
		remedy: 'Check the app secret in the credential: production and sandbox have different ones.',
	},
	{
		text: /INVALID_TIMESTAMP/,
		message: 'The clock of the n8n server is off',
		remedy: 'It and the platform’s are more than 15 minutes apart. Set the clock.',
	},
	{
		text: /IP白名单/,
		message: 'The address of this n8n server is not on the IP white list of the app',
		remedy:
			'Add the public address with which n8n goes out to the internet in the eSign console, under the settings of the application.',
	},
	{
		text: /TOKEN/,
		message: 'The access token is not accepted',
		remedy:
			'Another system may be fetching tokens for the same app: each new one ends those before it. Run it again, or choose the authentication Signature in the credential.',
		isAboutToken: true,
	},
	{
		text: /AUTHSTRATEGY_NOT_FOUND|缺少参数|SIMPLE_MODE_CANT_PASS/,
		message: 'The gateway misses something in the headers',
		remedy: 'A proxy between may take headers away. If there is none, please report it with this text.',
	},
];

/** `{code, message, data}`; code is a number, 0 for success. */
const isGateway = ({ success, code }: { success?: unknown; code?: unknown }) =>
	success === false && Number(code) >= 400 && Number(code) < 600;

const envelope: EnvelopeShape = {
	code: (body) =>
		/^-?\d+$/.test(String(body.code)) && typeof body.message === 'string' && !isGateway(body)
			? String(body.code)
			: undefined,
	succeeded: ({ code }) => String(code) === '0',
	result: ({ data }) => data ?? null,
	text: ({ message }) => String(message),
	logKey: () => undefined,
	errors,
	gateway: (_headers, body) =>
		isPlainObject(body) && isGateway(body) ? String(body.message ?? '') : undefined,
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
};
