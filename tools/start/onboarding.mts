// The onboarding example, played through: a CRM event goes in, the person verifies, what came out is read back.
import { text } from './json.mts';
import type { Execution } from './n8n-client.mts';
import { verifyOnPage } from './parties.mts';
import { executionStartedBy, isOver, postAccepted, reason, type Stage, successOf } from './stage.mts';
import { until } from './steps.mts';

/** Name of the workflow in examples/crm-person-onboarding.json, and the path of its webhook. */
export const ONBOARDING = 'Qiandun: onboard a person from the CRM';
export const ONBOARDING_WEBHOOK = 'crm-contact-created';

const LINK_WITHIN_MS = 60_000;
const END_WITHIN_MS = 120_000;

/** A contact as the CRM announces it. */
export interface Contact {
	crmId: string;
	name: string;
	idNumber: string;
	mobile: string;
}

/** A visibly fictional person: no region of China has the number 000000. The CRM id is new each time. */
export function fictionalContact(now: number): Contact {
	return { crmId: `demo-${now}`, name: '测试甲', idNumber: '000000199001010018', mobile: '13900000000' };
}

/**
 * Plays the example once, in four steps.
 *
 * @returns the execution, which has succeeded
 * @throws StepFailure naming the step, with n8n's own reason when the workflow stopped early
 */
export async function playOnboarding(stage: Stage, contact: Contact): Promise<Execution> {
	const { n8n, sandbox, workflow, steps, children } = stage;
	const executionId = await steps.run('CRM event: contact created', () => {
		const shown = `{"crmId":"${contact.crmId}", ...}`;
		return children.guard(executionStartedBy(stage, () => postAccepted(stage, ONBOARDING_WEBHOOK, contact, shown)));
	});

	const flow = await steps.run('The person opens the verification page and submits it', () =>
		children.guard(beThePerson(stage, contact, executionId)),
	);

	const execution = await steps.run('The workflow finishes', async () => {
		const seen = await successOf(stage, executionId, END_WITHIN_MS);
		steps.note(`nodes: ${seen.nodes.join(' > ')}`);
		return seen;
	});

	await steps.run('Read back from n8n and the sandbox', () => children.guard(readBack(stage, contact, flow)));
	steps.note(`execution: ${n8n.executionPage(workflow.id, execution.id)}`);
	steps.note(`sandbox:   ${sandbox.console}`);
	return execution;
}

/** @returns the flow number */
async function beThePerson({ sandbox, steps, n8n }: Stage, contact: Contact, executionId: string): Promise<string> {
	const { client } = sandbox;
	const flow = await until('A verification page for the contact', LINK_WITHIN_MS, async () => {
		const found = await client.flow(contact.crmId);
		if (found !== undefined && text(found.pageUrl) !== '') return found;
		const seen = await n8n.execution(executionId);
		if (isOver(seen)) throw new Error(`The workflow ended before it asked for a verification page: ${reason(seen)}`);
		return undefined;
	});
	const page = text(flow.pageUrl);
	const flowNo = text(flow.flowNo);
	steps.note(`page: ${page}`);
	const mobile = await verifyOnPage(client, page, flowNo, contact);
	steps.note(`SMS to ${maskedMobile(mobile)} with a code, read from the sandbox's outbox`);
	steps.note(`submitted; flow ${flowNo}`);
	return flowNo;
}

async function readBack({ sandbox, steps }: Stage, contact: Contact, flowNo: string): Promise<void> {
	const accountId = `crm-${contact.crmId}`;
	const user = await sandbox.client.user(accountId);
	if (user === undefined) throw new Error(`The sandbox has no user ${accountId}.`);
	if (text(user.certifiedTime) === '' || text(user.flowNo) !== flowNo) {
		throw new Error(`The sandbox's user ${accountId} is not verified by flow ${flowNo}.`);
	}
	steps.note(`user ${accountId} (${text(user.psnName)}) is verified since ${text(user.certifiedTime)}`);
	const report = (await sandbox.client.contactReports(contact.crmId)).at(-1);
	if (report === undefined) throw new Error(`Nothing was reported to the CRM about ${contact.crmId}.`);
	if (text(report.status) !== 'verified' || text(report.flowNo) !== flowNo) {
		throw new Error(`The CRM heard "${text(report.status)}" about ${contact.crmId} instead of "verified".`);
	}
	steps.note(`the CRM heard: ${contact.crmId} is ${text(report.status)}`);
}

function maskedMobile(mobile: string): string {
	return mobile.replace(/^(\d{3})\d{4}/, '$1****');
}
