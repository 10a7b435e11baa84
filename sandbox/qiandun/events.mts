// What the platform has to tell its caller (接口回调): kept until fetched with a transactionId and confirmed.
import { randomUUID } from 'node:crypto';

/** How many events are kept; the oldest go first. */
const EVENTS_KEPT = 2000;

/** One event. `time` is ISO 8601; `data` is what happened, its fields depend on `businessType`. */
export interface PlatformEvent {
	transactionId: string;
	businessType: string;
	data: object;
	time: string;
	/** the receiver has said that it processed the event */
	confirmed: boolean;
}

/** The events of the platform, newest last. */
export class Events {
	private readonly events = new Map<string, PlatformEvent>();

	constructor(private readonly now: () => number) {}

	/** Keeps an event as it is now, and returns its transactionId. `data` becomes JSON when fetched. */
	record(businessType: string, data: object): string {
		const transactionId = randomUUID().replaceAll('-', '');
		this.events.set(transactionId, {
			transactionId,
			businessType,
			data: structuredClone(data),
			time: new Date(this.now()).toISOString(),
			confirmed: false,
		});
		for (const oldest of this.events.keys()) {
			if (this.events.size <= EVENTS_KEPT) break;
			this.events.delete(oldest);
		}
		return transactionId;
	}

	get(transactionId: string): PlatformEvent | undefined {
		return this.events.get(transactionId);
	}

	/** The newest comes first. */
	list(): PlatformEvent[] {
		return [...this.events.values()].reverse();
	}

	/** Marks an event as processed; false when there is none with this id. Confirming again changes nothing. */
	confirm(transactionId: string): boolean {
		const event = this.events.get(transactionId);
		if (event === undefined) return false;
		event.confirmed = true;
		return true;
	}

	clear(): void {
		this.events.clear();
	}
}
