// npm run test:e2e: every program of this folder, one after the other. -- --quick: a tenth of the load.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const SELF = path.basename(import.meta.filename);
/** --quick and --keep, for those that take them. */
const given = process.argv.slice(2);

const failed: string[] = [];
for (const program of fs.readdirSync(import.meta.dirname).filter((file) => file.endsWith('.mts') && file !== SELF).sort()) {
	console.log(`\n== ${program}`);
	const takesOptions = fs.readFileSync(path.join(import.meta.dirname, program), 'utf8').includes('inRun(');
	const { status } = spawnSync(
		process.execPath,
		['--import', 'tsx', path.join(import.meta.dirname, program), ...(takesOptions ? given : [])],
		{ stdio: 'inherit', cwd: path.dirname(path.dirname(import.meta.dirname)) },
	);
	if (status !== 0) failed.push(program);
}
console.log(failed.length === 0 ? '\nAll of them passed.' : `\nFailed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
