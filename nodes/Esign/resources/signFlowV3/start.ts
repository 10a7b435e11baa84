import type { Operation } from '../../../../engine/operation';
import { signFlowId } from '../fields';

/** 开启签署流程. */
export const start: Operation = {
	name: 'Start',
	value: 'start',
	action: 'Start a sign flow',
	description: 'Begin the signing of a flow that was created as a draft. Its documents cannot change any more.',
	routing: { request: { method: 'POST', url: '/v3/sign-flow/{signFlowId}/start' } },
	source: 'documented',
	repeatable: true,
	checkOutcome: 'Sign Flow (V3) > Get shows whether it is a draft still.',
	fields: [signFlowId],
	confirms: 'started',
};
