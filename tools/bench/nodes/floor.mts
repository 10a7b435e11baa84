// Evaluates six parameters of each item, as every node has to, and does nothing else.
import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';

const NAMES = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth'];

export class BenchFloor implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Bench Floor',
		name: 'benchFloor',
		group: ['transform'],
		version: 1,
		description: 'Evaluates six parameters',
		defaults: { name: 'Floor' },
		inputs: ['main'],
		outputs: ['main'],
		properties: NAMES.map((name) => ({ displayName: name, name, type: 'string' as const, default: '' })),
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [
			this.getInputData().map((_, item) => ({
				json: { filled: NAMES.filter((name) => this.getNodeParameter(name, item) !== '').length },
				pairedItem: { item },
			})),
		];
	}
}
