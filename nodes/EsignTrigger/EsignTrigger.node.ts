import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { takeOn } from '../../engine/callback';
import { checkedWhenPublished, RESPONSE } from '../../engine/trigger';
import { esignApiTest } from '../Esign/credentialTest';
import { properties } from './properties';
import { readSettings, receiveCallback } from './receiveCallback';

/** e签宝回调: begins a workflow with what the platform reports. */
export class EsignTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'eSign Trigger',
		name: 'esignTrigger',
		icon: { light: 'file:../../icons/esign.svg', dark: 'file:../../icons/esign.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{$parameter["events"].includes("*") ? "any event" : $parameter["events"].join(", ")}}',
		// n8n's list has one entry for node and trigger, with the words of the trigger.
		description: 'Make sign flows and verify people and organizations on eSign (esign.cn), and start a workflow when a signature or verification is reported',
		defaults: { name: 'eSign Trigger' },
		eventTriggerDescription: 'Waiting for eSign to call the Test URL',
		activationMessage: 'eSign can now call the Production URL of this workflow.',
		triggerPanel: {
			header: 'Receive events from eSign',
			executionsHelp: {
				inactive:
					'Events have two ways in. <b>While building</b>: click the button, and have eSign (or its sandbox) call the Test URL. <b>For good</b>: publish the workflow, and put the Production URL into the callback subscription of the eSign console, or into a flow as its Notify URL; runs appear in the executions list.',
				active:
					'This workflow is published: events at the Production URL run it, and appear in the executions list. <b>While building</b>: click the button, and have eSign (or its sandbox) call the Test URL.',
			},
			activationHint:
				'Done building? Publish the workflow, then put the Production URL into the callback subscription of the eSign console.',
		},
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'esignApi', required: true, testedBy: 'esignApiTest' }],
		webhooks: [{ name: 'default', httpMethod: 'POST', path: 'webhook', ...RESPONSE, ndvHideMethod: true }],
		properties,
	};

	methods = { credentialTest: { esignApiTest } };

	webhookMethods = { default: checkedWhenPublished(readSettings) };

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receiveCallback.call(this);
	}

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await takeOn.call(this);
	}
}
