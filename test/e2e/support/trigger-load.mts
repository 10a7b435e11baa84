// Requests per second that the trigger takes, beside n8n's own Webhook node, in turns in the same run.
import { randomUUID } from 'node:crypto';
import { NOT_READY } from '../../../tools/start/n8n-client.mts';
import { until } from '../../../tools/start/steps.mts';
import { EVENT, tally } from './callbacks.mts';
import { fire, type Hit, jsonShot, type Measured, median, type Shot } from './load.mts';
import type { N8nShape } from './shape.mts';
import { oneExpression, plainWebhook, publish, type Published, trigger } from './workflows.mts';

const DRAINED_WITHIN_MS = 300_000;
const NODES = ['the trigger', 'a Webhook node with an expression', 'a Webhook node without'] as const;

export interface Load {
	/** Besides one for warming up. */
	rounds: number;
	requests: number;
	connections: number;
}

/** What one of the nodes took. */
export interface Taken {
	name: string;
	/** Median of the rounds. */
	perSecond: number;
	byRound: number[];
}

export interface TriggerLoad {
	trigger: Taken;
	withExpression: Taken;
	without: Taken;
	/** What was not taken, in words; `unexplained` of them without n8n's own word that its database was too slow. */
	refused: { told: string; unexplained: number };
}

/** Posts at three workflows in turn: the trigger without Fetch Details, and the Webhook node with and without an expression. */
export async function triggerLoad(shape: N8nShape, { rounds, requests, connections }: Load): Promise<TriggerLoad> {
	const chains = {
		'the trigger': [trigger(shape.credential, { fetchDetails: false, confirm: 'never' }), oneExpression('$json.transactionId')],
		// n8n spares its own Webhook node, and no other, the engine for expressions while it takes the request: unless the node has one.
		'a Webhook node with an expression': [plainWebhook('POST', { responseData: "={{ 'ok' }}" }), oneExpression('$json.body.transactionId')],
		'a Webhook node without': [plainWebhook('POST'), oneExpression('$json.body.transactionId')],
	};
	const turns = await Promise.all(
		NODES.map(async (name) => ({ name, workflow: await publish(shape.n8n, `Load on ${name}`, chains[name]), byRound: new Array<number>(), refusals: new Array<string>() })),
	);
	// The first round is for warming up. Who begins changes with every round.
	for (let round = 0; round <= rounds; round++) {
		for (const { workflow, byRound, refusals } of round % 2 === 0 ? turns : turns.toReversed()) {
			const onHit = (_shot: Shot, { status, body }: Hit) => {
				if (status !== 200) refusals.push(`${status} ${body.includes(NOT_READY) ? NOT_READY : body}`);
			};
			const measured = await fire(notifications(urlOf(shape, workflow), requests), { connections, timeoutMs: 120_000, onHit });
			if (round > 0) byRound.push(takenPerSecond(measured));
			// What is still to be worked off must not weigh on the next one's turn.
			await drained(shape, workflow);
		}
	}
	const refused = turns.flatMap(({ name, refusals }) => refusals.map((refusal) => `${name}: ${refusal}`));
	const taken = (wanted: (typeof NODES)[number]): Taken => {
		const { byRound } = turns.find(({ name }) => name === wanted) ?? { byRound: [] };
		return { name: wanted, perSecond: median(byRound), byRound };
	};
	return {
		trigger: taken('the trigger'),
		withExpression: taken('a Webhook node with an expression'),
		without: taken('a Webhook node without'),
		refused: { told: tally(refused), unexplained: refused.filter((refusal) => !refusal.includes(NOT_READY)).length },
	};
}

export function urlOf({ webhooks }: Pick<N8nShape, 'webhooks'>, { path }: Published): string {
	return `${webhooks[0]}/${path}`;
}

/** Each about an event of its own. */
export function notifications(url: string, count: number): Shot[] {
	return Array.from({ length: count }, () => jsonShot(url, { transactionId: randomUUID(), businessType: EVENT }));
}

/** Until the workflow has no execution under way. */
export async function drained({ n8n }: Pick<N8nShape, 'n8n'>, { id, name }: Published): Promise<void> {
	await until(`The end of all executions of "${name}"`, DRAINED_WITHIN_MS, async () => {
		const { new: waiting = 0, running = 0 } = await n8n.executionCounts(id);
		return waiting + running === 0 || undefined;
	});
}

function takenPerSecond({ statuses, count, perSecond }: Measured): number {
	return (perSecond * (statuses[200] ?? 0)) / count;
}
