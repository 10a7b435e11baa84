/** What a network failure says about the request: did it reach the platform? n8n gives the code as `httpCode`. */

export interface NetworkFault {
	/** `neverSent` may be repeated for anything, `unknown` only for what is repeatable, `hopeless` for nothing. */
	kind: 'neverSent' | 'unknown' | 'hopeless';
	what: string;
	remedy: string;
	code: string;
}

/** The credential refused to sign; its message says why. */
export const NOT_SENT = 'NOT_SENT';

/** The answer is longer than any of a platform; the rest was not read. */
export const TOO_LONG = 'ERR_TOO_LONG';
export const tooLong = 'The answer is too long for one of the platform, and was not read to its end';

/** The credential could not get an access token; its message says why. */
export const NO_TOKEN = 'NO_TOKEN';

const NEVER_SENT: Record<string, (peer: string) => string> = {
	ECONNREFUSED: (peer) => `Nothing listens at ${peer} (connection refused)`,
	ENOTFOUND: (peer) => `The host of ${peer} is unknown`,
	EAI_AGAIN: (peer) => `The host of ${peer} could not be looked up`,
	EHOSTUNREACH: (peer) => `The host of ${peer} cannot be reached`,
	ENETUNREACH: (peer) => `The network of ${peer} cannot be reached`,
};
const NO_ANSWER = 'No answer came within the timeout';
const UNKNOWN: Record<string, string> = {
	ECONNRESET: 'The connection broke while waiting for the answer',
	EPIPE: 'The connection broke while sending',
	ECONNABORTED: NO_ANSWER,
	ETIMEDOUT: NO_ANSWER,
	[TOO_LONG]: tooLong,
	ERR_CANCELED: 'The execution was cancelled while waiting for the answer',
};
const NO_TLS = /EPROTO|ERR_SSL|WRONG_VERSION/;
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS/;

/**
 * @param code the network code, where there is one
 * @param message n8n's own words for it
 * @param viaProxy the first connection goes to the proxy of Options > Proxy
 */
export function networkFault(code: string, message: string, viaProxy = false): NetworkFault {
	const hopeless = (what: string, remedy: string): NetworkFault => ({ kind: 'hopeless', what, remedy, code });
	const unknown = (what: string): NetworkFault => ({ kind: 'unknown', what, remedy: '', code });
	if (code === NO_TOKEN) return { kind: 'neverSent', what: message, remedy: '', code };
	const never = NEVER_SENT[code];
	if (never) {
		return viaProxy
			? { kind: 'neverSent', what: never('the proxy'), remedy: 'Check Options > Proxy.', code }
			: {
					kind: 'neverSent',
					what: never('the base URL'),
					remedy: 'Check the base URL in the credential, DNS and firewall.',
					code,
				};
	}
	if (NO_TLS.test(code)) {
		return hopeless(
			'The server does not speak TLS at this address',
			'Check whether the address begins with http:// rather than https://, and its port.',
		);
	}
	if (CERTIFICATE.test(code)) {
		return hopeless(
			'The certificate of the server could not be verified',
			'Check the base URL and the certificates this server trusts. Options > Ignore SSL Issues connects all the same (insecure).',
		);
	}
	if (/^ERR_INVALID_(HTTP_TOKEN|CHAR)/.test(code)) {
		return hopeless('A header of this request is not valid', 'Check “Headers (JSON)”.');
	}
	// n8n puts the HTTP status here when the answer began and did not end.
	if (/^\d{3}$/.test(code)) return unknown('The answer broke off');
	if (UNKNOWN[code]) return unknown(UNKNOWN[code]);
	if (/socket hang up/i.test(message)) return unknown(UNKNOWN.ECONNRESET);
	// Refused by the credential or by n8n itself, before anything was sent.
	if (code === NOT_SENT || code === '') return hopeless(message, 'Check the credential.');
	return unknown(`The connection failed (${code})`);
}
