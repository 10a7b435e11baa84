/** How often strangers can make the trigger ask the platform; in minutes that pass at once. */
import { Guard, type Asked } from '../../engine/guard.ts';

const SECOND = 1_000;
const FORGER = '198.51.100.1';

let guard: Guard;
let questions: string[];
let invented = 0;

beforeEach(() => {
	jest.useFakeTimers({ now: 1_763_776_800_000 });
	guard = new Guard();
	questions = [];
});
afterEach(() => jest.useRealTimers());

const pass = (milliseconds: number) => jest.setSystemTime(Date.now() + milliseconds);

/** Asks about an event that exists, or about one that does not. */
const ask = async (from: string, { id = `invented-${invented++}`, exists = false } = {}): Promise<Asked<string>['kind']> => {
	const question = async () => {
		questions.push(id);
		return exists ? 'details' : undefined;
	};
	return (await guard.ask(id, from, Date.now() + 5 * SECOND, question, () => exists)).kind;
};
const askAll = async (from: string, count: number) => {
	const kinds: Array<Asked<string>['kind']> = [];
	for (let index = 0; index < count; index++) kinds.push(await ask(from));
	return kinds;
};

describe('questions in vain', () => {
	it('are twenty from one address, then one more every ten seconds', async () => {
		expect(await askAll(FORGER, 22)).toEqual([...Array<string>(20).fill('missing'), 'refused', 'refused']);
		expect(questions).toHaveLength(20);
		pass(10 * SECOND);
		expect(await askAll(FORGER, 2)).toEqual(['missing', 'refused']);
		pass(35 * SECOND);
		expect(await askAll(FORGER, 4)).toEqual(['missing', 'missing', 'missing', 'refused']);
	});

	it('come back also for an address that goes on asking meanwhile', async () => {
		await askAll(FORGER, 20);
		for (let waited = 3; waited < 10; waited += 3) {
			pass(3 * SECOND);
			expect(await ask(FORGER)).toBe('refused');
		}
		pass(SECOND);
		expect(await ask(FORGER)).toBe('missing');
	});

	it('never are more than twenty at once, however long nobody asked', async () => {
		await askAll(FORGER, 20);
		pass(3600 * SECOND);
		expect((await askAll(FORGER, 21)).filter((kind) => kind === 'missing')).toHaveLength(20);
	});

	it('are counted by address', async () => {
		await askAll(FORGER, 20);
		expect(await ask('198.51.100.2')).toBe('missing');
	});

	it('are a hundred from all addresses together, then one more every second', async () => {
		for (let address = 1; address <= 5; address++) await askAll(`198.51.100.${address}`, 20);
		expect(await ask('203.0.113.9')).toBe('refused');
		pass(SECOND);
		expect(await ask('203.0.113.9')).toBe('missing');
		expect(await ask('203.0.113.9')).toBe('refused');
	});

	it('of others do not keep out an address from which an event came that exists', async () => {
		expect(await ask('203.0.113.9', { exists: true })).toBe('asked');
		for (let address = 1; address <= 5; address++) await askAll(`198.51.100.${address}`, 20);
		expect(await ask('203.0.113.9', { exists: true })).toBe('asked');
		expect(await ask('203.0.113.10', { exists: true })).toBe('refused');
	});

	it('lose nothing and win nothing when the clock is set back', async () => {
		await askAll(FORGER, 20);
		pass(-3600 * SECOND);
		expect(await ask(FORGER)).toBe('refused');
		pass(10 * SECOND);
		expect(await ask(FORGER)).toBe('missing');
	});
});

it('questions about events that exist cost nothing', async () => {
	for (let index = 0; index < 150; index++) expect(await ask(FORGER, { id: `real-${index}`, exists: true })).toBe('asked');
	expect(await askAll(FORGER, 21)).toEqual([...Array<string>(20).fill('missing'), 'refused']);
});

it('a question that fails costs nothing', async () => {
	const failing = async () => await guard.ask('e', FORGER, Date.now() + SECOND, async () => await Promise.reject(new Error('down')), () => true);
	for (let index = 0; index < 30; index++) await expect(failing()).rejects.toThrow('down');
	expect(await ask(FORGER)).toBe('missing');
});

it('an event that does not exist is asked for once in half a minute', async () => {
	const invention = { id: 'invented' };
	expect([await ask(FORGER, invention), await ask(FORGER, invention)]).toEqual(['missing', 'missing']);
	pass(29 * SECOND);
	await ask(FORGER, invention);
	expect(questions).toEqual(['invented']);
	pass(SECOND);
	await ask(FORGER, invention);
	expect(questions).toEqual(['invented', 'invented']);
});

it('ten are asked at once, and who does not get a turn before the deadline is late', async () => {
	const ends: Array<() => void> = [];
	const slow = async (id: string, deadline: number) =>
		(await guard.ask(id, FORGER, deadline, async () => await new Promise<string>((resolve) => ends.push(() => resolve('details'))), () => true)).kind;
	const asked = Array.from({ length: 10 }, async (_, index) => await slow(`${index}`, Date.now() + 60 * SECOND));
	const late = slow('late', Date.now() + 2 * SECOND);
	const next = slow('next', Date.now() + 60 * SECOND);
	await jest.advanceTimersByTimeAsync(3 * SECOND);
	expect(ends).toHaveLength(10);
	expect(await late).toBe('late');
	ends[0]();
	await jest.advanceTimersByTimeAsync(SECOND);
	// The place of the one that was late goes to the next one.
	expect(ends).toHaveLength(11);
	for (const end of ends) end();
	expect(await Promise.all([...asked, next])).toEqual(Array<string>(11).fill('asked'));
});
