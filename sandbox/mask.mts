// Masks personal data and secrets before they are logged or shown: ID numbers, mobiles, mail addresses, bank cards, SMS codes, tokens.

/** Parameters whose value is never shown, not even in part: secrets, and pictures of ID cards. Matched without regard to case. */
const SECRET_NAMES = [
	'secret',
	'appSecret',
	'token',
	'refreshToken',
	'smsCode',
	'password',
	'imageBase64',
];

/** Finds the values of some names: in a query, a form or a string to sign; strings in JSON; other values in JSON but null. */
const valuesOf = (names: string) =>
	new RegExp(
		[
			String.raw`((?:${names})=)([^&\n"]+)`,
			String.raw`((?:${names})"\s*:\s*")((?:[^"\\]|\\.)*)`,
			String.raw`((?:${names})"\s*:\s*)(?!null\b)([^"&\s,}]+)`,
		].join('|'),
		'gi',
	);

const SECRETS = valuesOf(`(?<![A-Za-z])(?:${SECRET_NAMES.join('|')})`);
const TOKEN_HEADER = /(X-Tsign-Open-Token:)([^\n]+)/gi;
const BANK_CARDS = valuesOf('bankCardNo|bankCardNum|bankAccountNum');
const ID_NUMBERS = valuesOf('idNumber|IDCardNum');
const MOBILES = valuesOf('(?<![A-Za-z])(?:mobile|psnMobile|accountMobile)');

/**
 * Masks personal data wherever it stands in a text (URL, JSON or form body, string to sign). Bank cards, codes, tokens and ID numbers
 * of any kind are known by their field's name, ID numbers of 18 characters, mobiles and mail addresses by their form. 19-digit ids
 * stay readable.
 */
export function maskText(text: string): string {
	return [
		[BANK_CARDS, maskCard] as const,
		[SECRETS, () => '******'] as const,
		[ID_NUMBERS, maskIdNumber] as const,
		[MOBILES, maskMobile] as const,
	]
		.reduce((masked, [values, mask]) => maskValues(masked, values, mask), text)
		.replace(TOKEN_HEADER, '$1******')
		.replace(/(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])/g, maskIdNumber)
		.replace(/(?<![0-9A-Za-z])1[3-9]\d(?:[ -]?\d{4}){2}(?![0-9A-Za-z])/g, maskMobile)
		.replace(/(?<![\w.+-])([\w.+-])[\w.+-]*(@|%40)(?=[\w-]+\.)/gi, '$1***$2');
}

function maskValues(text: string, values: RegExp, mask: (value: string) => string): string {
	return text.replace(values, (_all, ...groups: unknown[]) => {
		const [name = '', value = ''] = groups.slice(0, 6).filter((group) => group !== undefined);
		return `${String(name)}${mask(String(value))}`;
	});
}

/**
 * Masks path and query as sent. Names of secrets are recognized percent-encoded, too.
 */
export function maskTarget(target: string): string {
	const mark = target.indexOf('?');
	if (mark < 0) return maskText(target);
	const pairs = target
		.slice(mark + 1)
		.split('&')
		.map((pair) => {
			const [name = ''] = pair.split('=', 1);
			const [decoded = ''] = new URLSearchParams(name).keys();
			const secret = SECRET_NAMES.some((one) => one.toLowerCase() === decoded.toLowerCase());
			return secret ? `${name}=******` : pair;
		});
	return maskText(`${target.slice(0, mark)}?${pairs.join('&')}`);
}

/** An ID number with its first three and last two characters kept. */
export function maskIdNumber(number: string): string {
	return keep(number, 3, 2);
}

/** A name with all but its first character left out. */
export function maskName(name: string): string {
	return [...name].map((character, index) => (index === 0 ? character : '*')).join('');
}

/** A mobile number with its first three and last four digits kept. */
export function maskMobile(number: string): string {
	return keep(number, 3, 4);
}

/** A bank card with its last four digits kept. */
export function maskCard(number: string): string {
	return keep(number, 0, 4);
}

function keep(text: string, first: number, last: number): string {
	if (text.length <= first + last) return '*'.repeat(text.length);
	return text.slice(0, first) + '*'.repeat(text.length - first - last) + text.slice(-last);
}
