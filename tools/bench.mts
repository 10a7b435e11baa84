// npm run bench: what a batch, a file, a callback cost in a real n8n, beside n8n's own nodes in the same run.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { REGULAR_STEPS } from '../test/e2e/support/regular.mts';
import { type Bound, table } from '../test/e2e/support/bounds.mts';
import { REPOSITORY, Run, toItsEnd } from '../test/e2e/support/run.mts';
import { type BenchOptions, HELP, parseArguments, SECTIONS, type SectionName, UsageError } from './bench/arguments.mts';
import { batch } from './bench/batch.mts';
import { type Bench, freshN8n, startBench } from './bench/bench.mts';
import { boundsOf, type Figures, rounded } from './bench/figures.mts';
import { files } from './bench/files.mts';
import { growth } from './bench/growth.mts';
import { latency } from './bench/latency.mts';
import { type Machine, plot } from './bench/plot.mts';
import { steadiness } from './bench/steadiness.mts';
import { throttle } from './bench/throttle.mts';
import { trigger } from './bench/trigger.mts';
import { weight } from './bench/weight.mts';
import { PINNED_N8N } from './start/args.mts';
import { duration } from './start/steps.mts';

const PLOT = path.join(REPOSITORY, 'docs', 'benchmark.svg');
const PAGE = path.join(REPOSITORY, 'docs', 'benchmark.md');
/** Between these lines of the page stands what the bench wrote. */
const [BEGIN, END] = ['<!-- figures: written by npm run bench -->', '<!-- end of figures -->'];

void main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<never> {
	const options = asked(argv);
	const started = Date.now();
	const run = new Run(REGULAR_STEPS + options.only.length, { ...options, seed: 0, output: process.stderr });
	const { result, status } = await toItsEnd(run, () => measure(run, options));
	if (result === undefined) process.exit(status);
	const bounds = boundsOf(rounded(result));
	const machine = thisMachine(Date.now() - started);
	if (!options.quick && options.only.length === SECTIONS.length) publish(result, bounds, machine);
	process.stderr.write(`\n${table(bounds)}\n\n${machine.told}\n`);
	if (options.json) process.stdout.write(`${JSON.stringify({ ...rounded(result), bounds, machine })}\n`);
	process.exit(options.check && bounds.some(({ holds }) => !holds) ? 1 : 0);
}

/** The picture, and the figures on the page. */
function publish(figures: Figures, bounds: readonly Bound[], machine: Machine): void {
	fs.writeFileSync(PLOT, plot(figures, bounds, machine));
	const rows = bounds.map(({ what, found, wanted, holds }) => `| \`${what}\` | ${found} | ${wanted} | ${wanted === '' ? '' : holds ? 'yes' : 'no'} |`);
	const lines = [BEGIN, `${machine.told}.`, '', '| figure | measured | bound | holds |', '|---|---|---|---|', ...rows, END];
	const page = fs.readFileSync(PAGE, 'utf8');
	const [before = '', rest = ''] = page.split(BEGIN);
	fs.writeFileSync(PAGE, before + lines.join('\n') + (rest.split(END)[1] ?? ''));
}

function asked(argv: readonly string[]): BenchOptions {
	try {
		const options = parseArguments(argv);
		if (!options.help) return options;
		console.log(HELP);
		process.exit(0);
	} catch (error) {
		if (!(error instanceof UsageError)) throw error;
		console.error(error.message);
		process.exit(2);
	}
}

async function measure(run: Run, { quick, only }: BenchOptions): Promise<Figures> {
	const bench = await startBench(run);
	const size = (full: number) => (quick ? full / 5 : full);
	const rounds = (full: number) => (quick ? 1 : full);
	const sections: Record<SectionName, { title: string; run: () => Promise<Record<string, number>> }> = {
		weight: { title: 'Weight', run: () => weight(bench) },
		batch: { title: `Batch of ${size(1000)} items by every variant`, run: () => batch(bench, size(1000), rounds(4)) },
		latency: { title: `Latency of 100 ms, ${size(1000)} items`, run: () => latency(bench, size(1000), rounds(3)) },
		growth: { title: 'Growth from 100 to 10,000 items', run: () => growth(bench, quick ? [100, 1000] : [100, 1000, 10_000], rounds(3)) },
		throttle: { title: `Throttle: 20 a second, ${size(500)} items`, run: () => throttle(bench, size(500)) },
		steadiness: { title: `Steadiness of ${size(10_000)} items: cancelled, and memory`, run: () => steadiness(bench, size(10_000)) },
		trigger: { title: 'Trigger at 50 connections', run: () => freshly(bench, () => trigger(bench, size(200), rounds(4))) },
		files: { title: 'Memory of files', run: () => files(bench, quick ? 1 : 5) },
	};
	const figures: Figures = {};
	for (const name of only) figures[name] = await run.steps.run(sections[name].title, sections[name].run);
	return figures;
}

async function freshly<T>(bench: Bench, work: () => Promise<T>): Promise<T> {
	await freshN8n(bench);
	return await work();
}

function thisMachine(ms: number): Machine {
	const cpus = os.cpus();
	const [load = 0] = os.loadavg();
	const date = new Date().toISOString().slice(0, 10);
	const cores = `${cpus.length} cores (${cpus[0]?.model.trim() ?? 'unknown'})`;
	const memory = `${Math.round(os.totalmem() / 2 ** 30)} GB`;
	return {
		date,
		told: `${date}, n8n ${PINNED_N8N}, SQLite, ${cores}, ${memory}, ${os.type()} ${os.release()}; ${duration(ms)}, load ${load.toFixed(1)} at the end`,
	};
}
