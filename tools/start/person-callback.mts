// The onboarding example that nothing waits in, played through: the contact gets a link, the event of the verification does the rest.
import { text } from './json.mts';
import type { Contact } from './onboarding.mts';
import { verifyOnPage } from './parties.mts';
import { executionStartedBy, type Played, postAccepted, type Stage, successOf } from './stage.mts';

/** Name of the workflow in examples/crm-person-onboarding-by-callback.json, and the path of its webhook. */
export const PERSON_CALLBACK = 'Qiandun: onboard a person by callback';
export const PERSON_CALLBACK_WEBHOOK = 'crm-contact-created-callback';

const END_WITHIN_MS = 60_000;

/** Plays the example once, without a step of its own. @returns the executions of its two halves */
export async function playPersonCallback(stage: Stage, contact: Contact): Promise<Played> {
	const { sandbox, steps } = stage;
	const { client } = sandbox;
	const shown = `{"crmId":"${contact.crmId}", ...}`;
	const first = await successOf(
		stage,
		await executionStartedBy(stage, () => postAccepted(stage, PERSON_CALLBACK_WEBHOOK, contact, shown)),
		END_WITHIN_MS,
	);
	const link = (await client.contactReports(contact.crmId)).find(({ status }) => status === 'link');
	if (link === undefined) throw new Error(`The CRM did not hear where ${contact.crmId} can verify.`);
	const second = await executionStartedBy(stage, async () => {
		await verifyOnPage(client, text(link.url), text(link.flowNo), contact);
	});
	steps.note(`the person verified on ${text(link.url)}`);
	const execution = await successOf(stage, second, END_WITHIN_MS);
	steps.note(`nodes: ${execution.nodes.join(' > ')}`);
	const user = await client.user(`crm-${contact.crmId}`);
	const verified = (await client.contactReports(contact.crmId)).filter(({ status }) => status === 'verified');
	if (user === undefined || user.flowNo !== link.flowNo || verified.length !== 1 || verified[0]?.flowNo !== link.flowNo) {
		throw new Error(`The CRM heard ${verified.length} times that ${contact.crmId} is verified, and the user has flow ${text(user?.flowNo)} of ${text(link.flowNo)}.`);
	}
	steps.note(`user ${text(user.accountId)} is verified, and the CRM heard it`);
	return { workflow: PERSON_CALLBACK, executions: [first, execution] };
}
