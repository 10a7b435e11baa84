// 6: a platform that takes only so many requests a second: nothing fails, nothing is done twice, and how much time it costs.
import type { Bench } from './bench.mts';
import { ours } from './variants.mts';
import { Workload } from './workload.mts';

const PER_SECOND = 20;
const IN_FLIGHT = 10;

/** `ideal_ms`: as many as the platform takes, second by second. */
export async function throttle(bench: Bench, size: number): Promise<Record<string, number>> {
	const { client } = bench.sandbox;
	const workload = await Workload.publish(bench, 'throttle', [{ ...ours(bench.shape.credential), onError: 'continueRegularOutput' }]);
	await client.limit(PER_SECOND);
	try {
		const { ms, items } = await workload.run({ count: size, inFlight: IN_FLIGHT });
		const { passed, refused } = await client.limited();
		const succeeded = items.filter((item) => !('error' in item)).length;
		const idealMs = (size / PER_SECOND) * 1000;
		// Each that succeeded was let through once at least: what was let through besides was sent again after a success.
		return { failed: size - succeeded, duplicates: passed - succeeded, refused, ours_ms: ms, ideal_ms: idealMs, vs_ideal: ms / idealMs };
	} finally {
		await client.limit(0);
	}
}
