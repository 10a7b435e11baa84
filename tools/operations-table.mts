/** The operations of a platform as a table: for scripts (JSON), for a terminal, and for the README. */
import { allOperations, type AnyOperation, type Resource, type Source } from '../engine/operation.ts';

export const BEGIN = '<!-- operations:begin -->';
export const END = '<!-- operations:end -->';

/** What `npm run -s operations -- --json` prints for each operation. Scripts rely on these names. */
export interface OperationRow {
	platform: string;
	/** Values as saved in workflows; together the key of Endpoint Corrections. */
	resource: string;
	operation: string;
	method: string;
	path: string;
	source: Source | '-';
	repeatable: boolean;
}

/** Where method and path are the user's to choose. */
const ANY = 'any';

/** In the order of the resources; operations without an address of their own (Custom Call) come last. */
function listed(resources: Resource[]): Array<{ resource: Resource; operation: AnyOperation }> {
	const all = [...allOperations(resources)];
	return [...all.filter(({ operation }) => operation.routing), ...all.filter(({ operation }) => !operation.routing)];
}

export function operationRows(platform: string, resources: Resource[]): OperationRow[] {
	return listed(resources).map(({ resource, operation }) => ({
		platform,
		resource: resource.value,
		operation: operation.value,
		method: operation.routing?.request.method ?? ANY,
		path: operation.routing?.request.url ?? ANY,
		source: operation.source ?? '-',
		repeatable: operation.repeatable,
	}));
}

/** Columns padded for a terminal, with a heading. */
export function plainTable(rows: OperationRow[]): string {
	const lines = [
		['platform', 'operation', 'method', 'path', 'source', 'repeatable'],
		...rows.map((row) => [
			row.platform,
			`${row.resource}.${row.operation}`,
			row.method,
			row.path,
			row.source,
			row.repeatable ? 'yes' : 'no',
		]),
	];
	const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
	return lines
		.map((line) =>
			line
				.map((cell, column) => cell.padEnd(widths[column]))
				.join('  ')
				.trimEnd(),
		)
		.join('\n');
}

/** The README's table, with the names the editor shows. */
export function markdownTable(resources: Resource[]): string {
	const rows = listed(resources).map(({ resource, operation }) => [
		resource.name,
		operation.name,
		operation.routing
			? `\`${operation.routing.request.method} ${operation.routing.request.url}\``
			: 'any method, any path',
		operation.source ?? '-',
		operation.repeatable ? 'yes' : 'no',
	]);
	return [['Resource', 'Operation', 'Request', 'Source', 'Repeatable'], Array(5).fill('---'), ...rows]
		.map((cells: string[]) => `| ${cells.join(' | ')} |`)
		.join('\n');
}

/** How far the operations rest on evidence, in one sentence. */
export function countLine(resources: Resource[]): string {
	const operations = listed(resources).map(({ operation }) => operation);
	const count = (source: Source) => operations.filter((operation) => operation.source === source).length;
	const free = operations.filter(({ routing }) => !routing).map(({ name }) => `, plus ${name}`);
	return `In this version: ${count('documented')} documented, ${count('client')} seen in a public client, ${count('assumed')} assumed${free.join('')}.`;
}

/** One platform's part of the README. */
export interface Section {
	/** As users know it: "eSign". */
	platform: string;
	resources: Resource[];
}

/** What stands between the markers of the README. */
export const readmeSection = (sections: Section[]): string =>
	sections
		.map(({ platform, resources }) => `### ${platform}\n\n${countLine(resources)}\n\n${markdownTable(resources)}`)
		.join('\n\n');

/**
 * The text between the markers.
 * @throws Error saying what to do when a marker is missing
 */
export function sectionOf(readme: string): string {
	const { start, end } = placeOf(readme);
	return readme.slice(start, end).trim();
}

/**
 * The README with `section` between its markers.
 * @throws Error saying what to do when a marker is missing
 */
export function withSection(readme: string, section: string): string {
	const { start, end } = placeOf(readme);
	return `${readme.slice(0, start)}\n\n${section}\n\n${readme.slice(end)}`;
}

function placeOf(readme: string): { start: number; end: number } {
	const begin = readme.indexOf(BEGIN);
	const end = readme.indexOf(END);
	if (begin < 0 || end < begin) {
		throw new Error(
			`README.md has no place for the operations table. Put the lines ${BEGIN} and ${END} where it belongs, then run: npm run -s operations -- --write`,
		);
	}
	return { start: begin + BEGIN.length, end };
}
