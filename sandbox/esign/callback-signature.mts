// How the platform signs what it tells. Source: e签宝回调通知接收说明, 3.2 签名验签模式.
import { createHmac } from 'node:crypto';

/** Content-Type of a callback. No page shows it for these; the one of data pushes has this. */
const CONTENT_TYPE = 'application/json; charset=UTF-8';

/** What a callback is signed with. `timestamp` is ms since 1970. */
export interface Signing {
	appId: string;
	secret: string;
	timestamp: number;
}

/** The headers of a callback to this address with this body. */
export function signedHeaders(url: string, body: string, { appId, secret, timestamp }: Signing): Record<string, string> {
	return {
		...unsignedHeaders(),
		'X-Tsign-Open-App-Id': appId,
		'X-Tsign-Open-TIMESTAMP': String(timestamp),
		'X-Tsign-Open-SIGNATURE-ALGORITHM': 'hmac-sha256',
		'X-Tsign-Open-SIGNATURE': createHmac('sha256', secret)
			.update(`${timestamp}${queryPart(url)}${body}`, 'utf8')
			.digest('hex'),
	};
}

/** The headers of something that is not signed. */
export function unsignedHeaders(contentType = CONTENT_TYPE): Record<string, string> {
	return { 'Content-Type': contentType };
}

/** The decoded values of the address's own query, in ASCII order of their keys, one after the other. */
function queryPart(url: string): string {
	return [...new URL(url).searchParams]
		.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
		.map(([, value]) => value)
		.join('');
}
