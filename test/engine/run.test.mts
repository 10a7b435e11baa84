/** What the runner promises (docs/architecture.md), in n8n's own engine over HTTP. */
import axios from 'axios';
import type { ServerResponse } from 'node:http';
import { WorkflowExecute } from 'n8n-core';
import type { IDataObject } from 'n8n-workflow';
import { eventId, isConfirmed } from '../../engine/confirmed.ts';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import { runNode, type RunOptions } from './harness.mts';
import { envelope, startRecorder, succeed, type Recorded, type Recorder, type Reply } from './recorder.mts';

const appKey = 'test-key';
const appSecret = 'test-secret';
let recorder: Recorder | undefined;
let sandbox: Sandbox | undefined;

afterEach(async () => {
	await recorder?.close();
	await sandbox?.close();
	recorder = sandbox = undefined;
});

const credentialFor = (baseUrl: string, more: IDataObject = {}) => ({
	environment: 'custom',
	baseUrl,
	appKey,
	appSecret,
	...(more as Record<string, string>),
});

/** Runs an operation against a server that answers as told. */
async function against(reply: Reply, options: Partial<RunOptions> & { corrections?: string }) {
	recorder = await startRecorder(reply);
	return await runNode({
		parameters: get,
		...options,
		credential: credentialFor(recorder.baseUrl, { endpointCorrections: options.corrections ?? '' }),
	});
}

const get = { resource: 'user', operation: 'get', accountId: '={{ $json.id }}', simplify: false };
const create = {
	resource: 'user',
	operation: 'createUnverified',
	accountId: '={{ $json.id }}',
	psnName: '={{ $json.name }}',
};
const people = (count: number) =>
	Array.from({ length: count }, (_, index) => ({ id: `A${index}`, name: `测试员${index}` }));

const send = (response: ServerResponse, status: number, body = '', headers: Record<string, string> = {}) => {
	response.writeHead(status, headers);
	response.end(body);
};
const accountOf = (url: string) => new URL(url, 'http://x').searchParams.get('accountId') ?? '';
const answerWith =
	(result: (accountId: string) => unknown): Reply =>
	(request, response) => {
		const accountId =
			request.method === 'GET'
				? accountOf(request.url)
				: String((JSON.parse(request.body.toString()) as IDataObject).accountId);
		// Later items are answered sooner: order must not come from luck.
		const delay = Math.max(0, 60 - Number(accountId.slice(1)));
		setTimeout(() => response.end(envelope(result(accountId))), delay);
	};

describe('items', () => {
	it('come out in input order, each paired with its own input, over 50 items', async () => {
		const { items, paired } = await against(
			answerWith((accountId) => ({ accountId })),
			{ items: people(50) },
		);
		expect(items.map(({ json }) => json.accountId)).toEqual(people(50).map(({ id }) => id));
		expect(paired).toEqual(people(50).map((_, index) => ({ item: index })));
	});

	it('of a list fan out, paired with the item that asked', async () => {
		const { items, paired } = await against(
			answerWith((accountId) => [{ accountId, n: 1 }, { accountId, n: 2 }]),
			{ items: people(2) },
		);
		expect(items.map(({ json }) => json)).toEqual([
			{ accountId: 'A0', n: 1 },
			{ accountId: 'A0', n: 2 },
			{ accountId: 'A1', n: 1 },
			{ accountId: 'A1', n: 2 },
		]);
		expect(paired).toEqual([{ item: 0 }, { item: 0 }, { item: 1 }, { item: 1 }]);
	});

	it('keep 19-digit ids exactly, as strings', async () => {
		const { items } = await against(
			(_request, response) =>
				response.end('{"result":{"contractId":1897893172027068416,"n":5,"s":"x 1897893172027068416"},"code":"200","success":true}'),
			{ items: people(1) },
		);
		expect(items[0].json).toEqual({ contractId: '1897893172027068416', n: 5, s: 'x 1897893172027068416' });
	});

	const user = { accountId: 'A1', psnName: '张三', psnIDCardNum: 'x', createTime: '2024-12-19 17:21:39', certifiedTime: null };
	const giveUser: Reply = (_request, response) => response.end(envelope(user));

	it('have times in ISO beside the platform’s text', async () => {
		const { items } = await against(giveUser, { items: people(1) });
		expect(items[0].json).toEqual({ ...user, createTimeIso: '2024-12-19T17:21:39+08:00' });
	});

	it('have with Simplify what most people want', async () => {
		const { items } = await against(giveUser, { items: people(1), parameters: { ...get, simplify: true } });
		expect(items[0].json).toEqual({
			accountId: 'A1',
			psnName: '张三',
			createTime: '2024-12-19 17:21:39',
			createTimeIso: '2024-12-19T17:21:39+08:00',
			certifiedTime: null,
		});
	});

	it('are not trimmed to nothing by Simplify where the platform has other names', async () => {
		const { items } = await against((_request, response) => response.end(envelope({ somethingNew: 1 })), {
			items: people(1),
			parameters: { ...get, simplify: true },
		});
		expect(items[0].json).toEqual({ somethingNew: 1 });
	});

	it('carry the metadata of the answer when asked for', async () => {
		const { items } = await against(succeed, {
			items: people(1),
			parameters: { ...get, options: { includeResponseMetadata: true } },
		});
		expect(items[0].json).toEqual({
			accountId: 'A1',
			_response: { httpStatus: 200, code: '200', message: '成功', logKey: 'log1', ts: '1731665282313' },
		});
	});

	it('of an answer without logKey, ts and success are read all the same', async () => {
		const { items } = await against((_request, response) => response.end('{"code":200,"msg":"成功","result":[]}'), {
			items: people(1),
		});
		expect(items).toEqual([]);
	});
});

describe('requests in flight', () => {
	it.each([
		[undefined, 10],
		[3, 3],
		[2.9, 2],
		[1, 1],
	])('with the option at %s are at most %i', async (requestsInFlight, most) => {
		const { items } = await against(
			answerWith((accountId) => ({ accountId })),
			{ items: people(30), parameters: { ...get, ...(requestsInFlight && { options: { requestsInFlight } }) } },
		);
		expect(items).toHaveLength(30);
		expect(recorder?.mostAtOnce()).toBe(most);
	});

	it('are as many as the option says, also where nothing can be sent for the first item', async () => {
		const { items } = await against(
			answerWith((accountId) => ({ accountId })),
			{
				items: people(12).map((person, index) => (index === 0 ? {} : person)),
				parameters: { ...get, accountId: '={{ $itemIndex === 0 ? $("Nope").item.json.x : $json.id }}', options: { requestsInFlight: 2 } },
				onError: 'continueRegularOutput',
			},
		);
		expect(items).toHaveLength(12);
		expect(items[0].json.error).toContain('“Account ID”');
		expect(recorder?.mostAtOnce()).toBe(2);
	});

	it('rest shortly again once one was taken, however long the rests had become', async () => {
		const arrivals: number[] = [];
		await against(
			(_request, response, index) => {
				arrivals.push(Date.now());
				return [0, 1, 2, 4].includes(index) ? send(response, 429) : response.end(envelope({ accountId: 'A0' }));
			},
			{ items: people(2), parameters: { ...get, options: { requestsInFlight: 1 } } },
		);
		expect(arrivals).toHaveLength(6);
		const rests = arrivals.slice(1).map((at, index) => at - arrivals[index]);
		for (const [index, least] of [[0, 250], [1, 500], [2, 1_000], [4, 250]]) expect(rests[index]).toBeGreaterThanOrEqual(least - 5);
		// Not the fourth in a row, which takes two seconds.
		expect(rests[4]).toBeLessThan(1_500);
	});

	it.each([
		[503, ''],
		[200, '{"code":"oc_1","msg":"稍后再试","success":false}'],
	])('all wait, too, when Retry-After comes with HTTP %i', async (status, body) => {
		const arrivals: number[] = [];
		await against(
			(_request, response, index) => {
				arrivals.push(Date.now());
				return index === 0 ? send(response, status, body, { 'Retry-After': '1' }) : response.end(envelope({ accountId: 'A0' }));
			},
			{ items: people(2), parameters: { ...get, options: { requestsInFlight: 1 } }, onError: 'continueRegularOutput' },
		);
		expect(arrivals[1] - arrivals[0]).toBeGreaterThanOrEqual(995);
	});

	it('all wait when the platform asks one of them to slow down', async () => {
		const arrivals: number[] = [];
		let refusedAt = 0;
		const { items } = await against(
			(_request, response, index) => {
				arrivals.push(Date.now());
				if (index !== 5) return setTimeout(() => send(response, 200, envelope({ n: index })), 20);
				refusedAt = Date.now();
				send(response, 429, '', { 'Retry-After': '1' });
			},
			{ items: people(150), parameters: { ...get, options: { requestsInFlight: 4 } } },
		);
		expect(items).toHaveLength(150);
		// What was under way may still arrive; then nobody starts until the rest is over.
		const duringRest = arrivals.filter((at) => at > refusedAt + 100 && at < refusedAt + 900);
		expect(duringRest).toEqual([]);
		expect(arrivals).toHaveLength(151);
	});
});

describe('repeating', () => {
	const failing =
		(times: number, fail: (response: ServerResponse) => void): Reply =>
		(_request, response, index) =>
			index < times ? fail(response) : response.end(envelope({ accountId: 'A0' }));
	const drop = (response: ServerResponse) => response.destroy();

	it.each([
		['a connection that drops', drop],
		['HTTP 502', (response: ServerResponse) => send(response, 502)],
		['HTTP 503', (response: ServerResponse) => send(response, 503)],
		['HTTP 504', (response: ServerResponse) => send(response, 504)],
		['HTTP 429', (response: ServerResponse) => send(response, 429, '', { 'Retry-After': '0' })],
	])('what is repeatable is repeated after %s', async (_name, fail) => {
		const { items } = await against(failing(2, fail), { items: people(1) });
		expect(items).toHaveLength(1);
		expect(recorder?.requests).toHaveLength(3);
		const nonces = recorder?.requests.map(({ headers }) => headers['x-ca-nonce']);
		expect(new Set(nonces).size).toBe(3);
	});

	it.each([
		['a connection that drops', drop, 'The connection broke while waiting for the answer'],
		['HTTP 502', (response: ServerResponse) => send(response, 502), 'The server answered HTTP 502'],
		['HTTP 504', (response: ServerResponse) => send(response, 504), 'The server answered HTTP 504'],
		['HTTP 500', (response: ServerResponse) => send(response, 500, 'oops'), 'The server answered HTTP 500'],
	])('a create is not repeated after %s: the outcome is unknown', async (_name, fail, what) => {
		const { error } = await against(failing(1, fail), { items: people(1), parameters: create });
		expect(recorder?.requests).toHaveLength(1);
		expect(error?.message).toBe(`${what}; whether Qiandun carried out the request is unknown [item 0]`);
		expect(error?.description).toContain('Before you run it again, check:');
		expect(error?.description).toContain('User > Get with the same account ID');
	});

	it('a create is repeated after HTTP 429, which did nothing', async () => {
		const { items } = await against(
			failing(1, (response) => send(response, 429, '', { 'Retry-After': '0' })),
			{ items: people(1), parameters: create },
		);
		expect(items).toHaveLength(1);
	});

	it('what is repeatable is tried four times, not more, after longer and longer pauses', async () => {
		const arrivals: number[] = [];
		const { error } = await against(
			failing(9, (response) => {
				arrivals.push(Date.now());
				send(response, 502);
			}),
			{ items: people(1) },
		);
		expect(recorder?.requests).toHaveLength(4);
		expect(error?.message).toBe('The server answered HTTP 502; no result came from Qiandun [item 0]');
		const pauses = arrivals.slice(1).map((at, index) => at - arrivals[index]);
		for (const [index, least] of [250, 750, 2_250].entries()) expect(pauses[index]).toBeGreaterThanOrEqual(least - 5);
		// The next one would take almost seven seconds.
		expect(pauses[2]).toBeLessThan(5_000);
	});

	it('what is repeatable is not repeated after a failure that is final', async () => {
		for (const status of [400, 401, 403, 500, 501, 505]) {
			await against(failing(1, (response) => send(response, status)), { items: people(1) });
			expect([status, recorder?.requests.length]).toEqual([status, 1]);
			await recorder?.close();
		}
	});

	it('what is repeatable is not repeated where the platform is to be left alone for longer than anybody waits', async () => {
		const { error } = await against(failing(9, (response) => send(response, 503, '', { 'Retry-After': '3600' })), { items: people(1) });
		expect(recorder?.requests).toHaveLength(1);
		expect(error?.message).toBe('The server answered HTTP 503; no result came from Qiandun [item 0]');
	});

	it('a refusal after a lost answer says so, and one after HTTP 429 does not', async () => {
		const taken = (fail: (response: ServerResponse) => void): Reply => (_request, response, index) =>
			index === 0 ? fail(response) : response.end('{"code":"oc_1","msg":"已存在","success":false}');
		const verified = { resource: 'user', operation: 'update', accountId: 'A0', optionalFields: { psnName: '测试员' } };
		for (const [fail, isDoubtful] of [[drop, true], [(response: ServerResponse) => send(response, 502), true], [(response: ServerResponse) => send(response, 429), false]] as const) {
			const { error } = await against(taken(fail), { items: people(1), parameters: verified });
			expect(recorder?.requests).toHaveLength(2);
			expect(error?.message).toBe('Qiandun refused: 已存在 (code oc_1) [item 0]');
			expect(String(error?.description).includes('An earlier attempt got no answer')).toBe(isDoubtful);
			await recorder?.close();
		}
	});

	it('a refusal after a lost answer and HTTP 429 says so too', async () => {
		const { error } = await against(
			(_request, response, index) => {
				if (index === 0) drop(response);
				else if (index === 1) send(response, 429, '', { 'Retry-After': '0' });
				else response.end('{"code":"oc_1","msg":"已存在","success":false}');
			},
			{ items: people(1), parameters: { resource: 'user', operation: 'update', accountId: 'A0', optionalFields: { psnName: '测试员' } } },
		);
		expect(recorder?.requests).toHaveLength(3);
		expect(error?.description).toContain('An earlier attempt got no answer');
	});

	it('refusals for speed are no tries, and the last place in flight is not lost to them', async () => {
		const { items } = await against(
			failing(4, (response) => send(response, 429, '', { 'Retry-After': '0' })),
			{ items: people(1), parameters: { ...create, options: { requestsInFlight: 1 } } },
		);
		expect(items).toHaveLength(1);
		expect(recorder?.requests).toHaveLength(5);
	});

	it('a create is repeated when nothing listened, and says so when nothing ever does', async () => {
		const gone = await startRecorder();
		await gone.close();
		const started = Date.now();
		const { error } = await runNode({ parameters: create, credential: credentialFor(gone.baseUrl), items: people(1) });
		// Four times, with pauses of a quarter of a second, three and nine quarters.
		expect(Date.now() - started).toBeGreaterThanOrEqual(3_240);
		expect(error?.message).toBe('Nothing listens at the base URL (connection refused) [item 0]');
		expect(error?.description).toContain('Nothing was sent to Qiandun for this item.');
	});

	it('does not repeat what cannot be answered: too long an answer of a create is an unknown outcome', async () => {
		const filled = (length: number) => envelope({ accountId: 'A0', filler: '' }).replace('"filler":""', `"filler":"${' '.repeat(length)}"`);
		const most = 10_000_000 - Buffer.byteLength(filled(0));
		const { items } = await against((_request, response) => response.end(filled(most)), { items: people(1), parameters: create });
		expect(items[0].json).toMatchObject({ accountId: 'A0' });
		await recorder?.close();
		const { error } = await against((_request, response) => response.end(filled(most + 1)), { items: people(1), parameters: create });
		expect(recorder?.requests).toHaveLength(1);
		expect(error?.message).toBe(
			'The answer is too long for one of the platform, and was not read to its end; whether Qiandun carried out the request is unknown [item 0]',
		);
	});

	it('stops at a timeout of the user, with the outcome unknown for a create', async () => {
		const { error } = await against(() => undefined, {
			items: people(1),
			parameters: { ...create, options: { timeout: 200 } },
		});
		expect(error?.message).toBe(
			'No answer came within the timeout; whether Qiandun carried out the request is unknown [item 0]',
		);
	});

	it('ends when the platform asks for a longer rest than anybody waits', async () => {
		const { error } = await against((_request, response) => send(response, 429, '', { 'Retry-After': '3600' }), {
			items: people(1),
		});
		expect(recorder?.requests).toHaveLength(1);
		expect(error?.message).toContain('Qiandun asks to slow down (HTTP 429)');
	});
});

describe('a list in pages', () => {
	const SEALS = { resource: 'seal', operation: 'getMany', accountId: 'A0' };
	const asked = ({ method, url, body }: Recorded): IDataObject =>
		method === 'GET' ? Object.fromEntries(new URL(url, 'http://x').searchParams) : (JSON.parse(body.toString()) as IDataObject);
	/** A platform with so many seals. @param shape of its answer: the rows of the page, and how many there are in all */
	const having =
		(count: number, shape: Shape): Reply =>
		(request, response) => {
			const { pageNum, pageSize } = asked(request);
			const all = Array.from({ length: count }, (_, index) => ({ sealId: `S${index + 1}` }));
			const begin = (Number(pageNum) - 1) * Number(pageSize);
			response.end(envelope(shape(all.slice(begin, begin + Number(pageSize)), count)));
		};
	type Shape = (rows: unknown[], total: number) => unknown;
	const told: Shape = (list, total) => ({ list, total });
	const untold = (list: unknown[]) => ({ list });
	const bare = (list: unknown[]) => list;
	const inText = (list: unknown[], total: number) => ({ list, total: String(total) });
	const ALL = { returnAll: true };

	it.each<[string, IDataObject, number, Shape, number, Array<[page: number, size: number]>]>([
		['a limit that is no multiple of a page', { limit: 60 }, 120, told, 60, [[1, 50], [2, 50]]],
		['a limit below a page', { limit: 7 }, 120, told, 7, [[1, 7]]],
		['a limit of one page', { limit: 50 }, 120, told, 50, [[1, 50]]],
		['a limit of two pages', { limit: 100 }, 120, told, 100, [[1, 50], [2, 50]]],
		['no limit set', {}, 120, told, 50, [[1, 50]]],
		['a limit beyond what is there', { limit: 200 }, 120, told, 120, [[1, 50], [2, 50], [3, 50]]],
		['all of them', ALL, 120, told, 120, [[1, 50], [2, 50], [3, 50]]],
		['all of them, with a limit left in the form', { ...ALL, limit: 10 }, 120, told, 120, [[1, 50], [2, 50], [3, 50]]],
		['all of two full pages', ALL, 100, told, 100, [[1, 50], [2, 50]]],
		['all of one full page', ALL, 50, told, 50, [[1, 50]]],
		['one more than a page', ALL, 51, told, 51, [[1, 50], [2, 50]]],
		['a number as text', ALL, 100, inText, 100, [[1, 50], [2, 50]]],
		['no number, and a page that is not full', ALL, 120, untold, 120, [[1, 50], [2, 50], [3, 50]]],
		['no number, and full pages', ALL, 100, untold, 100, [[1, 50], [2, 50], [3, 50]]],
		['a list without anything around it', ALL, 70, bare, 70, [[1, 50], [2, 50]]],
		['a number that is too large', ALL, 60, (list) => ({ list, total: 1_000 }), 60, [[1, 50], [2, 50], [3, 50]]],
		['nothing', ALL, 0, told, 0, [[1, 50]]],
	])('with %s is asked for as far as needed, and gives no more', async (_, parameters, count, shape, expected, pages) => {
		const { items, paired, error } = await against(having(count, shape), { items: people(1), parameters: { ...SEALS, ...parameters } });
		expect(error).toBeUndefined();
		expect(items.map(({ json }) => json.sealId)).toEqual(Array.from({ length: expected }, (_seal, index) => `S${index + 1}`));
		expect(paired).toEqual(Array.from({ length: expected }, () => ({ item: 0 })));
		expect(recorder?.requests.map(asked)).toEqual(pages.map(([pageNum, pageSize]) => ({ accountId: 'A0', pageNum: String(pageNum), pageSize: String(pageSize) })));
	});

	it('of a platform that gives more than it was asked for is cut at the limit', async () => {
		const rows = Array.from({ length: 50 }, (_, index) => ({ sealId: `S${index + 1}` }));
		const { items } = await against((_request, response) => response.end(envelope({ list: rows, total: 50 })), { items: people(1), parameters: { ...SEALS, limit: 3 } });
		expect(items.map(({ json }) => json.sealId)).toEqual(['S1', 'S2', 'S3']);
	});

	describe('of a platform whose pages are shorter than it was asked for', () => {
		/** Twenty rows at most, whatever is asked for. */
		const short =
			(count: number, shape: Shape): Reply =>
			(request, response) => {
				const begin = (Number(asked(request).pageNum) - 1) * 20;
				const all = Array.from({ length: count }, (_, index) => ({ sealId: `S${index + 1}` }));
				response.end(envelope(shape(all.slice(begin, begin + 20), count)));
			};

		it.each<[string, number, Shape, number]>([
			['says how many there are', 45, told, 3],
			['says how many there are, and they end with a page', 40, told, 2],
			['does not say how many there are', 45, untold, 3],
			['does not say how many there are, and they end with a page', 40, untold, 3],
			['does not say how many there are, and there is one page', 7, untold, 2],
		])('is whole where it %s', async (_, count, shape, requests) => {
			const { items } = await against(short(count, shape), { items: people(1), parameters: { ...SEALS, returnAll: true } });
			expect(items.map(({ json }) => json.sealId)).toEqual(Array.from({ length: count }, (_seal, index) => `S${index + 1}`));
			expect(recorder?.requests).toHaveLength(requests);
		});
	});

	it.each<[string, Shape]>([
		['says nothing else', untold],
		['tells of more', (list) => ({ list, total: 1_000 })],
	])('of a platform that knows no pages is there once, where it %s', async (_, shape) => {
		const rows = Array.from({ length: 60 }, (_row, index) => ({ sealId: `S${index + 1}` }));
		const { items } = await against((_request, response) => response.end(envelope(shape(rows, 60))), { items: people(1), parameters: { ...SEALS, returnAll: true } });
		expect(items.map(({ json }) => json)).toEqual(rows);
		expect(recorder?.requests).toHaveLength(2);
	});

	it('is asked for in the body where the method has one', async () => {
		const { items } = await against(having(60, told), { items: people(1), parameters: { ...SEALS, returnAll: true }, corrections: '{"seal.getMany":{"method":"POST"}}' });
		expect(items).toHaveLength(60);
		expect(recorder?.requests.map((request) => [request.url, asked(request)])).toEqual([
			['/api/open/seal/list', { accountId: 'A0', pageNum: 1, pageSize: 50 }],
			['/api/open/seal/list', { accountId: 'A0', pageNum: 2, pageSize: 50 }],
		]);
	});

	it('that is none is one item, as the platform gave it', async () => {
		const { items } = await against((_request, response) => response.end(envelope({ seals: 'none' })), { items: people(1), parameters: { ...SEALS, returnAll: true } });
		expect(items.map(({ json }) => json)).toEqual([{ seals: 'none' }]);
		expect(recorder?.requests).toHaveLength(1);
	});

	it('of which a page fails is a failure, not a part of it', async () => {
		const { items, error } = await against(
			(request, response, index) => (index === 1 ? response.end('{"code":"oc_1","msg":"no","success":false}') : having(120, told)(request, response, index)),
			{ items: people(1), parameters: { ...SEALS, returnAll: true } },
		);
		expect(items).toEqual([]);
		expect(error?.message).toBe('Qiandun refused: no (code oc_1) [item 0]');
	});
});

describe('a failure', () => {
	const failAt =
		(...failing: string[]): Reply =>
		(request, response) => {
			const { accountId } = JSON.parse(request.body.toString()) as IDataObject;
			if (!failing.includes(String(accountId))) return void response.end(envelope({ accountId }));
			response.end('{"code":"oc_99999","msg":"新的错误 13800000001 110101199003070011","logKey":"k1","success":false}');
		};

	it('of the business is an error with the platform’s own text, without personal data', async () => {
		const { error } = await against(failAt('A0'), { items: people(1), parameters: create });
		expect(error?.message).toBe('Qiandun refused: 新的错误 ***01 ***11 (code oc_99999) [item 0]');
		expect(error?.httpCode).toBe('oc_99999');
		expect(error?.description).toContain('quote the log key k1 to Qiandun’s support');
	});

	it('is what the platform says it is, whatever its code', async () => {
		const { error } = await against((_request, response) => response.end('{"code":"200","msg":"未成功","result":{},"success":false}'), {
			items: people(1),
			parameters: create,
		});
		expect(error?.message).toBe('Qiandun refused: 未成功 (code 200) [item 0]');
	});

	it('with Continue On Fail is carried by its item; the others go on', async () => {
		const { items, paired } = await against(failAt('A1', 'A3'), {
			items: people(5),
			parameters: create,
			onError: 'continueRegularOutput',
		});
		expect(items).toHaveLength(5);
		expect(paired).toEqual([0, 1, 2, 3, 4].map((item) => ({ item })));
		expect(items[1].json.error).toContain('[item 1]');
		expect(items[1].json.details).toMatchObject({ code: 'oc_99999', logKey: 'k1' });
		expect(items[2].json).toEqual({ accountId: 'A2' });
	});

	it('that is carried by its item has all of it there: message, description, code, and what the platform said', async () => {
		const { items } = await against(failAt('A1'), { items: [...people(2), { id: 'A2' }], parameters: create, onError: 'continueRegularOutput' });
		expect(items.map(({ json }) => json)).toEqual([
			{ accountId: 'A0' },
			{
				error: 'Qiandun refused: 新的错误 ***01 ***11 (code oc_99999) [item 1]',
				details: {
					description:
						'The reason is in Qiandun’s own words; this package knows no more about this code. If that does not help, quote the log key k1 to Qiandun’s support.',
					code: 'oc_99999',
					text: '新的错误 ***01 ***11',
					logKey: 'k1',
				},
			},
			{ error: '“Name” is empty [item 2]', details: { description: 'Fill in “Name”; the operation needs it. Nothing was sent for this item.' } },
		]);
	});

	const FAILED = 'The reason is in Qiandun’s own words; this package knows no more about this code. If that does not help, quote the log key k1 to Qiandun’s support.';

	it.each<[string, number, string[], string]>([
		['alone', 1, ['A0'], FAILED],
		['of the first of two', 2, ['A0'], `${FAILED}\n\nNo other item was done.`],
		['of the second', 3, ['A1'], `${FAILED}\n\nAlready done, 1 of 3 items; leave them out when you run the rest:\nitem 0: accountId A0`],
	])('%s says what became of the others', async (_, count, failing, description) => {
		const { error } = await against(failAt(...failing), { items: people(count), parameters: { ...create, options: { requestsInFlight: 1 } } });
		expect(error?.description).toBe(description);
	});

	it('names those that failed as well, and no done items to leave out where it is a lookup', async () => {
		const { error } = await against(
			(request, response) => {
				const accountId = accountOf(request.url);
				setTimeout(() => response.end(accountId === 'A2' ? envelope({ accountId }) : '{"code":"oc_9","msg":"no"}'), 50);
			},
			{ items: people(3) },
		);
		expect(error?.message).toBe('Qiandun refused: no (code oc_9) [item 0]');
		expect(error?.description).toBe(
			'The reason is in Qiandun’s own words; this package knows no more about this code.\n\nFailed as well:\nQiandun refused: no (code oc_9) [item 1]\nAlready done, 1 of 3 items:\nitem 2: accountId A2',
		);
	});

	it.each<[number, string[]]>([
		[100, []],
		[103, ['and 3 more']],
	])('after %i items names a hundred, and keeps all of them', async (count, more) => {
		const { error } = await against(failAt(`A${count}`), { items: people(110), parameters: { ...create, options: { requestsInFlight: 1 } } });
		const lines = String(error?.description).split('\n');
		expect(lines.slice(2, 4)).toEqual([`Already done, ${count} of 110 items; leave them out when you run the rest:`, 'item 0: accountId A0']);
		expect(lines.slice(102)).toEqual(['item 99: accountId A99', ...more]);
		expect(error?.context?.itemsDone).toHaveLength(count);
	});

	it.each([
		[429, '{"code":"500","msg":"请求过于频繁"}', 'Qiandun asks to slow down (HTTP 429) [item 0]', '429'],
		[404, '{"code":"oc_99999","msg":"没有"}', 'Qiandun has nothing at POST /open/psnTempCreate (HTTP 404) [item 0]', '404'],
		[405, '{"code":"oc_99999","msg":"没有"}', 'Qiandun does not take POST /open/psnTempCreate (HTTP 405) [item 0]', '405'],
		[405, '{"code":"oc_20001","msg":"没有"}', 'The seal does not exist (Qiandun code oc_20001) [item 0]', 'oc_20001'],
		[400, '{"code":"oc_99999","msg":"没有"}', 'Qiandun refused: 没有 (code oc_99999) [item 0]', 'oc_99999'],
		[403, '{"code":"oc_99999","msg":"没有"}', 'Qiandun refused: 没有 (code oc_99999) [item 0]', 'oc_99999'],
		[499, '{"code":"oc_99999","msg":"没有"}', 'Qiandun refused: 没有 (code oc_99999) [item 0]', 'oc_99999'],
		[302, '{"code":"oc_99999","msg":"没有"}', 'Qiandun refused: 没有 (code oc_99999) [item 0]', 'oc_99999'],
	])('with HTTP %i and an envelope is what says more of the two: %s', async (status, body, message, httpCode) => {
		const { error } = await against((_request, response) => send(response, status, body, { 'Retry-After': '3600' }), { items: people(1), parameters: create });
		expect(recorder?.requests).toHaveLength(1);
		expect(error?.message).toBe(message);
		expect(error?.httpCode).toBe(httpCode);
	});

	it('with an error output leaves there, beside the input that caused it', async () => {
		const { items, errorItems } = await against(failAt('A1'), {
			items: people(3),
			parameters: create,
			onError: 'continueErrorOutput',
		});
		expect(items.map(({ json }) => json.accountId)).toEqual(['A0', 'A2']);
		expect(errorItems).toHaveLength(1);
		expect(errorItems[0].json).toMatchObject({ id: 'A1', error: expect.stringContaining('oc_99999') });
	});

	it('leaves by the error output with its details in n8n 1.x too, which knows it only by an error beside its JSON', async () => {
		const divide = WorkflowExecute.prototype.handleNodeErrorOutput;
		const inVersion1 = jest.spyOn(WorkflowExecute.prototype, 'handleNodeErrorOutput').mockImplementation(function (
			this: WorkflowExecute,
			workflow,
			executionData,
			outputs,
			runIndex,
		) {
			const unmarked = outputs[0].filter(({ error }) => error === undefined);
			outputs[0] = outputs[0].filter(({ error }) => error !== undefined);
			divide.call(this, workflow, executionData, outputs, runIndex);
			outputs[0].push(...unmarked);
		});
		try {
			const { items, errorItems } = await against(failAt('A1'), { items: people(3), parameters: create, onError: 'continueErrorOutput' });
			expect(items.map(({ json }) => json.accountId)).toEqual(['A0', 'A2']);
			expect(errorItems[0]?.json).toMatchObject({ id: 'A1', error: expect.stringContaining('oc_99999'), details: { code: 'oc_99999' } });
		} finally {
			inVersion1.mockRestore();
		}
	});

	it('without Continue On Fail stops new requests and lists what is done already, with ids', async () => {
		const { error } = await against(failAt('A3'), {
			items: people(20),
			parameters: { ...create, options: { requestsInFlight: 1 } },
		});
		expect(recorder?.requests).toHaveLength(4);
		expect(error?.message).toContain('[item 3]');
		expect(error?.context).toMatchObject({ itemIndex: 3 });
		expect(error?.description).toContain('Already done, 3 of 20 items');
		expect(error?.description).toContain('item 2: accountId A2');
		expect(error?.context?.itemsDone).toEqual([0, 1, 2].map((item) => ({ item, accountId: `A${item}` })));
	});

	it('waits for what is in flight, so that nothing done is forgotten', async () => {
		const { error } = await against(
			(request, response) => {
				const { accountId } = JSON.parse(request.body.toString()) as IDataObject;
				if (accountId === 'A0') return void response.end('{"code":"oc_1","msg":"no"}');
				setTimeout(() => response.end(envelope({ accountId })), 200);
			},
			{ items: people(20), parameters: { ...create, options: { requestsInFlight: 5 } } },
		);
		expect(recorder?.requests).toHaveLength(5);
		expect(error?.context?.itemsDone).toEqual([1, 2, 3, 4].map((item) => ({ item, accountId: `A${item}` })));
	});

	it('of input is found in all items before the first request', async () => {
		const items = [...people(5), { id: 'A5' }];
		const { error } = await against(succeed, { items, parameters: create });
		expect(error?.message).toBe('“Name” is empty [item 5]');
		expect(error?.description).toBe('Fill in “Name”; the operation needs it. Nothing was sent for this item.');
		expect(error?.context).toMatchObject({ itemIndex: 5 });
		expect(error?.context).not.toHaveProperty('itemsDone');
		expect(recorder?.requests).toHaveLength(0);
	});

	it('of input with Continue On Fail leaves the other items alone', async () => {
		const { items } = await against(answerWith((accountId) => ({ accountId })), {
			items: [{ id: 'A0', name: '甲' }, { id: 'A1' }, { id: 'A2', name: '丙' }],
			parameters: create,
			onError: 'continueRegularOutput',
		});
		expect(items.map(({ json }) => json.accountId ?? json.error)).toEqual(['A0', '“Name” is empty [item 1]', 'A2']);
	});

	it('never shows the secret, ID numbers or phone numbers, also when the gateway echoes them', async () => {
		const secretCredential = 'never-show-this-secret';
		recorder = await startRecorder((request, response) =>
			send(response, 400, '', {
				'X-Ca-Error-Message': `Invalid Signature, Server StringToSign:\`${request.url}#13912345678\``,
			}),
		);
		const { run, error } = await runNode({
			parameters: { resource: 'user', operation: 'get', accountId: '', psnIDCardNum: '110101199003070011' },
			credential: { ...credentialFor(recorder.baseUrl), appSecret: secretCredential },
		});
		expect(error?.message).toContain('The app secret does not belong to the app key (HTTP 400 from the gateway of Qiandun)');
		const shown = JSON.stringify([error?.message, error?.description, error?.context]);
		expect(shown).toContain('Server StringToSign');
		for (const secret of [secretCredential, '110101199003070011', '13912345678']) expect(shown).not.toContain(secret);
		expect(JSON.stringify(run.data.resultData.error?.context)).not.toContain(secretCredential);
	});
});

describe('an answer that is not the platform’s', () => {
	it('but HTTP 404 on an assumed path comes with a report to paste, free of personal data', async () => {
		const { error } = await against((_request, response) => send(response, 404, '', { 'X-Ca-Error-Message': 'Invalid Url' }), {
			items: [{ id: '13800000001', name: '测试员' }],
			parameters: { ...create, optionalFields: { psnIDCardNum: '110101199003070011' } },
		});
		expect(error?.message).toBe('Qiandun has nothing at POST /open/psnTempCreate (HTTP 404) [item 0]');
		expect(error?.description).toMatch(/assumed, not documented.*Endpoint Corrections/s);
		expect(error?.description).toContain('operation user.createUnverified (assumed)');
		expect(error?.description).toContain('fields sent: accountId, psnName, psnIDCardNum');
		for (const personal of ['13800000001', '110101199003070011', '测试员', appKey]) {
			expect(error?.description).not.toContain(personal);
		}
	});

	it.each([
		['a web page', (response: ServerResponse) => send(response, 200, '<html><title>Login</title></html>'), 'is not one of Qiandun'],
		['a redirect', (response: ServerResponse) => send(response, 302, '', { Location: '/login' }), 'answered with a redirect (HTTP 302)'],
		['nothing', (response: ServerResponse) => send(response, 200), 'is not one of Qiandun'],
		['HTTP 401', (response: ServerResponse) => send(response, 401, 'denied'), 'The request was refused (HTTP 401), not by Qiandun itself as it seems'],
	])('but %s is named as such', async (_name, reply, message) => {
		const { error } = await against((_request, response) => reply(response), { items: people(1) });
		expect(error?.message).toContain(message);
		expect(error?.description).toContain('the credential');
	});

	it('because the clock is off says so', async () => {
		const { error } = await against(
			(_request, response) =>
				send(response, 400, '', {
					'X-Ca-Error-Message': 'Invalid Timestamp',
					Date: new Date(Date.now() - 20 * 60_000).toUTCString(),
				}),
			{ items: people(1) },
		);
		expect(error?.description).toContain('The clock of the n8n server is 20 minutes ahead of the platform’s');
	});
});

describe('corrections', () => {
	it('of the credential change method, path and names for every workflow', async () => {
		const { items } = await against(succeed, {
			items: people(1),
			parameters: { ...create, optionalFields: { informPhone: '13800000001' } },
			corrections: '{"user.createUnverified": {"path": "/open/other", "rename": {"informPhone": "contact.phone"}}}',
		});
		expect(items).toHaveLength(1);
		expect(recorder?.requests[0].url).toBe('/api/open/other');
		expect(JSON.parse(String(recorder?.requests[0].body))).toEqual({
			accountId: 'A0',
			psnName: '测试员0',
			contact: { phone: '13800000001' },
		});
	});

	it('of the method move the fields to where that method carries them', async () => {
		await against(succeed, { items: people(1), corrections: '{"user.get": {"method": "post"}}' });
		expect(recorder?.requests[0].method).toBe('POST');
		expect(recorder?.requests[0].url).toBe('/api/open/psnGet');
		expect(JSON.parse(String(recorder?.requests[0].body))).toEqual({ accountId: 'A0' });
	});

	it('of the node win over those of the credential, and Additional Fields over the form', async () => {
		await against(succeed, {
			items: people(1),
			parameters: {
				...create,
				options: {
					endpointPath: '/open/mine',
					additionalFields: '{"psnName": null, "accountId": 1897893172027068416, "extra": {"deep": ["值"]}}',
				},
			},
			corrections: '{"user.createUnverified": {"path": "/open/other"}}',
		});
		expect(recorder?.requests[0].url).toBe('/api/open/mine');
		expect(String(recorder?.requests[0].body)).toBe('{"accountId":1897893172027068416,"extra":{"deep":["值"]}}');
	});

	it('and all other options are those of each item', async () => {
		const additionalFields = '={{ JSON.stringify({ mark: $json.id }) }}';
		await against(succeed, { items: people(2), parameters: { ...create, options: { endpointPath: '=/open/of{{ $json.id }}', additionalFields } } });
		const sent = recorder?.requests.map(({ url, body }) => [url, (JSON.parse(String(body)) as IDataObject).mark]);
		expect(sent?.sort()).toEqual([['/api/open/ofA0', 'A0'], ['/api/open/ofA1', 'A1']]);
	});

	it.each([
		['{"user.nothing": {}}', 'names the operation “user.nothing”, which does not exist'],
		['{"user.get": {"url": "/x"}}', 'user.get.url is unknown; possible are method, path and rename'],
		['{"user.get": {"method": "FETCH"}}', 'user.get.method must be one of DELETE, GET'],
		['{"user.get": {"path": "open"}}', 'user.get.path” must start with one slash'],
		['[', 'is not valid JSON'],
	])('that are wrong (%s) are refused by name, before anything is sent', async (corrections, message) => {
		const { error } = await against(succeed, { items: people(1), corrections });
		expect(error?.message).toContain('Endpoint Corrections (JSON)');
		expect(error?.message).toContain(message);
		expect(recorder?.requests).toHaveLength(0);
	});
});

describe('cancelling the execution', () => {
	it('starts no new request after those in flight', async () => {
		let cancel = () => {};
		recorder = await startRecorder((_request, response, index) => {
			if (index === 4) cancel();
			setTimeout(() => response.end(envelope({ n: index })), 50);
		});
		await runNode({
			parameters: { ...get, options: { requestsInFlight: 2 } },
			credential: credentialFor(recorder.baseUrl),
			items: people(50),
			// Without it the requests that the cancelling cuts off would stop the rest as failures.
			onError: 'continueRegularOutput',
			onStart: (cancelExecution) => {
				cancel = cancelExecution;
			},
		});
		await new Promise((resolve) => setTimeout(resolve, 300));
		expect(recorder.requests.length).toBeLessThanOrEqual(6);
	});

	it('of 10,000 items too: what is under way then is the last', async () => {
		const [inFlight, cancelledAt] = [10, 200];
		let cancel = () => {};
		recorder = await startRecorder((_request, response, index) => {
			if (index === cancelledAt) cancel();
			setTimeout(() => response.end(envelope({ n: index })), 5);
		});
		await runNode({
			parameters: { ...get, options: { requestsInFlight: inFlight } },
			credential: credentialFor(recorder.baseUrl),
			items: people(10_000),
			onError: 'continueRegularOutput',
			onStart: (cancelExecution) => {
				cancel = cancelExecution;
			},
		});
		await new Promise((resolve) => setTimeout(resolve, 300));
		expect(recorder.requests.length).toBeGreaterThan(cancelledAt);
		expect(recorder.requests.length).toBeLessThanOrEqual(cancelledAt + 1 + inFlight);
	});
});

describe('an event that a workflow confirms', () => {
	const confirm = { resource: 'callback', operation: 'confirm', transactionId: '={{ $json.id }}' };

	it('is done for triggers of this platform once the platform has taken that, and not before', async () => {
		const { items } = await against(
			(request, response) => {
				const { transactionId } = JSON.parse(request.body.toString()) as IDataObject;
				response.end(transactionId === 'E1' ? envelope(true) : '{"code":"oc_1","msg":"no","success":false}');
			},
			{ items: [{ id: 'E1' }, { id: 'E2' }], parameters: confirm, onError: 'continueRegularOutput' },
		);
		expect(items.map(({ json }) => 'error' in json)).toEqual([false, true]);
		const isDone = (id: string) => isConfirmed(eventId({ credentialType: 'qiandunApi' }, id));
		expect([isDone('E1'), isDone('E2')]).toEqual([true, false]);
		expect(isConfirmed(eventId({ credentialType: 'esignApi' }, 'E1'))).toBe(false);
	});
});

describe('what is done once for a run', () => {
	it('is reading the credential: n8n decrypts it once, however many items there are', async () => {
		recorder = await startRecorder(answerWith((accountId) => ({ accountId })));
		let reads = 0;
		const store = {
			load: async () => {
				reads++;
				return {};
			},
			save: async () => undefined,
		};
		const { items } = await runNode({ parameters: get, credential: credentialFor(recorder.baseUrl), items: people(40), store });
		expect(items).toHaveLength(40);
		expect(reads).toBe(1);
	});
});

describe('a limit of the platform', () => {
	it.each([0, 100])('is kept by all items together, with answers after %i ms: each is let through once, and few are refused', async (ms) => {
		sandbox = await startSandbox();
		const control = `${sandbox.console}sandbox/rate-limit`;
		await axios.post(control, { perSecond: 20 });
		await axios.post(`${sandbox.console}sandbox/faults`, { path: '*', fault: 'latency', ms, times: 1000 });
		const started = Date.now();
		const { items, error } = await runNode({
			parameters: { ...create, options: { requestsInFlight: 10 } },
			credential: { environment: 'custom', ...sandbox.qiandun },
			items: people(100),
		});
		const seconds = (Date.now() - started) / 1000;
		expect(error).toBeUndefined();
		expect(items).toHaveLength(100);
		const { data } = await axios.get<{ passed: number; refused: number }>(control);
		expect(data.passed).toBe(100);
		// Were each item to try for itself, every second would see ten refused.
		expect(data.refused).toBeLessThan(30);
		expect(seconds).toBeLessThan(12);
	});
});

describe('against the sandbox', () => {
	const setUp = async () => {
		sandbox = await startSandbox();
		return { environment: 'custom', ...sandbox.qiandun };
	};
	const arm = async (fault: IDataObject) => await axios.post(`${sandbox?.console}sandbox/faults`, fault);

	it('a create whose answer is lost is made once, and the check the error names finds it', async () => {
		const credential = await setUp();
		await arm({ path: '/open/psnTempCreate', fault: 'dropAfter' });
		const { error } = await runNode({ parameters: create, credential, items: people(1) });
		expect(error?.message).toContain('whether Qiandun carried out the request is unknown');
		const { items } = await runNode({ parameters: get, credential, items: people(1) });
		expect(items[0].json).toMatchObject({ accountId: 'A0' });
	});

	it('a repeat that is refused says that the first attempt may have been carried out', async () => {
		const credential = await setUp();
		const call = async (parameters: IDataObject) => (await runNode({ parameters, credential })).items[0]?.json ?? {};
		await call({ ...create, accountId: 'A0', psnName: '测试员' });
		const person = { psnName: '测试员', psnIDCardNum: '110101199003070011', psnMobile: '13800000001' };
		const { flowNo } = await call({
			resource: 'personalVerification',
			operation: 'verifyThreeFactors',
			psnIDCardType: 'CRED_PSN_CH_IDCARD',
			...person,
		});
		const verification = { resource: 'personalVerification', flowNo, psnMobile: person.psnMobile };
		await call({ ...verification, operation: 'sendSmsCode' });
		const outbox = await axios.get<{ messages: Array<{ code: string }> }>(`${sandbox?.console}sandbox/outbox`);
		await call({ ...verification, operation: 'checkSmsCode', smsCode: outbox.data.messages[0].code });
		await arm({ path: '/open/psnUpdate', fault: 'dropAfter' });
		const { error } = await runNode({
			parameters: { resource: 'user', operation: 'update', accountId: 'A0', optionalFields: { flowNo } },
			credential,
		});
		expect(error?.message).toContain('已认证用户不支持修改');
		expect(error?.description).toContain('An earlier attempt got no answer from Qiandun and may have been carried out');
		expect(await call({ ...get, accountId: 'A0' })).toMatchObject({ flowNo });
	});

	it('a wrong secret is refused in words that say what to do, and with those of the gateway', async () => {
		const credential = { ...(await setUp()), appSecret: 'wrong' };
		const { error } = await runNode({ parameters: get, credential, items: people(1) });
		expect(error?.message).toContain('The app secret does not belong to the app key (HTTP 400 from the gateway of Qiandun)');
		expect(error?.description).toMatch(/^Copy the app secret into the credential again: .* The answer said: Invalid Signature, Server StringToSign/);
	});

	it('1,000 items pass the gateway, nonces and all', async () => {
		const credential = await setUp();
		const { items } = await runNode({ parameters: create, credential, items: people(1000) });
		expect(items.map(({ json }) => json.accountId)).toEqual(people(1000).map(({ id }) => id));
	});
});
