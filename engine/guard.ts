/** Questions to the platform that strangers cause by posting to a public address: few at once, and few in vain. */
import { networkKey } from './address';
import { Pace } from './pace';
import { isSoonEnough } from './receipts';

const AT_ONCE = 10;
/** The platform said that there is no such event. */
const MISS_KEPT_MS = 30_000;
const MOST_MISSES = 1_000;
/** So many in vain at once, then one more every so many milliseconds: for one address, and for all. */
const PER_ADDRESS = { most: 20, refillMs: 10_000 };
const FOR_ALL = { most: 100, refillMs: 1_000 };
const MOST_ADDRESSES = 1_000;

/** Tokens that come back with time. */
class Bucket {
	private left: number;
	private at = Date.now();

	constructor(private readonly size: { most: number; refillMs: number }) {
		this.left = size.most;
	}

	get isEmpty(): boolean {
		const { most, refillMs } = this.size;
		const back = Math.floor((Date.now() - this.at) / refillMs);
		// A clock that was set back takes nothing away.
		this.left = Math.min(most, this.left + Math.max(back, 0));
		this.at = back < 0 ? Date.now() : this.at + back * refillMs;
		return this.left < 1;
	}

	take(): void {
		this.left--;
	}

	giveBack(): void {
		this.left = Math.min(this.size.most, this.left + 1);
	}
}

/** What a question came to: `missing` when the platform knows no such event, `late` and `refused` when it was not asked. */
export type Asked<T> = { kind: 'asked'; answer: T } | { kind: 'late' | 'refused' | 'missing' };

/** Guards the questions of one trigger node. */
export class Guard {
	private readonly pace = new Pace(AT_ONCE);
	private readonly missing = new Map<string, number>();
	private readonly addresses = new Map<string, Bucket>();
	private readonly all = new Bucket(FOR_ALL);
	/** From where an event came that exists: what others invent does not keep it out. */
	private readonly good = new Set<string>();

	/**
	 * Asks about an event when it is this question's turn.
	 * @param question gives undefined when the platform knows no such event
	 * @param isReal whether an answer says that there is such an event
	 */
	async ask<T>(
		id: string,
		address: string,
		deadline: number,
		question: () => Promise<T | undefined>,
		isReal: (answer: T) => boolean,
	): Promise<Asked<T>> {
		if ((this.missing.get(id) ?? 0) > Date.now()) return { kind: 'missing' };
		if (this.isTooMuch(address)) return { kind: 'refused' };
		const turn = this.pace.enter(() => Date.now() >= deadline);
		if (!(await isSoonEnough(turn, deadline))) {
			void turn.then((mine) => mine && this.pace.leave());
			return { kind: 'late' };
		}
		if (!(await turn)) return { kind: 'late' };
		try {
			if (this.isTooMuch(address)) return { kind: 'refused' };
			const asked = await this.askNow(id, address, question);
			if (asked.kind === 'asked' && isReal(asked.answer)) this.knowGood(networkKey(address));
			return asked;
		} finally {
			this.pace.leave();
		}
	}

	private isTooMuch(address: string): boolean {
		const from = networkKey(address);
		return (this.all.isEmpty && !this.good.has(from)) || this.addresses.get(from)?.isEmpty === true;
	}

	/** A question costs a token until it is known not to be in vain. */
	private async askNow<T>(id: string, address: string, question: () => Promise<T | undefined>): Promise<Asked<T>> {
		const buckets = [this.all, this.bucketOf(address)];
		for (const bucket of buckets) bucket.take();
		let isMiss = false;
		try {
			const answer = await question();
			isMiss = answer === undefined;
			if (answer !== undefined) return { kind: 'asked', answer };
			if (this.missing.size >= MOST_MISSES) this.missing.clear();
			this.missing.set(id, Date.now() + MISS_KEPT_MS);
			return { kind: 'missing' };
		} finally {
			if (!isMiss) for (const bucket of buckets) bucket.giveBack();
		}
	}

	private knowGood(from: string): void {
		if (this.good.size >= MOST_ADDRESSES) this.good.clear();
		this.good.add(from);
	}

	private bucketOf(address: string): Bucket {
		const from = networkKey(address);
		let bucket = this.addresses.get(from);
		if (bucket === undefined) {
			if (this.addresses.size >= MOST_ADDRESSES) this.addresses.clear();
			bucket = new Bucket(PER_ADDRESS);
			this.addresses.set(from, bucket);
		}
		return bucket;
	}
}
