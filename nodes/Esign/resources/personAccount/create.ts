import type { Operation } from '../../../../engine/operation';
import { returnExisting } from '../../../../engine/standardFields';
import { email, mobile, newThirdPartyUserId, required } from '../fields';
import { idNumber, idType, name } from './fields';
import { getByThirdPartyId } from './getByThirdPartyId';

/** 创建个人账号. The platform knows it by the caller's own ID, and gives it one of its own. */
export const create: Operation = {
	name: 'Create',
	value: 'create',
	action: 'Create a person account',
	description: 'Register a person under your own ID. The platform makes a seal of the name and applies for a certificate.',
	routing: { request: { method: 'POST', url: '/v1/accounts/createByThirdPartyUserId' } },
	source: 'documented',
	repeatable: true,
	checkOutcome: 'Person Account > Get by Third-Party ID shows the account if it was created. With Return Existing Account on, running Create again does the same.',
	fields: [newThirdPartyUserId, required(name), mobile, email, idType, idNumber, returnExisting('Account', 'third-party user ID')],
	existing: { code: '53000000', read: getByThirdPartyId },
};
