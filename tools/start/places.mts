// Where things are kept: the cache folder of the user, and the data folder of this checkout.
import { createHash } from 'node:crypto';
import path from 'node:path';

/** What decides where a cache folder lies; taken from `process` by the caller. */
export interface Machine {
	platform: string;
	home: string;
	env: Readonly<Record<string, string | undefined>>;
}

/**
 * The cache folder of the user, by the platform's own custom.
 *
 * @returns an absolute path ending in `n8n-nodes-qiandun`; it need not exist yet
 */
export function cacheFolder({ platform, home, env }: Machine): string {
	const join = platform === 'win32' ? path.win32.join : path.posix.join;
	const isAbsolute = platform === 'win32' ? path.win32.isAbsolute : path.posix.isAbsolute;
	// The XDG specification: a value that is not absolute is to be ignored.
	const xdg = env.XDG_CACHE_HOME;
	if (xdg !== undefined && isAbsolute(xdg)) return join(xdg, 'n8n-nodes-qiandun');
	if (platform === 'darwin') return join(home, 'Library', 'Caches', 'n8n-nodes-qiandun');
	if (platform === 'win32') {
		return join(env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'n8n-nodes-qiandun');
	}
	return join(home, '.cache', 'n8n-nodes-qiandun');
}

/**
 * Name of the folder that holds one n8n: native parts are built for one Node major, platform and C library.
 *
 * @param nodeMajor major of the Node that runs n8n
 * @param platform e.g. `linux-x64` or `linux-x64-musl`
 */
export function n8nFolderName(version: string, nodeMajor: number, platform: string): string {
	return `n8n-${version}-node${nodeMajor}-${platform}`;
}

/** Folder in which all starts of a user on this machine note the ports they take. */
export function portsFolder(temporary: string, user: string): string {
	return path.join(temporary, `n8n-nodes-qiandun-ports-${user}`);
}

/**
 * Folder for n8n's own data: one per checkout, and per version, since an older n8n cannot read a newer one's database.
 * Not in the checkout itself, where n8n's lint would walk over what n8n writes.
 *
 * @param cache the cache folder of the user
 */
export function dataFolder(cache: string, repository: string, chosen: string, version: string): string {
	if (chosen !== '') return path.resolve(chosen);
	const checkout = createHash('sha256').update(repository).digest('hex').slice(0, 12);
	return path.join(cache, 'data', `${path.basename(repository)}-${checkout}`, `n8n-${version}`);
}
