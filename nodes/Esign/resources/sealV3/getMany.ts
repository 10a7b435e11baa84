import type { Operation } from '../../../../engine/operation';
import { whether } from '../../../../engine/rowFields';
import { listFields } from '../../../../engine/standardFields';
import { commaList, several } from '../choices';
import { owner, ownerIds } from './fields';

/** 查询企业内部印章, 查询个人印章列表. */
export const getMany: Operation = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many seals',
	description: 'List the seals of an organization or a person',
	routing: { request: { method: 'GET', url: '/v3/seals/org-own-seal-list' } },
	source: 'documented',
	repeatable: true,
	fields: [
		owner('/v3/seals/psn-seal-list'),
		...ownerIds,
		...listFields,
		several(
			'Seal Types',
			'sealBizTypes',
			[
				{ name: 'Contract Seal', value: 'CONTRACT' },
				{ name: 'Finance Seal', value: 'FINANCE' },
				{ name: 'Legal Representative’s Seal', value: 'LEGAL_PERSON' },
				{ name: 'Official Seal', value: 'PUBLIC' },
				{ name: 'Other Seal', value: 'COMMON' },
				{ name: 'Personnel Seal', value: 'PERSONNEL' },
			],
			'Only seals of these types; for organizations',
			{ convert: commaList, routing: { send: { type: 'query', property: 'sealBizTypes' } } },
		),
		whether('Include Revoked Seals', 'revocationSeal', 'Whether seals that were deleted after use are listed too; for organizations', {
			routing: { send: { type: 'query', property: 'revocationSeal' } },
		}),
	],
	paging: { page: 'pageNum', size: 'pageSize', maxSize: 20, items: 'seals', total: 'total' },
	times: ['sealCreateTime'],
};
