// The gateway in front of the platform: says whether a request is signed, fresh and intact, and if not, why.
import { createHash, timingSafeEqual } from 'node:crypto';
import { diagnose } from './diagnosis.mts';
import { isForm } from './parameters.mts';
import {
	headerOf,
	signatureOf,
	signedParts,
	stringToSign,
	type ReceivedRequest,
} from './string-to-sign.mts';

/** Timestamps and nonces live this long, in ms. Source: the platform's page on the common request format. */
export const FRESH_MS = 15 * 60 * 1000;

/** How many nonces are kept at most; the oldest go first. */
const NONCES_KEPT = 100_000;

/** A request the gateway turns away: what the caller is told, and what the console says about it in words. */
export interface Refusal {
	status: number;
	errorCode: string;
	message: string;
	reason: string;
}

/** What the gateway found out about one request. */
export interface Verdict {
	stringToSign: string;
	refusal?: Refusal;
}

/** One app's key and secret, and the clock (ms since 1970) requests are measured against. */
export interface GatewayOptions {
	appKey: string;
	appSecret: string;
	now: () => number;
}

/**
 * Checks requests in the order key, signature present, timestamp, signature, Content-MD5, nonce. A nonce is remembered only once
 * everything else was right, so that nobody without the secret can use up nonces or memory.
 */
export class Gateway {
	private readonly nonces = new Map<string, number>();

	constructor(private readonly options: GatewayOptions) {}

	check(request: ReceivedRequest): Verdict {
		const parts = signedParts(request);
		const text = stringToSign(parts);
		const refusal =
			this.checkKey(request) ??
			this.checkTimestamp(request) ??
			this.checkSignature(request, text) ??
			checkBody(request) ??
			this.checkNonce(request);
		return refusal === undefined ? { stringToSign: text } : { stringToSign: text, refusal };
	}

	private checkKey(request: ReceivedRequest): Refusal | undefined {
		const key = headerOf(request.headers, 'x-ca-key');
		if (key === '') return missing('X-Ca-Key');
		if (key !== this.options.appKey) {
			return {
				status: 400,
				errorCode: 'A400IK',
				message: 'Invalid AppKey',
				reason: `Unknown app key: the request came with X-Ca-Key "${key}", this sandbox knows "${this.options.appKey}". Check the app key in the credential.`,
			};
		}
		if (headerOf(request.headers, 'x-ca-signature') === '') return missing('X-Ca-Signature');
		return undefined;
	}

	private checkTimestamp(request: ReceivedRequest): Refusal | undefined {
		const sent = headerOf(request.headers, 'x-ca-timestamp');
		if (sent === '') return undefined;
		if (!/^\d{1,16}$/.test(sent)) {
			return {
				status: 400,
				errorCode: 'A400IT',
				message: 'Invalid Timestamp',
				reason: `X-Ca-Timestamp is "${sent}"; it must be milliseconds since 1970 in digits.`,
			};
		}
		const offMs = Number(sent) - this.options.now();
		if (Math.abs(offMs) <= FRESH_MS) return undefined;
		return {
			status: 400,
			errorCode: 'A400TE',
			message: 'Timestamp Expired',
			reason: `X-Ca-Timestamp is ${inMinutes(offMs)} the gateway's clock; 15 minutes are allowed. Check the caller's clock, and that the value is in milliseconds.`,
		};
	}

	private checkSignature(request: ReceivedRequest, text: string): Refusal | undefined {
		const expected = Buffer.from(signatureOf(text, this.options.appSecret), 'utf8');
		const sent = Buffer.from(headerOf(request.headers, 'x-ca-signature'), 'utf8');
		if (sent.length === expected.length && timingSafeEqual(sent, expected)) return undefined;
		return {
			status: 400,
			errorCode: 'A400IS',
			message: `Invalid Signature, Server StringToSign:\`${onOneLine(text)}\``,
			reason: diagnose(request, this.options.appSecret),
		};
	}

	private checkNonce(request: ReceivedRequest): Refusal | undefined {
		const nonce = headerOf(request.headers, 'x-ca-nonce');
		if (nonce === '') return undefined;
		const now = this.options.now();
		for (const [known, since] of this.nonces) {
			if (now - since <= FRESH_MS && this.nonces.size < NONCES_KEPT) break;
			this.nonces.delete(known);
		}
		const since = this.nonces.get(nonce);
		if (since !== undefined && now - since <= FRESH_MS) {
			return {
				status: 400,
				errorCode: 'A400NU',
				message: 'Nonce Used',
				reason: `X-Ca-Nonce "${nonce}" was used ${Math.round((now - since) / 1000)} seconds ago. Every attempt needs its own nonce and signature, a repeated one too.`,
			};
		}
		this.nonces.set(nonce, now);
		return undefined;
	}
}

/** Content-MD5 must match the body's bytes where it is sent, and must be sent with a body that is not a form. */
function checkBody(request: ReceivedRequest): Refusal | undefined {
	const sent = headerOf(request.headers, 'content-md5');
	if (sent === '') {
		if (request.body.length === 0 || isForm(headerOf(request.headers, 'content-type'))) {
			return undefined;
		}
		return missing('Content-MD5');
	}
	const actual = createHash('md5').update(request.body).digest('base64');
	if (sent === actual) return undefined;
	return {
		status: 400,
		errorCode: 'I400I5',
		message: 'Invalid Content-MD5: Body MD5 not match',
		reason: `Content-MD5 says ${sent}, the ${request.body.length} bytes of the body have ${actual}. The body was changed after it was hashed, or serialized twice.`,
	};
}

function missing(header: string): Refusal {
	return {
		status: 400,
		errorCode: 'I400MH',
		message: `Header \`${header}\` is Required`,
		reason: `The request came without ${header}.`,
	};
}

function inMinutes(offMs: number): string {
	const minutes = (Math.abs(offMs) / 60_000).toFixed(1);
	return offMs < 0 ? `${minutes} minutes behind` : `${minutes} minutes ahead of`;
}

/** A header value cannot hold line feeds or Chinese: line feeds become #, everything outside ASCII is percent-encoded. */
function onOneLine(text: string): string {
	return text.replaceAll('\n', '#').replace(/[^\x20-\x7e]+/gu, percentEncoded);
}

/** A run of characters as percent-encoded UTF-8; a lone surrogate, which has no UTF-8, becomes U+FFFD. */
export function percentEncoded(characters: string): string {
	return [...Buffer.from(characters, 'utf8')]
		.map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
		.join('');
}
