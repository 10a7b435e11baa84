// Workflows of examples/, published in an n8n under test as npm start publishes them.
import path from 'node:path';
import type { Sandbox } from '../../../sandbox/server.mts';
import { inOrderOfCalls, readExamples, wire } from '../../../tools/start/examples.mts';
import { type Json, text } from '../../../tools/start/json.mts';
import { esignCredential } from './esign.mts';
import { REPOSITORY } from './run.mts';
import type { N8nShape } from './shape.mts';

/** Files that the examples are played with. */
export const SAMPLES = path.join(REPOSITORY, 'examples', 'data');

/**
 * Publishes the examples of these names, those that others call first.
 *
 * @param changed makes of a wired example what is published
 * @returns the ids in n8n, by name
 */
export async function publishExamples(
	shape: N8nShape,
	sandbox: Sandbox,
	names: readonly string[],
	changed: (workflow: Json) => Json = (workflow) => workflow,
): Promise<ReadonlyMap<string, string>> {
	const at = (place: string) => new URL(place, sandbox.console).href;
	const wiring = {
		credentials: { qiandunApi: shape.credential, esignApi: await esignCredential(shape, sandbox) },
		settings: { crmBaseUrl: at('/crm'), hrBaseUrl: at('/hr'), archiveBaseUrl: at('/archive'), qiandunBaseUrl: sandbox.qiandun.baseUrl },
		workflowIds: new Map<string, string>(),
	};
	const examples = readExamples(path.join(REPOSITORY, 'examples')).filter(({ name }) => names.includes(text(name)));
	for (const example of inOrderOfCalls(examples)) {
		wiring.workflowIds.set(text(example.name), await shape.n8n.createTemporary(changed(wire(example, wiring))));
	}
	return wiring.workflowIds;
}
