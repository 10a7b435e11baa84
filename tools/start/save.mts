// What npm start puts into n8n: the credentials of both platforms, and the examples.
import {
	callsOf, type CredentialReference, type CredentialType, inOrderOfCalls, startsByItself, wire, type Wiring,
} from './examples.mts';
import { makesTables, tablesMadeBy, withTablesThere } from './data-tables.mts';
import { type Json, text } from './json.mts';
import type { KeptVersions } from './kept-versions.mts';
import type { Workflow } from './n8n-client.mts';
import type { Stage } from './stage.mts';

/** What is said of an example that was left alone. */
const YOURS = 'not as npm start last saved it, so it is yours and left alone; delete it, and the next start brings the original back';

/**
 * Saves and tests the credentials of both platforms, and of eSign a second one in OAuth2 token mode.
 *
 * @param otherSecret for Qiandun's credential, in the place of the right one; empty: the right one
 * @throws Error when a test is red
 */
export async function saveCredentials(
	{ n8n, sandbox, steps }: Pick<Stage, 'n8n' | 'sandbox' | 'steps'>,
	otherSecret = '',
): Promise<Record<CredentialType | 'token', CredentialReference>> {
	const { qiandun, esign } = sandbox;
	const at = { n8n, steps };
	const rest = { environment: 'custom', endpointCorrections: '' };
	const appSecret = otherSecret === '' ? qiandun.appSecret : otherSecret;
	const byToken = { ...rest, ...esign, authentication: 'token' };
	return {
		qiandunApi: await saveCredential(at, 'Qiandun API', 'qiandunApi', { ...rest, ...qiandun, appSecret }),
		esignApi: await saveCredential(at, 'eSign API', 'esignApi', { ...rest, ...esign, authentication: 'signature' }),
		token: await saveCredential(at, 'eSign API (token)', 'esignApi', byToken),
	};
}

/** Saves a credential and tests it, as a user does with the Save button. @throws Error when the test is red */
async function saveCredential(
	{ n8n, steps }: Pick<Stage, 'n8n' | 'steps'>,
	name: string,
	type: CredentialType,
	data: Json,
): Promise<CredentialReference> {
	const id = await n8n.saveCredential(name, type, data);
	const test = await n8n.testCredential(id, name, type, data);
	if (!test.ok) throw new Error(`The test of the credential "${name}" is red: ${test.message}`);
	steps.note(`"${name}" is saved, its test is green: ${test.message}`);
	return { id, name };
}

/**
 * Saves every example that the user has not changed, and publishes those that something outside can start. Those that
 * others call come first; their ids go into the wiring. n8n refuses to publish what calls a workflow that is not
 * published: where the user wants that, the callers stay unpublished, too.
 */
export async function saveExamples(
	{ n8n, steps }: Pick<Stage, 'n8n' | 'steps'>,
	asShipped: readonly Json[],
	wiring: Wiring & { workflowIds: Map<string, string> },
	versions: KeptVersions,
): Promise<Workflow[]> {
	const examples = await fitted({ n8n, steps }, asShipped);
	const workflows: Workflow[] = [];
	const notes = new Map<string, string>();
	const unpublished = new Set<string>();
	const save = async (example: Json): Promise<Workflow> => {
		const name = text(example.name);
		const missing = callsOf(example).filter((called) => unpublished.has(called));
		const saved = await n8n.saveWorkflow(wire(example, wiring), startsByItself(example) && missing.length === 0, versions);
		if (saved.edited) notes.set(name, YOURS);
		else if (missing.length > 0) notes.set(name, `not published, because "${missing.join('" and "')}" is not`);
		if (missing.length > 0 || (saved.edited && !(await n8n.isPublished(saved.id)))) unpublished.add(name);
		return { ...saved, edited: saved.edited || missing.length > 0 };
	};
	for (const example of inOrderOfCalls(examples)) {
		const saved = await save(example);
		wiring.workflowIds.set(saved.name, saved.id);
		workflows.push(saved);
	}
	for (const { id, name } of workflows) {
		steps.note(`"${name}": ${n8n.workflowPage(id)}`);
		const note = notes.get(name);
		if (note !== undefined) steps.note(note);
	}
	return workflows;
}

/** The examples as this n8n can run them: where its Data Table node makes no tables, they are made and chosen here. */
async function fitted({ n8n, steps }: Pick<Stage, 'n8n' | 'steps'>, asShipped: readonly Json[]): Promise<readonly Json[]> {
	if (makesTables(await n8n.nodeDescriptions())) return asShipped;
	const ids = new Map<string, string>();
	for (const table of tablesMadeBy(asShipped)) {
		ids.set(table.name, await n8n.makeDataTable(table));
		steps.note(`the Data Table node of this n8n makes no tables: "${table.name}" is made here and chosen in the nodes, and those that would make it are deactivated`);
	}
	return asShipped.map((example) => withTablesThere(example, ids));
}
