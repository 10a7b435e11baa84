// JSON from outside, looked at safely: what is not there is empty, never an exception about undefined.

export type Json = Record<string, unknown>;

/** The value if it is an object, else an empty one. */
export function record(value: unknown): Json {
	return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** The objects of a list; empty when it is none. */
export function records(value: unknown): Json[] {
	return Array.isArray(value) ? value.map(record) : [];
}

/** A text or a number as text; else empty. */
export function text(value: unknown): string {
	return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

/**
 * Reads the `flatted` format, in which n8n answers the data of an execution: a list whose first entry is the
 * root, and in which every text inside an object or list is the index of an entry.
 *
 * @throws SyntaxError when the text is not JSON
 */
export function parseFlatted(source: string): unknown {
	const entries: unknown = JSON.parse(source);
	if (!Array.isArray(entries)) return undefined;
	const list: unknown[] = entries;
	const built = new Map<number, unknown>();
	const build = (index: number): unknown => {
		if (built.has(index)) return built.get(index);
		const entry = list[index];
		if (Array.isArray(entry)) {
			const result: unknown[] = [];
			built.set(index, result);
			for (const value of entry) result.push(resolve(value));
			return result;
		}
		if (typeof entry === 'object' && entry !== null) {
			const result: Json = {};
			built.set(index, result);
			for (const [key, value] of Object.entries(entry)) result[key] = resolve(value);
			return result;
		}
		return entry;
	};
	const resolve = (value: unknown): unknown => (typeof value === 'string' ? build(Number(value)) : value);
	return build(0);
}
