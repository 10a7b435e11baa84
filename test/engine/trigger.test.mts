/** What the Qiandun Trigger promises (docs/callbacks.md), in n8n's own contexts and engine, over HTTP, against the sandbox. */
import axios from 'axios';
import type { ServerResponse } from 'node:http';
import fc from 'fast-check';
import type { IDataObject, INodeExecutionData, INodeType } from 'n8n-workflow';
import { Claims } from '../../engine/claims.ts';
import { eventItem } from '../../nodes/QiandunTrigger/events.ts';
import { QiandunTrigger } from '../../nodes/QiandunTrigger/QiandunTrigger.node.ts';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import { SharedMemory } from './n8n-memory.mts';
import { runNode } from './harness.mts';
import { envelope, startRecorder, type Recorder } from './recorder.mts';
import { startWebhookServer, type WebhookServer, type WebhookServerOptions } from './webhook-server.mts';

const SIGNED = 'OPEN_CONTRACT_SIGNED';
const STATUS = 'OPEN_CONTRACT_STATUS_CHANGED';
const defaults = { events: ['*'], fetchDetails: true, respond: 'onReceived', confirm: 'afterReceiving', deduplicate: true, options: {} };

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => await sandbox.close());

const open: Array<{ close(): Promise<void> }> = [];
afterEach(async () => {
	await post(new URL('/sandbox/faults', sandbox.console).href, undefined, 'delete');
	for (const one of open.splice(0)) await one.close();
});

/** What another process has of the node: the same code with a memory of its own. */
function otherProcess(): INodeType {
	let trigger: INodeType | undefined;
	jest.isolateModules(() => {
		const { QiandunTrigger: Other } = jest.requireActual<{ QiandunTrigger: new () => INodeType }>(
			'../../nodes/QiandunTrigger/QiandunTrigger.node.ts',
		);
		trigger = new Other();
	});
	if (!trigger) throw new Error('not loaded');
	return trigger;
}

async function serve(parameters: IDataObject = {}, more: Partial<WebhookServerOptions> = {}): Promise<WebhookServer> {
	const server = await startWebhookServer({
		trigger: new QiandunTrigger(),
		credential: { environment: 'custom', ...sandbox.qiandun },
		...more,
		parameters: { ...defaults, ...parameters },
	});
	open.push(server);
	return server;
}

const post = async (url: string, body: unknown, method: 'post' | 'delete' | 'get' = 'post') =>
	await axios.request<IDataObject>({
		method,
		url,
		data: typeof body === 'string' || body === undefined ? body : JSON.stringify(body),
		headers: { 'content-type': 'application/json;charset=UTF-8' },
		transformRequest: (data: unknown) => data,
		proxy: false,
		validateStatus: () => true,
		timeout: 20_000,
	});
const statusOf = async (url: string, body: unknown) => (await post(url, body)).status;
const control = async (route: string, body: unknown) => (await post(new URL(`/sandbox/${route}`, sandbox.console).href, body)).data;

async function eventOf(data: IDataObject = { contractId: '1' }, businessType = SIGNED): Promise<string> {
	const { transactionIds } = await control('qiandun/events', { businessType, data });
	return String((transactionIds as string[])[0]);
}

async function confirmedAt(transactionId: string): Promise<boolean> {
	const { data } = await post(new URL('/sandbox/state', sandbox.console).href, undefined, 'get');
	return (data.events as IDataObject[]).some((event) => event.transactionId === transactionId && event.confirmed === true);
}

/** A platform's answer of success. */
function tell(response: ServerResponse, result: unknown): void {
	response.setHeader('content-type', 'application/json');
	response.end(envelope(result));
}

async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
	for (let round = 0; round < 200; round++) {
		if (await holds()) return;
		await new Promise((resolve) => setTimeout(resolve, 25));
	}
	throw new Error('It did not happen within five seconds');
}

/** A caller that hangs up without waiting for the answer. */
async function goneAfter({ url }: WebhookServer, transactionId: string, when: () => boolean): Promise<void> {
	const caller = new AbortController();
	const answer = axios.post(url, { transactionId }, { proxy: false, signal: caller.signal }).catch(() => undefined);
	await eventually(when);
	caller.abort();
	await answer;
}

/** From here on it is so many minutes later. */
const later = (minutes: number) => jest.spyOn(Date, 'now').mockImplementation(() => new Date().getTime() + minutes * 60_000);

const idle = async (milliseconds = 150) => await new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

describe('an event', () => {
	it('becomes one item with normalised fields, what was fetched and what was posted', async () => {
		const server = await serve();
		const { transactionIds } = await control('qiandun/events', {
			businessType: SIGNED,
			data: { contractId: '9007199254740993123', businessCode: 'B-1', accountId: 'A-1', signStatus: 'finished', signTime: '2026-11-22 10:00:00' },
		});
		const transactionId = String((transactionIds as string[])[0]);
		const notification = { transactionId, businessType: SIGNED };
		expect(await statusOf(server.url, notification)).toBe(200);
		await eventually(() => server.executions.length === 1);
		const [[{ json }]] = server.executions;
		expect(json).toEqual({
			event: 'contract.signed',
			businessType: SIGNED,
			transactionId,
			contractId: '9007199254740993123',
			businessCode: 'B-1',
			accountId: 'A-1',
			status: 'signed',
			occurredAt: '2026-11-22T02:00:00.000Z',
			receivedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
			data: { contractId: '9007199254740993123', businessCode: 'B-1', accountId: 'A-1', signStatus: 'finished', signTime: '2026-11-22 10:00:00' },
			raw: notification,
		});
		expect(Object.keys(json)).toEqual([
			'event', 'businessType', 'transactionId', 'contractId', 'businessCode', 'accountId', 'status', 'occurredAt', 'receivedAt', 'data', 'raw',
		]);
	});

	it('of an unknown businessType is passed on as it came, never dropped', async () => {
		const server = await serve();
		const transactionId = await eventOf({ anything: [1] }, 'OPEN_SOMETHING_NEW');
		await post(server.url, { transactionId });
		await eventually(() => server.executions.length === 1);
		expect(server.executions[0][0].json).toMatchObject({
			event: 'OPEN_SOMETHING_NEW', businessType: 'OPEN_SOMETHING_NEW', contractId: null, status: null, occurredAt: null, data: { anything: [1] },
		});
	});

	it.each([
		[SIGNED, { signStatus: 'finished' }, 'signed'],
		[STATUS, { status: 'finished' }, 'completed'],
		[STATUS, { status: 'Overdue' }, 'expired'],
		[STATUS, { status: 'archiving' }, 'archiving'],
		['OPEN_PSN_CERT_RESULT', { verifyStatus: 'passed' }, 'passed'],
		['OPEN_CORP_CERT_RESULT', { verifyStatus: 'un_passed' }, 'failed'],
		['OPEN_NEW', { status: 'finished' }, 'finished'],
		[STATUS, { status: '' }, null],
		[STATUS, { status: 'constructor' }, 'constructor'],
	])('%s with %j has the status %s', (businessType, data, status) => {
		expect(eventItem({ transactionId: 'a', businessType }, { data }, {}, new Date())).toMatchObject({ status, data });
	});

	it('happened when it says it did, not when what it is about was made', () => {
		const data = { createTime: '2026-11-01 08:00:00', finishTime: '2026-11-22 10:00:00', status: 'finished' };
		expect(eventItem({ transactionId: 'a', businessType: STATUS }, { data }, {}, new Date())).toMatchObject({ occurredAt: '2026-11-22T02:00:00.000Z' });
	});

	it('with an id of 19 digits as a number keeps every digit', async () => {
		const server = await serve({ fetchDetails: false, confirm: 'never' });
		await post(server.url, '{"transactionId":9007199254740993123,"businessType":"X","data":"{\\"contractId\\":9007199254740993125}"}');
		await eventually(() => server.executions.length === 1);
		expect(server.executions[0][0].json).toMatchObject({
			transactionId: '9007199254740993123', contractId: '9007199254740993125', raw: { transactionId: '9007199254740993123' },
		});
	});

	it('is what was fetched, whatever the notification says', async () => {
		const server = await serve({ events: ['contract.signed'] });
		const transactionId = await eventOf({ contractId: '7', businessCode: 'real' });
		await post(server.url, { transactionId, businessType: STATUS, data: { contractId: '8', businessCode: 'forged' } });
		await eventually(() => server.executions.length === 1);
		expect(server.executions[0][0].json).toMatchObject({ event: 'contract.signed', contractId: '7', businessCode: 'real' });
	});
});

describe('the connectivity test', () => {
	it('is answered without an execution and without asking the platform', async () => {
		const server = await serve({}, { credential: { environment: 'custom', baseUrl: 'http://127.0.0.1:1/api', appKey: 'k', appSecret: 's' } });
		expect((await post(server.url, undefined, 'get')).status).toBe(200);
		expect(server.started()).toBe(0);
	});
});

describe('repetitions', () => {
	it('at the same moment and later have one execution, and all are told that it was received', async () => {
		const server = await serve();
		const transactionId = await eventOf();
		const statuses = await Promise.all(Array.from({ length: 20 }, async () => await statusOf(server.url, { transactionId })));
		expect(new Set(statuses)).toEqual(new Set([200]));
		expect(await statusOf(server.url, { transactionId })).toBe(200);
		await idle();
		expect(server.started()).toBe(1);
	});

	it('wait for what becomes of the first: where n8n cannot store it, the next one is the event', async () => {
		let broken = 1;
		const server = await serve({}, {
			store: async () => {
				await idle(100);
				if (broken-- > 0) throw new Error('database is gone');
			},
		});
		const transactionId = await eventOf();
		const statuses = await Promise.all([statusOf(server.url, { transactionId }), statusOf(server.url, { transactionId })]);
		expect(statuses.sort()).toEqual([200, 500]);
		await eventually(() => server.executions.length === 1);
		expect(await statusOf(server.url, { transactionId })).toBe(200);
		await idle();
		expect(server.executions).toHaveLength(1);
	});

	it('are told to come again when the first takes longer than the answer budget', async () => {
		const server = await serve({ options: { answerBudget: 300 } }, { store: async () => await idle(900) });
		const transactionId = await eventOf();
		const first = statusOf(server.url, { transactionId });
		await idle(50);
		const second = await post(server.url, { transactionId });
		expect([second.status, second.headers['retry-after']]).toEqual([503, '5']);
		expect(await first).toBe(200);
	});

	it('run again with Deduplicate off', async () => {
		const server = await serve({ deduplicate: false });
		const transactionId = await eventOf();
		for (let time = 0; time < 3; time++) await post(server.url, { transactionId });
		await eventually(() => server.executions.length === 3);
	});

	it('run again at the Test URL, and leave no trace for the Production URL', async () => {
		const transactionId = await eventOf();
		const test = await serve({}, { mode: 'manual', workflowId: 'tested' });
		for (let time = 0; time < 2; time++) await post(test.url, { transactionId });
		await eventually(() => test.executions.length === 2);
		const production = await serve({}, { workflowId: 'tested' });
		await post(production.url, { transactionId });
		await eventually(() => production.executions.length === 1);
	});

	it('at another process or after a restart end in the trigger', async () => {
		const shared = { memory: new SharedMemory(), workflowId: 'shared' };
		const first = await serve({}, shared);
		const transactionId = await eventOf();
		await post(first.url, { transactionId });
		await eventually(() => first.executions.length === 1);
		// Where webhook() and execute() are in one process there are no others: no lock.
		expect([...shared.memory.scopes]).toEqual(['node']);
		const second = await serve({}, { ...shared, trigger: otherProcess() });
		expect(await statusOf(second.url, { transactionId })).toBe(200);
		await eventually(() => second.started() === 1);
		expect(second.executions).toHaveLength(0);
		// In queue mode the worker gets what another process received.
		const worker = await serve({}, { ...shared, trigger: otherProcess() });
		await worker.run(first.handed[0]);
		expect(worker.executions).toHaveLength(0);
		expect([...shared.memory.scopes].sort()).toEqual(['node', 'workflow']);
	});

	it('a caller that is gone before the answer leaves the event where it is: once', async () => {
		const server = await serve({}, { store: async () => await idle(200) });
		const transactionId = await eventOf();
		await goneAfter(server, transactionId, () => server.handed.length === 1);
		await eventually(() => server.executions.length === 1);
		expect(await statusOf(server.url, { transactionId })).toBe(200);
		await idle();
		expect(server.started()).toBe(1);
	});
});

describe('a caller that hangs up', () => {
	it('while the details are fetched leaves the event where it is: once, and confirmed', async () => {
		const server = await serve();
		const transactionId = await eventOf();
		await control('faults', { path: '/open/callback/info', fault: 'latency', ms: 600, times: 1 });
		const caller = new AbortController();
		const answer = axios.post(server.url, { transactionId }, { proxy: false, signal: caller.signal }).catch(() => undefined);
		await idle(300);
		caller.abort();
		await answer;
		await eventually(() => server.executions.length === 1);
		expect(await statusOf(server.url, { transactionId })).toBe(200);
		await eventually(async () => await confirmedAt(transactionId));
		expect(server.started()).toBe(1);
	});
});

describe('n8n’s database', () => {
	it('that is gone for long fails the execution; the event is let in when it comes again', async () => {
		const memory = new SharedMemory();
		const server = await serve({}, { memory });
		const transactionId = await eventOf();
		const now = jest.spyOn(Date, 'now');
		memory.disturb = async () => await Promise.reject(new Error('database is gone'));
		jest.spyOn(Claims.prototype, 'claim').mockRejectedValueOnce(new Error('database is gone'));
		expect(await statusOf(server.url, { transactionId })).toBe(200);
		await eventually(() => server.started() === 1);
		memory.disturb = async () => undefined;
		now.mockRestore();
		await idle();
		expect(await statusOf(server.url, { transactionId })).toBe(200);
		await eventually(() => server.executions.length === 1);
	});
});

describe('what cannot be received', () => {
	it.each([
		['an empty body', '', 400],
		['a list', '[]', 400],
		['broken JSON', '{"transactionId":', 400],
		['no transactionId', { businessType: SIGNED }, 400],
		['an object as transactionId', { transactionId: { a: 1 } }, 400],
		['spaces as transactionId', { transactionId: '   ' }, 400],
		['a transactionId with a path in it', { transactionId: 'a b' }, 400],
		['a businessType with a line break', { transactionId: 'a', businessType: 'x\ny' }, 400],
		['too much', { transactionId: 'a', more: 'x'.repeat(70_000) }, 413],
		['an event that does not exist', { transactionId: 'invented' }, 404],
	])('%s is refused with a reason, without an execution', async (_what, body, status) => {
		const server = await serve();
		const answer = await post(server.url, body);
		expect(answer.status).toBe(status);
		expect(answer.data).toEqual({ error: expect.stringMatching(/\w{3}/) });
		expect(server.log.length).toBeGreaterThan(0);
		expect(server.started()).toBe(0);
	});

	it('for a wrong parameter is answered 500 without an execution, and the log names it', async () => {
		for (const [parameters, named] of [
			[{ events: [] }, 'Events'],
			[{ options: { allowedIps: 'example.com' } }, 'Allowed IPs'],
			[{ options: { answerBudget: 'soon' } }, 'Answer Budget'],
			[{ options: { letInAgainAfter: 0 } }, 'Let In Again After'],
			[{ fetchDetails: '={{ "true" }}' }, 'Fetch Details'],
			[{ deduplicate: '={{ 1 }}' }, 'Deduplicate'],
			[{ confirm: '={{ "sometimes" }}' }, 'Confirm'],
			[{ respond: '={{ "later" }}' }, 'Respond'],
			[{ options: { allowedIps: '={{ null }}' } }, 'Allowed IPs'],
		] as const) {
			const server = await serve(parameters);
			expect([named, await statusOf(server.url, { transactionId: 'a' })]).toEqual([named, 500]);
			expect(server.log.map(({ message }) => message).join()).toContain(named);
			expect(server.started()).toBe(0);
		}
	});

	it('for a setting of the node that would hand on repetitions is answered 500, and the log names it', async () => {
		for (const [settings, named] of [
			[{ alwaysOutputData: true }, 'Always Output Data'],
			[{ onError: 'continueRegularOutput' }, 'On Error'],
			[{ continueOnFail: true }, 'On Error'],
		] as const) {
			const server = await serve({}, { settings });
			expect([named, await statusOf(server.url, { transactionId: 'a' })]).toEqual([named, 500]);
			expect(server.log.map(({ message }) => message).join()).toContain(named);
		}
	});

	it('is logged without anything of what was sent', async () => {
		const server = await serve({ options: { allowedIps: '203.0.113.0/24' } }, { ip: '198.51.100.77' });
		await post(server.url, { transactionId: '13800000001', idCard: '990000199003071236' });
		const server2 = await serve();
		await post(server2.url, { transactionId: '13800000001', businessType: 'Zhang', name: '张三' });
		const lines = JSON.stringify([server.log, server2.log]);
		expect(lines).toContain('198.51.100.*');
		expect(lines).not.toMatch(/198\.51\.100\.77|13800000001|9900001990|Zhang|张三/);
	});

	it('from an address that is not allowed is refused, whatever headers it sends', async () => {
		const parameters = { options: { allowedIps: '203.0.113.0/24, 2001:db8::1' } };
		const transactionId = await eventOf();
		for (const [ip, status] of [['198.51.100.1', 403], ['203.0.113.9', 200], ['::ffff:203.0.113.9', 200], ['2001:db8:0::1', 200], ['', 403]] as const) {
			const server = await serve(parameters, { ip });
			const { status: found } = await axios.post(server.url, { transactionId }, {
				headers: { 'x-forwarded-for': '203.0.113.9', 'x-real-ip': '203.0.113.9', forwarded: 'for=203.0.113.9' },
				proxy: false,
				validateStatus: () => true,
			});
			expect([ip, found]).toEqual([ip, status]);
		}
	});

	it('fuzz: nothing invented starts an execution, gets a 2xx or hangs, and few questions reach the platform', async () => {
		const recorder = await startRecorder((_request, response) => {
			response.setHeader('content-type', 'application/json');
			response.end(JSON.stringify({ code: '400', msg: '回调记录不存在', result: null, success: false }));
		});
		open.push(recorder);
		const credential = { environment: 'custom', baseUrl: recorder.baseUrl, appKey: 'k', appSecret: 's' };
		const server = await serve({}, { credential });
		const invented = fc.record(
			{ transactionId: fc.oneof(fc.string(), fc.uuid(), fc.integer(), fc.jsonValue()), businessType: fc.oneof(fc.constant(SIGNED), fc.jsonValue()) },
			{ requiredKeys: [] },
		);
		const body = fc.oneof(fc.string(), fc.json(), invented.map((value) => JSON.stringify(value)));
		await fc.assert(
			fc.asyncProperty(body, async (text) => {
				const { status } = await post(server.url, text);
				expect(status).toBeGreaterThanOrEqual(400);
			}),
			{ numRuns: 500 },
		);
		expect(server.started()).toBe(0);
		expect(recorder.requests.length).toBeLessThan(60);
	}, 60_000);
});

describe('details', () => {
	it('that cannot be fetched make it 503, and the event is let in when it comes again', async () => {
		const server = await serve();
		const transactionId = await eventOf();
		for (const fault of [{ fault: 'status', status: 500 }, { fault: 'status', status: 429 }, { fault: 'dropBefore' }, { fault: 'html' }]) {
			await control('faults', { path: '/open/callback/info', times: 1, ...fault });
			const answer = await post(server.url, { transactionId });
			expect([fault, answer.status, answer.headers['retry-after']]).toEqual([fault, 503, '10']);
		}
		expect(await statusOf(server.url, { transactionId })).toBe(200);
		await eventually(() => server.executions.length === 1);
		expect(server.started()).toBe(1);
	});

	it('that the platform is too busy to give make it 503, and are asked for again when the event comes again', async () => {
		const recorder = await startRecorder((_request, response, index) =>
			index === 0
				? response.end('{"code":"500","msg":"服务繁忙","result":null,"success":false}')
				: tell(response, { businessType: SIGNED, data: { contractId: '1' } }),
		);
		open.push(recorder);
		const server = await serve({ confirm: 'never' }, { credential: { environment: 'custom', baseUrl: recorder.baseUrl, appKey: 'k', appSecret: 's' } });
		expect(await statusOf(server.url, { transactionId: 'a' })).toBe(503);
		expect(await statusOf(server.url, { transactionId: 'a' })).toBe(200);
		await eventually(() => server.executions.length === 1);
	});

	it('with wrong keys make it 503, and the log says why', async () => {
		const server = await serve({}, { credential: { environment: 'custom', ...sandbox.qiandun, appSecret: 'wrong' } });
		expect(await statusOf(server.url, { transactionId: await eventOf() })).toBe(503);
		expect(server.log.map(({ message }) => message).join()).toMatch(/HTTP 40[013].*Invalid Signature/i);
	});

	it('that take longer than the answer budget make it 503 in time', async () => {
		const server = await serve({ options: { answerBudget: 300 } });
		await control('faults', { path: '/open/callback/info', fault: 'latency', ms: 3000, times: 1 });
		const began = Date.now();
		expect(await statusOf(server.url, { transactionId: await eventOf() })).toBe(503);
		expect(Date.now() - began).toBeLessThan(1500);
	});

	it('are asked for ten at a time, whatever comes at once', async () => {
		const recorder: Recorder = await startRecorder((request, response) => {
			const transactionId = new URL(request.url, 'http://x').searchParams.get('transactionId');
			setTimeout(() => tell(response, { transactionId, businessType: SIGNED, data: { contractId: '1' } }), 100);
		});
		open.push(recorder);
		const credential = { environment: 'custom', baseUrl: recorder.baseUrl, appKey: 'k', appSecret: 's' };
		const server = await serve({ confirm: 'never' }, { credential });
		const statuses = await Promise.all(Array.from({ length: 60 }, async (_, index) => await statusOf(server.url, { transactionId: `e${index}` })));
		expect(new Set(statuses)).toEqual(new Set([200]));
		expect(recorder.mostAtOnce()).toBeLessThanOrEqual(10);
		expect(recorder.mostAtOnce()).toBeGreaterThan(3);
	});

	it('a success that says nothing, or speaks of another event, vouches for nothing', async () => {
		for (const result of [null, {}, [], 'yes', true, { transactionId: 'other', businessType: SIGNED, data: {} }]) {
			const recorder = await startRecorder((_request, response) => tell(response, result));
			open.push(recorder);
			const server = await serve({}, { credential: { environment: 'custom', baseUrl: recorder.baseUrl, appKey: 'k', appSecret: 's' } });
			expect([result, await statusOf(server.url, { transactionId: 'mine' })]).toEqual([result, 404]);
		}
	});

	it('of an id that does not exist are asked for once in a while, however often it comes', async () => {
		const recorder = await startRecorder((_request, response) => tell(response, null));
		open.push(recorder);
		const server = await serve({}, { credential: { environment: 'custom', baseUrl: recorder.baseUrl, appKey: 'k', appSecret: 's' } });
		for (let time = 0; time < 5; time++) expect(await statusOf(server.url, { transactionId: 'invented' })).toBe(404);
		expect(recorder.requests).toHaveLength(1);
		const now = later(1);
		try {
			expect(await statusOf(server.url, { transactionId: 'invented' })).toBe(404);
		} finally {
			now.mockRestore();
		}
		expect(recorder.requests).toHaveLength(2);
	});

	it('forgeries from one address do not keep out events from another', async () => {
		const memory = new SharedMemory();
		const forger = await serve({}, { ip: '198.51.100.1', workflowId: 'guarded', memory });
		const statuses = await Promise.all(Array.from({ length: 60 }, async (_, index) => await statusOf(forger.url, { transactionId: `invented-${index}` })));
		expect(statuses.filter((status) => status === 404).length).toBeLessThanOrEqual(20);
		expect(statuses.filter((status) => status === 503).length).toBeGreaterThanOrEqual(40);
		const platform = await serve({}, { ip: '203.0.113.1', workflowId: 'guarded', memory });
		expect(await statusOf(platform.url, { transactionId: await eventOf() })).toBe(200);
	});
});

describe('events nobody asked for', () => {
	it('are answered, confirmed, and start nothing', async () => {
		const server = await serve({ events: ['contract.status', 'OPEN_OWN'], confirm: 'byWorkflow', options: { responseBody: 'success' } });
		const unwanted = await eventOf();
		const answer = await post(server.url, { transactionId: unwanted, businessType: STATUS });
		expect([answer.status, answer.data]).toEqual([200, 'success']);
		await eventually(async () => await confirmedAt(unwanted));
		expect(server.started()).toBe(0);
		await post(server.url, { transactionId: await eventOf({}, 'OPEN_OWN') });
		await eventually(() => server.executions.length === 1);
	});

	it('are not confirmed on the word of a forged notification', async () => {
		const server = await serve({ events: ['contract.signed'] });
		const transactionId = await eventOf();
		await control('faults', { path: '/open/callback/info', fault: 'status', status: 500, times: 1 });
		expect(await statusOf(server.url, { transactionId, businessType: STATUS })).toBe(503);
		await idle();
		expect(await confirmedAt(transactionId)).toBe(false);
	});

	it('are looked at again when the choice of events has changed', async () => {
		const transactionId = await eventOf();
		const before = await serve({ events: ['contract.status'] }, { workflowId: 'republished' });
		expect(await statusOf(before.url, { transactionId })).toBe(200);
		const after = await serve({ events: ['contract.signed'] }, { workflowId: 'republished' });
		expect(await statusOf(after.url, { transactionId })).toBe(200);
		await eventually(() => after.executions.length === 1);
		expect(before.started()).toBe(0);
	});

	it('of contracts with another business code are dropped; what is not about a contract passes', async () => {
		const server = await serve({ options: { businessCodePrefix: 'S-' } });
		const dropped = [
			await eventOf({ contractId: '1', businessCode: 'T-1' }),
			await eventOf({ contractId: '2' }, STATUS),
		];
		const passed = [
			await eventOf({ contractId: '1', businessCode: 'S-1' }),
			await eventOf({ businessCode: 'crm-1', verifyStatus: 'passed' }, 'OPEN_PSN_CERT_RESULT'),
			await eventOf({ serviceId: 'x' }, 'OPEN_GET_SEAL_POSITION'),
		];
		for (const transactionId of [...dropped, ...passed]) expect(await statusOf(server.url, { transactionId })).toBe(200);
		await eventually(() => server.executions.length === 3);
		expect(server.executions.map(([{ json }]) => json.transactionId).sort()).toEqual(passed.sort());
	});
});

describe('Confirm', () => {
	it('After Receiving: when n8n has answered, not before', async () => {
		let release = () => undefined as void;
		const stored = new Promise<void>((resolve) => (release = resolve));
		const server = await serve({}, { store: async () => await stored });
		const transactionId = await eventOf();
		const answer = statusOf(server.url, { transactionId });
		await idle();
		expect(await confirmedAt(transactionId)).toBe(false);
		release();
		expect(await answer).toBe(200);
		await eventually(async () => await confirmedAt(transactionId));
	});

	it('After Receiving: one that failed is made good when the event comes again, without a second execution', async () => {
		const server = await serve();
		const transactionId = await eventOf();
		await control('faults', { path: '/open/callback/confirm', fault: 'status', status: 500, times: 1 });
		await post(server.url, { transactionId });
		await eventually(() => server.log.some(({ message }) => message.includes('could not be confirmed')));
		const now = jest.spyOn(Date, 'now').mockImplementation(() => new Date().getTime() + 60_000);
		try {
			expect(await statusOf(server.url, { transactionId })).toBe(200);
		} finally {
			now.mockRestore();
		}
		await eventually(async () => await confirmedAt(transactionId));
		expect(server.started()).toBe(1);
	});

	it('a replayed notification is not confirmed again each time', async () => {
		const recorder = await startRecorder((request, response) =>
			tell(response, request.method === 'GET' ? { businessType: SIGNED, data: { contractId: '1' } } : true),
		);
		open.push(recorder);
		const server = await serve({}, { credential: { environment: 'custom', baseUrl: recorder.baseUrl, appKey: 'k', appSecret: 's' } });
		for (let time = 0; time < 50; time++) expect(await statusOf(server.url, { transactionId: 'a' })).toBe(200);
		await idle();
		expect(recorder.requests.length).toBe(2);
	});

	it('Never: never', async () => {
		const server = await serve({ confirm: 'never', events: ['contract.signed'] });
		const [wanted, unwanted] = [await eventOf(), await eventOf({}, STATUS)];
		for (const transactionId of [wanted, unwanted]) expect(await statusOf(server.url, { transactionId })).toBe(200);
		await idle();
		expect([await confirmedAt(wanted), await confirmedAt(unwanted)]).toEqual([false, false]);
	});

	const LEASE = { confirm: 'byWorkflow', options: { letInAgainAfter: 1 } };

	it('By the Workflow: an event that was not confirmed is let in again after a while, one that was is not', async () => {
		const server = await serve(LEASE);
		const [left, done] = [await eventOf(), await eventOf()];
		for (const transactionId of [left, done]) await post(server.url, { transactionId });
		await eventually(() => server.executions.length === 2);
		await runNode({
			parameters: { resource: 'callback', operation: 'confirm', transactionId: done },
			credential: { environment: 'custom', ...sandbox.qiandun },
		});
		for (const transactionId of [left, done]) expect(await statusOf(server.url, { transactionId })).toBe(200);
		await idle();
		expect(server.started()).toBe(2);
		const now = later(2);
		try {
			for (const transactionId of [left, done]) expect(await statusOf(server.url, { transactionId })).toBe(200);
			await eventually(() => server.executions.length === 3);
			await idle();
		} finally {
			now.mockRestore();
		}
		expect(server.executions.map(([{ json }]) => json.transactionId)).toEqual([left, done, left]);
		expect(server.started()).toBe(3);
	});

	it('By the Workflow: an event that comes again and again is let in once its lease is over, and at most a quarter later', async () => {
		const server = await serve(LEASE);
		const transactionId = await eventOf();
		const runs: number[] = [];
		let counted = 0;
		for (let seconds = 0; seconds <= 240; seconds += 5) {
			const now = later(seconds / 60);
			try {
				expect(await statusOf(server.url, { transactionId })).toBe(200);
				await idle(30);
			} finally {
				now.mockRestore();
			}
			if (server.executions.length > counted) runs.push(seconds);
			counted = server.executions.length;
		}
		expect(runs.length).toBeGreaterThanOrEqual(3);
		runs.slice(1).forEach((seconds, index) => {
			expect(seconds - runs[index]).toBeGreaterThanOrEqual(60);
			expect(seconds - runs[index]).toBeLessThanOrEqual(80);
		});
		// None that only finds out that it is too early.
		expect(server.started()).toBe(runs.length);
	});

	it('By the Workflow: the same after a restart', async () => {
		const shared = { memory: new SharedMemory(), workflowId: 'restarted' };
		const before = await serve(LEASE, shared);
		const transactionId = await eventOf();
		await post(before.url, { transactionId });
		await eventually(() => before.executions.length === 1);
		const after = await serve(LEASE, { ...shared, trigger: otherProcess() });
		await post(after.url, { transactionId });
		await eventually(() => after.started() === 1);
		expect(after.executions).toHaveLength(0);
		const now = later(2);
		try {
			await post(after.url, { transactionId });
			await eventually(() => after.executions.length === 1);
		} finally {
			now.mockRestore();
		}
	});

	it('a manual Retry of an execution that a crash cut off runs, although the event is taken', async () => {
		const server = await serve();
		await post(server.url, { transactionId: await eventOf() });
		await eventually(() => server.executions.length === 1);
		await server.retry(server.handed[0]);
		expect(server.executions).toHaveLength(2);
		expect(server.executions[1]).toEqual(server.executions[0]);
	});
});

describe('Respond When the Workflow Finishes', () => {
	it('answers 500 when the workflow fails, confirms nothing, and lets the event in again', async () => {
		let failures = 2;
		const server = await serve({ respond: 'lastNode' }, {
			work: async () => {
				if (failures-- > 0) throw new Error('no');
			},
		});
		const transactionId = await eventOf();
		expect(await statusOf(server.url, { transactionId })).toBe(500);
		await idle();
		expect(await confirmedAt(transactionId)).toBe(false);
		expect(await statusOf(server.url, { transactionId })).toBe(500);
		expect(await statusOf(server.url, { transactionId })).toBe(200);
		await eventually(async () => await confirmedAt(transactionId));
		expect(await statusOf(server.url, { transactionId })).toBe(200);
		expect(server.executions).toHaveLength(3);
	});

	it('answers without the data of the workflow', async () => {
		const server = await serve({ respond: 'lastNode', options: { responseBody: 'ignored here' } });
		expect((await post(server.url, { transactionId: await eventOf() })).data).toBe('');
	});

	it('a caller that does not wait for the end does not make it run twice', async () => {
		let runs = 0;
		const work = async (_items: INodeExecutionData[]) => {
			runs++;
			await idle(700);
		};
		const server = await serve({ respond: 'lastNode' }, { work });
		const transactionId = await eventOf();
		await goneAfter(server, transactionId, () => runs === 1);
		expect(await statusOf(server.url, { transactionId })).toBe(200);
		expect(runs).toBe(1);
	});

	it('a workflow that goes on for hours after its caller is gone is not begun a second time', async () => {
		let runs = 0;
		let end = () => undefined as void;
		const ended = new Promise<void>((resolve) => (end = resolve));
		const server = await serve({ respond: 'lastNode' }, {
			work: async () => {
				runs++;
				await ended;
			},
		});
		const transactionId = await eventOf();
		// Whether n8n has answered is looked at every half second: here the hours pass at once.
		const real = setTimeout;
		const timers = jest.spyOn(globalThis, 'setTimeout').mockImplementation(((callback: () => void, milliseconds?: number) => {
			if (milliseconds === 500) setImmediate(callback);
			return real(milliseconds === 500 ? () => undefined : callback, milliseconds);
		}) as typeof setTimeout);
		try {
			await goneAfter(server, transactionId, () => runs === 1);
			const again = await statusOf(server.url, { transactionId });
			expect([again, runs]).toEqual([500, 1]);
		} finally {
			timers.mockRestore();
			end();
		}
	});

	it('an event that ended well does not run again after its lease', async () => {
		const server = await serve({ respond: 'lastNode', confirm: 'never', options: { letInAgainAfter: 1 } });
		const transactionId = await eventOf();
		expect(await statusOf(server.url, { transactionId })).toBe(200);
		const shared = { workflowId: 'ended', memory: new SharedMemory() };
		const first = await serve({ respond: 'lastNode', options: { letInAgainAfter: 1 } }, shared);
		expect(await statusOf(first.url, { transactionId })).toBe(200);
		// The next event writes down that this one is done.
		expect(await statusOf(first.url, { transactionId: await eventOf() })).toBe(200);
		const now = later(5);
		try {
			expect(await statusOf(server.url, { transactionId })).toBe(200);
			const restarted = await serve({ respond: 'lastNode', options: { letInAgainAfter: 1 } }, { ...shared, trigger: otherProcess() });
			expect(await statusOf(restarted.url, { transactionId })).toBe(200);
			expect(restarted.executions).toHaveLength(0);
		} finally {
			now.mockRestore();
		}
		expect(server.executions).toHaveLength(1);
	});

	it('at another process an event that is being worked on gets no 2xx', async () => {
		const shared = { memory: new SharedMemory(), workflowId: 'two', work: async () => await idle(500) };
		const first = await serve({ respond: 'lastNode' }, shared);
		const second = await serve({ respond: 'lastNode' }, { ...shared, trigger: otherProcess() });
		const transactionId = await eventOf();
		const answer = statusOf(first.url, { transactionId });
		await eventually(() => first.executions.length === 1);
		expect(await statusOf(second.url, { transactionId })).toBe(500);
		expect(await answer).toBe(200);
		expect(second.executions).toHaveLength(0);
	});
});
