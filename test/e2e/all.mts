// npm run test:e2e: every program of this folder, one after the other. -- --quick: a tenth of the load. -- --again: one that failed is run
// once more, and both are told: machines that do other work meanwhile miss a time limit now and then.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { duration } from '../../tools/start/steps.mts';

const SELF = path.basename(import.meta.filename);
const AGAIN = '--again';
const options = process.argv.slice(2);
/** --quick, --keep and the like, for those programs that take them. */
const given = options.filter((option) => option !== AGAIN);
const tries = options.includes(AGAIN) ? 2 : 1;

/** @returns whether it passed */
function play(program: string): boolean {
	const takesOptions = fs.readFileSync(path.join(import.meta.dirname, program), 'utf8').includes('inRun(');
	const { status } = spawnSync(
		process.execPath,
		['--import', 'tsx', path.join(import.meta.dirname, program), ...(takesOptions ? given : [])],
		{ stdio: 'inherit', cwd: path.dirname(path.dirname(import.meta.dirname)) },
	);
	return status === 0;
}

const began = Date.now();
const ends: string[] = [];
let isWell = true;
for (const program of fs.readdirSync(import.meta.dirname).filter((file) => file.endsWith('.mts') && file !== SELF).sort()) {
	let passed = false;
	for (let attempt = 1; attempt <= tries && !passed; attempt++) {
		console.log(`\n== ${program}${attempt > 1 ? ', once more' : ''}`);
		const start = Date.now();
		passed = play(program);
		ends.push(`${passed ? 'passed' : 'FAILED'}  ${program}${attempt > 1 ? ', once more' : ''} (${duration(Date.now() - start)})`);
	}
	isWell &&= passed;
}
console.log(`\n${ends.join('\n')}\n${duration(Date.now() - began)} in all`);
process.exitCode = isWell ? 0 : 1;
