/** Reads what a credential holds, and says in a sentence what is wrong with it. */
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { NO_TOKEN, NOT_SENT } from './network';
import type { KeyPair } from './signature';

/** Wrong credential: nothing was sent. n8n carries `code` on to the runner. */
export class CredentialError extends Error {
	readonly code = NOT_SENT;
}

/** No access token could be had just now: nothing was sent, and it may be tried again. */
export class NoToken extends Error {
	readonly code = NO_TOKEN;
}

/** What a platform calls its key, in the credential and in the editor. */
export interface KeyField {
	name: string;
	displayName: string;
	/** What a base URL of this platform looks like. */
	baseUrl: string;
}

/**
 * Base URL and key pair of a credential with environment, base URL, key and app secret.
 * @throws CredentialError naming the field
 */
export function keyPairOf(
	credentials: ICredentialDataDecryptedObject,
	baseUrls: Record<string, string>,
	keyField: KeyField,
): { baseUrl: string; keys: KeyPair } {
	// Keys are pasted; a blank or line feed around one is never part of it.
	const text = (name: string) => String(credentials[name] ?? '').trim();
	const appKey = text(keyField.name);
	const appSecret = text('appSecret');
	const key = `“${keyField.displayName}” in the credential`;
	if (appKey === '') throw new CredentialError(`${key} is empty`);
	// It travels in a header. Anything else would be dropped on the way, and the signature would not fit.
	if (!/^[\x21-\x7e]+$/.test(appKey)) {
		throw new CredentialError(`${key} has characters that no key has: check what was pasted`);
	}
	if (appSecret === '') throw new CredentialError('“App Secret” in the credential is empty');
	if (!/^[\x21-\x7e]+$/.test(appSecret)) {
		throw new CredentialError('“App Secret” in the credential has characters that no key has: check what was pasted');
	}
	const environment = text('environment');
	const baseUrl = environment === 'custom' ? text('baseUrl') : (baseUrls[environment] ?? '');
	const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
	if (url === undefined || !/^https?:$/.test(url.protocol)) {
		throw new CredentialError(
			environment === 'custom'
				? `“Base URL” in the credential is no address: it looks like ${keyField.baseUrl}`
				: '“Environment” in the credential is not chosen',
		);
	}
	if (/[?#@]/.test(baseUrl)) {
		throw new CredentialError('“Base URL” in the credential must end with the path: without ?, # and login');
	}
	return { baseUrl: baseUrl.replace(/\/+$/, ''), keys: { appKey, appSecret } };
}
