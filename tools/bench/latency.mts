// 2: a platform that takes its time: what it costs beside the waiting that nobody can spare.
import { median } from '../../test/e2e/support/load.mts';
import type { Bench } from './bench.mts';
import { inTurns } from './turns.mts';
import { ours } from './variants.mts';
import { Workload } from './workload.mts';

const LATENCY_MS = 100;
const IN_FLIGHT = 10;

/** `ideal_ms`: each lane waits for its share of the answers, one after the other. */
export async function latency(bench: Bench, size: number, rounds: number): Promise<Record<string, number>> {
	const { client } = bench.sandbox;
	const workload = await Workload.publish(bench, 'latency', [ours(bench.shape.credential)]);
	const took = await inTurns(
		bench.run,
		{
			ours: async () => {
				await client.arm({ fault: 'latency', path: '*', ms: LATENCY_MS, times: size });
				return (await workload.run({ count: size, inFlight: IN_FLIGHT })).ms;
			},
		},
		rounds,
	);
	const [oursMs, idealMs] = [median(took.ours), (size / IN_FLIGHT) * LATENCY_MS];
	return { ours_ms: oursMs, ideal_ms: idealMs, vs_ideal: oursMs / idealMs };
}
