// 7: what the package weighs: to download, to load, and in the editor.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import { promisify } from 'node:util';
import { REPOSITORY } from '../../test/e2e/support/run.mts';
import { ACTION, TRIGGER } from '../../test/e2e/support/workflows.mts';
import { median } from '../../test/e2e/support/load.mts';
import { text, type Json } from '../start/json.mts';
import type { Bench } from './bench.mts';

const execute = promisify(execFile);
const LOADS = 5;
const SLACK = 'n8n-nodes-base.slack';
const PACKAGE = TRIGGER.split('.')[0] ?? '';

/** Loads all of dist beside what n8n has loaded anyway, and says how many milliseconds that took. */
const LOAD = "require('n8n-workflow'); const s = performance.now(); require('./index.js'); console.log(performance.now() - s);";

/** kB are 1,000 bytes; descriptions as the editor gets them; `vs_slack` of the largest. */
export async function weight({ run, shape }: Bench): Promise<Record<string, number>> {
	const descriptions = await shape.n8n.nodeDescriptions();
	const slack = Math.max(...descriptions.filter(({ name }) => name === SLACK).map(kilobytes));
	const own = descriptions.filter(({ name }) => text(name).startsWith(`${PACKAGE}.`) && !text(name).endsWith('Tool'));
	const sizes = own.map((description) => ({ name: text(description.name), kb: kilobytes(description) }));
	if (!sizes.some(({ name }) => name === ACTION)) throw new Error(`n8n lists no ${ACTION}`);
	run.steps.note(sizes.map(({ name, kb }) => `${name}: ${kb.toFixed(1)} kB`).join(', '));
	const loads: number[] = [];
	for (let load = 0; load < LOADS; load++) {
		// Not the synchronous one: a connection to n8n that is kept open would not be seen closing meanwhile.
		loads.push(Number((await execute(shape.installed.node, ['-e', LOAD], { cwd: REPOSITORY })).stdout));
	}
	return {
		packed_kb: fs.statSync(shape.packed.file).size / 1000,
		load_ms: median(loads),
		slack_kb: slack,
		...Object.fromEntries(sizes.map(({ name, kb }) => [`${name.slice(PACKAGE.length + 1)}_kb`, kb])),
		vs_slack: Math.max(...sizes.map(({ kb }) => kb)) / slack,
	};
}

const kilobytes = (description: Json): number => Buffer.byteLength(JSON.stringify(description)) / 1000;
