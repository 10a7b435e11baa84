/** Which endpoint of the document is which operation's. */
import { allOperations, type Operation } from '../../engine/operation.ts';
import type { Endpoint } from './document.mts';
import { plain, withoutBrackets, type Definitions } from './words.mts';

export interface Entry {
	key: string;
	title: string;
	operation: Operation;
}

/** Operations with an address of their own; one that waits has that of another, and sends the same. */
export const entriesOf = ({ resources, titles }: Definitions): Entry[] =>
	[...allOperations(resources)].flatMap(({ key, operation }) =>
		operation.routing && !operation.waits ? [{ key, operation, title: titles.get(key) ?? '' }] : [],
	);

export interface Found {
	endpoint: Endpoint;
	by: 'path' | 'title' | 'similar title';
}

export const plainPath = (path: string): string => path.replace(/\{[^}]*\}/g, '{}');

/**
 * The endpoint of each operation: at its address, else under its title, else by a title that holds it. At an assumed
 * address that another title has, the title is believed; what a page showed is not given up for one.
 */
export function findEndpoints(definitions: Definitions, endpoints: Endpoint[]): Map<string, Found> {
	const entries = entriesOf(definitions);
	const titles = new Map(entries.map(({ key, title }) => [key, plain(title)]));
	const found = new Map<string, Found>();
	for (const { key, title, operation } of entries) {
		const { method, url } = operation.routing.request;
		const there = endpoints.filter(({ path }) => plainPath(path) === plainPath(url));
		const atAddress = there.find((endpoint) => endpoint.method === method) ?? (there.length === 1 ? there[0] : undefined);
		const titled = only(
			endpoints.filter((endpoint) => title !== '' && plain(endpoint.title) === plain(title)),
			endpoints.filter((endpoint) => title !== '' && plain(withoutBrackets(endpoint.title)) === plain(withoutBrackets(title))),
		);
		const isAnothers =
			atAddress !== undefined &&
			operation.source !== 'documented' &&
			plain(atAddress.title) !== plain(title) &&
			(titled !== undefined || [...titles].some(([other, name]) => other !== key && name !== '' && name === plain(atAddress.title)));
		if (atAddress && !isAnothers) found.set(key, { endpoint: atAddress, by: 'path' });
		else if (titled) found.set(key, { endpoint: titled, by: 'title' });
	}
	const taken = new Set([...found.values()].map(({ endpoint }) => endpoint));
	for (const { key, title } of entries) {
		const name = plain(withoutBrackets(title));
		if (found.has(key) || name === '') continue;
		const similar = only(endpoints.filter((endpoint) => !taken.has(endpoint) && plain(endpoint.title).includes(name)));
		if (similar) found.set(key, { endpoint: similar, by: 'similar title' });
	}
	return found;
}

/** The one endpoint of the first list that has one; of several the one that is not deprecated. */
function only(...lists: Endpoint[][]): Endpoint | undefined {
	for (const list of lists) {
		const current = list.filter(({ isDeprecated }) => !isDeprecated);
		if (current.length === 1) return current[0];
		if (list.length === 1) return list[0];
		if (list.length > 0) return undefined;
	}
	return undefined;
}
