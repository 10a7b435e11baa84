// What n8n's update does to a Chinese install, for each form it could have: tried in the real n8n, with a registry of our own.
// node tools/setup.mjs test/e2e/update-of-zh.mts [--keep]      What was seen and decided: docs/chinese-edition.md
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import axios, { type AxiosInstance } from 'axios';
import { makeChinesePackage } from '../../tools/build-zh.mts';
import { record, records, text } from '../../tools/start/json.mts';
import { unpackInto } from '../../tools/start/package.mts';
import { N8nProcess } from './support/n8n-process.mts';
import { type Bound, exactly, told } from './support/bounds.mts';
import { inRun, REPOSITORY, type Run } from './support/run.mts';
import { partsOf } from './support/shape.mts';

const NAME = 'n8n-nodes-qiandun';
const OTHER_NAME = `${NAME}-zh`;
const NODE = `${NAME}.qiandun`;
/** The English edition has moved on since the Chinese one was installed. */
const ENGLISH = { old: '0.1.0', latest: '0.2.0' };
const CHINESE = { old: '0.1.0-zh', latest: '0.2.0-zh', highest: '1000.0.0' };

interface Archive {
	name: string;
	version: string;
	file: string;
}

void inRun(7, async (run) => {
	const { installed } = await partsOf(run);
	const archives = await run.steps.run('Pack both editions under several versions', async () => [
		...Object.values(ENGLISH).map((version) => pack(run, false, NAME, version)),
		...Object.values(CHINESE).map((version) => pack(run, true, NAME, version)),
		pack(run, true, OTHER_NAME, ENGLISH.old),
	]);
	const chinese = archives.find(({ version }) => version === CHINESE.old);
	if (chinese === undefined) throw new Error('no Chinese package');
	const shim = npmWith(run, await registryOf(run, archives));
	const env = { PATH: [shim, path.dirname(installed.node), process.env.PATH].join(path.delimiter) };
	const start = async (name: string, more: Record<string, string> = {}) => {
		const plan = { name, role: 'start' as const, installed, packed: chinese, port: await run.port(), env: { ...env, ...more } };
		const n8n = await N8nProcess.prepare(run, plan);
		return { process: n8n, nodes: path.join(n8n.folder, '.n8n', 'nodes') };
	};

	const managed = {
		N8N_COMMUNITY_PACKAGES_MANAGED_BY_ENV: 'true',
		N8N_COMMUNITY_PACKAGES: JSON.stringify([{ name: NAME, version: CHINESE.old }]),
	};

	const byRegistry = await run.steps.run('As a version of the same package, or under another name', async () => {
		const { process, nodes } = await start('registry');
		fs.rmSync(nodes, { recursive: true });
		await process.restart();
		const client = await signedIn(process.url);
		const bounds: Bound[] = [];

		// What a person types: n8n-nodes-qiandun@zh.
		await client.post('/community-packages', { name: `${NAME}@zh` });
		bounds.push(exactly('dist-tag zh: installed', await seen(client), 'zh'));
		bounds.push(exactly('dist-tag zh: n8n offers', await offered(client, NAME), ENGLISH.latest));
		await client.patch('/community-packages', { name: NAME });
		bounds.push(exactly('dist-tag zh: after a click on Update', await seen(client), 'en'));
		await client.delete('/community-packages', { params: { name: NAME } });

		// npm's own setting, which makes `npm outdated` look at another tag.
		fs.writeFileSync(path.join(nodes, '.npmrc'), 'tag=zh\n');
		await client.post('/community-packages', { name: `${NAME}@${CHINESE.old}` });
		bounds.push(exactly('dist-tag zh and npm tag=zh: n8n offers', await offered(client, NAME), CHINESE.latest));
		await client.patch('/community-packages', { name: NAME });
		bounds.push(exactly('dist-tag zh and npm tag=zh: after a click on Update', await seen(client), 'en'));
		await client.delete('/community-packages', { params: { name: NAME } });
		fs.rmSync(path.join(nodes, '.npmrc'));

		await client.post('/community-packages', { name: `${NAME}@${CHINESE.highest}` });
		bounds.push(exactly('version above all: n8n offers', await offered(client, NAME), ENGLISH.latest));
		await client.delete('/community-packages', { params: { name: NAME } });

		await client.post('/community-packages', { name: OTHER_NAME });
		bounds.push(exactly('other name: n8n offers', await offered(client, OTHER_NAME), 'nothing'));
		bounds.push(exactly('other name: the node type of existing workflows', await seen(client), 'missing'));
		bounds.push(exactly('other name: its own node type', await seen(client, `${OTHER_NAME}.qiandun`), 'zh'));
		await client.delete('/community-packages', { params: { name: OTHER_NAME } });

		// English by n8n, and the Chinese files over it.
		await client.post('/community-packages', { name: `${NAME}@${ENGLISH.old}` });
		await unpackInto(chinese, process.folder, run.children());
		await process.stop();
		await process.restart();
		await logIn(client);
		bounds.push(exactly('file over an English install: after a restart', await seen(client), 'zh'));
		bounds.push(exactly('file over an English install: n8n offers', await offered(client, NAME), ENGLISH.latest));
		await process.stop();
		return bounds;
	});

	const byFile = await run.steps.run('As a file, unpacked into the folder of n8n', async () => {
		const { process } = await start('file');
		await process.restart();
		const client = await signedIn(process.url);
		const bounds = [
			exactly('file: after the start', await seen(client), 'zh'),
			exactly('file: packages n8n lists', (await packages(client)).length, 0),
			exactly('file: n8n offers', await offered(client, NAME), 'nothing'),
		];
		const answer = await client.patch('/community-packages', { name: NAME }, { validateStatus: () => true });
		bounds.push(exactly('file: an update asked for over the API', answer.status, 400));
		// Another package that n8n installs and removes must not touch it.
		await client.post('/community-packages', { name: OTHER_NAME });
		await client.delete('/community-packages', { params: { name: OTHER_NAME } });
		await process.stop();
		await process.restart();
		await logIn(client);
		bounds.push(exactly('file: after another package came and went, and a restart', await seen(client), 'zh'));
		await process.stop();
		return bounds;
	});

	const byEnvironment = await run.steps.run('As a version that the environment names', async () => {
		const { process, nodes } = await start('environment', managed);
		fs.rmSync(nodes, { recursive: true });
		await process.restart();
		const client = await signedIn(process.url);
		const { data: settings } = await client.get<unknown>('/settings');
		const bounds = [
			exactly('environment: after the start', await seen(client), 'zh'),
			told('environment: n8n answers over the API', await offered(client, NAME)),
			exactly('environment: the editor hides its Update button', String(record(record(settings).data).communityNodesManagedByEnv), 'true'),
		];
		const answer = await client.patch('/community-packages', { name: NAME }, { validateStatus: () => true });
		bounds.push(exactly('environment: an update asked for over the API', answer.status, 400));
		bounds.push(exactly('environment: after that', await seen(client), 'zh'));
		await process.stop();
		return bounds;
	});
	// What n8n announces as its coming default. The environment's way would end n8n at its start.
	const verifiedOnly = await run.steps.run('As a file, where n8n takes verified packages only', async () => {
		const { process } = await start('verified-only', { N8N_UNVERIFIED_PACKAGES_ENABLED: 'false' });
		await process.restart();
		const bounds = [exactly('file, verified only: after the start', await seen(await signedIn(process.url)), 'zh')];
		await process.stop();
		return bounds;
	});
	return [...byRegistry, ...byFile, ...byEnvironment, ...verifiedOnly];
});

/** Packs an edition as it would be published. */
function pack(run: Run, isChinese: boolean, name: string, version: string): Archive {
	const folder = path.join(run.folder, 'packages', `${name}-${version}`);
	if (isChinese) makeChinesePackage(REPOSITORY, folder);
	else {
		fs.mkdirSync(folder, { recursive: true });
		for (const part of ['dist', 'index.js', 'package.json', 'README.md', 'LICENSE']) {
			fs.cpSync(path.join(REPOSITORY, part), path.join(folder, part), { recursive: true });
		}
	}
	const file = path.join(folder, 'package.json');
	fs.writeFileSync(file, JSON.stringify({ ...record(JSON.parse(fs.readFileSync(file, 'utf8'))), name, version }));
	const { status, stdout, stderr } = spawnSync('npm', ['pack', '--json', '--pack-destination', path.dirname(folder)], { cwd: folder, encoding: 'utf8' });
	if (status !== 0) throw new Error(stderr);
	if (!stdout.includes(`${name}-${version}.tgz`)) throw new Error(stdout);
	return { name, version, file: path.join(path.dirname(folder), `${name}-${version}.tgz`) };
}

/** A registry that has these archives and nothing else. @returns its address */
async function registryOf(run: Run, archives: readonly Archive[]): Promise<string> {
	let address = '';
	const server = createServer((request, response) => {
		const wanted = decodeURIComponent(request.url ?? '').slice(1);
		const archive = archives.find(({ file }) => wanted === `-/${path.basename(file)}`);
		if (archive) return void response.end(fs.readFileSync(archive.file));
		const versions = archives.filter(({ name }) => name === wanted);
		if (versions.length === 0) return void response.writeHead(404).end('{"error":"Not found"}');
		const described = versions.map(({ name, version, file }) => {
			const bytes = fs.readFileSync(file);
			const dist = {
				tarball: `${address}-/${path.basename(file)}`,
				shasum: createHash('sha1').update(bytes).digest('hex'),
				integrity: `sha512-${createHash('sha512').update(bytes).digest('base64')}`,
			};
			return [version, { name, version, dist }] as const;
		});
		const tags = wanted === NAME ? { latest: ENGLISH.latest, zh: CHINESE.latest } : { latest: ENGLISH.old };
		response.setHeader('content-type', 'application/json');
		response.end(JSON.stringify({ name: wanted, 'dist-tags': tags, versions: Object.fromEntries(described) }));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	run.atEnd(async () => void server.close());
	address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
	return address;
}

/**
 * A folder whose `npm` is npm with that registry. n8n hands npm the public registry's address unless a licence allows
 * another; its own look there finds nothing or no network, and then it asks npm.
 */
function npmWith(run: Run, registry: string): string {
	const folder = path.join(run.folder, 'shim');
	fs.mkdirSync(folder);
	const npm = spawnSync('which', ['npm'], { encoding: 'utf8' }).stdout.trim();
	const lines = [
		'#!/bin/sh',
		'for argument do shift; case "$argument" in --registry=*) ;; *) set -- "$@" "$argument" ;; esac; done',
		`exec "${npm}" "$@" --registry=${registry} --cache=${path.join(run.folder, 'npm-cache')}`,
	];
	fs.writeFileSync(path.join(folder, 'npm'), `${lines.join('\n')}\n`, { mode: 0o755 });
	return folder;
}

const OWNER = { email: 'owner@example.com', password: 'Sandbox-Owner-1' };

async function signedIn(url: string): Promise<AxiosInstance> {
	const client = axios.create({ baseURL: `${url}/rest`, headers: { 'browser-id': 'update-of-zh' }, timeout: 120_000, proxy: false });
	await client.post('/owner/setup', { ...OWNER, firstName: 'Sandbox', lastName: 'Owner' });
	await logIn(client);
	return client;
}

async function logIn(client: AxiosInstance): Promise<void> {
	const { headers } = await client.post('/login', { emailOrLdapLoginId: OWNER.email, password: OWNER.password });
	client.defaults.headers.common.cookie = (headers['set-cookie'] ?? []).map((cookie) => cookie.split(';')[0]).join('; ');
}

async function packages(client: AxiosInstance): Promise<Array<Record<string, unknown>>> {
	const { data } = await client.get<unknown>('/community-packages');
	return records(record(data).data);
}

/** The version behind the Update button. */
async function offered(client: AxiosInstance, name: string): Promise<string> {
	const listed = (await packages(client)).find(({ packageName }) => packageName === name);
	return text(listed?.updateAvailable) || 'nothing';
}

/** The language of the node as the editor gets it. */
async function seen(client: AxiosInstance, type = NODE): Promise<'zh' | 'en' | 'missing'> {
	const { data } = await client.post<unknown>('/node-types', { nodeInfos: [{ name: type, version: 1 }] }, { validateStatus: () => true });
	const [description] = records(record(data).data);
	const [resource] = records(description?.properties);
	if (resource === undefined) return 'missing';
	return /\p{Script=Han}/u.test(text(resource.displayName)) ? 'zh' : 'en';
}
