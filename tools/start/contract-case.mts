// The contract example, played through: a case with a PDF goes in, both sign, the signed PDF is in the archive, the CRM knows its hash.
import { createHash } from 'node:crypto';
import { type Json, records, text } from './json.mts';
import type { Execution } from './n8n-client.mts';
import { fictionalIdNumber, OUR_COMPANY, Parties, type Person, signOnPage } from './parties.mts';
import { executionStartedBy, isOver, postForm, reason, salesOrder, type Stage, successOf } from './stage.mts';
import { until } from './steps.mts';

/** Name of the workflow in examples/contract-send-and-file.json, and the path of its webhook. */
export const CONTRACT_CASE = 'Qiandun: send a contract and file the signed PDF';
export const CONTRACT_CASE_WEBHOOK = 'contract-requested';

const CONTRACT_WITHIN_MS = 60_000;
const END_WITHIN_MS = 120_000;

/** A case as the CRM announces it, beside its file. */
export interface ContractCase {
	caseId: string;
	contractName: string;
	personAccountId: string;
	personName: string;
	personMobile: string;
}

/** A fictional case, new each time, of a fictional person. */
export function fictionalCase(now: number): ContractCase {
	return {
		caseId: `demo-${now}`,
		contractName: '销售订单 SO-DEMO-0001',
		personAccountId: `buyer-${now}`,
		personName: '测试甲',
		personMobile: '13900000000',
	};
}

function buyerOf({ personAccountId, personName, personMobile }: ContractCase): Person {
	return { accountId: personAccountId, name: personName, mobile: personMobile, idNumber: fictionalIdNumber(1) };
}

/**
 * Plays the example once, in three steps.
 *
 * @param samples folder with the sample files of the examples
 * @returns the execution, which has succeeded
 * @throws StepFailure naming the step
 */
export async function playContractCase(stage: Stage, contractCase: ContractCase, samples: string): Promise<Execution> {
	const { n8n, sandbox, workflow, steps, children } = stage;
	const executionId = await steps.run('CRM event: a case with a PDF to be signed', async () => {
		const parties = new Parties(sandbox);
		await children.guard(Promise.all([parties.company(OUR_COMPANY), parties.person(buyerOf(contractCase))]));
		// Of all answers the one that must not get lost: the node has to find the contract it made, not make another.
		await sandbox.client.arm({ path: '/open/contract/createByFile', fault: 'dropAfter' });
		const post = async () => {
			await postForm(stage, CONTRACT_CASE_WEBHOOK, { ...contractCase }, salesOrder(samples), 202);
		};
		return children.guard(executionStartedBy(stage, post));
	});

	const contractId = await steps.run('Both signers open their links and sign', () =>
		children.guard(signAll(stage, contractCase, executionId)),
	);

	return steps.run('The signed PDF is filed', async () => {
		const execution = await successOf(stage, executionId, END_WITHIN_MS);
		steps.note(`nodes: ${execution.nodes.join(' > ')}`);
		await children.guard(readBack(stage, contractCase, contractId));
		steps.note(`execution: ${n8n.executionPage(workflow.id, execution.id)}`);
		return execution;
	});
}

/** Signs on the pages whose addresses the workflow got, with the codes that came by SMS. @returns the contract's id */
async function signAll(stage: Stage, { caseId, personAccountId }: ContractCase, executionId: string): Promise<string> {
	const { sandbox, steps, n8n } = stage;
	const contract = await until('A contract with links for both signers', CONTRACT_WITHIN_MS, async () => {
		const found = await sandbox.client.contract(businessCodeOf(caseId));
		if (found !== undefined && records(found.signUrls).length >= 2) return found;
		const seen = await n8n.execution(executionId);
		if (isOver(seen)) throw new Error(`The workflow ended before it had both signing links: ${reason(seen)}`);
		return undefined;
	});
	const contractId = text(contract.contractId);
	for (const accountId of [personAccountId, OUR_COMPANY.accountId]) {
		const page = text(records(contract.signUrls).find((link) => link.accountId === accountId)?.url);
		await signOnPage(sandbox.client, page, contractId);
		steps.note(`${accountId} signed on ${page}`);
	}
	return contractId;
}

async function readBack({ sandbox, steps }: Stage, { caseId }: ContractCase, contractId: string): Promise<void> {
	const contract = await sandbox.client.contract(businessCodeOf(caseId));
	if (text(contract?.status) !== 'finished') throw new Error(`The contract ${contractId} is not finished.`);
	const [company] = records(contract?.signatures).filter(({ accountId }) => accountId === OUR_COMPANY.accountId);
	if (!records(company?.signFields).some(({ signFieldStyle }) => signFieldStyle === 2)) {
		throw new Error(`The company's seal does not stand across the pages of contract ${contractId}.`);
	}
	const made = (await sandbox.client.contracts()).filter(({ businessCode }) => businessCode === businessCodeOf(caseId));
	if (made.length !== 1) throw new Error(`The sandbox has ${made.length} contracts with the business code ${businessCodeOf(caseId)}.`);
	steps.note('the answer to the create was cut off on purpose: one contract was made, and found again');
	steps.note(`contract ${contractId} is finished, with the company's seal across its pages`);
	await checkSigned({ sandbox, steps }, caseId, businessCodeOf(caseId));
}

/**
 * Reads back what the archive and the CRM have of a case that is signed.
 *
 * @returns what the CRM heard
 * @throws Error when the CRM did not hear it exactly once, or the file is another one
 */
export async function checkSigned(stage: Pick<Stage, 'sandbox' | 'steps'>, caseId: string, businessCode: string): Promise<Json> {
	const { sandbox, steps } = stage;
	const report = await reportedOnce(stage, caseId, 'signed');
	if (report.businessCode !== businessCode) throw new Error(`The CRM heard of another business code: ${text(report.businessCode)}`);
	await checkFile(sandbox.client.file(text(report.filedAt)), text(report.sha256));
	steps.note(`the archive has ${decodeURIComponent(text(report.filedAt))}; the CRM heard its SHA-256 ${text(report.sha256).slice(0, 16)}…`);
	return report;
}

/** What the CRM heard of the end of a case. @throws Error when it did not hear this status exactly once */
export async function reportedOnce({ sandbox }: Pick<Stage, 'sandbox'>, caseId: string, status: string): Promise<Json> {
	const reports = await sandbox.client.caseReports(caseId);
	const [report, ...others] = reports.filter((one) => one.status === status);
	if (report !== undefined && others.length === 0) return report;
	const last = reports.at(-1);
	const count = report === undefined ? 0 : others.length + 1;
	throw new Error(`The CRM heard ${count} times that ${caseId} is ${status}, and last "${text(last?.status)}". ${text(last?.reason)}`.trim());
}

/** @throws Error when the file in the archive is no PDF or another than the CRM heard of */
export async function checkFile(filed: Promise<Buffer>, sha256: string): Promise<void> {
	const content = await filed;
	const own = createHash('sha256').update(content).digest('hex');
	if (own !== sha256 || !content.subarray(0, 5).equals(Buffer.from('%PDF-'))) {
		throw new Error(`The file in the archive is not the PDF whose SHA-256 the CRM heard: ${own} instead of ${sha256}.`);
	}
}

function businessCodeOf(caseId: string): string {
	return `case-${caseId}`;
}
