// Notifications as their receiver sees them: the first one, retries, what was not confirmed, order, and an end to it all.
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import { until } from '../../tools/start/steps.mts';
import { COMPANY, LEGAL_REPRESENTATIVE } from './sandbox-company-support.mts';
import { callbacksOf, deadUrl, startReceiver, type Receiver } from './sandbox-delivery-support.mts';
import { call, postJson, result } from './sandbox-support.mts';

let sandbox: Sandbox;
let receiver: Receiver;
const callbacks = callbacksOf(() => sandbox);

const PATIENCE = { timeoutMs: 20_000, retryDelaysMs: [20, 40], resendAfterMs: 0 };

const confirm = (transactionId: string) =>
	call(sandbox, 'POST', '/open/callback/confirm', { transactionId });
const reset = () => postJson(new URL('/sandbox/reset', sandbox.console), {});
const later = (ms: number) => new Promise((done) => setTimeout(done, ms));

beforeAll(async () => {
	sandbox = await startSandbox();
});

afterAll(async () => {
	await sandbox.close();
});

beforeEach(async () => {
	await reset();
	receiver = await startReceiver();
	await callbacks.configure({ url: `${receiver.url}?key=SECRET`, ...PATIENCE });
});

afterEach(async () => {
	await receiver.close();
});

describe('a notification', () => {
	it('has the transactionId and the type of what happened, nothing more', async () => {
		await result(sandbox, 'POST', '/open/corpCert/4element', {
			...COMPANY,
			...LEGAL_REPRESENTATIVE,
		});
		const [attempt] = await callbacks.attempts(1);
		const [received] = receiver.received;
		expect(received).toMatchObject({
			method: 'POST',
			headers: { 'content-type': 'application/json;charset=UTF-8' },
		});
		const transactionId = attempt?.transactionId ?? '';
		const businessType = 'OPEN_CORP_CERT_RESULT';
		expect(JSON.parse(received?.body ?? '')).toEqual({ transactionId, businessType });
		expect(
			await call(sandbox, 'GET', '/open/callback/info', { transactionId }),
		).toMatchObject({ result: { businessType, data: { verifyStatus: 'passed' } } });
		expect(attempt).toEqual({
			n: 1,
			transactionId,
			businessType,
			attempt: 1,
			why: 'first',
			url: receiver.url,
			startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
			ms: expect.any(Number),
			status: 200,
			error: '',
			answer: `taken: ${received?.body}`,
			fault: '',
		});
		expect(await callbacks.event(transactionId)).toMatchObject({
			confirmed: false,
			attempts: 1,
			received: 1,
			deliveryState: 'received',
		});
	});

	it.each([500, 404, 302])('comes again after an answer of %i, until there is 2xx', async (status) => {
		const answers = [status, status, status, 204];
		receiver.answer = () => answers.shift() ?? 200;
		const [transactionId = ''] = await callbacks.record('A');
		const attempts = await callbacks.attempts(4);
		expect(attempts.map((one) => [one.why, one.attempt, one.status])).toEqual([
			['first', 1, status],
			['retry', 2, status],
			['retry', 3, status],
			['retry', 4, 204],
		]);
		expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
		expect(receiver.received).toHaveLength(4);
		expect(await callbacks.event(transactionId)).toMatchObject({ attempts: 4, received: 1, deliveryState: 'received' });
		expect(await callbacks.quiet()).toEqual({ pending: 0, sent: 4, received: 1, failed: 3, confirmed: 0 });
	});

	it('waits longer from retry to retry; the last wait repeats', async () => {
		await callbacks.configure({ retryDelaysMs: [10, 150], maxAttempts: 4 });
		receiver.answer = () => 500;
		await callbacks.record('A');
		const starts = (await callbacks.attempts(4)).map(({ startedAt }) => Date.parse(startedAt));
		const waits = starts.slice(1).map((start, index) => start - (starts[index] ?? 0));
		expect(waits[1]).toBeGreaterThanOrEqual(140);
		expect(waits[2]).toBeGreaterThanOrEqual(140);
	});

	it('comes again when the receiver is too slow, or not there', async () => {
		await callbacks.configure({ timeoutMs: 250 });
		receiver.answer = async () => {
			receiver.answer = () => 200;
			return await new Promise<number>(() => undefined);
		};
		await callbacks.record('A');
		expect(await callbacks.attempts(2)).toMatchObject([
			{ status: 0, error: 'no answer within 250 ms' },
			{ why: 'retry', status: 200 },
		]);
		await callbacks.configure({ url: await deadUrl() });
		await callbacks.record('B');
		const [, , refused] = await callbacks.attempts(3);
		expect(refused).toMatchObject({ status: 0, error: expect.stringContaining('ECONNREFUSED') });
		await callbacks.configure({ url: receiver.url });
		await until('the second event', 5000, async () =>
			receiver.received.some(({ body }) => body.includes('"B"')) ? true : undefined, 10);
	});

	it('is given up in the end, and can still be sent by hand', async () => {
		await callbacks.configure({ retryDelaysMs: [0], maxAttempts: 3 });
		receiver.answer = () => 500;
		const [transactionId = ''] = await callbacks.record('A');
		await callbacks.attempts(3);
		await callbacks.quiet();
		expect(await callbacks.event(transactionId)).toMatchObject({ attempts: 3, received: 0, deliveryState: 'givenUp' });
		receiver.answer = () => 200;
		expect(await callbacks.send('resend', { transactionId })).toMatchObject([{ why: 'manual', attempt: 4, status: 200 }]);
		expect(await callbacks.event(transactionId)).toMatchObject({ deliveryState: 'received' });
	});

	it('is not sent without URL or of a type that is off, except by hand', async () => {
		await callbacks.configure({ url: '' });
		const [early = ''] = await callbacks.record('A');
		await callbacks.configure({ url: receiver.url, businessTypes: ['A', 'B'] });
		const [off = ''] = await callbacks.record('C');
		const [on = ''] = await callbacks.record('B');
		await callbacks.attempts(1);
		expect(receiver.received.map((one) => one.transactionId)).toEqual([on]);
		for (const transactionId of [early, off]) {
			expect(await callbacks.event(transactionId)).toMatchObject({ attempts: 0, deliveryState: 'notSent' });
			await callbacks.send('resend', { transactionId });
		}
		expect(receiver.received.map((one) => one.transactionId)).toEqual([on, early, off]);
	});
});

describe('an event that was received', () => {
	it('comes again until it is confirmed, never afterwards', async () => {
		await callbacks.configure({ resendAfterMs: 30 });
		const [transactionId = ''] = await callbacks.record('A');
		const attempts = await callbacks.attempts(3);
		expect(attempts.map(({ why }) => why).slice(0, 3)).toEqual(['first', 'unconfirmed', 'unconfirmed']);
		await confirm(transactionId);
		await callbacks.quiet();
		const { length } = receiver.received;
		await later(100);
		expect(receiver.received).toHaveLength(length);
		expect(await callbacks.event(transactionId)).toMatchObject({
			confirmed: true,
			confirmedAt: expect.stringMatching(/Z$/),
			deliveryState: 'confirmed',
		});
		expect((await callbacks.log()).counters.confirmed).toBe(1);
	});

	it('is not sent again when it is confirmed before the answer, be that a failure', async () => {
		await callbacks.configure({ resendAfterMs: 20, retryDelaysMs: [0] });
		receiver.answer = async ({ transactionId }) => {
			await confirm(transactionId);
			return 500;
		};
		const [transactionId = ''] = await callbacks.record('A');
		await callbacks.attempts(1);
		await later(60);
		expect(receiver.received).toHaveLength(1);
		expect(await callbacks.event(transactionId)).toMatchObject({ received: 0, deliveryState: 'confirmed' });
	});

	it('is given up when it was sent often enough and the time to confirm is over', async () => {
		await callbacks.configure({ resendAfterMs: 20, maxAttempts: 2 });
		const [transactionId = ''] = await callbacks.record('A');
		await until('giving up', 5000, async () =>
			(await callbacks.event(transactionId))?.deliveryState === 'givenUp' ? true : undefined, 10);
		expect(receiver.received).toHaveLength(2);
	});
});

describe('many notifications', () => {
	it('leave in the order in which their events happened', async () => {
		await callbacks.configure({ concurrency: 1 });
		const ids = await callbacks.record('A', 20);
		await callbacks.attempts(20);
		expect(receiver.received.map(({ transactionId }) => transactionId)).toEqual(ids);
	});

	it('are never more under way than allowed, and as many as allowed', async () => {
		await callbacks.configure({ concurrency: 3 });
		const waiting: Array<() => void> = [];
		receiver.answer = async () => {
			await new Promise<void>((done) => waiting.push(done));
			return 200;
		};
		await callbacks.record('A', 12);
		while (receiver.received.length < 12) {
			await until('three at once', 5000, async () => (waiting.length === 3 ? true : undefined), 5);
			waiting.splice(0).forEach((done) => done());
		}
		waiting.splice(0).forEach((done) => done());
		await until('the last ones', 5000, async () => {
			waiting.splice(0).forEach((done) => done());
			return (await callbacks.log('?limit=1')).counters.pending === 0 ? true : undefined;
		}, 5);
		expect(receiver.mostAtOnce).toBe(3);
		expect(receiver.received).toHaveLength(12);
	});

	it('arrive, each once: 2,000 of them', async () => {
		const ids = await callbacks.record('A', 2000);
		expect(await callbacks.quiet()).toMatchObject({ sent: 2000, received: 2000, failed: 0 });
		expect(receiver.received.map(({ transactionId }) => transactionId).sort()).toEqual(ids.sort());
		expect(receiver.mostAtOnce).toBeLessThanOrEqual(20);
	}, 90_000);
});

describe('an end', () => {
	it('comes with a reset: nothing is sent any more, nothing remembered', async () => {
		await callbacks.configure({ concurrency: 2, resendAfterMs: 30 });
		await callbacks.record('RECEIVED');
		await callbacks.attempts(1);
		await callbacks.arm({ fault: 'delay', ms: 50, businessType: 'DELAYED' });
		await callbacks.record('DELAYED');
		receiver.answer = () => 500;
		await callbacks.record('FAILED');
		await until('a failure', 5000, async () => ((await callbacks.log()).counters.failed > 0 ? true : undefined), 10);
		let open = 0;
		receiver.answer = async () => {
			open += 1;
			return await new Promise<number>(() => undefined);
		};
		await callbacks.record('OPEN', 5);
		const [transactionId = ''] = await callbacks.record('ASKED FOR');
		const asked = callbacks.send('replay', { transactionId });
		await until('two open', 5000, async () => (open === 2 ? true : undefined), 10);
		await reset();
		expect(await asked).toEqual([]);
		receiver.answer = () => 200;
		const { length } = receiver.received;
		await later(100);
		expect(receiver.received).toHaveLength(length);
		expect(await callbacks.log()).toEqual({
			counters: { pending: 0, sent: 0, received: 0, failed: 0, confirmed: 0 },
			deliveries: [],
		});
		await callbacks.configure({ url: receiver.url });
		const [after = ''] = await callbacks.record('AFTER');
		await callbacks.attempts(1);
		expect(receiver.received.slice(length)).toMatchObject([{ transactionId: after }]);
	});

	it('comes when the sandbox closes, which does not wait for a receiver', async () => {
		const other = await startSandbox({ callbackUrl: receiver.url });
		const its = callbacksOf(() => other);
		await its.configure({ resendAfterMs: 20 });
		await its.record('A');
		await its.attempts(2);
		receiver.answer = async () => await new Promise<number>(() => undefined);
		await its.record('B');
		await until('the second event', 5000, async () =>
			receiver.received.some(({ body }) => body.includes('"B"')) ? true : undefined, 10);
		await other.close();
		const closedAt = receiver.received.length;
		await later(80);
		expect(receiver.received).toHaveLength(closedAt);
	});
});
