// The sandbox's app key and secret, kept between starts: a credential somebody made for it stays right.
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { record, text } from './json.mts';

export interface AppKey {
	appKey: string;
	appSecret: string;
}

/**
 * The key and secret of this data folder; made up the first time.
 *
 * @param folder keeps them in `sandbox.json`, readable by this user only
 */
export function keptKey(folder: string): AppKey {
	const file = path.join(folder, 'sandbox.json');
	const kept = read(file);
	if (kept !== undefined) return kept;
	const fresh = { appKey: String(randomBytes(4).readUInt32BE()), appSecret: randomBytes(16).toString('hex') };
	fs.rmSync(file, { force: true });
	fs.writeFileSync(file, JSON.stringify(fresh), { mode: 0o600 });
	return fresh;
}

function read(file: string): AppKey | undefined {
	try {
		const { appKey, appSecret } = record(JSON.parse(fs.readFileSync(file, 'utf8')));
		return text(appKey) !== '' && text(appSecret) !== '' ? { appKey: text(appKey), appSecret: text(appSecret) } : undefined;
	} catch {
		return undefined;
	}
}
