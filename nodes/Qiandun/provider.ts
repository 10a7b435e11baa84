/** What is particular to 签盾: its envelope and its error table. Source: docs/api/qiandun.md */
import { qiandunKeys } from '../../credentials/qiandunAccess';
import type { EnvelopeShape, KnownError } from '../../engine/envelope';
import type { Provider } from '../../engine/job';
import { resources } from './resources';

/** 错误码: the documented codes. An unknown one is passed on with the platform's own text. */
const errors: Record<string, KnownError> = {
	'400': { message: 'A parameter is wrong or missing', remedy: 'Check the values of this item.', aboutFields: true },
	'500': {
		message: 'Qiandun is busy',
		remedy: 'Try again later; if it stays so, contact the platform’s support.',
	},
	oc_10011: {
		message: 'The user is not verified',
		remedy: 'Verify the person or company first, then mark the user verified with the flow number.',
	},
	oc_20001: { message: 'The seal does not exist', remedy: 'Check the seal ID.' },
	oc_30005: {
		message: 'The file format is not supported',
		remedy: 'Use a format that the platform allows for contracts or attachments.',
	},
	oc_30006: {
		message: 'The file could not be processed',
		remedy: 'Upload it again; if it stays so, contact the platform’s support.',
	},
	oc_40001: {
		message: 'The signing deadline is more than 12 months away',
		remedy: 'Choose an earlier signing deadline.',
	},
	oc_40002: { message: 'The signing deadline has passed', remedy: 'Choose a signing deadline in the future.' },
	oc_40003: { message: 'A signer appears twice', remedy: 'List each signer once.' },
	oc_40005: {
		message: 'The signing record does not exist or is in another state',
		remedy: 'Check contract, business code and account ID.',
	},
	oc_40006: {
		message: 'The contract does not exist or is in another state',
		remedy: 'Check the contract ID or business code.',
	},
	oc_40014: { message: 'A contract file appears twice', remedy: 'List each contract file once.' },
	oc_40016: { message: 'A sign position appears twice', remedy: 'Give each sign field a position of its own.' },
	oc_40020: {
		message: 'A cross-page seal cannot stand on a one-page file',
		remedy: 'Use a seal on one page, or a file of two pages or more.',
	},
	oc_40027: {
		message: 'Silent and normal signing are mixed for one signer',
		remedy: 'Give the authorize code on all sign fields of that signer or on none.',
	},
};

/** `{result, code, msg, logKey, ts, success}`; the last three may be absent. */
const envelope: EnvelopeShape = {
	// Many APIs have a `code`; with one of these beside it, it is this platform's.
	code: ({ code, msg, result, success, logKey }) =>
		(typeof code === 'string' || typeof code === 'number') &&
		[msg, result, success, logKey].some((part) => part !== undefined)
			? String(code)
			: undefined,
	succeeded: ({ code, success }) => String(code) === '200' && success !== false,
	result: ({ result }) => result ?? null,
	text: ({ msg }) => (typeof msg === 'string' ? msg : ''),
	logKey: ({ logKey }) => (typeof logKey === 'string' && logKey !== '' ? logKey : undefined),
	errors,
	// It says why in a header, and sends no body. Source: docs/api/qiandun.md#signature
	gateway: (headers) =>
		Object.keys(headers).some((name) => name.toLowerCase().startsWith('x-ca-'))
			? String(headers['x-ca-error-message'] ?? '')
			: undefined,
	// Words of Alibaba Cloud’s API gateway, which both platforms seem to stand behind. Source: docs/api/qiandun.md#signature
	refusals: [
		{
			text: /^invalid app ?key/i,
			message: 'This environment does not know the app key',
			remedy: 'Check app key and environment in the credential: keys of the test environment are not valid in production.',
		},
		{
			text: /^invalid signature/i,
			message: 'The app secret does not belong to the app key',
			remedy: 'Copy the app secret into the credential again: that of the test environment is not valid in production.',
		},
	],
	wrongKeys: {
		message: 'The app key or the app secret is wrong for this environment',
		remedy:
			'Check app key, app secret and environment in the credential: keys of the test environment are not valid in production.',
	},
	requestIdHeader: 'x-ca-request-id',
};

export const provider: Provider = {
	platform: 'Qiandun',
	credentialType: 'qiandunApi',
	resources,
	envelope,
	baseUrl: (credentials) => qiandunKeys(credentials).baseUrl,
};
