// Sends a bounded number of notifications at once, in the order they were put in.

/** Something to send. `run` never rejects; `cancel` is called instead when the queue is emptied. */
export interface Job {
	run: () => Promise<void>;
	cancel: () => void;
}

/** How many places at the head may be empty before the list is cut. */
const EMPTY_MOST = 1000;

/** First in, first out; at most `concurrency()` are under way. */
export class DeliveryQueue {
	private waiting: Job[] = [];
	private next = 0;
	private running = 0;

	constructor(private readonly concurrency: () => number) {}

	/** Waiting or under way. */
	get size(): number {
		return this.waiting.length - this.next + this.running;
	}

	push(job: Job): void {
		this.waiting.push(job);
		this.start();
	}

	/** Cancels what waits. What is under way is for its sender to end. */
	clear(): void {
		const cancelled = this.waiting.slice(this.next);
		this.waiting = [];
		this.next = 0;
		for (const job of cancelled) job.cancel();
	}

	/** Starts as many as may be under way; to be called when there may be more than before. */
	start(): void {
		while (this.running < this.concurrency()) {
			const job = this.waiting[this.next];
			if (job === undefined) return;
			this.next += 1;
			if (this.next > EMPTY_MOST && this.next * 2 > this.waiting.length) {
				this.waiting = this.waiting.slice(this.next);
				this.next = 0;
			}
			this.running += 1;
			void job.run().finally(() => {
				this.running -= 1;
				this.start();
			});
		}
	}
}
