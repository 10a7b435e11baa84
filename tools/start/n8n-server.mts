// The n8n process: its settings, its start, its readiness.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import axios from 'axios';
import type { Children } from './children.mts';
import { bareEnvironment, withPathFirst } from './environment.mts';
import type { InstalledN8n } from './n8n-install.mts';
import type { Ports } from './ports.mts';
import { type Steps, until } from './steps.mts';

/** First start with all database migrations: 8 to 45 s on two cores. */
const READY_WITHIN_MS = 180_000;
/** Ends n8n when this program was killed and could not do it. */
export const END_WITH_PARENT = pathToFileURL(path.join(import.meta.dirname, 'end-with-parent.mjs')).href;

export interface N8nServer {
	/** Address of the editor, without a final slash. */
	url: string;
	log: string;
}

/**
 * Starts n8n on loopback and waits until it is ready.
 *
 * @param userFolder its data; created with the first start
 * @param wishedPort port of the editor when it is free
 */
export async function startN8n(
	installed: InstalledN8n,
	userFolder: string,
	wishedPort: number,
	ports: Ports,
	steps: Steps,
	children: Children,
): Promise<N8nServer> {
	const port = await ports.take(wishedPort);
	const broker = await ports.take(5679);
	if (port !== wishedPort) steps.note(`port ${wishedPort} is in use; n8n takes ${port}`);
	const url = `http://127.0.0.1:${port}`;
	const log = path.join(userFolder, 'n8n.log');
	fs.rmSync(log, { force: true });
	const environment = {
		...withPathFirst(bareEnvironment(process.env), path.dirname(installed.node), path.delimiter),
		...n8nSettings(url, port, broker, userFolder),
	};
	children.keep({
		name: 'n8n',
		file: installed.node,
		args: ['--import', END_WITH_PARENT, installed.program, 'start'],
		cwd: userFolder,
		env: environment,
		log,
	});
	const done = steps.progress((elapsed) => `n8n is starting: ${elapsed}`);
	try {
		await children.guard(until(`The start of n8n (its log: ${log})`, READY_WITHIN_MS, () => isReady(url, true)));
	} finally {
		done();
	}
	return { url, log };
}

/** The environment of an n8n on loopback. @param url address of its editor @param broker port of its task broker */
export function n8nSettings(url: string, port: number, broker: number, userFolder: string): Record<string, string> {
	return {
		N8N_USER_FOLDER: userFolder,
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_HOST: '127.0.0.1',
		N8N_PORT: String(port),
		N8N_RUNNERS_BROKER_PORT: String(broker),
		N8N_EDITOR_BASE_URL: url,
		// The second is the older name of the first.
		N8N_WEBHOOK_URL: `${url}/`,
		WEBHOOK_URL: `${url}/`,
		// http on loopback.
		N8N_SECURE_COOKIE: 'false',
		N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
		// What n8n 2 does by itself. 1.x has all transactions share one connection, and when two cross, one of them fails.
		DB_SQLITE_POOL_SIZE: '3',
		// No telemetry, and nothing that stands between the person and the workflow.
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
	};
}

/**
 * Whether the process that answers at this address has started; undefined for "not yet".
 *
 * @param hasEditor it is none that only works or takes webhooks: n8n 1.x says that it is ready before its editor can be asked
 */
export async function isReady(url: string, hasEditor: boolean): Promise<true | undefined> {
	const pages = ['/healthz/readiness', ...(hasEditor ? ['/rest/settings'] : [])];
	try {
		for (const page of pages) {
			const { status } = await axios.get(`${url}${page}`, { timeout: 5000, proxy: false, validateStatus: () => true });
			if (status !== 200) return undefined;
		}
		return true;
	} catch {
		return undefined;
	}
}
