// What the tests of deliveries share: a receiver of notifications on this machine, and the controls over callbacks.
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { Attempt } from '../../sandbox/qiandun/delivery.mts';
import type { Sandbox } from '../../sandbox/server.mts';
import { until } from '../../tools/start/steps.mts';
import { postJson } from './sandbox-support.mts';

/** Longest wait; a test's own limit comes first unless it sets another. */
const WAIT_MS = 80_000;

export interface Received {
	method: string;
	headers: IncomingHttpHeaders;
	body: string;
	transactionId: string;
}

/** A receiver. `answer` decides the status of each answer, and when it comes. */
export interface Receiver {
	url: string;
	received: Received[];
	/** requests whose connection went before they were complete */
	cutOff: number;
	/** most requests that were open at once */
	mostAtOnce: number;
	answer: (request: Received) => number | Promise<number>;
	close(): Promise<void>;
}

export interface EventShown {
	transactionId: string;
	businessType: string;
	confirmed: boolean;
	confirmedAt?: string;
	attempts: number;
	received: number;
	deliveryState: string;
}

export interface Log {
	counters: Record<'pending' | 'sent' | 'received' | 'failed' | 'confirmed', number>;
	deliveries: Attempt[];
}

/** Starts a receiver that answers 200. */
export async function startReceiver(): Promise<Receiver> {
	let open = 0;
	const server = createServer((request, response) => {
		open += 1;
		receiver.mostAtOnce = Math.max(receiver.mostAtOnce, open);
		const chunks: Buffer[] = [];
		request.on('data', (chunk) => chunks.push(Buffer.from(chunk)));
		request.on('error', () => (receiver.cutOff += 1));
		response.on('close', () => (open -= 1));
		request.on('end', async () => {
			const body = Buffer.concat(chunks).toString();
			const { method = '', headers } = request;
			const got = { method, headers, body, transactionId: /"transactionId":"(\w*)"/.exec(body)?.[1] ?? '' };
			receiver.received.push(got);
			response.statusCode = await receiver.answer(got);
			response.setHeader('Location', '/elsewhere');
			response.end(`taken: ${body}`);
		});
	});
	const receiver: Receiver = {
		url: '',
		received: [],
		cutOff: 0,
		mostAtOnce: 0,
		answer: () => 200,
		close: async () => {
			server.closeAllConnections();
			await new Promise((done) => server.close(done));
		},
	};
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	const address = server.address();
	if (typeof address !== 'object' || address === null) throw new Error('no address');
	receiver.url = `http://127.0.0.1:${address.port}/hook`;
	return receiver;
}

/** An address nobody listens on. */
export async function deadUrl(): Promise<string> {
	const receiver = await startReceiver();
	await receiver.close();
	return receiver.url;
}

/** The controls over callbacks of one sandbox. Each throws unless the answer is 200. */
export function callbacksOf(sandbox: () => Sandbox) {
	const at = (path: string) => new URL(`/sandbox/qiandun${path}`, sandbox().console);
	const post = async <T,>(path: string, body: object): Promise<T> => {
		const response = await postJson(at(path), body);
		const text = await response.text();
		if (response.status !== 200) throw new Error(`${response.status} ${text}`);
		return JSON.parse(text) as T;
	};
	const get = async <T,>(path: string): Promise<T> => (await (await fetch(at(path))).json()) as T;
	const log = async (query = '') => await get<Log>(`/deliveries${query}`);
	return {
		at,
		configure: async (settings: object) => await post('/callback', settings),
		/** records so many events of one type; returns their transactionIds */
		record: async (businessType: string, count = 1) =>
			(
				await post<{ transactionIds: string[] }>('/events', {
					events: Array.from({ length: count }, (_, index) => ({ businessType, data: { index } })),
				})
			).transactionIds,
		arm: async (fault: object) => await post('/deliveries/faults', fault),
		send: async (how: 'resend' | 'replay' | 'forge', body: object) =>
			(await post<{ attempts: Attempt[] }>(`/deliveries/${how}`, body)).attempts,
		log,
		event: async (transactionId: string) => {
			const { events } = await get<{ events: EventShown[] }>('/events');
			return events.find((event) => event.transactionId === transactionId);
		},
		/** waits until nothing is on its way and so many attempts are logged */
		attempts: async (count: number) =>
			await until(`${count} attempts`, WAIT_MS, async () => {
				const { counters, deliveries } = await log();
				return counters.sent >= count ? deliveries.reverse() : undefined;
			}, 10),
		quiet: async () =>
			await until('no more pending', WAIT_MS, async () => {
				const { counters } = await log('?limit=1');
				return counters.pending === 0 ? counters : undefined;
			}, 10),
	};
}
