// n8n as most people run it: one process, SQLite.
import type { Sandbox } from '../../../sandbox/server.mts';
import type { InstalledN8n } from '../../../tools/start/n8n-install.mts';
import type { PackedPackage } from '../../../tools/start/package.mts';
import { N8nProcess } from './n8n-process.mts';
import type { Run } from './run.mts';
import { type N8nShape, partsOf, signedIn } from './shape.mts';

export interface RegularN8n extends N8nShape {
	/** Killed and started again on the same folder and ports; n8n's client stays signed in. */
	process: N8nProcess;
	/** What n8n has loaded. */
	packed: PackedPackage;
	installed: InstalledN8n;
}

/** How many steps of the run startRegular takes. */
export const REGULAR_STEPS = 3;

/**
 * Starts n8n with the package and the sandbox's credential.
 *
 * @param types node types of the package that must be there
 * @param env settings besides the usual ones
 * @param furnish puts into n8n's N8N_USER_FOLDER what is to be there besides the package, before n8n starts
 */
export async function startRegular(
	run: Run,
	sandbox: Pick<Sandbox, 'qiandun'>,
	types: readonly string[],
	env: Record<string, string> = {},
	furnish: (userFolder: string) => void = () => undefined,
): Promise<RegularN8n> {
	const parts = await partsOf(run);
	return await run.steps.run('Start n8n', async () => {
		const process = await N8nProcess.prepare(run, { ...parts, name: 'n8n', role: 'start', port: await run.port(), env });
		furnish(process.folder);
		await process.restart();
		run.steps.note(`editor: ${process.url}, log: ${process.log}`);
		return { ...(await signedIn(run, process.url, sandbox, types)), editor: process.url, webhooks: [`${process.url}/webhook`], process, ...parts };
	});
}
