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
import { type Bound, exactly, told } from './support/bounds.mts';
import { inRun, type Run } from './support/run.mts';
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
/** So often n8n looks for executions that it believes running and that nobody has; it is 180 unless told. */
const RECOVERY_MINUTES = 5;
const PART_WITHIN_MS = 1_800_000;
const CONFIRMED_WITHIN_MS = 600_000;
const RECONCILED_WITHIN_MS = 900_000;
const ROUNDS = 5;

void inRun(QUEUE_STEPS + 7, work);

/** What the run works with. */
interface Stage {
	run: Run;
	sandbox: Sandbox;
	client: SandboxClient;
	callbacks: Callbacks;
	balancer: Balancer;
	shape: QueueN8n;
	/** Of the published examples, by name. */
	ids: ReadonlyMap<string, string>;
	chance: () => number;
}

async function work(run: Run): Promise<Bound[]> {
	const stage = await prepared(run);
	const { sandbox, callbacks, chance } = stage;
	const deals = await run.steps.run(`${run.size(CASES)} cases, and who signs them (seed ${run.seed})`, () => casesOf(stage));
	const untold = new Set(deals.filter(() => chance() < UNTOLD));
	const twice = new Set(deals.filter(() => chance() < TWICE));
	const source = new ContractSource({
		url: `${stage.balancer.url}/webhook/${CONTRACT_WAIT_WEBHOOK}`,
		file: salesOrder(SAMPLES),
		client: stage.client,
		atOnce: AT_ONCE,
		isPostedTwice: (deal) => twice.has(deal),
	});
	const began = Date.now();
	const { out, killedAt } = await run.steps.run('Drive them; a worker and a webhook process are killed and replaced, and then the others', () =>
		drive(stage, source, deals, untold),
	);
	const drivenAt = Date.now();
	await run.steps.run('Wait until the platform has all confirmed that it told', () => confirmed(stage, deals.length - untold.size));
	await run.steps.run(`${untold.size} more are signed, and the platform tells nobody`, async () => {
		await callbacks.configure({ businessTypes: ['OPEN_PSN_CERT_RESULT'] });
		for (const deal of untold) await sign(sandbox, deal, out.get(deal) ?? '');
		await callbacks.configure({ businessTypes: [CONTRACT_OVER] });
	});
	const before = await heardAt(sandbox);
	const reconciledFrom = Date.now();
	const reconciled = await run.steps.run('Reconcile, until nothing is open', () => reconcile(stage));
	// What would come twice has had its time.
	await run.steps.run('Wait whether anything comes after that', () => pause(20_000));
	return [
		...(await sourceTold(stage, source)),
		told('ends the CRM heard before reconciling', deals.filter((deal) => reportsOf(before, deal, 'signed').length > 0).length),
		told('caught up with by reconciling', reconciled.rounds.join(', ')),
		exactly('contracts still in the table of open ones', reconciled.left, 0),
		...(await onPlatform(stage, deals)),
		...(await atCrm(stage, deals, killedAt)),
		told('seconds to drive, to confirm, in all', [drivenAt - began, reconciledFrom - began, Date.now() - began].map((ms) => Math.round(ms / 1000)).join(', ')),
	];
}

/** n8n with the examples in it, and the platform calling them. */
async function prepared(run: Run): Promise<Stage> {
	const sandbox = await run.sandbox();
	const balancer = await Balancer.start(run);
	const address = `${balancer.url}/`;
	const shape = await startQueue(run, sandbox, [ACTION, QIANDUN_TRIGGER], {
		N8N_WEBHOOK_URL: address,
		WEBHOOK_URL: address,
		N8N_EXECUTIONS_QUEUE_RECOVERY_INTERVAL: String(RECOVERY_MINUTES),
	});
	balancer.over(shape.webhookProcesses.map(({ url }) => url));
	const callbacks = new Callbacks(sandbox);
	const ids = await run.steps.run('Publish the examples', async () => {
		const published = await publishExamples(shape, sandbox, CALLBACK_EXAMPLES, withShortLease);
		const hub = await shape.n8n.webhookPath(published.get(CALLBACK_HUB) ?? '', QIANDUN_TRIGGER);
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
		return published;
	});
	return { run, sandbox, client: new SandboxClient(sandbox.console), callbacks, balancer, shape, ids, chance: chances(run.seed) };
}

/** Posts all cases, has signed what is out, and kills in between. @returns the contracts by case, and when it was killed */
async function drive(stage: Stage, source: ContractSource, deals: readonly Deal[], untold: ReadonlySet<Deal>) {
	const { run, sandbox, chance } = stage;
	const out = new Map<Deal, string>();
	const killedAt: number[] = [];
	const signatures: Array<Promise<void>> = [];
	const kills = async () => {
		const first = chance() < 0.5 ? 0 : 1;
		for (const [round, share] of KILLS.entries()) {
			await until('Part of the cases', PART_WITHIN_MS, async () => out.size >= deals.length * share || undefined);
			killedAt.push(Date.now());
			await killAndReplace(stage, first === round ? 0 : 1);
		}
	};
	const done = run.steps.progress((elapsed) => `${out.size} sent, ${signatures.length} to be signed: ${elapsed}`);
	const driven = source.drive(deals, (deal, report) => {
		const contractId = text(report.contractId);
		out.set(deal, contractId);
		if (!untold.has(deal)) signatures.push(pause(chance() * SIGNED_WITHIN_MS).then(() => sign(sandbox, deal, contractId)));
	});
	await Promise.all([driven, kills()]).finally(done);
	await Promise.all(signatures);
	return { out, killedAt };
}

/** What n8n answered, and what became of its executions. */
async function sourceTold({ callbacks, shape, ids }: Stage, source: ContractSource): Promise<Bound[]> {
	const attempts = await callbacks.attempts();
	const executions = await Promise.all([...ids].map(async ([name, id]) => told(`executions of "${name}"`, JSON.stringify(await shape.n8n.executionCounts(id)))));
	return [
		told('answers to the source', tally(source.answers)),
		told('cases posted twice at the same moment', source.doubled.size),
		told('cases posted again for want of a 2xx', source.refused.size),
		told('cases posted again because nothing was heard of them', source.repeated.size),
		told('notifications', JSON.stringify(await callbacks.counters())),
		told('their answers', tally(attempts.map(({ status, error }) => (status === 0 ? error : status)))),
		told('notifications by reason', tally(attempts.map(({ why }) => why))),
		...executions,
	];
}

async function onPlatform({ run, client, callbacks }: Stage, deals: readonly Deal[]): Promise<Bound[]> {
	const contracts = await client.contracts();
	const events = await callbacks.events();
	const codes = new Map<string, number>();
	for (const { businessCode } of contracts) codes.set(text(businessCode), (codes.get(text(businessCode)) ?? 0) + 1);
	const doubles = [...codes].filter(([, number]) => number > 1);
	for (const [code, number] of doubles) run.steps.line(`${code} has ${number} contracts`);
	const isLate = ({ confirmedAt, time }: Json) => Date.parse(text(confirmedAt)) - Date.parse(text(time)) > LET_IN_AGAIN_AFTER * 60_000;
	return [
		told('ends confirmed later than the lease after they happened', events.filter(isLate).length),
		exactly('contracts on the platform', contracts.length, deals.length),
		exactly('business codes with more than one', doubles.length, 0),
		exactly('cases without a contract', deals.filter((deal) => !codes.has(businessCodeOf(deal))).length, 0),
		exactly('contracts finished', contracts.filter(({ status }) => status === 'finished').length, deals.length),
		exactly('ends that the platform recorded', events.filter(({ businessType }) => businessType === CONTRACT_OVER).length, deals.length),
	];
}

async function atCrm({ run, sandbox }: Stage, deals: readonly Deal[], killedAt: readonly number[]): Promise<Bound[]> {
	const heard = await heardAt(sandbox);
	const times = (status: string) => deals.map((deal) => reportsOf(heard, deal, status).length);
	const keys = (deal: Deal) => new Set(reportsOf(heard, deal, 'signed').map(({ idempotencyKey }) => idempotencyKey));
	for (const deal of deals) {
		const reports = reportsOf(heard, deal, 'signed');
		if (reports.length > 1) run.steps.line(`${deal.caseId} was reported ${timed(reports, killedAt)}`);
	}
	return [
		exactly('cases the CRM never heard was sent', times('sent').filter((number) => number === 0).length, 0),
		exactly('cases the CRM never heard was signed', times('signed').filter((number) => number === 0).length, 0),
		exactly('cases with two ends of different keys', deals.filter((deal) => keys(deal).size > 1).length, 0),
		told('sent, reported again under the same key', times('sent').filter((number) => number > 1).length),
		told('signed, reported again under the same key', times('signed').filter((number) => number > 1).length),
		told('failures the CRM heard of', times('failed').reduce((sum, number) => sum + number, 0)),
	];
}

/** What the CRM heard of a case with this status. */
function reportsOf(heard: ReadonlyMap<string, readonly Heard[]>, { caseId }: Deal, status: string): Heard[] {
	return (heard.get(caseId) ?? []).filter(({ body }) => body.status === status);
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

async function casesOf({ run, sandbox, client }: Stage): Promise<Deal[]> {
	const first = fictionalDeal(Date.now(), 0);
	await registerSigner({ sandbox: { qiandun: sandbox.qiandun, client } }, first);
	return Array.from({ length: run.size(CASES) }, (_, index) => ({ ...first, caseId: `${first.caseId}${index}` }));
}

/** As the signer does on their page. */
async function sign(sandbox: Sandbox, { personAccountId: accountId }: Deal, contractId: string): Promise<void> {
	await axios.post(new URL('/sandbox/sign', sandbox.console).href, { contractId, accountId }, { proxy: false, timeout: 60_000 });
}

/** At the same moment both; the balancer sends nobody to a process before it is ready, as a health check has it. */
async function killAndReplace({ shape: { workers, webhookProcesses }, balancer }: Stage, which: 0 | 1): Promise<void> {
	const killed = [workers[which], webhookProcesses[which]];
	const urls = webhookProcesses.map(({ url }) => url);
	await Promise.all(killed.map((process) => process.kill()));
	balancer.over(urls.filter((url) => url !== webhookProcesses[which].url));
	await Promise.all(killed.map((process) => process.restart()));
	balancer.over(urls);
}

/** Waits until so many events are confirmed, or the time is over: what is missing is counted in the end. */
async function confirmed({ run, callbacks }: Stage, count: number): Promise<void> {
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
async function reconcile({ run, shape: { n8n }, ids }: Stage): Promise<{ rounds: string[]; left: number }> {
	const rounds: string[] = [];
	for (let left = 0; ; ) {
		const executionId = await n8n.run(ids.get(RECONCILE) ?? '', RECONCILE_TRIGGER);
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
function timed(reports: readonly Heard[], killedAt: readonly number[]): string {
	const seconds = (at: string) => killedAt.map((kill) => `${((Date.parse(at) - kill) / 1000).toFixed(1)} s`).join(' and ');
	return reports.map(({ receivedAt, body: { transactionId } }) => `${seconds(receivedAt)} after the kills (event ${text(transactionId) || 'of none'})`).join('; ');
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
