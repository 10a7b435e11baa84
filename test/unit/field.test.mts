/** What one field makes of a value: what is sent, or the whole sentence that refuses it. */
import { checkPath, fieldValue, isHidden, jsonObject, shown } from '../../engine/field.ts';
import { customCall } from '../../engine/customCall.ts';
import type { Field } from '../../engine/operation.ts';
import { given, inRow, number, objectsIn, on, rows, rowsOf, text, whether } from '../../engine/rowFields.ts';
import { jsonSigners } from '../../engine/signerRows.ts';
import { isWebAddress } from '../../engine/standardFields.ts';
import { refusal } from './refusal.mts';

const field = (type: Field['type'], more: Partial<Field> = {}): Field => ({ displayName: 'Thing', name: 'thing', type, default: '', ...more });
const LIST: Partial<Field> = { options: [{ name: 'One', value: 'one' }, { name: 'Two', value: 2 }] };
const TO_FIVE: Partial<Field> = { typeOptions: { minValue: 1, maxValue: 5 } };

describe('a value', () => {
	it.each<[Field['type'], unknown, unknown, Partial<Field>]>([
		['string', ' a ', ' a ', {}],
		['string', 0, '0', {}],
		['string', Number.MAX_SAFE_INTEGER, '9007199254740991', {}],
		['string', 0.1, '0.1', {}],
		['string', false, 'false', {}],
		['string', 1897893172027068416n, '1897893172027068416', {}],
		['string', new Date(0), '1970-01-01T00:00:00.000Z', {}],
		['string', { toISO: () => '2026-01-02T00:00:00.000+08:00' }, '2026-01-02T00:00:00.000+08:00', {}],
		['string', 'abc', 'ABC', { convert: (value) => String(value).toUpperCase() }],
		['number', 3, 3, {}],
		['number', ' 3.5 ', 3.5, {}],
		['number', 0, 0, {}],
		['number', -7, -7, { typeOptions: { maxValue: 5 } }],
		['number', 1, 1, TO_FIVE],
		['number', 5, 5, TO_FIVE],
		['boolean', true, true, {}],
		['boolean', 'true', true, {}],
		['boolean', false, false, {}],
		['boolean', 'false', false, {}],
		['options', 'one', 'one', LIST],
		['options', 2, 2, LIST],
		['options', 'three', 'three', { ...LIST, openList: true }],
		['multiOptions', ['one', 2], ['one', 2], LIST],
		['multiOptions', 'one , one', ['one', 'one'], LIST],
		['resourceLocator', 12, '12', {}],
		['json', '{"id": 1897893172027068416}', { id: 1897893172027068416n }, {}],
		['json', { a: 1 }, { a: 1 }, {}],
		['dateTime', '2026-01-02', '2026-01-02', {}],
	])('of the type %s: %p is sent as %p', (type, value, sent, more) => {
		expect(fieldValue(field(type, more), value)).toEqual(sent);
	});

	it.each<[Field['type'], unknown]>([
		['string', undefined],
		['string', null],
		['string', ''],
		['string', ' \n'],
		['number', ' '],
		['multiOptions', []],
		['json', ''],
		['fixedCollection', {}],
		['fixedCollection', { row: [] }],
	])('of the type %s that is left empty, %j, is nothing', (type, value) => {
		expect(fieldValue(field(type), value)).toBeUndefined();
	});

	const E_G: Partial<Field> = { placeholder: 'e.g. A1' };
	it.each<[Field['type'], unknown, string, string | undefined, Partial<Field>]>([
		['string', 2 ** 53, '“Thing” is a number too large to be exact', 'Its last digits are lost already. Hand it over as text where it comes from.', {}],
		['string', NaN, '“Thing” is not a number and not text', undefined, {}],
		['string', { a: 1 }, '“Thing” must be text, but is an object', 'It looks like this: A1.', E_G],
		['string', ['a'], '“Thing” must be text, but is a list', undefined, {}],
		['string', 'x', '“Thing” is wrong', 'It looks like this: A1.', { ...E_G, check: (value) => (value === 'x' ? 'is wrong' : undefined) }],
		['number', 'two', '“Thing” must be a number, but is “two”', undefined, {}],
		['number', true, '“Thing” must be a number, but is a boolean', undefined, {}],
		['number', Infinity, '“Thing” must be a number, but is Infinity', undefined, {}],
		['number', 0.9, '“Thing” is 0.9; it must be from 1 to 5', undefined, TO_FIVE],
		['number', '5.1', '“Thing” is 5.1; it must be from 1 to 5', undefined, TO_FIVE],
		['number', 0, '“Thing” is 0; it must be 1 or more', undefined, { typeOptions: { minValue: 1 } }],
		['number', 6, '“Thing” is 6; it must be 5 or less', undefined, { typeOptions: { maxValue: 5 } }],
		['boolean', 1, '“Thing” must be true or false, but is 1', undefined, {}],
		['boolean', 'yes', '“Thing” must be true or false, but is “yes”', undefined, {}],
		['options', 'three', '“Thing” has the value “three”, which is not in its list', 'Possible values: one, 2.', LIST],
		['options', 3, '“Thing” has the value 3, which is not in its list', 'Possible values: one, 2.', { ...LIST, openList: true }],
		['multiOptions', { a: 1 }, '“Thing” must be a list, but is an object', undefined, LIST],
		['multiOptions', ['one', 'x'], '“Thing” has the value “x”, which is not in its list', 'Possible values: one, 2.', LIST],
		['json', '{"a": secret}', '“Thing” is not valid JSON', 'Check quotes, commas and braces.', {}],
		['fixedCollection', 'x', '“Thing” must be a list of rows, but is a string', undefined, {}],
		['fixedCollection', ['x'], '“Thing” must be a list of rows, but is a list', undefined, {}],
	])('of the type %s: %p is refused: %s', (type, value, message, remedy, more) => {
		expect(refusal(() => fieldValue(field(type, more), value))).toEqual([message, remedy]);
	});

	it('is checked as it will be sent, before it is converted', () => {
		const seen: unknown[] = [];
		fieldValue(field('number', { check: (value) => void seen.push(value) as undefined, convert: (value) => void seen.push(value) }), '3');
		expect(seen).toEqual([3, 3]);
	});
});

describe('rows', () => {
	const inner: Field = {
		...field('fixedCollection', { displayName: 'Places', name: 'places' }),
		options: [{ name: 'place', displayName: 'Place', values: [field('number', { displayName: 'Page', name: 'page', required: true })] }],
	};
	const signers: Field = {
		...field('fixedCollection', { displayName: 'Signers' }),
		options: [
			{ name: 'One', value: 'not a group' },
			{
				name: 'signer',
				displayName: 'Signer',
				values: [
					field('string', { displayName: 'Kind', name: 'kind' }),
					field('string', { displayName: 'Account', name: 'account', required: true, displayOptions: { show: { kind: ['account'] } } }),
					field('number', { displayName: 'Order', name: 'order' }),
					inner,
				],
			},
		],
	};
	const value = (...signer: unknown[]) => fieldValue(signers, { signer });

	it('are checked like fields, what is empty or hidden is left out, and one without a list is one', () => {
		const first = { kind: 'account', account: 7, order: '2', unknown: 'x', places: { place: { page: '3' } } };
		expect(value(first, { kind: 'none', account: 'stale', order: '', places: { place: [] } })).toEqual({
			signer: [{ kind: 'account', account: '7', order: 2, places: { place: [{ page: 3 }] } }, { kind: 'none' }],
		});
		expect(fieldValue(signers, { signer: { kind: 'none' } })).toEqual({ signer: [{ kind: 'none' }] });
	});

	const none = { kind: 'none' };
	it.each<[string, unknown[], string, string | undefined]>([
		['a wrong value', [none, { ...none, order: 'x' }], '“Signer 2 > Order” must be a number, but is “x”', undefined],
		['a field that is needed', [{ kind: 'account' }], '“Signer 1 > Account” is empty', 'Fill in “Account” there.'],
		['a row within a row', [none, { ...none, places: { place: [{ page: 1 }, { page: 'x' }] } }], '“Signer 2 > Place 2 > Page” must be a number, but is “x”', undefined],
		['a field that is needed within it', [{ ...none, places: { place: [{}] } }], '“Signer 1 > Place 1 > Page” is empty', 'Fill in “Page” there.'],
		['no row at all', ['x'], '“Signer 1” must be an object, but is a string', undefined],
	])('name the place of %s', (_what, given, message, remedy) => {
		expect(refusal(() => value(...given))).toEqual([message, remedy]);
	});

	it('are read as the objects they are', () => {
		expect(rowsOf({ row: [{ a: 1 }, 'x', null, { b: 2 }] }, 'row')).toEqual([{ a: 1 }, { b: 2 }]);
		for (const nothing of [undefined, {}, { row: { a: 1 } }, { other: [{}] }, 'x']) expect(rowsOf(nothing, 'row')).toEqual([]);
		expect(objectsIn([{ a: 1 }, 1, [], null])).toEqual([{ a: 1 }]);
		expect(objectsIn({ a: 1 })).toEqual([]);
	});

	it('leave out what was not given, but neither nought, false nor an empty text', () => {
		expect(given({ a: undefined, b: {}, c: [], d: 0, e: false, f: '', g: null, h: { i: 1 }, j: [0] })).toEqual({ d: 0, e: false, f: '', g: null, h: { i: 1 }, j: [0] });
	});
});

describe('a field', () => {
	it('is made of its name and what it has beyond its kind', () => {
		const [required, hidden] = [{ required: true, default: 'x' }, on({ kind: ['a'] })];
		expect([text('A', 'a', 'An a'), text('A', 'a', 'An a', required)]).toEqual([
			{ displayName: 'A', name: 'a', type: 'string', default: '', description: 'An a' },
			{ displayName: 'A', name: 'a', type: 'string', default: 'x', description: 'An a', required: true },
		]);
		expect(number('B', 'b', 'A b', hidden)).toEqual({ displayName: 'B', name: 'b', type: 'number', default: 0, description: 'A b', displayOptions: { show: { kind: ['a'] } } });
		expect(whether('C', 'c', 'Whether c', hidden)).toEqual({ displayName: 'C', name: 'c', type: 'boolean', default: false, description: 'Whether c', displayOptions: { show: { kind: ['a'] } } });
		expect(rows('Signers', 'signers', 'signer', 'Signer', 'Who signs', [text('A', 'a', 'An a')])).toEqual({
			displayName: 'Signers',
			name: 'signers',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true, sortable: true },
			placeholder: 'Add Signer',
			default: {},
			description: 'Who signs',
			options: [{ name: 'signer', displayName: 'Signer', values: [text('A', 'a', 'An a')] }],
		});
		const sent: Field = { ...text('A', 'a', 'An a'), routing: { send: { type: 'body', property: 'a' } } };
		expect(inRow(sent, { required: true })).toEqual({ ...text('A', 'a', 'An a'), routing: undefined, required: true });
	});

	const show = { who: ['id', 'name'], what: ['x'] };
	it.each<[Record<string, string>, boolean]>([
		[{ who: 'id', what: 'x' }, false],
		[{ who: 'name', what: 'x' }, false],
		[{ who: 'all', what: 'x' }, true],
		[{ who: 'id', what: 'y' }, true],
		// What does not stand beside it decides nothing.
		[{ who: 'id' }, false],
		[{}, false],
	])('beside %j is hidden: %s', (beside, hidden) => {
		expect(isHidden({ displayOptions: { show } }, beside)).toBe(hidden);
		expect(isHidden({}, beside)).toBe(false);
	});
});

describe('a wrong value in a sentence', () => {
	it.each<[unknown, string]>([
		['x'.repeat(41), `“${'x'.repeat(40)}”`],
		[3, '3'],
		[true, 'a boolean'],
		[[1], 'a list'],
		[{ secret: 1 }, 'an object'],
	])('%j is short: %s', (value, text) => expect(shown(value)).toBe(text));
});

describe('a JSON object', () => {
	it('is read from text or taken as it is, and nothing is an empty one', () => {
		expect(jsonObject('{"a": 1}', 'X')).toEqual({ a: 1 });
		expect(jsonObject({ a: 1 }, 'X')).toEqual({ a: 1 });
		for (const nothing of [undefined, null, ' ', []]) expect(jsonObject(nothing, 'X')).toEqual({});
	});

	it.each(['[1]', '"a"', '1', 'null', '[]'])('is not %s', (text) => {
		expect(refusal(() => jsonObject(text, 'X'))).toEqual(['“X” must be a JSON object', 'It looks like this: {"name": "value"}']);
	});
});

describe('a path', () => {
	const remedy = 'It starts with one slash and goes on below the base URL of the credential.';

	it.each(['/open/x', '/open/x?a=..b&c=1', '/v1/a.b/..c/{id}', '/', '/%E5%AE%A2'])('%s stays below the base URL', (path) => {
		expect(checkPath(path, 'Path')).toBe(path);
	});

	it.each(['open/x', 'https://evil.example/x', '//evil.example/x', ''])('%j does not start with one slash', (path) => {
		expect(refusal(() => checkPath(path, 'Path'))).toEqual([`“Path” must start with one slash, but is “${path}”`, remedy]);
	});

	it.each(['/..?a=1', '/a/.?b', '/a/../b', '/a/./b', '/..', '/a/%2E%2e/b', '/a/.%2e', '/a b', '/a\\b', '/a#b', '/a?b/..', '/a\n'])('%j is not plain', (path) => {
		expect(refusal(() => checkPath(path, 'Path'))).toEqual([`“Path” “${path}” is not a plain path`, remedy]);
	});
});

describe('an address on the web', () => {
	it.each([
		['https://x.example/a', true],
		['HTTP://x.example', true],
		['ftp://x.example', false],
		['x.example', false],
		['javascript:alert(1)', false],
	])('%s: %s', (address, is) => expect(isWebAddress(address)).toBe(is));
});

describe('Custom Call', () => {
	const { fields, toRequest } = customCall('/open/psnUpdate');
	const request = (parameters: Record<string, unknown>) => toRequest({ method: 'POST', path: ' /open/x ', ...parameters });

	it('may be anything, so it is not sent twice', () => {
		expect(customCall('/open/psnUpdate')).toMatchObject({ value: 'customCall', repeatable: false, checkOutcome: 'look it up on the platform.' });
		expect(fields.map(({ name, type, default: preset, required }) => [name, type, preset, required])).toEqual([
			['method', 'options', 'POST', true],
			['path', 'string', '', true],
			['body', 'json', '{}', undefined],
			['headers', 'json', '{}', undefined],
			['query', 'json', '{}', undefined],
		]);
		expect(fields[1].placeholder).toBe('e.g. /open/psnUpdate');
		expect(fields[0].options?.map((option) => 'value' in option && option.value)).toEqual(['DELETE', 'GET', 'PATCH', 'POST', 'PUT']);
	});

	it('is the request as it was typed', () => {
		expect(request({ query: '{"a": 1}', headers: '{"X-A": "b"}', body: '[1]' })).toEqual({
			method: 'POST',
			path: '/open/x',
			query: { a: 1 },
			headers: { 'X-A': 'b' },
			body: '[1]',
		});
		expect(request({ method: 'DELETE', body: {} })).toEqual({ method: 'DELETE', path: '/open/x', query: {}, headers: {}, body: {} });
	});

	it('has no body with GET, nor where none was typed', () => {
		expect(request({ method: 'GET', body: {} })).toEqual({ method: 'GET', path: '/open/x', query: {}, headers: {} });
		expect('body' in request({})).toBe(false);
	});

	it('names the field that is no JSON object', () => {
		expect(refusal(() => request({ query: '[]' }))[0]).toBe('“Query Parameters (JSON)” must be a JSON object');
		expect(refusal(() => request({ headers: '[]' }))[0]).toBe('“Headers (JSON)” must be a JSON object');
	});

	it.each<[unknown, boolean]>([
		[{ 'X-A.b_c~1': 'a\tb ~' }, true],
		[{ 'X-Number': 5 }, true],
		[{}, true],
		[{ 'X A': 'b' }, false],
		[{ '': 'b' }, false],
		[{ 'X-A': '中' }, false],
		[{ 'X-A': 'a\nX-B: c' }, false],
		[{ 'X-A': '\u007f' }, false],
		['X', false],
		[null, false],
	])('takes the headers %j: %s', (headers, takes) => {
		const { check } = fields.find(({ name }) => name === 'headers')!;
		expect(check?.(headers)).toBe(takes ? undefined : 'must be a JSON object of header names and values in plain ASCII');
	});
});

it('signers as JSON are a list', () => {
	const { check } = jsonSigners('[]');
	expect([check?.([]), check?.({}), check?.('[]')]).toEqual([undefined, 'must be a JSON list', 'must be a JSON list']);
});
