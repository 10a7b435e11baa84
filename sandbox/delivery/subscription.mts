// What a callback configuration says on either platform: where to, and what about.
import type { ControlInput } from '../control-input.mts';

const URL_CHARACTERS = 2000;
const MOST_NAMES = 100;

/** Whether callbacks can be sent there. */
export function isCallbackUrl(text: string): boolean {
	return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
}

/** The address posted; '' = none. Throws InputError for one nothing can be sent to. */
export function postedUrl(given: ControlInput): string | undefined {
	const url = given.text('url', URL_CHARACTERS)?.trim();
	if (url === undefined || url === '') return url;
	return isCallbackUrl(url)
		? url
		: given.refuse('url', 'must be an http or https address such as "https://host/path", or "" for none');
}

/** A posted list of what is switched on, each once; `what` is what such a name is called. */
export function postedNames(given: ControlInput, field: string, what: string): string[] | undefined {
	const names = given.get(field);
	if (names === undefined) return undefined;
	const named = Array.isArray(names) ? names.filter((name): name is string => typeof name === 'string' && name !== '') : [];
	return Array.isArray(names) && named.length === names.length && named.length <= MOST_NAMES
		? [...new Set(named)]
		: given.refuse(field, `must be a list of ${what}, or ["*"] for all`);
}

/** Whether a name is switched on. */
export const isAmong = (names: readonly string[], name: string): boolean => names.includes('*') || names.includes(name);
