import type { Operation } from '../../../../engine/operation';
import { flowStatus } from '../signingStatus';
import { flowId } from './fields';

/** 签署流程查询. */
export const get: Operation = {
	name: 'Get',
	value: 'get',
	action: 'Get a V1 sign flow',
	description: 'Look up a flow and how far it is',
	routing: { request: { method: 'GET', url: '/v1/signflows/{flowId}' } },
	source: 'documented',
	repeatable: true,
	fields: [flowId],
	times: ['flowStartTime', 'flowEndTime', 'signValidity', 'contractValidity'],
	stateWord: flowStatus,
};
