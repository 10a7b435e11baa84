/** What the eSign Trigger promises, in n8n's own contexts and engine, over HTTP; signatures are computed here anew. */
import axios from 'axios';
import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { EsignTrigger } from '../../nodes/EsignTrigger/EsignTrigger.node.ts';
import { esignHeaders } from './esign-callback.mts';
import { startWebhookServer, type WebhookServer, type WebhookServerOptions } from './webhook-server.mts';

const APP = 'app-1';
const SECRET = 'secret-1';
const credential = { environment: 'sandbox', authentication: 'signature', appId: APP, appSecret: SECRET };
const defaults = { events: ['*'], respond: 'onReceived', deduplicate: true, options: {} };

const open: WebhookServer[] = [];
afterEach(async () => {
	for (const one of open.splice(0)) await one.close();
});

async function serve(parameters: IDataObject = {}, more: Partial<WebhookServerOptions> = {}): Promise<WebhookServer> {
	const server = await startWebhookServer({ trigger: new EsignTrigger(), credential, ...more, parameters: { ...defaults, ...parameters } });
	open.push(server);
	return server;
}

interface Post {
	query?: string;
	body: string;
	timestamp?: string;
	/** In the place of what is right. */
	secret?: string;
	headers?: Record<string, string | undefined>;
	/** What is signed instead of the query's values in order of their keys. */
	signedQuery?: string;
}

async function post({ url }: WebhookServer, { query = '', body, timestamp = String(Date.now()), secret = SECRET, signedQuery = '', headers = {} }: Post) {
	const sent = { ...esignHeaders(body, { appId: APP, secret, timestamp, query: signedQuery }), ...headers };
	const given = Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== undefined));
	return await axios.post<IDataObject>(`${url}${query}`, body, {
		headers: given,
		transformRequest: (data: unknown) => data,
		proxy: false,
		validateStatus: () => true,
	});
}

const signatureOf = (body: string, timestamp: string) => esignHeaders(body, { appId: APP, secret: SECRET, timestamp })['x-tsign-open-signature'];

const statusOf = async (server: WebhookServer, given: Post) => (await post(server, given)).status;

async function eventually(holds: () => boolean): Promise<void> {
	for (let round = 0; round < 200; round++) {
		if (holds()) return;
		await new Promise((resolve) => setTimeout(resolve, 25));
	}
	throw new Error('It did not happen within five seconds');
}
const idle = async () => await new Promise((resolve) => setTimeout(resolve, 150));

const completed = (more: IDataObject = {}) =>
	JSON.stringify({
		signFlowId: 'f-1', signFlowTitle: '劳动合同', signFlowStatus: '2', statusDescription: '完成', signFlowCreateTime: 1763776000000,
		signFlowStartTime: 1763776000000, signFlowFinishTime: 1763776800000, timestamp: 1763776801000, action: 'SIGN_FLOW_COMPLETE', ...more,
	});
const signed = (more: IDataObject = {}) =>
	JSON.stringify({
		action: 'SIGN_MISSON_COMPLETE', timestamp: 1763776801000, signFlowId: 'f-1', operateTime: 1763776800000, signResult: 2, resultDescription: '签署完成',
		signOrder: 1, customBizNum: 'B-1', operator: { psnId: 'p-1', psnAccount: { accountMobile: '13800000001' } }, organization: { orgId: 'o-1', orgName: '示例' }, ...more,
	});
const v1 = (more: IDataObject = {}) =>
	JSON.stringify({ action: 'SIGN_FLOW_FINISH', flowId: 'f-2', businessScence: 'x', flowStatus: '7', endTime: '2026-11-22 10:00:00', timestamp: 1763776801000, ...more });

describe('a callback', () => {
	it.each([
		[completed(), { event: 'contract.status', contractId: 'f-1', status: 'completed', occurredAt: '2025-11-22T02:00:00.000Z', transactionId: 'SIGN_FLOW_COMPLETE:f-1:2' }],
		[completed({ signFlowStatus: '3' }), { event: 'contract.status', status: 'revoked' }],
		[completed({ signFlowStatus: 5 }), { event: 'contract.status', status: 'expired' }],
		[completed({ signFlowStatus: '7' }), { event: 'contract.status', status: 'refused' }],
		[completed({ signFlowStatus: '9' }), { event: 'contract.status', status: '9' }],
		[completed({ signFlowStatus: 'constructor', signFlowFinishTime: 9e15 }), { event: 'contract.status', status: 'constructor', occurredAt: null }],
		[signed(), { event: 'contract.signed', contractId: 'f-1', businessCode: 'B-1', accountId: 'o-1', status: 'signed' }],
		[signed({ organization: null, signResult: 4 }), { event: 'contract.signed', accountId: 'p-1', status: 'refused' }],
		[v1(), { event: 'contract.status', contractId: 'f-2', status: 'refused', occurredAt: '2026-11-22T02:00:00.000Z' }],
		[v1({ flowStatus: '4' }), { event: 'contract.status', status: 'terminated' }],
		[
			JSON.stringify({ action: 'SIGN_FLOW_UPDATE', flowId: 'f-2', accountId: 'a', thirdOrderNo: 'B', order: 1, signTime: '2026-11-22 10:00:00', signResult: 2 }),
			{ event: 'contract.signed', contractId: 'f-2', businessCode: 'B', accountId: 'a', status: 'signed' },
		],
		[JSON.stringify({ action: 'AUTH_PASS', authFlowId: 'x', authType: 'PSN', psnInfo: { psnId: 'p' } }), { event: 'person.verified', accountId: 'p', status: 'passed' }],
		[JSON.stringify({ action: 'AUTH_PASS', authFlowId: 'x', authType: 'ORG', organization: { orgId: 'o' } }), { event: 'company.verified', accountId: 'o' }],
		[
			JSON.stringify({ action: 'AUTH_PASS', authFlowId: 'x', authType: 'ORG', psnInfo: { psnId: 'p' }, organization: { orgId: 'o' } }),
			{ event: 'company.verified', accountId: 'o' },
		],
		[JSON.stringify({ action: 'AUTHORIZE_FINISH', authFlowId: 'x', psnId: 'p', orgId: 'o' }), { event: 'company.authorization', accountId: 'o' }],
	])('%s becomes an item with the fields of the Qiandun Trigger', async (body, expected) => {
		const server = await serve();
		expect(await statusOf(server, { body })).toBe(200);
		await eventually(() => server.executions.length === 1);
		const [[{ json }]] = server.executions;
		expect(json).toMatchObject({ ...expected, data: JSON.parse(body), raw: JSON.parse(body) });
		expect(Object.keys(json)).toEqual([
			'event', 'businessType', 'transactionId', 'contractId', 'businessCode', 'accountId', 'status', 'occurredAt', 'receivedAt', 'data', 'raw',
		]);
	});

	it('is verified over the query values in the order of their keys, decoded', async () => {
		const server = await serve();
		expect(await statusOf(server, { query: '?orderNo=001&belong=pinjie', signedQuery: 'pinjie001', body: completed() })).toBe(200);
		expect(await statusOf(server, { query: '?b=%E5%90%88%20%2B&a=1', signedQuery: '1合 +', body: completed({ signFlowId: 'f-3' }) })).toBe(200);
		expect(await statusOf(server, { query: '?orderNo=001&belong=pinjie', signedQuery: '001pinjie', body: completed({ signFlowId: 'f-4' }) })).toBe(401);
		expect(await statusOf(server, { query: '?a=1', signedQuery: '', body: completed({ signFlowId: 'f-5' }) })).toBe(401);
	});

	it('is verified over the bytes as they came, not over JSON written anew', async () => {
		const server = await serve();
		expect(await statusOf(server, { body: `  ${completed().replace(/:/g, ' : ')}\n` })).toBe(200);
	});
});

describe('a callback that is not the platform’s', () => {
	it.each<[string, Partial<Post>]>([
		['of another secret', { secret: 'other' }],
		['without a signature', { headers: { 'x-tsign-open-signature': undefined } }],
		['with an empty signature', { headers: { 'x-tsign-open-signature': '' } }],
		['without a timestamp', { headers: { 'x-tsign-open-timestamp': undefined } }],
		['with another timestamp', { headers: { 'x-tsign-open-timestamp': '1' } }],
		['of another app', { headers: { 'x-tsign-open-app-id': 'app-2' } }],
		['without an app', { headers: { 'x-tsign-open-app-id': undefined } }],
	])('%s gets a real 401 and starts nothing', async (_what, more) => {
		const server = await serve();
		const answer = await post(server, { body: completed(), ...more });
		expect([answer.status, answer.data]).toEqual([401, { error: 'The signature is missing or wrong' }]);
		expect(server.started()).toBe(0);
		expect(JSON.stringify(server.log)).not.toMatch(/secret-1|劳动合同/);
	});

	it('with the signature in capitals is refused: the page says lower case', async () => {
		const server = await serve();
		const timestamp = '1763776801000';
		const signature = signatureOf(completed(), timestamp).toUpperCase();
		expect(await statusOf(server, { body: completed(), timestamp, headers: { 'x-tsign-open-signature': signature } })).toBe(401);
	});

	it('is refused when the credential has no secret, whatever it is signed with', async () => {
		for (const appSecret of ['', undefined]) {
			const server = await serve({}, { credential: { environment: 'sandbox', authentication: 'signature', appId: APP, ...(appSecret !== undefined && { appSecret }) } });
			for (const secret of ['', 'undefined', 'null']) expect(await statusOf(server, { body: completed(), secret })).toBe(401);
			expect(server.started()).toBe(0);
		}
	});

	it('fuzz: no byte of body, timestamp or query can be changed', async () => {
		const server = await serve();
		const body = completed();
		await fc.assert(
			fc.asyncProperty(fc.nat(body.length - 1), fc.integer({ min: 32, max: 126 }), async (at, code) => {
				const character = String.fromCharCode(code);
				fc.pre(body[at] !== character);
				const changed = body.slice(0, at) + character + body.slice(at + 1);
				const timestamp = '1763776801000';
				const signature = signatureOf(body, timestamp);
				expect(await statusOf(server, { body: changed, timestamp, headers: { 'x-tsign-open-signature': signature } })).toBe(401);
			}),
			{ numRuns: 200 },
		);
		expect(server.started()).toBe(0);
	}, 60_000);

	it('signed, but without an action or not an object, is a 400', async () => {
		const server = await serve();
		for (const body of ['{}', '[]', 'x', '{"action":5}', '{"action":"a b"}']) expect([body, await statusOf(server, { body })]).toEqual([body, 400]);
		expect(server.started()).toBe(0);
	});
});

describe('repetitions', () => {
	it('over notifyUrl and console, with other timestamps and in another order of keys, have one execution', async () => {
		const server = await serve();
		const { action, ...rest } = JSON.parse(completed()) as IDataObject;
		const bodies = [completed(), JSON.stringify({ action, ...rest }), completed({ timestamp: 1763776999000 })];
		const statuses = await Promise.all(bodies.map(async (body) => await statusOf(server, { body })));
		expect(statuses).toEqual([200, 200, 200]);
		await idle();
		expect(server.started()).toBe(1);
	});

	it('of an action that nobody here knows have one execution, too, in whichever order its keys come', async () => {
		const server = await serve({ options: { passUnknown: true } });
		const bodies = [
			'{"action":"COPIER_READ","signFlowId":"f-1","copier":{"psnId":"p-1","orgId":"o-1"},"timestamp":1763776801000}',
			'{"timestamp":1763776801000,"copier":{"orgId":"o-1","psnId":"p-1"},"signFlowId":"f-1","action":"COPIER_READ"}',
		];
		for (const body of bodies) expect(await statusOf(server, { body })).toBe(200);
		await idle();
		expect(server.started()).toBe(1);
	});

	it('are not confused with other events of the same flow', async () => {
		const server = await serve();
		const bodies = [
			signed(), signed({ signOrder: 2 }), signed({ operator: { psnId: 'p-2' } }), signed({ customBizNum: 'B-2' }), completed(),
			completed({ signFlowId: 'f-9' }), signed({ organization: { orgId: 'o-2' } }),
		];
		for (const body of bodies) expect(await statusOf(server, { body })).toBe(200);
		await eventually(() => server.executions.length === bodies.length);
	});
});

describe('actions', () => {
	it('that were not chosen are answered and start nothing; the end of a flow is split by how it ended', async () => {
		const server = await serve({ events: ['contract.completed', 'contract.signed'], options: { responseBody: '{"code":"200","msg":"success"}' } });
		for (const signFlowStatus of ['3', '5', '7', '2']) expect(await statusOf(server, { body: completed({ signFlowStatus }) })).toBe(200);
		expect(await statusOf(server, { body: JSON.stringify({ action: 'AUTH_PASS', authFlowId: 'x' }) })).toBe(200);
		expect(await statusOf(server, { body: signed() })).toBe(200);
		await eventually(() => server.executions.length === 2);
		await idle();
		expect(server.executions.map(([{ json }]) => json.status)).toEqual(['completed', 'signed']);
		expect(server.started()).toBe(2);
	});

	it('that nobody here knows are answered, and passed on only if that was chosen', async () => {
		const body = JSON.stringify({ action: 'COPIER_READ', signFlowId: 'f-1', timestamp: 1763776801000 });
		const [deaf, open_] = [await serve(), await serve({ options: { passUnknown: true } })];
		expect(await statusOf(deaf, { body })).toBe(200);
		expect(await statusOf(open_, { body })).toBe(200);
		expect(await statusOf(open_, { body })).toBe(200);
		// A reminder that comes every day says nothing new but its time.
		expect(await statusOf(open_, { body: body.replace('1763776801000', '1763862801000') })).toBe(200);
		await eventually(() => open_.executions.length === 2);
		await idle();
		expect(deaf.started()).toBe(0);
		expect(open_.started()).toBe(2);
		expect(open_.executions[0][0].json).toMatchObject({ event: 'COPIER_READ', contractId: 'f-1', status: null });
	});

	it('that nobody here knows are looked at again when they are asked for later', async () => {
		const body = JSON.stringify({ action: 'COPIER_READ', signFlowId: 'f-1' });
		const before = await serve({}, { workflowId: 'republished' });
		expect(await statusOf(before, { body })).toBe(200);
		const after = await serve({ options: { passUnknown: true } }, { workflowId: 'republished' });
		expect(await statusOf(after, { body })).toBe(200);
		await eventually(() => after.executions.length === 1);
		expect(before.started()).toBe(0);
	});
});

describe('Respond When the Workflow Finishes', () => {
	it('answers 500 when the workflow fails, and lets the event in again', async () => {
		let failures = 1;
		const server = await serve({ respond: 'lastNode' }, {
			work: async () => {
				if (failures-- > 0) throw new Error('no');
			},
		});
		expect(await statusOf(server, { body: completed() })).toBe(500);
		expect(await statusOf(server, { body: completed() })).toBe(200);
		expect(await statusOf(server, { body: completed() })).toBe(200);
		expect(server.executions).toHaveLength(2);
	});
});
