import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { toProperties } from '../../engine/operation';
import { run } from '../../engine/run';
import { toolDescriptions } from '../../engine/toolDescription';
import { WAITING_WEBHOOKS } from '../../engine/wait';
import { esignApiTest } from './credentialTest';
import { endOfFlow } from './endOfFlow';
import { provider } from './provider';
import { searchTemplatesOf, templateComponentsOf } from './resources/fileV3/methods';

/** e签宝: accounts, identity, files, sign flows, seals. */
export class Esign implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'eSign',
		name: 'esign',
		icon: { light: 'file:../../icons/esign.svg', dark: 'file:../../icons/esign.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
		description: 'Verify people and organizations, make sign flows and have them signed on eSign (esign.cn), a platform for electronic signing in China',
		defaults: { name: 'eSign' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'esignApi', required: true, testedBy: 'esignApiTest' }],
		// Only for Create and Wait: how n8n wakes the execution.
		webhooks: WAITING_WEBHOOKS,
		properties: [...toProperties(provider.resources), ...toolDescriptions(provider.resources)],
	};

	methods = {
		credentialTest: { esignApiTest },
		listSearch: { searchTemplates: searchTemplatesOf(provider) },
		resourceMapping: { getTemplateComponents: templateComponentsOf(provider) },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await run.call(this, provider);
	}

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await endOfFlow.call(this);
	}
}
