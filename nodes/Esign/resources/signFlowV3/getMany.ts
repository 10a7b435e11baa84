import type { Operation } from '../../../../engine/operation';
import { listFields } from '../../../../engine/standardFields';
import { signFlowStatus } from '../signingStatus';
import { listBody, listFilters } from './listFilters';

/** 查询签署流程列表: flows that this app made through the API. */
export const getMany: Operation = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many sign flows',
	description: 'List the flows of a time, which this app has made through the API; drafts are not among them',
	routing: { request: { method: 'POST', url: '/v3/sign-flow/sign-flow-list' } },
	source: 'documented',
	repeatable: true,
	fields: [...listFilters, ...listFields],
	oneOf: [['signFlowStartTimeFrom', 'signFlowFinishTimeFrom']],
	toBody: listBody,
	paging: { page: 'pageNum', size: 'pageSize', maxSize: 100, items: 'signFlowInfos', total: 'total' },
	times: ['signFlowStartTime', 'signFlowEndTime'],
	stateWord: signFlowStatus,
};
