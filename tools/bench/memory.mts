// How much memory n8n's process takes while one node runs.
import { type Json, record } from '../start/json.mts';
import type { NodeRun } from '../start/n8n-client.mts';
import { BENCH } from './package.mts';

const AFTER = 'Memory after';

/** The node with what measures before and after it. */
export const betweenMemory = (node: Json): Json[] => [moment('Memory before', 'before'), node, moment(AFTER, 'after')];

const moment = (name: string, value: 'before' | 'after'): Json => ({ name, type: BENCH.memory, typeVersion: 1, parameters: { moment: value }, executeOnce: value === 'after' });

/** Megabytes: at the peak, above what was there before; of the heap, what stayed after a collection. */
export function peakOf(runs: Readonly<Record<string, NodeRun>>): { peakMb: number; aboveMb: number; keptMb: number } {
	const { peakMb, before, after } = record(runs[AFTER]?.items[0]);
	const [was, is] = [record(before), record(after)];
	return { peakMb: Number(peakMb), aboveMb: Number(peakMb) - Number(was.rssMb), keptMb: Number(is.heapMb) - Number(was.heapMb) };
}
