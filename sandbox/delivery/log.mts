// Every attempt to deliver a notification: kept for test authors and for the console.
import { newestFirst } from '../newest-first.mts';

/** How many attempts are kept; the oldest go first. */
export const ATTEMPTS_KEPT = 5000;

/**
 * Why a notification is sent: first = the event has just happened; retry = the last attempt failed; unconfirmed = it was received but not
 * confirmed; duplicate = a copy; replay, manual and forged = somebody asked for it.
 */
export type Why = 'first' | 'retry' | 'unconfirmed' | 'duplicate' | 'replay' | 'forged' | 'manual';

/** What every attempt is known by. */
export interface AttemptFacts {
	/** the how manieth of this notification */
	attempt: number;
	why: Why;
	/** without its query, which may hold a secret */
	url: string;
	/** ISO 8601 */
	startedAt: string;
	ms: number;
	/** HTTP status; 0 when there was no answer */
	status: number;
	/** why there was no answer; empty when there was one */
	error: string;
	/** first 200 characters of the answer */
	answer: string;
	/** kinds of the armed faults that hit it; empty when none did */
	fault: string;
}

/** One attempt: its running number, in the order in which attempts ended, what the platform calls the notification by, and the facts. */
export type Attempt<Labels> = { n: number } & Labels & AttemptFacts;

/** The last attempts, oldest dropped first, and how many there were in all. */
export class DeliveryLog<Labels> {
	private attempts: Array<Attempt<Labels>> = [];
	private last = 0;
	private received = 0;

	/** Adds an attempt and gives it its number. */
	add(labels: Labels, facts: AttemptFacts): Attempt<Labels> {
		this.last += 1;
		if (isReceived(facts)) this.received += 1;
		const numbered = { n: this.last, ...labels, ...facts };
		this.attempts.push(numbered);
		if (this.attempts.length > ATTEMPTS_KEPT) this.attempts.shift();
		return numbered;
	}

	/** Newest first, all or those that are wanted. */
	list(limit = ATTEMPTS_KEPT, wanted: (attempt: Attempt<Labels>) => boolean = () => true): Array<Attempt<Labels>> {
		return newestFirst(this.attempts.filter(wanted), limit);
	}

	/** Attempts made, those the receiver took (2xx), and those it did not. */
	get counts(): { sent: number; received: number; failed: number } {
		return { sent: this.last, received: this.received, failed: this.last - this.received };
	}

	clear(): void {
		this.attempts = [];
		this.last = 0;
		this.received = 0;
	}
}

/** Whether the receiver took it: it answered 2xx. */
export function isReceived({ status }: { status: number }): boolean {
	return status >= 200 && status < 300;
}
