// Remembers the last calls to the platforms, masked, for the console and for test authors.

/** How many calls are kept. */
export const CALLS_KEPT = 100;

/** How many characters of a masked body are kept. */
export const BODY_CHARACTERS_KEPT = 4000;

/** The platforms of the sandbox. */
export const PLATFORMS = ['qiandun', 'esign'] as const;
export type PlatformName = (typeof PLATFORMS)[number];

/**
 * How a call ended: `ok`; `failed` = business failure in an HTTP 200; `refused` = by the gateway; `notFound` = no such API;
 * `fault` = a fault armed on the control API answered (or dropped) it.
 */
export type Outcome = 'ok' | 'failed' | 'refused' | 'notFound' | 'fault';

/** One call. Personal data in url, stringToSign and requestBody is masked; the expected signature is never in it. */
export interface Call {
	id: number;
	platform: PlatformName;
	/** ISO 8601 */
	at: string;
	/** how often the same call came again, directly after and with the same end; everything but `at` is the last one's */
	repeats: number;
	/** when it came last, ISO 8601; `at` unless it came again */
	lastAt: string;
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

/** A call that came in, before it has its number. */
export type NewCall = Omit<Call, 'id' | 'repeats' | 'lastAt'>;

/** What two calls have in common that are shown as one: a workflow that waits asks the same again and again. */
const FOLDED_BY = [
	'platform',
	'method',
	'url',
	'bodySha256',
	'status',
	'outcome',
	'responseCode',
	'fault',
] as const;

/** The last calls, oldest dropped first. */
export class CallLog {
	private calls: Call[] = [];
	private last = 0;

	/** Adds a call and gives it its number, or counts it as a repeat of the newest one. */
	add(call: NewCall): void {
		const newest = this.calls.at(-1);
		if (newest !== undefined && FOLDED_BY.every((field) => newest[field] === call[field])) {
			const { id, at } = newest;
			this.calls[this.calls.length - 1] = {
				...call,
				id,
				at,
				repeats: newest.repeats + 1,
				lastAt: call.at,
			};
			return;
		}
		this.last += 1;
		this.calls.push({ ...call, id: this.last, repeats: 0, lastAt: call.at });
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
