// The eSign example that waits, played through: one flow is signed by both parties, of another one the person refuses.
import { checkSigned, reportedOnce } from './contract-case.mts';
import { type Json, records, text } from './json.mts';
import type { Execution } from './n8n-client.mts';
import { linkIn, OUR_COMPANY, refuseOnPage, signOnPage } from './parties.mts';
import { executionStartedBy, type Played, postForm, salesOrder, type Stage, successOf, untilAsleep } from './stage.mts';
import { until } from './steps.mts';

/** Name of the workflow in examples/esign-sign-and-wait.json, and the path of its webhook. */
export const ESIGN_WAIT = 'eSign: send a contract and wait';
export const ESIGN_WAIT_WEBHOOK = 'esign-contract-wanted';

/** Why the person refuses. */
const REASON = '单价与报价单不一致';
const ASLEEP_WITHIN_MS = 60_000;
const END_WITHIN_MS = 120_000;
const ACROSS_PAGES = 2;

/** A case as the CRM announces it, beside its file. */
export interface PartiesCase {
	caseId: string;
	contractName: string;
	personName: string;
	personMobile: string;
	companyName: string;
	clerkName: string;
	clerkMobile: string;
}

/** A fictional case, another for each number. Mobiles are their own: messages are told apart by them. */
export function fictionalPartiesCase(now: number, number: number): PartiesCase {
	const tail = `${String(now).slice(-7)}${number}`;
	return {
		caseId: `demo-esign-${now}-${number}`,
		contractName: `销售订单 SO-DEMO-ES0${number}`,
		personName: '测试甲',
		personMobile: `138${tail}`,
		companyName: OUR_COMPANY.corpName,
		clerkName: '测试乙',
		clerkMobile: `137${tail}`,
	};
}

/** The number that the example gives its sign fields. */
export function esignCodeOf({ caseId }: Pick<PartiesCase, 'caseId'>): string {
	return `esign-${caseId}`;
}

/**
 * Plays the example twice, without a step of its own.
 *
 * @param cases one that is signed, one that is refused
 * @param samples folder with the sample files of the examples
 */
export async function playEsignWait(stage: Stage, [signed, refused]: [PartiesCase, PartiesCase], samples: string): Promise<Played> {
	return { workflow: ESIGN_WAIT, executions: [await playSigned(stage, signed, samples), await playRefused(stage, refused, samples)] };
}

async function playSigned(stage: Stage, given: PartiesCase, samples: string): Promise<Execution> {
	const { steps, sandbox } = stage;
	const { executionId, message } = await send(stage, given, samples);
	const signFlowId = text(message.flowNo);
	await signOnPage(sandbox.client, linkIn(message), signFlowId);
	const second = await linkSentTo(stage, given.clerkMobile);
	await signOnPage(sandbox.client, linkIn(second), signFlowId);
	steps.note(`the execution slept; ${given.personName} signed on ${linkIn(message)}, then ${given.clerkName} for ${given.companyName}`);
	const execution = await woken(stage, executionId);
	const report = await checkSigned(stage, given.caseId, esignCodeOf(given));
	await checkSeals(stage, signFlowId);
	if (report.contractId !== signFlowId) throw new Error(`The CRM heard of the flow ${text(report.contractId)} instead of ${signFlowId}.`);
	return execution;
}

async function playRefused(stage: Stage, given: PartiesCase, samples: string): Promise<Execution> {
	const { executionId, message } = await send(stage, given, samples);
	await refuseOnPage(stage.sandbox.client, linkIn(message), REASON);
	const execution = await woken(stage, executionId);
	const report = await reportedOnce(stage, given.caseId, 'refused');
	if (!text(report.reason).includes(REASON)) throw new Error(`The CRM heard "${text(report.reason)}" as the reason instead of "${REASON}".`);
	stage.steps.note(`${given.personName} refused; the CRM heard it with the reason "${text(report.reason)}"`);
	return execution;
}

/** Posts a case. @returns its execution, when it sleeps, and the message with the link of the first signer */
async function send(stage: Stage, given: PartiesCase, samples: string): Promise<{ executionId: string; message: Json }> {
	const executionId = await executionStartedBy(stage, async () => {
		await postForm(stage, ESIGN_WAIT_WEBHOOK, { ...given }, salesOrder(samples), 202);
	});
	await untilAsleep(stage, executionId, ASLEEP_WITHIN_MS);
	return { executionId, message: await linkSentTo(stage, given.personMobile) };
}

async function linkSentTo({ sandbox }: Stage, mobile: string): Promise<Json> {
	const sent = async () => (await sandbox.client.messagesTo(mobile)).find((message) => linkIn(message) !== '');
	return await until(`An SMS with a link to ${mobile}`, 10_000, sent, 200);
}

async function woken(stage: Stage, executionId: string): Promise<Execution> {
	const execution = await successOf(stage, executionId, END_WITHIN_MS);
	stage.steps.note(`nodes: ${execution.nodes.join(' > ')}`);
	return execution;
}

async function checkSeals({ sandbox, steps }: Stage, signFlowId: string): Promise<void> {
	const fields = records((await sandbox.client.signFlow(signFlowId))?.signers).flatMap((signer) => records(signer.fields));
	const across = fields.filter(({ style }) => style === ACROSS_PAGES);
	if (across.length !== 1 || fields.some(({ signTime }) => signTime === null)) {
		throw new Error(`Of the ${fields.length} seals of flow ${signFlowId} ${across.length} stand across its pages, or one is missing.`);
	}
	steps.note(`flow ${signFlowId} has ${fields.length} seals, two at their keywords and one across the pages`);
}
