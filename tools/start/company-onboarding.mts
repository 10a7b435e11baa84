// The company example, played through: a company whose data do not match verifies on the page, is registered, and found when posted again.
import { text } from './json.mts';
import type { Execution } from './n8n-client.mts';
import { executionStartedBy, isOver, postAccepted, reason, type Stage, successOf } from './stage.mts';
import { until } from './steps.mts';

/** Name of the workflow in examples/crm-company-onboarding.json, and the path of its webhook. */
export const COMPANY_ONBOARDING = 'Qiandun: onboard a company from the CRM';
export const COMPANY_ONBOARDING_WEBHOOK = 'crm-company-created';

const LINK_WITHIN_MS = 60_000;
const END_WITHIN_MS = 120_000;
const LEGAL_REPRESENTATIVE = '测试乙';

/** A company as the CRM announces it. */
export interface Company {
	crmId: string;
	companyName: string;
	registrationNumber: string;
	legalRepName: string;
	legalRepIdNumber: string;
	mobile: string;
}

/** A visibly fictional company, new each time, of whose legal representative the CRM has a wrong name. */
export function fictionalCompany(now: number): Company {
	return {
		crmId: `demo-${now}`,
		companyName: '测试贸易有限公司',
		registrationNumber: `91000000MA${String(now).slice(-8)}`,
		legalRepName: `${LEGAL_REPRESENTATIVE}不符`,
		legalRepIdNumber: '000000199001010018',
		mobile: '13900000003',
	};
}

/** The account id by which the example's company is known on the platform. */
export function companyAccountIdOf({ crmId }: Company): string {
	return `crm-company-${crmId}`;
}

/**
 * Plays the example twice, in two steps: the company verifies on its page, then the CRM posts it again.
 *
 * @returns both executions, which have succeeded
 * @throws StepFailure naming the step
 */
export async function playCompanyOnboarding(stage: Stage, company: Company): Promise<Execution[]> {
	const { steps, children, n8n, workflow } = stage;
	const verified = await steps.run('CRM event: a company, which verifies on its page', async () => {
		const id = await children.guard(postCompany(stage, company));
		await children.guard(verifyOnPage(stage, company, id));
		return children.guard(endOf(stage, company, id));
	});
	const again = await steps.run('The same company again: found, not verified twice', async () => {
		const ended = await children.guard(postCompany(stage, company).then((id) => endOf(stage, company, id)));
		if (ended.nodes.includes('Verify Four Factors')) throw new Error('The company was checked once more.');
		return ended;
	});
	steps.note(`execution: ${n8n.executionPage(workflow.id, again.id)}`);
	return [verified, again];
}

function postCompany(stage: Stage, company: Company): Promise<string> {
	const shown = `{"crmId":"${company.crmId}", ...}`;
	return executionStartedBy(stage, () => postAccepted(stage, COMPANY_ONBOARDING_WEBHOOK, company, shown));
}

async function verifyOnPage({ sandbox, steps, n8n }: Stage, company: Company, executionId: string): Promise<void> {
	const { client } = sandbox;
	const page = await until('A report to the CRM that the factors did not match', LINK_WITHIN_MS, async () => {
		const report = (await client.companyReports(company.crmId)).find(({ status }) => status === 'verification_sent');
		if (report !== undefined) return text(report.verificationUrl);
		const seen = await n8n.execution(executionId);
		if (isOver(seen)) throw new Error(`The workflow ended before it asked for a verification page: ${reason(seen)}`);
		return undefined;
	});
	await client.open(page);
	await client.submit(page, {
		authMode: 'legalRep',
		legalRepName: LEGAL_REPRESENTATIVE,
		legalRepIDCardNum: company.legalRepIdNumber,
	});
	steps.note(`the CRM heard at once that the four factors did not match; the company verified on ${page}`);
}

/** Waits for the end and reads back what the sandbox and the CRM have. */
async function endOf(stage: Stage, company: Company, executionId: string): Promise<Execution> {
	const { sandbox, steps } = stage;
	const execution = await successOf(stage, executionId, END_WITHIN_MS);
	steps.note(`nodes: ${execution.nodes.join(' > ')}`);
	const accountId = companyAccountIdOf(company);
	const there = await sandbox.client.company(accountId);
	if (there === undefined || text(there.corpName) !== company.companyName) throw new Error(`The sandbox has no company ${accountId}.`);
	const report = (await sandbox.client.companyReports(company.crmId)).at(-1);
	if (text(report?.status) !== 'registered') {
		throw new Error(`The CRM heard "${text(report?.status)}" about ${company.crmId} instead of "registered". ${text(report?.reason)}`);
	}
	await sandbox.client.open(text(report?.authorizationUrl));
	steps.note(`the CRM heard: ${accountId} is registered, its seal is ${text(report?.sealId)} (${text(report?.sealName)}), and where to allow silent signing`);
	return execution;
}
