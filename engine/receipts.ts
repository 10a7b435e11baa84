/** What this process knows of the events that were brought to it: being handed to n8n, accepted, failed. */
import { sleep, type IWebhookFunctions } from 'n8n-workflow';
import { longest } from './claims';
import { isConfirmed } from './confirmed';

/** What n8n's webhook server gives to answer with: a response of Express. */
export interface Answering {
	statusCode: number;
	readonly headersSent: boolean;
	readonly writableEnded: boolean;
	readonly destroyed: boolean;
	setHeader(name: string, value: string): unknown;
	status(code: number): Answering;
	json(body: unknown): unknown;
	once(event: 'finish' | 'close', listener: () => void): unknown;
}

/** How n8n answered the request that brought an event. */
export type Verdict = 'accepted' | 'failed';

const CONFIRM_EVERY_MS = 30_000;

/** One event, from its first request on. */
export class Receipt {
	state: 'pending' | Verdict = 'pending';
	/** It is one that was not asked for by this choice of events; undefined for one that was. */
	dismissedBy?: string;
	/** What is said of its end was seen. */
	isCertain = true;
	/** Resolves when the state is no longer pending. */
	readonly settled: Promise<void>;
	private isDone = false;
	private isLost = false;
	private at = 0;
	private tell: () => void = () => undefined;
	private confirmedAt = -Infinity;

	constructor(
		private readonly id: string,
		earlier?: Receipt,
	) {
		// As long as nobody says that work on it has begun anew, the lease is the old one.
		this.at = earlier?.at ?? 0;
		this.settled = new Promise((resolve) => (this.tell = resolve));
	}

	/** @param isDone nothing is left to do for it, whatever the platform hears of it */
	settle(verdict: Verdict, isDone: boolean, isCertain = true): void {
		this.isCertain = isCertain;
		if (this.isLost) return;
		this.state = verdict;
		this.isDone = isDone;
		if (this.at === 0) this.at = Date.now();
		this.tell();
	}

	/** Its execution could not take it on, whatever the platform was told: the next delivery is the event. */
	lost(): void {
		this.settle('failed', false);
		this.isLost = true;
	}

	/** An execution in this process has taken the event on. */
	begun(): void {
		this.at = Date.now();
	}

	/** Confirms the event on the platform; again only after a while, since anybody can send a notification again and again. */
	confirm(how: (() => Promise<void>) | undefined): void {
		if (how === undefined || Date.now() - this.confirmedAt < CONFIRM_EVERY_MS) return;
		this.confirmedAt = Date.now();
		void how();
	}

	/** Whether an accepted event may be worked on again: it has a lease, which is over, and it is not known to be done. */
	isOpenAgain(lease: number | undefined): boolean {
		return lease !== undefined && !this.isDone && Date.now() - this.at > longest(lease) && !isConfirmed(this.id);
	}
}

const MOST_KEPT = 10_000;

/** The receipts of one trigger node. */
export class Receipts {
	private readonly known = new Map<string, Receipt>();

	find(id: string): Receipt | undefined {
		return this.known.get(id);
	}

	open(id: string): Receipt {
		const receipt = new Receipt(id, this.known.get(id));
		// Anew at the end: the oldest go first.
		this.known.delete(id);
		this.known.set(id, receipt);
		if (this.known.size > MOST_KEPT) this.dropOldest();
		return receipt;
	}

	/** As if it had never come. */
	forget(id: string, receipt: Receipt): void {
		if (this.known.get(id) === receipt) this.known.delete(id);
		receipt.settle('failed', false);
	}

	private dropOldest(): void {
		for (const [id, { state }] of this.known) {
			if (state === 'pending') continue;
			this.known.delete(id);
			return;
		}
	}
}

/** One memory for each trigger node, made when it is first asked for. */
export function perNode<T>(make: () => T): (context: Pick<IWebhookFunctions, 'getWorkflow' | 'getNode'>) => T {
	const all = new Map<string, T>();
	return (context) => {
		const key = `${context.getWorkflow().id} ${context.getNode().id}`;
		let one = all.get(key);
		if (one === undefined) {
			one = make();
			all.set(key, one);
		}
		return one;
	};
}

const LOOK_EVERY_MS = 500;
const LOOK_FOR_MS = 3_600_000;

/**
 * The HTTP status n8n answers with, once it has; undefined when it does not within an hour. A caller that is gone
 * hears nothing, but n8n answers all the same.
 */
export async function statusAnswered(response: Answering): Promise<number | undefined> {
	const ended = new Promise<void>((resolve) => {
		response.once('finish', resolve);
		response.once('close', resolve);
	});
	// Who hung up before is gone without another event.
	if (!response.destroyed) await ended;
	for (let waited = 0; !response.writableEnded; waited += LOOK_EVERY_MS) {
		if (waited > LOOK_FOR_MS) return undefined;
		await sleep(LOOK_EVERY_MS);
	}
	return response.statusCode;
}

/** No clock that is set back may make anybody wait longer. */
const LONGEST_WAIT_MS = 60_000;

/** Whether it is settled before the deadline. */
export async function isSoonEnough(settled: Promise<unknown>, deadline: number): Promise<boolean> {
	const left = Math.min(Math.max(deadline - Date.now(), 0), LONGEST_WAIT_MS);
	return await Promise.race([settled.then(() => true), sleep(left).then(() => false)]);
}
