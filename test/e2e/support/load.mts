// A small HTTP load driver: a prepared list of requests over N connections that are kept open.
import http from 'node:http';

/** One request. Method GET unless given. */
export interface Shot {
	url: string;
	method?: string;
	/** Several values are as many header lines. */
	headers?: Readonly<Record<string, string | string[]>>;
	body?: string | Buffer;
	/** Address of this machine to send from, e.g. 127.0.0.2. */
	from?: string;
}

/** How one request ended. */
export interface Hit {
	/** HTTP status; `timeout`, or the code of the network error, where there was no whole answer. */
	status: number | string;
	ms: number;
	/** First 300 characters of the answer. */
	body: string;
}

/** What a load came to. Times in ms. */
export interface Measured {
	/** How often each status came. */
	statuses: Record<string, number>;
	count: number;
	p50: number;
	p95: number;
	max: number;
	perSecond: number;
}

export interface LoadOptions<S extends Shot> {
	connections: number;
	/** For one whole answer. */
	timeoutMs?: number;
	/** Told of every answer. */
	onHit?: (shot: S, hit: Hit) => void;
}

/**
 * Sends all requests, each connection taking the next one as soon as its last one is answered.
 *
 * @param shots what stands in a list of its own is sent at the same moment, over that many connections
 */
export async function fire<S extends Shot>(
	shots: ReadonlyArray<S | readonly S[]>,
	{ connections, timeoutMs = 30_000, onHit }: LoadOptions<S>,
): Promise<Measured> {
	const agent = new http.Agent({ keepAlive: true, maxFreeSockets: Infinity });
	const hits: Hit[] = [];
	let next = 0;
	const each = async (shot: S) => {
		const hit = await send(shot, agent, timeoutMs);
		hits.push(hit);
		onHit?.(shot, hit);
	};
	const lane = async () => {
		for (let shot = shots[next++]; shot !== undefined; shot = shots[next++]) {
			await Promise.all(isGroup(shot) ? shot.map(each) : [each(shot)]);
		}
	};
	const started = performance.now();
	await Promise.all(Array.from({ length: connections }, lane));
	const seconds = (performance.now() - started) / 1000;
	agent.destroy();
	return measured(hits, seconds);
}

const isGroup = <S,>(shot: S | readonly S[]): shot is readonly S[] => Array.isArray(shot);

/** Sends one request on a connection of its own. */
export async function fireOne(shot: Shot, timeoutMs = 30_000): Promise<Hit> {
	return await send(shot, undefined, timeoutMs);
}

/** A JSON body with its header, as the platform sends it. */
export function jsonShot(url: string, body: unknown): Shot {
	return { url, method: 'POST', headers: { 'Content-Type': 'application/json;charset=UTF-8' }, body: JSON.stringify(body) };
}

/** Middle of the values, the mean of the two middle ones for an even number of them. */
export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const half = sorted.length / 2;
	return ((sorted[Math.ceil(half) - 1] ?? NaN) + (sorted[Math.floor(half)] ?? NaN)) / 2;
}

function send(shot: Shot, agent: http.Agent | undefined, timeoutMs: number): Promise<Hit> {
	const { url, method = 'GET', headers = {}, body, from } = shot;
	const started = performance.now();
	return new Promise((resolve) => {
		let [isAnswered, isOver] = [false, false];
		const end = (status: number | string, text = '') => {
			isOver = true;
			clearTimeout(timer);
			resolve({ status, ms: performance.now() - started, body: text.slice(0, 300) });
		};
		const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
		const request = http.request(url, { method, agent, localAddress: from, headers: { ...headers, ...length } }, (response) => {
			isAnswered = true;
			let text = '';
			response.setEncoding('utf8');
			response.on('data', (chunk: string) => {
				if (text.length < 300) text += chunk;
			});
			response.once('end', () => end(response.statusCode ?? 0, text));
			response.once('error', (error) => end(codeOf(error)));
		});
		const timer = setTimeout(() => {
			end('timeout');
			request.destroy();
		}, timeoutMs);
		request.once('error', (error) => {
			// n8n closed a connection just as it was used again: it never read the request (Node's documentation of reusedSocket).
			const isStale = request.reusedSocket && codeOf(error) === 'ECONNRESET' && !isAnswered;
			if (!isStale || isOver) return end(codeOf(error));
			clearTimeout(timer);
			resolve(send(shot, undefined, timeoutMs));
		});
		request.end(body);
	});
}

function codeOf(error: Error): string {
	return 'code' in error ? String(error.code) : error.message;
}

function measured(hits: readonly Hit[], seconds: number): Measured {
	const statuses: Record<string, number> = {};
	for (const { status } of hits) statuses[status] = (statuses[status] ?? 0) + 1;
	const times = hits.map(({ ms }) => ms).sort((a, b) => a - b);
	const at = (share: number) => times[Math.min(times.length - 1, Math.ceil(times.length * share) - 1)] ?? NaN;
	return { statuses, count: hits.length, p50: at(0.5), p95: at(0.95), max: at(1), perSecond: hits.length / seconds };
}
