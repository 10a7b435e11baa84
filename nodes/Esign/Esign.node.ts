import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { toProperties } from '../../engine/operation';
import { run } from '../../engine/run';
import { esignApiTest } from './credentialTest';
import { provider } from './provider';

/** e签宝: accounts of people and organizations, silent signing. */
export class Esign implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'eSign',
		name: 'esign',
		icon: { light: 'file:../../icons/esign.svg', dark: 'file:../../icons/esign.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
		description: 'Keep accounts of people and organizations on eSign (esign.cn), a platform for electronic signing in China',
		defaults: { name: 'eSign' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'esignApi', required: true, testedBy: 'esignApiTest' }],
		properties: toProperties(provider.resources),
	};

	methods = { credentialTest: { esignApiTest } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await run.call(this, provider);
	}
}
