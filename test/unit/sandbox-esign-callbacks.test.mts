// eSign's callbacks: bodies, headers and signature, who is told, retries, what can be made to go wrong, what the platform would never send.
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import {
	at,
	attempts,
	control,
	controlled,
	flowOf,
	ok,
	orgSigner,
	ownSigner,
	personSigner,
	signatureOf,
	startCallbackReceiver,
	uploaded,
	type Callback,
	type CallbackReceiver,
	type DeliveryLog,
	type Json,
} from './sandbox-esign-flow-support.mts';
import { person } from './sandbox-esign-support.mts';
import { postJson } from './sandbox-support.mts';

const ACCOUNT = '13800000001';
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The documented waits of V1: 14 retries. */
const SCHEDULE = [10 * SECOND, 10 * SECOND, 30 * SECOND, MINUTE, 3 * MINUTE, 6 * MINUTE, 10 * MINUTE, 20 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 2 * HOUR, 2 * HOUR, 2 * HOUR];

let sandbox: Sandbox;
let receiver: CallbackReceiver;
let fileId = '';

beforeAll(async () => {
	sandbox = await startSandbox();
});

afterAll(async () => {
	await sandbox.close();
});

beforeEach(async () => {
	await postJson(new URL('/sandbox/reset', sandbox.console), {});
	await control(sandbox, '/settings', { processingMs: 0 });
	receiver = await startCallbackReceiver();
});

afterEach(async () => {
	await receiver.close();
});

const jia = (more: object = {}, field: object = {}) => personSigner(ACCOUNT, '测试甲', [at(fileId, 1, 100, 100, {}, field)], more);
const flow = async (signers: () => object[] = () => [jia()], config: object = {}) => {
	fileId = await uploaded(sandbox);
	return await flowOf(sandbox, [fileId], signers(), { notifyUrl: receiver.origin, ...config });
};
const subscribe = async (more: object = {}) => await control(sandbox, '/callback', { url: `${receiver.origin}/webhook`, ...more });
const record = async (action = 'SIGN_FLOW_COMPLETE', more: object = {}) =>
	(await control<{ eventIds: string[] }>(sandbox, '/events', { action, ...more })).eventIds[0] ?? '';
const log = async () => await controlled<DeliveryLog>(sandbox, '/deliveries');
const actions = () => receiver.received.map(({ json }) => json['action']);

describe('a callback', () => {
	it('has the documented headers, and a signature that can be computed', async () => {
		await control(sandbox, '/sign', { signFlowId: await flow() });
		for (const callback of await receiver.count(2)) {
			const { headers } = callback;
			expect(headers['x-tsign-open-app-id']).toBe(sandbox.esign.appId);
			expect(headers['x-tsign-open-signature-algorithm']).toBe('hmac-sha256');
			expect(headers['content-type']).toBe('application/json; charset=UTF-8');
			expect(Math.abs(Number(headers['x-tsign-open-timestamp']) - Date.now())).toBeLessThan(MINUTE);
			expect(headers['x-tsign-open-signature']).toMatch(/^[0-9a-f]{64}$/);
			expect(headers['x-tsign-open-signature']).toBe(signatureOf(sandbox.esign.appSecret, callback));
		}
	});

	it('is signed with the values of the address’s query, in the order of their keys, decoded', async () => {
		const notifyUrl = `${receiver.origin}/cb?zeta=z&alpha=%E7%94%B2&Beta=b&empty=`;
		await control(sandbox, '/sign', { signFlowId: await flow(undefined, { notifyUrl }) });
		for (const callback of await receiver.count(2)) {
			expect(callback.path).toBe('/cb?zeta=z&alpha=%E7%94%B2&Beta=b&empty=');
			expect(callback.headers['x-tsign-open-signature']).toBe(signatureOf(sandbox.esign.appSecret, callback, 'b甲z'));
		}
		for (const { url } of await attempts(sandbox, 2)) expect(url).toBe(`${receiver.origin}/cb`);
	});

	it('of a signer says who signed, for whom, and when', async () => {
		const signFlowId = await flow(() => [
			jia({}, { customBizNum: 'BIZ-1' }),
			orgSigner('示例公司', '13800000002', '测试乙', [at(fileId, 1, 200, 200)], { signConfig: { signOrder: 2 } }),
		]);
		await control(sandbox, '/sign', { signFlowId });
		await control(sandbox, '/sign', { signFlowId });
		await receiver.count(3);
		const [first, second] = receiver.of('SIGN_MISSON_COMPLETE');
		expect(first).toEqual({
			action: 'SIGN_MISSON_COMPLETE',
			timestamp: expect.any(Number),
			signFlowId,
			customBizNum: 'BIZ-1',
			signOrder: 1,
			operateTime: expect.any(Number),
			signResult: 2,
			resultDescription: '签署完成',
			operator: { psnId: expect.any(String), psnAccount: { accountMobile: ACCOUNT } },
		});
		expect(Number(first?.['operateTime']) % SECOND).toBe(0);
		expect(second).toMatchObject({
			signOrder: 2,
			operator: { psnAccount: { accountMobile: '13800000002' } },
			organization: { orgId: expect.any(String), orgName: '示例公司' },
		});
	});

	it('of a flow says how it ended, its status as text', async () => {
		const signFlowId = await flow(undefined, { signFlowTitle: '采购合同' });
		await control(sandbox, '/sign', { signFlowId });
		await receiver.count(2);
		expect(receiver.of('SIGN_FLOW_COMPLETE')).toEqual([
			{
				action: 'SIGN_FLOW_COMPLETE',
				timestamp: expect.any(Number),
				signFlowId,
				signFlowTitle: '采购合同',
				signFlowStatus: '2',
				statusDescription: '完成',
				signFlowCreateTime: expect.any(Number),
				signFlowStartTime: expect.any(Number),
				signFlowFinishTime: expect.any(Number),
			},
		]);
	});

	it('tells of a refusal and of a revocation with the reason', async () => {
		const refused = await flow();
		await control(sandbox, '/refuse', { signFlowId: refused, reason: '金额不对' });
		await receiver.count(2);
		expect(receiver.of('SIGN_MISSON_COMPLETE')).toMatchObject([{ signResult: 4, resultDescription: '金额不对' }]);
		expect(receiver.of('SIGN_FLOW_COMPLETE')).toMatchObject([{ signFlowStatus: '7', statusDescription: '金额不对' }]);
		const revoked = await flow();
		await ok(sandbox, 'POST', `/v3/sign-flow/${revoked}/revoke`, { revokeReason: '作废' });
		await receiver.count(3);
		expect(receiver.of('SIGN_FLOW_COMPLETE')[1]).toMatchObject({ signFlowStatus: '3', statusDescription: '作废' });
	});

	it('tells of a deadline by itself', async () => {
		const signFlowId = await flow();
		await control(sandbox, '/expire', { signFlowId });
		await receiver.count(1);
		expect(receiver.received[0]?.json).toMatchObject({ action: 'SIGN_FLOW_COMPLETE', signFlowStatus: '5', statusDescription: '过期' });
	});

	it('of an organization that sealed by itself has nobody who acted', async () => {
		await flow(() => [ownSigner([at(fileId, 1, 9, 9, { autoSign: true })])]);
		await receiver.count(2);
		const [signed] = receiver.of('SIGN_MISSON_COMPLETE');
		expect(signed).toMatchObject({ organization: { orgName: '示例集成方科技有限公司' } });
		expect(signed).not.toHaveProperty('operator');
	});

	it('of V1 has V1’s actions and fields', async () => {
		fileId = await uploaded(sandbox);
		const accountId = await person(sandbox, 'user-1', { mobile: ACCOUNT });
		const { flowId } = await ok<{ flowId: string }>(sandbox, 'POST', '/api/v2/signflows/createFlowOneStep', {
			docs: [{ fileId }],
			flowInfo: {
				autoArchive: true,
				autoInitiate: true,
				businessScene: '测试合同',
				flowConfigInfo: { noticeDeveloperUrl: receiver.origin },
			},
			signers: [
				{
					thirdOrderNo: 'ORDER-1',
					signerAccount: { signerAccountId: accountId, authorizedAccountId: accountId },
					signfields: [{ fileId, posBean: { posPage: '1', posX: 9, posY: 9 } }],
				},
			],
		});
		await control(sandbox, '/sign', { flowId });
		await receiver.count(2);
		expect(receiver.of('SIGN_FLOW_UPDATE')).toEqual([
			{
				action: 'SIGN_FLOW_UPDATE',
				flowId,
				accountId,
				authorizedAccountId: accountId,
				thirdOrderNo: 'ORDER-1',
				order: 1,
				signTime: expect.stringMatching(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/),
				signResult: 2,
				resultDescription: '签署完成',
				timestamp: expect.any(Number),
				thirdPartyUserId: 'user-1',
			},
		]);
		expect(receiver.of('SIGN_FLOW_FINISH')).toEqual([
			{
				action: 'SIGN_FLOW_FINISH',
				flowId,
				businessScence: '测试合同',
				flowStatus: '2',
				statusDescription: '完成',
				createTime: expect.any(String),
				endTime: expect.any(String),
				timestamp: expect.any(Number),
			},
		]);
		for (const callback of receiver.received)
			expect(callback.headers['x-tsign-open-signature']).toBe(signatureOf(sandbox.esign.appSecret, callback));
	});
});

describe('who is told', () => {
	it('the flow’s address and the subscription are told both, even when they are the same', async () => {
		await control(sandbox, '/callback', { url: receiver.origin });
		await control(sandbox, '/sign', { signFlowId: await flow() });
		await receiver.count(4);
		expect(actions().sort()).toEqual(['SIGN_FLOW_COMPLETE', 'SIGN_FLOW_COMPLETE', 'SIGN_MISSON_COMPLETE', 'SIGN_MISSON_COMPLETE']);
		const made = await attempts(sandbox, 4);
		expect(made.map(({ target }) => target).sort()).toEqual(['notifyUrl', 'notifyUrl', 'webhook', 'webhook']);
		const completed = receiver.received.filter(({ json }) => json['action'] === 'SIGN_FLOW_COMPLETE');
		expect(new Set(completed.map(({ body }) => body)).size).toBe(1);
	});

	it('the subscription is told of its actions only', async () => {
		await subscribe({ actions: ['SIGN_FLOW_COMPLETE'] });
		await control(sandbox, '/sign', { signFlowId: await flow(undefined, { notifyUrl: '' }) });
		await receiver.count(1);
		await new Promise((done) => setTimeout(done, 50));
		expect(actions()).toEqual(['SIGN_FLOW_COMPLETE']);
	});

	it('nobody is told where there is no address; it can be sent later', async () => {
		await control(sandbox, '/sign', { signFlowId: await flow(undefined, { notifyUrl: '' }) });
		const { events } = await controlled<{ events: Json[] }>(sandbox, '/events');
		expect(events).toMatchObject([
			{ action: 'SIGN_FLOW_COMPLETE', deliveries: [] },
			{ action: 'SIGN_MISSON_COMPLETE', deliveries: [] },
		]);
		const { eventId } = events[0] ?? {};
		await control(sandbox, '/deliveries/resend', { eventId }, 409);
		await subscribe();
		expect(await control(sandbox, '/deliveries/resend', { eventId })).toMatchObject({ attempts: [{ why: 'manual', status: 200 }] });
	});
});

describe('a failed delivery', () => {
	it('is tried again as the schedule of 14 says, as many times faster as was set, and then given up', async () => {
		const { callback } = await control<{ callback: Json }>(sandbox, '/callback', { url: receiver.origin, speed: 60_000 });
		expect(callback['retryDelaysMs']).toEqual(SCHEDULE);
		receiver.answer = () => 500;
		const eventId = await record();
		const made = await attempts(sandbox, 15);
		expect(made.map(({ why }) => why)).toEqual(['first', ...SCHEDULE.map(() => 'retry')]);
		expect(made.map(({ attempt }) => attempt)).toEqual(Array.from({ length: 15 }, (_, index) => index + 1));
		receiver.received.slice(1).forEach(({ at: time }, index) => {
			const waited = time - (receiver.received[index]?.at ?? 0);
			expect(waited).toBeGreaterThanOrEqual((SCHEDULE[index] ?? 0) / 60_000 - 2);
		});
		const { events } = await controlled<{ events: Json[] }>(sandbox, '/events');
		expect(events).toMatchObject([{ eventId, deliveries: [{ target: 'webhook', state: 'givenUp', attempts: 15, received: 0 }] }]);
		receiver.answer = () => 200;
		await control(sandbox, '/deliveries/resend', { eventId });
		expect((await controlled<{ events: Json[] }>(sandbox, '/events')).events).toMatchObject([{ deliveries: [{ state: 'received' }] }]);
	});

	it('has the same body every time, and is signed anew', async () => {
		await control(sandbox, '/callback', { url: receiver.origin, retryDelaysMs: [30, 30] });
		receiver.answer = () => (receiver.received.length < 3 ? 500 : 200);
		await record();
		const received = await receiver.count(3);
		expect(new Set(received.map(({ body }) => body)).size).toBe(1);
		expect(new Set(received.map(({ headers }) => headers['x-tsign-open-timestamp'])).size).toBe(3);
		for (const callback of received)
			expect(callback.headers['x-tsign-open-signature']).toBe(signatureOf(sandbox.esign.appSecret, callback));
	});

	it.each([200, 201, 204])('is none when the receiver answers %i', async (status) => {
		await control(sandbox, '/callback', { url: receiver.origin, retryDelaysMs: [1, 1] });
		receiver.answer = () => status;
		await record();
		await attempts(sandbox, 1);
		await new Promise((done) => setTimeout(done, 60));
		expect((await log()).counters).toEqual({ pending: 0, sent: 1, received: 1, failed: 0 });
	});

	it.each([301, 302, 400, 404, 500, 503])('is one when the receiver answers %i', async (status) => {
		await control(sandbox, '/callback', { url: receiver.origin, retryDelaysMs: [1] });
		receiver.answer = () => status;
		await record();
		expect((await attempts(sandbox, 2)).map(({ status: got }) => got)).toEqual([status, status]);
	});

	it('is one when the receiver is too slow, or not there', async () => {
		await control(sandbox, '/callback', { url: receiver.origin, retryDelaysMs: [1], timeoutMs: 100 });
		receiver.answer = async () => {
			await new Promise((done) => setTimeout(done, 2000).unref());
			return 200;
		};
		await record();
		expect((await attempts(sandbox, 2)).map(({ error }) => error)).toEqual(['no answer within 100 ms', 'no answer within 100 ms']);
		await control(sandbox, '/callback', { url: 'http://127.0.0.1:1/', timeoutMs: 5000 });
		await record();
		expect((await attempts(sandbox, 4)).at(-1)).toMatchObject({ status: 0, error: expect.stringContaining('ECONNREFUSED') });
	});

	it('of one address does not touch the other', async () => {
		await control(sandbox, '/callback', { url: `${receiver.origin}/webhook`, retryDelaysMs: [1, 1] });
		receiver.answer = ({ path }) => (path === '/webhook' ? 200 : 500);
		await record('SIGN_FLOW_COMPLETE', { notifyUrl: `${receiver.origin}/flow` });
		await receiver.count(4);
		expect(receiver.received.filter(({ path }) => path === '/webhook')).toHaveLength(1);
	});
});

describe('an armed fault', () => {
	const arm = async (fault: object, status = 200) => await control(sandbox, '/deliveries/faults', fault, status);
	const isRight = (callback: Callback) =>
		callback.headers['x-tsign-open-signature'] === signatureOf(sandbox.esign.appSecret, callback);

	beforeEach(async () => {
		await control(sandbox, '/callback', { url: receiver.origin, retryDelaysMs: [20] });
	});

	it('sends a callback more than once', async () => {
		await arm({ fault: 'duplicate', copies: 2 });
		await record();
		expect((await attempts(sandbox, 3)).map(({ why }) => why).sort()).toEqual(['duplicate', 'duplicate', 'first']);
	});

	it('sends callbacks out of order', async () => {
		await arm({ fault: 'reorder', ms: 600_000, action: 'SIGN_MISSON_COMPLETE' });
		await control(sandbox, '/sign', { signFlowId: await flow(undefined, { notifyUrl: '' }) });
		await receiver.count(2);
		expect(actions()).toEqual(['SIGN_FLOW_COMPLETE', 'SIGN_MISSON_COMPLETE']);
	});

	it('sends a callback later', async () => {
		await arm({ fault: 'delay', ms: 120 });
		const started = Date.now();
		await record();
		const [callback] = await receiver.count(1);
		expect((callback?.at ?? 0) - started).toBeGreaterThanOrEqual(110);
	});

	it('cuts the connection before the receiver has it all, then tries again', async () => {
		await arm({ fault: 'dropBefore' });
		await record();
		const made = await attempts(sandbox, 2);
		expect(made).toMatchObject([{ status: 0, fault: 'dropBefore' }, { status: 200, why: 'retry' }]);
		expect(receiver.received).toHaveLength(1);
	});

	it('cuts the connection before the answer is read: the receiver gets it twice', async () => {
		await arm({ fault: 'dropAfter' });
		await record();
		await attempts(sandbox, 2);
		expect(receiver.received).toHaveLength(2);
	});

	it('signs with another secret', async () => {
		await arm({ fault: 'wrongSignature' });
		await record();
		await record();
		expect((await receiver.count(2)).map(isRight).sort()).toEqual([false, true]);
	});

	it('signs with a time a day ago', async () => {
		await arm({ fault: 'oldTimestamp' });
		await record();
		const [callback] = await receiver.count(1);
		expect(Date.now() - Number(callback?.headers['x-tsign-open-timestamp'])).toBeGreaterThan(DAY - MINUTE);
		expect(callback === undefined ? false : isRight(callback)).toBe(true);
	});

	it('is listed under its action, and disarmed', async () => {
		await arm({ fault: 'duplicate', action: 'AUTH_PASS', times: 3 });
		expect(await controlled(sandbox, '/deliveries/faults')).toMatchObject({ faults: [{ action: 'AUTH_PASS', fault: 'duplicate', times: 3 }] });
		await fetch(new URL('/sandbox/esign/deliveries/faults', sandbox.console), { method: 'DELETE' });
		expect(await controlled(sandbox, '/deliveries/faults')).toEqual({ faults: [] });
	});

	it('is refused when it is none', async () => {
		expect(await arm({ fault: 'fire' }, 400)).toMatchObject({ error: expect.stringContaining('wrongSignature, oldTimestamp') });
		expect(await arm({ fault: 'duplicate', businessType: 'X' }, 400)).toMatchObject({ error: expect.stringContaining('businessType') });
	});
});

describe('what the platform would never send', () => {
	it('is forged: with another secret, without a signature, rightly signed, or old', async () => {
		const url = `${receiver.origin}/forged`;
		for (const more of [{}, { signature: 'none' }, { signature: 'right' }, { signature: 'right', ageMs: DAY }])
			await control(sandbox, '/deliveries/forge', { url, ...more });
		const [wrong, none, right, old] = receiver.received;
		const good = (callback: Callback | undefined) =>
			callback !== undefined && callback.headers['x-tsign-open-signature'] === signatureOf(sandbox.esign.appSecret, callback);
		expect([good(wrong), good(right), good(old)]).toEqual([false, true, true]);
		expect(none?.headers).not.toHaveProperty('x-tsign-open-signature');
		expect(Date.now() - Number(old?.headers['x-tsign-open-timestamp'])).toBeGreaterThan(DAY - MINUTE);
		expect(wrong?.json).toMatchObject({ action: 'SIGN_FLOW_COMPLETE', signFlowStatus: '2' });
		expect((await log()).deliveries.map(({ why, eventId }) => [why, eventId])).toEqual(Array.from({ length: 4 }, () => ['forged', '']));
	});

	it('may be any text, any number of times', async () => {
		await subscribe();
		await control(sandbox, '/deliveries/forge', { body: 'not JSON', contentType: 'text/plain', times: 3 });
		expect(receiver.received.map(({ body, headers }) => [body, headers['content-type']])).toEqual(
			Array.from({ length: 3 }, () => ['not JSON', 'text/plain']),
		);
		await control(sandbox, '/deliveries/forge', { contentType: 'a\nb' }, 400);
		await control(sandbox, '/deliveries/forge', { signature: 'maybe' }, 400);
	});

	it('includes a callback that was received: replayed to all its addresses, or one', async () => {
		await subscribe();
		const eventId = await record('SIGN_FLOW_COMPLETE', { notifyUrl: receiver.origin });
		await receiver.count(2);
		await attempts(sandbox, 2);
		await control(sandbox, '/deliveries/resend', { eventId }, 409);
		expect((await control<{ attempts: Json[] }>(sandbox, '/deliveries/replay', { eventId })).attempts).toHaveLength(2);
		const { attempts: again } = await control<{ attempts: Json[] }>(sandbox, '/deliveries/replay', { eventId, target: 'webhook', times: 5 });
		expect(again.map(({ why, target }) => [why, target])).toEqual([
			['replay', 'webhook'],
			...Array.from({ length: 4 }, () => ['duplicate', 'webhook']),
		]);
		await control(sandbox, '/deliveries/replay', { eventId: 'nothing' }, 404);
		await control(sandbox, '/deliveries/replay', { eventId, target: 'nobody' }, 400);
	});
});

describe('the subscription', () => {
	it('is tested with one signed callback about nothing', async () => {
		await control(sandbox, '/callback/test', {}, 409);
		await subscribe();
		expect(await control(sandbox, '/callback/test', {})).toMatchObject({ ok: true, status: 200 });
		expect(receiver.received.map(({ json, headers }) => [json['action'], /^[0-9a-f]{64}$/.test(String(headers['x-tsign-open-signature']))])).toEqual([
			['SANDBOX_CONNECTION_TEST', true],
		]);
		expect(await log()).toMatchObject({ deliveries: [] });
	});

	it.each<[string, object]>([
		['a wrong address', { url: 'ftp://example.com' }],
		['actions that are no list', { actions: 'SIGN_FLOW_COMPLETE' }],
		['speed 0', { speed: 0 }],
		['a field there is not', { secret: 'x' }],
	])('is refused with %s', async (_what, body) => {
		const [name = ''] = Object.keys(body);
		expect(await control(sandbox, '/callback', body, 400)).toMatchObject({ error: expect.stringContaining(name) });
	});

	it('is as it was after a reset, which stops what waits', async () => {
		await control(sandbox, '/callback', { url: receiver.origin, retryDelaysMs: [60, 60, 60] });
		receiver.answer = () => 500;
		await record();
		await receiver.count(1);
		await postJson(new URL('/sandbox/reset', sandbox.console), {});
		await new Promise((done) => setTimeout(done, 150));
		expect(receiver.received).toHaveLength(1);
		expect(await controlled(sandbox, '/callback')).toMatchObject({ callback: { url: '', speed: 1, retryDelaysMs: SCHEDULE } });
		expect(await controlled(sandbox, '/events')).toEqual({ events: [] });
		expect((await log()).counters).toEqual({ pending: 0, sent: 0, received: 0, failed: 0 });
	});
});

describe('many callbacks', () => {
	it('arrive, each once: 1,000 of them', async () => {
		await control(sandbox, '/callback', { url: receiver.origin, concurrency: 50, timeoutMs: 60_000 });
		const events = Array.from({ length: 1000 }, (_, index) => ({ action: 'SIGN_FLOW_COMPLETE', data: { signFlowId: `flow-${index}` } }));
		await control(sandbox, '/events', { events });
		await attempts(sandbox, 1000);
		expect(new Set(receiver.received.map(({ json }) => json['signFlowId'])).size).toBe(1000);
		expect((await log()).counters).toEqual({ pending: 0, sent: 1000, received: 1000, failed: 0 });
	});
});
