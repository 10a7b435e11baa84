import type { Operation } from '../../../../engine/operation';
import { inQuery, thirdPartyUserId } from '../fields';

/** 查询个人账号(按第三方用户ID). */
export const getByThirdPartyId: Operation = {
	name: 'Get by Third-Party ID',
	value: 'getByThirdPartyId',
	action: 'Get a person account by third party ID',
	description: 'Look up an account by your own ID',
	routing: { request: { method: 'GET', url: '/v1/accounts/getByThirdId' } },
	source: 'documented',
	repeatable: true,
	fields: [inQuery(thirdPartyUserId)],
};
