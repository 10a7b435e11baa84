// What both shapes of a running n8n offer to a test: editor, webhooks, a signed-in client, the sandbox's credential.
import type { Sandbox } from '../../../sandbox/server.mts';
import type { CredentialReference } from '../../../tools/start/examples.mts';
import { N8nClient } from '../../../tools/start/n8n-client.mts';
import { type InstalledN8n, installN8n } from '../../../tools/start/n8n-install.mts';
import { type PackedPackage, packPackage } from '../../../tools/start/package.mts';
import { REPOSITORY, type Run } from './run.mts';

/** A running n8n with the package and the sandbox's credential in it. */
export interface N8nShape {
	/** Address of the editor, without a final slash. */
	editor: string;
	/** Where production webhooks are answered, one address per process, without a final slash: `http://127.0.0.1:5678/webhook`. */
	webhooks: readonly [string, ...string[]];
	n8n: N8nClient;
	/** qiandunApi, pointing at the sandbox. */
	credential: CredentialReference;
}

/** What every shape is built from. */
export interface Parts {
	installed: InstalledN8n;
	packed: PackedPackage;
}

/** Builds and packs the package, and finds or installs n8n. */
export async function partsOf(run: Run): Promise<Parts> {
	const children = run.children();
	const packed = await run.steps.run('Build and pack this package', () => packPackage(REPOSITORY, run.folder, children));
	const installed = await run.steps.run(`Get n8n ${run.n8n}`, () => installN8n(run.n8n, run.steps, children));
	return { installed, packed };
}

/** Signs in as the owner and saves the credential. @throws Error when n8n did not load a node type */
export async function signedIn(
	run: Run,
	editor: string,
	sandbox: Pick<Sandbox, 'qiandun'>,
	types: readonly string[],
): Promise<Pick<N8nShape, 'n8n' | 'credential'>> {
	const n8n = new N8nClient(editor);
	await n8n.signIn(run.folder);
	const missing = await n8n.missingNodeTypes(types);
	if (missing.length > 0) throw new Error(`n8n did not load ${missing.join(', ')} from the package.`);
	const name = 'Qiandun API';
	const data = { environment: 'custom', endpointCorrections: '', ...sandbox.qiandun };
	return { n8n, credential: { id: await n8n.saveCredential(name, 'qiandunApi', data), name } };
}
