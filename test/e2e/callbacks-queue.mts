// Queue mode: every event is posted to both webhook processes at the same moment, and has one effect.
// node tools/setup.mjs test/e2e/callbacks-queue.mts [--quick] [--keep]   (needs PostgreSQL and Redis from Debian)
import { Callbacks, EVENT, tally } from './support/callbacks.mts';
import { crmOf, settledEffects, total } from './support/effects.mts';
import { fire, jsonShot } from './support/load.mts';
import { QUEUE_STEPS, startQueue } from './support/queue.mts';
import { type Bound, exactly, told } from './support/bounds.mts';
import { inRun, type Run } from './support/run.mts';
import { effect, publish, TRIGGER, trigger } from './support/workflows.mts';

const EVENTS = 500;
/** Pairs under way. */
const AT_ONCE = 10;

void inRun(QUEUE_STEPS + 2, work);

async function work(run: Run): Promise<Bound[]> {
	const sandbox = await run.sandbox();
	const shape = await startQueue(run, sandbox, [TRIGGER]);
	const nodes = [trigger(shape.credential, {}), effect(crmOf(sandbox), '$json.transactionId')];
	const workflow = await publish(shape.n8n, 'Callbacks in queue mode', nodes);
	// Without a callback URL the sandbox keeps them and tells nobody: the notifications are made here.
	const callbacks = new Callbacks(sandbox);
	const ids = await callbacks.happen(run.size(EVENTS));

	const answers = new Map<string, Array<number | string>>();
	const measured = await run.steps.run(`Post each of ${ids.length} events to both webhook processes at once`, () => {
		const notifications = ids.map((transactionId) =>
			shape.webhooks.map((base) => jsonShot(`${base}/${workflow.path}`, { transactionId, businessType: EVENT })),
		);
		const keep = ({ body }: { body?: unknown }, { status }: { status: number | string }) =>
			answers.set(String(body), [...(answers.get(String(body)) ?? []), status]);
		return fire(notifications, { connections: AT_ONCE, onHit: keep });
	});
	const effects = await run.steps.run('Wait for the effects', () => settledEffects(sandbox, { quietMs: 15_000, limitMs: 300_000 }));
	const refused = [...answers.values()].filter((pair) => !pair.includes(200)).length;
	return [
		told('answers', tally([...answers.values()].flat())),
		told('answer times in ms (p50, p95, max)', [measured.p50, measured.p95, measured.max].map(Math.round).join(', ')),
		told('executions', JSON.stringify(await shape.n8n.executionCounts(workflow.id))),
		told('events confirmed', (await callbacks.counters()).confirmed),
		exactly('events that neither process received', refused, 0),
		exactly('events without an effect', ids.filter((id) => !effects.has(id)).length, 0),
		exactly('events with more than one', [...effects.values()].filter(({ length }) => length > 1).length, 0),
		exactly('effects', total(effects), ids.length),
	];
}
