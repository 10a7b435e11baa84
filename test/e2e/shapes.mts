// Proves what the other programs here stand on, with n8n's own Webhook node: both shapes run, are killed, come back, and count right.
// node tools/setup.mjs test/e2e/shapes.mts [--quick] [--keep]
import { record } from '../../tools/start/json.mts';
import { crmOf, effectsAt, settledEffects, total } from './support/effects.mts';
import { fire, jsonShot } from './support/load.mts';
import { countPlatformCalls } from './support/platform-calls.mts';
import { QUEUE_STEPS, startQueue } from './support/queue.mts';
import { REGULAR_STEPS, startRegular } from './support/regular.mts';
import { type Bound, exactly } from './support/bounds.mts';
import { inRun, type Run } from './support/run.mts';
import { ACTION, confirm, effect, plainWebhook, publish } from './support/workflows.mts';

void inRun(REGULAR_STEPS + QUEUE_STEPS + 3, async (run) => [...(await regular(run)), ...(await queue(run))]);

/** Posts, kills n8n, starts it again, posts. */
async function regular(run: Run): Promise<Bound[]> {
	const sandbox = await run.sandbox();
	const shape = await startRegular(run, sandbox, [ACTION]);
	const id = '$json.body.transactionId';
	const workflow = await publish(shape.n8n, 'Regular', [plainWebhook('POST'), effect(crmOf(sandbox), id), confirm(shape.credential, `$('Webhook').item.${id.slice(1)}`)]);
	const calls = countPlatformCalls(sandbox);
	const count = run.size(200);
	const half = (name: string) => fire(shots(`${shape.webhooks[0]}/${workflow.path}`, name, count / 2), { connections: 5 });
	const first = await run.steps.run('Post the first half, and wait', async () => {
		const measured = await half('a');
		await settledEffects(sandbox, { quietMs: 5000, limitMs: 120_000, enough: (effects) => effects.size === count / 2 });
		return measured;
	});
	await run.steps.run('Kill n8n and start it again', async () => {
		await shape.process.kill();
		await shape.process.restart();
	});
	const second = await half('b');
	const effects = await settledEffects(sandbox, { quietMs: 5000, limitMs: 120_000, enough: (seen) => seen.size === count });
	// The sandbox does not know the transactions: each confirmation is one failed call.
	const counts = await shape.n8n.executionCounts(workflow.id);
	const [executionId = ''] = [...effects.values()][0] ?? [];
	const execution = await shape.n8n.execution(executionId);
	await shape.process.stop();
	return [
		exactly('regular: answered 200', (first.statuses[200] ?? 0) + (second.statuses[200] ?? 0), count),
		exactly('regular: effects', total(effects), count),
		exactly('regular: transactions with an effect', effects.size, count),
		exactly('regular: executions', JSON.stringify(counts), `{"error":${count}}`),
		exactly('regular: nodes of an execution', execution.nodes.join(', '), 'Webhook, Effect, Confirm'),
		exactly('regular: calls of the platform', calls.counts()['/api/open/callback/confirm'] ?? 0, count),
	];
}

/** Posts half to each webhook process. */
async function queue(run: Run): Promise<Bound[]> {
	const sandbox = await run.sandbox();
	const shape = await startQueue(run, sandbox, [ACTION]);
	const workflow = await publish(shape.n8n, 'Queue', [plainWebhook('POST'), effect(crmOf(sandbox), '$json.body.transactionId')]);
	const count = run.size(200);
	const measured = await run.steps.run('Post to both webhook processes', () =>
		Promise.all(shape.webhooks.map((base, index) => fire(shots(`${base}/${workflow.path}`, String(index), count / 2), { connections: 5 }))),
	);
	await settledEffects(sandbox, { quietMs: 5000, limitMs: 120_000, enough: (seen) => seen.size === count });
	await new Promise((resolve) => setTimeout(resolve, 1000));
	return [
		exactly('queue: answered 200', measured.reduce((sum, { statuses }) => sum + (statuses[200] ?? 0), 0), count),
		exactly('queue: effects', total(await effectsAt(sandbox)), count),
		exactly('queue: executions', JSON.stringify(record(await shape.n8n.executionCounts(workflow.id))), `{"success":${count}}`),
	];
}

function shots(url: string, name: string, count: number) {
	return Array.from({ length: count }, (_, index) => jsonShot(url, { transactionId: `${name}-${index}`, businessType: 'OPEN_CONTRACT_SIGNED' }));
}
