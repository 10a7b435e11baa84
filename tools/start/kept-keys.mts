// The sandbox's keys and secrets, kept between starts: a credential somebody made for it stays right.
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { type Json, record, text } from './json.mts';

/** What the sandbox is to accept. */
export interface Keys {
	qiandun: { appKey: string; appSecret: string };
	esign: { appId: string; appSecret: string };
}

/**
 * The keys of this data folder; what it does not have yet is made up.
 *
 * @param folder keeps them in `sandbox.json`, readable by this user only
 */
export function keptKeys(folder: string): Keys {
	const file = path.join(folder, 'sandbox.json');
	const kept = read(file);
	const keys = {
		qiandun: qiandunKeys(kept.qiandun) ?? { appKey: newKey(), appSecret: newSecret() },
		esign: esignKeys(kept.esign) ?? { appId: newKey(), appSecret: newSecret() },
	};
	const content = JSON.stringify(keys);
	if (content !== JSON.stringify(kept)) {
		fs.rmSync(file, { force: true });
		fs.writeFileSync(file, content, { mode: 0o600 });
	}
	return keys;
}

function qiandunKeys(kept: unknown): Keys['qiandun'] | undefined {
	const [appKey, appSecret] = [text(record(kept).appKey), text(record(kept).appSecret)];
	return appKey !== '' && appSecret !== '' ? { appKey, appSecret } : undefined;
}

function esignKeys(kept: unknown): Keys['esign'] | undefined {
	const [appId, appSecret] = [text(record(kept).appId), text(record(kept).appSecret)];
	return appId !== '' && appSecret !== '' ? { appId, appSecret } : undefined;
}

const newKey = () => String(randomBytes(4).readUInt32BE());
const newSecret = () => randomBytes(16).toString('hex');

/** What the file says, also one written before eSign was here, which has Qiandun's pair alone. */
function read(file: string): Json {
	try {
		const kept = record(JSON.parse(fs.readFileSync(file, 'utf8')));
		return 'appKey' in kept ? { qiandun: kept } : kept;
	} catch {
		return {};
	}
}
