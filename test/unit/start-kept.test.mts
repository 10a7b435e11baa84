import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { keptKey } from '../../tools/start/kept-key.mts';
import { isOurs, KeptVersions, versionOf } from '../../tools/start/kept-versions.mts';

let folder: string;
beforeEach(() => {
	folder = fs.mkdtempSync(path.join(os.tmpdir(), 'kept-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

describe('the key and secret of the sandbox', () => {
	it('stay the same in one folder, are others in another, and only this user reads them', () => {
		const first = keptKey(folder);
		expect(first).toEqual({ appKey: expect.stringMatching(/^\d+$/), appSecret: expect.stringMatching(/^[0-9a-f]{32}$/) });
		expect(keptKey(folder)).toEqual(first);
		const other = path.join(folder, 'other');
		fs.mkdirSync(other);
		expect(keptKey(other).appSecret).not.toBe(first.appSecret);
		if (process.platform !== 'win32') expect(fs.statSync(path.join(folder, 'sandbox.json')).mode & 0o777).toBe(0o600);
	});

	it.each(['', '[]', '{"appKey":"1"}', '{"appKey":"1","appSecret":""}'])('are made anew when the file says %j', (text) => {
		fs.writeFileSync(path.join(folder, 'sandbox.json'), text);
		const fresh = keptKey(folder);
		expect(fresh.appSecret).toHaveLength(32);
		expect(keptKey(folder)).toEqual(fresh);
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
