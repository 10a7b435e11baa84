// npm, run by a Node of our choice.
import fs from 'node:fs';
import path from 'node:path';
import type { Command } from './children.mts';
import { npmEnvironment, withPathFirst } from './environment.mts';

/**
 * The command that runs npm with the given Node: install scripts then find the same Node on their path.
 *
 * @param node executable
 * @param more name, working folder and log of the command
 */
export function npm(
	node: string,
	args: string[],
	more: { name: string; cwd: string; log: string; env?: Record<string, string> },
): Command {
	const env = { ...npmEnvironment(process.env), ...more.env };
	return {
		name: more.name,
		file: node,
		args: [npmProgram(), ...args],
		cwd: more.cwd,
		log: more.log,
		env: withPathFirst(env, path.dirname(node), path.delimiter),
	};
}

/**
 * The npm program as a JavaScript file.
 *
 * @throws Error when no npm is found
 */
function npmProgram(): string {
	const given = process.env.npm_execpath ?? '';
	// Another package manager sets this variable too.
	if (path.basename(given) === 'npm-cli.js' && fs.existsSync(given)) return given;
	const folders = (process.env.PATH ?? process.env.Path ?? '').split(path.delimiter);
	for (const folder of [path.dirname(process.execPath), ...folders]) {
		for (const candidate of [
			path.join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
			path.join(folder, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
			resolved(path.join(folder, 'npm')),
		]) {
			if (candidate.endsWith('.js') && fs.existsSync(candidate)) return candidate;
		}
	}
	throw new Error('npm was not found. It comes with Node; install Node with npm and start again.');
}

function resolved(file: string): string {
	try {
		return fs.realpathSync(file);
	} catch {
		return '';
	}
}
