// Documented paths in which ids stand as {name}: /v1/accounts/{accountId}.

/** The values of a pattern's names in a path, decoded; undefined when the path is another one. A name takes one segment. */
export function matchPath(pattern: string, path: string): Map<string, string> | undefined {
	const expected = pattern.split('/');
	const segments = path.split('/');
	if (expected.length !== segments.length) return undefined;
	const values = new Map<string, string>();
	for (const [index, part] of expected.entries()) {
		const segment = segments[index] ?? '';
		const name = /^\{(.+)\}$/.exec(part)?.[1];
		if (name === undefined ? part !== segment : segment === '') return undefined;
		if (name !== undefined) values.set(name, decoded(segment));
	}
	return values;
}

/** Whether two documented paths are the same but for what their ids are called. */
export function samePattern(a: string, b: string): boolean {
	const unnamed = (pattern: string) => pattern.replace(/\{[^/]+\}/g, '{}');
	return unnamed(a) === unnamed(b);
}

function decoded(segment: string): string {
	try {
		return decodeURIComponent(segment);
	} catch {
		return segment;
	}
}
