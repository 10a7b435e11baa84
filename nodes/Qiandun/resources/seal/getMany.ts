import type { Operation } from '../../../../engine/operation';
import { listFields } from '../../../../engine/standardFields';
import { accountId, inQuery } from '../fields';

/** 查询印章列表. */
export const getMany: Operation = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many seals',
	description: 'List the seals of a person or company',
	routing: { request: { method: 'GET', url: '/open/seal/list' } },
	source: 'assumed',
	repeatable: true,
	fields: [inQuery(accountId), ...listFields],
	paging: { page: 'pageNum', size: 'pageSize', maxSize: 50, items: 'list', total: 'total' },
};
