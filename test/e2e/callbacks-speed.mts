// The trigger beside n8n's own Webhook node, in turns in the same run. Only ratios are judged.
// node tools/setup.mjs test/e2e/callbacks-speed.mts [--quick] [--keep]
import http from 'node:http';
import { until } from '../../tools/start/steps.mts';
import { tally } from './support/callbacks.mts';
import { fire, type Measured, median, type Shot } from './support/load.mts';
import { REGULAR_STEPS, type RegularN8n, startRegular } from './support/regular.mts';
import { atLeast, atMost, type Bound, exactly, told } from './support/bounds.mts';
import { inRun, type Run } from './support/run.mts';
import { drained, notifications, triggerLoad, urlOf } from './support/trigger-load.mts';
import { plainWebhook, post, publish, TRIGGER, trigger } from './support/workflows.mts';

const IN_PROGRESS = 50;
const CONNECTIVITY = { rounds: 10, requests: 100, most: 1.5 };
const LOAD = { rounds: 6, requests: 300, connections: 50, least: 0.9 };

void inRun(REGULAR_STEPS + 2, async (run) => {
	const sandbox = await run.sandbox();
	const shape = await startRegular(run, sandbox, [TRIGGER]);
	return [...(await connectivity(run, shape)), ...(await load(run, shape))];
});

/** A: the connectivity test while executions are in progress. */
async function connectivity(run: Run, shape: RegularN8n): Promise<Bound[]> {
	const slow = await slowServer(run);
	const ours = await publish(shape.n8n, 'Connectivity test of the trigger', [
		trigger(shape.credential, { fetchDetails: false, confirm: 'never' }),
		post('Slow', slow.url, '{}'),
	]);
	const plain = await publish(shape.n8n, 'GET to a Webhook node', [plainWebhook('GET')]);
	const [a, b] = [urlOf(shape, ours), urlOf(shape, plain)];
	const rounds = { ours: new Array<Measured>(), plain: new Array<Measured>() };
	await run.steps.run(`GET with ${IN_PROGRESS} executions in progress`, async () => {
		await fire(notifications(a, IN_PROGRESS), { connections: 5 });
		await until(`${IN_PROGRESS} executions in progress`, 60_000, async () => slow.waiting() === IN_PROGRESS || undefined, 200);
		const count = run.quick ? CONNECTIVITY.requests / 2 : CONNECTIVITY.requests;
		const turns = [{ url: a, kept: rounds.ours }, { url: b, kept: rounds.plain }];
		// The first round is for warming up. Who begins changes with every round.
		for (let round = 0; round <= roundsOf(run, CONNECTIVITY.rounds); round++) {
			for (const { url, kept } of round % 2 === 0 ? turns : turns.toReversed()) {
				const measured = await fire(Array.from({ length: count }, (): Shot => ({ url })), { connections: 1 });
				if (round > 0) kept.push(measured);
				// Each GET to the Webhook node is an execution, the connectivity test is none.
				await drained(shape, plain);
			}
		}
	});
	const waiting = slow.waiting();
	slow.release();
	await drained(shape, ours);
	const [p95, plainP95] = [rounds.ours, rounds.plain].map((list) => median(list.map((one) => one.p95)));
	return [
		exactly('GET: executions still in progress at the end', waiting, IN_PROGRESS),
		exactly('GET: answers of the trigger', statusesOf(rounds.ours), `200: ${rounds.ours.reduce((sum, { count }) => sum + count, 0)}`),
		told('GET: p95 in ms of the trigger, by round', listed(rounds.ours)),
		told('GET: p95 in ms of the Webhook node, by round', listed(rounds.plain)),
		atMost('GET: p95, trigger / Webhook node', (p95 ?? NaN) / (plainP95 ?? NaN), CONNECTIVITY.most),
	];
}

/** B: requests taken per second. */
async function load(run: Run, shape: RegularN8n): Promise<Bound[]> {
	const { rounds, requests, connections, least } = LOAD;
	const size = { rounds: roundsOf(run, rounds), requests: run.quick ? requests / 2 : requests, connections };
	const { trigger, withExpression, without, refused } = await run.steps.run(`POST at ${connections} connections`, () => triggerLoad(shape, size));
	return [
		told('POST: not taken', refused.told),
		exactly('POST: not taken, without n8n’s own word for it', refused.unexplained, 0),
		...[trigger, withExpression, without].map(({ name, byRound }) =>
			told(`POST: taken per second at ${name}, by round`, byRound.map((perSecond) => perSecond.toFixed(1)).join(', ')),
		),
		atLeast('POST: taken per second, trigger / Webhook node with an expression', trigger.perSecond / withExpression.perSecond, least),
		told('POST: taken per second, trigger / Webhook node without', (trigger.perSecond / without.perSecond).toFixed(3)),
	];
}

function roundsOf({ quick }: Run, full: number): number {
	return quick ? 4 : full;
}

function listed(rounds: readonly Measured[]): string {
	return rounds.map(({ p95 }) => p95.toFixed(1)).join(', ');
}

function statusesOf(rounds: readonly Measured[]): string {
	return tally(rounds.flatMap(({ statuses }) => Object.entries(statuses).flatMap(([status, count]) => new Array<string>(count).fill(status))));
}

/** Answers nobody until it is released: what calls it is in progress. */
async function slowServer(run: Run): Promise<{ url: string; waiting(): number; release(): void }> {
	const open = new Set<http.ServerResponse>();
	let isOver = false;
	const server = http.createServer((request, response) => {
		request.resume();
		if (isOver) response.end('{}');
		else open.add(response);
	});
	const port = await run.port();
	await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
	const release = () => {
		isOver = true;
		for (const response of open) response.end('{}');
		open.clear();
	};
	run.atEnd(async () => {
		release();
		server.closeAllConnections();
		server.close();
	});
	return { url: `http://127.0.0.1:${port}/`, waiting: () => open.size, release };
}
