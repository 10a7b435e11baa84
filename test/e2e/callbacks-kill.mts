// 2,000 events through duplicates, disorder, failing fetches and a killed n8n: none is lost, and none is done twice without a reason.
// node tools/setup.mjs test/e2e/callbacks-kill.mts [--quick] [--keep] [--seed <number>]
import { until } from '../../tools/start/steps.mts';
import { Callbacks, tally } from './support/callbacks.mts';
import { crmOf, type Effects, effectsAt, settledEffects, total } from './support/effects.mts';
import { REGULAR_STEPS, type RegularN8n, startRegular } from './support/regular.mts';
import { type Bound, exactly, told } from './support/bounds.mts';
import { inRun, type Run } from './support/run.mts';
import { ACTION, confirm, effect, publish, type Published, TRIGGER, trigger } from './support/workflows.mts';

const EVENTS = 2000;
const DUPLICATES = 0.2;
const OUT_OF_ORDER = 0.1;
/** Every twentieth fetch of details fails. */
const FETCHES_PER_FAULT = 20;
/** The platform asks again sooner than the trigger lets in again. */
const RESEND_AFTER_MS = 30_000;
/** Its own patience ends in five minutes between two attempts. */
const RETRY_DELAYS_MS = [1000, 5000, 15_000, 30_000];
const HALF_WITHIN_MS = 600_000;
const CONFIRMED_WITHIN_MS = 900_000;
/** After the last confirmation: longer than the trigger keeps an event from being let in again. */
const QUIET_MS = 20_000;

void inRun(REGULAR_STEPS + 4, work);

async function work(run: Run): Promise<Bound[]> {
	const sandbox = await run.sandbox();
	const shape = await startRegular(run, sandbox, [TRIGGER, ACTION]);
	const settings = { confirm: 'byWorkflow', options: { letInAgainAfter: 1 } };
	const workflow = await publish(shape.n8n, 'Callbacks and a kill', [
		trigger(shape.credential, settings),
		effect(crmOf(sandbox), '$json.transactionId'),
		confirm(shape.credential, `$('Qiandun Trigger').item.json.transactionId`),
	]);
	const callbacks = new Callbacks(sandbox);
	const count = run.size(EVENTS);
	await prepare(run, callbacks, `${shape.webhooks[0]}/${workflow.path}`, count);

	const ids = await callbacks.happen(count);
	const beforeKill = await run.steps.run(`${count} events (seed ${run.seed}): wait for half of the effects`, () =>
		until('Half of the effects', HALF_WITHIN_MS, async () => {
			const effects = await effectsAt(sandbox);
			return effects.size >= count / 2 ? effects : undefined;
		}, 200),
	);
	const killedAt = Date.now();
	await run.steps.run('Kill n8n and start it again', async () => {
		await shape.process.kill();
		await shape.process.restart();
	});
	await run.steps.run('Wait until the platform has all confirmed', () => allConfirmed(run, callbacks, count));
	const effects = await run.steps.run('Wait whether anything comes after that', () =>
		settledEffects(sandbox, { quietMs: QUIET_MS, limitMs: 120_000 }),
	);

	const attempts = await callbacks.attempts();
	const doubles = await doublesOf(shape, callbacks, effects, killedAt);
	for (const line of doubles.lines) run.steps.line(line);
	const { confirmed, ...sent } = await callbacks.counters();
	return [
		told('attempts to deliver', JSON.stringify(sent)),
		told('the last of them by reason', tally(attempts.map(({ why }) => why))),
		told('their answers', tally(attempts.map(({ status, error }) => (status === 0 ? error : status)))),
		told('executions', await executionsOf(shape, workflow)),
		told('transactions with an effect at the kill', beforeKill.size),
		exactly('events confirmed', confirmed, count),
		exactly('events lost', ids.filter((id) => !effects.has(id)).length, 0),
		told('effects', total(effects)),
		told('doubles explained by the kill', doubles.explained),
		exactly('doubles unexplained', doubles.unexplained, 0),
	];
}

/** Where events go, and all that goes wrong on the way. */
async function prepare(run: Run, callbacks: Callbacks, url: string, count: number): Promise<void> {
	await callbacks.configure({ url, resendAfterMs: RESEND_AFTER_MS, retryDelaysMs: RETRY_DELAYS_MS, maxAttempts: 100 });
	await callbacks.armDelivery({ fault: 'duplicate', probability: DUPLICATES, seed: run.seed });
	await callbacks.armDelivery({ fault: 'reorder', probability: OUT_OF_ORDER, seed: run.seed + 1 });
	for (let number = 0; number < count / FETCHES_PER_FAULT; number++) {
		const skip = number * FETCHES_PER_FAULT + FETCHES_PER_FAULT / 2;
		await callbacks.armCall({ path: '/open/callback/info', fault: 'status', status: number % 2 === 0 ? 500 : 503, skip });
	}
}

async function allConfirmed(run: Run, callbacks: Callbacks, count: number): Promise<void> {
	let confirmed = 0;
	const done = run.steps.progress((elapsed) => `${confirmed} of ${count} confirmed: ${elapsed}`);
	try {
		const end = Date.now() + CONFIRMED_WITHIN_MS;
		// One that never comes is counted as lost in the end, with all the other counts beside it.
		while (confirmed < count && Date.now() < end) {
			({ confirmed } = await callbacks.counters());
			await new Promise((resolve) => setTimeout(resolve, 1000));
		}
	} finally {
		done();
	}
}

/**
 * Events that had several effects. Explained is one of which all executions but one were cut short by the kill: they began before
 * it, and n8n found them unfinished after it.
 */
async function doublesOf(
	{ n8n }: RegularN8n,
	callbacks: Callbacks,
	effects: Effects,
	killedAt: number,
): Promise<{ explained: number; unexplained: number; lines: string[] }> {
	const lines: string[] = [];
	let [explained, unexplained] = [0, 0];
	for (const [id, executionIds] of effects) {
		if (executionIds.length < 2) continue;
		const executions = await Promise.all(
			executionIds.map(async (executionId) => ({ ...(await n8n.execution(executionId)), start: await n8n.startOf(executionId) })),
		);
		const cut = executions.filter(({ status, start }) => status === 'crashed' && start < killedAt).length;
		const isExplained = new Set(executionIds).size === executionIds.length && cut >= executions.length - 1;
		if (isExplained) explained++;
		else unexplained++;
		lines.push(
			`${id}: ${executions.map((one) => `execution ${one.id}, begun ${seconds(one.start - killedAt)}, ${one.status} after ${one.nodes.join(', ') || 'nothing recorded'}`).join('; ')}` +
				` - ${isExplained ? 'cut by the kill' : 'UNEXPLAINED'}`,
		);
		if (isExplained) continue;
		for (const { startedAt, why, status, ms, error } of (await callbacks.attempts(id)).reverse()) {
			lines.push(`    sent ${seconds(Date.parse(String(startedAt)) - killedAt)}, ${String(why)}: ${String(status)} ${String(error)} in ${String(ms)} ms`);
		}
	}
	return { explained, unexplained, lines };
}

function seconds(afterKillMs: number): string {
	return `${(Math.abs(afterKillMs) / 1000).toFixed(1)} s ${afterKillMs < 0 ? 'before' : 'after'} the kill`;
}

async function executionsOf({ n8n }: RegularN8n, { id }: Published): Promise<string> {
	return JSON.stringify(await n8n.executionCounts(id));
}
