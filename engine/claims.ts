/**
 * Which events a workflow has taken on, across processes and restarts: n8n's memory for deduplication, made atomic. n8n
 * reads, compares and writes it without a lock, so that of two at the same moment both would be new.
 */
import { randomUUID } from 'crypto';
import { sleep, type DeduplicationHelperFunctions, type ICheckProcessedOptions } from 'n8n-workflow';
import { ConfirmedReader, isConfirmed } from './confirmed';

/** n8n's memory, as execute() has it. */
export type Memory = Pick<
	DeduplicationHelperFunctions,
	'checkProcessedAndRecord' | 'removeProcessed' | 'clearAllProcessedItems'
>;

/** What one execution wants to work on. */
export interface Wish {
	id: string;
	/**
	 * Milliseconds after which an event that nobody has reported as done is open again; up to a quarter more. Undefined:
	 * taken on once is taken on for good.
	 */
	lease?: number;
	/** An earlier try is known to have failed, or a person asks for another one: given whatever is remembered. */
	again?: boolean;
}

/** How the claims of several processes are kept apart. */
export type Exclusively = <T>(memory: Memory, work: () => Promise<T>) => Promise<T>;

/** `taken` by another execution, which may still be at work; `done` when that is known to be over. */
export type Claim = 'mine' | 'taken' | 'done';

interface Waiting {
	memory: Memory;
	wish: Wish;
	/** It is given back. */
	isOver: boolean;
	exclusively: Exclusively;
	resolve(claim: Claim): void;
	reject(error: unknown): void;
}

/** Two entries per event, four where it has a lease. */
const ENTRIES: ICheckProcessedOptions = { mode: 'entries', maxEntries: 8_000 };
const SLOTS_PER_LEASE = 4;
const MOST_AT_ONCE = 50;
/** A database that is moved to another machine is gone for some seconds; nobody waits for the answer here. */
const PATIENCE_MS = 30_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 3_000;

/** How long a lease may last: it is counted in quarters, and ends with one. */
export const longest = (lease: number): number => (lease * (SLOTS_PER_LEASE + 1)) / SLOTS_PER_LEASE;

const openEntry = (id: string) => `open ${id}`;
const leaseEntry = (id: string, slot: number) => `${id} ${slot}`;

/** The claims of one trigger node. Those that come together are answered together, with one write. */
export class Claims {
	private waiting: Waiting[] = [];
	private isBusy = false;
	private readonly confirmed = new ConfirmedReader();

	constructor(
		private readonly now: () => number = () => Date.now(),
		private readonly patience = PATIENCE_MS,
	) {}

	/**
	 * Whether the caller is the one to work on the event: `mine` for one of all that ask for it.
	 * @throws what n8n's memory throws, when it goes on doing so
	 */
	async claim(memory: Memory, wish: Wish, exclusively: Exclusively): Promise<Claim> {
		return await this.put({ memory, wish, exclusively, isOver: false });
	}

	/**
	 * Gives back what was claimed, as if nobody had asked for it. What cannot be removed ends with its lease.
	 * @throws what `exclusively` throws
	 */
	async release(memory: Memory, wish: Wish, exclusively: Exclusively): Promise<void> {
		await this.put({ memory, wish, exclusively, isOver: true });
	}

	private async put(waiting: Omit<Waiting, 'resolve' | 'reject'>): Promise<Claim> {
		return await new Promise((resolve, reject) => {
			this.waiting.push({ ...waiting, resolve, reject });
			if (!this.isBusy) void this.work();
		});
	}

	private async work(): Promise<void> {
		this.isBusy = true;
		while (this.waiting.length > 0) {
			const batch = this.waiting.splice(0, MOST_AT_ONCE);
			const [{ memory, exclusively }] = batch;
			const over = batch.filter(({ isOver }) => isOver);
			const asking = batch.filter(({ isOver }) => !isOver);
			try {
				const answers = await exclusively(memory, async () => {
					if (over.length > 0) await this.forgotten(memory, over.flatMap(({ wish }) => this.allEntries(wish)));
					return asking.length > 0 ? await this.decide(memory, asking.map(({ wish }) => wish)) : [];
				});
				for (const { resolve } of over) resolve('done');
				asking.forEach(({ resolve }, index) => resolve(answers[index]));
			} catch (error) {
				for (const { reject } of batch) reject(error);
			}
		}
		this.isBusy = false;
	}

	private async decide(memory: Memory, wishes: Wish[]): Promise<Claim[]> {
		const known = await this.recorded(memory, wishes.flatMap((wish) => [wish.id, ...this.leaseEntries(wish)]));
		const taken = new Set<string>();
		const answers: Claim[] = [];
		for (const wish of wishes) {
			const isNew = wish.again === true || !known.has(wish.id);
			const answer = taken.has(wish.id) ? 'taken' : isNew ? 'mine' : await this.knownClaim(memory, wish, known);
			if (answer === 'mine') taken.add(wish.id);
			answers.push(answer);
		}
		if (wishes.some(({ lease }) => lease !== undefined)) await this.closeConfirmed(memory);
		return answers;
	}

	/** A known event may be worked on again when it is not done and its last lease is over. */
	private async knownClaim(memory: Memory, wish: Wish, known: Set<string>): Promise<Claim> {
		const { id, lease } = wish;
		if (lease === undefined) return 'taken';
		const slot = this.slot(lease);
		const own = leaseEntry(id, slot);
		const isLeased = known.has(own);
		if (isConfirmed(id) || !known.has(openEntry(id))) {
			await this.forgotten(memory, isLeased ? [openEntry(id)] : [openEntry(id), own]);
			return 'done';
		}
		if (isLeased) return 'taken';
		const earlier = Array.from({ length: SLOTS_PER_LEASE }, (_, back) => leaseEntry(id, slot - back - 1));
		// The others of this batch must not fail with it.
		const leased = await this.recorded(memory, earlier).catch(() => new Set<string>());
		const isOpen = leased.size === 0;
		// n8n knows no asking without recording: what should not stay is removed.
		const mistaken = earlier.filter((entry) => !leased.has(entry));
		if (!isOpen) mistaken.push(own);
		await this.forgotten(memory, mistaken);
		return isOpen ? 'mine' : 'taken';
	}

	/** What was confirmed in this process is done for others too, and after a restart. */
	private async closeConfirmed(memory: Memory): Promise<void> {
		if (this.confirmed.waiting > 0) await this.forgotten(memory, this.confirmed.take(MOST_AT_ONCE).map(openEntry));
	}

	private leaseEntries({ id, lease }: Wish): string[] {
		return lease === undefined ? [] : [openEntry(id), leaseEntry(id, this.slot(lease))];
	}

	/** Also those of slots before: it may have been claimed a while ago. */
	private allEntries(wish: Wish): string[] {
		const { id, lease } = wish;
		if (lease === undefined) return [id];
		const slot = this.slot(lease);
		return [id, openEntry(id), ...Array.from({ length: SLOTS_PER_LEASE + 2 }, (_, back) => leaseEntry(id, slot - back))];
	}

	private slot(lease: number): number {
		return Math.floor(this.now() / (lease / SLOTS_PER_LEASE));
	}

	/**
	 * Records the entries. @returns those that were there before; none where a write of its own may have been among the
	 * tries that failed: an event done twice is better than one that is lost
	 */
	private async recorded(memory: Memory, entries: string[]): Promise<Set<string>> {
		// It is there after a try that wrote, and only then.
		const marker = `write ${randomUUID()}`;
		const asked = [...new Set(entries), marker];
		for (let waited = 0, pause = FIRST_PAUSE_MS; ; waited += pause, pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
			try {
				const { processed } = await memory.checkProcessedAndRecord(asked, 'node', ENTRIES);
				const known = new Set(processed.map(String));
				return known.has(marker) ? new Set() : known;
			} catch (error) {
				if (waited >= this.patience) return await Promise.reject(error);
				await sleep(pause);
			}
		}
	}

	/** Removes the entries, if that can be done: what they say ends by itself. */
	private async forgotten(memory: Memory, entries: string[]): Promise<void> {
		for (let attempt = 1; attempt <= 3; attempt++) {
			try {
				return await memory.removeProcessed(entries, 'node', ENTRIES);
			} catch {
				await sleep(FIRST_PAUSE_MS * attempt);
			}
		}
	}
}

/** Where all claims are made in this process, its own order is enough. */
export const inThisProcess: Exclusively = async (_memory, work) => await work();
