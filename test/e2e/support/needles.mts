// What is searched for: values that stand nowhere else, in every form in which somebody could write them down.

/** What a value is; `name` is told, not judged. */
export type Kind = 'secret' | 'ID number' | 'mobile' | 'bank card' | 'email' | 'name';

export interface Needle {
	kind: Kind;
	/** What a finding calls it, e.g. `app secret of Qiandun`. */
	name: string;
	value: string;
}

/** A needle that was found. */
export interface Finding {
	needle: Needle;
	/** `plain`, `base64` ... */
	form: string;
	/** With what stands around it. */
	excerpt: string;
}

/** How much of its surroundings is shown. */
const AROUND = 120;

/** Finds needles in bytes. */
export class Search {
	private readonly forms: Array<{ needle: Needle; form: string; bytes: Buffer }>;
	/** How much was looked through. */
	bytes = 0;

	constructor(readonly needles: readonly Needle[]) {
		this.forms = needles.flatMap((needle) => [...formsOf(needle.value)].map(([text, form]) => ({ needle, form, bytes: Buffer.from(text) })));
	}

	/** Each form of each needle at most once. */
	in(given: string | Buffer): Finding[] {
		const bytes = typeof given === 'string' ? Buffer.from(given) : given;
		this.bytes += bytes.length;
		return this.forms.flatMap(({ needle, form, bytes: wanted }) => {
			const at = bytes.indexOf(wanted);
			return at < 0 ? [] : [{ needle, form, excerpt: excerptOf(bytes, at, wanted.length) }];
		});
	}
}

function excerptOf(bytes: Buffer, at: number, length: number): string {
	return bytes.subarray(Math.max(0, at - AROUND), at + length + AROUND).toString('utf8').replaceAll(/\s+/g, ' ');
}

/** The ways a value can be written, each with its name; such that are the same are there once, under the first name. */
export function formsOf(value: string): Map<string, string> {
	const bytes = Buffer.from(value);
	const inJson = JSON.stringify(value).slice(1, -1);
	const encoded = encodeURIComponent(value);
	const hex = bytes.toString('hex');
	const forms: Array<[string, string]> = [
		[value, 'plain'],
		[inJson, 'JSON'],
		[JSON.stringify(inJson).slice(1, -1), 'JSON in JSON'],
		[value.replaceAll(/[^ -~]|["&'<>]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`), 'JSON, as \\u'],
		[encoded, 'percent-encoded'],
		[encoded.replaceAll(/%../g, (code) => code.toLowerCase()), 'percent-encoded'],
		[encoded.replaceAll('%20', '+'), 'form-encoded'],
		[encodeURIComponent(encoded), 'percent-encoded twice'],
		[value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'), 'HTML'],
		[hex, 'hex'],
		[hex.toUpperCase(), 'hex'],
		...[0, 1, 2].flatMap((offset) => base64At(bytes, offset)),
	];
	return new Map(forms.reverse());
}

/** What of the value always stands in a Base64 text in which so many bytes (modulo 3) come before it. */
function base64At(bytes: Buffer, offset: number): Array<[string, string]> {
	const before = Buffer.alloc(offset);
	const all = Buffer.concat([before, bytes]).toString('base64');
	const whole = all.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
	return [
		[whole, 'base64'],
		[whole.replaceAll('+', '-').replaceAll('/', '_'), 'base64url'],
	];
}

/** A mainland ID number or mobile by its form alone, with nothing beside it that makes it part of something else. */
const BY_FORM: ReadonlyArray<[Kind, RegExp]> = [
	['ID number', /(?<![\dA-Za-z])\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])/g],
	['mobile', /(?<![\dA-Za-z])1[3-9]\d{9}(?![\dA-Za-z])/g],
];

/** Everything that looks like an ID number or mobile, whoever's: of the people in the examples, too. */
export function looksPersonal(text: string): Finding[] {
	return BY_FORM.flatMap(([kind, form]) =>
		[...text.matchAll(form)].map((match) => ({
			needle: { kind, name: `${kind} by its form`, value: match[0] },
			form: 'plain',
			excerpt: text.slice(Math.max(0, match.index - AROUND), match.index + AROUND),
		})),
	);
}

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** An ID number with the right check digit, of the area 000000, which does not exist. @param middle date of birth and serial, 11 digits */
export function fictionalIdNumber(middle: string): string {
	const digits = `000000${middle}`;
	const sum = [...digits].reduce((all, digit, index) => all + Number(digit) * (WEIGHTS[index] ?? 0), 0);
	return digits + '10X98765432'.charAt(sum % 11);
}
