/** The lock of all processes, call by call: when it is taken, taken over, done without, and given back. */
import type { Memory } from '../../engine/claims.ts';
import { acrossProcesses } from '../../engine/lock.ts';

const LOCK = -1_000_000_000_000;
const FOREIGN = 'a Remove Duplicates node of this workflow uses scope Workflow';
let workflows = 0;
afterEach(() => {
	jest.restoreAllMocks();
});

type Answer = 'new' | 'known' | Error;

/** n8n's memory that answers as told, the last answer again and again, or by key. */
function desk(answers: Answer[] | ((key: number) => Answer), { failingReleases = 0, staleAfter = 60_000, workflowId = `w${++workflows}` } = {}) {
	const keys: number[] = [];
	const calls: unknown[][] = [];
	const warnings: string[] = [];
	let releases = 0;
	const memory: Memory = {
		checkProcessedAndRecord: async (items, scope, options) => {
			await Promise.resolve();
			keys.push(Number(items[0]));
			calls.push([items.length, scope, options]);
			const answer = Array.isArray(answers) ? answers[Math.min(keys.length, answers.length) - 1] : answers(Number(items[0]));
			if (answer instanceof Error) throw answer;
			return answer === 'new' ? { new: items, processed: [] } : { new: [], processed: items };
		},
		clearAllProcessedItems: async (...given) => {
			await Promise.resolve();
			calls.push(given);
			if (releases++ < failingReleases) throw new Error('connection lost');
		},
		removeProcessed: async () => await Promise.reject(new Error('a lock removes nothing')),
	};
	const exclusively = acrossProcesses({ workflowId, staleAfter, warn: (reason) => warnings.push(reason) });
	const work = async (does: () => Promise<string> = async () => await Promise.resolve('done')) => await exclusively(memory, does);
	return { work, keys, calls, warnings, releases: () => releases };
}

describe('the lock', () => {
	it('is one number in n8n’s memory of the workflow, and gone after the work', async () => {
		const { work, keys, calls, warnings } = desk(['new']);
		expect(await work()).toBe('done');
		const mode = { mode: 'latestIncrementalKey' };
		expect([keys, calls, warnings]).toEqual([[LOCK], [[1, 'workflow', mode], ['workflow', mode]], []]);
	});

	it('is waited for while another has it, and while the database refuses', async () => {
		const { work, keys, warnings, releases } = desk(['known', new Error('deadlock'), 'known', 'new']);
		expect(await work()).toBe('done');
		expect([keys, warnings, releases()]).toEqual([[LOCK, LOCK, LOCK, LOCK], [], 1]);
	});

	it('is given back when the work failed, with the error of the work', async () => {
		const { work, releases } = desk(['new']);
		await expect(work(async () => await Promise.reject(new Error('no')))).rejects.toThrow('no');
		expect(releases()).toBe(1);
	});

	it('is given back at the third try, and the work counts even if not', async () => {
		const third = desk(['new'], { failingReleases: 2 });
		expect([await third.work(), third.releases()]).toEqual(['done', 3]);
		const never = desk(['new'], { failingReleases: 9 });
		expect([await never.work(), never.releases()]).toEqual(['done', 3]);
	});

	it('is not given back by who took so long that another may have it', async () => {
		const slow = desk(['new'], { staleAfter: 20 });
		await slow.work(async () => await new Promise((resolve) => setTimeout(() => resolve('late'), 30)));
		expect(slow.releases()).toBe(0);
	});

	it('of one that died is taken over with a higher number, the same for all at about that time', async () => {
		const { work, keys, warnings, releases } = desk((key) => (key === LOCK ? 'known' : 'new'), { staleAfter: 60 });
		const before = Math.floor(Date.now() / 60);
		await work();
		expect(keys[0]).toBe(LOCK);
		const [higher, ...others] = keys.filter((key) => key !== LOCK);
		expect(higher).toBeGreaterThan(LOCK + before);
		expect(higher).toBeLessThanOrEqual(LOCK + 1 + Math.floor(Date.now() / 60));
		expect([others, warnings, releases()]).toEqual([[], [], 1]);
	});

	it.each<[string, Answer, string]>([
		['that never becomes free', 'known', 'the lock does not become free'],
		['that the database never gives', new Error('connection lost'), 'connection lost'],
	])('%s is done without after two attempts to take it over, which is said', async (_what, answer, reason) => {
		const { work, keys, warnings, releases } = desk([answer], { staleAfter: 40 });
		const started = Date.now();
		expect(await work()).toBe('done');
		expect([warnings, releases()]).toEqual([[reason], 0]);
		expect(keys.filter((key) => key !== LOCK)).toHaveLength(2);
		expect(Date.now() - started).toBeGreaterThanOrEqual(80);
	});

	it('where the row is somebody else’s is done without for ten minutes, which is said each time, and then tried again', async () => {
		const workflowId = `w${++workflows}`;
		const now = jest.spyOn(Date, 'now').mockReturnValue(1_800_000_000_000);
		const { work, keys, warnings, releases } = desk([new Error('The incompatible setting of scope'), 'new'], { workflowId });
		await work();
		expect([keys.length, warnings, releases()]).toEqual([1, [FOREIGN], 0]);
		now.mockReturnValue(1_800_000_599_999);
		await work();
		expect([keys.length, warnings, releases()]).toEqual([1, [FOREIGN, FOREIGN], 0]);
		// The lock of another workflow is its own.
		const other = desk(['new']);
		await other.work();
		expect([other.keys.length, other.warnings]).toEqual([1, []]);
		now.mockReturnValue(1_800_000_600_000);
		await work();
		expect([keys.length, warnings.length, releases()]).toEqual([2, 2, 1]);
	});
});
