/** A callback as e签宝 signs it, written down once more from docs/api/esign.md#verification. */
import { createHmac } from 'node:crypto';

export interface Signing {
	appId: string;
	secret: string;
	/** ms since 1970; a callback has it as text. */
	timestamp?: string;
	/** Values of the address's query, in the order of their keys, one after the other. */
	query?: string;
}

export function esignHeaders(body: string, { appId, secret, timestamp = String(Date.now()), query = '' }: Signing): Record<string, string> {
	return {
		'content-type': 'application/json;charset=UTF-8',
		'x-tsign-open-app-id': appId,
		'x-tsign-open-timestamp': timestamp,
		'x-tsign-open-signature-algorithm': 'hmac-sha256',
		'x-tsign-open-signature': createHmac('sha256', secret).update(`${timestamp}${query}${body}`, 'utf8').digest('hex'),
	};
}

/** What of an address is signed. */
export const queryOf = (url: string): string =>
	[...new URL(url).searchParams]
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([, value]) => value)
		.join('');
