// The trigger beside n8n's own Webhook node, in turns in the same run. Only ratios are judged.
// node tools/setup.mjs test/e2e/callbacks-speed.mts [--quick] [--keep]
import { randomUUID } from 'node:crypto';
import http from 'node:http';
import { until } from '../../tools/start/steps.mts';
import { EVENT, tally } from './support/callbacks.mts';
import { fire, type Hit, jsonShot, type Measured, median, type Shot } from './support/load.mts';
import { REGULAR_STEPS, type RegularN8n, startRegular } from './support/regular.mts';
import { atLeast, atMost, type Bound, exactly, inRun, type Run, told } from './support/run.mts';
import { oneExpression, plainWebhook, post, publish, type Published, TRIGGER, trigger } from './support/workflows.mts';

const IN_PROGRESS = 50;
const CONNECTIVITY = { rounds: 10, requests: 100, most: 1.5 };
const LOAD = { rounds: 6, requests: 300, connections: 50, least: 0.9 };
/** What n8n answers, with a 503, while its database is slower than it wants: no node is asked then. */
const NOT_READY = 'Database is not ready';
const DRAINED_WITHIN_MS = 300_000;

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
	const nodes = {
		'the trigger': [trigger(shape.credential, { fetchDetails: false, confirm: 'never' }), oneExpression('$json.transactionId')],
		// n8n spares its own Webhook node, and no other, the engine for expressions while it takes the request: unless the node has one.
		'a Webhook node with an expression': [plainWebhook('POST', { responseData: "={{ 'ok' }}" }), oneExpression('$json.body.transactionId')],
		'a Webhook node without': [plainWebhook('POST'), oneExpression('$json.body.transactionId')],
	};
	const count = run.quick ? LOAD.requests / 2 : LOAD.requests;
	const turns = await Promise.all(
		Object.entries(nodes).map(async ([name, chain]) => ({ name, workflow: await publish(shape.n8n, `Load on ${name}`, chain), rounds: new Array<Measured>(), refusals: new Array<string>() })),
	);
	await run.steps.run(`POST at ${LOAD.connections} connections`, async () => {
		// The first round is for warming up.
		for (let round = 0; round <= roundsOf(run, LOAD.rounds); round++) {
			for (const { workflow, rounds, refusals } of round % 2 === 0 ? turns : turns.toReversed()) {
				const onHit = (_shot: Shot, { status, body }: Hit) => {
					if (status !== 200) refusals.push(`${status} ${body.includes(NOT_READY) ? NOT_READY : body}`);
				};
				const measured = await fire(notifications(urlOf(shape, workflow), count), { connections: LOAD.connections, timeoutMs: 120_000, onHit });
				if (round > 0) rounds.push(measured);
				// What is still to be worked off must not weigh on the next one's turn.
				await drained(shape, workflow);
			}
		}
	});
	const [ours = NaN, withExpression = NaN, without = NaN] = turns.map(({ rounds }) => median(rounds.map(takenPerSecond)));
	const refused = turns.flatMap(({ name, refusals }) => refusals.map((refusal) => `${name}: ${refusal}`));
	return [
		told('POST: not taken', tally(refused)),
		exactly('POST: not taken, without n8n’s own word for it', refused.filter((refusal) => !refusal.includes(NOT_READY)).length, 0),
		...turns.map(({ name, rounds }) => told(`POST: taken per second at ${name}, by round`, rounds.map((one) => takenPerSecond(one).toFixed(1)).join(', '))),
		atLeast('POST: taken per second, trigger / Webhook node with an expression', ours / withExpression, LOAD.least),
		told('POST: taken per second, trigger / Webhook node without', (ours / without).toFixed(3)),
	];
}

function roundsOf({ quick }: Run, full: number): number {
	return quick ? 4 : full;
}

function urlOf({ webhooks }: RegularN8n, { path }: Published): string {
	return `${webhooks[0]}/${path}`;
}

/** Each about an event of its own. */
function notifications(url: string, count: number): Shot[] {
	return Array.from({ length: count }, () => jsonShot(url, { transactionId: randomUUID(), businessType: EVENT }));
}

function listed(rounds: readonly Measured[]): string {
	return rounds.map(({ p95 }) => p95.toFixed(1)).join(', ');
}

function takenPerSecond({ statuses, count, perSecond }: Measured): number {
	return (perSecond * (statuses[200] ?? 0)) / count;
}

function statusesOf(rounds: readonly Measured[]): string {
	return tally(rounds.flatMap(({ statuses }) => Object.entries(statuses).flatMap(([status, count]) => new Array<string>(count).fill(status))));
}

/** Until the workflow has no execution under way. */
async function drained({ n8n }: RegularN8n, { id, name }: Published): Promise<void> {
	await until(`The end of all executions of "${name}"`, DRAINED_WITHIN_MS, async () => {
		const { new: waiting = 0, running = 0 } = await n8n.executionCounts(id);
		return waiting + running === 0 || undefined;
	});
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
