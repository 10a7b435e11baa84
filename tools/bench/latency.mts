// 2: a platform that takes its time: what it costs beside the waiting that nobody can spare.
import { median } from '../../test/e2e/support/load.mts';
import type { Bench } from './bench.mts';
import { inTurns } from './turns.mts';
import { floor, ours } from './variants.mts';
import { Workload } from './workload.mts';

const LATENCY_MS = 100;
const IN_FLIGHT = 10;

/**
 * `ideal_ms`: each lane waits for its share of the answers, one after the other. All parameters are checked before anything is
 * sent, so nothing is faster than that and evaluating the expressions: `vs_limit`.
 */
export async function latency(bench: Bench, size: number, rounds: number): Promise<Record<string, number>> {
	const { client } = bench.sandbox;
	const workload = await Workload.publish(bench, 'latency', [ours(bench.shape.credential)]);
	const evaluating = await Workload.publish(bench, 'floor of latency', [floor()]);
	const order = { count: size, inFlight: IN_FLIGHT };
	const took = await inTurns(
		bench.run,
		{
			ours: async () => {
				await client.arm({ fault: 'latency', path: '*', ms: LATENCY_MS, times: size });
				return (await workload.run(order)).ms;
			},
			floor: async () => (await evaluating.run(order)).ms,
		},
		rounds,
	);
	const [oursMs, floorMs, idealMs] = [median(took.ours), median(took.floor), (size / IN_FLIGHT) * LATENCY_MS];
	return { ours_ms: oursMs, ideal_ms: idealMs, floor_ms: floorMs, vs_ideal: oursMs / idealMs, vs_limit: oursMs / (idealMs + floorMs) };
}
