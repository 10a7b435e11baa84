// Remembers the last calls to the platform, masked, for the console and for test authors.

/** How many calls are kept. */
export const CALLS_KEPT = 100;

/** How many characters of a masked body are kept. */
export const BODY_CHARACTERS_KEPT = 4000;

/**
 * How a call ended: `ok`; `failed` = business failure in an HTTP 200; `refused` = by the gateway; `notFound` = no such API;
 * `fault` = a fault armed on the control API answered (or dropped) it.
 */
export type Outcome = 'ok' | 'failed' | 'refused' | 'notFound' | 'fault';

/** One call. Personal data in url, stringToSign and requestBody is masked; the expected signature is never in it. */
export interface Call {
	id: number;
	/** ISO 8601 */
	at: string;
	method: string;
	/** path and query as sent */
	url: string;
	path: string;
	accept: string;
	contentType: string;
	contentMd5: string;
	bodyBytes: number;
	/** of the raw bytes, hex */
	bodySha256: string;
	requestBody: string;
	signedHeaders: string;
	nonce: string;
	timestamp: string;
	clientSignature: string;
	stringToSign: string;
	/** HTTP status; 0 when the connection was dropped */
	status: number;
	ms: number;
	outcome: Outcome;
	/** in words; empty when the call went well */
	reason: string;
	/** the envelope's code, or the gateway's error code; empty when there was none */
	responseCode: string;
	logKey: string;
	requestId: string;
	/** kind of the armed fault that hit the call; empty when none did */
	fault: string;
}

/** The last calls, oldest dropped first. */
export class CallLog {
	private calls: Call[] = [];
	private last = 0;

	/** Adds a call and gives it its number. */
	add(call: Omit<Call, 'id'>): void {
		this.last += 1;
		this.calls.push({ id: this.last, ...call });
		if (this.calls.length > CALLS_KEPT) this.calls.shift();
	}

	/** Newest first. */
	list(): Call[] {
		return [...this.calls].reverse();
	}

	clear(): void {
		this.calls = [];
	}
}
