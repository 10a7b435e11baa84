import type { Operation } from '../../../../engine/operation';
import { text } from '../../../../engine/rowFields';
import { signFlowId } from '../fields';

const LONGEST_REASON = 50;

/** 撤销签署流程. */
export const revoke: Operation = {
	name: 'Revoke',
	value: 'revoke',
	action: 'Revoke a sign flow',
	description: 'End a flow that is being signed. All signatures become void; signers who have signed should agree first.',
	routing: { request: { method: 'POST', url: '/v3/sign-flow/{signFlowId}/revoke' } },
	source: 'documented',
	repeatable: true,
	checkOutcome: 'Sign Flow (V3) > Get shows whether it is revoked.',
	fields: [
		signFlowId,
		text('Reason', 'revokeReason', `Why it is revoked; ${LONGEST_REASON} characters at most`, {
			placeholder: 'e.g. 合同条款错误',
			check: (value) =>
				[...String(value)].length > LONGEST_REASON ? `has ${[...String(value)].length} characters; at most ${LONGEST_REASON} are taken` : undefined,
			routing: { send: { type: 'body', property: 'revokeReason' } },
		}),
	],
	confirms: 'revoked',
};
