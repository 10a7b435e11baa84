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

const SHORTEST_REST_MS = 250;
const LONGEST_REST_MS = 30_000;
/** Refused for so long without one success: nobody waits any more. */
const GIVE_UP_AFTER_MS = 120_000;
/** How many full rounds of answers it takes to try one more request at once. */
const ROUNDS_BEFORE_MORE = 10;

/**
 * Lets at most `most` requests be under way. When the platform refuses one for speed, none starts for a while and half as
 * many run at once; while it goes on refusing, the rests grow. After a while of success the number grows again by one.
 */
export class Pace {
	private limit: number;
	private underWay = 0;
	private answered = 0;
	private resumeAt = 0;
	private restsInARow = 0;
	private refusedSince: number | undefined;
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
		for (const wake of this.waiting.splice(0)) wake();
	}

	/** The platform took a request. */
	accepted(): void {
		this.restsInARow = 0;
		this.refusedSince = undefined;
		if (this.limit < this.most && ++this.answered >= this.limit * ROUNDS_BEFORE_MORE) {
			this.answered = 0;
			this.limit++;
		}
	}

	/**
	 * The platform asked for a rest, of so many milliseconds if it said. Requests refused together count once.
	 * @returns false when it asks for more than anybody waits, or has refused for too long: there is no rest then
	 */
	refused(asked: number | undefined): boolean {
		const now = Date.now();
		this.refusedSince ??= now;
		if ((asked ?? 0) > GIVE_UP_AFTER_MS || now - this.refusedSince > GIVE_UP_AFTER_MS) return false;
		const isNewRest = now >= this.resumeAt;
		if (isNewRest) {
			this.limit = Math.max(1, Math.floor(this.limit / 2));
			this.answered = 0;
			this.restsInARow++;
		}
		const own = Math.min(SHORTEST_REST_MS * 2 ** (this.restsInARow - 1), LONGEST_REST_MS);
		this.resumeAt = Math.max(this.resumeAt, now + Math.max(asked ?? 0, own));
		return true;
	}
}
