// 5: requests per second that the trigger takes.
import { triggerLoad } from '../../test/e2e/support/trigger-load.mts';
import type { Bench } from './bench.mts';

const CONNECTIONS = 50;

/** Requests per second; ratios of medians. `static` is the Webhook node without an expression. */
export async function trigger({ run, shape }: Bench, requests: number, rounds: number): Promise<Record<string, number>> {
	const { trigger, withExpression, without, refused } = await triggerLoad(shape, { rounds, requests, connections: CONNECTIONS });
	for (const { name, byRound } of [trigger, withExpression, without]) {
		run.steps.note(`${name}: ${byRound.map((perSecond) => perSecond.toFixed(1)).join(', ')} a second`);
	}
	if (refused.told !== '') run.steps.note(`not taken: ${refused.told}`);
	return {
		ours_per_second: trigger.perSecond,
		webhook_per_second: withExpression.perSecond,
		static_per_second: without.perSecond,
		vs_webhook: trigger.perSecond / withExpression.perSecond,
		vs_static: trigger.perSecond / without.perSecond,
	};
}
