// n8n's REST API as its own editor uses it: owner, credentials, workflows, executions.
import { randomBytes, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import axios, { type AxiosInstance } from 'axios';
import type { Table } from './data-tables.mts';
import { type Json, parseFlatted, record, records, text } from './json.mts';
import { isOurs, type KeptVersions, versionOf } from './kept-versions.mts';
import { until } from './steps.mts';

const PUBLISHED_WITHIN_MS = 60_000;
const UNPUBLISHED_WITHIN_MS = 60_000;
const ANSWERED_WITHIN_MS = 30_000;
const BUSY_WITHIN_MS = 120_000;
/** What n8n answers, with a 503, while its database is slower than it wants: nothing is done then. */
export const NOT_READY = 'Database is not ready';
/** n8n answers when the execution is over. */
const RETRIED_WITHIN_MS = 600_000;
/** All that n8n knows. */
const STATUSES = ['new', 'running', 'waiting', 'success', 'error', 'crashed', 'canceled', 'unknown'];

export interface Owner {
	email: string;
	password: string;
}

export interface Workflow {
	id: string;
	/** Name of the example it was made from. */
	name: string;
	/** The user has changed it since, and it was left as it is; or has unpublished one that it calls. */
	edited: boolean;
}

/** An execution as read back from n8n. */
export interface Execution {
	id: string;
	/** `success`, `error`, `running`, `waiting`, `crashed`, `canceled`, `new`. */
	status: string;
	/** Milliseconds from start to end; 0 while it runs. */
	ms: number;
	/** Names of the nodes that ran, in order of their first run. */
	nodes: string[];
	/** Node and message of what failed; empty when nothing did. */
	failure: string;
	/** The first item of the node that ran last; empty when there is none. */
	output: Json;
}

/** What one node did in an execution. */
export interface NodeRun {
	/** By n8n's own clock. */
	ms: number;
	/** Its items, on the first output that has some. */
	items: Json[];
}

interface Answer {
	status: number;
	body: unknown;
}

export class N8nClient {
	private readonly http: AxiosInstance;
	private cookie = '';

	constructor(private readonly url: string) {
		// n8n binds the session to the browser that logged in.
		this.http = axios.create({
			baseURL: `${url}/rest`,
			headers: { 'browser-id': randomUUID() },
			proxy: false,
			validateStatus: () => true,
		});
	}

	/**
	 * Logs in as the owner of this n8n; the first time it creates the owner.
	 *
	 * @param folder keeps the generated password in `owner.json`, readable by this user only
	 * @throws Error when the n8n belongs to another owner
	 */
	async signIn(folder: string): Promise<Owner & { created: boolean }> {
		const file = path.join(folder, 'owner.json');
		const owner = readOwner(file) ?? newOwner(file);
		const setup = await this.send('POST', '/owner/setup', {
			...owner,
			firstName: 'Sandbox',
			lastName: 'Owner',
		});
		if (setup.status === 200) return { ...owner, created: true };
		const login = await this.send('POST', '/login', {
			emailOrLdapLoginId: owner.email,
			password: owner.password,
		});
		if (login.status === 200) return { ...owner, created: false };
		throw new Error(
			`n8n in ${folder} has an owner whose password is not in ${file} (login: HTTP ${login.status}, ${problem(login.body)}). ` +
				'Put the password there, or delete the folder to begin anew.',
		);
	}

	/** Whether the node types of the package are there. @returns those that are missing */
	async missingNodeTypes(names: readonly string[]): Promise<string[]> {
		const missing: string[] = [];
		for (const name of names) {
			const { body } = await this.send('POST', '/node-types', { nodeInfos: [{ name, version: 1 }] });
			// The answer has the name without the package.
			if (!records(record(body).data).some((type) => name.endsWith(`.${text(type.name)}`))) missing.push(name);
		}
		return missing;
	}

	/** Creates the credential, or updates the one of that name and type. @returns its id */
	async saveCredential(name: string, type: string, data: Json): Promise<string> {
		const { data: list } = record(await this.ask('GET', '/credentials'));
		const known = records(list).find((entry) => text(entry.name) === name && text(entry.type) === type);
		const answer =
			known === undefined
				? await this.ask('POST', '/credentials', { name, type, data })
				: await this.ask('PATCH', `/credentials/${text(known.id)}`, { name, type, data });
		return text(record(record(answer).data).id);
	}

	/** n8n's own test of a credential. @returns what the editor would show, green or red */
	async testCredential(id: string, name: string, type: string, data: Json): Promise<{ ok: boolean; message: string }> {
		const answer = await this.ask('POST', '/credentials/test', { credentials: { id, name, type, data } });
		const { status, message } = record(record(answer).data);
		return { ok: text(status) === 'OK', message: text(message) };
	}

	/** Makes a data table where there is none of that name. @returns its id */
	async makeDataTable({ name, columns }: Table): Promise<string> {
		const { id } = record(record(await this.ask('GET', '/projects/personal')).data);
		const route = `/projects/${text(id)}/data-tables`;
		const { data } = record(record(await this.ask('GET', `${route}?filter=${encodeURIComponent(JSON.stringify({ name }))}`)).data);
		const there = records(data).find((table) => table.name === name);
		return text((there ?? record(record(await this.ask('POST', route, { name, columns })).data)).id);
	}

	/** Whether a field of the credential that n8n shows to nobody has a value. */
	async hasHidden(credentialId: string, field: string): Promise<boolean> {
		const answer = await this.ask('GET', `/credentials/${credentialId}?includeData=true`);
		const { data } = record(record(answer).data);
		return text(record(data)[field]).startsWith('__n8n_BLANK_VALUE');
	}

	/** Creates and publishes a workflow under a name nobody else uses; what was left behind is deleted before. @returns its id */
	async createTemporary(workflow: Json): Promise<string> {
		const name = text(workflow.name);
		for (const { id } of await this.workflowsOf(name)) await this.deleteWorkflow(text(id));
		const id = await this.create(workflow);
		await this.publish(id, name);
		return id;
	}

	/** Deletes the workflow for good, with its executions. */
	async deleteWorkflow(id: string): Promise<void> {
		if ((await this.workflow(id)) !== undefined) await this.ask('POST', `/workflows/${id}/archive`, {});
		await until(`Deleting workflow ${id}`, UNPUBLISHED_WITHIN_MS, async () => {
			const { status, body } = await this.send('DELETE', `/workflows/${id}`);
			// Archiving goes on in the background after n8n has answered.
			if (status === 409) return undefined;
			if (status === 200) return true;
			throw new Error(`n8n answered HTTP ${status} to DELETE /workflows/${id}: ${problem(body)}`);
		});
	}

	/**
	 * Creates the workflow, or updates the one it was saved as before; publishes it if wanted. One that the user has
	 * changed since is left alone.
	 */
	async saveWorkflow(workflow: Json, publish: boolean, versions: KeptVersions): Promise<Workflow> {
		const name = text(workflow.name);
		const kept = versions.of(name);
		const known = (await this.workflow(kept?.id ?? '')) ?? (await this.workflow(await this.workflowIdOf(name)));
		if (known !== undefined && !isOurs(known, kept)) return { id: text(known.id), name, edited: true };
		const id = known === undefined ? await this.create(workflow) : text(known.id);
		if (known !== undefined) await this.ask('PATCH', `/workflows/${id}?forceSave=true`, workflow);
		if (publish) await this.publish(id, name);
		versions.keep(name, { id, version: versionOf((await this.workflow(id)) ?? {}) });
		return { id, name, edited: false };
	}

	/** Whether the workflow can be started from outside, or by another one. */
	async isPublished(id: string): Promise<boolean> {
		const workflow = await this.workflow(id);
		return text(workflow?.activeVersionId) !== '' || workflow?.active === true;
	}

	/** The workflow, unless it is archived (which is how the editor deletes) or gone. */
	private async workflow(id: string): Promise<Json | undefined> {
		if (id === '') return undefined;
		const { status, body } = await this.send('GET', `/workflows/${id}`);
		// n8n answers 403 or 404 for one that is not there, depending on the release.
		if (status === 403 || status === 404) return undefined;
		if (status !== 200) throw new Error(`n8n answered HTTP ${status} to GET /workflows/${id}: ${problem(body)}`);
		const workflow = record(record(body).data);
		return workflow.isArchived === true ? undefined : workflow;
	}

	/** @returns an empty text when there is none of that name */
	private async workflowIdOf(name: string): Promise<string> {
		return text((await this.workflowsOf(name)).find(({ isArchived }) => isArchived !== true)?.id);
	}

	/** All workflows of that name, archived ones too. */
	private async workflowsOf(name: string): Promise<Json[]> {
		const filter = encodeURIComponent(JSON.stringify({ name }));
		const { data: list } = record(await this.ask('GET', `/workflows?filter=${filter}`));
		return records(list).filter((entry) => text(entry.name) === name);
	}

	/** @returns the id of the new workflow */
	private async create(workflow: Json): Promise<string> {
		// n8n 1.x wants to be told that it is not published.
		return text(record(record(await this.ask('POST', '/workflows', { ...workflow, active: false })).data).id);
	}

	private async publish(id: string, name: string): Promise<void> {
		await this.ask('POST', `/workflows/${id}/activate`, { versionId: text((await this.workflow(id))?.versionId) });
		await until(`Publishing "${name}"`, PUBLISHED_WITHIN_MS, () => this.isThroughWithPublishing(id, name), 200);
	}

	/** Publishing goes on in the background after n8n has answered: only then the webhook is there, and the new version. */
	private async isThroughWithPublishing(id: string, name: string): Promise<true | undefined> {
		const answer = await this.send('GET', `/workflows/${id}/publication-status`);
		// Older releases publish at once and have no such route.
		if (answer.status === 404) return true;
		const { status, triggers } = record(record(answer.body).data);
		if (text(status) === 'published') return true;
		if (text(status) === 'failed' || text(status) === 'partial') {
			const reasons = records(triggers).map(({ errorMessage }) => text(errorMessage));
			throw new Error(`n8n could not publish "${name}": ${reasons.filter((reason) => reason !== '').join('; ')}`);
		}
		return undefined;
	}

	/** Runs the workflow as its editor does, from one of its triggers. @returns the id of the execution */
	async run(id: string, trigger: string): Promise<string> {
		const body = { workflowData: (await this.workflow(id)) ?? {}, triggerToStartFrom: { name: trigger } };
		return text(record(record(await this.ask('POST', `/workflows/${id}/run`, body)).data).executionId);
	}

	/** Where n8n takes what is sent to a trigger of this type, after the address of its webhooks; empty when the workflow has none. */
	async webhookPath(id: string, type: string): Promise<string> {
		const node = records((await this.workflow(id))?.nodes).find((one) => text(one.type) === type);
		return node === undefined ? '' : `${text(node.webhookId)}/webhook`;
	}

	/** Ids of the workflow's executions, newest first. */
	async executionIds(workflowId: string): Promise<string[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const { data } = record(await this.ask('GET', `/executions?filter=${filter}&limit=20`));
		const { results } = record(data);
		return records(results).map((entry) => text(entry.id));
	}

	/** How many executions the workflow has, or all of them together, by status; a status that none has is left out. */
	async executionCounts(workflowId?: string): Promise<Record<string, number>> {
		const counts: Record<string, number> = {};
		for (const status of STATUSES) {
			const filter = encodeURIComponent(JSON.stringify({ workflowId, status: [status] }));
			// n8n lists by start and goes on by id: pages read one after the other lose some. Its own count is exact.
			const { data } = record(await this.ask('GET', `/executions?filter=${filter}&limit=1`));
			const count = Number(record(data).count);
			if (count > 0) counts[status] = count;
		}
		return counts;
	}

	async execution(id: string): Promise<Execution> {
		const entry = record(record(await this.ask('GET', `/executions/${id}`)).data);
		const started = Date.parse(text(entry.startedAt));
		const stopped = Date.parse(text(entry.stoppedAt));
		const ms = Number.isFinite(stopped - started) ? stopped - started : 0;
		return { id, status: text(entry.status), ms, ...whatHappened(text(entry.data)) };
	}

	/** What each node of an execution did the last time it ran, by its name. */
	async nodeRuns(id: string): Promise<Record<string, NodeRun>> {
		const entry = record(record(await this.ask('GET', `/executions/${id}`)).data);
		const { runData } = record(record(parseFlatted(text(entry.data))).resultData);
		return Object.fromEntries(
			Object.entries(record(runData)).map(([name, list]) => {
				const run = records(list).at(-1);
				return [name, { ms: Number(run?.executionTime), items: itemsOf(run) }];
			}),
		);
	}

	/** Cancels an execution. @returns once n8n has told its nodes */
	async stop(id: string): Promise<void> {
		await this.ask('POST', `/executions/${id}/stop`, {});
	}

	/** Runs a failed execution again with the data it had, to its end. @returns the id and the status of the new execution */
	async retry(id: string): Promise<{ id: string; status: string }> {
		const { data } = record(await this.ask('POST', `/executions/${id}/retry`, { loadWorkflow: false }, RETRIED_WITHIN_MS));
		return { id: text(record(data).id), status: text(record(data).status) };
	}

	/** The description of every node type, in each of its versions, as the editor gets it. */
	async nodeDescriptions(): Promise<Json[]> {
		return records(await this.ask('GET', `${this.url}/types/nodes.json`));
	}

	/** When an execution began, in milliseconds since 1970; NaN when it did not. */
	async startOf(id: string): Promise<number> {
		return Date.parse(text(record(record(await this.ask('GET', `/executions/${id}`)).data).startedAt));
	}

	/** Address of a workflow in the editor. */
	workflowPage(id: string): string {
		return `${this.url}/workflow/${id}`;
	}

	/** Address of an execution in the editor. */
	executionPage(workflowId: string, id: string): string {
		return `${this.url}/workflow/${workflowId}/executions/${id}`;
	}

	private async ask(method: 'GET' | 'POST' | 'PATCH', route: string, body?: Json, withinMs = ANSWERED_WITHIN_MS): Promise<unknown> {
		const answer = await this.send(method, route, body, withinMs);
		if (answer.status >= 200 && answer.status < 300) return answer.body;
		throw new Error(`n8n answered HTTP ${answer.status} to ${method} ${route.split('?')[0]}: ${problem(answer.body)}`);
	}

	/** Asks again while n8n's database is slower than n8n wants, as after a large execution: nothing was done then. */
	private async send(method: string, route: string, body?: Json, timeout = ANSWERED_WITHIN_MS): Promise<Answer> {
		const end = Date.now() + BUSY_WITHIN_MS;
		for (;;) {
			const answer = await this.sendOnce(method, route, timeout, body);
			if (answer.status !== 503 || !problem(answer.body).startsWith(NOT_READY) || Date.now() > end) return answer;
			await new Promise((resolve) => setTimeout(resolve, 1000));
		}
	}

	private async sendOnce(method: string, route: string, timeout: number, body?: Json): Promise<Answer> {
		const answer = await this.http.request<unknown>({
			method,
			url: route,
			data: body,
			timeout,
			headers: this.cookie === '' ? {} : { cookie: this.cookie },
		});
		const [session] = (answer.headers['set-cookie'] ?? []).filter((cookie) => cookie.startsWith('n8n-auth='));
		if (session !== undefined) this.cookie = session.split(';')[0] ?? '';
		return { status: answer.status, body: answer.data };
	}
}

function whatHappened(flatted: string): Pick<Execution, 'nodes' | 'failure' | 'output'> {
	if (flatted === '') return { nodes: [], failure: '', output: {} };
	const { runData, error, lastNodeExecuted } = record(record(parseFlatted(flatted)).resultData);
	const runs = Object.entries(record(runData)).map(([name, list]) => ({ name, runs: records(list) }));
	// After a wait n8n counts from 0 again.
	const begin = ({ runs: [first] }: (typeof runs)[number]) => [Number(first?.startTime ?? 0), Number(first?.executionIndex ?? 0)] as const;
	runs.sort((a, b) => begin(a)[0] - begin(b)[0] || begin(a)[1] - begin(b)[1]);
	const { message, description } = record(error);
	const failure = [text(message), text(description)].filter((part) => part !== '').join(' ');
	return {
		nodes: runs.map(({ name }) => name),
		failure: failure === '' ? '' : `node "${text(lastNodeExecuted)}": ${failure}`,
		output: firstItemOf(runs.find(({ name }) => name === text(lastNodeExecuted))?.runs.at(-1)),
	};
}

function firstItemOf(run: Json | undefined): Json {
	return itemsOf(run)[0] ?? {};
}

/** What stands on the first output that has something. */
function itemsOf(run: Json | undefined): Json[] {
	const { main } = record(run?.data);
	const outputs: unknown[] = Array.isArray(main) ? main : [];
	return records(outputs.find((output) => Array.isArray(output) && output.length > 0)).map(({ json }) => record(json));
}

function problem(body: unknown): string {
	return text(record(body).message) || (typeof body === 'string' ? body.slice(0, 300) : '') || 'no reason given';
}

function readOwner(file: string): Owner | undefined {
	try {
		const { email, password } = record(JSON.parse(fs.readFileSync(file, 'utf8')));
		return text(email) !== '' && text(password) !== '' ? { email: text(email), password: text(password) } : undefined;
	} catch {
		return undefined;
	}
}

function newOwner(file: string): Owner {
	// n8n asks for eight characters with a digit and a capital letter.
	const owner = { email: 'owner@example.com', password: `Qd1-${randomBytes(12).toString('base64url')}` };
	fs.writeFileSync(file, JSON.stringify(owner), { mode: 0o600 });
	return owner;
}
