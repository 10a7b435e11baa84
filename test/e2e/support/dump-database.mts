// Writes every row of every table of n8n's database as a line of JSON: {"table", "row"}. Runs by itself on the Node that n8n runs on,
// which has SQLite. node dump-database.mts <database> <file to write>
import fs from 'node:fs';

/** What is used of node:sqlite, which the types of the oldest Node do not have. */
interface Sqlite {
	DatabaseSync: new (file: string, options: { readOnly: boolean }) => {
		prepare(sql: string): { iterate(): Iterable<Record<string, unknown>>; setReadBigInts(enabled: boolean): void };
	};
}

const [, , source = '', target = ''] = process.argv;
const { DatabaseSync } = process.getBuiltinModule('node:sqlite') as Sqlite;
const database = new DatabaseSync(source, { readOnly: true });
const tables = [...database.prepare("select name from sqlite_master where type = 'table'").iterate()].map(({ name }) => String(name));
const out = fs.openSync(target, 'w');
for (const table of tables) {
	const rows = database.prepare(`select * from "${table}"`);
	rows.setReadBigInts(true);
	for (const row of rows.iterate()) fs.writeSync(out, `${JSON.stringify({ table, row }, asText)}\n`);
}
fs.closeSync(out);

/** Bytes as the text they may be; a search finds both. */
function asText(_key: string, value: unknown): unknown {
	if (typeof value === 'bigint') return String(value);
	return value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : value;
}
