/** How many requests are under way at once, and when the platform asked to slow down, for one run of a node. */
import { sleep } from 'n8n-workflow';

/** Often enough to notice a cancelled execution soon: n8n's sleep itself cannot be ended early. */
const LOOK_AGAIN_MS = 200;

/** Waits the milliseconds, or less once `isOver` says so. */
export async function pause(milliseconds: number, isOver: () => boolean): Promise<void> {
	const until = Date.now() + milliseconds;
	for (let left = milliseconds; left > 0 && !isOver(); left = until - Date.now()) {
		await sleep(Math.min(left, LOOK_AGAIN_MS));
	}
}

/**
 * Lets at most `most` requests be under way. After `slowDown` none starts for a while and half as many run at once;
 * the number grows again by one after each full round of answers.
 */
export class Pace {
	private limit: number;
	private underWay = 0;
	private answered = 0;
	private resumeAt = 0;
	private waiting: Array<() => void> = [];

	constructor(private readonly most: number) {
		this.limit = most;
	}

	/** Resolves when a request may start (true), or when `isOver` says none may any more (false). */
	async enter(isOver: () => boolean): Promise<boolean> {
		while (!isOver()) {
			const wait = this.resumeAt - Date.now();
			if (wait > 0) await pause(wait, isOver);
			else if (this.underWay < this.limit) {
				this.underWay++;
				return true;
			} else await new Promise<void>((wake) => this.waiting.push(wake));
		}
		return false;
	}

	/** To be called once for every `enter` that gave true. */
	leave(): void {
		this.underWay--;
		if (this.limit < this.most && ++this.answered >= this.limit) {
			this.answered = 0;
			this.limit++;
		}
		for (const wake of this.waiting.splice(0)) wake();
	}

	/** The platform asked for a rest: nobody starts for that long. Requests refused together count once. */
	slowDown(milliseconds: number): void {
		const now = Date.now();
		if (now >= this.resumeAt) this.limit = Math.max(1, Math.floor(this.limit / 2));
		this.answered = 0;
		this.resumeAt = Math.max(this.resumeAt, now + milliseconds);
	}
}
