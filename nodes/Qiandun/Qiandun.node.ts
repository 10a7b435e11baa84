import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { toProperties } from '../../engine/operation';
import { run } from '../../engine/run';
import { toolDescriptions } from '../../engine/toolDescription';
import { qiandunApiTest } from './credentialTest';
import { searchBanks, searchSeals } from './listSearch';
import { provider } from './provider';

/** 签盾: identity, users, files, contracts, seals. */
export class Qiandun implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Qiandun',
		name: 'qiandun',
		icon: { light: 'file:../../icons/qiandun.svg', dark: 'file:../../icons/qiandun.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
		description: 'Verify people and companies, make contracts and have them signed on Qiandun, a platform for electronic signing in China',
		defaults: { name: 'Qiandun' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'qiandunApi', required: true, testedBy: 'qiandunApiTest' }],
		properties: [...toProperties(provider.resources), ...toolDescriptions(provider.resources)],
	};

	methods = { credentialTest: { qiandunApiTest }, listSearch: { searchBanks, searchSeals } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await run.call(this, provider);
	}
}
