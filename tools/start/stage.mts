// What a played example works with, and how its execution is found and awaited.
import fs from 'node:fs';
import path from 'node:path';
import axios from 'axios';
import FormData from 'form-data';
import type { Children } from './children.mts';
import { record, text } from './json.mts';
import type { Execution, N8nClient, Workflow } from './n8n-client.mts';
import type { Sandbox } from './sandbox.mts';
import { duration, Steps, until } from './steps.mts';

/** What the run works with. */
export interface Stage {
	n8nUrl: string;
	n8n: N8nClient;
	sandbox: Sandbox;
	workflow: Workflow;
	steps: Steps;
	children: Children;
}

/** What the executions of one workflow were; `workflow` is its name. */
export interface Played {
	workflow: string;
	executions: Execution[];
}

/** Does what starts the workflow. @returns the id of the execution that began with it */
export async function executionStartedBy({ n8n, workflow }: { n8n: N8nClient; workflow: Pick<Workflow, 'id'> }, start: () => Promise<void>): Promise<string> {
	const before = new Set(await n8n.executionIds(workflow.id));
	await start();
	const started = async () => (await n8n.executionIds(workflow.id)).find((id) => !before.has(id));
	return until('An execution of the workflow', 15_000, started);
}

/** Posts an event to a webhook that answers before its work is done. @param shown the event as the notes show it */
export async function postAccepted({ n8nUrl, steps }: Stage, webhook: string, event: object, shown: string): Promise<void> {
	const url = `${n8nUrl}/webhook/${webhook}`;
	const answer = await axios.post<unknown>(url, event, { proxy: false, timeout: 15_000, validateStatus: () => true });
	if (answer.status !== 202) {
		throw new Error(`The webhook ${url} answered HTTP ${answer.status} instead of 202: ${text(record(answer.data).message)}`);
	}
	steps.note(`POST ${url} ${shown}: HTTP 202`);
}

/** A file in a form. */
export interface FormFile {
	name: string;
	content: Buffer;
	type: string;
}

/** The contract that the examples send. @param samples folder with their sample files */
export function salesOrder(samples: string): FormFile {
	return { name: '销售订单.pdf', content: fs.readFileSync(path.join(samples, 'sales-order.pdf')), type: 'application/pdf' };
}

/**
 * Posts a form with a file in its field `file` to a webhook.
 *
 * @returns the answer's body
 * @throws Error when the answer is not the wanted one
 */
export async function postForm(
	{ n8nUrl, steps }: Stage,
	webhook: string,
	fields: Readonly<Record<string, string>>,
	file: FormFile,
	wanted: number,
): Promise<string> {
	const url = `${n8nUrl}/webhook/${webhook}`;
	const form = new FormData();
	for (const [name, value] of Object.entries(fields)) form.append(name, value);
	form.append('file', file.content, { filename: file.name, contentType: file.type });
	const answer = await axios.post<string>(url, form, { proxy: false, timeout: 300_000, responseType: 'text', validateStatus: () => true });
	if (answer.status !== wanted) {
		throw new Error(`The webhook ${url} answered HTTP ${answer.status} instead of ${wanted}: ${answer.data.slice(0, 300)}`);
	}
	steps.note(`POST ${url} with ${file.name}: HTTP ${wanted}`);
	return answer.data;
}

/** Production URL of the workflow's trigger of this type. @throws Error when it has none */
export async function productionUrl({ n8nUrl, n8n, workflow }: Stage, trigger: string): Promise<string> {
	const path = await n8n.webhookPath(workflow.id, trigger);
	if (path === '') throw new Error(`The workflow "${workflow.name}" has no node of type ${trigger}.`);
	return `${n8nUrl}/webhook/${path}`;
}

/** The status of an execution that is to wait. @throws Error with n8n's own reason when it has ended instead */
export async function statusBeforeEnd({ n8n }: Stage, id: string): Promise<string> {
	const seen = await n8n.execution(id);
	if (isOver(seen)) throw new Error(`The workflow ended before it waited: ${reason(seen)}`);
	return seen.status;
}

/** Waits until an execution sleeps. @throws Error when it ends instead, or not within the time */
export async function untilAsleep(stage: Stage, id: string, withinMs: number): Promise<void> {
	const asleep = async () => ((await statusBeforeEnd(stage, id)) === 'waiting' ? true : undefined);
	await until('The sleep of the execution', withinMs, asleep, 200);
}

/** Waits for the end of an execution. @throws Error with n8n's own reason when it did not succeed */
export async function successOf({ n8n, steps, children }: Stage, id: string, withinMs: number): Promise<Execution> {
	const done = steps.progress((elapsed) => `execution ${id} is running: ${elapsed}`);
	const asked = until(`The end of execution ${id}`, withinMs, async () => {
		const seen = await n8n.execution(id);
		// n8n 1.x notes the end before it stores what happened.
		const isStored = seen.status !== 'success' || seen.nodes.length > 0;
		return isOver(seen) && isStored ? seen : undefined;
	});
	const seen = await children.guard(asked).finally(done);
	if (seen.status !== 'success') throw new Error(reason(seen));
	steps.note(`execution ${seen.id}: ${seen.status} in ${duration(seen.ms)}`);
	return seen;
}

/**
 * Plays several examples at once. What each of them notes is shown at its end, one after the other.
 *
 * @throws what the first one that fails throws
 */
export async function together<T>({ steps }: Pick<Stage, 'steps'>, plays: ReadonlyArray<(notes: Steps) => Promise<T>>): Promise<T[]> {
	return await Promise.all(
		plays.map(async (play) => {
			const lines: string[] = [];
			try {
				return await play(new Steps(0, { write: (line) => lines.push(line) }));
			} finally {
				for (const line of lines) steps.line(line.replace(/\n$/, ''));
			}
		}),
	);
}

export function isOver({ status }: Execution): boolean {
	return ['success', 'error', 'crashed', 'canceled'].includes(status);
}

export function reason({ status, failure }: Execution): string {
	return failure === '' ? `its status is "${status}"` : failure;
}
