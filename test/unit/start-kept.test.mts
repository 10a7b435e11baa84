import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { keptKeys } from '../../tools/start/kept-keys.mts';
import { isOurs, KeptVersions, versionOf } from '../../tools/start/kept-versions.mts';

let folder: string;
beforeEach(() => {
	folder = fs.mkdtempSync(path.join(os.tmpdir(), 'kept-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

describe('the keys and secrets of the sandbox', () => {
	const file = () => path.join(folder, 'sandbox.json');
	const number = expect.stringMatching(/^\d+$/);
	const secret = expect.stringMatching(/^[0-9a-f]{32}$/);
	const made = { qiandun: { appKey: number, appSecret: secret }, esign: { appId: number, appSecret: secret } };

	it('stay the same in one folder, are others in another, and only this user reads them', () => {
		const first = keptKeys(folder);
		expect(first).toEqual(made);
		expect(first.esign.appSecret).not.toBe(first.qiandun.appSecret);
		expect(keptKeys(folder)).toEqual(first);
		const other = path.join(folder, 'other');
		fs.mkdirSync(other);
		expect(keptKeys(other).qiandun.appSecret).not.toBe(first.qiandun.appSecret);
		expect(keptKeys(other).esign.appSecret).not.toBe(first.esign.appSecret);
		if (process.platform !== 'win32') expect(fs.statSync(file()).mode & 0o777).toBe(0o600);
	});

	it.each([
		'',
		'[]',
		'{"appKey":"1"}',
		'{"appKey":"1","appSecret":""}',
		'{"qiandun":{"appKey":"1"},"esign":{"appId":"","appSecret":"x"}}',
	])('are made anew when the file says %j', (text) => {
		fs.writeFileSync(file(), text);
		const fresh = keptKeys(folder);
		expect(fresh).toEqual(made);
		expect(keptKeys(folder)).toEqual(fresh);
	});

	it('of Qiandun outlast a file from before eSign was here, which then gets a pair for eSign', () => {
		const qiandun = { appKey: '7', appSecret: 'kept' };
		fs.writeFileSync(file(), JSON.stringify(qiandun), { mode: 0o644 });
		const keys = keptKeys(folder);
		expect(keys).toEqual({ ...made, qiandun });
		expect(keptKeys(folder)).toEqual(keys);
		if (process.platform !== 'win32') expect(fs.statSync(file()).mode & 0o777).toBe(0o600);
	});
});

describe('an example in n8n', () => {
	const saved = { id: '1', versionId: 'a', name: 'Example', settings: { executionOrder: 'v1' }, active: true };
	const kept = { id: '1', version: versionOf(saved) };

	it('is ours as long as it is what we saved, published or not', () => {
		expect(isOurs(saved, kept)).toBe(true);
		expect(isOurs({ ...saved, active: false, updatedAt: 'later' }, kept)).toBe(true);
	});

	it.each([
		['new nodes or connections', { versionId: 'b' }],
		['a new name', { name: 'Mine' }],
		['new settings', { settings: { executionOrder: 'v1', timezone: 'Asia/Shanghai' } }],
		['another id', { id: '2' }],
	])('is the user\'s with %s', (_what, change) => {
		expect(isOurs({ ...saved, ...change }, kept)).toBe(false);
	});

	it('that nothing is known of is the user\'s', () => {
		expect(isOurs(saved, undefined)).toBe(false);
		expect(new KeptVersions(folder).of('Example')).toBeUndefined();
		fs.writeFileSync(path.join(folder, 'workflows.json'), '{');
		expect(new KeptVersions(folder).of('Example')).toBeUndefined();
	});

	it('is remembered by the next start', () => {
		const versions = new KeptVersions(folder);
		versions.keep('Example', kept);
		versions.keep('Other', { id: '2', version: 'x' });
		expect(new KeptVersions(folder).of('Example')).toEqual(kept);
		expect(new KeptVersions(folder).of('Other')).toEqual({ id: '2', version: 'x' });
	});
});
