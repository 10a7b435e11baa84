/** The pace of a node over time, by a clock of its own: rests, how they grow and end, how many at once, how fast. */
import { Pace, pause } from '../../engine/pace.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const never = () => false;

/** Milliseconds until a request may start; it is under way then. */
async function waitOf(pace: Pace): Promise<number> {
	const asked = Date.now();
	let started: number | undefined;
	void pace.enter(never).then(() => (started = Date.now()));
	while (started === undefined) await jest.advanceTimersToNextTimerAsync();
	return started - asked;
}

/** How many of those that ask now may start at once; all of them are answered then. */
async function atOnce(pace: Pace, asking = 20): Promise<number> {
	let started = 0;
	let isOver = false;
	const all = Array.from({ length: asking }, async () => {
		if (await pace.enter(() => isOver)) started++;
	});
	await jest.advanceTimersByTimeAsync(0);
	const most = started;
	isOver = true;
	for (let left = 0; left < most; left++) pace.leave();
	await Promise.all(all);
	return most;
}

/** One request that is refused. */
async function refuse(pace: Pace, asked?: number): Promise<boolean> {
	await waitOf(pace);
	const rests = pace.refused(asked);
	pace.leave();
	return rests;
}

async function accept(pace: Pace, times = 1): Promise<void> {
	for (let time = 0; time < times; time++) {
		await waitOf(pace);
		pace.accepted();
		pace.leave();
	}
}

/** Waits out a rest. */
async function restOf(pace: Pace): Promise<number> {
	const waited = await waitOf(pace);
	pace.leave();
	return waited;
}

describe('a rest', () => {
	it('is longer each time the platform goes on refusing, and not longer than half a minute', async () => {
		const pace = new Pace(1);
		const rests: number[] = [];
		for (let time = 0; time < 9; time++) {
			expect(await refuse(pace)).toBe(true);
			rests.push(await restOf(pace));
		}
		expect(rests).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
	});

	it('is a short one again after a success', async () => {
		const pace = new Pace(1);
		for (let time = 0; time < 4; time++) await refuse(pace);
		await accept(pace);
		await refuse(pace);
		expect(await restOf(pace)).toBe(250);
	});

	it.each([
		[1_000, 1_000],
		[100, 250],
		[0, 250],
		[120_000, 120_000],
	])('of %i ms that the platform asks for takes %i ms', async (asked, expected) => {
		const pace = new Pace(1);
		expect(await refuse(pace, asked)).toBe(true);
		expect(await restOf(pace)).toBe(expected);
	});

	it('of more than two minutes is not taken', async () => {
		const pace = new Pace(1);
		expect(await refuse(pace, 120_001)).toBe(false);
		expect(await restOf(pace)).toBe(0);
	});

	it('that requests under way are refused together is one, as long as the longest', async () => {
		const pace = new Pace(3);
		for (let request = 0; request < 3; request++) await waitOf(pace);
		for (const asked of [undefined, 2_000, undefined]) pace.refused(asked);
		for (let request = 0; request < 3; request++) pace.leave();
		expect(await restOf(pace)).toBe(2_000);
		await refuse(pace);
		// The second, not the fourth.
		expect(await restOf(pace)).toBe(500);
	});

	it('is not taken any more after two minutes without a success', async () => {
		const pace = new Pace(1);
		expect(await refuse(pace, 60_000)).toBe(true);
		expect(await refuse(pace, 60_000)).toBe(true);
		// Two minutes to the millisecond; the rest takes one second.
		expect(await refuse(pace)).toBe(true);
		expect(await refuse(pace)).toBe(false);
		await accept(pace);
		expect(await refuse(pace)).toBe(true);
	});

	it('ends as soon as the run is over', async () => {
		const pace = new Pace(1);
		await refuse(pace, 60_000);
		let isOver = false;
		const entered = pace.enter(() => isOver);
		await jest.advanceTimersByTimeAsync(1_000);
		isOver = true;
		await jest.advanceTimersByTimeAsync(200);
		expect(await entered).toBe(false);
	});
});

describe('how many are under way at once', () => {
	it.each([1, 3, 10])('is at most %i', async (most) => {
		expect(await atOnce(new Pace(most))).toBe(most);
	});

	it.each([
		[10, [5, 2, 1, 1]],
		[3, [1, 1]],
		[1, [1]],
	])('is half as many of %i after each rest, and never none', async (most, expected) => {
		const pace = new Pace(most);
		for (const half of expected) {
			await refuse(pace);
			await restOf(pace);
			expect(await atOnce(pace)).toBe(half);
		}
	});

	it('is half as many also where many were taken before the first refusal, and where as many were taken as there are places', async () => {
		const pace = new Pace(8);
		await accept(pace, 50);
		await refuse(pace);
		await restOf(pace);
		expect(await atOnce(pace)).toBe(4);
		await accept(pace, 4);
		await refuse(pace);
		await restOf(pace);
		expect(await atOnce(pace)).toBe(2);
	});

	it('does not grow by what was answered before a rest', async () => {
		const pace = new Pace(20);
		await refuse(pace);
		await restOf(pace);
		await accept(pace, 9);
		await refuse(pace);
		await restOf(pace);
		await accept(pace, 49);
		expect(await atOnce(pace)).toBe(5);
		await accept(pace);
		expect(await atOnce(pace)).toBe(6);
	});

	it('grows again by one after ten full rounds of success, up to what was asked for', async () => {
		const pace = new Pace(4);
		await refuse(pace);
		await restOf(pace);
		const seen = [await atOnce(pace)];
		for (const answers of [19, 1, 29, 1, 100]) {
			await accept(pace, answers);
			seen.push(await atOnce(pace));
		}
		expect(seen).toEqual([2, 2, 3, 3, 4, 4]);
	});

	it('lets the next one in when one is answered', async () => {
		const pace = new Pace(1);
		await waitOf(pace);
		let isIn = false;
		void pace.enter(never).then(() => (isIn = true));
		await jest.advanceTimersByTimeAsync(5_000);
		expect(isIn).toBe(false);
		pace.leave();
		await jest.advanceTimersByTimeAsync(0);
		expect(isIn).toBe(true);
	});

	it('none starts any more when the run is over', async () => {
		expect(await new Pace(5).enter(() => true)).toBe(false);
	});
});

describe('a platform that counts requests by time', () => {
	/** Refused once at the beginning, then again after so many were taken within so many milliseconds. */
	async function limited(pace: Pace, taken: number, within: number): Promise<void> {
		const started = Date.now();
		await accept(pace, taken - 1);
		await jest.advanceTimersByTimeAsync(within - (Date.now() - started));
		await accept(pace);
		await refuse(pace);
		await restOf(pace);
	}
	const spacing = async (pace: Pace): Promise<number> => {
		await accept(pace);
		return await restOf(pace);
	};
	const withLimit = async (most: number): Promise<Pace> => {
		const pace = new Pace(most);
		await refuse(pace);
		await restOf(pace);
		await limited(pace, 20, 2_000);
		// The first one after a rest may start at once.
		await accept(pace);
		return pace;
	};

	it('gets them one after the other, a little slower than it let them through', async () => {
		const pace = await withLimit(4);
		// 20 in 2 s: one in 100 ms, and 5 % more.
		expect([await waitOf(pace), await waitOf(pace)]).toEqual([105, 105]);
	});

	it('gets one that is late at once, and the next as soon as if it had not been', async () => {
		const pace = await withLimit(4);
		await restOf(pace);
		await jest.advanceTimersByTimeAsync(150);
		expect([await restOf(pace), await restOf(pace), await restOf(pace)]).toEqual([0, 60, 105]);
	});

	it('gets as many in a rest as it said, where that is longer than the time in which it took them', async () => {
		const pace = new Pace(1);
		await refuse(pace);
		await restOf(pace);
		await accept(pace, 3);
		await refuse(pace, 3_000);
		await restOf(pace);
		// 3 in 3 s, and 5 % more.
		expect(await spacing(pace)).toBe(1_050);
	});

	it('is asked for a little more after thirty full rounds, and after sixty once that was refused', async () => {
		const pace = await withLimit(2);
		await accept(pace, 58);
		expect(await restOf(pace)).toBe(105);
		await accept(pace);
		await waitOf(pace);
		pace.leave();
		// A tenth less.
		expect([94, 95]).toContain(await restOf(pace));
		await limited(pace, 10, 1_000);
		const slow = await spacing(pace);
		await accept(pace, 118);
		expect(Math.abs((await restOf(pace)) - slow)).toBeLessThanOrEqual(1);
		await accept(pace);
		await restOf(pace);
		expect((await restOf(pace)) / slow).toBeCloseTo(0.9, 1);
	});
});

describe('a pause', () => {
	it.each([0, 1, 200, 201, 1_000])('of %i ms takes as long', async (milliseconds) => {
		const began = Date.now();
		let ended: number | undefined;
		void pause(milliseconds, never).then(() => (ended = Date.now() - began));
		await jest.advanceTimersByTimeAsync(2_000);
		expect(ended).toBe(milliseconds);
	});

	it('is over within a fifth of a second after the run', async () => {
		let isOver = false;
		let ended = false;
		void pause(60_000, () => isOver).then(() => (ended = true));
		await jest.advanceTimersByTimeAsync(10_050);
		expect(ended).toBe(false);
		isOver = true;
		await jest.advanceTimersByTimeAsync(200);
		expect(ended).toBe(true);
	});
});

describe('requests whose answers take their time', () => {
	/** So many requests under way at once, all answered after so many milliseconds. */
	async function round(pace: Pace, requests: number, tookMs: number): Promise<void> {
		for (let request = 0; request < requests; request++) await waitOf(pace);
		for (let request = 0; request < requests; request++) pace.leave(tookMs);
	}

	it('start apart, a quarter of what lies between answers that come evenly', async () => {
		const pace = new Pace(10);
		await round(pace, 10, 400);
		await jest.advanceTimersByTimeAsync(400);
		expect([await waitOf(pace), await waitOf(pace), await waitOf(pace)]).toEqual([0, 10, 10]);
	});

	it('do so by how long the last answers took', async () => {
		const pace = new Pace(10);
		await round(pace, 10, 400);
		for (let times = 0; times < 20; times++) await round(pace, 10, 800);
		await jest.advanceTimersByTimeAsync(800);
		expect([await waitOf(pace), await waitOf(pace)]).toEqual([0, 20]);
	});

	it.each([
		['come at once', 10, 30],
		['are waited for one by one', 1, 0],
	])('do not where they %s', async (_, most, tookMs) => {
		const pace = new Pace(most);
		for (let times = 0; times < 3; times++) await round(pace, most, tookMs);
		expect(await waitOf(pace)).toBe(0);
		if (most > 1) expect(await waitOf(pace)).toBe(0);
	});

	it('are not held back by it one after the other', async () => {
		const pace = new Pace(1);
		await waitOf(pace);
		await jest.advanceTimersByTimeAsync(400);
		pace.leave(400);
		expect(await waitOf(pace)).toBe(0);
	});
});
