import type { Operation } from '../../../../engine/operation';
import { returnExisting } from '../../../../engine/standardFields';
import { newThirdPartyUserId, required } from '../fields';
import { creator, idNumber, idType, name, orgLegalIdNumber, orgLegalName } from './fields';
import { getByThirdPartyId } from './getByThirdPartyId';

/** 创建机构账号. The platform knows it by the caller's own ID, and gives it one of its own. */
export const create: Operation = {
	name: 'Create',
	value: 'create',
	action: 'Create an organization account',
	description: 'Register an organization under your own ID',
	routing: { request: { method: 'POST', url: '/v1/organizations/createByThirdPartyUserId' } },
	source: 'documented',
	repeatable: true,
	checkOutcome: 'Organization Account > Get by Third-Party ID shows the account if it was created. With Return Existing Account on, running Create again does the same.',
	fields: [newThirdPartyUserId, required(name), creator, idType, idNumber, orgLegalName, orgLegalIdNumber, returnExisting('Account', 'third-party user ID')],
	existing: { code: '53000000', read: getByThirdPartyId },
};
