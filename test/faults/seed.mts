// npm run faults: puts each fault of faults.mts into a copy of the sources, one at a time, and tells whether the suites of its
// group catch it. -- <words>: only the faults of these samples or groups, or with one of the words in their names. About an hour
// for the first sample on two cores.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { FAULTS, type Fault, SAMPLES, SUITES } from './faults.mts';

const ROOT = path.resolve(import.meta.dirname, '../..');
/** What share of the faults has to be caught. */
const LEAST = 0.9;
/** Measuring memory takes minutes, and no fault here is about it. */
const QUICK = '^(?!the memory it takes)';
const LONGEST_MS = 10 * 60_000;
const ENDLESS = 'it does not come to an end';

/** The sources as they are, uncommitted ones too, beside the packages of this checkout. */
function copySources(): string {
	const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'qiandun-faults-'));
	const listed = spawnSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: ROOT, encoding: 'utf8' });
	if (listed.status !== 0) throw new Error(`The list of files comes from git, which says: ${listed.stderr}`);
	for (const file of listed.stdout.split('\0').filter((name) => name !== '' && fs.existsSync(path.join(ROOT, name)))) {
		fs.mkdirSync(path.join(copy, path.dirname(file)), { recursive: true });
		fs.copyFileSync(path.join(ROOT, file), path.join(copy, file));
	}
	fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'));
	return copy;
}

/**
 * What a suite says: the name of the first test that fails, or undefined where all are content.
 * @param only a pattern of the tests to run
 * @throws Error when it does not run at all: that tells nothing about its tests
 */
function complaint(copy: string, suite: string, only = QUICK): string | undefined {
	const jest = path.join(copy, 'node_modules', '.bin', 'jest');
	const environment = path.join(copy, 'test/faults/stop-at-failure.mjs');
	const { status, stderr, signal } = spawnSync(jest, ['--runInBand', '--forceExit', `--env=${environment}`, `--testNamePattern=${only}`, suite], {
		cwd: copy,
		encoding: 'utf8',
		timeout: LONGEST_MS,
	});
	if (signal !== null) return ENDLESS;
	if (status === 0) return undefined;
	const [, first] = /● (.+)/.exec(stderr) ?? [];
	if (first === undefined || first.includes('Test suite failed to run')) throw new Error(`${suite} does not run: ${stderr.slice(0, 2_000)}`);
	return first;
}

/** The name of a test as a pattern. */
const patternOf = (name: string) => name.replaceAll(' › ', ' ').replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The first test of a suite that fails, and fails again: what a busy machine or chance made fail once proves nothing. */
function failing(copy: string, suite: string): string | undefined {
	const first = complaint(copy, suite);
	return first === undefined || first === ENDLESS ? first : complaint(copy, suite, patternOf(first));
}

function isCaught(copy: string, { name, group, file, from, to }: Fault): boolean {
	const place = path.join(copy, file);
	const source = fs.readFileSync(place, 'utf8');
	fs.writeFileSync(place, source.replace(from, () => to));
	try {
		for (const suite of SUITES[group]) {
			const test = failing(copy, suite);
			if (test === undefined) continue;
			console.log(`caught   ${name} (${path.basename(suite, '.test.mts')}: ${test})`);
			return true;
		}
		console.log(`SLIPPED  ${name} (${file})`);
		return false;
	} finally {
		fs.writeFileSync(place, source);
	}
}

const words = process.argv.slice(2);
const isMeant = (fault: Fault, word: string) => fault.name.includes(word) || fault.group === word || SAMPLES[word]?.includes(fault);
const chosen = FAULTS.filter((fault) => words.length === 0 || words.some((word) => isMeant(fault, word)));
if (chosen.length === 0) throw new Error(`No fault has a name with ${words.join(' or ')} in it.`);
const copy = copySources();
try {
	for (const suite of new Set(chosen.flatMap(({ group }) => SUITES[group]))) {
		const test = failing(copy, suite);
		if (test !== undefined) throw new Error(`${suite} fails without any fault: ${test}`);
	}
	const caught = chosen.filter((fault) => isCaught(copy, fault)).length;
	console.log(`${caught} of ${chosen.length} caught`);
	process.exitCode = caught < chosen.length * LEAST ? 1 : 0;
} finally {
	fs.rmSync(copy, { recursive: true, force: true });
}
