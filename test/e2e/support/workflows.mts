// Workflows for tests: nodes in a row, published, with the path of the webhook they begin with.
import { randomUUID } from 'node:crypto';
import type { CredentialReference } from '../../../tools/start/examples.mts';
import { type Json, record, text } from '../../../tools/start/json.mts';
import type { N8nClient } from '../../../tools/start/n8n-client.mts';

export const TRIGGER = 'n8n-nodes-qiandun.qiandunTrigger';
export const ACTION = 'n8n-nodes-qiandun.qiandun';

/** A workflow that answers at a webhook. */
export interface Published {
	id: string;
	name: string;
	/** Below `<webhooks>/`, e.g. `1a2b…/webhook`. */
	path: string;
}

/** Creates and publishes a workflow of these nodes, one after the other. The first one has the webhook. */
export async function publish(n8n: N8nClient, name: string, nodes: readonly Json[]): Promise<Published> {
	const placed = nodes.map((node, index) => ({ ...node, id: randomUUID(), position: [index * 220, 0] }));
	const connections: Json = {};
	placed.slice(1).forEach((node, index) => {
		connections[text(record(placed[index]).name)] = { main: [[{ node: text(record(node).name), type: 'main', index: 0 }]] };
	});
	const id = await n8n.createTemporary({ name, nodes: placed, connections, settings: { executionOrder: 'v1' } });
	return { id, name, path: pathOf(placed[0]) };
}

/** As n8n makes it (n8n-workflow, getNodeWebhookPath): its own Webhook node has the path alone, all others their webhookId before it. */
function pathOf(node: unknown): string {
	const { type, webhookId, parameters } = record(node);
	return text(type) === 'n8n-nodes-base.webhook' ? text(record(parameters).path) : `${text(webhookId)}/webhook`;
}

/** The node under test. @param parameters what differs from its defaults */
export function trigger(credential: CredentialReference, parameters: object): Json {
	return { name: 'Qiandun Trigger', type: TRIGGER, typeVersion: 1, webhookId: randomUUID(), parameters, credentials: { qiandunApi: credential } };
}

/** n8n's own Webhook node, which answers at once. @param options as the node has them @param parameters what differs besides */
export function plainWebhook(httpMethod: 'GET' | 'POST', options: Json = {}, parameters: Json = {}): Json {
	const webhookId = randomUUID();
	return {
		name: 'Webhook',
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2,
		webhookId,
		parameters: { httpMethod, path: webhookId, responseMode: 'onReceived', options, ...parameters },
	};
}

/** An effect: reports to the CRM stand-in about the transaction, and which execution did it. @param transactionId an n8n expression without `={{ }}` */
export function effect(crm: string, transactionId: string): Json {
	return post('Effect', `=${crm}/cases/{{ ${transactionId} }}/contract`, `={{ { execution: $execution.id } }}`);
}

/** A POST of JSON with n8n's HTTP Request node. */
export function post(name: string, url: string, jsonBody: string): Json {
	return {
		name,
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		parameters: { method: 'POST', url, sendBody: true, specifyBody: 'json', jsonBody, options: {} },
	};
}

/** Tells the platform that the callback was processed. */
export function confirm(credential: CredentialReference, transactionId: string): Json {
	return {
		name: 'Confirm',
		type: ACTION,
		typeVersion: 1,
		parameters: { resource: 'callback', operation: 'confirm', transactionId: `={{ ${transactionId} }}` },
		credentials: { qiandunApi: credential },
	};
}

/** One expression to evaluate. @param value an n8n expression without `={{ }}` */
export function oneExpression(value: string): Json {
	const assignment = { id: randomUUID(), name: 'seen', type: 'string', value: `={{ ${value} }}` };
	return { name: 'Edit Fields', type: 'n8n-nodes-base.set', typeVersion: 3.4, parameters: { assignments: { assignments: [assignment] }, options: {} } };
}
