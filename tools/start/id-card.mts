// The ID card example, played through: the sample picture goes in twice, and is one user.
import fs from 'node:fs';
import { record, text } from './json.mts';
import type { Execution } from './n8n-client.mts';
import { executionStartedBy, postForm, type Stage, successOf } from './stage.mts';

/** Name of the workflow in examples/id-card-to-user.json, and the path of its webhook. */
export const ID_CARD = 'Qiandun: the picture of an ID card becomes a user';
export const ID_CARD_WEBHOOK = 'id-card-received';

const END_WITHIN_MS = 60_000;

/**
 * Plays the example twice, in one step.
 *
 * @param picture file with the portrait side of a fictional ID card
 * @returns both executions, which have succeeded
 * @throws StepFailure when no user came of it, another one, or more of the data is answered than is shown to everybody
 */
export async function playIdCard(stage: Stage, picture: string, crmId: string): Promise<Execution[]> {
	const { steps, n8n, workflow } = stage;
	return steps.run('The picture of an ID card, twice', async () => {
		const created = await playOnce(stage, picture, crmId, false);
		const found = await playOnce(stage, picture, crmId, true);
		steps.note(`execution: ${n8n.executionPage(workflow.id, found.id)}`);
		return [created, found];
	});
}

async function playOnce(stage: Stage, picture: string, crmId: string, alreadyExisted: boolean): Promise<Execution> {
	const { children, steps, sandbox } = stage;
	const file = { name: 'id-card-front.png', content: fs.readFileSync(picture), type: 'image/png' };
	let answer = '';
	const started = executionStartedBy(stage, async () => {
		answer = await postForm(stage, ID_CARD_WEBHOOK, { crmId }, file, 200);
	});
	const execution = await successOf(stage, await children.guard(started), END_WITHIN_MS);
	const said = record(JSON.parse(answer));
	const user = await sandbox.client.user(`crm-${crmId}`);
	const idNumber = text(user?.psnIDCardNum);
	if (idNumber === '' || said.accountId !== `crm-${crmId}` || said.alreadyExisted !== alreadyExisted) {
		throw new Error(`No user came of the picture, or another: ${answer}`);
	}
	if (answer.includes(idNumber) || answer.includes(text(user?.psnName)) || !text(said.idNumber).endsWith(idNumber.slice(-4))) {
		throw new Error('The answer does not hold the masked name and ID number of the user.');
	}
	steps.note(`answered: ${answer}`);
	return execution;
}
