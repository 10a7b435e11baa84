import type { Field } from '../../../../engine/operation';

/** 流程ID of V1. */
export const flowId: Field = {
	displayName: 'Flow ID',
	name: 'flowId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 429b1d3038854cabbcdac0a63d7e4c0d',
	description: 'ID of the flow (flowId), as Create In One Step returns it',
};
