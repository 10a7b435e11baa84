import type { Operation } from '../../../../engine/operation';
import { text } from '../../../../engine/rowFields';
import { nameComplaint } from '../names';
import { flowId } from './fields';

const MOST_BYTES = 400;

/** 签署流程撤销. */
export const revoke: Operation = {
	name: 'Revoke',
	value: 'revoke',
	action: 'Revoke a V1 sign flow',
	description: 'End a flow that is being signed. All signatures become void.',
	routing: { request: { method: 'PUT', url: '/v1/signflows/{flowId}/revoke' } },
	source: 'documented',
	repeatable: true,
	checkOutcome: 'Sign Flow (V1) > Get shows whether it is revoked.',
	fields: [
		flowId,
		text('Operator Account ID', 'operatorId', 'Account ID of the person who initiated the flow; your own app if not set', {
			routing: { send: { type: 'body', property: 'operatorId' } },
		}),
		text('Reason', 'revokeReason', `Why it is revoked; ${MOST_BYTES} bytes at most, a Chinese character has three`, {
			placeholder: 'e.g. 合同条款错误',
			check: (value) =>
				nameComplaint(value) ??
				(Buffer.byteLength(String(value)) > MOST_BYTES ? `has ${Buffer.byteLength(String(value))} bytes; at most ${MOST_BYTES} are taken` : undefined),
			routing: { send: { type: 'body', property: 'revokeReason' } },
		}),
	],
	confirms: 'revoked',
};
