// Puts a PDF of so many megabytes into n8n's store for files, block by block.
import { Readable } from 'node:stream';
import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';

/** One that is used again and again: only the store is to hold the file. */
const BLOCK = Buffer.alloc(64 * 1024, '%PDF-1.7\n');

export class BenchFile implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Bench File',
		name: 'benchFile',
		group: ['input'],
		version: 1,
		description: 'Makes a file',
		defaults: { name: 'File' },
		inputs: ['main'],
		outputs: ['main'],
		properties: [{ displayName: 'Megabytes', name: 'megabytes', type: 'number', default: 1 }],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const blocks = Number(this.getNodeParameter('megabytes', 0)) * 16;
		const data = await this.helpers.prepareBinaryData(Readable.from(repeated(blocks)), 'bench.pdf', 'application/pdf');
		return [[{ json: {}, binary: { data }, pairedItem: { item: 0 } }]];
	}
}

function* repeated(blocks: number): Generator<Buffer> {
	for (let block = 0; block < blocks; block++) yield BLOCK;
}
