import type { Operation } from '../../../../engine/operation';
import { inQuery, serviceId } from '../fields';

/** 查询打款进度(正向打款). */
export const getTransferProgress: Operation = {
	name: 'Get Transfer Progress',
	value: 'getTransferProgress',
	action: 'Get the progress of the transfer to a company',
	description: 'Look up whether the amount has been transferred',
	routing: { request: { method: 'GET', url: '/open/corpCert/transferProgress' } },
	source: 'assumed',
	repeatable: true,
	fields: [inQuery(serviceId)],
};
