// What a run of n8n leaves behind: files, database, exports, and what its executions say of their failures.
import fs from 'node:fs';
import path from 'node:path';
import { type Json, parseFlatted, record, records, text } from '../../../tools/start/json.mts';
import type { RegularN8n } from './regular.mts';
import type { Run } from './run.mts';

const DUMP_WITHIN_MS = 300_000;

/** A piece of what is searched. */
export interface Piece {
	/** File or execution it is from. */
	source: string;
	content: string | Buffer;
}

/** What one node of an execution says of its failure: of its error, and of the items that failed. */
export interface ErrorText extends Piece {
	node: string;
	/** In the words of n8n: `error`, `success`. */
	status: string;
}

/** Files of n8n's folder, by what they are. Packages, and the editor's own files, are not among them. */
export function filesOf({ process: { folder } }: RegularN8n): Record<'database' | 'event log' | 'binary data' | 'other', Piece[]> {
	const root = path.join(folder, '.n8n');
	const files: ReturnType<typeof filesOf> = { database: [], 'event log': [], 'binary data': [], other: [] };
	for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
		const file = path.join(entry.parentPath, entry.name);
		if (!entry.isFile() || [path.join(root, 'nodes'), path.join(folder, '.cache')].some((of) => file.startsWith(of + path.sep))) continue;
		const name = path.relative(root, file);
		const kind = name.startsWith('database') ? 'database' : /EventLog.*\.log$/i.test(name) ? 'event log' : /^(binaryData|storage)/.test(name) ? 'binary data' : 'other';
		files[kind].push({ source: name, content: fs.readFileSync(file) });
	}
	return files;
}

/** All tables, row by row, as one text. */
export async function dumpOf(run: Run, { process: n8n, installed }: RegularN8n): Promise<string> {
	const file = path.join(run.folder, 'database.jsonl');
	const command = {
		name: 'the dump of the database',
		file: installed.node,
		args: [path.join(import.meta.dirname, 'dump-database.mts'), path.join(n8n.folder, '.n8n', 'database.sqlite'), file],
		cwd: run.folder,
		env: {},
		log: path.join(run.folder, 'dump.log'),
	};
	await run.children().finish(command, DUMP_WITHIN_MS);
	return file;
}

/** Credentials and workflows as n8n's own commands export them, by the command. */
export async function exportsOf(run: Run, { process: n8n }: RegularN8n): Promise<Record<'credentials' | 'workflow', Piece>> {
	const exported = async (what: 'credentials' | 'workflow') => {
		const file = path.join(run.folder, `${what}.json`);
		await n8n.command([`export:${what}`, '--all', `--output=${file}`]);
		return { source: file, content: fs.readFileSync(file) };
	};
	return { credentials: await exported('credentials'), workflow: await exported('workflow') };
}

/** What a table has, in a dump. */
export function* rowsOf(dump: string, table: string): Generator<Json> {
	for (const line of fs.readFileSync(dump, 'utf8').split('\n')) {
		if (!line.startsWith(`{"table":"${table}"`)) continue;
		yield record(record(JSON.parse(line)).row);
	}
}

/** What all executions say of their failures. */
export function errorTextsOf(dump: string): ErrorText[] {
	const statuses = new Map([...rowsOf(dump, 'execution_entity')].map(({ id, status }) => [text(id), text(status)]));
	return [...rowsOf(dump, 'execution_data')].flatMap(({ executionId, data }) => {
		const source = `execution ${text(executionId)}`;
		const status = statuses.get(text(executionId)) ?? '';
		const { resultData } = record(parseFlatted(text(data)));
		const { error, lastNodeExecuted, runData } = record(resultData);
		const piece = (node: string, content: unknown): ErrorText => ({ source, status, node, content: JSON.stringify(content) });
		return [
			...(error === undefined ? [] : [piece(text(lastNodeExecuted), error)]),
			...Object.entries(record(runData)).flatMap(([node, runs]) => records(runs).flatMap((run) => errorsOf(run).map((content) => piece(node, content)))),
		];
	});
}

/** Of one run of a node: its error, and of each failed item what makes it one. The rest of an item is the user's. */
function errorsOf({ error, data }: Json): unknown[] {
	const { main } = record(data);
	const items = (Array.isArray(main) ? main : []).flatMap(records);
	return [
		...(error === undefined ? [] : [error]),
		...items.flatMap((item) => {
			const { error: said, details } = record(item.json);
			const whole = { error: item.error, said, details };
			return item.error === undefined && said === undefined ? [] : [whole];
		}),
	];
}
