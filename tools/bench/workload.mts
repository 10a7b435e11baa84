// A workflow that hands items to the node that is measured, started by a request that brings them and is answered at its end.
import axios from 'axios';
import { plainWebhook, publish, type Published } from '../../test/e2e/support/workflows.mts';
import type { Json } from '../start/json.mts';
import type { NodeRun } from '../start/n8n-client.mts';
import { executionStartedBy, isOver, reason } from '../start/stage.mts';
import { until } from '../start/steps.mts';
import type { Bench } from './bench.mts';
import { inputs, MEASURED } from './variants.mts';

const LONGEST_MS = 15 * 60_000;
const SAVED_WITHIN_MS = 60_000;

/** What the items of one run are to be. */
export interface Order {
	count: number;
	/** Requests at once. */
	inFlight: number;
}

export class Workload {
	private constructor(
		private readonly bench: Bench,
		readonly workflow: Published,
	) {}

	/** @param nodes after the one that makes the items */
	static async publish(bench: Bench, name: string, nodes: readonly Json[]): Promise<Workload> {
		const webhook = plainWebhook('POST', {}, { responseMode: 'lastNode', responseData: 'noData' });
		return new Workload(bench, await publish(bench.shape.n8n, `Bench: ${name}`, [webhook, items(), ...nodes]));
	}

	/** Runs it once. @returns the run of the measured node, by n8n's own clock @throws Error when the execution failed */
	async run(order: Order): Promise<NodeRun> {
		const { [MEASURED]: measured } = await this.runs(order);
		if (measured === undefined) throw new Error(`"${this.workflow.name}" did not come to the node ${MEASURED}`);
		return measured;
	}

	/** Runs it once. @returns what each node did, by its name @throws Error when the execution failed */
	async runs(order: Order): Promise<Record<string, NodeRun>> {
		const { n8n } = this.bench.shape;
		const id = await executionStartedBy({ n8n, workflow: this.workflow }, async () => await this.post(order));
		const execution = await until(`The end of execution ${id}`, SAVED_WITHIN_MS, async () => {
			const seen = await n8n.execution(id);
			return isOver(seen) ? seen : undefined;
		});
		if (execution.status !== 'success') throw new Error(`"${this.workflow.name}": ${reason(execution)}`);
		return await n8n.nodeRuns(id);
	}

	/** Starts it. @returns once it is over */
	async post({ count, inFlight }: Order): Promise<void> {
		const { shape, accountId } = this.bench;
		const url = `${shape.webhooks[0]}/${this.workflow.path}`;
		await axios.post(url, { items: inputs(accountId, count, inFlight) }, { proxy: false, timeout: LONGEST_MS, validateStatus: () => true });
	}
}

/** Makes one item of each that the request brought. */
export const items = (): Json => ({
	name: 'Items',
	type: 'n8n-nodes-base.splitOut',
	typeVersion: 1,
	parameters: { fieldToSplitOut: 'body.items', options: {} },
});
