/** Who may work on an event: of all that ask, in one process and in several, one. */
import fc from 'fast-check';
import { Claims, inThisProcess, type Wish } from '../../engine/claims.ts';
import { noteConfirmed } from '../../engine/confirmed.ts';
import { acrossProcesses } from '../../engine/lock.ts';
import { SharedMemory } from './n8n-memory.mts';

const turn = async (milliseconds = 0) => await new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

let workflows = 0;

/** A process: its own claims, the same database. */
class Process {
	readonly claims: Claims;
	readonly warnings: string[] = [];
	private readonly exclusively;

	constructor(
		private readonly memory: SharedMemory,
		now: () => number = Date.now,
		staleAfter = 20_000,
		isAlone = false,
	) {
		this.claims = new Claims(now, 300);
		this.exclusively = isAlone ? inThisProcess : acrossProcesses({ workflowId: `workflow ${++workflows}`, warn: (reason) => this.warnings.push(reason), staleAfter });
	}

	async claim(wish: Wish): Promise<boolean> {
		return (await this.claims.claim(this.memory.helpers(), wish, this.exclusively)) === 'mine';
	}

	async release(wish: Wish): Promise<void> {
		await this.claims.release(this.memory.helpers(), wish, this.exclusively);
	}
}

/** Each claim's answer, counted by event. */
async function granted(claims: Array<Promise<boolean>>, ids: string[]): Promise<Record<string, number>> {
	const answers = await Promise.all(claims);
	const counts: Record<string, number> = {};
	answers.forEach((isMine, index) => {
		counts[ids[index]] = (counts[ids[index]] ?? 0) + Number(isMine);
	});
	return counts;
}

const eachOnce = (ids: string[]) => Object.fromEntries([...new Set(ids)].map((id) => [id, 1]));

describe('claims', () => {
	it('are given to one of all that ask at the same moment, in one process, with one write for many', async () => {
		const memory = new SharedMemory();
		memory.disturb = async () => await turn();
		const process = new Process(memory, Date.now, 0, true);
		const ids = Array.from({ length: 200 }, (_, index) => `event ${index % 40}`);
		expect(await granted(ids.map(async (id) => await process.claim({ id })), ids)).toEqual(eachOnce(ids));
		expect(memory.calls).toBeLessThan(10);
	});

	it('n8n’s memory alone would give them to several: this is what the lock is for', async () => {
		const memory = new SharedMemory();
		memory.disturb = async () => await turn(1);
		const processes = [new Process(memory, Date.now, 0, true), new Process(memory, Date.now, 0, true)];
		await processes[0].claim({ id: 'first' });
		const answers = await Promise.all(processes.map(async (one) => await one.claim({ id: 'same' })));
		expect(answers).toEqual([true, true]);
	});

	it('are given to one of all that ask, in several processes, whatever the order of reads and writes', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.record({ process: fc.nat(2), event: fc.nat(6), after: fc.nat(3) }), { minLength: 2, maxLength: 30 }),
				fc.array(fc.nat(4), { minLength: 8, maxLength: 8 }),
				fc.boolean(),
				async (asked, delays, hasLease) => {
					const memory = new SharedMemory();
					let step = 0;
					memory.disturb = async () => await turn(delays[step++ % delays.length]);
					const processes = [0, 1, 2].map(() => new Process(memory));
					const ids = asked.map(({ event }) => `event ${event}`);
					const claims = asked.map(async ({ process, after }, index) => {
						await turn(after);
						return await processes[process].claim({ id: ids[index], ...(hasLease && { lease: 3_600_000 }) });
					});
					expect(await granted(claims, ids)).toEqual(eachOnce(ids));
					// Nobody holds the lock any more.
					expect(memory.rows.has('workflow')).toBe(false);
				},
			),
			{ numRuns: 40 },
		);
	}, 60_000);

	it('without a lease are for good, also after a restart', async () => {
		const memory = new SharedMemory();
		expect(await new Process(memory).claim({ id: 'a' })).toBe(true);
		expect(await new Process(memory, () => Date.now() + 1e12).claim({ id: 'a' })).toBe(false);
	});

	it('are given again where it is known that the event must be worked on again', async () => {
		const memory = new SharedMemory();
		const process = new Process(memory);
		expect(await process.claim({ id: 'a' })).toBe(true);
		expect(await process.claim({ id: 'a', again: true })).toBe(true);
		expect(await process.claim({ id: 'a' })).toBe(false);
	});

	const LEASE = 600_000;

	it('with a lease end with it, and not before', async () => {
		await fc.assert(
			fc.asyncProperty(fc.nat(2_000_000_000), fc.array(fc.nat(LEASE * 2), { minLength: 1, maxLength: 8 }), async (start, waits) => {
				const memory = new SharedMemory();
				let now = 1_700_000_000_000 + start;
				const process = new Process(memory, () => now);
				expect(await process.claim({ id: 'a', lease: LEASE })).toBe(true);
				let since = now;
				for (const wait of waits) {
					now += wait;
					const isMine = await process.claim({ id: 'a', lease: LEASE });
					if (now - since < LEASE) expect(isMine).toBe(false);
					if (now - since > LEASE * 1.25) expect(isMine).toBe(true);
					if (isMine) since = now;
				}
			}),
			{ numRuns: 200 },
		);
	});

	it('with a lease that are renewed last as long as they are, and the lease beyond', async () => {
		const memory = new SharedMemory();
		let now = Date.now();
		const [first, second] = [new Process(memory, () => now), new Process(memory, () => now)];
		const wish = { id: 'a', lease: LEASE };
		expect(await first.claim(wish)).toBe(true);
		for (let round = 0; round < 10; round++) {
			now += LEASE / 3;
			expect(await second.claim(wish)).toBe(false);
			expect(await first.claim({ ...wish, again: true })).toBe(true);
		}
		now += LEASE * 1.3;
		expect(await second.claim(wish)).toBe(true);
	});

	it('that are given back are given to the next who asks, whatever the lease was, and however late in it', async () => {
		const memory = new SharedMemory();
		let now = Date.now();
		const [first, second] = [new Process(memory, () => now), new Process(memory, () => now)];
		for (const wish of [{ id: 'a', lease: LEASE }, { id: 'b' }]) {
			expect(await first.claim(wish)).toBe(true);
			now += LEASE * 0.9;
			expect(await second.claim(wish)).toBe(false);
			await first.release(wish);
			expect(memory.has(wish.id)).toBe(false);
			expect(await second.claim(wish)).toBe(true);
			expect(await first.claim(wish)).toBe(false);
		}
	});

	it('are not given again when the event was confirmed in this process, also to another process later', async () => {
		const memory = new SharedMemory();
		let now = Date.now();
		const first = new Process(memory, () => now);
		const ids = Array.from({ length: 40 }, (_, index) => `done-${index}`);
		for (const id of ids) {
			await first.claim({ id, lease: LEASE });
			noteConfirmed(id);
		}
		await first.claim({ id: 'another', lease: LEASE });
		expect(ids.filter((id) => memory.has(`open ${id}`))).toEqual([]);
		now += 10 * LEASE;
		const second = new Process(memory, () => now);
		for (const id of ids) expect(await second.claim({ id, lease: LEASE })).toBe(false);
		// Asking left no trace that would open it.
		for (const id of ids.slice(0, 5)) expect(await second.claim({ id, lease: LEASE })).toBe(false);
		expect(await second.claim({ id: 'another', lease: LEASE })).toBe(true);
	});

	it('are given rather than lost when the database fails once, whether or not it had written', async () => {
		for (const failing of ['read', 'write'] as const) {
			const memory = new SharedMemory();
			const process = new Process(memory, Date.now, 0, true);
			await process.claim({ id: 'first' });
			let isBroken = true;
			const helpers = memory.helpers();
			const broken = {
				...helpers,
				checkProcessedAndRecord: async (...given: Parameters<typeof helpers.checkProcessedAndRecord>) => {
					const answer = failing === 'write' ? await helpers.checkProcessedAndRecord(...given) : undefined;
					if (isBroken) {
						isBroken = false;
						throw new Error('connection lost');
					}
					return answer ?? (await helpers.checkProcessedAndRecord(...given));
				},
			};
			expect(await process.claims.claim(broken, { id: 'a' }, inThisProcess)).toBe('mine');
			expect(await process.claim({ id: 'a' })).toBe(false);
		}
	});

	it('fail when the database goes on failing, and work again when it does not', async () => {
		const memory = new SharedMemory();
		const process = new Process(memory, Date.now, 0, true);
		memory.disturb = async () => await Promise.reject(new Error('database is locked'));
		await expect(Promise.all([process.claim({ id: 'a' }), process.claim({ id: 'b' })])).rejects.toThrow('database is locked');
		memory.disturb = async () => undefined;
		expect(await process.claim({ id: 'a' })).toBe(true);
	});

	it('of what was confirmed in this process are not given again, however few were', async () => {
		const memory = new SharedMemory();
		let now = Date.now();
		const process = new Process(memory, () => now);
		await process.claim({ id: 'only one', lease: LEASE });
		noteConfirmed('only one');
		now += 10 * LEASE;
		expect(await process.claim({ id: 'only one', lease: LEASE })).toBe(false);
		expect(memory.has('open only one')).toBe(false);
	});

	it('of known events are not given again because a read failed', async () => {
		const memory = new SharedMemory();
		const process = new Process(memory, Date.now, 0, true);
		await process.claim({ id: 'known' });
		let failures = 1;
		memory.disturb = async (what) => {
			if (what === 'read' && failures-- > 0) await Promise.reject(new Error('connection lost'));
		};
		expect(await Promise.all([process.claim({ id: 'known' }), process.claim({ id: 'new' })])).toEqual([false, true]);
	});

	it('keep what is remembered bounded, the oldest going first', async () => {
		const memory = new SharedMemory();
		const process = new Process(memory, Date.now, 0, true);
		for (let round = 0; round < 190; round++) {
			await Promise.all(Array.from({ length: 50 }, async (_, index) => await process.claim({ id: `${round}.${index}` })));
		}
		expect(memory.rows.get('node')?.data).toHaveLength(8_000);
		expect(await process.claim({ id: '189.49' })).toBe(false);
		expect(await process.claim({ id: '0.0' })).toBe(true);
	});
});

describe('the lock', () => {
	const MODE = 'latestIncrementalKey';

	it('of a process that died with it is taken over by one', async () => {
		const memory = new SharedMemory();
		const dead = acrossProcesses({ workflowId: `workflow ${++workflows}`, warn: () => undefined });
		void dead(memory.helpers(), async () => await new Promise(() => undefined));
		await turn(5);
		expect(memory.rows.has('workflow')).toBe(true);
		const processes = [0, 1, 2].map(() => new Process(memory, Date.now, 300));
		const ids = ['a', 'a', 'a'];
		expect(await granted(processes.map(async (one) => await one.claim({ id: 'a' })), ids)).toEqual({ a: 1 });
		expect(processes.flatMap(({ warnings }) => warnings)).toEqual([]);
		expect(memory.rows.has('workflow')).toBe(false);
	});

	it('of a process that was so slow that another took it over stays with that one', async () => {
		const memory = new SharedMemory();
		const lock = () => acrossProcesses({ workflowId: `workflow ${++workflows}`, warn: () => undefined, staleAfter: 200 });
		let isHeld = () => undefined as void;
		let release = () => undefined as void;
		const held = new Promise<void>((resolve) => (isHeld = resolve));
		const released = new Promise<void>((resolve) => (release = resolve));
		// As slow as it takes: until the second has the lock.
		const slow = lock()(memory.helpers(), async () => await held);
		const second = lock()(memory.helpers(), async () => {
			isHeld();
			await released;
		});
		await slow;
		expect(memory.rows.has('workflow')).toBe(true);
		release();
		await second;
	});

	it('is done without, and that is said, where a Remove Duplicates node has the row; its memory stays as it is', async () => {
		for (const row of [
			{ mode: 'entries' as const, data: ['x'] },
			{ mode: 'latestIncrementalKey' as const, data: 5_000 },
			{ mode: 'latestIncrementalKey' as const, data: 0 },
		]) {
			const memory = new SharedMemory();
			memory.rows.set('workflow', row);
			const process = new Process(memory, Date.now, 60);
			expect(await process.claim({ id: 'a' })).toBe(true);
			expect(await process.claim({ id: 'a' })).toBe(false);
			expect(process.warnings).toHaveLength(2);
			expect(memory.rows.get('workflow')).toEqual(row);
		}
	});

	it('is given back when the work under it fails', async () => {
		const memory = new SharedMemory();
		const exclusively = acrossProcesses({ workflowId: `workflow ${++workflows}`, warn: () => undefined });
		await expect(exclusively(memory.helpers(), async () => await Promise.reject(new Error('no')))).rejects.toThrow('no');
		expect(memory.rows.get('workflow')?.mode === MODE).toBe(false);
		expect(await exclusively(memory.helpers(), async () => await Promise.resolve('done'))).toBe('done');
	});

	it('keeps works apart', async () => {
		const memory = new SharedMemory();
		memory.disturb = async () => await turn(Math.random() * 3);
		let inside = 0;
		let most = 0;
		const work = async () => {
			most = Math.max(most, ++inside);
			await turn(2);
			inside--;
		};
		await Promise.all(
			Array.from({ length: 12 }, async () => await acrossProcesses({ workflowId: `workflow ${++workflows}`, warn: () => undefined })(memory.helpers(), work)),
		);
		expect(most).toBe(1);
	}, 30_000);
});
