/** `npm test` has just built it. Who runs one test file alone may have an older build, or none. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

const root = path.join(__dirname, '..', '..');

/** The folders that dist/ is made of. */
export const SOURCES = ['credentials', 'engine', 'icons', 'nodes'];

/** Files below a folder, with forward slashes. */
export const filesBelow = (folder: string): string[] =>
	readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
		.sort();

export const sourceFiles = () => SOURCES.flatMap((room) => filesBelow(path.join(root, room)).map((file) => `${room}/${file}`));

/** @returns what npm wrote @throws Error with it when npm failed */
export function npm(...parameters: string[]): string {
	const result = spawnSync('npm', parameters, { cwd: root, encoding: 'utf8', shell: process.platform === 'win32' });
	if (result.status !== 0) throw new Error(`npm ${parameters.join(' ')}: ${result.stderr}${result.stdout}`);
	return result.stdout;
}

export function buildIfNeeded(): void {
	const { n8n } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { n8n: { nodes: string[] } };
	const built = path.join(root, n8n.nodes[0]);
	const newest = Math.max(...sourceFiles().map((file) => statSync(path.join(root, file)).mtimeMs));
	if (!existsSync(built) || statSync(built).mtimeMs < newest) npm('run', '-s', 'build');
}
