/** One question to the platform outside a node's run: from a trigger, or for a list to pick from. */
import type { IDataObject, IExecuteFunctions, IHookFunctions, ILoadOptionsFunctions, IWebhookFunctions } from 'n8n-workflow';
import { textOf, type Streamed } from './answerText';
import { parseCorrections } from './corrections';
import { readAnswer, type HttpAnswer, type Reading } from './envelope';
import { InputError, shown } from './field';
import type { Provider } from './job';
import { findOperation } from './operation';
import { planRequest } from './plan';

/** Where n8n gives credentials and HTTP. */
export type Asker = IExecuteFunctions | IHookFunctions | ILoadOptionsFunctions | IWebhookFunctions;

/** What is asked. */
export interface Question {
	/** Key of the operation: `callback.get` */
	key: string;
	/** Its fields, by parameter name. */
	fields: IDataObject;
	/** Sent as they are, beside the fields: the page of a list. */
	beside?: IDataObject;
	/** Milliseconds. */
	timeout?: number;
}

/**
 * Asks once, at the operation's corrected address.
 * @returns what was read, with its HTTP status
 * @throws what n8n's helper throws when no answer comes; InputError when credential or fields are wrong
 */
export async function ask(
	this: Asker,
	provider: Provider,
	{ key, fields, beside = {}, timeout }: Question,
): Promise<{ reading: Reading; status: number }> {
	const operation = findOperation(provider.resources, key);
	if (!operation) throw new InputError(`This version of the package has no operation ${shown(key)}`);
	const { endpointCorrections } = await this.getCredentials(provider.credentialType);
	const correction = parseCorrections(endpointCorrections, provider.resources)[key];
	const { method, path, query, body } = planRequest(operation, fields, {}, correction);
	const answer = (await this.helpers.httpRequestWithAuthentication.call(this, provider.credentialType, {
		method,
		url: path,
		...(method === 'GET' ? { qs: { ...query, ...beside } } : { body: { ...(body as IDataObject), ...beside } }),
		// Not read by the client: it would hold an answer of any length, and its JSON.parse rounds 19-digit ids.
		encoding: 'stream',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
		...(timeout !== undefined && { timeout }),
	})) as HttpAnswer & { body: Streamed };
	const read = { ...answer, body: await textOf(answer.body) };
	return { reading: readAnswer(read, provider.envelope), status: answer.statusCode };
}
