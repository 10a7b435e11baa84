import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { answered, takeOn } from '../../engine/callback';
import { checkedWhenPublished, RESPONSE } from '../../engine/trigger';
import { qiandunApiTest } from '../Qiandun/credentialTest';
import { receiveNotification } from './notification';
import { properties } from './properties';
import { readSettings } from './settings';

/** 签盾回调: begins a workflow with what the platform reports. */
export class QiandunTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Qiandun Trigger',
		name: 'qiandunTrigger',
		icon: { light: 'file:../../icons/qiandun.svg', dark: 'file:../../icons/qiandun.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{$parameter["events"].includes("*") ? "any event" : $parameter["events"].join(", ")}}',
		// n8n's list has one entry for node and trigger, with the words of the trigger.
		description: 'Make contracts and verify people and companies on Qiandun, and start a workflow when a signature or verification is reported',
		defaults: { name: 'Qiandun Trigger' },
		eventTriggerDescription: 'Waiting for Qiandun to call the Test URL',
		activationMessage: 'Qiandun can now call the Production URL of this workflow.',
		triggerPanel: {
			header: 'Receive events from Qiandun',
			executionsHelp: {
				inactive:
					'Events have two ways in. <b>While building</b>: click the button, and have Qiandun (or its sandbox) call the Test URL. <b>For good</b>: publish the workflow, and put the Production URL into 应用列表 → 回调配置 of the Qiandun console; runs appear in the executions list.',
				active:
					'This workflow is published: events at the Production URL run it, and appear in the executions list. <b>While building</b>: click the button, and have Qiandun (or its sandbox) call the Test URL.',
			},
			activationHint:
				'Done building? Publish the workflow, then put the Production URL into 应用列表 → 回调配置 of the Qiandun console. Its connectivity test works as soon as the workflow is published.',
		},
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'qiandunApi', required: true, testedBy: 'qiandunApiTest' }],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				path: 'webhook',
				...RESPONSE,
				ndvHideMethod: true,
			},
			{
				name: 'setup',
				httpMethod: 'GET',
				path: 'webhook',
				responseMode: 'onReceived',
				ndvHideUrl: true,
			},
		],
		properties,
	};

	methods = { credentialTest: { qiandunApiTest } };

	webhookMethods = { default: checkedWhenPublished(readSettings) };

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		// 连通性测试: a GET at the same address, to be answered at once.
		if (this.getWebhookName() === 'setup') return answered('');
		return await receiveNotification.call(this);
	}

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await takeOn.call(this);
	}
}
