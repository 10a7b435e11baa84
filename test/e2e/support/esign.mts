// What the sandbox's controls over eSign offer to tests, and the nodes of eSign in a workflow.
import { randomUUID } from 'node:crypto';
import axios from 'axios';
import type { Sandbox } from '../../../sandbox/server.mts';
import type { CredentialReference } from '../../../tools/start/examples.mts';
import { type Json, record, records } from '../../../tools/start/json.mts';
import { esignHeaders, queryOf, type Signing } from '../../engine/esign-callback.mts';
import type { N8nShape } from './shape.mts';
import type { Shot } from './load.mts';

export const ESIGN = 'n8n-nodes-qiandun.esign';
export const ESIGN_TRIGGER = 'n8n-nodes-qiandun.esignTrigger';

/** Saves esignApi, pointing at the sandbox. */
export async function esignCredential({ n8n }: Pick<N8nShape, 'n8n'>, sandbox: Sandbox): Promise<CredentialReference> {
	const name = 'eSign API';
	const data = { environment: 'custom', endpointCorrections: '', authentication: 'signature', ...sandbox.esign };
	return { id: await n8n.saveCredential(name, 'esignApi', data), name };
}

/** A node of the package. @param type ESIGN or ESIGN_TRIGGER */
export function esignNode(type: string, name: string, credential: CredentialReference, parameters: Json, more: Json = {}): Json {
	return { name, type, typeVersion: 1, webhookId: randomUUID(), parameters, credentials: { esignApi: credential }, ...more };
}

export class EsignPlatform {
	constructor(private readonly sandbox: Sandbox) {}

	/** Acts as a person, or as the platform's console. @throws Error with what the sandbox says */
	async control(route: string, body: Json): Promise<Json> {
		return record((await axios.post<unknown>(this.at(`esign/${route}`), body, { proxy: false, timeout: 60_000 })).data);
	}

	/** All flows, the first one first. */
	async flows(): Promise<Json[]> {
		const { data } = await axios.get<unknown>(this.at('state'), { proxy: false, timeout: 60_000 });
		return records(record(record(data).esign).flows);
	}

	/** Attempts to deliver a callback of this action, the first one first. */
	async attempts(action: string): Promise<Json[]> {
		const { data } = await axios.get<unknown>(this.at('esign/deliveries'), { proxy: false });
		return records(record(data).deliveries).filter((attempt) => attempt.action === action).reverse();
	}

	/** A callback as the platform sends it. @param instead what is signed in the place of what is right */
	signed(url: string, body: string, instead: Partial<Signing> = {}): Shot & { headers: Record<string, string>; body: string } {
		const { appId, appSecret } = this.sandbox.esign;
		return { url, method: 'POST', body, headers: esignHeaders(body, { appId, secret: appSecret, query: queryOf(url), ...instead }) };
	}

	private at(route: string): string {
		return new URL(`/sandbox/${route}`, this.sandbox.console).href;
	}
}
