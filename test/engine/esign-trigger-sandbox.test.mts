/**
 * The eSign Trigger against the sandbox's own callbacks: flows of V3 and V1 that persons sign and refuse, told over the flow's address and
 * the console's subscription at once, with everything going wrong on the way. Counted at the CRM stand-in.
 */
import axios from 'axios';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { EsignTrigger } from '../../nodes/EsignTrigger/EsignTrigger.node.ts';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import { at, control, controlled, flowOf, ok, ownSigner, personSigner, uploaded } from '../unit/sandbox-esign-flow-support.mts';
import { person } from '../unit/sandbox-esign-support.mts';
import { postJson } from '../unit/sandbox-support.mts';
import { startWebhookServer, type WebhookServer } from './webhook-server.mts';

const FLOWS = 6;
const WITHIN_MS = 60_000;

let sandbox: Sandbox;
let server: WebhookServer;
let fileId: string;

beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => await sandbox.close());
beforeEach(async () => {
	await postJson(new URL('/sandbox/reset', sandbox.console), {});
	await control(sandbox, '/settings', { processingMs: 0 });
	fileId = await uploaded(sandbox);
});
afterEach(async () => await server.close());

const crm = (path: string) => new URL(`/crm/cases${path}`, sandbox.console).href;

/** What a workflow would do: one report to the CRM for each event. */
async function report(items: INodeExecutionData[]): Promise<void> {
	for (const { json } of items) {
		const { transactionId, event, status } = json;
		await axios.post(crm(`/${String(json.contractId)}/contract`), { transactionId, event, status }, { proxy: false });
	}
}

/** The trigger at its address, which the console has too. */
async function serve(parameters: IDataObject = {}, work = report): Promise<void> {
	server = await startWebhookServer({
		trigger: new EsignTrigger(),
		credential: { environment: 'custom', authentication: 'signature', ...sandbox.esign },
		parameters: { events: ['*'], respond: 'onReceived', deduplicate: true, options: {}, ...parameters },
		work,
	});
	// The documented schedule, a thousand times as fast.
	await control(sandbox, '/callback', { url: server.url, speed: 1000, timeoutMs: 2000 });
}

/** The flow's own address: the same, with a query of its own. */
const notifyUrl = () => `${server.url}?tenant=${encodeURIComponent('示例 a+b')}&a=1`;

async function v3(number: number): Promise<string> {
	const signers = [personSigner(`1990000${1000 + number}`, '测试员甲', [at(fileId, 1, 100, 100)]), ownSigner([at(fileId, 1, 300, 100, { autoSign: true })])];
	return await flowOf(sandbox, [fileId], signers, { notifyUrl: notifyUrl() });
}

async function v1(number: number): Promise<string> {
	const accountId = await person(sandbox, `user-${number}`, { mobile: `1380000${1000 + number}` });
	const { flowId } = await ok<{ flowId: string }>(sandbox, 'POST', '/api/v2/signflows/createFlowOneStep', {
		docs: [{ fileId, fileName: '合同.pdf' }],
		flowInfo: { autoArchive: true, autoInitiate: true, businessScene: '测试合同', flowConfigInfo: { noticeDeveloperUrl: notifyUrl() } },
		signers: [{ signerAccount: { signerAccountId: accountId, authorizedAccountId: accountId }, signfields: [{ fileId, posBean: { posPage: '1', posX: 100, posY: 100 } }] }],
	});
	return flowId;
}

const numbers = Array.from({ length: FLOWS }, (_, number) => number);

/** Flows of both versions, every third one refused by its signer. @returns events that must have an effect: `<event> <status>`, sorted */
async function happen(): Promise<string[]> {
	const expected: string[] = [];
	const finish = async (flowId: string, number: number, silent: number) => {
		const isRefused = number % 3 === 2;
		await control(sandbox, isRefused ? '/refuse' : '/sign', isRefused ? { flowId, reason: '不同意' } : { flowId, all: true });
		expected.push(...(isRefused ? ['contract.signed refused', 'contract.status refused'] : ['contract.signed signed', 'contract.status completed']));
		for (let count = 0; count < silent; count++) expected.push('contract.signed signed');
	};
	for (const number of numbers) await finish(await v3(number), number, 1);
	for (const number of numbers) await finish(await v1(number), number, 0);
	return expected.sort();
}

interface Reported {
	transactionId: string;
	event: string;
	status: string;
}

async function reported(): Promise<Reported[]> {
	const { data } = await axios.get<{ cases: Array<{ reports: Array<{ body: Reported }> }> }>(crm(''), { proxy: false });
	return data.cases.flatMap(({ reports }) => reports.map(({ body }) => body));
}

interface Deliveries {
	counters: { pending: number };
	deliveries: Array<{ action: string; target: string; why: string; status: number; fault: string }>;
}

/** Waits until nothing is on its way any more. @returns all attempts */
async function delivered(): Promise<Deliveries['deliveries']> {
	const end = Date.now() + WITHIN_MS;
	for (;;) {
		const { counters, deliveries } = await controlled<Deliveries>(sandbox, '/deliveries');
		if (counters.pending === 0) return deliveries;
		if (Date.now() > end) throw new Error(`${counters.pending} callbacks are still on their way`);
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
}

/** Each event once: what was reported, and how often. */
async function expectOnce(expected: string[]): Promise<void> {
	const reports = await reported();
	expect(reports.map(({ event, status }) => `${event} ${status}`).sort()).toEqual(expected);
	expect(new Set(reports.map(({ transactionId }) => transactionId)).size).toBe(expected.length);
}

const statuses = (attempts: Deliveries['deliveries']) => new Set(attempts.map(({ status }) => status));

it('events that come over the flow’s address and the subscription have one effect each, V3 and V1', async () => {
	await serve();
	const expected = await happen();
	const attempts = await delivered();
	expect(attempts.filter(({ target }) => target === 'notifyUrl')).toHaveLength(attempts.length / 2);
	expect(new Set(attempts.map(({ action }) => action))).toEqual(new Set(['SIGN_MISSON_COMPLETE', 'SIGN_FLOW_COMPLETE', 'SIGN_FLOW_UPDATE', 'SIGN_FLOW_FINISH']));
	expect([...statuses(attempts)]).toEqual([200]);
	await expectOnce(expected);
});

it('duplicates, disorder, cut connections, wrong signatures and old timestamps: none is lost, none is done twice', async () => {
	await serve();
	for (const [seed, [fault, probability]] of Object.entries({ duplicate: 0.3, reorder: 0.2, dropBefore: 0.15, dropAfter: 0.15, wrongSignature: 0.15, oldTimestamp: 0.2 }).entries()) {
		await control(sandbox, '/deliveries/faults', { fault, probability, seed });
	}
	const expected = await happen();
	const attempts = await delivered();
	const hit = (fault: string) => attempts.filter((attempt) => attempt.fault.split(', ').includes(fault));
	for (const fault of ['duplicate', 'reorder', 'dropBefore', 'dropAfter', 'wrongSignature', 'oldTimestamp']) expect([fault, hit(fault).length > 0]).toEqual([fault, true]);
	const cut = (fault: string) => fault.includes('drop');
	// A copy of what goes out with a fault goes out without it.
	expect(statuses(hit('wrongSignature').filter(({ fault }) => !cut(fault)))).toEqual(new Set([401]));
	expect(statuses(hit('oldTimestamp').filter(({ fault }) => !cut(fault) && !fault.includes('wrongSignature')))).toEqual(new Set([200]));
	await expectOnce(expected);
}, WITHIN_MS * 2);

it('When the Workflow Finishes: what failed is sent again and has its effect, once', async () => {
	const failed = new Set<unknown>();
	await serve({ respond: 'lastNode' }, async (items) => {
		for (const { json } of items) {
			if (failed.has(json.transactionId)) continue;
			failed.add(json.transactionId);
			throw new Error('The CRM does not answer');
		}
		await report(items);
	});
	const expected = await happen();
	const attempts = await delivered();
	expect(failed.size).toBe(expected.length);
	expect(statuses(attempts)).toEqual(new Set([200, 500]));
	expect(attempts.some(({ why }) => why === 'retry')).toBe(true);
	await expectOnce(expected);
}, WITHIN_MS * 2);
