/**
 * A create that suspends the execution until the platform reports the end of what was created. n8n stores the waiting
 * execution; the platform calls its resume URL. Source: docs/callbacks.md#create-and-wait
 */
import type { IDataObject, IExecuteFunctions, INodeExecutionData, IWebhookDescription } from 'n8n-workflow';
import { InputError } from './field';
import type { Job } from './job';
import { isPlainObject } from './json';
import { partsOf } from './operation';
import { setDeep } from './plan';

/** What suspends an execution; with the fields `waitFields`. */
export interface Waiting {
	/** Wire name of the address the platform is to call, dots for nesting. */
	notifyUrl: string;
	/** Beside the item of what was created, while it waits and when the limit is reached. */
	state: IDataObject;
}

/** The webhook by which n8n wakes a waiting execution. A name of its own, since there is nothing to set up or take down. */
export const WAITING_WEBHOOKS: IWebhookDescription[] = [
	{
		name: 'default',
		httpMethod: 'POST',
		path: '={{ $nodeId }}',
		responseMode: 'onReceived',
		responseData: 'noData',
		restartWebhook: true,
		isFullPath: true,
	},
];

const MINUTES: Record<string, number> = { minutes: 1, hours: 60, days: 1_440 };
const MINUTE = 60_000;

/** Field of a waiting item: until when. It stays there when the limit is reached; the end of the flow takes it out. */
export const WAITED_UNTIL = 'waitedUntil';

/** Tells the platform, in the request of the one job, whom to call. @throws InputError for more than one item */
export function callBack(this: IExecuteFunctions, jobs: Job[]): void {
	const waits = jobs[0] && partsOf(jobs[0].operation).waits;
	if (!waits) return;
	if (this.getNode().type.endsWith('Tool')) {
		throw new InputError(
			'This operation waits for people, so it cannot be a tool of a language model',
			'A tool has to answer at once. Create without waiting, and let a trigger go on.',
		);
	}
	if (jobs.length > 1) {
		throw new InputError(
			`This operation waits, so it takes one item, but got ${jobs.length}`,
			'An execution can wait for one thing. Loop over the items with one sub-workflow for each (Execute Sub-workflow, Run Once for Each Item), or create without waiting and let a trigger go on.',
		);
	}
	const [{ plan }] = jobs;
	if (isPlainObject(plan.body)) setDeep(plan.body, waits.notifyUrl, resumeUrl.call(this));
}

/** n8n's own address of this execution, with the node in it, and its token in the query. */
function resumeUrl(this: IExecuteFunctions): string {
	const url = new URL(String(this.evaluateExpression('{{ $execution.resumeUrl }}', 0)));
	url.pathname = `${url.pathname.replace(/\/$/, '')}/${this.getNode().id}`;
	return url.href;
}

/** Suspends the execution. @returns the items that go on when the limit is reached */
export async function suspend(this: IExecuteFunctions, job: Job, waits: Waiting, items: INodeExecutionData[]): Promise<INodeExecutionData[]> {
	const { waitLimit, waitUnit } = job.plan.settings;
	const until = new Date(Date.now() + Number(waitLimit) * MINUTES[String(waitUnit)] * MINUTE);
	const waiting = items.map((item) => ({ ...item, json: { ...item.json, ...waits.state, [WAITED_UNTIL]: until.toISOString() } }));
	// At the limit n8n runs no code of a node: what it hands on is the input of the node. A list of its own, since n8n empties the
	// one that is returned when it looks for items that failed (On Error: Continue (using error output)).
	this.getExecuteData().data.main[0] = [...waiting];
	await this.putExecutionToWait(until);
	return waiting;
}
