// The eSign example with a template, played through: an order becomes a contract, and the CRM gets the link to sign.
import { type Json, records, text } from './json.mts';
import type { Execution } from './n8n-client.mts';
import { executionStartedBy, type Played, postAccepted, type Stage, successOf } from './stage.mts';

/** Name of the workflow in examples/esign-template-contract.json, and the path of its webhook. */
export const ESIGN_TEMPLATE = 'eSign: a contract from a template';
export const ESIGN_TEMPLATE_WEBHOOK = 'sales-order-confirmed';

const END_WITHIN_MS = 60_000;

/** An order as the CRM announces it. */
export interface Order {
	caseId: string;
	buyerName: string;
	buyerMobile: string;
	product: string;
	quantity: string;
	totalAmount: string;
	deliveryDate: string;
	deliveryAddress: string;
}

/** An order whose contract is out. */
export interface SentOrder extends Order {
	signFlowId: string;
	signingUrl: string;
}

/** A fictional order, another for each number. */
export function fictionalOrder(now: number, number: number): Order {
	return {
		caseId: `demo-order-${now}-${number}`,
		buyerName: '测试丁',
		buyerMobile: `136${String(now).slice(-7)}${number}`,
		product: '虚构样品',
		quantity: '10',
		totalAmount: '1000.00',
		deliveryDate: '2027-03-01',
		deliveryAddress: '虚构省样本市测试区不存在路1号',
	};
}

/** The business code that the examples make of an order. */
export function orderCodeOf({ caseId }: Pick<Order, 'caseId'>): string {
	return `order-${caseId}`;
}

/** Plays the example once for each order, without a step of its own. */
export async function playTemplateContract(stage: Stage, orders: readonly Order[]): Promise<Played> {
	const executions: Execution[] = [];
	for (const order of orders) {
		const id = await executionStartedBy(stage, () =>
			postAccepted(stage, ESIGN_TEMPLATE_WEBHOOK, order, `{"caseId":"${order.caseId}", ...}`),
		);
		const execution = await successOf(stage, id, END_WITHIN_MS);
		const { signingUrl } = await sentOrder(stage, order);
		stage.steps.note(`nodes: ${execution.nodes.join(' > ')}`);
		stage.steps.note(`the CRM heard where ${order.buyerName} can sign: ${signingUrl}`);
		executions.push(execution);
	}
	return { workflow: ESIGN_TEMPLATE, executions };
}

/** The contract of an order, as the CRM heard of it. @throws Error when it is not out, or not as it should be */
export async function sentOrder({ sandbox }: Pick<Stage, 'sandbox'>, order: Order): Promise<SentOrder> {
	const report = (await sandbox.client.caseReports(order.caseId)).at(-1);
	if (report?.status !== 'sent') throw new Error(`The CRM heard "${text(report?.status)}" about ${order.caseId} instead of "sent". ${text(report?.reason)}`);
	const signFlowId = text(report.contractId);
	const signers = records((await sandbox.client.signFlow(signFlowId))?.signers);
	const codes = signers.flatMap((signer) => records(signer.fields)).map(({ customBizNum }: Json) => customBizNum);
	if (signers.length !== 2 || codes.some((code) => code !== orderCodeOf(order))) {
		throw new Error(`The flow ${signFlowId} has ${signers.length} signers, and the numbers ${codes.map(text).join(', ')} instead of ${orderCodeOf(order)}.`);
	}
	return { ...order, signFlowId, signingUrl: text(report.signingUrl) };
}
