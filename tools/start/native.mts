// n8n's two native parts, sqlite3 and isolated-vm: do they load, and can they be built here.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { Children } from './children.mts';
import { bareEnvironment } from './environment.mts';
import { headersOf } from './node-for-n8n.mts';
import { npm } from './npm.mts';
import type { Steps } from './steps.mts';

const MINUTE = 60_000;

/** Says "loads", "missing" (this n8n does not use it) or why it does not load. */
const PROBES: Readonly<Record<string, string>> = {
	sqlite3: "new (load('sqlite3').Database)(':memory:', (e) => { if (e) throw e; say('loads'); })",
	'isolated-vm': "new (load('isolated-vm').Isolate)({ memoryLimit: 16 }).dispose(); say('loads')",
};

/** What compiling sqlite3 needs where no ready-made binary can be fetched. */
const COMPILER = ['python3', 'make', 'g++'];

/**
 * The native parts that do not load in an installed n8n.
 *
 * @param folder folder whose node_modules holds n8n
 */
export function unusableParts(node: string, folder: string): string[] {
	return Object.keys(PROBES).filter((part) => !loads(node, folder, part));
}

function loads(node: string, folder: string, part: string): boolean {
	const from = path.join(folder, 'node_modules', 'n8n', 'package.json');
	const script =
		`const say = (t) => process.stdout.write(t);` +
		`const load = require('node:module').createRequire(${JSON.stringify(from)});` +
		`let there = true; try { load.resolve(${JSON.stringify(part)}); } catch { there = false; }` +
		`if (!there) say('missing'); else { ${PROBES[part]} }`;
	const { stdout } = spawnSync(node, ['-e', script], {
		encoding: 'utf8',
		env: bareEnvironment(process.env),
		timeout: MINUTE,
		windowsHide: true,
	});
	return stdout === 'loads' || (stdout === 'missing' && part !== 'sqlite3');
}

/** Builds (or fetches the binary of) every part that does not load. @throws Error naming the part and its log */
export async function buildNativeParts(
	node: string,
	folder: string,
	log: string,
	steps: Steps,
	children: Children,
): Promise<void> {
	for (const part of unusableParts(node, folder)) {
		steps.note(`preparing ${part}: its own installer fetches a ready-made binary or compiles it (about 90 s)`);
		const done = steps.progress((elapsed) => `${part}: ${elapsed}`);
		const headers = headersOf(node);
		await children
			.finish(
				npm(node, ['rebuild', part, '--ignore-scripts=false', '--foreground-scripts'], {
					name: `npm rebuild ${part}`,
					cwd: folder,
					log,
					// The headers came with the Node package: nothing more is downloaded for compiling.
					env: headers === undefined ? {} : { npm_config_nodedir: headers },
				}),
				15 * MINUTE,
			)
			.finally(done);
		if (!loads(node, folder, part)) {
			throw new Error(`${part} was built but does not load; the log: ${log}. ${howToInstall(missingTools())}`.trim());
		}
	}
}

/**
 * Makes sure, before anything large is fetched, that sqlite3 can be had: by compiling or as a binary.
 *
 * @param scratch an empty folder for the attempt; removed afterwards
 * @throws Error naming the missing programs and the command that installs them
 */
export async function ensureBuildable(
	node: string,
	scratch: string,
	log: string,
	steps: Steps,
	children: Children,
): Promise<void> {
	// On Windows the ready-made binary is the rule, and Visual Studio is nothing to install in passing.
	if (process.platform === 'win32') return;
	let missing = missingTools();
	if (missing.length === 0) return;
	if (process.getuid?.() === 0 && runs('apt-get')) {
		steps.note(`installing ${missing.join(', ')} with apt-get: n8n's sqlite3 may have to be compiled`);
		await aptGet(['update'], log, children);
		await aptGet(['install', '-y', '--no-install-recommends', ...missing], log, children);
		missing = missingTools();
		if (missing.length === 0) return;
	}
	steps.note(`${missing.join(', ')} not found; trying whether a ready-made sqlite3 can be fetched instead`);
	if (await canFetchBinary(node, scratch, log, children)) return;
	throw new Error(
		`n8n's database driver sqlite3 has to be compiled here, and ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing. ` +
			howToInstall(missing),
	);
}

async function canFetchBinary(node: string, scratch: string, log: string, children: Children): Promise<boolean> {
	fs.mkdirSync(scratch, { recursive: true });
	fs.writeFileSync(path.join(scratch, 'package.json'), '{"private":true}');
	try {
		const args = ['install', 'sqlite3@5', '--ignore-scripts=false', '--foreground-scripts', '--no-audit', '--no-fund'];
		await children.finish(npm(node, args, { name: 'npm install sqlite3', cwd: scratch, log }), 2 * MINUTE);
		return true;
	} catch {
		return false;
	} finally {
		fs.rmSync(scratch, { recursive: true, force: true });
	}
}

async function aptGet(args: string[], log: string, children: Children): Promise<void> {
	const env = { ...bareEnvironment(process.env), DEBIAN_FRONTEND: 'noninteractive', ...proxies() };
	try {
		await children.finish({ name: `apt-get ${args[0]}`, file: 'apt-get', args, cwd: '/', env, log }, 10 * MINUTE);
	} catch {
		// What is missing afterwards is named by the caller; a stale package list alone need not stop the install.
	}
}

function proxies(): Record<string, string> {
	const found: Record<string, string> = {};
	for (const name of ['http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'no_proxy', 'NO_PROXY']) {
		const value = process.env[name];
		if (value !== undefined) found[name] = value;
	}
	return found;
}

function missingTools(): string[] {
	return COMPILER.filter((tool) => !runs(tool));
}

/** Whether the program starts: a name on the path may be a shim for something that is not installed. */
function runs(tool: string): boolean {
	return spawnSync(tool, ['--version'], { stdio: 'ignore', timeout: 20_000 }).status === 0;
}

/** The command that installs what is missing, for the system at hand; empty when nothing is. */
export function howToInstall(missing: readonly string[], platform: string = process.platform): string {
	if (missing.length === 0) return '';
	if (platform === 'darwin') return 'Install them with: xcode-select --install. Then start again.';
	return (
		`Install them (Debian, Ubuntu: sudo apt-get install -y ${missing.join(' ')}; ` +
		`Fedora: sudo dnf install -y ${missing.map((tool) => (tool === 'g++' ? 'gcc-c++' : tool)).join(' ')}; ` +
		`Alpine: apk add ${missing.join(' ')}) and start again.`
	);
}
