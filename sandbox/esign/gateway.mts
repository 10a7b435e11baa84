// The gateway in front of eSign: X-Tsign-Open-… headers, signature or token, refusals as JSON.
import { diagnose } from '../diagnosis.mts';
import {
	bodyReason,
	clockReason,
	FRESH_MS,
	sameText,
	type Gateway,
	type Refusal,
	type Verdict,
} from '../gateway.mts';
import { isForm, pathOf } from '../parameters.mts';
import {
	headerOf,
	signatureOf,
	signedParts,
	stringToSign,
	type Dialect,
	type ReceivedRequest,
} from '../string-to-sign.mts';
import type { Tokens } from './tokens.mts';

export const ESIGN_DIALECT: Dialect = {
	appKey: 'X-Tsign-Open-App-Id',
	signature: 'X-Tsign-Open-Ca-Signature',
	signedHeaders: 'X-Tsign-Open-Ca-Signature-Headers',
	timestamp: 'X-Tsign-Open-Ca-Timestamp',
	nonce: '',
	signedByDefault: [],
};

const AUTH_MODE = 'X-Tsign-Open-Auth-Mode';
const TOKEN = 'X-Tsign-Open-Token';

/** Paths that hand out tokens: app id and secret are in the query, nothing is signed. */
const TOKEN_PATHS = '/v1/oauth2/';

/** One app's id and secret, its tokens, and the clock (ms since 1970) requests are measured against. */
export interface GatewayOptions {
	appId: string;
	appSecret: string;
	tokens: Tokens;
	now: () => number;
}

/**
 * Checks requests in the order auth mode, token present, app, then token; or signature headers present, timestamp, signature,
 * Content-MD5. That a missing token comes before the app, and the app before everything else, was seen at the live gateway.
 */
export class EsignGateway implements Gateway {
	constructor(private readonly options: GatewayOptions) {}

	check(request: ReceivedRequest): Verdict {
		if (pathOf(request.target).startsWith(TOKEN_PATHS)) return { stringToSign: '' };
		const mode = headerOf(request.headers, AUTH_MODE);
		if (mode === '') return verdict('', this.checkToken(request));
		if (mode !== 'Signature') {
			return verdict(
				'',
				refusal(
					'AUTHSTRATEGY_NOT_FOUND',
					`${AUTH_MODE} is "${mode}"; it must be "Signature", or be left out to send a token.`,
				),
			);
		}
		const text = stringToSign(signedParts(request, ESIGN_DIALECT));
		return verdict(
			text,
			this.checkApp(request) ??
				checkPresence(request) ??
				this.checkTimestamp(request) ??
				this.checkSignature(request, text) ??
				checkBody(request),
		);
	}

	private checkToken(request: ReceivedRequest): Refusal | undefined {
		const token = headerOf(request.headers, TOKEN);
		if (token === '') {
			return refusal(
				'TOKEN_CANT_BE_NULL',
				`The request came without ${AUTH_MODE}: Signature, so a token was expected in ${TOKEN}. To sign requests, send that header.`,
			);
		}
		const app = this.checkApp(request);
		if (app !== undefined) return app;
		if (this.options.tokens.isLive(token)) return undefined;
		return refusal(
			'TOKEN错误',
			`The value of ${TOKEN} is no token of this app, or it is over: a token lives 120 minutes, and 5 minutes once a newer one is issued.`,
		);
	}

	private checkApp(request: ReceivedRequest): Refusal | undefined {
		const appId = headerOf(request.headers, ESIGN_DIALECT.appKey);
		if (appId === '') return missing(ESIGN_DIALECT.appKey);
		if (appId === this.options.appId) return undefined;
		return refusal(
			'无效的应用',
			`Unknown app id: the request came with ${ESIGN_DIALECT.appKey} "${appId}", this sandbox knows "${this.options.appId}". Check app id and environment in the credential.`,
		);
	}

	private checkTimestamp(request: ReceivedRequest): Refusal | undefined {
		const name = ESIGN_DIALECT.timestamp;
		const sent = headerOf(request.headers, name);
		if (!/^\d{13}$/.test(sent)) {
			const seconds = /^\d{10}$/.test(sent) ? ' This looks like seconds.' : '';
			return refusal(
				'INVALID_TIMESTAMP',
				`${name} is "${sent}"; it must be milliseconds since 1970, 13 digits.${seconds}`,
			);
		}
		const offMs = Number(sent) - this.options.now();
		if (Math.abs(offMs) <= FRESH_MS) return undefined;
		return refusal('INVALID_TIMESTAMP', clockReason(name, offMs));
	}

	private checkSignature(request: ReceivedRequest, text: string): Refusal | undefined {
		const sent = headerOf(request.headers, ESIGN_DIALECT.signature);
		if (sameText(sent, signatureOf(text, this.options.appSecret))) return undefined;
		return refusal('INVALID_SIGNATURE', diagnose(request, ESIGN_DIALECT, this.options.appSecret));
	}
}

/** A form needs no Content-MD5 (当请求 Body 非 Form 表单时…), and neither does an empty body. */
function checkPresence({ headers, body }: ReceivedRequest): Refusal | undefined {
	const needed = [ESIGN_DIALECT.signature, ESIGN_DIALECT.timestamp];
	if (body.length > 0 && !isForm(headerOf(headers, 'content-type'))) needed.push('Content-MD5');
	const absent = needed.find((name) => headerOf(headers, name) === '');
	return absent === undefined ? undefined : missing(absent);
}

/** Content-MD5 must match the body's bytes where it is sent. */
function checkBody(request: ReceivedRequest): Refusal | undefined {
	if (headerOf(request.headers, 'content-md5') === '') return undefined;
	const reason = bodyReason(request);
	return reason === undefined ? undefined : refusal('INVALID_SIGNATURE', reason);
}

function verdict(text: string, found: Refusal | undefined): Verdict {
	return found === undefined ? { stringToSign: text } : { stringToSign: text, refusal: found };
}

function missing(header: string): Refusal {
	return refusal('缺少参数', `The request came without ${header}.`);
}

/** The message is the gateway's error name; the number beside it is always that of the HTTP status. */
function refusal(message: string, reason: string): Refusal {
	return { status: 401, code: '401', message, reason: `${message}: ${reason}` };
}
