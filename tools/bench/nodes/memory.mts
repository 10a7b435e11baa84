// Stands before and after a node and says how much memory n8n's process had at its peak between.
import fs from 'node:fs';
import v8 from 'node:v8';
import vm from 'node:vm';
import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';

const MB = 1024 * 1024;
let before = { rssMb: 0, heapMb: 0 };

export class BenchMemory implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Bench Memory',
		name: 'benchMemory',
		group: ['transform'],
		version: 1,
		description: 'Measures the memory of the process',
		defaults: { name: 'Memory' },
		inputs: ['main'],
		outputs: ['main'],
		properties: [{ displayName: 'Moment', name: 'moment', type: 'string', default: 'before' }],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const isBefore = this.getNodeParameter('moment', 0) === 'before';
		const peakMb = highWaterMark();
		await collect();
		const { rss, heapUsed } = process.memoryUsage();
		const now = { rssMb: rss / MB, heapMb: heapUsed / MB };
		if (!isBefore) return [[{ json: { before, peakMb, after: now }, pairedItem: { item: 0 } }]];
		before = now;
		// proc(5): sets the high water mark back to what is resident now.
		fs.writeFileSync('/proc/self/clear_refs', '5');
		return [this.getInputData()];
	}
}

/** Megabytes that were resident at most since the mark was set back. */
function highWaterMark(): number {
	return Number(/^VmHWM:\s+(\d+) kB/m.exec(fs.readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;
}

/** Twice, with a turn of the event loop between: buffers are let go by finalizers. */
async function collect(): Promise<void> {
	v8.setFlagsFromString('--expose-gc');
	const gc: unknown = vm.runInNewContext('gc');
	for (let round = 0; round < 2; round++) {
		if (typeof gc === 'function') gc();
		await new Promise((resolve) => setImmediate(resolve));
	}
}
