import type { Operation } from '../../../../engine/operation';
import { inQuery, orgId, orgIDCardNum, orgIDCardType, orgName, shownWith } from '../fields';
import { findBy } from './fields';

/** 查询机构认证信息. */
export const getOrganization: Operation = {
	name: 'Get Organization',
	value: 'getOrganization',
	action: 'Get the identity of an organization',
	description: 'Find out whether an organization is verified by eSign, and its ID',
	routing: { request: { method: 'GET', url: '/v3/organizations/identity-info' } },
	source: 'documented',
	repeatable: true,
	fields: [
		findBy(
			[
				{ name: 'Organization ID', value: 'orgId' },
				{ name: 'Organization ID Number', value: 'orgIDCardNum' },
				{ name: 'Organization Name', value: 'orgName' },
			],
			'orgName',
		),
		inQuery(shownWith({ findBy: ['orgName'] }, orgName)),
		inQuery(shownWith({ findBy: ['orgId'] }, orgId)),
		inQuery(shownWith({ findBy: ['orgIDCardNum'] }, orgIDCardNum)),
		inQuery(shownWith({ findBy: ['orgIDCardNum'] }, orgIDCardType)),
	],
};
