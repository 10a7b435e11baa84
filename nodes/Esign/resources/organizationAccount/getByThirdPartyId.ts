import type { Operation } from '../../../../engine/operation';
import { inQuery, thirdPartyUserId } from '../fields';

/** 查询机构账号(按第三方用户ID). */
export const getByThirdPartyId: Operation = {
	name: 'Get by Third-Party ID',
	value: 'getByThirdPartyId',
	action: 'Get an organization account by third party ID',
	description: 'Look up an account by your own ID',
	routing: { request: { method: 'GET', url: '/v1/organizations/getByThirdId' } },
	source: 'documented',
	repeatable: true,
	fields: [inQuery(thirdPartyUserId)],
};
