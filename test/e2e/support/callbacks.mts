// What the sandbox's control API offers to tests of callbacks: events in bulk, where they go, what goes wrong on the way.
import axios from 'axios';
import type { Sandbox } from '../../../sandbox/server.mts';
import { type Json, record, records, text } from '../../../tools/start/json.mts';

/** The event of these tests: a signer signed. */
export const EVENT = 'OPEN_CONTRACT_SIGNED';

/** Attempts and events so far. */
export interface Counters {
	pending: number;
	sent: number;
	received: number;
	failed: number;
	confirmed: number;
}

export class Callbacks {
	private readonly root: string;

	constructor(sandbox: Sandbox) {
		this.root = new URL('/sandbox', sandbox.console).href;
	}

	/** @param settings url, timeoutMs, retryDelaysMs, resendAfterMs, maxAttempts, concurrency; what is not given stays */
	async configure(settings: Json): Promise<void> {
		await this.post('/qiandun/callback', settings);
	}

	/** Records events as if they had happened; with a callback URL their notifications go out at once. @returns their transactionIds */
	async happen(count: number): Promise<string[]> {
		const events = Array.from({ length: count }, (_, index) => ({
			businessType: EVENT,
			data: { contractId: `${7_100_000_000_000_000_000n + BigInt(index)}`, businessCode: `case-${index}`, accountId: 'PSN-A', signStatus: 2 },
		}));
		const { transactionIds } = record(await this.post('/qiandun/events', { events }));
		return Array.isArray(transactionIds) ? transactionIds.map(text) : [];
	}

	/** Something that goes wrong with notifications on their way. */
	async armDelivery(fault: Json): Promise<void> {
		await this.post('/qiandun/deliveries/faults', fault);
	}

	/** Something that goes wrong with calls of the platform. */
	async armCall(fault: Json): Promise<void> {
		await this.post('/faults', fault);
	}

	async counters(): Promise<Counters> {
		const { counters } = record(await this.get('/qiandun/deliveries?limit=1'));
		const { pending, sent, received, failed, confirmed } = record(counters);
		return { pending: Number(pending), sent: Number(sent), received: Number(received), failed: Number(failed), confirmed: Number(confirmed) };
	}

	/** The attempts that are still remembered (5,000), newest first. @param transactionId of this event alone */
	async attempts(transactionId = ''): Promise<Json[]> {
		const query = transactionId === '' ? '' : `?transactionId=${transactionId}`;
		return records(record(await this.get(`/qiandun/deliveries${query}`)).deliveries);
	}

	/** All events that are kept, with what became of them. */
	async events(): Promise<Json[]> {
		return records(record(await this.get('/qiandun/events?limit=20000')).events);
	}

	private async get(route: string): Promise<unknown> {
		return (await axios.get<unknown>(`${this.root}${route}`, { proxy: false, timeout: 60_000 })).data;
	}

	private async post(route: string, body: Json): Promise<unknown> {
		return (await axios.post<unknown>(`${this.root}${route}`, body, { proxy: false, timeout: 60_000, maxBodyLength: Infinity })).data;
	}
}

/** How often each value comes, most often first: `200: 41, 503: 2`. */
export function tally(values: Iterable<unknown>): string {
	const counts = new Map<string, number>();
	for (const value of values) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
	return [...counts].sort(([, a], [, b]) => b - a).map(([value, count]) => `${value}: ${count}`).join(', ');
}
