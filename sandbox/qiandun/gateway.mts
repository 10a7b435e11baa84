// The gateway in front of Qiandun: X-Ca-… headers, refusals in response headers, nonces.
import { diagnose } from '../diagnosis.mts';
import {
	bodyReason,
	clockReason,
	FRESH_MS,
	percentEncoded,
	sameText,
	type Gateway,
	type Refusal,
	type Verdict,
} from '../gateway.mts';
import { isForm } from '../parameters.mts';
import {
	headerOf,
	signatureOf,
	signedParts,
	stringToSign,
	type Dialect,
	type ReceivedRequest,
} from '../string-to-sign.mts';

export const QIANDUN_DIALECT: Dialect = {
	appKey: 'X-Ca-Key',
	signature: 'X-Ca-Signature',
	signedHeaders: 'X-Ca-Signature-Headers',
	timestamp: 'X-Ca-Timestamp',
	nonce: 'X-Ca-Nonce',
	signedByDefault: ['X-Ca-Key'],
};

/** How many nonces are kept at most; the oldest go first. */
const NONCES_KEPT = 100_000;

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
export class QiandunGateway implements Gateway {
	private readonly nonces = new Map<string, number>();

	constructor(private readonly options: GatewayOptions) {}

	check(request: ReceivedRequest): Verdict {
		const parts = signedParts(request, QIANDUN_DIALECT);
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
				code: 'A400IK',
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
				code: 'A400IT',
				message: 'Invalid Timestamp',
				reason: `X-Ca-Timestamp is "${sent}"; it must be milliseconds since 1970 in digits.`,
			};
		}
		const offMs = Number(sent) - this.options.now();
		if (Math.abs(offMs) <= FRESH_MS) return undefined;
		return {
			status: 400,
			code: 'A400TE',
			message: 'Timestamp Expired',
			reason: clockReason('X-Ca-Timestamp', offMs),
		};
	}

	private checkSignature(request: ReceivedRequest, text: string): Refusal | undefined {
		const sent = headerOf(request.headers, 'x-ca-signature');
		if (sameText(sent, signatureOf(text, this.options.appSecret))) return undefined;
		return {
			status: 400,
			code: 'A400IS',
			message: `Invalid Signature, Server StringToSign:\`${onOneLine(text)}\``,
			reason: diagnose(request, QIANDUN_DIALECT, this.options.appSecret),
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
				code: 'A400NU',
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
	if (headerOf(request.headers, 'content-md5') === '') {
		if (request.body.length === 0 || isForm(headerOf(request.headers, 'content-type'))) {
			return undefined;
		}
		return missing('Content-MD5');
	}
	const reason = bodyReason(request);
	if (reason === undefined) return undefined;
	return {
		status: 400,
		code: 'I400I5',
		message: 'Invalid Content-MD5: Body MD5 not match',
		reason,
	};
}

function missing(header: string): Refusal {
	return {
		status: 400,
		code: 'I400MH',
		message: `Header \`${header}\` is Required`,
		reason: `The request came without ${header}.`,
	};
}

/** A header value cannot hold line feeds or Chinese: line feeds become #, everything outside ASCII is percent-encoded. */
function onOneLine(text: string): string {
	return text.replaceAll('\n', '#').replace(/[^\x20-\x7e]+/gu, percentEncoded);
}
