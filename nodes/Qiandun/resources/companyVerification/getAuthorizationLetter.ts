import type { Operation } from '../../../../engine/operation';
import { inQuery, serviceId } from '../fields';

/** 企业经办人授权书认证-查询. */
export const getAuthorizationLetter: Operation = {
	name: 'Get Authorization Letter',
	value: 'getAuthorizationLetter',
	action: 'Get the authorization letter of a company',
	description: 'Look up whether the authorization letter was accepted',
	routing: { request: { method: 'GET', url: '/open/corpCert/authorizationResult' } },
	source: 'assumed',
	repeatable: true,
	fields: [inQuery(serviceId)],
};
