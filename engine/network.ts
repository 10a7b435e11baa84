/** What a network failure says about the request: did it reach the platform? n8n gives the code as `httpCode`. */

export interface NetworkFault {
	/** `neverSent` may be repeated for anything, `unknown` only for what is repeatable, `hopeless` for nothing. */
	kind: 'neverSent' | 'unknown' | 'hopeless';
	/** Without the code itself: n8n replaces a message that holds one by a sentence of its own. */
	what: string;
	remedy: string;
	code: string;
}

const CHECK_HOST = 'Check the base URL in the credential, DNS and firewall.';
const NEVER_SENT: Record<string, [what: string, remedy: string]> = {
	ECONNREFUSED: ['Nothing listens at the base URL (connection refused)', CHECK_HOST],
	ENOTFOUND: ['The host of the base URL is unknown', CHECK_HOST],
	EAI_AGAIN: ['The host of the base URL could not be looked up', CHECK_HOST],
	EHOSTUNREACH: ['The host of the base URL cannot be reached', CHECK_HOST],
	ENETUNREACH: ['The network of the base URL cannot be reached', CHECK_HOST],
};
const UNKNOWN: Record<string, string> = {
	ECONNRESET: 'The connection broke while waiting for the answer',
	EPIPE: 'The connection broke while sending',
	ECONNABORTED: 'No answer came within the timeout',
	ETIMEDOUT: 'No answer came within the timeout',
	ERR_BAD_RESPONSE: 'The answer broke off',
	ERR_CANCELED: 'The execution was cancelled while waiting for the answer',
};
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|EPROTO|ERR_SSL/;

/** @param code the network code, where there is one; @param message n8n's own words for it */
export function networkFault(code: string, message: string): NetworkFault {
	const never = NEVER_SENT[code];
	if (never) return { kind: 'neverSent', what: never[0], remedy: never[1], code };
	if (CERTIFICATE.test(code)) {
		return {
			kind: 'hopeless',
			what: 'The certificate of the server could not be verified',
			remedy:
				'Check the base URL and the certificates this server trusts. Options > Ignore SSL Issues connects all the same (insecure).',
			code,
		};
	}
	const unknown = UNKNOWN[code] ?? (/socket hang up/i.test(message) ? UNKNOWN.ECONNRESET : undefined);
	if (unknown) return { kind: 'unknown', what: unknown, remedy: '', code };
	// Refused by n8n or by the credential itself before anything was sent.
	if (code === '') return { kind: 'hopeless', what: message, remedy: 'Check the credential.', code };
	return { kind: 'unknown', what: `The connection failed (${code})`, remedy: '', code };
}
