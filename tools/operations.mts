/** `npm run -s operations`: every operation with its address, its source, and whether repeating it is harmless. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { operationRows, plainTable, readmeSection, withSection } from './operations-table.mts';
import { platforms } from './platforms.mts';

const USAGE = `npm run -s operations [-- <option>]
  (none)      a table for reading
  --json      an array of {platform, resource, operation, method, path, source, repeatable}
  --markdown  the tables of README.md
  --write     brings the tables in README.md up to date`;

const rows = platforms.flatMap(({ name, provider }) => operationRows(name, provider.resources));
const section = readmeSection(platforms.map(({ provider }) => provider));
const [option, ...more] = process.argv.slice(2);
if (more.length > 0) fail(`One option at a time, not ${process.argv.slice(2).join(' ')}`);
switch (option) {
	case undefined:
		console.log(plainTable(rows));
		break;
	case '--json':
		console.log(JSON.stringify(rows, null, '\t'));
		break;
	case '--markdown':
		console.log(section);
		break;
	case '--write':
		writeReadme();
		break;
	case '--help':
		console.log(USAGE);
		break;
	default:
		fail(`There is no option ${option}`);
}

function writeReadme(): void {
	const file = path.join(path.dirname(path.dirname(fileURLToPath(import.meta.url))), 'README.md');
	try {
		const before = readFileSync(file, 'utf8');
		const after = withSection(before, section);
		if (after !== before) writeFileSync(file, after);
		console.log(after === before ? 'README.md is up to date.' : 'README.md: operations tables written.');
	} catch (error) {
		fail(error instanceof Error ? error.message : String(error));
	}
}

function fail(message: string): never {
	console.error(`${message}\n\n${USAGE}`);
	process.exit(1);
}
