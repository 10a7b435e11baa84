/** One key of what is created, and executions that want it at the same moment: each in turn, however long one takes. */
import { claimKey } from '../../engine/claimKey.ts';
import { SharedMemory } from './n8n-memory.mts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const never = () => false;
let workflows = 0;

/** Executions of one workflow's node. */
class Node {
	readonly memory = new SharedMemory();
	readonly warnings: string[] = [];
	private readonly workflow = `claim-key ${++workflows}`;

	constructor(private readonly mode: 'manual' | 'trigger' = 'trigger') {}

	/** Asks for the key as one more execution does. */
	async claim(key: string, isOver = never): Promise<(() => Promise<void>) | undefined> {
		const context = {
			getMode: () => this.mode,
			getWorkflow: () => ({ id: this.workflow, active: true }),
			getNode: () => ({ id: 'node', name: 'Qiandun', type: 'qiandun', typeVersion: 1, position: [0, 0] as [number, number], parameters: {} }),
			helpers: this.memory.helpers(),
			logger: { warn: (text: string) => void this.warnings.push(text) },
		};
		return await claimKey.call(context, key, isOver);
	}
}

/** What became of a promise so far. */
function watched<T>(promise: Promise<T>): { value?: T; isSettled: boolean } {
	const seen: { value?: T; isSettled: boolean } = { isSettled: false };
	void promise.then((value) => Object.assign(seen, { value, isSettled: true }));
	return seen;
}

const seconds = async (count: number) => await jest.advanceTimersByTimeAsync(count * 1_000);

describe('a key', () => {
	it('is another execution’s once the first has given it back', async () => {
		const node = new Node();
		const first = watched(node.claim('deal-1'));
		await seconds(1);
		const second = watched(node.claim('deal-1'));
		await seconds(5);
		expect([first.isSettled, second.isSettled]).toEqual([true, false]);
		await first.value?.();
		await seconds(3);
		expect(second.isSettled).toBe(true);
	});

	it('stays with an execution that takes minutes, and is free at once when it ends', async () => {
		const node = new Node();
		const first = watched(node.claim('deal-1'));
		await seconds(1);
		const second = watched(node.claim('deal-1'));
		await seconds(180);
		expect(second.isSettled).toBe(false);
		await first.value?.();
		await seconds(3);
		expect(second.isSettled).toBe(true);
		await second.value?.();
		// Nobody renews what was given back.
		const calls = node.memory.calls;
		await seconds(120);
		expect(node.memory.calls).toBe(calls);
		expect(node.warnings).toEqual([]);
	});

	it('is given back for good, also where it is just being renewed', async () => {
		const node = new Node();
		const first = watched(node.claim('deal-1'));
		await seconds(1);
		// The database is slow: the renewal after ten seconds waits behind another claim, and so does what gives the key back.
		node.memory.disturb = async () => await new Promise((resolve) => setTimeout(resolve, 1_000));
		await seconds(8.5);
		void node.claim('deal-2');
		await seconds(1);
		const back = watched(Promise.resolve(first.value?.()));
		await seconds(15);
		expect(back.isSettled).toBe(true);
		const second = watched(node.claim('deal-1'));
		await seconds(10);
		expect(second.isSettled).toBe(true);
	});

	it('of an execution that was killed is free when its lease is over, and not before', async () => {
		const node = new Node();
		const isOver = { before: false };
		void node.claim('deal-1');
		await seconds(1);
		// Another process: it knows what stands in the database alone.
		jest.clearAllTimers();
		const second = watched(node.claim('deal-1', () => isOver.before));
		await seconds(25);
		expect(second.isSettled).toBe(false);
		await seconds(20);
		expect(second.isSettled).toBe(true);
		expect(second.value).toBeDefined();
	});

	it('keeps nobody waiting whose run is over', async () => {
		const node = new Node();
		let isOver = false;
		void node.claim('deal-1');
		await seconds(1);
		const second = watched(node.claim('deal-1', () => isOver));
		await seconds(3);
		isOver = true;
		await seconds(1);
		expect(second).toEqual({ isSettled: true, value: undefined });
	});

	it('keeps nobody from another key', async () => {
		const node = new Node();
		void node.claim('deal-1');
		await seconds(1);
		const second = watched(node.claim('deal-2'));
		await seconds(1);
		expect(second.value).toBeDefined();
	});

	it('is not kept for a person who executes a step', async () => {
		const node = new Node('manual');
		for (let click = 0; click < 2; click++) {
			const mine = watched(node.claim('deal-1'));
			await seconds(0);
			expect(mine.value).toBeDefined();
			await mine.value?.();
		}
		expect(node.memory.calls).toBe(0);
	});

	it('without n8n’s database is given all the same, with a word in the log', async () => {
		const node = new Node();
		node.memory.disturb = async () => await Promise.reject(new Error('no database'));
		const mine = watched(node.claim('deal-1'));
		await seconds(60);
		expect(mine.value).toBeDefined();
		expect(node.warnings).toEqual(expect.arrayContaining([expect.stringContaining('Two executions may create the same at the same moment: no database')]));
	});
});
