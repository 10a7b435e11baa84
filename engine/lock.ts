/**
 * One process at a time for all that share n8n's database. The lock is a row that only one can insert: n8n's memory of
 * the workflow as a whole, in the mode in which it holds one number.
 */
import { sleep } from 'n8n-workflow';
import type { Exclusively, Memory } from './claims';

/** Far below any number that a Remove Duplicates node of the same workflow may remember there. */
const LOCK = -1_000_000_000_000;
const MODE = { mode: 'latestIncrementalKey' } as const;
/** Who holds the lock longer has died with it. */
const STALE_AFTER_MS = 20_000;
const SHORTEST_WAIT_MS = 5;
const LONGEST_WAIT_MS = 40;

export interface LockOptions {
	/** Whose lock it is. */
	workflowId: string;
	/** Told when the lock cannot be used, with the reason. */
	warn(reason: string): void;
	staleAfter?: number;
}

/** Where the row belongs to somebody else, nobody waits for it again for a while. */
const WITHOUT_LOCK_MS = 600_000;
const withoutLock = new Map<string, { reason: string; until: number }>();

/**
 * Work that is done under the lock. Where the row belongs to somebody else (a Remove Duplicates node with scope
 * Workflow) the work is done without it.
 */
export const acrossProcesses =
	({ workflowId, warn, staleAfter = STALE_AFTER_MS }: LockOptions): Exclusively =>
	async (memory, work) => {
		const known = withoutLock.get(workflowId);
		const state = known !== undefined && known.until > Date.now() ? known.reason : await acquire(memory, staleAfter);
		const since = Date.now();
		if (state !== 'held') {
			if (known?.reason !== state || known.until <= since) withoutLock.set(workflowId, { reason: state, until: since + WITHOUT_LOCK_MS });
			warn(state);
		}
		try {
			return await work();
		} finally {
			// Who took so long may have lost it to another.
			if (state === 'held' && Date.now() - since < staleAfter) await release(memory);
		}
	};

async function acquire(memory: Memory, staleAfter: number): Promise<'held' | string> {
	// n8n takes over without a lock: those who wait for a dead holder must not do so at the same moment.
	const due = () => Date.now() + staleAfter * (1 + Math.random() / 5);
	let dueAt = due();
	let thefts = 0;
	for (;;) {
		const isDue = Date.now() > dueAt;
		// Above what a holder wrote, so that n8n takes it for new; the same for all that try at about the same time.
		const key = isDue ? LOCK + 1 + Math.floor(Date.now() / staleAfter) : LOCK;
		const answer = await tryInsert(memory, key);
		if (answer === 'held') return answer;
		if (isForeign(answer)) return 'a Remove Duplicates node of this workflow uses scope Workflow';
		if (isDue) {
			dueAt = due();
			if (++thefts === 2) return answer === 'taken' ? 'the lock does not become free' : answer;
		}
		await sleep(SHORTEST_WAIT_MS + (LONGEST_WAIT_MS - SHORTEST_WAIT_MS) * Math.random());
	}
}

/** Of two inserts at the same moment the database refuses one, with an error. */
async function tryInsert(memory: Memory, key: number): Promise<'held' | 'taken' | string> {
	try {
		const { new: inserted } = await memory.checkProcessedAndRecord([key], 'workflow', MODE);
		return inserted.length === 1 ? 'held' : 'taken';
	} catch (error) {
		return error instanceof Error ? error.message : String(error);
	}
}

/** n8n's words when the row is in another mode. */
const isForeign = (answer: string) => /incompatible setting/.test(answer);

async function release(memory: Memory): Promise<void> {
	for (let attempt = 1; attempt <= 3; attempt++) {
		try {
			return await memory.clearAllProcessedItems('workflow', MODE);
		} catch {
			await sleep(100 * attempt);
		}
	}
}
