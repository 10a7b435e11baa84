// What the platform has to tell its caller (接口回调): kept until fetched with a transactionId and confirmed.
import { randomUUID } from 'node:crypto';
import { newestFirst } from '../newest-first.mts';

/** How many events are kept; the oldest go first. */
export const EVENTS_KEPT = 20_000;

/** One event. `time` is ISO 8601; `data` is what happened, its fields depend on `businessType`. */
export interface PlatformEvent {
	transactionId: string;
	businessType: string;
	data: object;
	time: string;
	/** the receiver has said that it processed the event */
	confirmed: boolean;
}

/** Whoever has to know of an event: that it is there, that it was confirmed for the first time, that it is no longer kept. */
export interface EventListener {
	recorded(event: PlatformEvent): void;
	confirmed(event: PlatformEvent): void;
	forgotten(transactionId: string): void;
}

/** The events of the platform, newest last. */
export class Events {
	private readonly events = new Map<string, PlatformEvent>();
	/** goes on where it stopped: a new iterator would step over all that was ever deleted */
	private oldest = this.events.keys();
	private listener: EventListener | undefined;

	constructor(private readonly now: () => number) {}

	listen(listener: EventListener): void {
		this.listener = listener;
	}

	/** Keeps an event as it is now, and returns its transactionId. `data` becomes JSON when fetched. */
	record(businessType: string, data: object): string {
		const transactionId = newTransactionId();
		const event = {
			transactionId,
			businessType,
			data: structuredClone(data),
			time: new Date(this.now()).toISOString(),
			confirmed: false,
		};
		this.events.set(transactionId, event);
		if (this.events.size > EVENTS_KEPT) this.forgetOldest();
		this.listener?.recorded(event);
		return transactionId;
	}

	get(transactionId: string): PlatformEvent | undefined {
		return this.events.get(transactionId);
	}

	get size(): number {
		return this.events.size;
	}

	/** The newest comes first; at most `limit` of them. */
	list(limit = EVENTS_KEPT): PlatformEvent[] {
		return newestFirst([...this.events.values()], limit);
	}

	/** Marks an event as processed; false when there is none with this id. Confirming again changes nothing. */
	confirm(transactionId: string): boolean {
		const event = this.events.get(transactionId);
		if (event === undefined) return false;
		if (event.confirmed) return true;
		event.confirmed = true;
		this.listener?.confirmed(event);
		return true;
	}

	clear(): void {
		this.events.clear();
		this.oldest = this.events.keys();
	}

	private forgetOldest(): void {
		const { value, done } = this.oldest.next();
		if (done === true) return;
		this.events.delete(value);
		this.listener?.forgotten(value);
	}
}

/** 32 hex digits. */
export function newTransactionId(): string {
	return randomUUID().replaceAll('-', '');
}
