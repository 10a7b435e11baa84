import type { Operation } from '../../../../engine/operation';
import { flowId } from './fields';

/** 签署流程归档, later called 结束. */
export const archive: Operation = {
	name: 'Archive',
	value: 'archive',
	action: 'Archive a V1 sign flow',
	description: 'Complete a flow that all have signed and that does not finish by itself. Nothing can be added to it or revoked any more.',
	routing: { request: { method: 'PUT', url: '/v1/signflows/{flowId}/archive' } },
	source: 'documented',
	repeatable: true,
	checkOutcome: 'Sign Flow (V1) > Get shows whether it is completed.',
	fields: [flowId],
	confirms: 'archived',
};
