// n8n as a company with many events runs it: PostgreSQL, Redis, main, two webhook processes, two workers.
import { randomBytes } from 'node:crypto';
import type { Sandbox } from '../../../sandbox/server.mts';
import { N8nProcess, type Role } from './n8n-process.mts';
import type { Run } from './run.mts';
import { type Services, startServices } from './services.mts';
import { type N8nShape, partsOf, signedIn } from './shape.mts';

export interface QueueN8n extends N8nShape {
	main: N8nProcess;
	webhookProcesses: readonly [N8nProcess, N8nProcess];
	workers: readonly [N8nProcess, N8nProcess];
}

/** How many steps of the run startQueue takes. */
export const QUEUE_STEPS = 4;

/**
 * Starts all of it, with the package and the sandbox's credential.
 *
 * @param types node types of the package that must be there
 * @param env settings of every process besides the usual ones
 */
export async function startQueue(
	run: Run,
	sandbox: Sandbox,
	types: readonly string[],
	env: Record<string, string> = {},
): Promise<QueueN8n> {
	const services = await run.steps.run('Start PostgreSQL and Redis', () => startServices(run));
	const parts = await partsOf(run);
	return await run.steps.run('Start n8n: main, two webhook processes, two workers', async () => {
		const shown = await run.port();
		const webhookUrl = `http://127.0.0.1:${shown}/`;
		const shared = { ...ofQueueMode(services), N8N_WEBHOOK_URL: webhookUrl, WEBHOOK_URL: webhookUrl, ...env };
		// Each has a folder of its own: a worker that starts marks the running executions of all who share its folder as crashed.
		const prepared = async (name: string, role: Role, port?: number) =>
			N8nProcess.prepare(run, { ...parts, name, role, port: port ?? (await run.port()), env: shared });
		const main = await prepared('main', 'start');
		const webhookProcesses = [await prepared('webhook-1', 'webhook', shown), await prepared('webhook-2', 'webhook')] as const;
		const workers = [await prepared('worker-1', 'worker'), await prepared('worker-2', 'worker')] as const;
		const all = [main, ...webhookProcesses, ...workers];
		// The first one makes the tables.
		await main.restart();
		await Promise.all([...webhookProcesses, ...workers].map((process) => process.restart()));
		run.atEnd(async () => void (await Promise.all(all.map((process) => process.stop()))));
		for (const { url, log } of all) run.steps.note(`${url}, log: ${log}`);
		const [first, second] = webhookProcesses;
		return {
			...(await signedIn(run, main.url, sandbox, types)),
			editor: main.url,
			webhooks: [`${first.url}/webhook`, `${second.url}/webhook`],
			main,
			webhookProcesses,
			workers,
		};
	});
}

function ofQueueMode({ postgres, redis }: Services): Record<string, string> {
	return {
		EXECUTIONS_MODE: 'queue',
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: '127.0.0.1',
		DB_POSTGRESDB_PORT: String(postgres.port),
		DB_POSTGRESDB_USER: postgres.user,
		DB_POSTGRESDB_DATABASE: postgres.database,
		QUEUE_BULL_REDIS_HOST: '127.0.0.1',
		QUEUE_BULL_REDIS_PORT: String(redis.port),
		N8N_ENCRYPTION_KEY: randomBytes(24).toString('base64'),
		N8N_DISABLE_PRODUCTION_MAIN_PROCESS: 'true',
	};
}
