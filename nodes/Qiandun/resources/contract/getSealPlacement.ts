import type { Operation } from '../../../../engine/operation';
import { inQuery, serviceId } from '../fields';

/** 获取拖章定位: sign fields as Contract / Create takes them. */
export const getSealPlacement: Operation = {
	name: 'Get Seal Placement',
	value: 'getSealPlacement',
	action: 'Get the seal placement',
	description: 'Get where the seals were placed on the page, as sign fields for Create',
	routing: { request: { method: 'GET', url: '/open/contract/sealPosition' } },
	source: 'assumed',
	repeatable: true,
	fields: [inQuery({ ...serviceId, description: 'ID that Get Seal Placement Page returned (serviceId)' })],
};
