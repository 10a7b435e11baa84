// One run of a test program: its temporary folder, the processes it started, and the end of it all, however it ends.
import { randomInt } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../sandbox/server.mts';
import { type Bound, table } from './bounds.mts';
import { PINNED_N8N } from '../../../tools/start/args.mts';
import { Children } from '../../../tools/start/children.mts';
import { whenParentGoes } from '../../../tools/start/parent.mjs';
import { portsFolder } from '../../../tools/start/places.mts';
import { Ports } from '../../../tools/start/ports.mts';
import { duration, type Output, Steps } from '../../../tools/start/steps.mts';

export const REPOSITORY = path.resolve(import.meta.dirname, '..', '..', '..');

export interface RunOptions {
	quick: boolean;
	keep: boolean;
	seed: number;
	n8n?: string;
	output?: Output;
}

export class Run {
	/** --quick: a tenth of the size. */
	readonly quick: boolean;
	/** --keep: the folder with all logs stays. */
	readonly keep: boolean;
	/** --seed <number>: what is left to chance comes out as it did with this number; else one of its own. */
	readonly seed: number;
	/** --n8n <version>: the release under test; else the pinned one. */
	readonly n8n: string;
	private readonly output: Output;
	readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'qiandun-run-'));
	private readonly ports = new Ports(portsFolder(os.tmpdir(), String(process.getuid?.() ?? 'user')));
	readonly steps: Steps;
	/** Rejects when the run is interrupted, or when a process it needs is gone. */
	readonly broken: Promise<never>;
	private readonly endings: Array<() => Promise<void>> = [];
	private breakRun: (error: Error) => void = () => undefined;
	private ending = false;

	/** @param output where it tells what it does */
	constructor(steps: number, { quick, keep, seed, n8n = PINNED_N8N, output = process.stdout }: RunOptions) {
		this.quick = quick;
		this.keep = keep;
		this.seed = seed;
		this.n8n = n8n;
		this.output = output;
		this.steps = new Steps(steps, output);
		this.broken = new Promise<never>((_, reject) => {
			this.breakRun = reject;
		});
		this.broken.catch(() => undefined);
	}

	/** The number, or a tenth of it with --quick. */
	size(full: number): number {
		return this.quick ? Math.ceil(full / 10) : full;
	}

	/** What is to be done at the end; the last one given is done first. */
	atEnd(ending: () => Promise<void>): void {
		if (this.ending) throw new Error('the run is over');
		this.endings.push(ending);
	}

	/** For programs started from here on, apart from all others; they end with the run at the latest. */
	children(): Children {
		const children = new Children();
		this.atEnd(() => children.stop());
		return children;
	}

	/** A port that this run keeps, also while nobody listens on it: not one of those the system gives to outgoing connections. */
	async port(): Promise<number> {
		return await this.ports.take(randomInt(20_000, 32_000));
	}

	/** Ends the run with this error. */
	fail(error: Error): void {
		this.breakRun(error);
	}

	/** A sandbox in this process, on a port of its own. */
	async sandbox(options: SandboxOptions = {}): Promise<Sandbox> {
		const sandbox = await startSandbox(options);
		this.atEnd(() => sandbox.close());
		return sandbox;
	}

	async end(): Promise<void> {
		this.ending = true;
		for (const ending of this.endings.splice(0).reverse()) {
			await ending().catch((error: unknown) => console.error(error));
		}
		this.ports.release();
		if (this.keep) this.output.write(`Kept: ${this.folder}\n`);
		else fs.rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
	}
}

/**
 * Runs a test program to its end and leaves the process: status 0, 1 for a bound that does not hold or an error, 130 when
 * interrupted. Nothing it started lives on.
 *
 * @param steps how many steps the work has
 * @param work returns what it counted
 */
export async function inRun(steps: number, work: (run: Run) => Promise<Bound[]>): Promise<never> {
	const { values } = parseArgs({
		options: {
			quick: { type: 'boolean', default: false },
			keep: { type: 'boolean', default: false },
			seed: { type: 'string', default: String(randomInt(1, 2 ** 31)) },
			n8n: { type: 'string' },
		},
	});
	const started = Date.now();
	const run = new Run(steps, { ...values, seed: Number(values.seed) });
	const ended = await toItsEnd(run, work);
	let { status } = ended;
	if (ended.result !== undefined) {
		console.log(`\n${table(ended.result)}\n`);
		if (ended.result.some(({ holds }) => !holds)) status = 1;
	}
	console.log(`${status === 0 ? 'All bounds hold' : 'FAILED'} after ${duration(Date.now() - started)}.`);
	process.exit(status);
}

/**
 * Does the work, and ends the run however that ends. An error is told on standard error.
 *
 * @returns what the work returned, and an exit status: 0, 1 for an error, 130 when interrupted
 */
export async function toItsEnd<T>(run: Run, work: (run: Run) => Promise<T>): Promise<{ result?: T; status: number }> {
	let interrupted = false;
	const interrupt = () => {
		interrupted = true;
		run.fail(new Error('interrupted'));
	};
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
	whenParentGoes(interrupt);
	try {
		return { result: await Promise.race([work(run), run.broken]), status: 0 };
	} catch (error) {
		console.error(error);
		return { status: interrupted ? 130 : 1 };
	} finally {
		await run.end();
	}
}

