import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	Icon,
	IDataObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { textOf, type Streamed } from '../engine/answerText';
import type { HttpAnswer } from '../engine/envelope';
import { signedRequest, tokenRequest } from '../engine/request';
import { X_TSIGN } from '../engine/signature';
import { isDue, ownerOf, renewedToken, storedToken, storeToken, TokenNeeded } from '../engine/token';
import { asJson, esignIssuer, esignKeys, usesToken, type Get } from './esignAccess';

/**
 * e签宝 app id and secret. Completes every request and signs it or adds the access token, whoever makes it: our nodes,
 * n8n's declarative engine, or the HTTP Request node with "Predefined Credential Type".
 */
export class EsignApi implements ICredentialType {
	name = 'esignApi';

	displayName = 'eSign API';

	documentationUrl = 'https://github.com/n8n-nodes-qiandun/n8n-nodes-qiandun#credentials';

	icon: Icon = { light: 'file:../icons/esign.svg', dark: 'file:../icons/esign.dark.svg' };

	properties: INodeProperties[] = [
		{
			displayName: 'Environment',
			name: 'environment',
			type: 'options',
			options: [
				{
					name: 'Production',
					value: 'production',
					description: 'Signatures have legal force',
				},
				{
					name: 'Sandbox',
					value: 'sandbox',
					description: 'For development; has its own apps and data, and signatures have no legal force',
				},
				{
					name: 'Custom',
					value: 'custom',
					description: 'Another address, such as the sandbox of this package or a gateway of your own',
				},
			],
			default: 'production',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. http://127.0.0.1:7070',
			description: 'Address below which the documented paths such as /v1/accounts begin',
			displayOptions: { show: { environment: ['custom'] } },
		},
		{
			displayName: 'Authentication',
			name: 'authentication',
			type: 'options',
			options: [
				{
					name: 'Signature (Recommended)',
					value: 'signature',
					description: 'Every request is signed; the secret never leaves n8n',
				},
				{
					name: 'OAuth2 Token',
					value: 'token',
					description:
						'Every request carries a token that n8n fetches with the secret and renews. Each new token ends the ones before, so no other system may fetch tokens for the same app. Proxy and other options of a node do not apply to fetching it.',
				},
			],
			default: 'signature',
		},
		{
			displayName: 'App ID',
			name: 'appId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 4438771809',
			description: 'ID of the application in the eSign console',
		},
		{
			displayName: 'App Secret',
			name: 'appSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'Secret that belongs to the app ID',
		},
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
			default: '',
		},
		{
			displayName: 'Endpoint Corrections (JSON)',
			name: 'endpointCorrections',
			type: 'json',
			default: '{}',
			description:
				'Corrects addresses and field names once for all workflows, by operation: { "personAccount.get": { "method": "GET", "path": "/v1/…", "rename": { "mobile": "phone" } } }',
		},
	];

	/** Called by n8n when there is no access token or a request was refused; what it returns, n8n stores for all workers. */
	async preAuthentication(this: IHttpRequestHelper, credentials: ICredentialDataDecryptedObject): Promise<IDataObject> {
		if (!usesToken(credentials)) return {};
		const { baseUrl, keys } = esignKeys(credentials);
		const owner = ownerOf(baseUrl, keys);
		const get: Get = async (request) => {
			const answer = (await this.helpers.httpRequest({
				...request,
				headers: { accept: 'application/json', ...request.headers },
				// Not read by the client: it would hold an answer of any length.
				encoding: 'stream',
				returnFullResponse: true,
				ignoreHttpStatusErrors: true,
				disableFollowRedirect: true,
			})) as HttpAnswer & { body: Streamed };
			return asJson({ ...answer, body: await textOf(answer.body) });
		};
		const token = await renewedToken(
			owner,
			storedToken(credentials.accessToken, owner),
			esignIssuer(get, baseUrl, keys),
		);
		return token ? { accessToken: storeToken(token, owner) } : {};
	}

	/** Completes a relative URL from the environment, pins query and body, and adds signature or token. */
	authenticate = async (
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => {
		const { baseUrl, keys } = esignKeys(credentials);
		if (!usesToken(credentials)) return await signedRequest(requestOptions, baseUrl, X_TSIGN, keys);
		const token = storedToken(credentials.accessToken, ownerOf(baseUrl, keys));
		if (!token || isDue(token)) throw new TokenNeeded();
		return await tokenRequest(requestOptions, baseUrl, X_TSIGN, keys.appKey, token.value);
	};
}
