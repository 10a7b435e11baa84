// One request to the receiver: the notification, whole or cut off, and the connectivity test. None of these rejects.
import * as http from 'node:http';
import * as https from 'node:https';
import axios, { type AxiosRequestConfig } from 'axios';
import type { Cut } from './faults.mts';

/** How long the connectivity test waits, in ms. */
const CONNECTIVITY_MS = 3000;

/** Longest answer taken, in bytes, and how many of its characters are kept. */
const ANSWER_BYTES = 65_536;
const ANSWER_CHARACTERS_KEPT = 200;

/** How a request ended: `status` 0 and an `error` when there was no answer. */
export interface Outcome {
	status: number;
	error: string;
	answer: string;
	ms: number;
}

/** A POST, ready to be sent. */
export interface Post {
	url: string;
	headers: Record<string, string>;
	body: string;
}

/** Makes the requests; keeps its connections open for the next ones. */
export class Sender {
	private readonly underWay = new Set<AbortController>();
	private readonly agents = {
		httpAgent: new http.Agent({ keepAlive: true }),
		httpsAgent: new https.Agent({ keepAlive: true }),
	};

	/** Sends a notification. */
	async post({ url, body, headers }: Post, timeoutMs: number, cut?: Cut): Promise<Outcome> {
		return await this.limited(timeoutMs, (signal) =>
			cut === undefined
				? this.ask({ method: 'POST', url, data: body, headers, signal })
				: sendCut(url, body, headers, cut, signal),
		);
	}

	/** One GET without parameters, to see whether the receiver is there. */
	async test(url: string, headers: Record<string, string>): Promise<Outcome> {
		return await this.limited(CONNECTIVITY_MS, (signal) =>
			this.ask({ method: 'GET', url, headers, signal }),
		);
	}

	/** Ends what is under way. */
	abort(): void {
		for (const controller of this.underWay) controller.abort(new Error('the sandbox was reset or closed'));
	}

	/** Ends what is under way and closes the connections. */
	close(): void {
		this.abort();
		this.agents.httpAgent.destroy();
		this.agents.httpsAgent.destroy();
	}

	private async ask(config: AxiosRequestConfig): Promise<Pick<Outcome, 'status' | 'answer'>> {
		const { status, data } = await axios.request<unknown>({
			...config,
			...this.agents,
			proxy: false,
			maxRedirects: 0,
			maxContentLength: ANSWER_BYTES,
			validateStatus: () => true,
			responseType: 'text',
			transformRequest: [(data: unknown) => data],
			transformResponse: [(data: unknown) => data],
		});
		return { status, answer: String(data ?? '').slice(0, ANSWER_CHARACTERS_KEPT) };
	}

	private async limited(
		timeoutMs: number,
		run: (signal: AbortSignal) => Promise<Pick<Outcome, 'status' | 'answer'>>,
	): Promise<Outcome> {
		const controller = new AbortController();
		this.underWay.add(controller);
		const tooSlow = new Error(`no answer within ${timeoutMs} ms`);
		const timer = setTimeout(() => controller.abort(tooSlow), timeoutMs).unref();
		const started = performance.now();
		const ended = (outcome: Omit<Outcome, 'ms'>) => ({
			...outcome,
			ms: Math.round(performance.now() - started),
		});
		try {
			return ended({ error: '', ...(await run(controller.signal)) });
		} catch (error) {
			const cause: unknown = controller.signal.aborted ? controller.signal.reason : error;
			return ended({ status: 0, answer: '', error: explained(cause) });
		} finally {
			clearTimeout(timer);
			this.underWay.delete(controller);
		}
	}
}

/** Sends a request that ends with a cut connection: before its body is complete, or when the answer begins. Always rejects. */
function sendCut(
	url: string,
	body: string,
	headers: Record<string, string>,
	cut: Cut,
	signal: AbortSignal,
): Promise<never> {
	return new Promise((_resolve, reject) => {
		const bytes = Buffer.from(body);
		const { request } = url.startsWith('https:') ? https : http;
		const outgoing = request(url, {
			method: 'POST',
			headers: { ...headers, 'Content-Length': bytes.length },
			agent: false,
			signal,
		});
		const cutNow = () => {
			outgoing.destroy();
			reject(
				new Error(
					cut === 'dropBefore'
						? 'the connection was cut before the request was complete'
						: 'the connection was cut before the answer was read',
				),
			);
		};
		outgoing.on('error', reject);
		outgoing.on('response', cutNow);
		if (cut === 'dropAfter') outgoing.end(bytes);
		else outgoing.write(bytes.subarray(0, Math.floor(bytes.length / 2)), cutNow);
	});
}

/** In words: connecting to a name with several addresses fails with an error that has a code only. */
function explained(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	if (error.message !== '') return error.message;
	return 'code' in error ? String(error.code) : error.name;
}
