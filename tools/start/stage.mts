// What a played example works with, and how its execution is found and awaited.
import type { Children } from './children.mts';
import type { Execution, N8nClient, Workflow } from './n8n-client.mts';
import type { Sandbox } from './sandbox.mts';
import { duration, type Steps, until } from './steps.mts';

/** What the run works with. */
export interface Stage {
	n8nUrl: string;
	n8n: N8nClient;
	sandbox: Sandbox;
	workflow: Workflow;
	steps: Steps;
	children: Children;
}

/** Does what starts the workflow. @returns the id of the execution that began with it */
export async function executionStartedBy({ n8n, workflow }: Stage, start: () => Promise<void>): Promise<string> {
	const before = new Set(await n8n.executionIds(workflow.id));
	await start();
	const started = async () => (await n8n.executionIds(workflow.id)).find((id) => !before.has(id));
	return until('An execution of the workflow', 15_000, started);
}

/** Waits for the end of an execution. @throws Error with n8n's own reason when it did not succeed */
export async function successOf({ n8n, steps, children }: Stage, id: string, withinMs: number): Promise<Execution> {
	const done = steps.progress((elapsed) => `execution ${id} is running: ${elapsed}`);
	const asked = until(`The end of execution ${id}`, withinMs, async () => {
		const seen = await n8n.execution(id);
		return isOver(seen) ? seen : undefined;
	});
	const seen = await children.guard(asked).finally(done);
	if (seen.status !== 'success') throw new Error(reason(seen));
	steps.note(`execution ${seen.id}: ${seen.status} in ${duration(seen.ms)}`);
	return seen;
}

export function isOver({ status }: Execution): boolean {
	return ['success', 'error', 'crashed', 'canceled'].includes(status);
}

export function reason({ status, failure }: Execution): string {
	return failure === '' ? `its status is "${status}"` : failure;
}
