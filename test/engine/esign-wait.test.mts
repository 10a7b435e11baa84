/**
 * Create and Wait in n8n's own engine, woken by the sandbox's own callbacks and by ones the tests sign themselves: what wakes it,
 * what must not, and what it hands on.
 */
import axios from 'axios';
import type { IDataObject } from 'n8n-workflow';
import { Esign } from '../../nodes/Esign/Esign.node.ts';
import { esignHeaders, queryOf, type Signing } from './esign-callback.mts';
import { Desk, wordsPdf, type More } from './esign-desk.mts';
import { TestCredentials } from './harness.mts';
import { expectInSchema } from './schema.mts';
import { WaitingN8n, type Execution } from './waiting-n8n.mts';

const KEY = 'signFlowV3.createAndWait';
const ACCOUNT = '19900000011';
const LATER_MS = 10_000;

let desk: Desk;
let n8n: WaitingN8n;
let fileId: string;

beforeAll(async () => {
	[desk, n8n] = [await Desk.open(), await WaitingN8n.start()];
});
afterAll(async () => {
	await n8n.close();
	await desk.close();
});
beforeEach(async () => {
	await desk.reset();
	n8n.waking = 'looks';
	await desk.control('callback', { retryDelaysMs: [100, 200, 400, 800, 1600, 3200] });
	fileId = await desk.upload(await wordsPdf([[{ text: 'sign here', x: 100, y: 200 }]]));
});

const field = (more: IDataObject = {}) => ({ signField: [{ kind: 'page', positionPage: 1, positionX: 150, positionY: 250, ...more }] });
const person: IDataObject = { kind: 'person', identifiedBy: 'account', psnName: '测试员甲', psnAccount: ACCOUNT, signFields: field() };
const silent: IDataObject = { kind: 'organizationSilent', signFields: field() };

const wait = async (parameters: IDataObject = {}, more: More = {}, whileRunning?: () => Promise<void>) =>
	await n8n.begin(
		{
			nodeType: new Esign(),
			credential: desk.credential,
			parameters: {
				resource: 'signFlowV3',
				operation: 'createAndWait',
				signFlowTitle: '劳动合同',
				documents: { document: [{ fileId }] },
				signersFrom: 'form',
				signers: { signer: [person] },
				waitLimit: 30,
				waitUnit: 'minutes',
				...parameters,
			},
			...more,
		},
		whileRunning,
	);

/** A flow that waits for the signature of a person. */
async function asleep(more: More = {}): Promise<{ execution: Execution; signFlowId: string; url: string }> {
	const execution = await wait({}, more);
	expect([execution.status, execution.result?.error]).toEqual(['waiting', undefined]);
	const flow = (await desk.state()).flows.at(-1);
	return { execution, signFlowId: String(flow?.signFlowId), url: String(flow?.notifyUrl) };
}

async function ended({ execution }: { execution: Execution }): Promise<IDataObject> {
	const until = Date.now() + LATER_MS;
	while (execution.status !== 'ended') {
		if (Date.now() > until) throw new Error(`It is still ${execution.status}`);
		await new Promise((resolve) => setTimeout(resolve, 25));
	}
	const items = execution.handedOn();
	expect(items).toHaveLength(1);
	expectInSchema('Esign', KEY, items[0]);
	return items[0];
}

const endOf = (signFlowId: string, more: IDataObject = {}) =>
	JSON.stringify({ action: 'SIGN_FLOW_COMPLETE', signFlowId, signFlowStatus: '2', statusDescription: '完成', signFlowFinishTime: Date.now(), ...more });

const signedBy = (body: string, url: string, more: Partial<Signing> = {}) => {
	const { appId, appSecret } = desk.credential as IDataObject & { appId: string; appSecret: string };
	return esignHeaders(body, { appId, secret: appSecret, query: queryOf(url), ...more });
};

async function post(url: string, body: string, headers: object = signedBy(body, url)): Promise<number> {
	const asItIs = (data: unknown) => data;
	return (await axios.post(url, body, { headers, proxy: false, transformRequest: asItIs, validateStatus: () => true })).status;
}

describe('the end of the flow', () => {
	it.each([
		['completed', 2, async (signFlowId: string) => await desk.control('sign', { signFlowId, all: true })],
		['refused', 7, async (signFlowId: string) => await desk.control('refuse', { signFlowId, reason: '不同意' })],
		['revoked', 3, async (signFlowId: string) => await desk.ask('signFlowV3.revoke', { signFlowId })],
		[
			'expired',
			5,
			async (signFlowId: string) => {
				await desk.control('expire', { signFlowId });
				// The sandbox looks at the deadline when somebody asks for the flow.
				await desk.ask('signFlowV3.get', { signFlowId });
			},
		],
	])('wakes the execution: %s', async (signingStatus, signFlowStatus, happen) => {
		const flow = await asleep();
		await happen(flow.signFlowId);
		const item = await ended(flow);
		expect(item).toMatchObject({ signFlowId: flow.signFlowId, signFlowStatus, signingStatus, limitReached: false });
		expect(item.signFlowFinishTimeIso).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?\+08:00$/);
		expect(item).not.toHaveProperty('waitedUntil');
	});

	it('that comes before n8n has stored the wait gets no 2xx, and wakes it when it comes again', async () => {
		// All sign by themselves: the flow has ended before its id is known here.
		const execution = await wait({ signers: { signer: [silent] } }, {}, async () => {
			await desk.attempts('SIGN_FLOW_COMPLETE', 1);
		});
		expect(await ended({ execution })).toMatchObject({ signingStatus: 'completed', limitReached: false });
		const statuses = (await desk.attempts('SIGN_FLOW_COMPLETE', 2)).map(({ status }) => status);
		expect([statuses[0], statuses.at(-1)]).toEqual([409, 200]);
	});

	it.each(['looks', 'does not look'] as const)('twenty times at once wakes it once, when n8n %s whether it still waits', async (waking) => {
		n8n.waking = waking;
		const flow = await asleep();
		const body = endOf(flow.signFlowId);
		const read = TestCredentials.prototype.getDecrypted;
		const slowly = jest.spyOn(TestCredentials.prototype, 'getDecrypted').mockImplementation(async function (this: TestCredentials, ...given) {
			// As from a database: all twenty are there before the first one is through.
			await new Promise((resolve) => setTimeout(resolve, 200));
			return await read.apply(this, given);
		});
		const statuses = await Promise.all(Array.from({ length: 20 }, async () => await post(flow.url, body)));
		slowly.mockRestore();
		expect(await ended(flow)).toMatchObject({ signingStatus: 'completed' });
		expect(flow.execution.resumed).toBe(1);
		expect(statuses.filter((status) => status < 300)).toHaveLength(1);
		expect(await post(flow.url, body)).toBe(409);
	});

	it('that n8n could not store wakes it when it comes again', async () => {
		const flow = await asleep();
		const body = endOf(flow.signFlowId);
		n8n.waking = 'fails';
		expect(await post(flow.url, body)).toBe(500);
		n8n.waking = 'looks';
		expect(await post(flow.url, body)).toBe(200);
		expect(await ended(flow)).toMatchObject({ signingStatus: 'completed' });
	});

	it('that says when it ended in a strange way wakes it all the same', async () => {
		for (const signFlowFinishTime of [9e15, -1, '2026-11-22 10:00:00', 'soon', null, true]) {
			const flow = await asleep();
			expect([signFlowFinishTime, await post(flow.url, endOf(flow.signFlowId, { signFlowFinishTime }))]).toEqual([signFlowFinishTime, 200]);
			expect(flow.execution.handedOn()).toEqual([expect.objectContaining({ signingStatus: 'completed', signFlowFinishTime })]);
		}
	});

	it('that cannot be verified since n8n cannot read the credential is a 503, and wakes it when it comes again', async () => {
		const flow = await asleep();
		const body = endOf(flow.signFlowId);
		const gone = jest.spyOn(TestCredentials.prototype, 'getDecrypted').mockRejectedValue(new Error('timeout exceeded when trying to connect'));
		try {
			expect(await post(flow.url, body)).toBe(503);
		} finally {
			gone.mockRestore();
		}
		expect(flow.execution.status).toBe('waiting');
		expect(await post(flow.url, body)).toBe(200);
		expect(await ended(flow)).toMatchObject({ signingStatus: 'completed' });
	});

	it('with a state that this version has no word for says unknown', async () => {
		for (const signFlowStatus of ['9', 'constructor']) {
			const flow = await asleep();
			expect(await post(flow.url, endOf(flow.signFlowId, { signFlowStatus }))).toBe(200);
			expect(await ended(flow)).toMatchObject({ signingStatus: 'unknown' });
		}
	});
});

describe('what does not wake it', () => {
	it('is what a single signer did, the end of another flow, and an action that nobody here knows: 200', async () => {
		const flow = await asleep();
		const others = [
			{ action: 'SIGN_MISSON_COMPLETE', signFlowId: flow.signFlowId, signResult: 2 },
			{ action: 'OPERATOR_READ', signFlowId: flow.signFlowId },
			{ action: 'SIGN_FLOW_COMPLETE', signFlowId: 'another', signFlowStatus: '2' },
			{ action: 'SIGN_FLOW_COMPLETE', signFlowStatus: '2' },
			{ action: 'SIGN_FLOW_FINISH', flowId: flow.signFlowId, flowStatus: '2' },
			{},
		].map((body) => JSON.stringify(body));
		for (const body of others) expect([body, await post(flow.url, body)]).toEqual([body, 200]);
		expect([flow.execution.status, flow.execution.resumed]).toEqual(['waiting', 0]);
		await desk.control('sign', { signFlowId: flow.signFlowId, all: true });
		expect(await ended(flow)).toMatchObject({ signingStatus: 'completed' });
	});

	it('is one signer of two', async () => {
		const other = { ...person, psnAccount: '19900000012', psnName: '测试员乙' };
		const execution = await wait({ signers: { signer: [person, other] } });
		const flow = (await desk.state()).flows.at(-1);
		await desk.control('sign', { signFlowId: String(flow?.signFlowId), psnAccount: ACCOUNT });
		await desk.attempts('SIGN_MISSON_COMPLETE', 1);
		expect(execution.status).toBe('waiting');
		await desk.control('sign', { signFlowId: String(flow?.signFlowId), all: true });
		expect(await ended({ execution })).toMatchObject({ signingStatus: 'completed' });
	});

	it.each<[string, (body: string, url: string) => { body?: string; url?: string; headers: object }]>([
		['without a signature', () => ({ headers: { 'content-type': 'application/json' } })],
		['with another secret', (body, url) => ({ headers: signedBy(body, url, { secret: 'other' }) })],
		['of another app', (body, url) => ({ headers: signedBy(body, url, { appId: 'other' }) })],
		['with the signature in capitals', (body, url) => {
			const headers = signedBy(body, url);
			return { headers: { ...headers, 'x-tsign-open-signature': headers['x-tsign-open-signature'].toUpperCase() } };
		}],
		['with a later timestamp than was signed', (body, url) => ({ headers: { ...signedBy(body, url), 'x-tsign-open-timestamp': String(Date.now() + 1) } })],
		['with an old timestamp under a new signature header', (body, url) => ({ headers: { ...signedBy(body, url), 'x-tsign-open-timestamp': '1' } })],
		['signed without the address', (body, url) => ({ headers: signedBy(body, url, { query: '' }) })],
		['signed for the address of another execution', (body, url) => ({ headers: signedBy(body, url.replace(/signature=\w{4}/, 'signature=0000')) })],
		['with a parameter put into the address', (body, url) => ({ url: `${url}&a=1`, headers: signedBy(body, url) })],
		['with another body than was signed', (body, url) => ({ body: body.replace('"2"', '"7"'), headers: signedBy(body, url) })],
		['that is empty and unsigned', () => ({ body: '', headers: { 'content-type': 'application/json' } })],
		['that is no JSON and unsigned', () => ({ body: '{', headers: { 'content-type': 'application/json' } })],
	])('is an end %s: 401', async (_what, forge) => {
		const flow = await asleep();
		const right = endOf(flow.signFlowId);
		const { body = right, url = flow.url, headers } = forge(right, flow.url);
		expect(await post(url, body, headers)).toBe(401);
		expect([flow.execution.status, flow.execution.resumed]).toEqual(['waiting', 0]);
		expect(await post(flow.url, right)).toBe(200);
		expect(await ended(flow)).toMatchObject({ signingStatus: 'completed' });
	});

	it('is what is signed and no JSON object: 400; larger than a callback is: 413', async () => {
		const flow = await asleep();
		for (const body of ['', '[]', '{', 'null', '"a"']) expect([body, await post(flow.url, body)]).toEqual([body, 400]);
		expect(await post(flow.url, endOf(flow.signFlowId, { more: 'x'.repeat(1_100_000) }))).toBe(413);
		expect(flow.execution.status).toBe('waiting');
	});

	it('is a request that knows the execution but not its token, another node or another method', async () => {
		const flow = await asleep();
		const body = endOf(flow.signFlowId);
		const [address] = flow.url.split('?');
		expect(await post(address, body)).toBe(401);
		expect(await post(flow.url.replace('/Node?', '/After?'), body)).toBe(404);
		expect((await axios.get(flow.url, { proxy: false, validateStatus: () => true })).status).toBe(404);
		expect(flow.execution.status).toBe('waiting');
	});
});

describe('Wait at Most', () => {
	it('over: goes on with signing and the id of the flow; the end that comes later is told no, and changes nothing', async () => {
		const flow = await asleep();
		await flow.execution.limitReached();
		const item = await ended(flow);
		expect(item).toMatchObject({ signFlowId: flow.signFlowId, signingStatus: 'signing', limitReached: true });
		expect(Date.parse(String(item.waitedUntil))).toBeGreaterThan(Date.now());
		expect(await post(flow.url, endOf(flow.signFlowId))).toBe(409);
		expect(flow.execution.resumed).toBe(0);
		expect(flow.execution.handedOn()).toEqual([item]);
	});

	it('over, where errors have an output of their own: n8n empties the list of items of such a node', async () => {
		const flow = await asleep({ onError: 'continueErrorOutput' });
		await flow.execution.limitReached();
		expect(await ended(flow)).toMatchObject({ signFlowId: flow.signFlowId, signingStatus: 'signing', limitReached: true });
	});
});

describe('what is refused before anything is sent', () => {
	const REFUSAL = /^This operation waits, so it takes one item, but got 2/;

	it('is more than one item', async () => {
		const execution = await wait({}, { items: [{}, {}] });
		expect(execution.status).toBe('ended');
		expect(execution.result?.error?.message).toMatch(REFUSAL);
		expect(execution.result?.error?.description).toMatch(/one sub-workflow for each/);
		expect((await desk.state()).flows).toEqual([]);
	});

	it('is more than one item with Continue On Fail, too: each says so, none looks like a success', async () => {
		const execution = await wait({}, { items: [{}, {}], onError: 'continueRegularOutput' });
		expect(execution.handedOn().map(({ error }) => error)).toEqual([expect.stringMatching(REFUSAL), expect.stringMatching(REFUSAL)]);
		expect((await desk.state()).flows).toEqual([]);
	});
});

it('with On Error: Continue, a flow that was not created hands on its error at once', async () => {
	const execution = await wait({ documents: { document: [{ fileId: 'none' }] } }, { onError: 'continueRegularOutput' });
	expect(execution.status).toBe('ended');
	expect(execution.handedOn()[0]).toHaveProperty('error');
});
