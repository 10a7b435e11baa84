// 4: whether the memory of n8n grows with the size of a file on its way up or down, in filesystem binary mode.
import { ACTION } from '../../test/e2e/support/workflows.mts';
import { median } from '../../test/e2e/support/load.mts';
import { startFileServer } from '../../test/engine/start-file-server.mts';
import { record, type Json } from '../start/json.mts';
import { type Bench, freshN8n } from './bench.mts';
import { betweenMemory, peakOf } from './memory.mts';
import { BENCH } from './package.mts';
import { MEASURED } from './variants.mts';
import { Workload } from './workload.mts';

const SIZES_MB = [1, 50] as const;
const WARM_UPS = 2;
const MB = 1024 * 1024;

const WAYS = {
	upload: { resource: 'file', operation: 'upload', fileSource: 'binary', binaryPropertyName: 'data' },
	download: { resource: 'contract', operation: 'download', contractId: '1', outputField: 'data' },
} as const;

/**
 * Megabytes by which the peak of the n8n process with 50 MB is above that with 1 MB, medians. V8 lets some 32 MB of dead buffers
 * lie before it collects them, however large the file; when it does is chance. So all tries with 1 MB come first, in a fresh
 * process: what a large file leaves behind can only make the difference larger.
 *
 * @param tries of each size
 */
export async function files(bench: Bench, tries: number): Promise<Record<string, number>> {
	const figures: Record<string, number> = {};
	for (const way of ['upload', 'download'] as const) {
		await freshN8n(bench);
		const peaks: number[] = [];
		for (const megabytes of SIZES_MB) {
			const workload = await carrying(bench, way, megabytes);
			const tried: number[] = [];
			for (let number = megabytes === 1 ? -WARM_UPS : 0; number < tries; number++) {
				const peak = await once(workload, megabytes);
				if (number >= 0) tried.push(peak);
			}
			bench.run.steps.note(`${way} of ${megabytes} MB: peaks of ${tried.map(Math.round).join(', ')} MB`);
			peaks.push(median(tried));
			figures[`${way}_${megabytes}_mb`] = median(tried);
		}
		figures[`${way}_extra_mb`] = (peaks[1] ?? NaN) - (peaks[0] ?? NaN);
	}
	return figures;
}

async function carrying(bench: Bench, way: keyof typeof WAYS, megabytes: number): Promise<Workload> {
	const { n8n } = bench.shape;
	const server = await startFileServer('file-server.mts', megabytes);
	bench.run.atEnd(async () => server.stop());
	const name = `${way} of ${megabytes} MB`;
	const data = { environment: 'custom', endpointCorrections: '', appKey: 'k', appSecret: 's', baseUrl: server.baseUrl };
	const credential = { id: await n8n.saveCredential(name, 'qiandunApi', data), name };
	const node: Json = { name: MEASURED, type: ACTION, typeVersion: 1, parameters: { ...WAYS[way] }, credentials: { qiandunApi: credential } };
	const file: Json = { name: 'File', type: BENCH.file, typeVersion: 1, parameters: { megabytes } };
	return await Workload.publish(bench, name, [...(way === 'upload' ? [file] : []), ...betweenMemory(node)]);
}

/** @returns megabytes at the peak @throws Error when the file did not arrive whole */
async function once(workload: Workload, megabytes: number): Promise<number> {
	const runs = await workload.runs({ count: 1, inFlight: 1 });
	const [item] = runs[MEASURED]?.items ?? [];
	if (record(item).fileSize !== megabytes * MB) throw new Error(`${workload.workflow.name}: ${JSON.stringify(item)} came out`);
	return peakOf(runs).peakMb;
}
