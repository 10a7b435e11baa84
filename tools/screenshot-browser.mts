// The browser that pictures are taken with, and fonts for what stands in them.
import { spawnSync } from 'node:child_process';

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * Finds Chromium; as root on Debian installs it where it or a Chinese font is missing.
 *
 * @returns its path
 * @throws Error when there is none and it cannot be installed
 */
export function installBrowser(): string {
	const find = () =>
		BROWSERS.map((name) => spawnSync('which', [name], { encoding: 'utf8' }).stdout.trim()).find((found) => found !== '');
	const found = find();
	if (found !== undefined && hasChineseFont()) return found;
	if (process.getuid?.() === 0) {
		console.log('Installing Chromium and a Chinese font by apt-get ...');
		spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit' });
		spawnSync('apt-get', ['install', '-y', '-qq', 'chromium', 'fonts-noto-cjk'], { stdio: 'inherit' });
	}
	const installed = find();
	if (installed === undefined) throw new Error(`Install Chromium first: one of ${BROWSERS.join(', ')} must be on PATH.`);
	return installed;
}

/** Where nobody can tell, there may be one. */
function hasChineseFont(): boolean {
	const { status, stdout } = spawnSync('fc-list', [':lang=zh'], { encoding: 'utf8' });
	return status !== 0 || stdout.trim() !== '';
}
