import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	Icon,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { signedRequest } from '../engine/request';
import { X_CA } from '../engine/signature';
import { qiandunKeys } from './qiandunAccess';

/**
 * 签盾 app key and secret. Completes and signs every request, whoever makes it: our nodes, n8n's declarative engine, or
 * the HTTP Request node with "Predefined Credential Type".
 */
export class QiandunApi implements ICredentialType {
	name = 'qiandunApi';

	displayName = 'Qiandun API';

	documentationUrl = 'https://github.com/n8n-nodes-qiandun/n8n-nodes-qiandun#credentials';

	icon: Icon = { light: 'file:../icons/qiandun.svg', dark: 'file:../icons/qiandun.dark.svg' };

	properties: INodeProperties[] = [
		{
			displayName: 'Environment',
			name: 'environment',
			type: 'options',
			options: [
				{
					name: 'Production',
					value: 'production',
					description: 'Contracts have legal force',
				},
				{
					name: 'Test',
					value: 'test',
					description: 'For development; has its own keys and data, and contracts have no legal force',
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
			placeholder: 'e.g. http://127.0.0.1:7070/api',
			description: 'Address below which the documented paths such as /open/psnUpdate begin',
			displayOptions: { show: { environment: ['custom'] } },
		},
		{
			displayName: 'App Key',
			name: 'appKey',
			type: 'string',
			typeOptions: { password: false },
			default: '',
			required: true,
			description: 'AppKey of the application in the Qiandun enterprise console',
		},
		{
			displayName: 'App Secret',
			name: 'appSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'AppSecret that belongs to the app key',
		},
		{
			displayName: 'Endpoint Corrections (JSON)',
			name: 'endpointCorrections',
			type: 'json',
			default: '{}',
			description:
				'Corrects assumed addresses and field names once for all workflows, by operation: { "user.createUnverified": { "method": "POST", "path": "/open/…", "rename": { "informPhone": "phone" } } }',
		},
	];

	/** Completes a relative URL from the environment, pins query and body, and adds the signature. */
	authenticate = async (
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => {
		const { baseUrl, keys } = qiandunKeys(credentials);
		return await signedRequest(requestOptions, baseUrl, X_CA, keys);
	};
}
