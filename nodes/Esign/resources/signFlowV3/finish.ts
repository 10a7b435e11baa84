import type { Operation } from '../../../../engine/operation';
import { signFlowId } from '../fields';

/** 完结签署流程. */
export const finish: Operation = {
	name: 'Finish',
	value: 'finish',
	action: 'Finish a sign flow',
	description: 'Complete a flow that all have signed and that does not finish by itself. Nothing can be added to it or revoked any more.',
	routing: { request: { method: 'POST', url: '/v3/sign-flow/{signFlowId}/finish' } },
	source: 'documented',
	repeatable: true,
	checkOutcome: 'Sign Flow (V3) > Get shows whether it is completed.',
	fields: [signFlowId],
	confirms: 'finished',
};
