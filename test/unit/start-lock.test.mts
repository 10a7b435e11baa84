import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Lock, tryLock, waitForLock } from '../../tools/start/lock.mts';

describe('the lock', () => {
	let folder: string;
	let file: string;

	beforeEach(() => {
		folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lock-'));
		file = path.join(folder, 'inner', 'install.lock');
	});
	afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

	const taken = (given: Lock | { heldBy: number }): Lock => {
		if ('heldBy' in given) throw new Error(`held by ${given.heldBy}`);
		return given;
	};
	const write = (text: string) => {
		fs.mkdirSync(path.dirname(file), { recursive: true });
		fs.writeFileSync(file, text);
	};
	const pidOfTheDead = () => spawnSync(process.execPath, ['-e', '']).pid;

	it('is held by one at a time, and free after its release', () => {
		const first = taken(tryLock(file));
		expect(tryLock(file)).toEqual({ heldBy: process.pid });
		first.release();
		taken(tryLock(file)).release();
		expect(fs.readdirSync(path.dirname(file))).toEqual([]);
	});

	it('of a process that died is taken over', () => {
		write(JSON.stringify({ pid: pidOfTheDead(), host: os.hostname(), token: 'x' }));
		taken(tryLock(file)).release();
		expect(fs.readdirSync(path.dirname(file))).toEqual([]);
	});

	it('of a living process, or of one on another machine, is respected', () => {
		write(JSON.stringify({ pid: process.ppid, host: os.hostname(), token: 'x' }));
		expect(tryLock(file)).toEqual({ heldBy: process.ppid });
		const dead = pidOfTheDead();
		write(JSON.stringify({ pid: dead, host: 'another-machine', token: 'x' }));
		expect(tryLock(file)).toEqual({ heldBy: dead });
	});

	it.each(['', '{"pid":', '[]', '{"pid":"7"}'])('that says %j is nobody\'s and is taken over', (text) => {
		write(text);
		taken(tryLock(file)).release();
	});

	it('not refreshed for minutes is taken over even if the pid lives: pids are used again', () => {
		write(JSON.stringify({ pid: process.ppid, host: os.hostname(), token: 'x' }));
		const longAgo = new Date(Date.now() - 10 * 60_000);
		fs.utimesSync(file, longAgo, longAgo);
		taken(tryLock(file)).release();
	});

	it('taken over by another is not released by the one who lost it', () => {
		const first = taken(tryLock(file));
		const other = JSON.stringify({ pid: process.ppid, host: os.hostname(), token: 'other' });
		write(other);
		first.release();
		expect(fs.readFileSync(file, 'utf8')).toBe(other);
	});

	it('is waited for, and the waiting is announced once', async () => {
		const first = taken(tryLock(file));
		const waits: number[] = [];
		const second = waitForLock(file, (pid) => waits.push(pid), 5000, 20);
		setTimeout(() => first.release(), 100);
		(await second).release();
		expect(waits).toEqual([process.pid]);
	});

	it('is not waited for without end; the message names the holder and the file', async () => {
		const first = taken(tryLock(file));
		await expect(waitForLock(file, () => undefined, 50, 20)).rejects.toThrow(`Process ${process.pid} still holds ${file}`);
		first.release();
	});
});
