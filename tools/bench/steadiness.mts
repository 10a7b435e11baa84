// What a long run does when it is cancelled, and what it holds in memory.
import { setTimeout as sleep } from 'node:timers/promises';
import { executionStartedBy, isOver } from '../start/stage.mts';
import { until } from '../start/steps.mts';
import { type Bench, freshN8n } from './bench.mts';
import { betweenMemory, peakOf } from './memory.mts';
import { floor, httpRequest, ours, UPDATE } from './variants.mts';
import { Workload } from './workload.mts';

const LATENCY_MS = 100;
const CANCEL = { inFlight: 10, afterCalls: 100, quietMs: 3000, withinMs: 300_000 };

/** @param size items of a run */
export async function steadiness(bench: Bench, size: number): Promise<Record<string, number>> {
	return { ...(await cancelled(bench, size)), ...(await held(bench, size)) };
}

/** Requests that came after n8n had said that the execution is cancelled. */
async function cancelled(bench: Bench, size: number): Promise<Record<string, number>> {
	const { run, shape, sandbox } = bench;
	const { client } = sandbox;
	const workload = await Workload.publish(bench, 'cancel', [ours(shape.credential)]);
	await client.arm({ fault: 'latency', path: '*', ms: LATENCY_MS, times: size });
	// Without a limit it only counts.
	await client.limit(0);
	let over: Promise<void> = Promise.resolve();
	const id = await executionStartedBy({ n8n: shape.n8n, workflow: workload.workflow }, async () => {
		over = workload.post({ count: size, inFlight: CANCEL.inFlight });
	});
	await until(`${CANCEL.afterCalls} calls`, CANCEL.withinMs, async () => (await client.limited()).passed >= CANCEL.afterCalls || undefined, 100);
	await shape.n8n.stop(id);
	const { passed: before } = await client.limited();
	await sleep(CANCEL.quietMs);
	const { passed: after } = await client.limited();
	await over;
	const execution = await until(`The end of execution ${id}`, CANCEL.withinMs, async () => {
		const seen = await shape.n8n.execution(id);
		return isOver(seen) ? seen : undefined;
	});
	await client.disarm();
	run.steps.note(`cancelled after ${before} of ${size} requests: ${after - before} more came; n8n shows the execution as ${execution.status}`);
	return { sent_before_cancel: before, sent_after_cancel: after - before };
}

/** Megabytes that a long run takes at its peak, and those of the heap that stay: the items, which n8n holds. */
async function held(bench: Bench, size: number): Promise<Record<string, number>> {
	const { shape, sandbox } = bench;
	const nodes = {
		ours: ours(shape.credential),
		http_request: httpRequest(shape.credential, `${sandbox.qiandun.baseUrl}${UPDATE}`),
		floor: floor(),
	};
	const figures: Record<string, number> = {};
	for (const [name, node] of Object.entries(nodes)) {
		await freshN8n(bench);
		const workload = await Workload.publish(bench, `memory of ${name}`, betweenMemory(node));
		await workload.runs({ count: Math.ceil(size / 100), inFlight: 20 });
		const { aboveMb, keptMb } = peakOf(await workload.runs({ count: size, inFlight: 20 }));
		figures[`${name}_peak_mb`] = aboveMb;
		figures[`${name}_kept_mb`] = keptMb;
	}
	return figures;
}
