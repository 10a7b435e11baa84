// Every attempt to deliver a notification: kept for test authors and for the console.
import { newestFirst } from './events.mts';

/** How many attempts are kept; the oldest go first. */
export const ATTEMPTS_KEPT = 5000;

/**
 * Why a notification is sent: first = the event has just happened; retry = the last attempt failed; unconfirmed = it was received but not
 * confirmed; duplicate = a copy; replay, manual and forged = somebody asked for it.
 */
export type Why = 'first' | 'retry' | 'unconfirmed' | 'duplicate' | 'replay' | 'forged' | 'manual';

/** One attempt. */
export interface Attempt {
	/** running number, in the order in which attempts ended */
	n: number;
	/** empty in a forged notification with a body of its own */
	transactionId: string;
	businessType: string;
	/** the how manieth of this event */
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

/** The last attempts, oldest dropped first, and how many there were in all. */
export class DeliveryLog {
	private attempts: Attempt[] = [];
	private last = 0;
	private received = 0;

	/** Adds an attempt and gives it its number. */
	add(attempt: Omit<Attempt, 'n'>): Attempt {
		this.last += 1;
		if (isReceived(attempt)) this.received += 1;
		const numbered = { n: this.last, ...attempt };
		this.attempts.push(numbered);
		if (this.attempts.length > ATTEMPTS_KEPT) this.attempts.shift();
		return numbered;
	}

	/** Newest first, of one event or of all. */
	list(limit = ATTEMPTS_KEPT, transactionId?: string): Attempt[] {
		const all = this.attempts.filter(
			(attempt) => transactionId === undefined || attempt.transactionId === transactionId,
		);
		return newestFirst(all, limit);
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
export function isReceived({ status }: Pick<Attempt, 'status'>): boolean {
	return status >= 200 && status < 300;
}
