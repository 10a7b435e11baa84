// 500 contracts in queue mode, made and ended by the examples while workers and webhook processes are killed: each exists once and ends once.
// node tools/setup.mjs test/e2e/contracts-queue.mts [--quick] [--keep] [--seed <number>]   (needs PostgreSQL and Redis from Debian)
import axios from 'axios';
import { chances } from '../../sandbox/chance.mts';
import type { Sandbox } from '../../sandbox/server.mts';
import { CALLBACK_HUB, CONTRACT_OVER, QIANDUN_TRIGGER } from '../../tools/start/callback-hub.mts';
import { CALLBACK_EXAMPLES } from '../../tools/start/callbacks.mts';
import { businessCodeOf, CONTRACT_WAIT_WEBHOOK, type Deal, fictionalDeal, registerSigner } from '../../tools/start/contract-wait.mts';
import { type Json, record, records, text } from '../../tools/start/json.mts';
import { RECONCILE, RECONCILE_TRIGGER } from '../../tools/start/reconcile.mts';
import { SandboxClient } from '../../tools/start/sandbox.mts';
import { isOver, reason, salesOrder } from '../../tools/start/stage.mts';
import { duration, until } from '../../tools/start/steps.mts';
import { Balancer } from './support/balancer.mts';
import { Callbacks, tally } from './support/callbacks.mts';
import { ContractSource } from './support/contract-source.mts';
import { type Heard, heardAt } from './support/effects.mts';
import { publishExamples, SAMPLES } from './support/examples.mts';
import { QUEUE_STEPS, type QueueN8n, startQueue } from './support/queue.mts';
import { type Bound, exactly, inRun, type Run, told } from './support/run.mts';
import { ACTION } from './support/workflows.mts';

const CASES = 500;
/** As many as both workers run at the same time. */
const AT_ONCE = 20;
/** Cases that are posted twice at the same moment. */
const TWICE = 0.1;
/** Notifications that come twice at the same moment, and such that come late. */
const DUPLICATES = 0.1;
const OUT_OF_ORDER = 0.1;
/** Contracts of whose end the platform tells nobody. */
const UNTOLD = 0.04;
const SIGNED_WITHIN_MS = 20_000;
/** A worker and a webhook process are killed when so many of the cases are out, the others when it is so many. */
const KILLS = [1 / 3, 2 / 3];
/** The platform waits so long for an answer: five processes of n8n on two cores are slow. */
const ANSWERED_WITHIN_MS = 15_000;
/** The platform asks again sooner than the trigger lets in again. */
const RESEND_AFTER_MS = 30_000;
const RETRY_DELAYS_MS = [1000, 5000, 15_000, 30_000];
/** Of the hub's trigger, in minutes: as short as it can be. */
const LET_IN_AGAIN_AFTER = 1;
const PART_WITHIN_MS = 1_800_000;
const CONFIRMED_WITHIN_MS = 600_000;
const RECONCILED_WITHIN_MS = 900_000;
const ROUNDS = 5;

void inRun(QUEUE_STEPS + 7, work);

async function work(run: Run): Promise<Bound[]> {
	const sandbox = await run.sandbox();
	const balancer = await Balancer.start(run);
	const address = `${balancer.url}/`;
	const shape = await startQueue(run, sandbox, [ACTION, QIANDUN_TRIGGER], { N8N_WEBHOOK_URL: address, WEBHOOK_URL: address });
	const urls = shape.webhookProcesses.map(({ url }) => url);
	balancer.over(urls);
	const ids = await run.steps.run('Publish the examples', () => publishExamples(shape, sandbox, CALLBACK_EXAMPLES, withShortLease));

	const chance = chances(run.seed);
	const client = new SandboxClient(sandbox.console);
	const callbacks = new Callbacks(sandbox);
	const deals = await run.steps.run(`${run.size(CASES)} cases, and who signs them (seed ${run.seed})`, async () => {
		const hub = await shape.n8n.webhookPath(ids.get(CALLBACK_HUB) ?? '', QIANDUN_TRIGGER);
		await callbacks.configure({
			url: `${balancer.url}/webhook/${hub}`,
			businessTypes: [CONTRACT_OVER],
			timeoutMs: ANSWERED_WITHIN_MS,
			resendAfterMs: RESEND_AFTER_MS,
			retryDelaysMs: RETRY_DELAYS_MS,
			maxAttempts: 100,
		});
		await callbacks.armDelivery({ fault: 'duplicate', probability: DUPLICATES, seed: run.seed });
		await callbacks.armDelivery({ fault: 'reorder', probability: OUT_OF_ORDER, seed: run.seed + 1 });
		return await casesOf(sandbox, client, run.size(CASES));
	});
	const untold = new Set(deals.filter(() => chance() < UNTOLD));
	const twice = new Set(deals.filter(() => chance() < TWICE));

	const out = new Map<Deal, string>();
	const signatures: Array<Promise<void>> = [];
	const source = new ContractSource({
		url: `${balancer.url}/webhook/${CONTRACT_WAIT_WEBHOOK}`,
		file: salesOrder(SAMPLES),
		client,
		atOnce: AT_ONCE,
		isPostedTwice: (deal) => twice.has(deal),
	});
	const began = Date.now();
	const killedAt: number[] = [];
	await run.steps.run('Drive them; a worker and a webhook process are killed and replaced, and then the others', async () => {
		const done = run.steps.progress((elapsed) => `${out.size} sent, ${signatures.length} to be signed: ${elapsed}`);
		const driven = source.drive(deals, (deal, report) => {
			out.set(deal, text(report.contractId));
			if (!untold.has(deal)) signatures.push(pause(chance() * SIGNED_WITHIN_MS).then(() => sign(sandbox, deal, text(report.contractId))));
		});
		const kills = async () => {
			const first = chance() < 0.5 ? 0 : 1;
			for (const [round, share] of KILLS.entries()) {
				await until('Part of the cases', PART_WITHIN_MS, async () => out.size >= deals.length * share || undefined);
				killedAt.push(Date.now());
				await killAndReplace(shape, balancer, urls, (first + round) % 2);
			}
		};
		await Promise.all([driven, kills()]).finally(done);
		await Promise.all(signatures);
	});
	const drivenAt = Date.now();
	await run.steps.run('Wait until the platform has all confirmed that it told', () => confirmed(run, callbacks, deals.length - untold.size));
	await run.steps.run(`${untold.size} more are signed, and the platform tells nobody`, async () => {
		await callbacks.configure({ businessTypes: ['OPEN_PSN_CERT_RESULT'] });
		for (const deal of untold) await sign(sandbox, deal, out.get(deal) ?? '');
		await callbacks.configure({ businessTypes: [CONTRACT_OVER] });
	});
	const before = await heardAt(sandbox);
	const reconciledFrom = Date.now();
	const { rounds, left } = await run.steps.run('Reconcile, until nothing is open', () => reconcile(run, shape, ids.get(RECONCILE) ?? ''));
	// What would come twice has had its time.
	await run.steps.run('Wait whether anything comes after that', () => pause(20_000));

	const heard = await heardAt(sandbox);
	const contracts = await client.contracts();
	const events = await callbacks.events();
	const attempts = await callbacks.attempts();
	const codes = new Map<string, number>();
	for (const { businessCode } of contracts) codes.set(text(businessCode), (codes.get(text(businessCode)) ?? 0) + 1);
	const of = (deal: Deal, status: string, from = heard) => (from.get(deal.caseId) ?? []).filter(({ body }) => body.status === status);
	const again = deals.filter((deal) => of(deal, 'signed').length > 1);
	for (const deal of again) run.steps.line(`${deal.caseId} was reported ${reported(of(deal, 'signed'), killedAt)}`);
	for (const [code, number] of codes) if (number > 1) run.steps.line(`${code} has ${number} contracts`);
	const executions = await Promise.all([...ids].map(async ([name, id]) => told(`executions of "${name}"`, JSON.stringify(await shape.n8n.executionCounts(id)))));
	const lateMs = LET_IN_AGAIN_AFTER * 60_000;
	const isLate = ({ confirmedAt, time }: Json) => Date.parse(text(confirmedAt)) - Date.parse(text(time)) > lateMs;
	const counters = await callbacks.counters();
	return [
		told('answers to the source', tally(source.answers)),
		told('cases posted twice at the same moment', source.doubled.size),
		told('cases posted again for want of a 2xx', source.refused.size),
		told('cases posted again because nothing was heard of them', source.repeated.size),
		told('notifications', JSON.stringify(counters)),
		told('their answers', tally(attempts.map(({ status, error }) => (status === 0 ? error : status)))),
		told('notifications by reason', tally(attempts.map(({ why }) => why))),
		...executions,
		told('ends confirmed only when told again after the lease', events.filter(isLate).length),
		told('ends the CRM heard before reconciling', deals.filter((deal) => of(deal, 'signed', before).length > 0).length),
		told('caught up with by reconciling', rounds.join(', ')),
		exactly('contracts still in the table of open ones', left, 0),
		exactly('contracts on the platform', contracts.length, deals.length),
		exactly('business codes with more than one', [...codes.values()].filter((number) => number > 1).length, 0),
		exactly('cases without a contract', deals.filter((deal) => !codes.has(businessCodeOf(deal))).length, 0),
		exactly('contracts finished', contracts.filter(({ status }) => status === 'finished').length, deals.length),
		exactly('ends that the platform recorded', events.filter(({ businessType }) => businessType === CONTRACT_OVER).length, deals.length),
		exactly('cases the CRM never heard was sent', deals.filter((deal) => of(deal, 'sent').length === 0).length, 0),
		exactly('cases the CRM never heard was signed', deals.filter((deal) => of(deal, 'signed').length === 0).length, 0),
		exactly('cases with two ends of different keys', deals.filter((deal) => new Set(of(deal, 'signed').map(({ idempotencyKey }) => idempotencyKey)).size > 1).length, 0),
		told('sent, reported again under the same key', deals.filter((deal) => of(deal, 'sent').length > 1).length),
		told('signed, reported again under the same key', again.length),
		told('failures the CRM heard of', deals.flatMap((deal) => of(deal, 'failed')).length),
		told('seconds to drive, to confirm, in all', [drivenAt - began, reconciledFrom - began, Date.now() - began].map((ms) => Math.round(ms / 1000)).join(', ')),
	];
}

/** A lease so short that the run need not wait ten minutes for what a killed worker left. */
function withShortLease(workflow: Json): Json {
	const nodes = records(workflow.nodes).map((node) => {
		if (node.type !== QIANDUN_TRIGGER) return node;
		const parameters = record(node.parameters);
		return { ...node, parameters: { ...parameters, options: { ...record(parameters.options), letInAgainAfter: LET_IN_AGAIN_AFTER } } };
	});
	return { ...workflow, nodes };
}

async function casesOf(sandbox: Sandbox, client: SandboxClient, count: number): Promise<Deal[]> {
	const first = fictionalDeal(Date.now(), 0);
	await registerSigner({ sandbox: { qiandun: sandbox.qiandun, client } }, first);
	return Array.from({ length: count }, (_, index) => ({ ...first, caseId: `${first.caseId}${index}` }));
}

/** As the signer does on their page. */
async function sign(sandbox: Sandbox, { personAccountId: accountId }: Deal, contractId: string): Promise<void> {
	await axios.post(new URL('/sandbox/sign', sandbox.console).href, { contractId, accountId }, { proxy: false, timeout: 60_000 });
}

/** At the same moment both; the balancer sends nobody to a process before it is ready, as a health check has it. */
async function killAndReplace({ workers, webhookProcesses }: QueueN8n, balancer: Balancer, urls: readonly string[], which: number): Promise<void> {
	const killed = [workers[which === 0 ? 0 : 1], webhookProcesses[which === 0 ? 0 : 1]];
	await Promise.all(killed.map((process) => process.kill()));
	balancer.over(urls.filter((url) => killed.every((process) => process.url !== url)));
	await Promise.all(killed.map((process) => process.restart()));
	balancer.over(urls);
}

/** Waits until so many events are confirmed, or the time is over: what is missing is counted in the end. */
async function confirmed(run: Run, callbacks: Callbacks, count: number): Promise<void> {
	const end = Date.now() + CONFIRMED_WITHIN_MS;
	let number = 0;
	const done = run.steps.progress((elapsed) => `${number} of ${count} confirmed: ${elapsed}`);
	while (number < count && Date.now() < end) {
		({ confirmed: number } = await callbacks.counters());
		await pause(1000);
	}
	done();
}

/** Runs the example by hand until its table is empty, or as often as makes sense. @returns what each run caught up with, and what is open then */
async function reconcile(run: Run, { n8n }: QueueN8n, id: string): Promise<{ rounds: string[]; left: number }> {
	const rounds: string[] = [];
	for (let left = 0; ; ) {
		const executionId = await n8n.run(id, RECONCILE_TRIGGER);
		const execution = await until('The end of reconciling', RECONCILED_WITHIN_MS, async () => {
			const seen = await n8n.execution(executionId);
			return isOver(seen) ? seen : undefined;
		});
		if (execution.status !== 'success') throw new Error(reason(execution));
		if (!execution.nodes.includes('Get Contract')) return { rounds, left: 0 };
		const { caughtUp, reminded, open, failed, failures } = execution.output;
		left = Number(reminded) + Number(open) + Number(failed);
		rounds.push(text(caughtUp));
		run.steps.note(`caught up ${text(caughtUp)}, reminded ${text(reminded)}, open ${text(open)}, failed ${text(failed)} ${text(failures)} in ${duration(execution.ms)}`);
		if (rounds.length === ROUNDS) return { rounds, left };
		// What was woken has its own way to go.
		await pause(10_000);
	}
}

/** How often and when, seen from the kills. */
function reported(reports: readonly Heard[], killedAt: readonly number[]): string {
	const seconds = (at: string) => killedAt.map((kill) => `${((Date.parse(at) - kill) / 1000).toFixed(1)} s`).join(' and ');
	return reports.map(({ receivedAt, body: { transactionId } }) => `${seconds(receivedAt)} after the kills (event ${text(transactionId) || 'of none'})`).join('; ');
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
