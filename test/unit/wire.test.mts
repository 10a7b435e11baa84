/** One job's request in the words of n8n's HTTP client, what its answer asks for, and what the editor's inputs bring. */
import { ConfirmedReader, eventId, isConfirmed, noteConfirmed } from '../../engine/confirmed.ts';
import type { Job } from '../../engine/job.ts';
import { mapped } from '../../engine/mapping.ts';
import type { Operation, RunnerOptions, Upload } from '../../engine/operation.ts';
import { planRequest } from '../../engine/plan.ts';
import { connection, restAsked, wireRequest } from '../../engine/wire.ts';

const UPLOAD: Upload = { as: 'multipart', property: 'file', maxBytes: 10, types: {}, json: { property: 'content.data', nameProperty: 'content.name' } };

function job(parts: Partial<Operation>, plan: Partial<Job['plan']> = {}, options: RunnerOptions = {}, file?: Job['file']): Job {
	const operation: Operation = {
		name: 'Do',
		value: 'do',
		action: 'Do it',
		description: 'Does it',
		routing: { request: { method: 'POST', url: '/x' } },
		source: 'documented',
		repeatable: true,
		fields: [],
		...parts,
	};
	return {
		platform: 'Qiandun',
		key: 'x.do',
		operation,
		index: 0,
		items: [0],
		personal: [],
		reading: (read, parameters) => ({ operation: read, plan: planRequest(read, parameters, {}) }),
		options,
		file,
		plan: { method: 'POST', path: '/x', inPath: {}, query: { q: '1' }, headers: {}, settings: {}, isOwnAddress: true, ...plan },
	};
}
const file = (): Job['file'] => ({
	fileName: '合同.pdf',
	mimeType: 'application/pdf',
	bytes: 5,
	open: async () =>
		(async function* () {
			yield Buffer.from('%P');
			yield Buffer.from('DF!');
		})(),
});

describe('a request', () => {
	it('is one whose body goes out as bytes and whose answer nobody reads for us', async () => {
		const { options, sent } = await wireRequest(job({}, { body: { id: 1897893172027068416n }, headers: { 'X-Trace': '1' } }), false);
		expect(options).toEqual({
			method: 'POST',
			url: '/x',
			qs: { q: '1' },
			headers: { 'content-type': 'application/json', 'x-trace': '1' },
			body: Buffer.from('{"id":1897893172027068416}'),
			encoding: 'stream',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
			timeout: 60_000,
		});
		expect(sent()).toBeUndefined();
	});

	it('keeps the type the user gave, and has neither type nor body where there is none', async () => {
		const { options } = await wireRequest(job({}, { body: 'a', headers: { 'Content-Type': 'text/x' } }), false);
		expect(options).toMatchObject({ headers: { 'content-type': 'text/x' }, body: Buffer.from('"a"') });
		const bare = (await wireRequest(job({}, { method: 'GET', headers: { 'X-Trace': '1' } }), false)).options;
		expect(bare.headers).toEqual({ 'X-Trace': '1' });
		expect(bare).not.toHaveProperty('body');
	});

	it('leaves HTTP 401 to n8n where that is to renew the token', async () => {
		expect((await wireRequest(job({}), true)).options.ignoreHttpStatusErrors).toEqual({ ignore: true, except: [401] });
	});

	it('with a file is a form, or JSON where the user chose that', async () => {
		const form = (await wireRequest(job({ upload: UPLOAD }, { body: { a: 1 } }, {}, file()), false)).options;
		expect(Object.prototype.toString.call(form.body)).toBe('[object FormData]');
		expect(form.headers).toEqual({});
		const body = { a: 1, content: { b: 2 } };
		const { options, sent } = await wireRequest(job({ upload: UPLOAD }, { body, settings: { sendAs: 'json' } }, {}, file()), false);
		expect(JSON.parse(String(options.body))).toEqual({ a: 1, content: { b: 2, data: 'JVBERiE=', name: '合同.pdf' } });
		expect(sent()).toMatchObject({ fileName: '合同.pdf', fileSize: 5 });
		const inJson: Upload = { ...UPLOAD, as: 'base64', property: 'picture', json: undefined };
		const picture = (await wireRequest(job({ upload: inJson }, { body: { a: 1 } }, {}, file()), false)).options;
		expect(JSON.parse(String(picture.body))).toEqual({ a: 1, picture: 'JVBERiE=' });
		// Without a file, of which only the address goes.
		const none = (await wireRequest(job({ upload: inJson }, { body: { a: 1 } }), false)).options;
		expect(JSON.parse(String(none.body))).toEqual({ a: 1 });
		const noForm = (await wireRequest(job({ upload: UPLOAD }, { body: { a: 1 } }), false)).options;
		expect(JSON.parse(String(noForm.body))).toEqual({ a: 1 });
	});
});

describe('a connection', () => {
	it.each<[string, Partial<Operation>, RunnerOptions, object]>([
		['usually', {}, {}, { timeout: 60_000 }],
		['with a file up', { upload: UPLOAD }, {}, { timeout: 600_000 }],
		['with files down', { download: () => [] }, {}, { timeout: 600_000 }],
		['with a timeout', { upload: UPLOAD }, { timeout: 7 }, { timeout: 7 }],
		['without a look at certificates', {}, { ignoreSslIssues: true }, { timeout: 60_000, skipSslCertificateValidation: true }],
		['with a look at certificates', {}, { ignoreSslIssues: false }, { timeout: 60_000 }],
		['by a proxy', {}, { proxy: 'http://proxy.example:3128/' }, { timeout: 60_000, proxy: { protocol: 'http', host: 'proxy.example', port: 3128 } }],
		['by a proxy at its usual port', {}, { proxy: 'http://proxy.example' }, { timeout: 60_000, proxy: { protocol: 'http', host: 'proxy.example', port: 80 } }],
		[
			'by a proxy with TLS and a login',
			{},
			{ proxy: 'https://us%40er:p%3Ass@proxy.example' },
			{ timeout: 60_000, proxy: { protocol: 'https', host: 'proxy.example', port: 443, auth: { username: 'us@er', password: 'p:ss' } } },
		],
	])('%s follows no redirect', (_what, parts, options, expected) => {
		expect(connection(job(parts, {}, options))).toEqual({ disableFollowRedirect: true, ...expected });
	});
});

describe('the rest that is asked for', () => {
	const asked = (value?: unknown) => restAsked({ statusCode: 429, headers: { 'retry-after': value }, body: '' });

	it.each<[unknown, number | undefined]>([
		['2', 2_000],
		[' 0.5 ', 500],
		['0', 0],
		[3, 3_000],
		[undefined, undefined],
		['', undefined],
		['-1', undefined],
		['soon', undefined],
		['2x', undefined],
		// A date begins with the day of the week.
		['2030-01-01T00:00:00Z', undefined],
	])('by %j is %s ms', (value, ms) => expect(asked(value)).toBe(ms));

	it('by a date is until then, and none when that is over', () => {
		const now = jest.spyOn(Date, 'now').mockReturnValue(Date.UTC(2026, 10, 23, 8, 0, 0));
		expect(asked('Mon, 23 Nov 2026 08:00:30 GMT')).toBe(30_000);
		expect(asked('Mon, 23 Nov 2026 07:59:00 GMT')).toBe(0);
		now.mockRestore();
	});
});

describe('a resource mapper', () => {
	const schema = [
		{ id: 'a', displayName: 'Name', type: 'string', required: true },
		{ id: 'b', displayName: 'Date', type: 'dateTime', required: true, removed: true },
		{ id: 'c', displayName: 'Note', required: false, removed: false },
		'no input',
	];
	const types = { a: 'string', b: 'dateTime', c: '' };

	it('brings what was filled in, by ID, with what is still needed', () => {
		expect(mapped({ mappingMode: 'defineBelow', value: { a: 'x' }, schema }, { a: 'of the item' })).toEqual({ isItem: false, values: { a: 'x' }, types, required: { a: 'Name' } });
		for (const value of [null, undefined, 'x', []]) expect(mapped({ mappingMode: 'defineBelow', value, schema }, { a: 1 })?.values).toEqual({});
	});

	it('brings the item where the user chose that', () => {
		expect(mapped({ mappingMode: 'autoMapInputData', value: { a: 'x' }, schema }, { a: 'of the item' })).toEqual({ isItem: true, values: { a: 'of the item' }, types, required: { a: 'Name' } });
	});

	it('without inputs brings none, and is none where it is no mapper', () => {
		expect(mapped({ value: { a: 1 }, schema: null }, {})).toEqual({ isItem: false, values: { a: 1 }, types: {}, required: {} });
		for (const none of [undefined, '', [1]]) expect(mapped(none, {})).toBeUndefined();
	});
});

describe('what was confirmed in this process', () => {
	it('is known by platform and ID, and read once by each reader, oldest first', () => {
		const [one, other] = [new ConfirmedReader(), new ConfirmedReader()];
		one.take(Infinity);
		const ids = ['a', 'b', 'c'].map((id) => eventId({ credentialType: 'qiandunApi' }, id));
		expect(ids[0]).toBe('qiandunApi:a');
		ids.forEach(noteConfirmed);
		noteConfirmed(ids[0]);
		expect([isConfirmed(ids[0]), isConfirmed('esignApi:a'), isConfirmed('a')]).toEqual([true, false, false]);
		expect([one.waiting, one.take(2), one.waiting, one.take(2), one.take(2), one.waiting]).toEqual([3, ids.slice(0, 2), 1, ids.slice(2), [], 0]);
		expect(other.take(Infinity).slice(-3)).toEqual(ids);
	});

	it('is 5,000 events at most, of which the oldest go first', () => {
		const reader = new ConfirmedReader();
		const behind = new ConfirmedReader();
		reader.take(Infinity);
		const ids = Array.from({ length: 5_002 }, (_, index) => `many:${index}`);
		ids.slice(0, 3).forEach(noteConfirmed);
		expect(reader.take(3)).toEqual(ids.slice(0, 3));
		ids.slice(3).forEach(noteConfirmed);
		expect([isConfirmed(ids[0]), isConfirmed(ids[1]), isConfirmed(ids[2]), isConfirmed(ids[5_001])]).toEqual([false, false, true, true]);
		expect(reader.waiting).toBe(4_999);
		expect(reader.take(2)).toEqual(ids.slice(3, 5));
		expect(behind.waiting).toBe(5_000);
		expect(behind.take(1)).toEqual([ids[2]]);
		noteConfirmed('many:again');
		noteConfirmed('many:and-again');
		expect([behind.waiting, behind.take(1)]).toEqual([5_000, [ids[4]]]);
	});
});
