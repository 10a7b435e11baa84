import type { Operation } from '../../../../engine/operation';
import { inQuery, thirdPartyUserId } from '../fields';

/** 注销机构账号(按第三方用户ID). */
export const deleteByThirdPartyId: Operation = {
	name: 'Delete by Third-Party ID',
	value: 'deleteByThirdPartyId',
	action: 'Delete an organization account by third party ID',
	description: 'Cancel an account for good. It cannot start signing any more, and what it has not signed in running flows stays unsigned.',
	routing: { request: { method: 'DELETE', url: '/v1/organizations/deleteByThirdId' } },
	source: 'documented',
	repeatable: true,
	checkOutcome: 'Get with the same ID answers that the account does not exist (53000001) if it was deleted.',
	fields: [inQuery(thirdPartyUserId)],
	confirms: 'deleted',
};
