/** Parameters of one item -> its request, whole; and what Endpoint Corrections and Options make of it. */
import type { IDataObject } from 'n8n-workflow';
import { parseCorrections, type Correction } from '../../engine/corrections.ts';
import { customCall } from '../../engine/customCall.ts';
import { findOperation, type AnyOperation, type Field, type Operation, type Resource, type RunnerOptions } from '../../engine/operation.ts';
import { checkedOptions, mergePatch, planRequest, setDeep } from '../../engine/plan.ts';
import { refusal } from './refusal.mts';

const text = (name: string, displayName: string, send?: ['body' | 'query', string], more: Partial<Field> = {}): Field => ({
	displayName,
	name,
	type: 'string',
	default: '',
	...(send && { routing: { send: { type: send[0], property: send[1] } } }),
	...more,
});

const operation = (more: Partial<Operation>): Operation => ({
	name: 'Do',
	value: 'do',
	action: 'Do it',
	description: 'Does it',
	routing: { request: { method: 'POST', url: '/open/do' } },
	source: 'documented',
	repeatable: true,
	fields: [],
	...more,
});

const update = operation({
	value: 'update',
	routing: { request: { method: 'PUT', url: '/open/people/{id}/{id}' } },
	fields: [
		text('zone', 'Zone', ['body', 'place.zone']),
		text('id', 'ID', undefined, { required: true }),
		text('area', 'Area', ['body', 'place.area']),
		text('by', 'By', ['query', 'by'], { standsAlone: true }),
		text('hidden', 'Hidden', ['body', 'hidden'], { standsAlone: true, displayOptions: { show: { by: ['mail'] } } }),
		text('simplify', 'Simplify', undefined, { type: 'boolean', standsAlone: true }),
	],
});
const get = operation({
	value: 'get',
	routing: { request: { method: 'GET', url: '/open/get' } },
	fields: [text('a', 'A', ['query', 'a']), text('b', 'B', ['query', 'b']), text('c', 'C', ['query', 'c'])],
	oneOf: [['a', 'b']],
});
const remove = operation({ value: 'remove', routing: { request: { method: 'DELETE', url: '/open/remove' } }, fields: [text('a', 'A', ['body', 'a']), text('b', 'B', ['query', 'b'])] });

const plan = (one: AnyOperation, parameters: IDataObject, options: RunnerOptions = {}, correction?: Correction) => planRequest(one, parameters, options, correction);

describe('a request', () => {
	const UPDATE = { id: '客/1', by: 'x', hidden: 'stale', simplify: true, optionalFields: { zone: 'z', area: 'a', id: 'not here' } };

	it('has each field at its place, in the order of the editor, and what is hidden nowhere', () => {
		const made = plan(update, UPDATE);
		expect(made).toEqual({
			method: 'PUT',
			path: '/open/people/%E5%AE%A2%2F1/%E5%AE%A2%2F1',
			inPath: { id: '客/1' },
			query: { by: 'x' },
			body: { place: { area: 'a', zone: 'z' } },
			headers: {},
			settings: { simplify: true },
			isOwnAddress: true,
		});
		expect(JSON.stringify(made.body)).toBe('{"place":{"area":"a","zone":"z"}}');
		expect(plan(update, { ...UPDATE, by: 'mail' }).body).toEqual({ place: { area: 'a', zone: 'z' }, hidden: 'stale' });
	});

	it('is empty where nothing is set: a body for what changes, none for what reads or deletes', () => {
		expect(plan(update, { id: '1', optionalFields: 'none' })).toMatchObject({ query: {}, body: {} });
		expect('body' in plan(get, { a: '1' })).toBe(false);
		expect('body' in plan(remove, { optionalFields: { b: '1' } })).toBe(false);
		expect(plan(remove, { optionalFields: { a: '1', b: '2' } })).toMatchObject({ body: { a: '1' }, query: { b: '2' } });
	});

	it('needs what is required, and one of each group', () => {
		expect(refusal(() => plan(update, { by: 'x' }))).toEqual(['“ID” is empty', 'Fill in “ID”; the operation needs it.']);
		expect(refusal(() => plan(get, { optionalFields: { c: '1' } }))).toEqual(['“A” or “B” is needed', 'Fill in at least one of them.']);
		expect(plan(get, { b: '1', optionalFields: { c: '2' } }).query).toEqual({ b: '1', c: '2' });
	});

	it('that is to change something needs something to change, or Additional Fields', () => {
		const changing = { ...update, changes: true } as Operation;
		expect(refusal(() => plan(changing, { id: '1', by: 'x' }))).toEqual(['There is nothing to change', 'Add at least one field under “Optional Fields”.']);
		expect(plan(changing, { id: '1', optionalFields: { zone: 'z' } }).body).toEqual({ place: { zone: 'z' } });
		expect(plan(changing, { id: '1' }, { additionalFields: { x: 1 } }).body).toEqual({ x: 1 });
		expect(plan(update, { id: '1', by: 'x' }).body).toEqual({});
	});

	it('says which event it finishes, and only that', () => {
		const confirm = operation({ finishes: 'event', fields: [text('event', 'Event', ['body', 'e'], { required: true })] });
		expect(plan(confirm, { event: 'T1' }).finishes).toBe('T1');
		expect('finishes' in plan(update, { id: '1' })).toBe(false);
	});

	it('has a body of its own making where fields are not enough', () => {
		const made = operation({ fields: [text('a', 'A')], toBody: (values, now) => ({ values, isNow: Math.abs(now.getTime() - Date.now()) < 5_000 }) });
		expect(plan(made, { optionalFields: { a: '1' } }, { additionalFields: { more: 1 } }).body).toEqual({ values: { a: '1' }, isNow: true, more: 1 });
	});

	it('goes to the address of a choice where the choice has one', () => {
		const choose = operation({
			routing: { request: { method: 'GET', url: '/v3/persons' } },
			fields: [
				text('owner', 'Owner', undefined, {
					type: 'options',
					required: true,
					options: [{ name: 'Organization', value: 'org', routing: { request: { url: '/v3/organizations' } } }, { name: 'Person', value: 'psn' }],
				}),
				text('id', 'ID', ['query', 'id'], { required: true }),
			],
		});
		expect(plan(choose, { owner: 'org', id: 'org' })).toMatchObject({ method: 'GET', path: '/v3/organizations', query: { id: 'org' } });
		expect(plan(choose, { owner: 'psn', id: 'org' })).toMatchObject({ method: 'GET', path: '/v3/persons' });
	});

	it.each(['.', '..', '\ud800'])('has no ID %j in its path', (id) => {
		expect(refusal(() => plan(update, { id }))[0]).toMatch(/^“ID” is no ID: “/);
	});

	it('has a field of its path even where it is not required', () => {
		const loose = operation({ routing: { request: { method: 'GET', url: '/open/{id}' } }, fields: [text('id', 'ID', undefined, { standsAlone: true })] });
		expect(refusal(() => plan(loose, { id: '' }))).toEqual(['“ID” is empty', 'It is part of the address.']);
	});
});

describe('a correction', () => {
	it.each<[string, RunnerOptions, Correction | undefined, IDataObject]>([
		['of the path', {}, { path: '/open/other/{id}' }, { path: '/open/other/1', query: { by: 'x' }, body: { place: { zone: 'z' } }, isOwnAddress: false }],
		['of the path, with the ID itself in it', {}, { path: '/open/other/1' }, { path: '/open/other/1', inPath: {}, isOwnAddress: false }],
		['of the path by the node', { endpointPath: '/open/mine/{id}' }, { path: '/open/other/{id}' }, { path: '/open/mine/1', isOwnAddress: false }],
		['of a name', {}, { rename: { 'place.zone': 'zones.first', by: 'how' } }, { path: '/open/people/1/1', query: { how: 'x' }, body: { zones: { first: 'z' } }, isOwnAddress: false }],
		['of the method to one without body', {}, { method: 'GET' }, { method: 'GET', query: { by: 'x', place: { zone: 'z' } }, body: undefined, isOwnAddress: false }],
		['of the method to one with body', {}, { method: 'POST' }, { method: 'POST', query: {}, body: { by: 'x', place: { zone: 'z' } }, isOwnAddress: false }],
		['that there is not', {}, undefined, { path: '/open/people/1/1', isOwnAddress: true }],
	])('%s counts', (_what, options, correction, expected) => {
		const made = plan(update, { id: '1', by: 'x', optionalFields: { zone: 'z' } }, options, correction);
		expect({ body: undefined, ...made }).toMatchObject(expected);
	});

	it('of the path must keep the place of the ID', () => {
		expect(refusal(() => plan(update, { id: '12' }, { endpointPath: '/open/other' }))).toEqual(['“ID” has no place in the path “/open/other”', 'Write {id} where it belongs.']);
		expect(refusal(() => plan(update, { id: '12' }, { endpointPath: 'x' }))[0]).toBe('“Endpoint Path” must start with one slash, but is “x”');
	});

	it('of the path takes up a field that stood elsewhere', () => {
		expect(plan(get, { a: 'x y' }, {}, { path: '/open/get/{a}' })).toMatchObject({ path: '/open/get/x%20y', inPath: { a: 'x y' }, query: {} });
		expect(refusal(() => plan(get, { a: '1' }, {}, { path: '/open/{b}' }))).toEqual(['“B” is empty', 'It is part of the address.']);
	});
});

describe('Custom Call', () => {
	const call = customCall('/open/x');

	it('is the request as typed, or at the path of the options', () => {
		const typed = { method: 'POST', path: '/open/x', optionalFields: { body: '{"a": 1}', query: '{"q": 2}', headers: '{"X-A": "b"}' } };
		const expected = { method: 'POST', path: '/open/x', inPath: {}, settings: {}, query: { q: 2 }, body: { a: 1 }, headers: { 'X-A': 'b' }, isOwnAddress: true };
		expect(plan(call, typed)).toEqual(expected);
		expect(plan(call, typed, { endpointPath: '/open/y' })).toEqual({ ...expected, path: '/open/y', isOwnAddress: false });
		expect(refusal(() => plan(call, { ...typed, path: 'https://x.example' }))[0]).toBe('“Path” must start with one slash, but is “https://x.example”');
	});
});

describe('Additional Fields', () => {
	it('go into the query of a GET and the body of everything else', () => {
		const additionalFields = { a: null, c: 3 };
		expect(plan(get, { a: '1', b: '2' }, { additionalFields }).query).toEqual({ b: '2', c: 3 });
		expect(plan(get, { a: '1' }, { additionalFields: { a: '9' } }).query).toEqual({ a: '9' });
		expect(plan(remove, { optionalFields: { a: '1', b: '2' } }, { additionalFields })).toMatchObject({ query: { b: '2' }, body: { c: 3 } });
		expect(plan(remove, {}, { additionalFields }).body).toEqual({ c: 3 });
		expect(plan(customCall('/x'), { method: 'POST', path: '/x' }, { additionalFields }).body).toEqual({ c: 3 });
	});

	it('cannot go into a body that is no object, and where there are none it stays', () => {
		const list = { method: 'POST', path: '/x', optionalFields: { body: '[1]' } };
		expect(refusal(() => plan(customCall('/x'), list, { additionalFields: { a: 1 } }))).toEqual(['“Additional Fields (JSON)” cannot be merged into a body that is no JSON object', undefined]);
		expect(plan(customCall('/x'), list, { additionalFields: {} }).body).toEqual([1]);
	});

	// The examples of RFC 7396, appendix A, whose target and patch are objects.
	it.each<[IDataObject, IDataObject, IDataObject]>([
		[{ a: 'b' }, { a: 'c' }, { a: 'c' }],
		[{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
		[{ a: 'b' }, { a: null }, {}],
		[{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
		[{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
		[{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
		[{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
		[{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
		[{ a: { b: 'c', d: 1 } }, { a: { b: 'e' } }, { a: { b: 'e', d: 1 } }],
		[{ e: null }, { a: 1 }, { e: null, a: 1 }],
		[{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
		[{ a: ['b'] }, { a: { c: 'd' } }, { a: { c: 'd' } }],
	])('merge as RFC 7396 says: %j and %j', (target, patch, merged) => {
		const before = structuredClone(target);
		expect(mergePatch(target, patch)).toEqual(merged);
		expect(target).toEqual(before);
	});

	it('and places may be called like parts of JavaScript', () => {
		const patch = JSON.parse('{"__proto__": {"x": 1}}') as IDataObject;
		expect(JSON.stringify(mergePatch({}, patch))).toBe('{"__proto__":{"x":1}}');
		const target: IDataObject = {};
		setDeep(target, 'constructor.name', 1);
		setDeep(target, '__proto__.y', 2);
		expect(JSON.stringify(target)).toBe('{"constructor":{"name":1},"__proto__":{"y":2}}');
	});

	it('a place in dot notation joins what is there, and replaces what holds nothing', () => {
		const target: IDataObject = { a: { b: 1 }, c: 'text', d: [1] };
		setDeep(target, 'a.x', 2);
		setDeep(target, 'c.x', 3);
		setDeep(target, 'd.x', 4);
		setDeep(target, 'e', 5);
		expect(target).toEqual({ a: { b: 1, x: 2 }, c: { x: 3 }, d: { x: 4 }, e: 5 });
	});
});

describe('the options', () => {
	it('are those that are set, each converted like a field', () => {
		expect(checkedOptions({ timeout: '500', ignoreSslIssues: 'false', additionalFields: '{"a": 1}', proxy: ' ', unknown: 1 })).toEqual({
			timeout: 500,
			ignoreSslIssues: false,
			additionalFields: { a: 1 },
		});
		for (const none of [undefined, 'x', []]) expect(checkedOptions(none)).toEqual({});
	});

	it.each<[IDataObject, string]>([
		[{ timeout: 0 }, '“Timeout” is 0; it must be from 1 to 3600000'],
		[{ timeout: 3_600_001 }, '“Timeout” is 3600001; it must be from 1 to 3600000'],
		[{ requestsInFlight: 101 }, '“Requests in Flight” is 101; it must be from 1 to 100'],
		[{ requestsInFlight: 0 }, '“Requests in Flight” is 0; it must be from 1 to 100'],
		[{ additionalFields: '[1]' }, '“Additional Fields (JSON)” must be a JSON object'],
		[{ proxy: 'socks5://proxy.example' }, '“Proxy” is no address of a proxy'],
		[{ proxy: 'http://u%zz:p@proxy.example' }, '“Proxy” has a % in its login that must be written as %25'],
		[{ proxy: 'http://u:p%2@proxy.example' }, '“Proxy” has a % in its login that must be written as %25'],
	])('%j are refused by name', (options, message) => {
		expect(refusal(() => checkedOptions(options))[0]).toBe(message);
	});

	it.each(['http://proxy.example:3128', 'https://u%20x:p%40@proxy.example', 'http://u:p@proxy.example'])('take the proxy %s', (proxy) => {
		expect(checkedOptions({ proxy })).toEqual({ proxy });
	});
});

describe('Endpoint Corrections', () => {
	const resources: Resource[] = [
		{ name: 'Person', value: 'person', description: 'People', operations: [update, get, remove] },
		{ name: 'API', value: 'api', description: 'Any', operations: [customCall('/x')] },
	];
	const NAME = '“Endpoint Corrections (JSON)”';
	const MEND = 'Open the credential and mend it there.';
	const parse = (given: unknown) => parseCorrections(given, resources);

	it('are read by operation, and none is none', () => {
		expect(parse('{"person.update": {"method": "patch", "path": "/v9/{id}", "rename": {"by": "a.b", "place.zone": "by"}}, "person.get": {}}')).toEqual({
			'person.update': { method: 'PATCH', path: '/v9/{id}', rename: { by: 'a.b', 'place.zone': 'by' } },
			'person.get': {},
		});
		for (const none of [undefined, '', '{}', {}]) expect(parse(none)).toEqual({});
	});

	it.each<[unknown, string, string]>([
		['{', `${NAME} is not valid JSON`, 'Check quotes, commas and braces.'],
		['[]', `${NAME} must be a JSON object`, 'It looks like this: {"name": "value"}'],
		[{ 'person.x': {} }, `${NAME} in the credential names the operation “person.x”, which does not exist`, `${MEND} Operations are named like person.update, person.get, person.remove.`],
		[{ 'api.customCall': {} }, `${NAME} in the credential names the operation “api.customCall”, which has no address to correct`, `${MEND} Operations are named like person.update, person.get, person.remove.`],
		[{ 'person.get': 'x' }, `${NAME}: person.get must be a JSON object`, MEND],
		[{ 'person.get': { url: '/x' } }, `${NAME}: person.get.url is unknown; possible are method, path and rename`, MEND],
		[{ 'person.get': { method: 'FETCH' } }, `${NAME}: person.get.method must be one of DELETE, GET, PATCH, POST, PUT`, MEND],
		[{ 'person.get': { path: 5 } }, `${NAME}: person.get.path must be text`, MEND],
		[{ 'person.get': { path: 'x' } }, '“Endpoint Corrections (JSON): person.get.path” must start with one slash, but is “x”', 'It starts with one slash and goes on below the base URL of the credential.'],
		[{ 'person.get': { path: '/{a}/{id}' } }, `${NAME}: person.get.path has {id}, which is no field of the operation`, MEND],
		[{ 'person.get': { rename: ['a'] } }, `${NAME}: person.get.rename must be an object of names, as in {"informPhone": "phone"}`, MEND],
		[{ 'person.get': { rename: { x: 'y' } } }, `${NAME}: person.get.rename has “x”, which this operation does not send`, `${MEND} It sends a, b, c.`],
		[{ 'person.get': { rename: { a: '' } } }, `${NAME}: person.get.rename.a must be a name, with dots for nesting`, MEND],
		[{ 'person.get': { rename: { a: 'x..y' } } }, `${NAME}: person.get.rename.a must be a name, with dots for nesting`, MEND],
		[{ 'person.get': { rename: { a: '.x' } } }, `${NAME}: person.get.rename.a must be a name, with dots for nesting`, MEND],
		[{ 'person.get': { rename: { a: 5 } } }, `${NAME}: person.get.rename.a must be a name, with dots for nesting`, MEND],
		[{ 'person.get': { rename: { a: 'c' } } }, `${NAME}: person.get.rename gives two fields the name “c”`, MEND],
		[{ 'person.get': { rename: { a: 'x', b: 'x' } } }, `${NAME}: person.get.rename gives two fields the name “x”`, MEND],
	])('%j are refused', (given, message, remedy) => {
		expect(refusal(() => parse(given))).toEqual([message, remedy]);
	});

	it('may exchange two names', () => {
		expect(parse({ 'person.get': { rename: { a: 'b', b: 'a' } } })).toEqual({ 'person.get': { rename: { a: 'b', b: 'a' } } });
	});

	it('find an operation by its whole key only', () => {
		expect(findOperation(resources, 'person.get')).toBe(get);
		for (const key of ['get', 'person', 'api.get', 'person.get.x']) expect(findOperation(resources, key)).toBeUndefined();
	});
});
