// 1: a batch against a platform that answers at once, by each of the variants in turn.
import { median } from '../../test/e2e/support/load.mts';
import type { Bench } from './bench.mts';
import { inTurns } from './turns.mts';
import { bodies, floor, httpRequest, ours, routing, routingWhole, UPDATE } from './variants.mts';
import { type Order, Workload } from './workload.mts';

const IN_FLIGHT = 20;
/** All of our definitions take RoutingNode so long that fewer items have to do. */
const WHOLE_PART = 1 / 10;

/**
 * Milliseconds, and ratios of medians. `vs_limit` is beside evaluating and sending, each by itself: the time of both, where nothing is sent before
 * everything is evaluated. @param size items @param rounds how often each variant has its turn, after one for warming up
 */
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
	const whole = await Workload.publish(bench, 'routing, all definitions', [routingWhole(credential)]);
	const wholeOrder: Order = { count: size * WHOLE_PART, inFlight: IN_FLIGHT };
	turns.routingWhole = async () => (await whole.run(wholeOrder)).ms / WHOLE_PART;
	// RoutingNode asks n8n's database for the credential of all items at once; on a machine with much else to do, that times out.
	const took = await inTurns(bench.run, turns, rounds, 'routing');
	const medianOf = (name: string) => median(took[name] ?? []);
	const [axiosMs, oursMs, httpMs, floorMs] = [medianOf('axios'), medianOf('ours'), medianOf('httpRequest'), medianOf('floor')];
	const [routingMs, wholeMs] = [medianOf('routing'), medianOf('routingWhole')];
	return {
		ours_ms: oursMs,
		http_request_ms: httpMs,
		routing_ms: routingMs,
		routing_whole_ms: wholeMs,
		floor_ms: floorMs,
		axios_ms: axiosMs,
		vs_http: oursMs / httpMs,
		vs_routing: oursMs / routingMs,
		vs_routing_whole: oursMs / wholeMs,
		vs_floor: oursMs / floorMs,
		vs_limit: oursMs / (floorMs + axiosMs),
	};
}
