import type { Operation } from '../../../../engine/operation';
import { flowId } from './fields';

/** 签署流程开启. */
export const start: Operation = {
	name: 'Start',
	value: 'start',
	action: 'Start a V1 sign flow',
	description: 'Begin the signing of a flow that was created as a draft. Its documents cannot change any more.',
	routing: { request: { method: 'PUT', url: '/v1/signflows/{flowId}/start' } },
	source: 'documented',
	repeatable: true,
	checkOutcome: 'Sign Flow (V1) > Get shows whether it is a draft still.',
	fields: [flowId],
	confirms: 'started',
};
