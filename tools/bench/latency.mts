// 2: a platform that takes its time: what it costs beside the waiting that nobody can spare.
import { median } from '../../test/e2e/support/load.mts';
import type { Bench } from './bench.mts';
import { inTurns } from './turns.mts';
import { floor, ours, oursPlain } from './variants.mts';
import { Workload } from './workload.mts';

const LATENCY_MS = 100;
const IN_FLIGHT = 10;

/**
 * `ideal_ms`: each lane waits for its share of the answers, one after the other. `six_ms` is with six expressions for each item:
 * all parameters are checked before anything is sent, so nothing is faster than `ideal_ms` and evaluating them: `six_vs_limit`.
 */
export async function latency(bench: Bench, size: number, rounds: number): Promise<Record<string, number>> {
	const { client } = bench.sandbox;
	const { credential } = bench.shape;
	const waiting = await Workload.publish(bench, 'latency', [oursPlain(credential, IN_FLIGHT)]);
	const workload = await Workload.publish(bench, 'latency with six expressions', [ours(credential)]);
	const evaluating = await Workload.publish(bench, 'floor of latency', [floor()]);
	const order = { count: size, inFlight: IN_FLIGHT };
	const late = async (work: Workload) => {
		await client.arm({ fault: 'latency', path: '*', ms: LATENCY_MS, times: size });
		return (await work.run(order)).ms;
	};
	const took = await inTurns(
		bench.run,
		{
			ours: async () => await late(waiting),
			six: async () => await late(workload),
			floor: async () => (await evaluating.run(order)).ms,
		},
		rounds,
	);
	const [oursMs, sixMs, floorMs, idealMs] = [median(took.ours), median(took.six), median(took.floor), (size / IN_FLIGHT) * LATENCY_MS];
	return {
		ours_ms: oursMs,
		ideal_ms: idealMs,
		vs_ideal: oursMs / idealMs,
		six_ms: sixMs,
		floor_ms: floorMs,
		six_vs_ideal: sixMs / idealMs,
		six_vs_limit: sixMs / (idealMs + floorMs),
	};
}
