// npm run faults: puts each fault of faults.mts into a copy of the sources, one at a time, and tells whether the suites of its
// group catch it. -- <words>: only the faults whose names or groups contain one of them. About an hour for all on two cores.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { FAULTS, type Fault, SUITES } from './faults.mts';

const ROOT = path.resolve(import.meta.dirname, '../..');
/** What share of the faults has to be caught. */
const LEAST = 0.9;
const LONGEST_MS = 10 * 60_000;

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
 * What a suite says: its first complaint, or undefined where it is content. A timeout can come of a busy machine: look at those.
 * @throws Error when it does not run at all: that tells nothing about its tests
 */
function complaint(copy: string, suite: string): string | undefined {
	const jest = path.join(copy, 'node_modules', '.bin', 'jest');
	const { status, stderr, signal } = spawnSync(jest, ['--runInBand', '--forceExit', `--env=${copy}/test/faults/stop-at-failure.mjs`, suite], {
		cwd: copy,
		encoding: 'utf8',
		timeout: LONGEST_MS,
	});
	if (signal !== null) return 'it did not come to an end';
	if (status === 0) return undefined;
	const [, first] = /● (.+)/.exec(stderr) ?? [];
	if (first === undefined || first.includes('Test suite failed to run')) throw new Error(`${suite} does not run: ${stderr.slice(0, 2_000)}`);
	return /Exceeded timeout/.test(stderr) ? `${first}, by a timeout` : first;
}

function isCaught(copy: string, { name, group, file, from, to }: Fault): boolean {
	const place = path.join(copy, file);
	const source = fs.readFileSync(place, 'utf8');
	fs.writeFileSync(place, source.replace(from, () => to));
	try {
		for (const suite of SUITES[group]) {
			const said = complaint(copy, suite);
			if (said === undefined) continue;
			console.log(`caught   ${name} (${path.basename(suite, '.test.mts')}: ${said})`);
			return true;
		}
	} finally {
		fs.writeFileSync(place, source);
	}
	console.log(`SLIPPED  ${name} (${file})`);
	return false;
}

const words = process.argv.slice(2);
const chosen = FAULTS.filter(({ name, group }) => words.length === 0 || words.some((word) => name.includes(word) || group === word));
if (chosen.length === 0) throw new Error(`No fault has a name with ${words.join(' or ')} in it.`);
const copy = copySources();
try {
	for (const suite of new Set(chosen.flatMap(({ group }) => SUITES[group]))) {
		const said = complaint(copy, suite);
		if (said !== undefined) throw new Error(`${suite} fails without any fault: ${said}`);
	}
	const caught = chosen.filter((fault) => isCaught(copy, fault)).length;
	console.log(`${caught} of ${chosen.length} caught`);
	process.exitCode = caught < chosen.length * LEAST ? 1 : 0;
} finally {
	fs.rmSync(copy, { recursive: true, force: true });
}
