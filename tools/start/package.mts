// This package, built, packed, and put into n8n's folder the way n8n itself installs a community package.
import fs from 'node:fs';
import path from 'node:path';
import type { Children } from './children.mts';
import { bareEnvironment } from './environment.mts';
import { record, records, text } from './json.mts';
import { npm } from './npm.mts';

const MINUTE = 60_000;

export interface PackedPackage {
	name: string;
	version: string;
	/** The .tgz file. */
	file: string;
}

/**
 * Builds and packs.
 *
 * @param repository folder of this checkout
 * @param into folder for the .tgz and for the log
 */
export async function packPackage(repository: string, into: string, children: Children): Promise<PackedPackage> {
	const log = path.join(into, 'build.log');
	fs.rmSync(log, { force: true });
	const command = (args: string[]) =>
		npm(process.execPath, args, { name: `npm ${args[0] === 'run' ? 'run build' : 'pack'}`, cwd: repository, log });
	await children.finish(command(['run', 'build']), 10 * MINUTE);
	const answer = await children.finish(command(['pack', '--json', '--loglevel=error', '--pack-destination', into]), 2 * MINUTE);
	const packed = packedIn(answer);
	return { name: text(packed.name), version: text(packed.version), file: path.join(into, text(packed.filename)) };
}

/** npm 10 and 11 answer a list, later ones an object by package name. */
function packedIn(answer: string): Record<string, unknown> {
	const json: unknown = JSON.parse(answer.slice(answer.search(/^[[{]/m)));
	const packed = Array.isArray(json) ? records(json)[0] : record(Object.values(record(json))[0]);
	if (packed === undefined || text(packed.filename) === '') throw new Error(`npm pack answered no file name: ${answer}`);
	return packed;
}

/**
 * Puts the package into `<user folder>/.n8n/nodes`, replacing an earlier build. As n8n does it: unpack, drop the
 * dependency lists that matter only to developers, note the version in `nodes/package.json`.
 *
 * @param userFolder n8n's N8N_USER_FOLDER
 */
export async function unpackInto(packed: PackedPackage, userFolder: string, children: Children): Promise<string> {
	const nodes = path.join(userFolder, '.n8n', 'nodes');
	const folder = path.join(nodes, 'node_modules', packed.name);
	fs.rmSync(folder, { recursive: true, force: true });
	fs.mkdirSync(folder, { recursive: true });
	await children.finish(
		{
			name: 'tar',
			file: 'tar',
			args: ['-xzf', path.basename(packed.file), '-C', folder, '--strip-components=1'],
			cwd: path.dirname(packed.file),
			env: bareEnvironment(process.env),
			log: path.join(path.dirname(packed.file), 'build.log'),
		},
		MINUTE,
	);
	changeJson(path.join(folder, 'package.json'), (json) => {
		delete json.devDependencies;
		delete json.peerDependencies;
	});
	changeJson(path.join(nodes, 'package.json'), (json) => {
		json.name = 'installed-nodes';
		json.private = true;
		json.dependencies = { ...record(json.dependencies), [packed.name]: packed.version };
	});
	return folder;
}

function changeJson(file: string, change: (json: Record<string, unknown>) => void): void {
	const json = fs.existsSync(file) ? record(JSON.parse(fs.readFileSync(file, 'utf8'))) : {};
	change(json);
	fs.writeFileSync(file, JSON.stringify(json, null, 2));
}
