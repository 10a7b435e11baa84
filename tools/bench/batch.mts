// 1: a batch against a platform that answers at once, by each of the variants in turn.
import { median } from '../../test/e2e/support/load.mts';
import type { Bench } from './bench.mts';
import { inTurns } from './turns.mts';
import { bodies, floor, httpRequest, ours, routing, UPDATE } from './variants.mts';
import { type Order, Workload } from './workload.mts';

const IN_FLIGHT = 20;

/** Milliseconds, and ratios of medians. @param size items @param rounds how often each variant has its turn, after one for warming up */
export async function batch(bench: Bench, size: number, rounds: number): Promise<Record<string, number>> {
	const { shape, sandbox, platform, accountId } = bench;
	const { credential } = shape;
	const nodes = {
		ours: ours(credential),
		httpRequest: httpRequest(credential, `${sandbox.qiandun.baseUrl}${UPDATE}`),
		routing: routing(credential),
		floor: floor(),
	};
	const order: Order = { count: size, inFlight: IN_FLIGHT };
	const turns: Record<string, () => Promise<number>> = {
		axios: async () => await platform.postAll(UPDATE, bodies(accountId, size), IN_FLIGHT),
	};
	for (const [name, node] of Object.entries(nodes)) {
		const workload = await Workload.publish(bench, name, [node]);
		turns[name] = async () => {
			const { ms, items } = await workload.run(order);
			if (items.length !== size) throw new Error(`${name}: ${items.length} items came out of ${size}`);
			return ms;
		};
	}
	// RoutingNode asks n8n's database for the credential of all items at once; on a machine with much else to do, that times out.
	const took = await inTurns(bench.run, turns, rounds, 'routing');
	const [axiosMs = NaN, oursMs = NaN, httpMs = NaN, routingMs = NaN, floorMs = NaN] = ['axios', 'ours', 'httpRequest', 'routing', 'floor'].map((name) => median(took[name] ?? []));
	return {
		ours_ms: oursMs,
		http_request_ms: httpMs,
		routing_ms: routingMs,
		floor_ms: floorMs,
		axios_ms: axiosMs,
		vs_http: oursMs / httpMs,
		vs_routing: oursMs / routingMs,
		vs_floor: oursMs / floorMs,
	};
}
