// The command line of npm run bench.
import { parseArgs } from 'node:util';

export const SECTIONS = ['weight', 'batch', 'latency', 'growth', 'throttle', 'steadiness', 'trigger', 'files'] as const;
export type SectionName = (typeof SECTIONS)[number];

export interface BenchOptions {
	/** One JSON object on standard output, and nothing else there. */
	json: boolean;
	/** A fifth of the size, fewer rounds. */
	quick: boolean;
	/** Exit status 1 when a bound does not hold. */
	check: boolean;
	/** The folder with all logs stays. */
	keep: boolean;
	help: boolean;
	/** What is measured. */
	only: readonly SectionName[];
}

/** A command line this program does not understand; the message names what is wrong. */
export class UsageError extends Error {}

const SEE_HELP = 'See npm run bench -- --help.';

export const HELP = `npm run bench -- [options]

Measures this package in a real n8n beside n8n's own nodes, all in one run: about 20 minutes on two idle cores.
n8n is the one that npm start keeps; its data is of its own and is gone afterwards. Ctrl-C stops it.

  --json           one JSON object on standard output, and nothing else there (npm run -s bench -- --json)
  --quick          a fifth of the size and fewer rounds: shows that it works, not how fast
  --only <names>   sections, with commas between: ${SECTIONS.join(', ')}
  --check          exit status 1 when a bound does not hold
  --keep           the folder with all logs stays
  --help           this text

A whole run writes docs/benchmark.svg and the table of docs/benchmark.md.`;

/** @param argv arguments without node and script @throws UsageError */
export function parseArguments(argv: readonly string[]): BenchOptions {
	const values = parsed(argv);
	return { ...values, only: sections(values.only) };
}

function parsed(argv: readonly string[]) {
	const flag = { type: 'boolean', default: false } as const;
	try {
		return parseArgs({
			args: [...argv],
			options: { json: flag, quick: flag, check: flag, keep: flag, help: flag, only: { type: 'string', default: SECTIONS.join(',') } },
		}).values;
	} catch (error) {
		const message = typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
		throw new UsageError(`${message.split('. ')[0]}. ${SEE_HELP}`);
	}
}

function sections(names: string): SectionName[] {
	return names.split(',').map((name) => {
		const found = SECTIONS.find((section) => section === name.trim());
		if (found === undefined) throw new UsageError(`--only takes ${SECTIONS.join(', ')}, not "${name}". ${SEE_HELP}`);
		return found;
	});
}
