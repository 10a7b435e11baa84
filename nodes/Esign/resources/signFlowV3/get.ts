import type { Operation } from '../../../../engine/operation';
import { signFlowId } from '../fields';
import { signFlowStatus } from '../signingStatus';

/** 查询签署流程详情. */
export const get: Operation = {
	name: 'Get',
	value: 'get',
	action: 'Get a sign flow',
	description: 'Look up a flow, its documents, and how far its signers have come',
	routing: { request: { method: 'GET', url: '/v3/sign-flow/{signFlowId}/detail' } },
	source: 'documented',
	repeatable: true,
	fields: [signFlowId],
	times: [
		'signFlowCreateTime',
		'signFlowStartTime',
		'signFlowFinishTime',
		'signFlowConfig.signFlowExpireTime',
		'signers.signFields.statusUpdateTime',
	],
	stateWord: signFlowStatus,
};
