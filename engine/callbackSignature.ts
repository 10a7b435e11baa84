/** Whether a callback was signed by the platform: over the bytes as they came, compared in constant time. */
import { createHmac, timingSafeEqual } from 'crypto';

export interface SignedCallback {
	/** Of its header, as it came. */
	timestamp: string;
	signature: string;
	/** Path and query as the caller sent them. */
	url: string;
	body: Buffer;
}

/** Values of the query in ascending order of their keys, decoded, nothing between them. */
export function queryPart(url: string): string {
	const query = url.includes('?') ? url.slice(url.indexOf('?') + 1).split('#')[0] : '';
	const pairs = [...new URLSearchParams(query)];
	return pairs
		.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
		.map(([, value]) => value)
		.join('');
}

/** Lower-case hex of HMAC-SHA256 over timestamp, query part and body. Source: docs/api/esign.md#verification */
export function callbackSignature(secret: string, { timestamp, url, body }: Omit<SignedCallback, 'signature'>): string {
	return createHmac('sha256', Buffer.from(secret, 'utf8'))
		.update(timestamp + queryPart(url), 'utf8')
		.update(body)
		.digest('hex');
}

/** A missing secret signs nothing. */
export function isSignedBy(secret: string, callback: SignedCallback): boolean {
	if (secret === '' || callback.timestamp === '') return false;
	const expected = Buffer.from(callbackSignature(secret, callback), 'utf8');
	const given = Buffer.from(callback.signature, 'utf8');
	return given.length === expected.length && timingSafeEqual(given, expected);
}
