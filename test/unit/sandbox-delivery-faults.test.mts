// What goes wrong with notifications on demand, and notifications that somebody asks for.
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import { until } from '../../tools/start/steps.mts';
import { callbacksOf, startReceiver, type Receiver } from './sandbox-delivery-support.mts';
import { call, postJson } from './sandbox-support.mts';

let sandbox: Sandbox;
let receiver: Receiver;
const callbacks = callbacksOf(() => sandbox);
const ids = () => receiver.received.map(({ transactionId }) => transactionId);
const arm = (fault: object) => postJson(callbacks.at('/deliveries/faults'), fault);

beforeAll(async () => {
	sandbox = await startSandbox();
});

afterAll(async () => {
	await sandbox.close();
});

beforeEach(async () => {
	await postJson(new URL('/sandbox/reset', sandbox.console), {});
	receiver = await startReceiver();
	await callbacks.configure({ url: receiver.url, retryDelaysMs: [20], resendAfterMs: 0 });
});

afterEach(async () => {
	await receiver.close();
});

describe('an armed fault', () => {
	it('sends a notification more than once', async () => {
		await callbacks.arm({ fault: 'duplicate', copies: 2 });
		const [twice = '', once = ''] = await callbacks.record('A', 2);
		const attempts = await callbacks.attempts(4);
		expect(ids().sort()).toEqual([twice, twice, twice, once].sort());
		const ofTwice = attempts.filter(({ transactionId }) => transactionId === twice);
		expect(ofTwice.map(({ why }) => why).sort()).toEqual(['duplicate', 'duplicate', 'first']);
		expect(ofTwice.map(({ fault }) => fault)).toEqual(['duplicate', 'duplicate', 'duplicate']);
		expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(2);
	});

	it('holds a notification back until a later one was sent', async () => {
		await callbacks.arm({ fault: 'reorder', ms: 600_000 });
		const [first, second] = await callbacks.record('A', 2);
		await callbacks.attempts(2);
		expect(ids()).toEqual([second, first]);
	});

	it('holds a notification back no longer than it says', async () => {
		await callbacks.arm({ fault: 'reorder', ms: 40 });
		const [only] = await callbacks.record('A');
		expect((await callbacks.log()).counters.pending).toBe(1);
		expect(await callbacks.attempts(1)).toMatchObject([{ why: 'first', fault: 'reorder' }]);
		expect(ids()).toEqual([only]);
	});

	it('sends a notification later', async () => {
		await callbacks.arm({ fault: 'delay', ms: 100 });
		const started = performance.now();
		await callbacks.record('A');
		const [attempt] = await callbacks.attempts(1);
		expect(performance.now() - started).toBeGreaterThan(95);
		expect(attempt).toMatchObject({ fault: 'delay', status: 200 });
	});

	it('cuts the connection before the receiver has it all: it sees nothing but the retry', async () => {
		await callbacks.arm({ fault: 'dropBefore' });
		const [transactionId] = await callbacks.record('A');
		expect(await callbacks.attempts(2)).toMatchObject([
			{ status: 0, error: 'the connection was cut before the request was complete', fault: 'dropBefore' },
			{ why: 'retry', status: 200, fault: '' },
		]);
		expect(ids()).toEqual([transactionId]);
		await until('the cut', 5000, async () => (receiver.cutOff === 1 ? true : undefined), 10);
	});

	it('cuts the connection before the answer is read: the receiver sees it twice', async () => {
		await callbacks.arm({ fault: 'dropAfter' });
		const [transactionId] = await callbacks.record('A');
		expect(await callbacks.attempts(2)).toMatchObject([
			{ status: 0, error: 'the connection was cut before the answer was read', fault: 'dropAfter' },
			{ why: 'retry', status: 200 },
		]);
		expect(ids()).toEqual([transactionId, transactionId]);
	});

	it('gives up a cut connection, too, when the receiver never answers', async () => {
		await callbacks.configure({ timeoutMs: 50, maxAttempts: 1 });
		receiver.answer = async () => await new Promise<number>(() => undefined);
		await callbacks.arm({ fault: 'dropAfter' });
		await callbacks.record('A');
		expect(await callbacks.attempts(1)).toMatchObject([{ error: 'no answer within 50 ms' }]);
	});

	it('adds up with others', async () => {
		await callbacks.arm({ fault: 'delay', ms: 10 });
		await callbacks.arm({ fault: 'duplicate' });
		await callbacks.arm({ fault: 'dropBefore' });
		await callbacks.record('A');
		const attempts = await callbacks.attempts(3);
		expect(attempts.map(({ why, fault }) => [why, fault]).sort()).toEqual([
			['duplicate', 'duplicate'],
			['first', 'delay, duplicate, dropBefore'],
			['retry', ''],
		]);
	});

	it('hits only its type, after letting some through, as often as armed', async () => {
		await callbacks.configure({ concurrency: 1, maxAttempts: 1 });
		await callbacks.arm({ fault: 'dropBefore', businessType: 'B', skip: 1, times: 2 });
		for (const type of ['A', 'B', 'A', 'B', 'B', 'B']) await callbacks.record(type);
		const attempts = await callbacks.attempts(6);
		expect(attempts.map(({ fault }) => fault)).toEqual(['', '', '', 'dropBefore', 'dropBefore', '']);
		expect(await (await fetch(callbacks.at('/deliveries/faults'))).json()).toEqual({ faults: [] });
	});

	it('hits by chance, the same ones with the same seed', async () => {
		await callbacks.configure({ concurrency: 1, maxAttempts: 1 });
		const hits = async (seed: number) => {
			await callbacks.arm({ fault: 'duplicate', probability: 0.2, seed });
			const recorded = await callbacks.record('A', 200);
			await callbacks.quiet();
			await fetch(callbacks.at('/deliveries/faults'), { method: 'DELETE' });
			const { deliveries } = await callbacks.log();
			const twice = deliveries.filter(({ why }) => why === 'duplicate');
			return recorded.map((id) => twice.some(({ transactionId }) => transactionId === id));
		};
		const first = await hits(7);
		expect(await hits(7)).toEqual(first);
		expect(await hits(8)).not.toEqual(first);
		expect(first.filter(Boolean).length).toBeGreaterThan(20);
		expect(first.filter(Boolean).length).toBeLessThan(60);
	});

	it('is listed and disarmed', async () => {
		const fault = { fault: 'delay', ms: 5, times: 3, businessType: 'A' };
		const expected = { id: 1, ...fault, skip: 0, copies: 1, probability: 1, seed: 1 };
		await arm({ fault: 'reorder' });
		await postJson(new URL('/sandbox/reset', sandbox.console), {});
		const { armed, faults } = (await (await arm(fault)).json()) as { armed: object; faults: object[] };
		expect(armed).toMatchObject({ ...expected, id: expect.any(Number) });
		expect(faults).toEqual([armed]);
		const answer = await fetch(callbacks.at('/deliveries/faults'), { method: 'DELETE' });
		expect(await answer.json()).toEqual({ faults: [] });
	});

	it.each([
		[[], 'the body: must be a JSON object'],
		[{ fault: 'explode' }, 'fault: must be one of duplicate, reorder, delay, dropBefore, dropAfter'],
		[{ fault: 'delay' }, 'ms: '],
		[{ fault: 'delay', ms: -1 }, 'ms: '],
		[{ fault: 'duplicate', copies: 0 }, 'copies: '],
		[{ fault: 'duplicate', times: 1.5 }, 'times: '],
		[{ fault: 'duplicate', skip: '1' }, 'skip: '],
		[{ fault: 'duplicate', probability: 0 }, 'probability: '],
		[{ fault: 'duplicate', probability: 1.1 }, 'probability: '],
		[{ fault: 'duplicate', seed: 0.5 }, 'seed: '],
		[{ fault: 'duplicate', businessType: '' }, 'businessType: '],
		[{ fault: 'duplicate', every: 3 }, 'every: '],
	])('is refused and the field named (%j)', async (fault, sentence) => {
		const answer = await arm(fault);
		expect(answer.status).toBe(400);
		expect(((await answer.json()) as { error: string }).error).toContain(sentence);
		expect(await (await fetch(callbacks.at('/deliveries/faults'))).json()).toEqual({ faults: [] });
	});
});

describe('somebody', () => {
	it('replays an event, confirmed or not, which changes nothing about it', async () => {
		const [transactionId = ''] = await callbacks.record('A');
		await callbacks.attempts(1);
		await call(sandbox, 'POST', '/open/callback/confirm', { transactionId });
		const attempts = await callbacks.send('replay', { transactionId, times: 3 });
		expect(attempts.map(({ why }) => why).sort()).toEqual(['duplicate', 'duplicate', 'replay']);
		expect(ids()).toEqual([transactionId, transactionId, transactionId, transactionId]);
		expect(await callbacks.event(transactionId)).toMatchObject({ attempts: 4, deliveryState: 'confirmed' });
		await expect(callbacks.send('resend', { transactionId })).rejects.toThrow(/^409 .*confirmed/);
	});

	it('forges a notification that looks real', async () => {
		const [attempt] = await callbacks.send('forge', {});
		expect(attempt).toMatchObject({ why: 'forged', attempt: 1, status: 200 });
		const { transactionId = '', businessType } = attempt ?? {};
		expect(JSON.parse(receiver.received[0]?.body ?? '')).toEqual({ transactionId, businessType });
		expect(await call(sandbox, 'GET', '/open/callback/info', { transactionId })).toMatchObject({
			code: '400',
		});
		expect(await callbacks.event(transactionId)).toBeUndefined();
	});

	it('forges whatever text, as often as wanted, which is never sent again', async () => {
		receiver.answer = () => 400;
		const attempts = await callbacks.send('forge', { body: '<?xml ', contentType: 'text/xml', times: 3 });
		expect(attempts).toHaveLength(3);
		expect(attempts[0]).toMatchObject({ transactionId: '', businessType: '', status: 400 });
		expect(receiver.received).toMatchObject(
			Array.from({ length: 3 }, () => ({ body: '<?xml ', headers: { 'content-type': 'text/xml' } })),
		);
		expect(await callbacks.quiet()).toMatchObject({ sent: 3, failed: 3 });
		await callbacks.send('forge', { transactionId: 'T', businessType: 'B' });
		expect(receiver.received[3]?.body).toBe('{"transactionId":"T","businessType":"B"}');
	});

	it.each([
		['replay', { transactionId: 'nobody' }, '404 '],
		['resend', { transactionId: 'nobody' }, '404 '],
		['resend', {}, '400 {"error":"transactionId: '],
		['replay', { transactionId: 'A', times: 0 }, '400 {"error":"times: '],
		['forge', { times: 1001 }, '400 {"error":"times: '],
		['forge', { contentType: 'a\nb' }, '400 {"error":"contentType: '],
		['forge', { body: {} }, '400 {"error":"body: '],
	] as const)('cannot %s %j', async (how, body, answer) => {
		await expect(callbacks.send(how, body)).rejects.toThrow(answer);
		expect(receiver.received).toEqual([]);
	});

	it.each(['replay', 'resend', 'forge'] as const)('cannot %s without a URL', async (how) => {
		await callbacks.configure({ url: '' });
		const [transactionId] = await callbacks.record('A');
		await expect(callbacks.send(how, how === 'forge' ? {} : { transactionId })).rejects.toThrow(/^409 .*callback URL/);
	});
});
