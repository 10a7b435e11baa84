// "Install if needed", the first word of every npm command of this repository. npm runs no pre scripts here
// (.npmrc has ignore-scripts), so the commands call this themselves. Plain node, no dependencies.
//
// `node tools/setup.mjs tools/start.mts --once` then runs that TypeScript program in this same process. The script says
// `exec node ...`, so that npm's shell is replaced and the signals npm passes on arrive (Debian's dash, left standing,
// would keep a SIGINT to itself); npm on Windows finds exec.cmd, which runs the rest.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, linkSync, readFileSync, renameSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import path from 'node:path';

const NEEDED_MB = 1500;
/** Read before all else, for tools/start/parent.mjs: while a program loads, its parent may already go. */
const parent = process.ppid;
globalThis[Symbol.for('n8n-nodes-qiandun.parent')] = parent;
const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const stamp = path.join(root, 'node_modules', '.installed-from');
/** Outside node_modules, which npm ci removes. */
const lock = path.join(root, '.installing');
const wanted = createHash('sha256').update(packagesOf(readFileSync(path.join(root, 'package-lock.json'), 'utf8'))).digest('hex');

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 15)) {
	console.error(`Node 20.15 or newer is needed; this is ${process.version}.`);
	process.exit(1);
}

if (!isInstalled()) {
	const { bavail, bsize } = statfsSync(root);
	const freeMb = Math.floor((bavail * bsize) / 1e6);
	if (freeMb < NEEDED_MB) {
		console.error(`The development packages need ${NEEDED_MB} MB of disk; ${root} has ${freeMb} MB free.`);
		process.exit(1);
	}
	const release = await waitForLock();
	// Who held the lock before has installed them.
	const status = isInstalled() ? 0 : await install();
	release();
	if (status !== 0) process.exit(status);
}

const [program, ...flags] = process.argv.slice(2);
if (program !== undefined) {
	const { register: registerModules } = await import('tsx/esm/api');
	const { register: registerRequire } = await import('tsx/cjs/api');
	registerRequire();
	registerModules();
	const file = path.resolve(root, program);
	process.argv = [process.argv[0], file, ...flags];
	await import(pathToFileURL(file).href);
}

/** What is to be installed: the lock file without the version of this package, so that a new version installs nothing anew. */
function packagesOf(lockFile) {
	const locked = JSON.parse(lockFile);
	delete locked.version;
	delete locked.packages[''].version;
	return JSON.stringify(locked);
}

function isInstalled() {
	return existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;
}

/** @returns {Promise<number>} the exit status of npm ci */
async function install() {
	// Standard error, so that `npm run -s operations -- --json` keeps clean output.
	console.error('Installing the development packages (about 1,250 packages, 1.1 GB on disk, one to two minutes) ...');
	const started = Date.now();
	const status = await npmCi();
	if (status === 0) {
		writeFileSync(stamp, wanted);
		console.error(`Installed in ${Math.round((Date.now() - started) / 1000)} s.`);
	} else {
		console.error('npm ci did not finish; its own lines above say why. Nothing else was changed: run the command again.');
	}
	return status;
}

/**
 * Two commands at once must not install into the same node_modules. The lock of a process that died is taken over.
 *
 * @returns {Promise<() => void>} what gives the lock back
 */
async function waitForLock() {
	for (let told = false; !createLock(); told = true) {
		const holder = holderOf(lock);
		if (holder === undefined) continue;
		if (!isAlive(holder)) {
			setAside(holder);
			continue;
		}
		if (!told) {
			console.error(`Process ${holder} is installing the development packages; waiting for it. (If there is no such process, delete ${lock}.)`);
		}
		await new Promise((resolve) => setTimeout(resolve, 1000));
		if (process.ppid !== parent) process.exit(1);
	}
	return () => rmSync(lock, { force: true });
}

/** Linking a complete file is atomic: nobody ever reads a lock without its holder. */
function createLock() {
	const draft = `${lock}.${process.pid}`;
	writeFileSync(draft, String(process.pid));
	try {
		linkSync(draft, lock);
		return true;
	} catch (error) {
		if (error.code === 'EEXIST') return false;
		throw error;
	} finally {
		rmSync(draft, { force: true });
	}
}

/** @returns {number | undefined} its pid; undefined when the lock was given back meanwhile */
function holderOf(file) {
	try {
		return Number(readFileSync(file, 'utf8'));
	} catch (error) {
		if (error.code === 'ENOENT') return undefined;
		throw error;
	}
}

function isAlive(pid) {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return error.code === 'EPERM';
	}
}

/** Removes the lock of a process that died, unless another has taken it over since it was read. */
function setAside(dead) {
	const aside = `${lock}.${process.pid}`;
	try {
		renameSync(lock, aside);
		if (holderOf(aside) !== dead) linkSync(aside, lock);
	} catch (error) {
		if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
	} finally {
		rmSync(aside, { force: true });
	}
}

/**
 * Runs npm ci, and ends it when this process is told to end or the process that started this one is gone.
 *
 * @returns {Promise<number>} its exit status
 */
function npmCi() {
	return new Promise((resolve) => {
		// The test script runs npm from inside npm; its shim is found on PATH on every platform.
		const child = spawn('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
			cwd: root,
			stdio: ['ignore', 2, 2],
			shell: process.platform === 'win32',
		});
		const stop = () => child.kill('SIGTERM');
		const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
		for (const signal of signals) process.on(signal, stop);
		const watch = setInterval(() => process.ppid === parent || stop(), 1000);
		child.once('error', (error) => {
			console.error(error.message);
			resolve(1);
		});
		child.once('exit', (code) => {
			clearInterval(watch);
			for (const signal of signals) process.off(signal, stop);
			resolve(code ?? 1);
		});
	});
}
