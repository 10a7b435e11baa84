// The example workflows of this repository, made ready for the n8n and the sandbox of this run.
import fs from 'node:fs';
import path from 'node:path';
import { type Json, record, records, text } from './json.mts';

/** What a node says of the credential it uses. */
export interface CredentialReference {
	id: string;
	name: string;
}

export type CredentialType = 'qiandunApi' | 'esignApi';

/** What an example needs to know of this run. */
export interface Wiring {
	credentials: Record<CredentialType, CredentialReference>;
	/** Addresses of this run's sandbox, without a final slash, by their names in the Settings nodes. */
	settings: { crmBaseUrl: string; hrBaseUrl: string; archiveBaseUrl: string; qiandunBaseUrl: string };
	/** Ids of the workflows in this n8n that others call, by their names. */
	workflowIds: ReadonlyMap<string, string>;
}

const OUR_NODES = 'n8n-nodes-qiandun.';
const SUB_WORKFLOW = 'n8n-nodes-base.executeWorkflow';
const CREDENTIAL_OF: Readonly<Record<string, CredentialType>> = {
	[`${OUR_NODES}qiandun`]: 'qiandunApi',
	[`${OUR_NODES}qiandunTrigger`]: 'qiandunApi',
	[`${OUR_NODES}esign`]: 'esignApi',
	[`${OUR_NODES}esignTrigger`]: 'esignApi',
};

/** All workflows in the folder, in the order of their file names. @throws Error naming a file that is no workflow */
export function readExamples(folder: string): Json[] {
	return fs
		.readdirSync(folder)
		.filter((file) => file.endsWith('.json'))
		.sort()
		.map((file) => {
			const workflow = record(JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8')));
			if (text(workflow.name) === '' || !Array.isArray(workflow.nodes)) {
				throw new Error(`examples/${file} is not an n8n workflow: it has no name or no nodes.`);
			}
			return workflow;
		});
}

/**
 * The workflow with its credential in every node that uses one, the sandbox's addresses in its Settings node, and the
 * workflows it calls chosen.
 *
 * @returns what n8n's API takes for creating a workflow; the given one is not changed
 * @throws Error naming a node of this package whose credential is not known here, or a called workflow that is not there
 */
export function wire(workflow: Json, { credentials, settings, workflowIds }: Wiring): Json {
	const nodes = records(workflow.nodes).map((node) => {
		const type = credentialTypeOf(node);
		if (type !== undefined) return { ...node, credentials: { [type]: credentials[type] } };
		if (text(node.name) === 'Settings') return withAssignments(node, settings);
		if (text(node.type) === SUB_WORKFLOW) return withWorkflow(node, workflowIds);
		return node;
	});
	return {
		name: workflow.name,
		nodes,
		connections: record(workflow.connections),
		settings: record(workflow.settings),
	};
}

/** Of our own nodes, and of n8n's HTTP Request node where it uses one of our credentials. */
function credentialTypeOf(node: Json): CredentialType | undefined {
	const type = text(node.type);
	const known = CREDENTIAL_OF[type];
	if (known === undefined && type.startsWith(OUR_NODES)) throw new Error(`Which credential does a node of type ${type} take?`);
	const chosen = text(record(node.parameters).nodeCredentialType);
	return known ?? Object.values(CREDENTIAL_OF).find((credential) => credential === chosen);
}

function withAssignments(node: Json, values: Readonly<Record<string, string>>): Json {
	const parameters = record(node.parameters);
	const outer = record(parameters.assignments);
	const assignments = records(outer.assignments).map((entry) => {
		const value = values[text(entry.name)];
		return value === undefined ? entry : { ...entry, value };
	});
	return { ...node, parameters: { ...parameters, assignments: { ...outer, assignments } } };
}

/** An example's file holds the name of the workflow to call, and no id: that is another one in every n8n. */
function withWorkflow(node: Json, ids: ReadonlyMap<string, string>): Json {
	const parameters = record(node.parameters);
	const called = calledBy(node);
	const value = ids.get(called);
	if (value === undefined) throw new Error(`The node "${text(node.name)}" calls "${called}", which is no example.`);
	return { ...node, parameters: { ...parameters, workflowId: { ...record(parameters.workflowId), value } } };
}

function calledBy(node: Json): string {
	return text(record(record(node.parameters).workflowId).cachedResultName);
}

/**
 * The examples, each after those it calls: n8n publishes a workflow after those.
 *
 * @throws Error naming examples that call each other, or one that is not there
 */
export function inOrderOfCalls(examples: readonly Json[]): Json[] {
	const ordered: Json[] = [];
	const done = new Set<string>();
	let rest = [...examples];
	while (rest.length > 0) {
		const group = rest.filter((example) => callsOf(example).every((name) => done.has(name)));
		if (group.length === 0) {
			throw new Error(`These examples call each other, or one that is not there: ${rest.map(({ name }) => text(name)).join(', ')}.`);
		}
		ordered.push(...group);
		for (const { name } of group) done.add(text(name));
		rest = rest.filter((example) => !group.includes(example));
	}
	return ordered;
}

/** Names of the examples that the workflow calls. */
export function callsOf(workflow: Json): string[] {
	return records(workflow.nodes)
		.filter(({ type }) => type === SUB_WORKFLOW)
		.map(calledBy);
}

/** Whether something outside can start the workflow, so that it can be published: a webhook or a trigger. */
export function startsByItself(workflow: Json): boolean {
	return records(workflow.nodes).some(({ type }) => {
		const name = text(type).split('.').at(-1) ?? '';
		return name === 'webhook' || (name.endsWith('Trigger') && name !== 'manualTrigger');
	});
}

/** Types of this package that the workflows use. */
export function ownNodeTypes(workflows: readonly Json[]): string[] {
	const types = workflows.flatMap((workflow) => records(workflow.nodes).map((node) => text(node.type)));
	return [...new Set(types.filter((type) => type.startsWith(OUR_NODES)))].sort();
}
