// The processes this program starts: each in a group of its own, all stopped at the end, none forgotten.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { isAlive } from './lock.mts';
import { messageOf } from './steps.mts';

const ON_WINDOWS = process.platform === 'win32';
/** Time a process has to end by itself before it is killed. */
const GRACE_MS = 8000;

/** A program to start. */
export interface Command {
	/** What to call it in messages, e.g. `the sandbox`. */
	name: string;
	file: string;
	args: string[];
	cwd: string;
	env: Record<string, string>;
	/** Where its output goes. */
	log: string;
}

/** What identifies a process beyond its pid, which the system gives to another one later. */
interface Mark {
	pid: number;
	name: string;
	since: string;
}

export class Children {
	/** Rejects when a process that should go on running ends, or when the run is interrupted. */
	readonly broken: Promise<never>;
	private readonly running = new Map<number, Mark>();
	private breakRun: (error: Error) => void = () => undefined;
	private stopping = false;
	private reason: Error | undefined;

	/** @param record file that lists living processes, so that the next start can end them if this one is killed */
	constructor(private record = '') {
		this.broken = new Promise<never>((_, reject) => {
			this.breakRun = (error) => {
				this.reason ??= error;
				reject(error);
			};
		});
		this.broken.catch(() => undefined);
	}

	/** From now on keeps the list of living processes in this file. */
	recordIn(file: string): void {
		this.record = file;
		this.save();
	}

	/** Ends all waiting with this error. */
	interrupt(error: Error): void {
		this.breakRun(error);
	}

	/** Why the run is broken, if it is. */
	get brokenBy(): Error | undefined {
		return this.reason;
	}

	/** Waits for the work, or fails at once when a process it needs is gone. */
	guard<T>(work: Promise<T>): Promise<T> {
		return Promise.race([work, this.broken]);
	}

	/**
	 * Runs a program to its end.
	 *
	 * @returns what it wrote, both streams together
	 * @throws Error with the end of its output when its status is not 0 or the time is over
	 */
	async finish(command: Command, limitMs: number): Promise<string> {
		const child = this.start(command);
		let text = '';
		const keep = (chunk: Buffer) => {
			text = (text + chunk.toString()).slice(-200_000);
		};
		child.stdout?.on('data', keep);
		child.stderr?.on('data', keep);
		let late = false;
		const timer = setTimeout(() => {
			late = true;
			signalGroup(child.pid, 'SIGKILL');
		}, limitMs);
		const status = await this.guard(ended(child, 'close')).finally(() => clearTimeout(timer));
		if (late) throw new Error(`${command.name} did not end within ${Math.round(limitMs / 60_000)} minutes. Its output: ${command.log}`);
		if (status !== 'exit code 0') {
			throw new Error(`${command.name} ended with ${status}. The end of ${command.log}:\n${lastLines(text, 15)}`);
		}
		return text;
	}

	/** Starts a program that is to run until the end; when it ends before, the run is broken. */
	keep(command: Command): ChildProcess {
		const child = this.start(command);
		// Not 'close': descendants that live on would hold it back.
		void ended(child, 'exit').then((status) => {
			if (this.stopping) return;
			// A line of JSON is for programs (and holds the sandbox's secret).
			const tail = lastLines(readIfThere(command.log).replaceAll(/^\{.*\}\n/gm, ''), 8);
			this.breakRun(new Error(`${command.name} ended by itself (${status}). The end of ${command.log}:\n${tail}`));
		});
		return child;
	}

	/**
	 * Stops everything this object started, with all descendants, and waits for it. The last one first: what started
	 * later may need what was there before (an execution in n8n calls the sandbox).
	 */
	async stop(): Promise<void> {
		this.stopping = true;
		for (const pid of [...this.running.keys()].reverse()) {
			signalGroup(pid, 'SIGTERM');
			const end = Date.now() + GRACE_MS;
			while (groupIsAlive(pid) && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 100));
			if (groupIsAlive(pid)) signalGroup(pid, 'SIGKILL');
		}
		this.running.clear();
		this.save();
	}

	/** The same without waiting, for a second Ctrl-C. */
	killNow(): void {
		this.stopping = true;
		for (const pid of this.running.keys()) signalGroup(pid, 'SIGKILL');
		this.running.clear();
		this.save();
	}

	private start(command: Command): ChildProcess {
		if (this.stopping) throw new Error('interrupted');
		const log = fs.openSync(command.log, 'a', 0o600);
		const child = spawn(command.file, command.args, {
			cwd: command.cwd,
			env: command.env,
			// Its own group: Ctrl-C in the terminal reaches only this program, which then stops the group.
			detached: !ON_WINDOWS,
			windowsHide: true,
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		const write = (chunk: Buffer) => {
			fs.writeSync(log, chunk);
		};
		child.stdout?.on('data', write);
		child.stderr?.on('data', write);
		child.once('close', () => fs.closeSync(log));
		child.once('error', (error) => fs.writeSync(log, `${messageOf(error)}\n`));
		const { pid } = child;
		if (pid !== undefined) {
			this.running.set(pid, { pid, name: command.name, since: startTime(pid) });
			this.save();
			child.once('exit', () => {
				// A group may outlive its first process (n8n's task runner): keep it until stop() has looked.
				if (!groupIsAlive(pid)) this.running.delete(pid);
				this.save();
			});
		}
		return child;
	}

	private save(): void {
		if (this.record === '') return;
		if (this.running.size === 0) fs.rmSync(this.record, { force: true });
		else fs.writeFileSync(this.record, JSON.stringify([...this.running.values()]), { mode: 0o600 });
	}
}

/**
 * Ends processes that an earlier start had to leave behind because it was killed itself.
 *
 * @param record the file given to recordIn()
 * @returns their names
 */
export function endLeftovers(record: string): string[] {
	const names: string[] = [];
	for (const { pid, name, since } of readRecord(record)) {
		// The pid may have gone to somebody else since: it must be the process that was started.
		if (since === '' || startTime(pid) !== since) continue;
		signalGroup(pid, 'SIGKILL');
		names.push(`${name} (pid ${pid})`);
	}
	fs.rmSync(record, { force: true });
	return names;
}

function readRecord(record: string): Mark[] {
	try {
		const value: unknown = JSON.parse(fs.readFileSync(record, 'utf8'));
		if (!Array.isArray(value)) return [];
		return value.flatMap((entry: unknown) => {
			if (typeof entry !== 'object' || entry === null) return [];
			const { pid, name, since } = { pid: 0, name: '', since: '', ...entry };
			return Number.isInteger(pid) && pid > 1 ? [{ pid, name: String(name), since: String(since) }] : [];
		});
	} catch {
		return [];
	}
}

/** When a living process began, as the system writes it; empty where it cannot be asked or there is none. */
function startTime(pid: number): string {
	if (ON_WINDOWS) return '';
	try {
		// proc(5): field 22, counted after the command name, which may hold blanks and brackets.
		const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
		return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
	} catch {
		const { stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
		return (stdout ?? '').trim();
	}
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
	if (pid === undefined) return;
	if (ON_WINDOWS) {
		spawnSync('taskkill', ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore' });
		return;
	}
	try {
		process.kill(-pid, signal);
	} catch {
		// ESRCH: it has ended already.
	}
}

function groupIsAlive(pid: number): boolean {
	return isAlive(ON_WINDOWS ? pid : -pid);
}

function ended(child: ChildProcess, event: 'exit' | 'close'): Promise<string> {
	return new Promise((resolve) => {
		child.once('error', (error) => resolve(`"${error.message}"`));
		child.once(event, (code: number | null, signal: NodeJS.Signals | null) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`));
	});
}

function readIfThere(file: string): string {
	try {
		return fs.readFileSync(file, 'utf8');
	} catch {
		return '';
	}
}

function lastLines(text: string, count: number): string {
	return text.trimEnd().split('\n').slice(-count).join('\n');
}
