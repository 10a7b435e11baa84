/** tools/setup.mjs, the first word of every npm command: when it installs, and that it does so once. */
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

let checkout: string;
const inCheckout = (...parts: string[]) => path.join(checkout, ...parts);

/** A lock file of npm's: the package's own version stands in it twice. */
const lockFile = (version: string, typescript = '5.9.3') =>
	JSON.stringify({
		name: 'some',
		version,
		lockfileVersion: 3,
		packages: { '': { name: 'some', version }, 'node_modules/typescript': { version: typescript } },
	});

/** Stands for npm: empties node_modules as npm ci does, leaves a line for each run, and goes on when there is no file `hold`. */
const NPM = `#!/usr/bin/env node
const fs = require('node:fs');
fs.appendFileSync('runs', process.argv.slice(2).join(' ') + '\\n');
fs.rmSync('node_modules', { recursive: true, force: true });
setInterval(() => {
	if (fs.existsSync('hold')) return;
	fs.mkdirSync('node_modules');
	process.exit(fs.existsSync('fails') ? 7 : 0);
}, 20);
`;

beforeEach(() => {
	checkout = mkdtempSync(path.join(tmpdir(), 'setup-'));
	mkdirSync(inCheckout('tools'));
	mkdirSync(inCheckout('bin'));
	copyFileSync(path.join(__dirname, '..', '..', 'tools', 'setup.mjs'), inCheckout('tools', 'setup.mjs'));
	writeFileSync(inCheckout('bin', 'npm'), NPM, { mode: 0o755 });
	writeFileSync(inCheckout('package-lock.json'), lockFile('0.1.0'));
});
afterEach(() => rmSync(checkout, { recursive: true, force: true }));

const runs = () => (existsSync(inCheckout('runs')) ? readFileSync(inCheckout('runs'), 'utf8').trim().split('\n') : []);
const locks = () => readdirSync(checkout).filter((name) => name.startsWith('.installing'));

/** Runs it; stderr is all it says, and `hears` gets all of it that there is so far. */
const setup = (hears: (said: string) => void = () => undefined) =>
	new Promise<{ said: string; status: number | null }>((resolve) => {
		const child = spawn(process.execPath, ['tools/setup.mjs'], {
			cwd: checkout,
			env: { ...process.env, PATH: `${inCheckout('bin')}${path.delimiter}${process.env.PATH}` },
		});
		let said = '';
		child.stderr.on('data', (text) => hears((said += text)));
		child.once('close', (status) => resolve({ said, status }));
	});

it('installs once, and again when the packages change', async () => {
	expect((await setup()).status).toBe(0);
	expect(await setup()).toEqual({ said: '', status: 0 });
	expect(runs()).toEqual(['ci --no-audit --no-fund --loglevel=error']);
	writeFileSync(inCheckout('package-lock.json'), lockFile('0.1.0', '5.9.4'));
	await setup();
	expect(runs()).toHaveLength(2);
});

it('does not install anew for another version of this package', async () => {
	await setup();
	writeFileSync(inCheckout('package-lock.json'), lockFile('0.1.1'));
	expect(await setup()).toEqual({ said: '', status: 0 });
	expect(runs()).toHaveLength(1);
});

it('of two at once, one installs and the other waits for it and says so', async () => {
	writeFileSync(inCheckout('hold'), '');
	const goOnWhenOneWaits = (said: string) => {
		if (/Process \d+ is installing the development packages; waiting for it/.test(said)) rmSync(inCheckout('hold'), { force: true });
	};
	const both = await Promise.all([setup(goOnWhenOneWaits), setup(goOnWhenOneWaits)]);
	expect(both.map(({ status }) => status)).toEqual([0, 0]);
	expect(runs()).toHaveLength(1);
	expect(both.filter(({ said }) => said.includes('Installed in'))).toHaveLength(1);
	expect(locks()).toEqual([]);
});

it('takes over from one that was killed', async () => {
	writeFileSync(inCheckout('.installing'), String(spawnSync(process.execPath, ['-e', '']).pid));
	const { said, status } = await setup();
	expect(said).not.toContain('waiting');
	expect(status).toBe(0);
	expect(runs()).toHaveLength(1);
	expect(locks()).toEqual([]);
});

it('lets the next one try when npm failed', async () => {
	writeFileSync(inCheckout('fails'), '');
	const { said, status } = await setup();
	expect(said).toContain('npm ci did not finish');
	expect(status).toBe(7);
	expect(locks()).toEqual([]);
	rmSync(inCheckout('fails'));
	expect((await setup()).status).toBe(0);
	expect(runs()).toHaveLength(2);
});
