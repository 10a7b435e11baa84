// The controls over callbacks: configuration, connectivity test, log, events; and what the console shows of them.
import { createServer } from 'node:net';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import { callbacksOf, deadUrl, startReceiver, type Log, type Receiver } from './sandbox-delivery-support.mts';
import { call, ID_NUMBER, MOBILE, postJson } from './sandbox-support.mts';

let sandbox: Sandbox;
let receiver: Receiver;
const callbacks = callbacksOf(() => sandbox);
const json = async (path: string): Promise<unknown> => await (await fetch(callbacks.at(path))).json();
const post = async (path: string, body: unknown) => {
	const response = await postJson(callbacks.at(path), body);
	return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};
const page = async () => await (await fetch(sandbox.console)).text();

const DEFAULTS = {
	url: '',
	businessTypes: ['*'],
	timeoutMs: 5000,
	retryDelaysMs: [1000, 5000, 15_000, 60_000, 300_000],
	resendAfterMs: 120_000,
	maxAttempts: 20,
	concurrency: 20,
};

beforeAll(async () => {
	sandbox = await startSandbox();
	receiver = await startReceiver();
});

afterAll(async () => {
	await sandbox.close();
	await receiver.close();
});

beforeEach(async () => {
	await postJson(new URL('/sandbox/reset', sandbox.console), {});
	receiver.received.length = 0;
	receiver.answer = () => 200;
});

describe('the callback configuration', () => {
	it('changes in part, and is as it was after a reset', async () => {
		expect(await json('/callback')).toEqual({ callback: DEFAULTS });
		const changed = { url: receiver.url, retryDelaysMs: [1], businessTypes: ['A', 'A', 'B'] };
		const callback = { ...DEFAULTS, ...changed, businessTypes: ['A', 'B'] };
		expect(await post('/callback', changed)).toEqual({ status: 200, body: { callback } });
		await post('/callback', { maxAttempts: 3 });
		expect(await json('/callback')).toEqual({ callback: { ...callback, maxAttempts: 3 } });
		await postJson(new URL('/sandbox/reset', sandbox.console), {});
		expect(await json('/callback')).toEqual({ callback: DEFAULTS });
	});

	it('begins with the URL the sandbox was started with, also after a reset', async () => {
		const other = await startSandbox({ callbackUrl: receiver.url });
		try {
			for (let times = 0; times < 2; times += 1) {
				const answer = await fetch(new URL('/sandbox/qiandun/callback', other.console));
				expect(await answer.json()).toEqual({ callback: { ...DEFAULTS, url: receiver.url } });
				await callbacksOf(() => other).configure({ url: '' });
				await postJson(new URL('/sandbox/reset', other.console), {});
			}
		} finally {
			await other.close();
		}
		await expect(startSandbox({ callbackUrl: 'nowhere' })).rejects.toThrow('url: must be an http');
	});

	it.each([
		['text', 'the body: must be a JSON object'],
		[{ url: 'ftp://127.0.0.1/' }, 'url: must be an http or https address'],
		[{ url: 'nowhere' }, 'url: '],
		[{ url: null }, 'url: '],
		[{ businessTypes: 'A' }, 'businessTypes: '],
		[{ businessTypes: [1] }, 'businessTypes: '],
		[{ timeoutMs: 9 }, 'timeoutMs: must be a whole number from 10 to 120000'],
		[{ timeoutMs: '50' }, 'timeoutMs: '],
		[{ retryDelaysMs: [] }, 'retryDelaysMs: '],
		[{ retryDelaysMs: [1, -1] }, 'retryDelaysMs: '],
		[{ retryDelaysMs: 5 }, 'retryDelaysMs: '],
		[{ resendAfterMs: 86_400_001 }, 'resendAfterMs: '],
		[{ maxAttempts: 0 }, 'maxAttempts: '],
		[{ concurrency: 501 }, 'concurrency: '],
		[{ retries: 3 }, 'retries: must be one of url, '],
	])('names what is wrong and stays as it is (%j)', async (body, sentence) => {
		const whole = typeof body === 'object' ? { maxAttempts: 7, ...body } : body;
		const answer = await post('/callback', whole);
		expect(answer).toEqual({ status: 400, body: { error: expect.stringContaining(sentence) } });
		expect(await json('/callback')).toEqual({ callback: DEFAULTS });
	});

	it('cannot be changed by a web page that posts a form', async () => {
		const answer = await fetch(callbacks.at('/callback'), { method: 'POST', body: 'url=http://127.0.0.1/' });
		expect(answer.status).toBe(415);
	});
});

describe('the connectivity test', () => {
	it('is one GET with the Content-Type of a notification', async () => {
		await callbacks.configure({ url: receiver.url });
		expect(await post('/callback/test', {})).toEqual({
			status: 200,
			body: { ok: true, status: 200, ms: expect.any(Number) },
		});
		expect(receiver.received).toMatchObject([
			{ method: 'GET', body: '', headers: { 'content-type': 'application/json;charset=UTF-8' } },
		]);
		expect((await callbacks.log()).counters.sent).toBe(0);
		receiver.answer = () => 404;
		expect((await post('/callback/test', {})).body).toMatchObject({ ok: false, status: 404 });
	});

	it('tells that nobody is there', async () => {
		await callbacks.configure({ url: await deadUrl() });
		expect((await post('/callback/test', {})).body).toEqual({
			ok: false,
			status: 0,
			ms: expect.any(Number),
			error: expect.stringContaining('ECONNREFUSED'),
		});
	});

	it('waits three seconds for a receiver that says nothing', async () => {
		const silent = createServer((socket) => socket.resume());
		await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
		const address = silent.address();
		const port = typeof address === 'object' ? address?.port : 0;
		await callbacks.configure({ url: `http://127.0.0.1:${port}/` });
		expect((await post('/callback/test', {})).body).toMatchObject({
			ok: false,
			error: 'no answer within 3000 ms',
		});
		await new Promise((done) => silent.close(done));
	});

	it('needs a URL', async () => {
		expect(await post('/callback/test', {})).toMatchObject({ status: 409 });
	});
});

describe('recorded events', () => {
	it('are fetched as if they had happened, listed newest first and sent', async () => {
		await callbacks.configure({ url: receiver.url });
		const { body } = await post('/events', { businessType: 'A', data: { status: 'open' } });
		const { transactionIds } = body as { transactionIds: string[] };
		const [transactionId = ''] = transactionIds;
		expect(await call(sandbox, 'GET', '/open/callback/info', { transactionId })).toMatchObject({
			result: { transactionId, businessType: 'A', data: { status: 'open' } },
		});
		const [later] = await callbacks.record('B');
		await callbacks.attempts(2);
		expect(await json('/events')).toMatchObject({
			events: [{ transactionId: later }, { transactionId, businessType: 'A', confirmed: false }],
		});
		expect(await json('/events?limit=1')).toMatchObject({ events: [{ transactionId: later }] });
	});

	it.each([
		[{}, 'data: must be a JSON object'],
		[{ businessType: '', data: {} }, 'businessType: '],
		[{ businessType: 'A', data: [] }, 'data: '],
		[{ events: [] }, 'events: '],
		[{ events: [{ businessType: 'A', data: {} }, { businessType: 'A' }] }, 'events[1].data: '],
		[{ events: [{ businessType: 'A', data: {} }, null] }, 'events[1]: must be a JSON object'],
	])('are all refused when one is wrong (%j)', async (body, sentence) => {
		const answer = await post('/events', body);
		expect(answer).toEqual({ status: 400, body: { error: expect.stringContaining(sentence) } });
		expect(await json('/events')).toEqual({ events: [] });
	});
});

describe('the log of deliveries', () => {
	it('has the newest first, of all events or of one', async () => {
		await callbacks.configure({ url: receiver.url, concurrency: 1 });
		const [first = ''] = await callbacks.record('A', 3);
		await callbacks.attempts(3);
		const { deliveries } = (await json('/deliveries')) as Log;
		expect(deliveries.map(({ n }) => n)).toEqual([3, 2, 1]);
		expect(await json('/deliveries?limit=2')).toMatchObject({
			counters: { sent: 3 },
			deliveries: [{ n: 3 }, { n: 2 }],
		});
		expect((await json(`/deliveries?transactionId=${first}`)) as Log).toMatchObject({
			deliveries: [{ n: 1, transactionId: first }],
		});
	});

	it.each(['limit=0', 'limit=x', 'size=1'])('refuses ?%s', async (query) => {
		const [name = ''] = query.split('=');
		const answer = await fetch(callbacks.at(`/deliveries?${query}`));
		expect(answer.status).toBe(400);
		expect(await answer.json()).toEqual({ error: expect.stringContaining(`${name}: `) });
	});

	it('keeps 200 characters of an answer', async () => {
		await callbacks.configure({ url: receiver.url });
		const [attempt] = await callbacks.send('forge', { body: 'x'.repeat(1000) });
		expect(attempt?.answer).toHaveLength(200);
	});
});

describe('the console', () => {
	it('has the configuration and what can go wrong, and says that nobody is told', async () => {
		const shown = await page();
		for (const text of [
			'no URL 未配置',
			'data-post="/sandbox/qiandun/callback"',
			'OPEN_CONTRACT_SIGNED',
			'value="*" checked',
			'Cut before the answer',
			'Not JSON',
		])
			expect(shown).toContain(text);
		expect(shown).not.toContain('/sandbox/qiandun/callback/test');
	});

	it('shows the URL, the result of the test, events in every state, attempts and armed faults', async () => {
		await callbacks.configure({ url: receiver.url, retryDelaysMs: [60_000], businessTypes: ['A', 'B', 'C', 'OWN'] });
		await post('/callback/test', {});
		await callbacks.record('OFF');
		await callbacks.record('A');
		const [confirmed = ''] = await callbacks.record('B');
		await callbacks.attempts(2);
		await call(sandbox, 'POST', '/open/callback/confirm', { transactionId: confirmed });
		receiver.answer = () => 503;
		await callbacks.record('C');
		await callbacks.attempts(3);
		await callbacks.configure({ maxAttempts: 1 });
		await callbacks.record('C');
		await callbacks.attempts(4);
		await callbacks.arm({ fault: 'duplicate', probability: 0.25, times: 9 });
		const shown = await page();
		for (const text of [
			receiver.url,
			'reachable',
			'not sent 未推送',
			'waiting 待推送',
			'received 已接收',
			'confirmed 已确认',
			'given up 已放弃',
			'value="OWN" checked',
			'HTTP 503',
			'1 pending · 4 sent · 2 received · 2 failed · 1 confirmed',
			'duplicate · 1 more · 25 % · ×9',
			'Disarm all',
		])
			expect(shown).toContain(text);
		const row = shown.split('<tr>').find((one) => one.includes(`<code>${confirmed}</code>`));
		expect(row).toContain('Replay');
		expect(row).toContain('Duplicate');
		expect(row).not.toContain('Resend');
	});

	it('masks personal data in events and answers, and escapes what was sent', async () => {
		await callbacks.configure({ url: `${receiver.url}?a="><script>` });
		await post('/events', { businessType: '<b>type', data: { psnIDCardNum: ID_NUMBER, mobile: MOBILE } });
		await callbacks.send('forge', { transactionId: MOBILE, body: `{"mobile":"${MOBILE}"}<img>` });
		await callbacks.attempts(2);
		const shown = await page();
		expect(shown).toContain('138****0001');
		for (const text of [MOBILE, ID_NUMBER, '<b>type', '<img>']) expect(shown).not.toContain(text);
		expect(shown.match(/<script/g)).toHaveLength(1);
	});
});
