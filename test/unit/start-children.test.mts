import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Children, type Command, endLeftovers } from '../../tools/start/children.mts';
import { isAlive } from '../../tools/start/lock.mts';
import { until } from '../../tools/start/steps.mts';

describe('started processes', () => {
	let folder: string;
	let children: Children;

	beforeEach(() => {
		folder = fs.mkdtempSync(path.join(os.tmpdir(), 'children-'));
		children = new Children();
	});
	afterEach(async () => {
		await children.stop();
		fs.rmSync(folder, { recursive: true, force: true });
	});

	const node = (script: string): Command => ({
		name: 'a program',
		file: process.execPath,
		args: ['-e', script],
		cwd: folder,
		env: {},
		log: path.join(folder, 'log'),
	});
	/** A program with a child of its own; both write their pids and run on. */
	const family = () => node(`
		const { spawn } = require('node:child_process');
		const script = "require('node:fs').writeFileSync('child', String(process.pid)); setInterval(() => {}, 1000)";
		spawn(process.execPath, ['-e', script]);
		require('node:fs').writeFileSync('parent', String(process.pid));
		setInterval(() => {}, 1000);
	`);
	const pids = () =>
		until('Both pids', 10_000, async () => {
			const read = ['parent', 'child'].map((name) => {
				const file = path.join(folder, name);
				return fs.existsSync(file) ? Number(fs.readFileSync(file, 'utf8')) : 0;
			});
			return read.every((pid) => pid > 0) ? read : undefined;
		}, 20);
	const gone = (pid: number) => until(`The end of ${pid}`, 10_000, async () => (isAlive(pid) ? undefined : true), 20);

	it('that come to their end give back what they wrote, and leave it in their log', async () => {
		expect(await children.finish(node("console.log('out'); console.error('err')"), 10_000)).toMatch(/out[^]*err|err[^]*out/);
		expect(fs.readFileSync(path.join(folder, 'log'), 'utf8')).toContain('out\n');
	});

	it('that fail are named with their status and the end of their output', async () => {
		await expect(children.finish(node("console.error('no disk'); process.exit(3)"), 10_000)).rejects.toThrow(
			/^a program ended with exit code 3\. The end of .*log:\nno disk$/,
		);
		await expect(children.finish({ ...node(''), file: path.join(folder, 'nothing') }, 10_000)).rejects.toThrow('ENOENT');
	});

	it('that hang are ended when their time is over', async () => {
		await expect(children.finish(node('setInterval(() => {}, 1000)'), 200)).rejects.toThrow('a program did not end within');
	});

	it('are stopped with all their descendants', async () => {
		children.keep(family());
		const both = await pids();
		await children.stop();
		for (const pid of both) await gone(pid);
	});

	it('are stopped one after the other, the last one first', async () => {
		const write = (name: string) => node(`
			process.on('SIGTERM', () => setTimeout(() => {
				require('node:fs').appendFileSync('order', '${name} ');
				process.exit(0);
			}, 200));
			require('node:fs').writeFileSync('${name}', '');
			setInterval(() => {}, 1000);
		`);
		for (const name of ['first', 'second']) {
			children.keep(write(name));
			await until(name, 10_000, async () => (fs.existsSync(path.join(folder, name)) ? true : undefined), 20);
		}
		await children.stop();
		expect(fs.readFileSync(path.join(folder, 'order'), 'utf8')).toBe('second first ');
	});

	it('that should go on running break what waits for them when they are killed', async () => {
		const { pid } = children.keep(node('setInterval(() => {}, 1000)'));
		const waiting = children.guard(new Promise<never>(() => undefined));
		process.kill(pid ?? 0, 'SIGKILL');
		await expect(waiting).rejects.toThrow('a program ended by itself (signal SIGKILL)');
		expect(children.brokenBy?.message).toContain('a program ended by itself');
	});

	it('left behind by a killed start are ended by the next one, and nobody else is', async () => {
		const record = path.join(folder, 'processes.json');
		children.recordIn(record);
		children.keep(family());
		const both = await pids();
		const [mark] = JSON.parse(fs.readFileSync(record, 'utf8')) as object[];
		const stranger = { ...mark, pid: process.pid };
		const found = path.join(folder, 'found.json');
		fs.writeFileSync(found, JSON.stringify([mark, stranger, { pid: 'x' }]));
		expect(endLeftovers(found)).toEqual([`a program (pid ${both[0]})`]);
		for (const pid of both) await gone(pid);
		expect(fs.existsSync(found)).toBe(false);
		expect(endLeftovers(found)).toEqual([]);
	});
});
