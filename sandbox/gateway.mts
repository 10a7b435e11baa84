// What the gateways of both platforms have in common: the verdict on a request, the clock, the checks over the body.
import { createHash, timingSafeEqual } from 'node:crypto';
import { headerOf, type ReceivedRequest } from './string-to-sign.mts';

/** A request the gateway turns away: what the caller is told, and what the console says about it in words. */
export interface Refusal {
	/** of the HTTP answer */
	status: number;
	/** the gateway's error code */
	code: string;
	/** what the caller is told */
	message: string;
	/** never told to the caller */
	reason: string;
}

/** What the gateway found out about one request. The string to sign is empty where none was called for. */
export interface Verdict {
	stringToSign: string;
	refusal?: Refusal;
}

/** The gateway in front of a platform: says whether a request is signed, fresh and intact, and if not, why. */
export interface Gateway {
	check(request: ReceivedRequest): Verdict;
}

/** Timestamps live this long, in ms. Source: the common request formats of both platforms. */
export const FRESH_MS = 15 * 60 * 1000;

/** Whether two texts are the same, in a time that does not depend on where they differ. */
export function sameText(a: string, b: string): boolean {
	const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest();
	return timingSafeEqual(digest(a), digest(b));
}

/** Base64 of the raw MD5 of a body's bytes. */
export function contentMd5Of(body: Buffer): string {
	return createHash('md5').update(body).digest('base64');
}

/** In words: how far a timestamp is off the gateway's clock (`offMs` > 0: ahead). */
export function clockReason(header: string, offMs: number): string {
	const minutes = (Math.abs(offMs) / 60_000).toFixed(1);
	const where = offMs < 0 ? 'behind' : 'ahead of';
	return `${header} is ${minutes} minutes ${where} the gateway's clock; 15 minutes are allowed. Check the caller's clock, and that the value is in milliseconds.`;
}

/** In words: why a Content-MD5 does not match the body; undefined when it does. */
export function bodyReason({ headers, body }: ReceivedRequest): string | undefined {
	const sent = headerOf(headers, 'content-md5');
	const actual = contentMd5Of(body);
	if (sent === actual) return undefined;
	const differs = `Content-MD5 says ${sent}, the ${body.length} bytes of the body have ${actual}.`;
	const hex = Buffer.from(actual, 'base64').toString('hex');
	const mistakes = new Map([
		[hex, 'It is the MD5 in hex; take Base64 of its 16 raw bytes.'],
		[hex.toUpperCase(), 'It is the MD5 in hex; take Base64 of its 16 raw bytes.'],
		[
			Buffer.from(hex).toString('base64'),
			'It is Base64 of the MD5 in hex; take Base64 of its 16 raw bytes.',
		],
		[contentMd5Of(Buffer.alloc(0)), 'It is the MD5 of an empty body; hash the body that is sent.'],
	]);
	const known = mistakes.get(sent);
	return `${differs} ${known ?? 'The body was changed after it was hashed, or serialized twice.'}`;
}

/** A run of characters as percent-encoded UTF-8; a lone surrogate, which has no UTF-8, becomes U+FFFD. */
export function percentEncoded(characters: string): string {
	return [...Buffer.from(characters, 'utf8')]
		.map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
		.join('');
}
