// Queue mode: a worker is killed in the middle of a run of 1,000 items. What the user sees then, and what the platform has got.
// node tools/setup.mjs test/e2e/batch-kill.mts [--quick] [--keep]
import { SignedPlatform } from '../../tools/bench/platform.mts';
import { inputs, ours } from '../../tools/bench/variants.mts';
import { items } from '../../tools/bench/workload.mts';
import { SandboxClient } from '../../tools/start/sandbox.mts';
import { executionStartedBy, isOver, reason } from '../../tools/start/stage.mts';
import { until } from '../../tools/start/steps.mts';
import { fireOne, jsonShot } from './support/load.mts';
import { QUEUE_STEPS, startQueue } from './support/queue.mts';
import { atLeast, type Bound, exactly, told } from './support/bounds.mts';
import { inRun, type Run } from './support/run.mts';
import { ACTION, plainWebhook, publish } from './support/workflows.mts';

const ACCOUNT = 'batch';
const ITEMS = 1000;
const LATENCY_MS = 100;
const IN_FLIGHT = 10;
const HALF_WITHIN_MS = 300_000;
/** n8n notices a worker that is gone when its job stalls. */
const OVER_WITHIN_MS = 300_000;

void inRun(QUEUE_STEPS + 3, work);

async function work(run: Run): Promise<Bound[]> {
	const sandbox = await run.sandbox();
	const { n8n, webhooks, workers, credential } = await startQueue(run, sandbox, [ACTION]);
	const workflow = await publish(n8n, 'A batch and a kill', [plainWebhook('POST'), items(), ours(credential)]);
	const client = new SandboxClient(sandbox.console);
	const count = run.size(ITEMS);
	const platform = new SignedPlatform(sandbox.qiandun);
	await platform.createUser(ACCOUNT);
	platform.close();
	await client.arm({ path: '*', fault: 'latency', ms: LATENCY_MS, times: 100_000 });
	await client.limit(0);
	const sent = async () => (await client.limited()).passed;

	const id = await run.steps.run(`${count} items: wait for half of the requests`, async () => {
		const shot = jsonShot(`${webhooks[0]}/${workflow.path}`, { items: inputs(ACCOUNT, count, IN_FLIGHT) });
		const started = await executionStartedBy({ n8n, workflow }, async () => void (await fireOne(shot)));
		await until('Half of the requests', HALF_WITHIN_MS, async () => (await sent()) >= count / 2 || undefined, 50);
		return started;
	});
	const seen = await run.steps.run('Kill the workers, start them again, and wait for the end', async () => {
		await Promise.all(workers.map((worker) => worker.kill()));
		await Promise.all(workers.map((worker) => worker.restart()));
		return await until('The end of the execution', OVER_WITHIN_MS, async () => {
			const execution = await n8n.execution(id);
			return isOver(execution) ? execution : undefined;
		});
	});
	const atKill = await sent();
	const again = await run.steps.run('Retry it, as the executions list does', () => n8n.retry(id));
	return [
		exactly('execution after the kill: failed', String(seen.status === 'error' || seen.status === 'crashed'), 'true'),
		told('its status and reason', `${seen.status}: ${reason(seen)}`),
		atLeast('requests the platform got by then', atKill, count / 2),
		told('of', count),
		exactly('status of the retry', again.status, 'success'),
		exactly('requests of the retry: all items again', (await sent()) - atKill, count),
	];
}
