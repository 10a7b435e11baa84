import type { Operation } from '../../../../engine/operation';
import { inQuery, psnAccount, psnId, psnIDCardNum, psnIDCardType, shownWith } from '../fields';
import { findBy } from './fields';

/** 查询个人认证信息. */
export const getPerson: Operation = {
	name: 'Get Person',
	value: 'getPerson',
	action: 'Get the identity of a person',
	description: 'Find out whether a person is verified by eSign, and the person’s ID. Data of the person come only if authorized.',
	routing: { request: { method: 'GET', url: '/v3/persons/identity-info' } },
	source: 'documented',
	repeatable: true,
	fields: [
		findBy(
			[
				{ name: 'ID Number', value: 'psnIDCardNum' },
				{ name: 'Mobile or Email', value: 'psnAccount' },
				{ name: 'Person ID', value: 'psnId' },
			],
			'psnAccount',
		),
		inQuery(shownWith({ findBy: ['psnAccount'] }, psnAccount)),
		inQuery(shownWith({ findBy: ['psnId'] }, psnId)),
		inQuery(shownWith({ findBy: ['psnIDCardNum'] }, psnIDCardNum)),
		inQuery(shownWith({ findBy: ['psnIDCardNum'] }, psnIDCardType)),
	],
};
