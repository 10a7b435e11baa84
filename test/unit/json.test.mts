import fc from 'fast-check';
import jsonBigint from 'json-bigint';
import { isPlainObject, parseJson, parseJsonToSend, stringifyJson } from '../../engine/json.ts';

const oracle = jsonBigint({ useNativeBigInt: true, protoAction: 'preserve', constructorAction: 'preserve' });

/** What json-bigint read, with bigints as we promise them: exact strings beyond 2^53, numbers below. */
function asPromised(value: unknown): unknown {
	if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
	if (Array.isArray(value)) return value.map(asPromised);
	if (typeof value === 'object' && value !== null) {
		return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asPromised(inner)]));
	}
	return value;
}

/** JSON texts with integers of up to 25 digits, and strings that look like them. */
const jsonText = fc.letrec<{ value: string }>((tie) => ({
	value: fc.oneof(
		{ maxDepth: 4 },
		fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }).map(String),
		// json-bigint itself throws on decimals of more than 15 characters.
		fc.integer({ min: -9999999, max: 9999999 }).map((number) => String(number / 1000)),
		fc.constantFrom('1e21', '-2.5E-3', '0', '-0.5'),
		fc.string({ unit: 'grapheme' }).map((text) => JSON.stringify(text)),
		fc.bigInt({ min: 10n ** 17n, max: 10n ** 20n }).map((digits) => JSON.stringify(`"\\${digits}:`)),
		fc.constantFrom('true', 'false', 'null', ' 1897893172027068416 ', '-9007199254740993', '9007199254740991'),
		fc.array(tie('value'), { maxLength: 4 }).map((list) => `[${list.join(' , ')}]`),
		fc
			.uniqueArray(fc.tuple(fc.stringMatching(/^[a-z"\\0-9]{1,20}$/), tie('value')), {
				maxLength: 4,
				selector: ([key]) => key,
			})
			.map((entries) => `{${entries.map(([key, value]) => `${JSON.stringify(key)}:\n${value}`).join(',')}}`),
	),
})).value;

describe('JSON with large integers', () => {
	it('is read as json-bigint reads it, large integers as strings of their digits', () => {
		fc.assert(
			fc.property(jsonText, (text) => {
				expect(parseJson(text)).toEqual(asPromised(oracle.parse(text)));
			}),
			{ numRuns: 1000 },
		);
	});

	it('goes out as it was typed', () => {
		fc.assert(
			fc.property(jsonText, (text) => {
				const sent = stringifyJson(parseJsonToSend(text));
				expect(oracle.parse(sent)).toEqual(oracle.parse(text));
			}),
			{ numRuns: 1000 },
		);
	});

	it('is refused where JSON.parse refuses it', () => {
		for (const text of ['', '{', '01234567890123456789', '12345678901234567890 1', '"1', '-']) {
			expect(() => parseJson(text)).toThrow(SyntaxError);
		}
	});

	it.each([
		['lists', '[', ']'],
		['objects', '{"a":', '}'],
		['both', '[1,"x",{"b":null,"a":', '}]'],
	])('is read with 100 %s within each other, and refused with 300', (_what, open, close) => {
		const nested = (levels: number) => `${open.repeat(levels)}1${close.repeat(levels)}`;
		expect(JSON.stringify(parseJson(nested(100)))).toBe(nested(100));
		expect(() => parseJson(nested(300))).toThrow(new SyntaxError('nested too deep'));
	});

	it('is read however long it is, where it is not deep', () => {
		const long = JSON.stringify({ list: Array.from({ length: 500 }, (_, index) => ({ index, text: 'x', none: null })) });
		expect(JSON.stringify(parseJson(long))).toBe(long);
	});

	it.each([
		['9007199254740991', 9007199254740991],
		['9007199254740992', '9007199254740992'],
		['-9007199254740992', '-9007199254740992'],
		['1000000000000000', 1e15],
		['1234567890123456.5', 1234567890123456.5],
		['1e21', 1e21],
		['[12345678901234567890]', ['12345678901234567890']],
		['{"12345678901234567890":"12345678901234567890"}', { '12345678901234567890': '12345678901234567890' }],
		['{"a":"\\"12345678901234567890","b":12345678901234567890}', { a: '"12345678901234567890', b: '12345678901234567890' }],
	])('keeps every digit of %s', (text, value) => {
		expect(parseJson(text)).toEqual(value);
		const sent = stringifyJson(parseJsonToSend(text));
		expect(parseJson(sent)).toEqual(value);
	});

	it('holds what a user typed, whatever it looks like', () => {
		const typed = { a: '\u0000int:x', b: ['int:12345678901234567890'], c: 1 };
		expect(parseJsonToSend(JSON.stringify({ ...typed, d: 1 }))).toEqual({ ...typed, d: 1 });
		expect(stringifyJson({ ...typed, id: 12345678901234567890n })).toBe(JSON.stringify({ ...typed, id: 0 }).replace('"id":0', '"id":12345678901234567890'));
		expect(parseJsonToSend('{"id":12345678901234567890,"a":"\\u0000int:x"}')).toEqual({ id: 12345678901234567890n, a: '\u0000int:x' });
	});

	it('is an object where it is neither a list nor null', () => {
		expect([{}, { a: 1 }].map(isPlainObject)).toEqual([true, true]);
		expect([[], null, undefined, 'x', 1, true].some(isPlainObject)).toBe(false);
	});
});
