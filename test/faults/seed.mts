// npm run faults: puts each fault of faults.mts into a copy of the sources, one at a time, and tells whether the suites of its
// group catch it. -- <words>: only the faults whose names contain one of them. Minutes to an hour.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { FAULTS, type Fault, type Group, SUITES } from './faults.mts';

const ROOT = path.resolve(import.meta.dirname, '../..');
/** What share of the faults has to be caught. */
const LEAST = 0.9;
const LONGEST_MS = 15 * 60_000;

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

/** What the suites of a group say; the first complaint, or undefined where they are content. */
function complaint(copy: string, group: Group): string | undefined {
	const jest = path.join(copy, 'node_modules', '.bin', 'jest');
	const { status, stderr, signal } = spawnSync(jest, ['--bail', '--forceExit', ...SUITES[group]], {
		cwd: copy,
		encoding: 'utf8',
		timeout: LONGEST_MS,
	});
	if (signal !== null) return 'the suites did not come to an end';
	return status === 0 ? undefined : (/● .*/.exec(stderr)?.[0].slice(2) ?? 'the suites do not run');
}

function isCaught(copy: string, { name, group, file, from, to }: Fault): boolean {
	const place = path.join(copy, file);
	const source = fs.readFileSync(place, 'utf8');
	fs.writeFileSync(place, source.replace(from, () => to));
	const said = complaint(copy, group);
	fs.writeFileSync(place, source);
	console.log(said === undefined ? `SLIPPED  ${name} (${file})` : `caught   ${name}: ${said}`);
	return said !== undefined;
}

const words = process.argv.slice(2);
const chosen = FAULTS.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
if (chosen.length === 0) throw new Error(`No fault has a name with ${words.join(' or ')} in it.`);
const copy = copySources();
try {
	for (const group of new Set(chosen.map((fault) => fault.group))) {
		const said = complaint(copy, group);
		if (said !== undefined) throw new Error(`The suites of ${group} fail without any fault: ${said}`);
	}
	const caught = chosen.filter((fault) => isCaught(copy, fault)).length;
	console.log(`${caught} of ${chosen.length} caught`);
	process.exitCode = caught < chosen.length * LEAST ? 1 : 0;
} finally {
	fs.rmSync(copy, { recursive: true, force: true });
}
