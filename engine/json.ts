/** JSON in which integers beyond 2^53 keep every digit: contract ids have 19. */
import type { IDataObject } from 'n8n-workflow';

export const isPlainObject = (value: unknown): value is IDataObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

const LONG_DIGITS = /\d{16}/;
const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const INTEGER = /^-?\d+$/;
/** Marks a large integer between two passes. No JSON text a person types holds this character. */
const MARK = '\u0000int:';

const isInexact = (token: string) => INTEGER.test(token) && !Number.isSafeInteger(Number(token));

/** Replaces the large integers of a valid JSON text, leaving strings alone. */
const replaceLarge = (text: string, replacement: (digits: string) => string): string =>
	text.replace(STRING_OR_NUMBER, (token) => (isInexact(token) ? replacement(token) : token));

/** No platform nests half as deep; what does would break those that walk through it, n8n among them. */
const MOST_LEVELS = 200;

/** Level by level, because a recursion would be what it is to prevent. */
function isTooDeep(value: unknown): boolean {
	let level = [value];
	for (let depth = 0; level.length > 0; depth++) {
		if (depth > MOST_LEVELS) return true;
		level = level.flatMap((one): unknown[] =>
			Array.isArray(one) ? one.filter(isNested) : isPlainObject(one) ? Object.values(one).filter(isNested) : [],
		);
	}
	return false;
}

const isNested = (value: unknown): boolean => typeof value === 'object' && value !== null;

/**
 * Reads what a platform answered: a large integer becomes a string of its digits.
 * @throws SyntaxError as JSON.parse does, and for what is nested too deep
 */
export function parseJson(text: string): unknown {
	const parsed: unknown = JSON.parse(text);
	// A level takes two characters at least.
	if (text.length > 2 * MOST_LEVELS && isTooDeep(parsed)) throw new SyntaxError('nested too deep');
	return LONG_DIGITS.test(text) ? JSON.parse(replaceLarge(text, (digits) => `"${digits}"`)) : parsed;
}

/**
 * Reads what a user typed and will send: a large integer becomes a bigint, so that `stringifyJson` writes it as the
 * number it was.
 * @throws SyntaxError as JSON.parse does
 */
export function parseJsonToSend(text: string): unknown {
	const parsed: unknown = JSON.parse(text);
	if (!LONG_DIGITS.test(text)) return parsed;
	return JSON.parse(
		replaceLarge(text, (digits) => JSON.stringify(MARK + digits)),
		(_key, value: unknown) =>
			typeof value === 'string' && value.startsWith(MARK) && INTEGER.test(value.slice(MARK.length))
				? BigInt(value.slice(MARK.length))
				: value,
	);
}

/** JSON text with bigints as plain numbers. */
export function stringifyJson(value: unknown): string {
	let hasLarge = false;
	// n8n gives BigInt a toJSON, which runs before the replacer: only the holder still has the bigint.
	const text = JSON.stringify(value, function (this: Record<string, unknown>, key, inner: unknown) {
		const held = this[key];
		if (typeof held !== 'bigint') return inner;
		hasLarge = true;
		return MARK + held.toString();
	});
	if (!hasLarge) return text;
	const marked = new RegExp(`"${JSON.stringify(MARK).slice(1, -1).replace('\\', '\\\\')}(-?\\d+)"`, 'g');
	return text.replace(marked, '$1');
}
