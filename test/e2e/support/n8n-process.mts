// One process of n8n (main, webhook or worker) with a folder and ports of its own: started, killed, started again, stopped.
import type { ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { Children } from '../../../tools/start/children.mts';
import { bareEnvironment, withPathFirst } from '../../../tools/start/environment.mts';
import type { InstalledN8n } from '../../../tools/start/n8n-install.mts';
import { END_WITH_PARENT, isReady, n8nSettings } from '../../../tools/start/n8n-server.mts';
import { type PackedPackage, unpackInto } from '../../../tools/start/package.mts';
import { until } from '../../../tools/start/steps.mts';
import type { Run } from './run.mts';

/** After a kill n8n is ready only when it has looked through each execution it had under way: seconds for each while events come in. */
const READY_WITHIN_MS = 900_000;
const COMMAND_WITHIN_MS = 300_000;

/** What the process does: n8n's own command. */
export type Role = 'start' | 'webhook' | 'worker';

/** What a process of n8n is made of. */
export interface ProcessPlan {
	/** Names its folder, its log and its messages, e.g. `webhook-1`. */
	name: string;
	role: Role;
	installed: InstalledN8n;
	packed: PackedPackage;
	port: number;
	/** Settings that come on top of the usual ones. */
	env: Record<string, string>;
}

export class N8nProcess {
	private running: { child: ChildProcess; children: Children } | undefined;

	private constructor(
		private readonly run: Run,
		private readonly plan: ProcessPlan,
		/** Where it answers, without a final slash; a worker answers only health checks. */
		readonly url: string,
		/** Its N8N_USER_FOLDER. */
		readonly folder: string,
		readonly log: string,
		private readonly env: Record<string, string>,
	) {}

	/** Makes its folder with the package in it; starts nothing. */
	static async prepare(run: Run, plan: ProcessPlan): Promise<N8nProcess> {
		const { port } = plan;
		const broker = await run.port();
		const folder = path.join(run.folder, plan.name);
		fs.mkdirSync(folder);
		await unpackInto(plan.packed, folder, run.children());
		const url = `http://127.0.0.1:${port}`;
		const env = {
			...withPathFirst(bareEnvironment(process.env), path.dirname(plan.installed.node), path.delimiter),
			...n8nSettings(url, port, broker, folder),
			...ofTests(port),
			...plan.env,
		};
		return new N8nProcess(run, plan, url, folder, path.join(run.folder, `${plan.name}.log`), env);
	}

	/** Starts the process on its folder and ports, the first time or after it was killed or stopped. Resolves once it is ready. */
	async restart(): Promise<void> {
		const { installed, name, role } = this.plan;
		const children = this.run.children();
		const child = children.keep({
			name: `n8n ${name}`,
			file: installed.node,
			args: ['--import', END_WITH_PARENT, installed.program, role, ...(role === 'worker' ? ['--concurrency=10'] : [])],
			cwd: this.folder,
			env: this.env,
			log: this.log,
		});
		this.running = { child, children };
		// Not after kill(): then its end is no surprise.
		children.broken.catch((error: Error) => {
			if (this.running?.children === children) this.run.fail(error);
		});
		await children.guard(until(`The start of n8n ${name} (its log: ${this.log})`, READY_WITHIN_MS, () => isReady(this.url, role === 'start'), 100));
	}

	/** Runs one of n8n's other commands on its folder, with its settings, e.g. `['export:workflow', '--all']`. @returns what it wrote */
	async command(args: readonly [string, ...string[]]): Promise<string> {
		const { installed } = this.plan;
		const command = { name: `n8n ${args[0]}`, file: installed.node, args: [installed.program, ...args], cwd: this.folder, env: this.env, log: this.log };
		return await this.run.children().finish(command, COMMAND_WITHIN_MS);
	}

	/** Of the process itself. @throws Error when it does not run */
	get pid(): number {
		const pid = this.running?.child.pid;
		if (pid === undefined) throw new Error(`n8n ${this.plan.name} does not run`);
		return pid;
	}

	/** SIGKILL of the process itself, as the kernel does it when memory is short. Resolves when nothing of it is left. */
	async kill(): Promise<void> {
		const { child, children } = this.running ?? {};
		if (child?.pid === undefined || children === undefined) throw new Error(`n8n ${this.plan.name} does not run`);
		this.running = undefined;
		const gone = new Promise((resolve) => child.once('exit', resolve));
		process.kill(child.pid, 'SIGKILL');
		await gone;
		// Its task runner, which n8n's death does not end at once.
		await children.stop();
	}

	/** Ends it as the system does at shutdown. */
	async stop(): Promise<void> {
		const { children } = this.running ?? {};
		this.running = undefined;
		await children?.stop();
	}
}

/** Settings of every process under test. */
function ofTests(port: number): Record<string, string> {
	return {
		// Nothing that is to be counted may be deleted meanwhile.
		EXECUTIONS_DATA_PRUNE: 'false',
		QUEUE_HEALTH_CHECK_ACTIVE: 'true',
		QUEUE_HEALTH_CHECK_PORT: String(port),
		N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
	};
}
