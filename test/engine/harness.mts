/** Runs the node in n8n's own engine: WorkflowExecute from n8n-core, expressions, credentials and pairing included. */
import 'reflect-metadata';
import {
	ExecutionLifecycleHooks,
	WorkflowExecute,
} from 'n8n-core';
import {
	createRunExecutionData,
	NodeHelpers,
	Workflow,
	type IConnections,
	type ICredentialDataDecryptedObject,
	type IDataObject,
	type IHttpRequestOptions,
	type INode,
	type INodeExecutionData,
	type INodeType,
	type INodeTypes,
	type IRun,
	type ITaskData,
	type IVersionedNodeType,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { QiandunApi } from '../../credentials/QiandunApi.credentials.ts';
import { Qiandun } from '../../nodes/Qiandun/Qiandun.node.ts';

/** Hands its input on, so that there is a node before the one under test and one after it. */
class PassThrough implements INodeType {
	description = {
		displayName: 'Pass',
		name: 'pass',
		group: [],
		version: 1,
		description: '',
		defaults: { name: 'Pass' },
		inputs: ['main' as const],
		outputs: ['main' as const],
		properties: [],
	};

	execute(): Promise<INodeExecutionData[][]>;
	async execute(this: { getInputData(): INodeExecutionData[] }): Promise<INodeExecutionData[][]> {
		return [this.getInputData()];
	}
}

export interface RunOptions {
	/** Parameters of the node under test. */
	parameters: IDataObject;
	credential: ICredentialDataDecryptedObject;
	items?: IDataObject[];
	onError?: INode['onError'];
	/** Another node class than Qiandun. */
	nodeType?: INodeType;
	/** Called with a function that cancels the execution, when it starts. */
	onStart?: (cancel: () => void) => void;
}

export interface RunResult {
	run: IRun;
	/** Items on the first output of the node under test. */
	items: INodeExecutionData[];
	/** Items on its error output. */
	errorItems: INodeExecutionData[];
	/** What n8n shows when the node failed. */
	error?: { message: string; description?: string | null; httpCode?: string | null; context?: IDataObject };
	/** What the node after it can see of the first node, item by item: proves the pairing. */
	paired: unknown[];
}

/** Credentials of one type, as n8n's credentials helper serves them. */
class TestCredentials {
	constructor(private readonly credential: ICredentialDataDecryptedObject) {}
	getParentTypes() {
		return [];
	}
	isCredentialUsableByNode() {
		return true;
	}
	async getDecrypted() {
		return { ...this.credential };
	}
	async preAuthentication() {
		return undefined;
	}
	async runPreAuthentication() {
		return undefined;
	}
	async authenticate(data: ICredentialDataDecryptedObject, _type: string, request: IHttpRequestOptions) {
		return await new QiandunApi().authenticate(data, request);
	}
	getCredentialsProperties() {
		return new QiandunApi().properties;
	}
}

const STAND_IN_URL = 'http://127.0.0.1/';

/** Start -> node under test -> After, with the given items. */
export async function runNode(options: RunOptions): Promise<RunResult> {
	const { parameters, credential, items = [{}], onError } = options;
	const nodeTypes: Record<string, INodeType> = {
		'test.pass': new PassThrough(),
		'test.node': options.nodeType ?? new Qiandun(),
	};
	const node = (name: string, type: string, more: Partial<INode> = {}): INode => ({
		id: name,
		name,
		type,
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		...more,
	});
	const nodes = [
		node('Start', 'test.pass'),
		node('Node', 'test.node', {
			parameters: parameters as INode['parameters'],
			onError,
			credentials: { qiandunApi: { id: '1', name: 'Test' } },
		}),
		node('After', 'test.pass'),
	];
	const to = (name: string) => [{ node: name, type: 'main' as const, index: 0 }];
	const connections: IConnections = { Start: { main: [to('Node')] }, Node: { main: [to('After')] } };
	const types: INodeTypes = {
		getByName: (type): INodeType | IVersionedNodeType => nodeTypes[type],
		getByNameAndVersion: (type, version) => NodeHelpers.getVersionedNodeType(nodeTypes[type], version),
		getKnownTypes: () => ({}),
	};
	const workflow = new Workflow({ id: 'test', nodes, connections, nodeTypes: types, active: false, settings: {} });
	const hooks = new ExecutionLifecycleHooks('manual', '1', {
		id: 'test',
		name: 'test',
		active: false,
		isArchived: false,
		createdAt: new Date(),
		updatedAt: new Date(),
		activeVersionId: null,
		nodes,
		connections,
	});
	const finished = new Promise<IRun>((resolve) => hooks.addHandler('workflowExecuteAfter', resolve));
	const partial: Partial<Record<keyof IWorkflowExecuteAdditionalData, unknown>> = {
		hooks,
		currentNodeExecutionIndex: 0,
		credentialsHelper: new TestCredentials(credential),
		executionId: '1',
		webhookWaitingBaseUrl: STAND_IN_URL,
		formWaitingBaseUrl: STAND_IN_URL,
		restApiUrl: STAND_IN_URL,
		instanceBaseUrl: STAND_IN_URL,
		webhookBaseUrl: STAND_IN_URL,
		webhookTestBaseUrl: STAND_IN_URL,
		variables: {},
		logAiEvent() {},
		setExecutionStatus() {},
		sendDataToUI() {},
	};
	const input = items.map((json): INodeExecutionData => ({ json }));
	const execution = new WorkflowExecute(
		partial as IWorkflowExecuteAdditionalData,
		'manual',
		createRunExecutionData({
			executionData: { nodeExecutionStack: [{ node: nodes[0], data: { main: [input] }, source: null }] },
		}),
	);
	await workflow.expression.acquireIsolate();
	try {
		const running = execution.processRunExecutionData(workflow);
		options.onStart?.(() => running.cancel());
		await running.catch((error: unknown) => {
			if (!(error instanceof Error) || error.name !== 'CancelError') return;
		});
	} finally {
		await workflow.expression.releaseIsolate();
	}
	const run = await finished;
	return readRun(run);
}

function readRun(run: IRun): RunResult {
	const { runData, error } = run.data.resultData;
	const of = (name: string): ITaskData | undefined => runData[name]?.[0];
	const [items, errorItems] = of('Node')?.data?.main ?? [];
	const nodeError = of('Node')?.error ?? error;
	return {
		run,
		items: items ?? [],
		errorItems: errorItems ?? [],
		...(nodeError && {
			error: {
				message: nodeError.message,
				description: nodeError.description,
				httpCode: 'httpCode' in nodeError ? nodeError.httpCode : null,
				context: nodeError.context as IDataObject,
			},
		}),
		paired: (items ?? []).map(({ pairedItem }) => pairedItem),
	};
}
