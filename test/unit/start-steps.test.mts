import { parseFlatted, record, records, text } from '../../tools/start/json.mts';
import { together } from '../../tools/start/stage.mts';
import { duration, StepFailure, Steps, until } from '../../tools/start/steps.mts';

const written = (isTTY: boolean) => {
	const chunks: string[] = [];
	const steps = new Steps(2, { isTTY, columns: 40, write: (chunk) => chunks.push(chunk) });
	return { steps, all: () => chunks.join('') };
};

describe('steps', () => {
	it('are numbered, timed, and hand on what the work returns', async () => {
		const { steps, all } = written(false);
		const result = await steps.run('First', async () => {
			steps.note('a note');
			return 7;
		});
		expect(result).toBe(7);
		expect(all()).toMatch(/^\[ 1\/2\] First\n {7}a note\n {7}done in \d+ ms\n$/);
	});

	it('name themselves when their work fails', async () => {
		const { steps } = written(false);
		const failing = steps.run('Second', () => Promise.reject(new Error('no disk')));
		await expect(failing).rejects.toEqual(new StepFailure('Second', 'no disk'));
		await expect(failing).rejects.toMatchObject({ step: 'Second' });
	});

	it('show progress as plain lines in a log, in place on a terminal', () => {
		jest.useFakeTimers();
		try {
			const log = written(false);
			const stopLog = log.steps.progress((elapsed) => `at ${elapsed}`);
			jest.advanceTimersByTime(31_000);
			stopLog();
			expect(log.all()).toBe('       at 15.0 s\n       at 30.0 s\n');

			const terminal = written(true);
			const stopTerminal = terminal.steps.progress(() => 'x'.repeat(100));
			jest.advanceTimersByTime(1000);
			stopTerminal();
			expect(terminal.all()).toBe(`\r\u001b[2K       ${'x'.repeat(32)}\r\u001b[2K`);
		} finally {
			jest.useRealTimers();
		}
	});

	it.each([
		[850, '850 ms'],
		[4210, '4.2 s'],
		[59_960, '1 min 00 s'],
		[185_000, '3 min 05 s'],
	])('write %d ms as %s', (ms, expected) => {
		expect(duration(ms)).toBe(expected);
	});

	it('wait until there is an answer, but not for ever', async () => {
		let asked = 0;
		expect(await until('It', 1000, async () => (++asked === 3 ? 'yes' : undefined), 1)).toBe('yes');
		await expect(until('The end', 20, async () => undefined, 5)).rejects.toThrow('The end did not happen within 20 ms.');
	});
});

describe('what n8n answers', () => {
	it('is read from the flatted format, with shared parts, nulls and numbers', () => {
		const flatted = '[{"a":"1","b":"2","c":5,"d":null,"e":true},"text",["1","3"],{"back":"2"}]';
		const root = record(parseFlatted(flatted));
		expect(root).toMatchObject({ a: 'text', c: 5, d: null, e: true });
		const list = root.b as unknown[];
		expect(list[0]).toBe('text');
		expect(record(list[1]).back).toBe(list);
		expect(parseFlatted('{}')).toBeUndefined();
	});

	it('is empty where something else came than was expected', () => {
		expect(record(null)).toEqual({});
		expect(record([1])).toEqual({});
		expect(records('x')).toEqual([]);
		expect(records([1, { a: 2 }])).toEqual([{}, { a: 2 }]);
		expect(text(5)).toBe('5');
		expect(text({})).toBe('');
	});
});

describe('examples that are played at once', () => {
	const shown = () => {
		const lines: string[] = [];
		return { lines, steps: new Steps(1, { write: (line: string) => lines.push(line) }) };
	};
	const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

	it('have their notes together, in the order in which they end, and their results in the order given', async () => {
		const { lines, steps } = shown();
		const play = (name: string, ms: number) => async (notes: Steps) => {
			notes.note(`${name} begins`);
			await later(ms);
			notes.note(`${name} ends`);
			return name;
		};
		expect(await together({ steps }, [play('slow', 60), play('fast', 5)])).toEqual(['slow', 'fast']);
		expect(lines.map((line) => line.trim())).toEqual(['fast begins', 'fast ends', 'slow begins', 'slow ends']);
	});

	it('fail with the first that fails, after its notes', async () => {
		const { lines, steps } = shown();
		const fails = async (notes: Steps) => {
			notes.note('so far');
			await later(5);
			throw new Error('broken');
		};
		await expect(together({ steps }, [fails, () => later(60)])).rejects.toThrow('broken');
		expect(lines.map((line) => line.trim())).toEqual(['so far']);
	});
});
