// PostgreSQL and Redis as Debian has them, with data of their own: the system's services are not touched.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bareEnvironment } from '../../../tools/start/environment.mts';
import { isFree } from '../../../tools/start/ports.mts';
import { until } from '../../../tools/start/steps.mts';
import type { Run } from './run.mts';

const MINUTE = 60_000;
const POSTGRESQL_FOLDER = '/usr/lib/postgresql';

/** Where both listen, on 127.0.0.1. */
export interface Services {
	postgres: { port: number; user: string; database: string };
	redis: { port: number };
}

/**
 * Starts both on free ports; they end with the run, also when this program is killed.
 *
 * @throws Error naming the Debian packages when they are not installed and this user cannot install them
 */
export async function startServices(run: Run): Promise<Services> {
	await ensureInstalled(run);
	return { postgres: await startPostgres(run), redis: await startRedis(run) };
}

async function ensureInstalled(run: Run): Promise<void> {
	const missing = [
		...(postgresProgram('postgres') === undefined ? ['postgresql'] : []),
		...(found('redis-server') ? [] : ['redis-server']),
	];
	if (missing.length === 0) return;
	const command = `apt-get install -y ${missing.join(' ')}`;
	if (process.getuid?.() !== 0 || !found('apt-get')) throw new Error(`Queue mode needs PostgreSQL and Redis: ${command}`);
	run.steps.note(command);
	const env = { ...bareEnvironment(process.env), DEBIAN_FRONTEND: 'noninteractive' };
	const log = path.join(run.folder, 'apt.log');
	const apt = (args: string[]) => run.children().finish({ name: 'apt-get', file: 'apt-get', args, cwd: '/', env, log }, 10 * MINUTE);
	await apt(['update']);
	await apt(['install', '-y', '--no-install-recommends', ...missing]);
}

async function startPostgres(run: Run): Promise<Services['postgres']> {
	const user = 'n8n';
	const port = await run.port();
	// Not in the run's folder, which only this user can enter.
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'qiandun-run-pg-'));
	run.atEnd(async () => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
	const asPostgres = postgresUser();
	if (asPostgres !== undefined) fs.chownSync(folder, asPostgres.uid, asPostgres.gid);
	const data = path.join(folder, 'data');
	const log = path.join(run.folder, 'postgres.log');
	const command = (program: string, args: string[]) => ({
		name: program,
		...endingWithParent('SIGINT', postgresProgram(program) ?? program, args, asPostgres),
		cwd: folder,
		env: { ...bareEnvironment(process.env), LC_ALL: 'C.UTF-8' },
		log,
	});
	await run.children().finish(command('initdb', ['-D', data, '-A', 'trust', '-U', user, '-E', 'UTF8', '--no-sync']), MINUTE);
	// fsync stays on: what a killed n8n has written must be there as it would be in a company.
	run.children().keep(command('postgres', ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder]));
	const isUp = async () => spawnSync(postgresProgram('pg_isready') ?? 'pg_isready', ['-q', '-h', '127.0.0.1', '-p', String(port)]).status === 0 || undefined;
	await until(`The start of PostgreSQL (its log: ${log})`, MINUTE, isUp, 100);
	return { port, user, database: 'postgres' };
}

async function startRedis(run: Run): Promise<Services['redis']> {
	const port = await run.port();
	const log = path.join(run.folder, 'redis.log');
	const args = ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--appendonly', 'no', '--dir', run.folder];
	run.children().keep({
		name: 'redis-server',
		...endingWithParent('SIGTERM', 'redis-server', args),
		cwd: run.folder,
		env: bareEnvironment(process.env),
		log,
	});
	await until(`The start of Redis (its log: ${log})`, MINUTE, async () => !(await isFree(port)) || undefined, 100);
	return { port };
}

/** The command, run so that the kernel ends it when this program is gone without having said goodbye. */
function endingWithParent(signal: string, program: string, args: string[], as?: SystemUser): { file: string; args: string[] } {
	const user = as === undefined ? [] : [`--reuid=${as.uid}`, `--regid=${as.gid}`, '--init-groups'];
	return { file: 'setpriv', args: [...user, `--pdeathsig=${signal}`, '--', program, ...args] };
}

interface SystemUser {
	uid: number;
	gid: number;
}

/** PostgreSQL refuses root: then the user that Debian made for it, else this one. */
function postgresUser(): SystemUser | undefined {
	if (process.getuid?.() !== 0) return undefined;
	const id = (flag: string) => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout);
	return { uid: id('-u'), gid: id('-g') };
}

/** Debian keeps each major release in a folder of its own, which is on nobody's path. @returns the newest */
function postgresProgram(name: string): string | undefined {
	const majors = fs.existsSync(POSTGRESQL_FOLDER) ? fs.readdirSync(POSTGRESQL_FOLDER).map(Number) : [];
	const files = majors.sort((a, b) => b - a).map((major) => path.join(POSTGRESQL_FOLDER, String(major), 'bin', name));
	return files.find((file) => fs.existsSync(file));
}

function found(program: string): boolean {
	return spawnSync('which', [program]).status === 0;
}
