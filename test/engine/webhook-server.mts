/**
 * n8n's webhook server around the trigger, without its database: n8n-core's own contexts and engine, the answers that
 * n8n's packages/cli/src/webhooks/webhook-helpers.ts gives. The whole of n8n is around it in test/e2e/callbacks-answers.mts.
 */
import 'reflect-metadata';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DataDeduplicationService, ExecutionLifecycleHooks, WebhookContext, WorkflowExecute } from 'n8n-core';
import {
	createRunExecutionData,
	Workflow,
	type ICredentialDataDecryptedObject,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type INodeType,
	type INodeTypes,
	type IRun,
	type IWebhookData,
	type IWorkflowExecuteAdditionalData,
	type WorkflowExecuteMode,
} from 'n8n-workflow';
import type { Memory } from '../../engine/claims.ts';
import { TestCredentials } from './harness.mts';
import { SharedMemory } from './n8n-memory.mts';

export interface WebhookServerOptions {
	trigger: INodeType;
	parameters: IDataObject;
	credential: ICredentialDataDecryptedObject;
	/** What the workflow does with the items; what it throws fails the execution. */
	work?: (items: INodeExecutionData[]) => Promise<void>;
	/** Shared by servers of one n8n, and by one that was started anew. */
	memory?: SharedMemory;
	/** Servers of the same workflow have the same. */
	workflowId?: string;
	mode?: WorkflowExecuteMode;
	/** What n8n does when it should store the execution. */
	store?: () => Promise<void>;
	ip?: string;
	/** Settings of the trigger node. */
	settings?: Partial<INode>;
	/** The item with which an execution went to sleep in the node: its webhook wakes that one. */
	waiting?: IDataObject;
}

export interface WebhookServer {
	url: string;
	/** Items of each execution that got beyond the trigger. */
	executions: INodeExecutionData[][];
	/** Number of all executions. */
	started(): number;
	log: Array<{ message: string; about: unknown }>;
	/** Runs what another process has received, as a worker does. */
	run(items: INodeExecutionData[][]): Promise<void>;
	/** Runs an execution that was stored before, as Retry does. */
	retry(items: INodeExecutionData[][]): Promise<void>;
	/** What webhook() handed over, in order. */
	handed: INodeExecutionData[][][];
	close(): Promise<void>;
}

const STAND_IN = 'http://127.0.0.1/';
let workflows = 0;

/** What n8n's database remembers, by workflow. */
const memories = new Map<string, SharedMemory>();
const memoryOf = (workflowId = ''): Memory => (memories.get(workflowId) ?? new SharedMemory()).helpers();

void DataDeduplicationService.init({
	checkProcessedAndRecord: async (items, scope, { workflow }, options) =>
		await memoryOf(workflow.id).checkProcessedAndRecord(items, scope, options),
	removeProcessed: async (items, scope, { workflow }, options) =>
		await memoryOf(workflow.id).removeProcessed(items, scope, options),
	clearAllProcessedItems: async (scope, { workflow }, options) =>
		await memoryOf(workflow.id).clearAllProcessedItems(scope, options),
	getProcessedDataCount: async () => await Promise.reject(new Error('not used')),
});

export async function startWebhookServer(options: WebhookServerOptions): Promise<WebhookServer> {
	const { trigger, parameters, credential, work = async () => undefined, mode = 'webhook', store = async () => undefined } = options;
	const memory = options.memory ?? new SharedMemory();
	const id = options.workflowId ?? `workflow-${++workflows}`;
	memories.set(id, memory);
	const executions: INodeExecutionData[][] = [];
	const handed: INodeExecutionData[][][] = [];
	const log: WebhookServer['log'] = [];
	let started = 0;

	class Work implements INodeType {
		description = { ...trigger.description, name: 'work', inputs: ['main' as const], credentials: [], webhooks: [], properties: [] };
		execute(): Promise<INodeExecutionData[][]>;
		async execute(this: { getInputData(): INodeExecutionData[] }): Promise<INodeExecutionData[][]> {
			executions.push(this.getInputData());
			await work(this.getInputData());
			return [this.getInputData()];
		}
	}
	const types: Record<string, INodeType> = { 'test.trigger': trigger, 'test.work': new Work() };
	const nodeTypes: INodeTypes = {
		getByName: (type) => types[type],
		getByNameAndVersion: (type) => types[type],
		getKnownTypes: () => ({}),
	};
	const credentialType = trigger.description.credentials?.[0].name === 'esignApi' ? 'esignApi' : 'qiandunApi';
	const credentials = { [credentialType]: { id: '1', name: 'Test' } };
	const node = (name: string, type: string): INode => ({
		id: name,
		name,
		type,
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		...(type === 'test.trigger' && { parameters: parameters as INode['parameters'], credentials, ...options.settings }),
	});
	const nodes = [node('Trigger', 'test.trigger'), node('Work', 'test.work')];
	const connections = { Trigger: { main: [[{ node: 'Work', type: 'main' as const, index: 0 }]] } };
	const makeWorkflow = () => new Workflow({ id, nodes, connections, nodeTypes, active: true, settings: {} });
	const additional = (more: object): IWorkflowExecuteAdditionalData => {
		const partial: Partial<Record<keyof IWorkflowExecuteAdditionalData, unknown>> = {
			credentialsHelper: new TestCredentials(credentialType, credential),
			currentNodeExecutionIndex: 0,
			executionId: String(started),
			webhookWaitingBaseUrl: STAND_IN,
			formWaitingBaseUrl: STAND_IN,
			restApiUrl: STAND_IN,
			instanceBaseUrl: STAND_IN,
			webhookBaseUrl: STAND_IN,
			webhookTestBaseUrl: STAND_IN,
			variables: {},
			logAiEvent() {},
			setExecutionStatus() {},
			sendDataToUI() {},
			...more,
		};
		return partial as IWorkflowExecuteAdditionalData;
	};

	async function execute(workflowData: INodeExecutionData[][], as: WorkflowExecuteMode): Promise<IRun> {
		started++;
		const workflow = makeWorkflow();
		const data = { id, name: 'test', active: true, isArchived: false, createdAt: new Date(), updatedAt: new Date(), activeVersionId: null, nodes, connections };
		const hooks = new ExecutionLifecycleHooks(as, '1', data);
		const finished = new Promise<IRun>((resolve) => hooks.addHandler('workflowExecuteAfter', resolve));
		const stack = [{ node: workflow.getNode('Trigger') ?? nodes[0], data: { main: workflowData }, source: null }];
		const runData = createRunExecutionData({ executionData: { nodeExecutionStack: stack } });
		await workflow.expression.acquireIsolate();
		try {
			await new WorkflowExecute(additional({ hooks }), as, runData).processRunExecutionData(workflow);
		} finally {
			await workflow.expression.releaseIsolate();
		}
		return await finished;
	}

	async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
		const chunks: Buffer[] = [];
		for await (const chunk of incoming) chunks.push(chunk as Buffer);
		const request = Object.assign(incoming, { ip: options.ip ?? '127.0.0.1', rawBody: Buffer.concat(chunks), params: {}, query: {}, originalUrl: incoming.url });
		const response = Object.assign(outgoing, {
			status(code: number) {
				outgoing.statusCode = code;
				return response;
			},
			json(body: unknown) {
				outgoing.setHeader('content-type', 'application/json');
				outgoing.end(JSON.stringify(body));
			},
		});
		const workflow = makeWorkflow();
		const start = workflow.getNode('Trigger') ?? nodes[0];
		const webhook = trigger.description.webhooks?.find(({ httpMethod }) => httpMethod === incoming.method);
		if (!webhook) return void outgoing.writeHead(404).end();
		const data = { webhookDescription: webhook, httpMethod: webhook.httpMethod, node: 'Trigger', path: '', workflowId: id } as IWebhookData;
		await workflow.expression.acquireIsolate();
		try {
			const evaluate = (what: string | undefined, otherwise: string) =>
				String(workflow.expression.getSimpleParameterValue(start, what, mode, {}, undefined, otherwise));
			const responseMode = evaluate(webhook.responseMode, 'onReceived');
			const responseData = evaluate(webhook.responseData, 'firstEntryJson');
			const sleeping = options.waiting && { node: start, data: { main: [[{ json: options.waiting }]] }, source: null };
			const asleep = sleeping ? createRunExecutionData({ executionData: { nodeExecutionStack: [sleeping] } }) : null;
			const context = new WebhookContext(workflow, start, additional({ httpRequest: request, httpResponse: response }), mode, data, [], asleep);
			const report = (message: string, about: unknown) => log.push({ message, about });
			Object.defineProperty(context, 'logger', { value: { warn: report, error: report, info: report, debug: report } });
			const result = await trigger.webhook?.call(context);
			if (result?.noWebhookResponse === true && !result.workflowData) return;
			if (!result?.workflowData) return void outgoing.end(String(result?.webhookResponse ?? '{"message":"Webhook call received"}'));
			const items = result.workflowData as INodeExecutionData[][];
			handed.push(items);
			await store();
			if (responseMode === 'onReceived') {
				outgoing.end(responseData === 'noData' ? '' : responseData);
				await execute(items, mode);
			} else {
				const run = await execute(items, mode);
				if (run.data.resultData.error) response.status(500).json({ message: 'Error in workflow' });
				else outgoing.end(responseData === 'noData' ? '' : JSON.stringify(items));
			}
		} finally {
			await workflow.expression.releaseIsolate();
		}
	}

	const server = createServer((incoming, outgoing) => {
		handle(incoming, outgoing).catch(() => {
			if (!outgoing.writableEnded) outgoing.writeHead(500).end('{"message":"There was a problem executing the workflow"}');
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook/test/webhook`,
		executions,
		handed,
		log,
		started: () => started,
		run: async (items) => void (await execute(items, mode)),
		retry: async (items) => void (await execute(items, 'retry')),
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
