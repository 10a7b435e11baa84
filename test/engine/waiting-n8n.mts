/**
 * n8n around an execution that waits, without its database: n8n-core's own engine and contexts, and what n8n's
 * packages/cli/src/webhooks/waiting-webhooks.ts and webhook-helpers.ts do between them. The whole of n8n: test/e2e/esign-wait.mts.
 */
import { WebhookContext } from 'n8n-core';
import type { IDataObject, INode, INodeExecutionData, IRunExecutionData, IWebhookData, Workflow } from 'n8n-workflow';
import { prepare, readRun, type Prepared, type RunOptions, type RunResult } from './harness.mts';
import { serveWebhooks, type Listening, type WebhookRequest, type WebhookResponse } from './webhook-http.mts';

const NODE = 'Node';

/** One execution. */
export interface Execution {
	status: 'running' | 'waiting' | 'ended';
	/** How often the end of what it waited for woke it. */
	resumed: number;
	/** Of its last part; none while it runs. */
	result?: RunResult;
	/** What the nodes after it got. */
	handedOn(): IDataObject[];
	/** n8n finds the time limit over. */
	limitReached(): Promise<void>;
}

export class WaitingN8n {
	/** What n8n does with an end that is handed to it: n8n 1.x does not look whether the execution still waits; a database may be busy. */
	waking: 'looks' | 'does not look' | 'fails' = 'looks';
	private readonly executions = new Map<string, { prepared: Prepared; execution: Execution; stored: string }>();
	private constructor(private server: Listening) {}

	static async start(): Promise<WaitingN8n> {
		const n8n = new WaitingN8n({ url: '', close: async () => undefined });
		n8n.server = await serveWebhooks(async (request, response) => await n8n.handle(request, response));
		return n8n;
	}

	async close(): Promise<void> {
		await this.server.close();
	}

	/** Runs until the execution waits or ends. @param whileRunning done before n8n has stored that it waits */
	async begin(options: RunOptions, whileRunning = async (): Promise<void> => undefined): Promise<Execution> {
		const prepared = prepare({ ...options, waitingUrl: `${this.server.url}/webhook-waiting` });
		const execution: Execution = {
			status: 'running',
			resumed: 0,
			handedOn: () => (execution.result?.run.data.resultData.runData.After?.[0]?.data?.main[0] ?? []).map(({ json }) => json),
			limitReached: async () => {
				execution.status = 'running';
				await this.part(prepared.executionId, parsed(this.held(prepared.executionId).stored));
			},
		};
		this.executions.set(prepared.executionId, { prepared, execution, stored: '' });
		await this.part(prepared.executionId, prepared.begin(), whileRunning);
		return execution;
	}

	private held(id: string) {
		const held = this.executions.get(id);
		if (!held) throw new Error(`There is no execution ${id}`);
		return held;
	}

	private async part(id: string, data: IRunExecutionData, whileRunning = async (): Promise<void> => undefined): Promise<void> {
		const held = this.held(id);
		const run = await held.prepared.execute(data);
		await whileRunning();
		held.execution.result = readRun(run);
		// The database keeps text.
		held.stored = JSON.stringify(run.data);
		held.execution.status = run.waitTill ? 'waiting' : 'ended';
	}

	private async handle(request: WebhookRequest, response: WebhookResponse): Promise<void> {
		const url = new URL(request.originalUrl, this.server.url);
		const [, , id, suffix] = url.pathname.split('/');
		const held = this.executions.get(id);
		if (!held) return response.status(404).json({ message: 'The execution does not exist' });
		const { prepared, execution } = held;
		// n8n reads the token of an execution that runs, too; here it is stored with the first part.
		if (execution.status === 'running') return response.status(409).json({ message: 'The execution is running already' });
		const data = parsed(held.stored);
		if (url.searchParams.get('signature') !== data.resumeToken) return response.status(401).json({ error: 'Invalid token' });
		if (execution.status === 'ended') return response.status(409).json({ message: 'The execution has finished already' });

		const [waiting] = data.executionData?.nodeExecutionStack ?? [];
		waiting.node.disabled = true;
		data.waitTill = undefined;
		data.resultData.runData[NODE].pop();
		const workflow = prepared.workflow();
		const node = workflow.getNode(NODE);
		const additional = prepared.additional({ httpRequest: request, httpResponse: response });
		await workflow.expression.acquireIsolate();
		try {
			if (!node) throw new Error('The workflow has no such node');
			const webhook = webhookAt(workflow, node, suffix, request.method);
			if (!webhook) return response.status(404).json({ message: 'no waiting webhook with a matching path/method' });
			const context = new WebhookContext(workflow, node, additional, 'manual', webhook, [], data);
			Object.defineProperty(context, 'logger', { value: { warn() {}, error() {}, info() {}, debug() {} } });
			const result = await workflow.nodeTypes
				.getByNameAndVersion(node.type)
				.webhook?.call(context)
				.catch((error: unknown) => {
					// n8n goes on with an execution that failed.
					execution.status = 'ended';
					throw error;
				});
			if (result?.noWebhookResponse === true && !result.workflowData) return;
			if (!result?.workflowData) return void response.end(String(result?.webhookResponse ?? '{"message":"Webhook call received"}'));
			waiting.data.main = result.workflowData as INodeExecutionData[][];
			waiting.metadata = { ...waiting.metadata, forwardAllOutputs: true };
		} finally {
			await workflow.expression.releaseIsolate();
		}
		// n8n asks the database to change waiting into running; of several only one can.
		if (this.waking === 'fails') throw new Error('The database is busy');
		if (this.waking === 'looks' && execution.status !== 'waiting') throw new Error('The execution does not wait any more');
		execution.status = 'running';
		execution.resumed++;
		response.end('');
		await this.part(id, data);
	}
}

/** The webhook of a node by which n8n wakes it at this path. */
function webhookAt(workflow: Workflow, node: INode, path: string | undefined, method: string | undefined): IWebhookData | undefined {
	const found = workflow.nodeTypes.getByNameAndVersion(node.type);
	const description = ('description' in found ? found.description.webhooks : undefined)?.find(
		(webhook) =>
			webhook.restartWebhook === true &&
			webhook.httpMethod === method &&
			workflow.expression.getSimpleParameterValue(node, webhook.path, 'manual', {}) === path,
	);
	return description && ({ webhookDescription: description, httpMethod: description.httpMethod, node: node.name, path, workflowId: workflow.id } as IWebhookData);
}

const parsed = (stored: string) => JSON.parse(stored) as IRunExecutionData;
