/** `npm run -s operations`: every operation with its address, its source, and whether repeating it is harmless. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compare } from './against/compare.mts';
import { DocumentError, readDocument } from './against/document.mts';
import { comparisonText } from './against/report.mts';
import { termsOf, titlesOf } from './against/words.mts';
import { operationRows, plainTable, readmeSection, withSection } from './operations-table.mts';
import { platforms } from './platforms.mts';

const USAGE = `npm run -s operations [-- <option>]
  (none)      a table for reading
  --json      an array of {platform, resource, operation, method, path, source, repeatable}
  --markdown  the tables of README.md
  --write     brings the tables in README.md up to date

npm run -s operations -- --against <file> [--platform qiandun|esign] [--json]
  Compares the definitions with the vendor's own document: OpenAPI 3, Swagger 2, or an export of Apifox, as JSON. It finds
  each operation by its address, else by its Chinese title, and says which fields are missing, unknown, renamed, at another
  place or of another type, whose required marks or values differ, and which endpoints no operation covers. At its end
  stand the Endpoint Corrections that mend what is certain, ready to paste into the credential. It compares requests and
  does not look at answers. The platform is qiandun unless given.
  Exit status: 0 all agree, 1 something differs, 2 the file or the options cannot be used.`;

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
if (process.argv.includes('--against')) against(process.argv.slice(2));
else table(process.argv.slice(2));

function table([option, ...more]: string[]): void {
	const rows = platforms.flatMap(({ name, provider }) => operationRows(name, provider.resources));
	const section = readmeSection(platforms.map(({ provider }) => provider));
	if (more.length > 0) fail(`One option at a time, not ${[option, ...more].join(' ')}`);
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
			writeReadme(section);
			break;
		case '--help':
			console.log(USAGE);
			break;
		default:
			fail(`There is no option ${option}`);
	}
}

function writeReadme(section: string): void {
	const file = path.join(root, 'README.md');
	try {
		const before = readFileSync(file, 'utf8');
		const after = withSection(before, section);
		if (after !== before) writeFileSync(file, after);
		console.log(after === before ? 'README.md is up to date.' : 'README.md: operations tables written.');
	} catch (error) {
		fail(error instanceof Error ? error.message : String(error));
	}
}

/** The exit status is the answer. */
function against(args: string[]): void {
	const { file, platform, asJson } = againstOptions(args);
	const { name, folder, provider } = platform;
	const { pathname } = new URL(provider.baseUrl({ environment: 'production', appKey: 'key', appId: 'key', appSecret: 'secret' }));
	const facts = readFileSync(path.join(root, `docs/api/${name}.md`), 'utf8');
	const definitions = {
		platform: provider.platform,
		resources: provider.resources,
		titles: titlesOf(facts, provider.resources),
		terms: termsOf(sourcesIn(path.join(root, 'nodes', folder, 'resources'))),
	};
	try {
		const comparison = compare(definitions, readDocument(readFileSync(file, 'utf8'), pathname.replace(/\/$/, '')));
		console.log(asJson ? JSON.stringify(comparison, null, '\t') : comparisonText(comparison));
		process.exitCode = comparison.agrees ? 0 : 1;
	} catch (error) {
		if (error instanceof DocumentError) fail(`${file} cannot be compared. ${error.message}`, 2);
		if (!(error instanceof Error && 'code' in error)) throw error;
		fail(`${file} cannot be read. ${error.code === 'ENOENT' ? 'There is no such file.' : error.message}`, 2);
	}
}

function againstOptions(args: string[]) {
	try {
		const { values } = parseArgs({
			args,
			options: { against: { type: 'string' }, platform: { type: 'string', default: 'qiandun' }, json: { type: 'boolean' } },
		});
		const platform = platforms.find(({ name }) => name === values.platform);
		if (!platform) throw new Error(`There is no platform ${values.platform}; there are ${platforms.map(({ name }) => name).join(' and ')}.`);
		if (!values.against) throw new Error('--against needs the path of a file.');
		// npm runs this in the root of the repository, wherever the user is.
		return { file: path.resolve(process.env.INIT_CWD ?? '', values.against), platform, asJson: values.json === true };
	} catch (error) {
		return fail(error instanceof Error ? error.message : String(error), 2);
	}
}

function sourcesIn(folder: string): string[] {
	return readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.ts'))
		.map((name) => readFileSync(path.join(folder, name), 'utf8'));
}

function fail(message: string, status = 1): never {
	console.error(`${message}\n\n${USAGE}`);
	process.exit(status);
}
