import type { Operation } from '../../../../engine/operation';
import { inQuery, thirdPartyUserId } from '../fields';
import { idNumber, idType, newName, orgLegalIdNumber, orgLegalName } from './fields';

/** 修改机构账号(按第三方用户ID). As Update, found by the caller's own ID. */
export const updateByThirdPartyId: Operation = {
	name: 'Update by Third-Party ID',
	value: 'updateByThirdPartyId',
	action: 'Update an organization account by third party ID',
	description: 'Change only what is set here. A new name makes the account unverified; ID number and type can be set only while they are empty.',
	routing: { request: { method: 'POST', url: '/v1/organizations/updateByThirdId' } },
	source: 'documented',
	repeatable: true,
	changes: true,
	fields: [inQuery(thirdPartyUserId), newName, idType, idNumber, orgLegalName, orgLegalIdNumber],
};
