// The waiting example, played through: a case becomes a contract, the workflow sleeps, the event of the signature wakes it.
import { checkSigned } from './contract-case.mts';
import { text } from './json.mts';
import type { Execution } from './n8n-client.mts';
import { fictionalIdNumber, OUR_COMPANY, Parties, signOnPage } from './parties.mts';
import { executionStartedBy, type Played, postForm, salesOrder, type Stage, statusBeforeEnd, successOf, untilAsleep } from './stage.mts';
import { until } from './steps.mts';

/** Name of the workflow in examples/contract-create-and-wait.json, and the path of its webhook. */
export const CONTRACT_WAIT = 'Qiandun: create a contract and wait';
export const CONTRACT_WAIT_WEBHOOK = 'deal-contract-wanted';

const SENT_WITHIN_MS = 60_000;
const WAITING_WITHIN_MS = 30_000;
const END_WITHIN_MS = 120_000;

/** A case as the CRM announces it, beside its file. */
export interface Deal {
	caseId: string;
	contractName: string;
	personAccountId: string;
	personName: string;
	personMobile: string;
}

/** A contract that was sent and that an execution waits for. */
export interface SentDeal extends Deal {
	executionId: string;
	contractId: string;
	signingUrl: string;
}

/** A fictional case, another for each number, of a fictional person. */
export function fictionalDeal(now: number, number: number): Deal {
	return {
		caseId: `demo-${now}-${number}`,
		contractName: `销售订单 SO-DEMO-000${number}`,
		personAccountId: `signer-${now}-${number}`,
		personName: '测试甲',
		// Their own: messages are told apart by it.
		personMobile: `139${String(now).slice(-7)}${number}`,
	};
}

/** The business code that the examples make of a case. */
export function businessCodeOf({ caseId }: Pick<Deal, 'caseId'>): string {
	return `deal-${caseId}`;
}

/** Registers who signs. */
export async function registerSigner({ sandbox }: { sandbox: Pick<Stage['sandbox'], 'qiandun' | 'client'> }, deal: Deal): Promise<void> {
	const { personAccountId: accountId, personName: name, personMobile: mobile } = deal;
	const parties = new Parties(sandbox);
	await Promise.all([parties.company(OUR_COMPANY), parties.person({ accountId, name, mobile, idNumber: fictionalIdNumber(1) })]);
}

/**
 * Plays the example once, without a step of its own.
 *
 * @param samples folder with the sample files of the examples
 */
export async function playContractWait(stage: Stage, deal: Deal, samples: string): Promise<Played> {
	const sent = await sendDeal(stage, deal, samples);
	await signOnPage(stage.sandbox.client, sent.signingUrl, sent.contractId);
	stage.steps.note(`the execution slept; ${deal.personAccountId} signed on ${sent.signingUrl}`);
	return { workflow: CONTRACT_WAIT, executions: [await checkWoken(stage, sent)] };
}

/** Posts a case. @returns the contract, when its execution sleeps */
export async function sendDeal(stage: Stage, deal: Deal, samples: string): Promise<SentDeal> {
	const { sandbox } = stage;
	await registerSigner(stage, deal);
	const executionId = await executionStartedBy(stage, async () => {
		await postForm(stage, CONTRACT_WAIT_WEBHOOK, { ...deal }, salesOrder(samples), 202);
	});
	const report = await until('The signing link in the CRM', SENT_WITHIN_MS, async () => {
		await statusBeforeEnd(stage, executionId);
		return (await sandbox.client.caseReports(deal.caseId)).find((one) => one.status === 'sent');
	});
	await untilAsleep(stage, executionId, WAITING_WITHIN_MS);
	return { ...deal, executionId, contractId: text(report.contractId), signingUrl: text(report.signingUrl) };
}

/** Waits for the end of an execution that slept, and reads back what the archive and the CRM have. */
export async function checkWoken(stage: Stage, { executionId, ...deal }: SentDeal): Promise<Execution> {
	const execution = await successOf(stage, executionId, END_WITHIN_MS);
	stage.steps.note(`nodes: ${execution.nodes.join(' > ')}`);
	await checkSigned(stage, deal.caseId, businessCodeOf(deal));
	return execution;
}
