import type { Operation } from '../../../../engine/operation';
import { authFlowId } from './fields';

/** 查询认证授权流程详情. */
export const getVerificationFlow: Operation = {
	name: 'Get Verification Flow',
	value: 'getVerificationFlow',
	action: 'Get a verification flow',
	description: 'Look up how far a verification or authorization on a page is',
	routing: { request: { method: 'GET', url: '/v3/auth-flow/{authFlowId}' } },
	source: 'documented',
	repeatable: true,
	fields: [authFlowId],
	times: ['authInfo.authFlowCreateTime', 'authInfo.authFlowUpdateTime', 'authorizedInfo.effectiveTime', 'authorizedInfo.expireTime'],
};
