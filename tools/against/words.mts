/** The vendor's words for what the definitions have: titles of operations, Chinese terms of fields. */
import { allOperations, type Resource } from '../../engine/operation.ts';

/** The definitions of a platform, with the words by which the vendor's pages name them. */
export interface Definitions {
	/** As users know it: "Qiandun". */
	platform: string;
	resources: Resource[];
	/** Operation key -> name in the vendor's navigation tree. */
	titles: Map<string, string>;
	/** Field name -> Chinese terms. */
	terms: Map<string, string[]>;
}

/** Chinese brackets and blanks differ between pages that mean the same. */
export const plain = (title: string): string => title.normalize('NFKC').toLowerCase().replace(/[\s\p{P}\p{S}]/gu, '');
export const withoutBrackets = (title: string): string => title.normalize('NFKC').replace(/\([^)]*\)\s*$/, '');

/** `| 19 | 修改个人用户 | User / [Update](#row-19) | …` */
const ROW = /^\| \d+ \| ([^|]+) \| ([^|/]+) \/ \[?([^|\](]+)/gm;

/** The names in the vendor's tree, from the table of all operations in docs/api. */
export function titlesOf(facts: string, resources: Resource[]): Map<string, string> {
	const rows = new Map(
		[...facts.matchAll(ROW)].map(([, title, resource, operation]) => [`${resource.trim()} / ${operation.trim()}`, title.trim()]),
	);
	return new Map(
		[...allOperations(resources)].flatMap(({ key, resource, operation }) => {
			const title = rows.get(`${resource.name} / ${operation.name}`);
			return title === undefined ? [] : [[key, title]];
		}),
	);
}

const DOCSTRING = /\/\*\*\s*((?:(?!\*\/)[^])*)\*\/\s*(?:export\s+)?const\s+(\w+)/g;

/** The Chinese terms of fields, from the docstrings of their definitions. */
export function termsOf(sources: string[]): Map<string, string[]> {
	const terms = new Map<string, string[]>();
	for (const [, docstring, name] of sources.flatMap((source) => [...source.matchAll(DOCSTRING)])) {
		const [term = ''] = /^[\p{Script=Han}A-Za-z()/]*\p{Script=Han}[\p{Script=Han}A-Za-z()/]*/u.exec(docstring) ?? [];
		if (term !== '') terms.set(name, [...(terms.get(name) ?? []), ...term.split('/')]);
	}
	return terms;
}
