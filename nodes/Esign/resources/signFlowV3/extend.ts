import type { Operation } from '../../../../engine/operation';
import { endOfDay, isTime, momentOf } from '../../../../engine/times';
import { signFlowId } from '../fields';
import { deadlineComplaint } from './checks';

/** 延长签署截止时间. */
export const extend: Operation = {
	name: 'Extend',
	value: 'extend',
	action: 'Extend the deadline of a sign flow',
	description: 'Set a later signing deadline, also for a flow that has expired. eSign allows it once for each flow.',
	routing: { request: { method: 'POST', url: '/v3/sign-flow/{signFlowId}/delay' } },
	source: 'documented',
	repeatable: true,
	checkOutcome: 'Sign Flow (V3) > Get shows the deadline as signFlowConfig.signFlowExpireTime.',
	fields: [
		signFlowId,
		{
			displayName: 'New Signing Deadline',
			name: 'signFlowExpireTime',
			type: 'dateTime',
			default: '',
			required: true,
			description: 'Until when the flow can be signed, 90 days from now at most and not before the deadline it has; in China time if no time zone is given. Without a time of day (00:00) it is the end of that day.',
			check: (value) => (isTime(value) ? deadlineComplaint(momentOf(endOfDay(value)), new Date()) : 'is no date and time'),
			convert: (value) => momentOf(endOfDay(value)),
			routing: { send: { type: 'body', property: 'signFlowExpireTime' } },
		},
	],
	confirms: 'extended',
};
