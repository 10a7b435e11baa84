/** Keeps secrets, ID, phone and bank card numbers and email addresses out of error texts. */

/** Keys whose values are personal or secret, in any platform's spelling. */
const SENSITIVE_KEY =
	/id_?card_?num|id_?number|phone|mobile|e_?mail|bank_?card|bank_?account|(?:psn|admin)_?account$|card_?no$|secret|password|pwd|sms_?code|access_?code|base64/i;
/** No digit before it; what a percent-encoded character ends with does not count. */
const NOT_WITHIN = String.raw`(?<=^|\D|%[\dA-Fa-f]{2})`;
/** A mainland ID number: area, date of birth, serial, check digit. */
const ID_NUMBER = new RegExp(
	String.raw`${NOT_WITHIN}\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?!\d)`,
	'g',
);
/** With or without country code, in one piece or as 138 0000 0000. */
const MOBILE = /(?<=^|\D|%[\dA-Fa-f]{2})(?:(?:\+|00)?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}(?!\d)/g;
/** At most as long as the standard allows. Nothing is looked for within a word, so that long texts take no longer than they are. */
const EMAIL = /(?<![\w.%+-])[\w.%+-]{1,64}@[A-Za-z\d-]+(?:\.[A-Za-z\d-]+)+/g;
const MIN_LENGTH = 4;
const SHOWS_END = 11;

/** Access tokens and the like that this process sends, in the forms of `formsOf`; a server may repeat what it was sent. */
const secrets = new Map<string, string[]>();
const MOST_SECRETS = 100;
/** What is shorter is no secret, and may be part of any text. */
const SHORTEST_SECRET = 8;

/** From now on `mask` leaves nothing of it. */
export function keepSecret(secret: string): void {
	if (secret.length < SHORTEST_SECRET || secrets.has(secret)) return;
	if (secrets.size >= MOST_SECRETS) secrets.clear();
	secrets.set(secret, formsOf(secret));
}

/** Whether a field of this name holds what must not appear in errors or logs. */
export const isSensitiveKey = (key: string): boolean => SENSITIVE_KEY.test(key);

/** All personal values in a request, so that a platform that echoes one does not bring it into an error. */
export function sensitiveValues(data: unknown, key = ''): string[] {
	if (typeof data === 'string' || typeof data === 'number' || typeof data === 'bigint') {
		const value = String(data);
		return value.length >= MIN_LENGTH && isSensitiveKey(key) ? [value] : [];
	}
	if (Array.isArray(data)) return data.flatMap((element) => sensitiveValues(element, key));
	if (typeof data === 'object' && data !== null) {
		return Object.entries(data).flatMap(([name, value]) => sensitiveValues(value, name));
	}
	return [];
}

/** The text with every kept secret, given value, email address, ID number and mobile number replaced by stars, long ones with their last two characters. */
export function mask(text: string, values: string[] = []): string {
	const star = (value: string) => (value.length < SHOWS_END ? '***' : `***${value.slice(-2)}`);
	let masked = text;
	for (const form of [...secrets.values()].flat()) masked = masked.split(form).join('***');
	for (const value of [...new Set(values)].sort((a, b) => b.length - a.length)) {
		for (const form of formsOf(value)) masked = masked.split(form).join(star(value));
	}
	return masked.replace(EMAIL, star).replace(ID_NUMBER, star).replace(MOBILE, star);
}

/** A value as a platform may echo it: plain, in a JSON text, percent-encoded once or twice in either case, form-encoded. */
function formsOf(value: string): string[] {
	const encoded = encodeURIComponent(Buffer.from(value, 'utf8').toString('utf8'));
	const lower = encoded.replace(/%../g, (hex) => hex.toLowerCase());
	const plus = (text: string) => text.replace(/%20/g, '+');
	const twice = [encoded, lower, plus(encoded)].map(encodeURIComponent);
	return [...new Set([value, JSON.stringify(value).slice(1, -1), encoded, lower, plus(encoded), plus(lower), ...twice])];
}
