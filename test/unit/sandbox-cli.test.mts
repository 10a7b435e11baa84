// `npm run sandbox` as another program sees it: one JSON line, a clear sentence when it cannot start, a clean end.
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { resolve } from 'node:path';
import { startSandbox } from '../../sandbox/server.mts';
import { isAlive } from '../../tools/start/lock.mts';
import { until } from '../../tools/start/steps.mts';
import { call } from './sandbox-support.mts';

interface Ended {
	stdout: string;
	stderr: string;
	code: number | null;
}

/** Starts the command; `ready` is its first line on stdout, `ended` all it printed and its exit code. */
function run(...args: string[]): {
	child: ChildProcessWithoutNullStreams;
	ready: Promise<string>;
	ended: Promise<Ended>;
} {
	const child = spawn(process.execPath, ['--import', 'tsx', 'sandbox/cli.mts', ...args], {
		cwd: resolve(__dirname, '../..'),
	});
	let stdout = '';
	let stderr = '';
	child.stderr.on('data', (chunk) => (stderr += String(chunk)));
	const ready = new Promise<string>((done) => {
		child.stdout.on('data', (chunk) => {
			stdout += String(chunk);
			if (stdout.includes('\n')) done(stdout.slice(0, stdout.indexOf('\n')));
		});
	});
	const ended = new Promise<Ended>((done) =>
		child.on('close', (code) => done({ stdout, stderr, code })),
	);
	return { child, ready, ended };
}

describe('npm run sandbox', () => {
	it.each(['SIGTERM', 'SIGINT'] as const)(
		'prints one JSON line when ready, works, and ends on %s',
		async (signal) => {
			const { child, ready, ended } = run('--port', '0', '--app-key', 'K', '--app-secret', 'S');
			const line = JSON.parse(await ready);
			expect(line).toEqual({
				qiandun: {
					baseUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/api$/),
					appKey: 'K',
					appSecret: 'S',
				},
				esign: {
					baseUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
					appId: 'sandbox-app',
					appSecret: 'sandbox-app-secret',
				},
				console: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/$/),
			});
			const sandbox = {
				...line,
				port: Number(new URL(line.console).port),
				close: async () => undefined,
			};
			expect(await call(sandbox, 'GET', '/open/psnGet', { accountId: 'A' })).toMatchObject({
				code: 'oc_10001',
			});
			child.kill(signal);
			const { stdout, stderr, code } = await ended;
			expect(code).toBe(0);
			expect(stdout.trim().split('\n')).toHaveLength(1);
			expect(stderr).toContain('sandbox: ready');
		},
	);

	it("takes eSign's app id and secret, which are not Qiandun's", async () => {
		const { child, ready, ended } = run(
			'--port',
			'0',
			'--esign-app-id',
			'A',
			'--esign-app-secret',
			'T',
		);
		const { qiandun, esign } = JSON.parse(await ready);
		expect(qiandun).toMatchObject({ appKey: 'sandbox-key', appSecret: 'sandbox-secret' });
		expect(esign).toMatchObject({ appId: 'A', appSecret: 'T' });
		const query = '?appId=A&secret=T&grantType=client_credentials';
		const answer = await fetch(`${esign.baseUrl}/v1/oauth2/access_token${query}`);
		expect(await answer.json()).toMatchObject({ code: 0 });
		child.kill('SIGTERM');
		expect((await ended).code).toBe(0);
	});

	it('takes where notifications go', async () => {
		const url = 'http://127.0.0.1:1/hook';
		const { child, ready, ended } = run('--port', '0', '--callback-url', url);
		const { console } = JSON.parse(await ready);
		const answer = await fetch(new URL('/sandbox/qiandun/callback', console));
		expect(await answer.json()).toMatchObject({ callback: { url } });
		child.kill('SIGTERM');
		expect((await ended).code).toBe(0);
	});

	it('ends when the process that started it is killed', async () => {
		const script = `
			const { spawn } = require('node:child_process');
			const args = ['tools/setup.mjs', 'sandbox/cli.mts', '--port', '0'];
			const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
			child.stdout.once('data', () => console.log(child.pid));
		`;
		const parent = spawn(process.execPath, ['-e', script], { cwd: resolve(__dirname, '../..') });
		const pid = await new Promise<number>((done) =>
			parent.stdout.once('data', (chunk) => done(Number(String(chunk)))),
		);
		expect(isAlive(pid)).toBe(true);
		parent.kill('SIGKILL');
		await until(
			'The end of the sandbox',
			10_000,
			async () => (isAlive(pid) ? undefined : true),
			50,
		);
	});

	it('says in a sentence that the port is in use', async () => {
		const other = await startSandbox();
		try {
			const { stdout, stderr, code } = await run('--port', String(other.port)).ended;
			expect({ stdout, code }).toEqual({ stdout: '', code: 1 });
			expect(stderr).toMatch(/^sandbox: the port is already in use\. .*--port/m);
			expect(stderr).not.toContain('    at ');
		} finally {
			await other.close();
		}
	});

	it.each([
		[['--port', 'abc'], '--port must be a number from 0 to 65535, not "abc"'],
		[['--port', '70000'], '--port must be a number'],
		[['--colour', 'red'], "Unknown option '--colour'"],
		[['--app-key='], '--app-key must not be empty'],
		[['--esign-app-secret='], '--esign-app-secret must not be empty'],
		[['--callback-url', 'nowhere'], '--callback-url must be an http or https address, not "nowhere"'],
		[['--callback-url='], '--callback-url must be an http or https address'],
	])('says what is wrong with %j', async (args, sentence) => {
		const { stdout, stderr, code } = await run(...args).ended;
		expect({ stdout, code }).toEqual({ stdout: '', code: 1 });
		expect(stderr).toContain(sentence);
		expect(stderr).not.toContain('    at ');
	});
});

describe('startSandbox', () => {
	it('rejects when the port is in use, and frees its port when closed', async () => {
		const one = await startSandbox();
		await expect(startSandbox({ port: one.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
		await one.close();
		const again = await startSandbox({ port: one.port });
		await again.close();
	});

	it('closes at once although an answer is still delayed', async () => {
		const sandbox = await startSandbox();
		await fetch(new URL('/sandbox/faults', sandbox.console), {
			method: 'POST',
			headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify({ path: '*', fault: 'latency', ms: 60_000 }),
		});
		const pending = call(sandbox, 'GET', '/open/psnGet', { accountId: 'A' }).catch(() => 'cut');
		await new Promise((done) => setTimeout(done, 100));
		const started = performance.now();
		await sandbox.close();
		await pending;
		expect(performance.now() - started).toBeLessThan(5000);
	});
});
