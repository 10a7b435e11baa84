// "Install if needed", the first word of every npm command of this repository. npm runs no pre scripts here
// (.npmrc has ignore-scripts), so the commands call this themselves. Plain node, no dependencies.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statfsSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

const NEEDED_MB = 1500;
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
	// The test script runs npm from inside npm; its shim is found on PATH on every platform.
	const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
		cwd: root,
		stdio: ['ignore', 2, 2],
		shell: process.platform === 'win32',
	});
	if (status !== 0) {
		console.error('npm ci did not finish; its own lines above say why. Nothing else was changed: run the command again.');
		process.exit(status ?? 1);
	}
	writeFileSync(stamp, wanted);
	console.error(`Installed in ${Math.round((Date.now() - started) / 1000)} s.`);
}
