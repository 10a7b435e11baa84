// A lock file that heals: the lock of a process that died, or that stopped refreshing it, is taken over.
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A holder refreshes its lock this often ... */
const REFRESH_MS = 10_000;
/** ... and loses it when it has not done so for this long (a reused pid, another container, a stopped machine). */
const ABANDONED_MS = 120_000;

interface Holder {
	pid: number;
	host: string;
	token: string;
}

export interface Lock {
	release(): void;
}

/**
 * Takes the lock if it is free or its holder is gone.
 *
 * @param file lock file; its folder is created
 * @returns the lock, or the pid of the process that holds it
 */
export function tryLock(file: string): Lock | { heldBy: number } {
	fs.mkdirSync(path.dirname(file), { recursive: true });
	const me: Holder = { pid: process.pid, host: os.hostname(), token: randomBytes(8).toString('hex') };
	for (let attempt = 0; attempt < 5; attempt++) {
		if (create(file, me)) return hold(file, me);
		const found = look(file);
		if (found === undefined) continue;
		if (!isAbandoned(found)) return { heldBy: found.holder?.pid ?? 0 };
		setAside(file, found.text);
	}
	return { heldBy: look(file)?.holder?.pid ?? 0 };
}

/**
 * Takes the lock, waiting for its holder.
 *
 * @param onWait called once, with the holder's pid, when there is somebody to wait for
 * @param limitMs how long to wait at most
 * @throws Error naming the holder and the file when the wait is over
 */
export async function waitForLock(
	file: string,
	onWait: (pid: number) => void,
	limitMs: number,
	everyMs = 1000,
): Promise<Lock> {
	const end = Date.now() + limitMs;
	let told = false;
	for (;;) {
		const lock = tryLock(file);
		if ('release' in lock) return lock;
		if (!told) onWait(lock.heldBy);
		told = true;
		if (Date.now() > end) {
			throw new Error(`Process ${lock.heldBy} still holds ${file}. Stop it, or delete the file if there is no such process.`);
		}
		await new Promise((resolve) => setTimeout(resolve, everyMs));
	}
}

function create(file: string, me: Holder): boolean {
	// Linking a complete file is atomic: nobody ever reads a lock without its holder.
	const draft = `${file}.${me.token}`;
	fs.writeFileSync(draft, JSON.stringify(me), { mode: 0o600 });
	try {
		fs.linkSync(draft, file);
		return true;
	} catch (error) {
		if (hasCode(error, 'EEXIST')) return false;
		throw error;
	} finally {
		fs.rmSync(draft, { force: true });
	}
}

function hold(file: string, me: Holder): Lock {
	const refresh = setInterval(() => {
		try {
			fs.utimesSync(file, new Date(), new Date());
		} catch {
			// Gone: somebody cleaned the cache folder. The rename at the end still keeps the result whole.
		}
	}, REFRESH_MS);
	refresh.unref();
	return {
		release() {
			clearInterval(refresh);
			if (look(file)?.holder?.token === me.token) fs.rmSync(file, { force: true });
		},
	};
}

interface Found {
	text: string;
	holder: Holder | undefined;
	ageMs: number;
}

function look(file: string): Found | undefined {
	try {
		const text = fs.readFileSync(file, 'utf8');
		return { text, holder: parseHolder(text), ageMs: Date.now() - fs.statSync(file).mtimeMs };
	} catch (error) {
		if (hasCode(error, 'ENOENT')) return undefined;
		throw error;
	}
}

function parseHolder(text: string): Holder | undefined {
	try {
		const value: unknown = JSON.parse(text);
		if (typeof value !== 'object' || value === null) return undefined;
		const { pid, host, token } = { pid: 0, host: '', token: '', ...value };
		return typeof pid === 'number' && pid > 0 ? { pid, host: String(host), token: String(token) } : undefined;
	} catch {
		return undefined;
	}
}

function isAbandoned({ holder, ageMs }: Found): boolean {
	if (holder === undefined || ageMs > ABANDONED_MS) return true;
	// A pid says nothing about another machine or container sharing the folder.
	return holder.host === os.hostname() && !isAlive(holder.pid);
}

/** Whether a process with this pid exists, whoever owns it. */
export function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return hasCode(error, 'EPERM');
	}
}

/** Removes the abandoned lock, unless another process has replaced it since it was read. */
function setAside(file: string, text: string): void {
	const aside = `${file}.stale-${randomBytes(8).toString('hex')}`;
	try {
		fs.renameSync(file, aside);
	} catch (error) {
		if (hasCode(error, 'ENOENT')) return;
		throw error;
	}
	try {
		if (fs.readFileSync(aside, 'utf8') !== text) fs.linkSync(aside, file);
	} catch (error) {
		if (!hasCode(error, 'EEXIST')) throw error;
	} finally {
		fs.rmSync(aside, { force: true });
	}
}

function hasCode(error: unknown, code: string): boolean {
	return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
