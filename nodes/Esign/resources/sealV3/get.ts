import type { Operation } from '../../../../engine/operation';
import { text } from '../../../../engine/rowFields';
import { inQuery } from '../fields';
import { owner, ownerIds } from './fields';

/** 查询企业指定印章详情, 查询指定印章详情（个人）. */
export const get: Operation = {
	name: 'Get',
	value: 'get',
	action: 'Get a seal',
	description: 'Look up a seal of an organization or a person',
	routing: { request: { method: 'GET', url: '/v3/seals/org-seal-info' } },
	source: 'documented',
	repeatable: true,
	fields: [
		owner('/v3/seals/psn-seal-info'),
		...ownerIds,
		inQuery(
			text('Seal ID', 'sealId', 'ID of the seal, as Get Many returns it', {
				required: true,
				placeholder: 'e.g. 53642310-0000-0000-0000-000000000000',
			}),
		),
	],
	times: ['sealCreateTime'],
};
