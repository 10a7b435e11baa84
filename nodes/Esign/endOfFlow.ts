/** webhook() of the eSign node: e签宝 reports to an execution that waits for the end of its flow. */
import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { answered, bodyOf, isRefusal, messageOf, refuse } from '../../engine/callback';
import { isPlainObject } from '../../engine/json';
import { perNode, Receipts, statusAnswered, type Answering } from '../../engine/receipts';
import { statusIn } from '../../engine/signingStatus';
import { isoOf } from '../../engine/times';
import { WAITED_UNTIL } from '../../engine/wait';
import { signFlowStatus } from './resources/signingStatus';
import { verifyCallback } from './verifyCallback';

const MOST_BYTES = 1_048_576;
const END = 'SIGN_FLOW_COMPLETE';
const receiptsOf = perNode(() => new Receipts());

/** Never throws: n8n would fail the execution that waits, for whatever came. */
export async function endOfFlow(this: IWebhookFunctions): Promise<IWebhookResponseData> {
	try {
		return await wakeAtEnd.call(this);
	} catch (error) {
		return refuse.call(this, { status: 503, reason: 'The callback cannot be received now', retryAfter: 10, detail: messageOf(error) });
	}
}

/** What is not from the platform is refused, what is not the end of this flow is answered and changes nothing. */
async function wakeAtEnd(this: IWebhookFunctions): Promise<IWebhookResponseData> {
	const forged = await verifyCallback.call(this);
	if (forged) return refuse.call(this, forged);
	const body = bodyOf.call(this, MOST_BYTES);
	if (isRefusal(body)) return refuse.call(this, body);
	// What was created: the item with which the execution went to sleep.
	const waiting: unknown = this.evaluateExpression('{{ $json }}', 0);
	const created = Object.fromEntries(Object.entries(isPlainObject(waiting) ? waiting : {}).filter(([name]) => name !== WAITED_UNTIL));
	if (body.action !== END || String(body.signFlowId) !== String(created.signFlowId)) return answered('');
	if (!takesOn.call(this, String(created.signFlowId))) return refuse.call(this, { status: 409, reason: 'The end of this flow was taken already' });
	const { signFlowStatus: status, statusDescription, signFlowFinishTime } = body;
	const finished = isoOf(signFlowFinishTime);
	return {
		workflowData: [
			[
				{
					json: {
						...created,
						signFlowStatus: Number.isNaN(Number(status)) ? null : Number(status),
						signingStatus: statusIn(signFlowStatus.words, status),
						statusDescription: statusDescription ?? null,
						signFlowFinishTime: signFlowFinishTime ?? null,
						...(finished !== undefined && { signFlowFinishTimeIso: finished }),
						limitReached: false,
					},
				},
			],
		],
	};
}

/**
 * Whether this end is the one of all that come to this process. n8n 1.x does not look whether the execution still waits when
 * it wakes it, so that two at the same moment would both go on.
 */
function takesOn(this: IWebhookFunctions, signFlowId: string): boolean {
	const receipts = receiptsOf(this);
	const earlier = receipts.find(signFlowId);
	if (earlier !== undefined && earlier.state !== 'failed') return false;
	const receipt = receipts.open(signFlowId);
	void statusAnswered(this.getResponseObject() as Answering).then((status) => {
		const isAccepted = status !== undefined && status >= 200 && status < 300;
		receipt.settle(isAccepted ? 'accepted' : 'failed', isAccepted);
	});
	return true;
}
