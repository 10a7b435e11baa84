/** What the tests of eSign's flows, files, identities and seals share: the node against the sandbox, and who acts there. */
import axios from 'axios';
import { LoadOptionsContext } from 'n8n-core';
import {
	Workflow,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type INodeTypes,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { PDFDocument, StandardFonts } from 'pdf-lib';
import { Esign } from '../../nodes/Esign/Esign.node.ts';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import { runNode, TestCredentials, type RunOptions, type RunResult } from './harness.mts';
import { expectInSchema } from './schema.mts';

export type More = Partial<Pick<RunOptions, 'items' | 'inputs' | 'onError' | 'onStart' | 'executionId'>>;

/** Credential for a platform at this address, whose answers the test gives itself. */
export const credentialFor = (baseUrl: string) => ({
	environment: 'custom',
	authentication: 'signature',
	baseUrl,
	appId: 'app-1',
	appSecret: 'secret-1',
	accessToken: '',
});

/** Runs an operation with a `fileV3.get`-like key; parameters are what a user fills in. */
export async function runEsign(credential: IDataObject, key: string, parameters: IDataObject, more: More = {}): Promise<RunResult> {
	const [resource, operation] = key.split('.');
	return await runNode({
		nodeType: new Esign(),
		credential: credential as RunOptions['credential'],
		parameters: { resource, operation, ...parameters },
		...more,
	});
}

export class Desk {
	/** Operations that have succeeded. */
	readonly tried = new Set<string>();

	private constructor(private readonly sandbox: Sandbox) {}

	static async open(): Promise<Desk> {
		return new Desk(await startSandbox());
	}

	async close(): Promise<void> {
		await this.sandbox.close();
	}

	/** Everything is gone; files can be used at once. */
	async reset(): Promise<void> {
		await axios.post(`${this.sandbox.console}sandbox/reset`, {});
		await this.control('settings', { processingMs: 0, urgeAfterMs: 0, urgeEveryMs: 600_000 });
	}

	get credential() {
		return { ...credentialFor(''), ...this.sandbox.esign };
	}

	async call(key: string, parameters: IDataObject, more: More = {}): Promise<RunResult> {
		const outcome = await runEsign(this.credential, key, parameters, more);
		if (outcome.error === undefined) this.tried.add(key);
		return outcome;
	}

	/** The items of an operation that must go well. Each of their fields is in the operation's schema, with its type. */
	async list(key: string, parameters: IDataObject, more: More = {}): Promise<IDataObject[]> {
		const { items, error } = await this.call(key, parameters, more);
		expect(error).toBeUndefined();
		for (const { json } of items) expectInSchema('Esign', key, json);
		return items.map(({ json }) => json);
	}

	/** Its single item. */
	async ask(key: string, parameters: IDataObject, more: More = {}): Promise<IDataObject> {
		const items = await this.list(key, parameters, more);
		expect(items).toHaveLength(1);
		return items[0];
	}

	async fail(key: string, parameters: IDataObject, more: More = {}) {
		const { error, items } = await this.call(key, parameters, more);
		expect(items).toEqual([]);
		expect(error).toBeDefined();
		return error;
	}

	/** Acts as a person, an organization or the console of the platform. */
	async control(path: string, body: IDataObject): Promise<IDataObject> {
		return (await axios.post<IDataObject>(`${this.sandbox.console}sandbox/esign/${path}`, body)).data;
	}

	/** What a list of the platform's console says. */
	async look(path: string): Promise<IDataObject> {
		return (await axios.get<IDataObject>(`${this.sandbox.console}sandbox/esign/${path}`)).data;
	}

	/** Attempts to deliver callbacks of an action, the first one first, once there are so many. */
	async attempts(action: string, atLeast = 0): Promise<IDataObject[]> {
		for (;;) {
			const { deliveries } = await this.look('deliveries');
			const found = (deliveries as IDataObject[]).filter((attempt) => attempt.action === action);
			if (found.length >= atLeast) return found.reverse();
			await new Promise((resolve) => setTimeout(resolve, 10));
		}
	}

	async state(): Promise<Record<string, IDataObject[]>> {
		return (await axios.get<{ esign: Record<string, IDataObject[]> }>(`${this.sandbox.console}sandbox/state`)).data.esign;
	}

	/** A flow as the platform holds it. */
	async flow(signFlowId: unknown): Promise<IDataObject> {
		const found = (await this.state()).flows.find((flow) => flow.signFlowId === signFlowId);
		if (!found) throw new Error(`No flow ${String(signFlowId)}`);
		return found;
	}

	/** Method and path of every call so far, without what only asks for a file's state. */
	async calls(): Promise<string[]> {
		const { data } = await axios.get<{ calls: Array<{ method: string; path: string }> }>(`${this.sandbox.console}sandbox/calls`);
		return data.calls.map(({ method, path }) => `${method} ${path}`);
	}

	/** A file of the platform that can be used. */
	async upload(content: Uint8Array, fileName = '合同.pdf'): Promise<string> {
		const { fileId } = await this.ask('fileV3.upload', { fileSource: 'binary', binaryPropertyName: 'data' }, { inputs: [fileItem(content, fileName)] });
		return String(fileId);
	}

	/** The editor's own method of the node, such as a list to choose from, with these parameters. */
	async editor<T>(kind: 'listSearch' | 'resourceMapping', name: string, current: IDataObject, ...given: unknown[]): Promise<T> {
		return await editorMethod<T>(this.credential, kind, name, current, ...given);
	}
}

/** A method of the node for File (V3) > Create From Template, in n8n's own context for such. */
export async function editorMethod<T>(
	credential: IDataObject,
	kind: 'listSearch' | 'resourceMapping',
	name: string,
	filledIn: IDataObject,
	...given: unknown[]
): Promise<T> {
	const tested = new Esign();
	const current = { resource: 'fileV3', operation: 'createFromTemplate', ...filledIn };
	const node: INode = {
		id: 'Node',
		name: 'Node',
		type: 'test.node',
		typeVersion: 1,
		position: [0, 0],
		parameters: current as INode['parameters'],
		credentials: { esignApi: { id: '1', name: 'Test' } },
	};
	const nodeTypes: INodeTypes = { getByName: () => tested, getByNameAndVersion: () => tested, getKnownTypes: () => ({}) };
	const workflow = new Workflow({ id: 'test', nodes: [node], connections: {}, nodeTypes, active: false, settings: {} });
	const partial: Partial<Record<keyof IWorkflowExecuteAdditionalData, unknown>> = {
		credentialsHelper: new TestCredentials('esignApi', credential as RunOptions['credential']),
		currentNodeParameters: current,
	};
	const context = new LoadOptionsContext(workflow, node, partial as IWorkflowExecuteAdditionalData, '');
	const methods: Record<string, unknown> = tested.methods[kind];
	const method = methods[name] as (this: LoadOptionsContext, ...args: unknown[]) => Promise<T>;
	return await method.call(context, ...given);
}

export const fileItem = (content: Uint8Array, fileName?: string, json: IDataObject = {}): INodeExecutionData => ({
	json,
	binary: {
		data: {
			data: Buffer.from(content).toString('base64'),
			mimeType: 'application/octet-stream',
			...(fileName !== undefined && { fileName }),
		},
	},
});

export interface Word {
	text: string;
	x: number;
	y: number;
}

/** A real PDF with these words on its A4 pages, each where it says. */
export async function wordsPdf(pages: Word[][]): Promise<Uint8Array> {
	const pdf = await PDFDocument.create();
	const font = await pdf.embedFont(StandardFonts.Helvetica);
	for (const words of pages) {
		const page = pdf.addPage([595, 842]);
		for (const { text, x, y } of words) page.drawText(text, { x, y, size: 12, font });
	}
	return await pdf.save();
}
