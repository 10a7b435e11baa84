/** Runs the node in n8n's own engine: WorkflowExecute from n8n-core, expressions, credentials and pairing included. */
import 'reflect-metadata';
import {
	ExecutionLifecycleHooks,
	LoadOptionsContext,
	WorkflowExecute,
} from 'n8n-core';
import {
	createRunExecutionData,
	NodeHelpers,
	Workflow,
	type IConnections,
	type ICredentialDataDecryptedObject,
	type ICredentialType,
	type IDataObject,
	type IHttpRequestHelper,
	type IHttpRequestOptions,
	type INode,
	type INodeExecutionData,
	type INodeListSearchResult,
	type INodeType,
	type INodeTypes,
	type IRun,
	type IRunExecutionData,
	type ITaskData,
	type IVersionedNodeType,
	type IWorkflowExecuteAdditionalData,
	type WorkflowExecuteMode,
} from 'n8n-workflow';
import { EsignApi } from '../../credentials/EsignApi.credentials.ts';
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
	/** Items with files, in the place of `items`. */
	inputs?: INodeExecutionData[];
	retryOnFail?: boolean;
	/** How often the node before hands its items on: each time is a run of its own, as in a loop. */
	runs?: number;
	/** n8n gives each execution one; the same again is the same execution. */
	executionId?: string;
	/** Where n8n answers for executions that wait. */
	waitingUrl?: string;
	onError?: INode['onError'];
	/** What started the execution; a person in the editor unless told. */
	mode?: WorkflowExecuteMode;
	/** Another node class than Qiandun; the credential is of the type it asks for. */
	nodeType?: INodeType;
	/** Where n8n keeps the credential, if not in `credential` itself: several processes may share one. */
	store?: CredentialStore;
	/** Called with a function that cancels the execution, when it starts. */
	onStart?: (cancel: () => void) => void;
}

/** The expirable part of a credential in n8n's database. */
export interface CredentialStore {
	load(): Promise<ICredentialDataDecryptedObject>;
	save(changed: ICredentialDataDecryptedObject): Promise<void>;
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

const CREDENTIAL_TYPES = { qiandunApi: new QiandunApi(), esignApi: new EsignApi() };
type CredentialName = keyof typeof CREDENTIAL_TYPES;
const isCredentialName = (name: string): name is CredentialName => name in CREDENTIAL_TYPES;

/** Credentials of one type, as n8n's credentials helper serves and stores them (packages/cli/src/credentials-helper.ts). */
export class TestCredentials {
	/** @param stored what stands in n8n's database; renewed tokens are written into it */
	constructor(
		private readonly name: CredentialName,
		private readonly stored: ICredentialDataDecryptedObject,
		private readonly store?: CredentialStore,
	) {}
	getParentTypes() {
		return [];
	}
	isCredentialUsableByNode() {
		return true;
	}
	async getDecrypted() {
		return { ...this.stored, ...(await this.store?.load()) };
	}
	async preAuthentication(
		helpers: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
		_type: string,
		_node: INode,
		isExpired: boolean,
	): Promise<ICredentialDataDecryptedObject | undefined> {
		const type: ICredentialType = CREDENTIAL_TYPES[this.name];
		const expirable = type.properties.find((property) => property.type === 'hidden' && property.typeOptions?.expirable);
		if (!expirable || !type.preAuthentication) return undefined;
		if (credentials[expirable.name] !== '' && !isExpired) return undefined;
		const output = (await type.preAuthentication.call(helpers, credentials)) as ICredentialDataDecryptedObject;
		if (output[expirable.name] === undefined) return undefined;
		if (this.store) await this.store.save(output);
		else Object.assign(this.stored, output);
		return Object.assign(credentials, output);
	}
	async runPreAuthentication() {
		return undefined;
	}
	async authenticate(data: ICredentialDataDecryptedObject, _type: string, request: IHttpRequestOptions) {
		return await CREDENTIAL_TYPES[this.name].authenticate(data, request);
	}
	getCredentialsProperties() {
		return CREDENTIAL_TYPES[this.name].properties;
	}
}

const STAND_IN_URL = 'http://127.0.0.1/';

/** What n8n gives each execution, as far as the tests need it. @param more in its place, or besides */
export function additionalData(more: Partial<Record<keyof IWorkflowExecuteAdditionalData, unknown>>): IWorkflowExecuteAdditionalData {
	const partial: typeof more = {
		currentNodeExecutionIndex: 0,
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
		...more,
	};
	return partial as IWorkflowExecuteAdditionalData;
}

let executions = 0;

/** A workflow with the node under test, as n8n holds it between two parts of one execution. */
export interface Prepared {
	executionId: string;
	/** At the first node, with the given items. */
	begin(): IRunExecutionData;
	/** Made anew, as n8n does for each part. */
	workflow(): Workflow;
	/** What n8n gives beside it. */
	additional(more?: Parameters<typeof additionalData>[0]): IWorkflowExecuteAdditionalData;
	/** Goes on until the end, or until the execution waits. */
	execute(data: IRunExecutionData): Promise<IRun>;
}

/** Start -> node under test -> After, with the given items. */
export async function runNode(options: RunOptions): Promise<RunResult> {
	const { begin, execute } = prepare(options);
	return readRun(await execute(begin()));
}

/** The same, to be run part by part. */
export function prepare(options: RunOptions): Prepared {
	const { parameters, credential, items = [{}], onError, retryOnFail, runs = 1, executionId = String(++executions), mode = 'manual' } = options;
	const tested = options.nodeType ?? new Qiandun();
	const nodeTypes: Record<string, INodeType> = { 'test.pass': new PassThrough(), 'test.node': tested };
	const credentialName = tested.description.credentials?.[0]?.name ?? '';
	if (!isCredentialName(credentialName)) throw new Error(`The node asks for no credential this harness knows: ${credentialName}`);
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
			...(retryOnFail === true && { retryOnFail, maxTries: 3, waitBetweenTries: 10 }),
			credentials: { [credentialName]: { id: '1', name: 'Test' } },
		}),
		node('After', 'test.pass'),
	];
	const to = (name: string) => [{ node: name, type: 'main' as const, index: 0 }];
	const connections: IConnections = { Start: { main: [Array.from({ length: runs }, () => to('Node')).flat()] }, Node: { main: [to('After')] } };
	const types: INodeTypes = {
		getByName: (type): INodeType | IVersionedNodeType => nodeTypes[type],
		getByNameAndVersion: (type, version) => NodeHelpers.getVersionedNodeType(nodeTypes[type], version),
		getKnownTypes: () => ({}),
	};
	const workflow = () =>
		new Workflow({ id: 'test', nodes: structuredClone(nodes), connections, nodeTypes: types, active: false, settings: {} });
	const additional: Prepared['additional'] = (more = {}) =>
		additionalData({
			credentialsHelper: new TestCredentials(credentialName, credential, options.store),
			executionId,
			...(options.waitingUrl !== undefined && { webhookWaitingBaseUrl: options.waitingUrl }),
			...more,
		});
	const input = options.inputs ?? items.map((json): INodeExecutionData => ({ json }));
	return {
		executionId,
		workflow,
		additional,
		begin: () =>
			createRunExecutionData({
				executionData: { nodeExecutionStack: [{ node: nodes[0], data: { main: [input] }, source: null }] },
			}),
		execute: async (data) => {
			const whole = workflow();
			const hooks = new ExecutionLifecycleHooks(mode, '1', {
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
			await whole.expression.acquireIsolate();
			try {
				const running = new WorkflowExecute(additional({ hooks }), mode, data).processRunExecutionData(whole);
				options.onStart?.(() => running.cancel());
				await running.catch((error: unknown) => {
					if (!(error instanceof Error) || error.name !== 'CancelError') return;
				});
			} finally {
				await whole.expression.releaseIsolate();
			}
			return await finished;
		},
	};
}

/** What became of the node under test. */
export function readRun(run: IRun): RunResult {
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

/** What a list to pick from shows in the editor: a method of the Qiandun node in n8n's own context for such. */
export async function searchList(
	method: 'searchBanks' | 'searchSeals',
	options: Pick<RunOptions, 'credential'> & { current?: IDataObject; filter?: string; paginationToken?: string },
): Promise<INodeListSearchResult> {
	const { credential, current = {}, filter, paginationToken } = options;
	const tested = new Qiandun();
	const node: INode = {
		id: 'Node',
		name: 'Node',
		type: 'test.node',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		credentials: { qiandunApi: { id: '1', name: 'Test' } },
	};
	const nodeTypes: INodeTypes = {
		getByName: () => tested,
		getByNameAndVersion: () => tested,
		getKnownTypes: () => ({}),
	};
	const workflow = new Workflow({ id: 'test', nodes: [node], connections: {}, nodeTypes, active: false, settings: {} });
	const partial: Partial<Record<keyof IWorkflowExecuteAdditionalData, unknown>> = {
		credentialsHelper: new TestCredentials('qiandunApi', credential),
		currentNodeParameters: current,
	};
	const context = new LoadOptionsContext(workflow, node, partial as IWorkflowExecuteAdditionalData, '');
	return await tested.methods.listSearch[method].call(context, filter, paginationToken);
}
