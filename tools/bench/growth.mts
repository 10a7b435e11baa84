// 3: whether an item costs more in a long run than in a short one.
import { median } from '../../test/e2e/support/load.mts';
import type { Bench } from './bench.mts';
import { inTurns } from './turns.mts';
import { ours } from './variants.mts';
import { Workload } from './workload.mts';

const IN_FLIGHT = 20;
/** A size is run so often in its turn that it comes to as many items as this, or once. */
const ITEMS_OF_A_TURN = 1000;

/** @param sizes from few to many items */
export async function growth(bench: Bench, sizes: readonly number[], rounds: number): Promise<Record<string, number>> {
	const workload = await Workload.publish(bench, 'growth', [ours(bench.shape.credential)]);
	const perItem = async (count: number) => {
		const times: number[] = [];
		for (let run = 0; run === 0 || run < ITEMS_OF_A_TURN / count; run++) {
			times.push((await workload.run({ count, inFlight: IN_FLIGHT })).ms / count);
		}
		return median(times);
	};
	const took = await inTurns(bench.run, Object.fromEntries(sizes.map((count) => [String(count), () => perItem(count)])), rounds);
	const medians = sizes.map((count) => median(took[String(count)] ?? []));
	return {
		...Object.fromEntries(sizes.map((count, index) => [`ms_per_item_${count}`, medians[index] ?? NaN])),
		[`ratio_${sizes.at(-1)}_${sizes[0]}`]: (medians.at(-1) ?? NaN) / (medians[0] ?? NaN),
	};
}
