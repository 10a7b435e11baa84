// npm run test:e2e: every program of this folder, one after the other. -- --quick: a tenth of the load.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { duration } from '../../tools/start/steps.mts';

const SELF = path.basename(import.meta.filename);
/** --quick and --keep, for those that take them. */
const given = process.argv.slice(2);

const ends: Array<{ program: string; passed: boolean; took: string }> = [];
for (const program of fs.readdirSync(import.meta.dirname).filter((file) => file.endsWith('.mts') && file !== SELF).sort()) {
	console.log(`\n== ${program}`);
	const takesOptions = fs.readFileSync(path.join(import.meta.dirname, program), 'utf8').includes('inRun(');
	const began = Date.now();
	const { status } = spawnSync(
		process.execPath,
		['--import', 'tsx', path.join(import.meta.dirname, program), ...(takesOptions ? given : [])],
		{ stdio: 'inherit', cwd: path.dirname(path.dirname(import.meta.dirname)) },
	);
	ends.push({ program, passed: status === 0, took: duration(Date.now() - began) });
}
console.log(`\n${ends.map(({ program, passed, took }) => `${passed ? 'passed' : 'FAILED'}  ${program} (${took})`).join('\n')}`);
process.exitCode = ends.every(({ passed }) => passed) ? 0 : 1;
