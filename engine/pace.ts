/** How many requests are under way at once, and when the platform asked to slow down, for one run of a node. */
import { sleep } from 'n8n-workflow';

/** Often enough to notice a cancelled execution soon: n8n's sleep itself cannot be ended early. */
const LOOK_AGAIN_MS = 200;

/** Waits the milliseconds, or less once `isOver` says so. */
export async function pause(milliseconds: number, isOver: () => boolean): Promise<void> {
	const until = performance.now() + milliseconds;
	for (let left = milliseconds; left > 0 && !isOver(); left = until - performance.now()) {
		await sleep(Math.min(left, LOOK_AGAIN_MS));
	}
}

const SHORTEST_REST_MS = 250;
const LONGEST_REST_MS = 30_000;
/** Refused for so long without one success: nobody waits any more. */
const GIVE_UP_AFTER_MS = 120_000;
/** How many full rounds of answers it takes to try one more request at once. */
const ROUNDS_BEFORE_MORE = 10;

/** A little slower than the limit that was seen: a platform counts in windows of its own. */
const BELOW_LIMIT = 1.05;
/** How many full rounds of answers it takes to try a little faster than the limit that was seen; twice as many after each refusal. */
const ROUNDS_BEFORE_FASTER = 30;
const FASTER = 0.9;

/** How much of the time from answer to answer lies at least between two starts, were the answers spread evenly. */
const SPREAD = 0.25;
/** Less is not worth a timer: the work of one request takes as long. */
const LEAST_GAP_MS = 1;
/** How many answers the usual time of an answer is told from. */
const ANSWERS_REMEMBERED = 8;

/**
 * Lets at most `most` requests be under way. When the platform refuses one for speed, none starts for a while and half as
 * many run at once; while it goes on refusing, the rests grow. After a while of success the number grows again by one.
 * When it refuses again after more than a round went through, it counts requests by time: then they start one after the other,
 * as fast as it let them through, instead of running into the limit each time.
 *
 * Requests that start together are answered together, and then each waits for the work on all others, round after round: so they
 * start a little apart where answers take their time.
 */
export class Pace {
	private limit: number;
	private underWay = 0;
	private answered = 0;
	private resumeAt = 0;
	private restsInARow = 0;
	/** Since the rest before: when it was over, and how many were taken. What is answered during a rest still counts. */
	private stretch = { began: 0, taken: 0, isFirst: true };
	/** How long it takes the platform to take that many: the stretch, or the rest where that is longer. Set while there is a rest. */
	private stretchMs: number | undefined;
	/** Milliseconds from one start to the next. */
	private spacing = 0;
	private nextStart = 0;
	private lastStart = 0;
	/** Milliseconds an answer takes as of late. */
	private usual: number | undefined;
	private roundsBeforeFaster = ROUNDS_BEFORE_FASTER;
	private refusedSince: number | undefined;
	private waiting: Array<() => void> = [];

	constructor(private readonly most: number) {
		this.limit = most;
	}

	/** Resolves when a request may start (true), or when `isOver` says none may any more (false). */
	async enter(isOver: () => boolean): Promise<boolean> {
		while (!isOver()) {
			const now = performance.now();
			const wait = Math.max(this.resumeAt, this.nextStart, this.lastStart + this.gap) - now;
			if (wait > 0) await pause(wait, isOver);
			else if (this.stretchMs !== undefined) this.slowDown(now, this.stretchMs);
			else if (this.underWay < this.limit) {
				this.underWay++;
				this.lastStart = now;
				this.nextStart = Math.max(this.nextStart, now - this.spacing) + this.spacing;
				return true;
			} else await new Promise<void>((wake) => this.waiting.push(wake));
		}
		return false;
	}

	/** To be called once for every `enter` that gave true. @param tookMs how long the answer took, where there was one */
	leave(tookMs?: number): void {
		this.underWay--;
		if (tookMs !== undefined) {
			this.usual ??= tookMs;
			this.usual += (tookMs - this.usual) / ANSWERS_REMEMBERED;
		}
		for (const wake of this.waiting.splice(0)) wake();
	}

	/** The platform took a request. */
	accepted(): void {
		this.restsInARow = 0;
		this.refusedSince = undefined;
		this.stretch.taken++;
		if (this.spacing > 0 && this.stretch.taken % (this.most * this.roundsBeforeFaster) === 0) this.spacing *= FASTER;
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
		const now = performance.now();
		this.refusedSince ??= now;
		if ((asked ?? 0) > GIVE_UP_AFTER_MS || now - this.refusedSince > GIVE_UP_AFTER_MS) return false;
		const isNewRest = now >= this.resumeAt;
		if (isNewRest) this.restsInARow++;
		const rest = Math.max(asked ?? 0, Math.min(SHORTEST_REST_MS * 2 ** (this.restsInARow - 1), LONGEST_REST_MS));
		if (isNewRest) this.stretchMs = Math.max(rest, now - this.stretch.began);
		this.resumeAt = Math.max(this.resumeAt, now + rest);
		return true;
	}

	/** Milliseconds that lie at least between two starts. */
	private get gap(): number {
		const gap = ((this.usual ?? 0) / this.limit) * SPREAD;
		return gap < LEAST_GAP_MS ? 0 : gap;
	}

	/** When a rest is over. */
	private slowDown(now: number, stretchMs: number): void {
		const { taken, isFirst } = this.stretch;
		this.answered = 0;
		if (isFirst || taken <= this.limit) this.limit = Math.max(1, Math.floor(this.limit / 2));
		else {
			if (this.spacing > 0) this.roundsBeforeFaster *= 2;
			this.spacing = (stretchMs / taken) * BELOW_LIMIT;
		}
		this.stretch = { began: now, taken: 0, isFirst: false };
		this.stretchMs = undefined;
	}
}
