// "Install if needed", the first word of every npm command of this repository. npm runs no pre scripts here
// (.npmrc has ignore-scripts), so the commands call this themselves. Plain node, no dependencies.
//
// `node tools/setup.mjs tools/start.mts --once` then runs that TypeScript program in this same process. The script says
// `exec node ...`, so that npm's shell is replaced and the signals npm passes on arrive (Debian's dash, left standing,
// would keep a SIGINT to itself); npm on Windows finds exec.cmd, which runs the rest.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statfsSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import path from 'node:path';

const NEEDED_MB = 1500;
/** Read before all else, for tools/start/parent.mjs: while a program loads, its parent may already go. */
const parent = process.ppid;
globalThis[Symbol.for('n8n-nodes-qiandun.parent')] = parent;
const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const stamp = path.join(root, 'node_modules', '.installed-from');
const wanted = createHash('sha256')
	.update(readFileSync(path.join(root, 'package-lock.json')))
	.digest('hex');

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 15)) {
	console.error(`Node 20.15 or newer is needed; this is ${process.version}.`);
	process.exit(1);
}

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
	const { bavail, bsize } = statfsSync(root);
	const freeMb = Math.floor((bavail * bsize) / 1e6);
	if (freeMb < NEEDED_MB) {
		console.error(`The development packages need ${NEEDED_MB} MB of disk; ${root} has ${freeMb} MB free.`);
		process.exit(1);
	}
	// Standard error, so that `npm run -s operations -- --json` keeps clean output.
	console.error('Installing the development packages (about 1,250 packages, 1.1 GB on disk, one to two minutes) ...');
	const started = Date.now();
	const status = await npmCi();
	if (status !== 0) {
		console.error('npm ci did not finish; its own lines above say why. Nothing else was changed: run the command again.');
		process.exit(status ?? 1);
	}
	writeFileSync(stamp, wanted);
	console.error(`Installed in ${Math.round((Date.now() - started) / 1000)} s.`);
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
