// The reconciling example, played through: one contract is signed while its event is lost, another is not signed at all.
import { CONTRACT_OVER, SWITCHED_ON } from './callback-hub.mts';
import { checkWoken, CONTRACT_WAIT, type Deal, sendDeal } from './contract-wait.mts';
import { type Json, text } from './json.mts';
import type { Execution, Workflow } from './n8n-client.mts';
import { linkIn, signOnPage } from './parties.mts';
import { type Played, type Stage, successOf } from './stage.mts';

/** Name of the workflow in examples/reconcile-open-contracts.json, its trigger, and the template of its reminders. */
export const RECONCILE = 'Qiandun: reconcile open contracts';
export const RECONCILE_TRIGGER = 'Every Hour';
export const REMINDER_TEMPLATE = 'TPL_SIGN_REMINDER';

const END_WITHIN_MS = 120_000;

/**
 * Plays the example twice, in two steps.
 *
 * @param waiting the workflow that makes the contracts
 * @param deals one whose event is lost, one whose signer has to be reminded
 * @param samples folder with the sample files of the examples
 * @throws StepFailure naming the step
 */
export async function playReconcile(stage: Stage, waiting: Workflow, deals: [Deal, Deal], samples: string): Promise<Played[]> {
	const { steps, children, sandbox } = stage;
	const making = { ...stage, workflow: waiting };
	const [lost, late] = await steps.run('A signature whose event is lost, and one that does not come', () =>
		children.guard(makeContracts(making, deals, samples)),
	);
	return steps.run('Reconciled: the one is filed, the other one reminded, once', async () => {
		const first = await reconcile(stage);
		const caughtUp = await children.guard(checkWoken(making, lost));
		const [reminder] = await remindersTo(stage, late);
		if (reminder === undefined) throw new Error(`No reminder was sent to ${late.personMobile}.`);
		const second = await reconcile(stage);
		const count = (await remindersTo(stage, late)).length;
		if (count !== 1) throw new Error(`${count} reminders were sent to ${late.personMobile} on one day.`);
		await children.guard(signOnPage(sandbox.client, linkIn(reminder), late.contractId));
		steps.note(`one reminder by SMS after two runs; ${late.personAccountId} signed on its page`);
		const woken = await children.guard(checkWoken(making, late));
		return [
			{ workflow: RECONCILE, executions: [first, second] },
			{ workflow: CONTRACT_WAIT, executions: [caughtUp, woken] },
		];
	});
}

/** Makes both contracts, and has the first one signed while the platform tells nobody that it is over. */
async function makeContracts(making: Stage, [first, second]: [Deal, Deal], samples: string) {
	const { sandbox, steps } = making;
	const { client } = sandbox;
	const lost = await sendDeal(making, first, samples);
	const late = await sendDeal(making, second, samples);
	await client.configureCallbacks({ businessTypes: SWITCHED_ON.filter((type) => type !== CONTRACT_OVER) });
	await signOnPage(client, lost.signingUrl, lost.contractId);
	await client.configureCallbacks({ businessTypes: SWITCHED_ON });
	const [event] = (await client.events()).filter(({ businessType }) => businessType === CONTRACT_OVER);
	if (event?.deliveryState !== 'notSent') throw new Error('The event that was to be lost was sent.');
	steps.note(`${lost.personAccountId} signed; the event ${text(event.transactionId)} was never sent`);
	return [lost, late] as const;
}

async function reconcile(stage: Stage): Promise<Execution> {
	const { n8n, children, steps, workflow } = stage;
	const id = await children.guard(n8n.run(workflow.id, RECONCILE_TRIGGER));
	const execution = await successOf(stage, id, END_WITHIN_MS);
	const { caughtUp, reminded, open, failed, failures } = execution.output;
	steps.note(`caught up ${text(caughtUp)}, reminded ${text(reminded)}, just open ${text(open)}, failed ${text(failed)} ${text(failures)}`.trim());
	return execution;
}

async function remindersTo({ sandbox }: Stage, { personMobile }: Deal): Promise<Json[]> {
	return (await sandbox.client.messagesTo(personMobile)).filter((message) => text(message.text).includes(REMINDER_TEMPLATE));
}
