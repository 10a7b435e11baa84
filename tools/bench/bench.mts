// What every section of the bench works with: one n8n with both packages, one sandbox in a process of its own.
import path from 'node:path';
import { startRegular, type RegularN8n } from '../../test/e2e/support/regular.mts';
import { REPOSITORY, type Run } from '../../test/e2e/support/run.mts';
import { ACTION, TRIGGER } from '../../test/e2e/support/workflows.mts';
import { keptKeys } from '../start/kept-keys.mts';
import { type Sandbox, startSandbox } from '../start/sandbox.mts';
import { BENCH, writeBenchPackage } from './package.mts';
import { SignedPlatform } from './platform.mts';

export interface Bench {
	run: Run;
	shape: RegularN8n;
	sandbox: Sandbox;
	platform: SignedPlatform;
	/** A user of the sandbox, to be changed again and again. */
	accountId: string;
}

/** Starts both. They end with the run. */
export async function startBench(run: Run): Promise<Bench> {
	const log = path.join(run.folder, 'sandbox.log');
	const sandbox = await startSandbox(REPOSITORY, await run.port(), keptKeys(run.folder), log, run.children());
	const types = [ACTION, TRIGGER, ...Object.values(BENCH)];
	const shape = await startRegular(run, sandbox, types, {}, writeBenchPackage);
	const platform = new SignedPlatform(sandbox.qiandun);
	run.atEnd(async () => platform.close());
	const accountId = 'bench';
	await platform.createUser(accountId);
	return { run, shape, sandbox, platform, accountId };
}

/** Ends n8n and starts it again on the same data: what one section left in its memory is not there for the next. */
export async function freshN8n({ shape }: Bench): Promise<void> {
	await shape.process.stop();
	await shape.process.restart();
}
