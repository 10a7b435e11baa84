// n8n in the cache folder of the user: installed once, whole or not at all.
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Children } from './children.mts';
import { bareEnvironment } from './environment.mts';
import { type Json, record, text } from './json.mts';
import { type Lock, waitForLock } from './lock.mts';
import { buildNativeParts, ensureBuildable, unusableParts } from './native.mts';
import { type NodeChoice, type ThisNode, chooseNode, nodeInPackage, platformName } from './node-for-n8n.mts';
import { npm } from './npm.mts';
import { cacheFolder, n8nFolderName } from './places.mts';
import { type Steps, duration } from './steps.mts';

const MINUTE = 60_000;
const GIGABYTE = 1e9;
/** n8n 2.41.1 with its 2,370 packages takes 2.9 GB, npm's cache of their archives another 0.8 GB. */
const N8N_NEEDS = 4 * GIGABYTE;
const NODE_NEEDS = 0.3 * GIGABYTE;
/** Folders directly in node_modules of n8n 2.41.1, scopes counted by their packages: the end of the progress count. */
const PACKAGE_FOLDERS = 1520;
/** Releases up to 2.30 fetch this one from its author's server; 2.41 takes the same code from the registry. */
const OVERRIDES = { xlsx: 'npm:@e965/xlsx@0.20.3' };
/** Written into a staging folder when its packages are there: a later start then only builds. */
const PACKAGES_MARK = '.packages-installed';

/** Node and n8n, ready to run. */
export interface InstalledN8n {
	node: string;
	/** The script n8n is started with. */
	program: string;
}

interface Installer {
	cache: string;
	steps: Steps;
	children: Children;
	log: string;
}

/**
 * Finds n8n in the cache folder or installs it there, together with a Node that can run it.
 *
 * @param version n8n release
 * @throws Error on too little disk, missing compilers, no network; what was fetched so far is used by the next start
 */
export async function installN8n(version: string, steps: Steps, children: Children): Promise<InstalledN8n> {
	const thisNode = describeThisNode();
	const cache = cacheFolder({ platform: process.platform, home: os.homedir(), env: process.env });
	fs.mkdirSync(cache, { recursive: true });
	const installer: Installer = { cache, steps, children, log: path.join(cache, 'install.log') };

	// The lock covers the look as well: nobody removes what somebody else just found.
	const lock = await lockCache(installer);
	try {
		const choice = chooseNode(thisNode, { n8n: version, takes: await nodeRangeOf(installer, version) });
		const folder = path.join(cache, n8nFolderName(version, choice.major, platformName(thisNode)));
		const node = await provideNode(installer, choice, thisNode);
		if (isWhole(node, folder, version)) steps.note(`n8n ${version} is in ${folder}`);
		else await provideN8n(installer, version, node, folder);
		return { node, program: path.join(folder, 'node_modules', 'n8n', 'bin', 'n8n') };
	} finally {
		lock.release();
	}
}

function describeThisNode(): ThisNode {
	return {
		version: process.version,
		platform: process.platform,
		arch: process.arch,
		musl: process.platform === 'linux' && !hasGlibc(),
	};
}

function hasGlibc(): boolean {
	// Node's report names the C library it runs on only when that is glibc.
	return JSON.stringify(process.report.getReport()).includes('"glibcVersionRuntime"');
}

async function lockCache({ cache, steps, children }: Installer): Promise<Lock> {
	let done = () => {};
	const waiting = waitForLock(
		path.join(cache, 'install.lock'),
		(pid) => {
			steps.note(`another start (process ${pid}) is installing n8n; waiting for it`);
			done = steps.progress((elapsed) => `waiting for process ${pid}: ${elapsed}`);
		},
		40 * MINUTE,
	);
	// Interrupted while waiting: a lock that comes later must not be kept.
	let given: Lock | undefined;
	try {
		given = await children.guard(waiting);
		return given;
	} finally {
		if (given === undefined) void waiting.then((lock) => lock.release(), () => undefined);
		done();
	}
}

/** Which Node the release asks for, in its own words: those of one in the cache folder, else the registry's. @throws Error for no such release */
async function nodeRangeOf({ cache, children, log }: Installer, version: string): Promise<string> {
	const folders = fs.readdirSync(cache).filter((name) => name.startsWith(`n8n-${version}-node`));
	const kept = folders.map((name) => text(record(manifestOf(path.join(cache, name)).engines).node)).find((range) => range !== '');
	if (kept !== undefined) return kept;
	const spec = `n8n@${version}`;
	const args = ['view', spec, 'engines.node', '--json', '--loglevel=error'];
	const answer = await children.finish(npm(process.execPath, args, { name: `npm view ${spec}`, cwd: cache, log }), 5 * MINUTE);
	const [found] = /^"[^"]+"$/m.exec(answer) ?? [];
	if (found === undefined) throw new Error(`The registry does not say which Node n8n ${version} needs: ${answer}`);
	return text(JSON.parse(found));
}

async function provideNode(installer: Installer, choice: NodeChoice, thisNode: ThisNode): Promise<string> {
	if (choice.kind === 'this') return process.execPath;
	const { cache, steps, children, log } = installer;
	const folder = path.join(cache, `${choice.name}-${choice.version}`);
	const executable = nodeInPackage(path.join(folder, 'node_modules', choice.name), process.platform);
	if (!fs.existsSync(executable)) {
		checkDisk(cache, NODE_NEEDS, `Node ${choice.version}`);
		steps.note(`fetching Node ${choice.version} from npm (${choice.name}: 53 MB, 200 MB on disk): this n8n does not run on ${thisNode.version}`);
		const staging = newStaging(folder);
		await npmInstall(installer, process.execPath, staging, `${choice.name}@${choice.version}`, 10 * MINUTE);
		moveInto(staging, folder);
	}
	await children.finish(
		{ name: `${choice.name} --version`, file: executable, args: ['--version'], cwd: cache, env: bareEnvironment(process.env), log },
		MINUTE,
	);
	return executable;
}

async function provideN8n(installer: Installer, version: string, node: string, folder: string): Promise<void> {
	const { cache, steps, children, log } = installer;
	if (fs.existsSync(folder)) {
		steps.note(`the n8n in ${folder} cannot be loaded; installing it again`);
		await remove(folder, steps);
	}
	let staging = await takeUpStaging(folder, steps);
	await ensureBuildable(node, `${folder}.probe`, log, steps, children);
	if (staging === undefined) {
		checkDisk(cache, N8N_NEEDS, `n8n ${version}`);
		steps.note(`fetching n8n ${version} from npm: about 2,370 packages, 0.8 GB to download, 2.9 GB on disk, four to seven minutes, only this once`);
		steps.note(`it goes to ${folder}; npm's own lines: ${log}`);
		staging = newStaging(folder);
		const modules = path.join(staging, 'node_modules');
		const done = steps.progress((elapsed) => {
			const count = countPackages(modules);
			return count === 0
				? `n8n: resolving and fetching packages, ${elapsed}`
				: `n8n: ${count.toLocaleString('en')} of about ${PACKAGE_FOLDERS.toLocaleString('en')} package folders filled, ${elapsed}`;
		});
		const started = Date.now();
		await npmInstall(installer, node, staging, `n8n@${version}`, 40 * MINUTE).finally(done);
		fs.writeFileSync(path.join(staging, PACKAGES_MARK), '');
		steps.note(`packages installed in ${duration(Date.now() - started)}`);
	}
	await buildNativeParts(node, staging, log, steps, children);
	moveInto(staging, folder);
}

/** The scripts of n8n's dependencies stay off: one (a Kafka driver nobody uses here) does not build. */
async function npmInstall(
	{ children, log }: Installer,
	node: string,
	folder: string,
	spec: string,
	limitMs: number,
): Promise<void> {
	const args = ['install', spec, '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--prefer-offline', '--loglevel=error'];
	await children.finish(npm(node, args, { name: `npm install ${spec}`, cwd: folder, log }), limitMs);
}

function isWhole(node: string, folder: string, version: string): boolean {
	return manifestOf(folder).version === version && unusableParts(node, folder).length === 0;
}

/** The package.json of the n8n in a folder; empty where there is none. */
function manifestOf(folder: string): Json {
	try {
		return record(JSON.parse(fs.readFileSync(path.join(folder, 'node_modules', 'n8n', 'package.json'), 'utf8')));
	} catch {
		return {};
	}
}

function newStaging(folder: string): string {
	const staging = `${folder}.partial-${process.pid}-${randomBytes(4).toString('hex')}`;
	fs.mkdirSync(staging);
	fs.writeFileSync(path.join(staging, 'package.json'), JSON.stringify({ private: true, overrides: OVERRIDES }));
	return staging;
}

/**
 * Removes what interrupted installs left in the cache folder: under the lock nobody works in it. An n8n that has its
 * packages is kept.
 *
 * @returns the one for this folder that lacks only its native parts, if there is one
 */
async function takeUpStaging(folder: string, steps: Steps): Promise<string | undefined> {
	const cache = path.dirname(folder);
	const begun = fs.readdirSync(cache).filter((name) => /\.(partial-|probe$)/.test(name));
	let usable: string | undefined;
	for (const name of begun) {
		const staging = path.join(cache, name);
		if (fs.existsSync(path.join(staging, PACKAGES_MARK))) {
			if (name.startsWith(`${path.basename(folder)}.`)) usable = staging;
			continue;
		}
		steps.note(`removing a half-finished install: ${staging}`);
		await remove(staging, steps);
	}
	if (usable !== undefined) steps.note(`going on with an install that lacks only its native parts: ${usable}`);
	return usable;
}

async function remove(folder: string, steps: Steps): Promise<void> {
	const done = steps.progress((elapsed) => `removing ${path.basename(folder)}: ${elapsed}`);
	await fs.promises.rm(folder, { recursive: true, force: true, maxRetries: 3 }).finally(done);
}

function moveInto(staging: string, folder: string): void {
	fs.rmSync(folder, { recursive: true, force: true });
	fs.renameSync(staging, folder);
}

function countPackages(modules: string): number {
	const namesIn = (folder: string): string[] => {
		try {
			return fs.readdirSync(folder);
		} catch {
			return [];
		}
	};
	return namesIn(modules)
		.flatMap((name) => (name.startsWith('@') ? namesIn(path.join(modules, name)).map((inner) => `${name}/${inner}`) : [name]))
		.filter((name) => fs.existsSync(path.join(modules, name, 'package.json'))).length;
}

/** @throws Error when the disk of the folder has less room than needed */
function checkDisk(folder: string, needed: number, what: string): void {
	const { bavail, bsize } = fs.statfsSync(folder);
	const free = bavail * bsize;
	if (free < needed) {
		throw new Error(
			`${what} needs ${(needed / GIGABYTE).toFixed(1)} GB of disk and ${folder} has ${(free / GIGABYTE).toFixed(1)} GB free. ` +
				'Make room, or set XDG_CACHE_HOME to a folder on a larger disk.',
		);
	}
}
