import type { Operation } from '../../../../engine/operation';
import { idNumber, idType, newName, orgId, orgLegalIdNumber, orgLegalName } from './fields';

/** 修改机构账号(按账号id). Only what is set is sent; the platform leaves the rest as it is. */
export const update: Operation = {
	name: 'Update',
	value: 'update',
	action: 'Update an organization account',
	description: 'Change only what is set here. A new name makes the account unverified; ID number and type can be set only while they are empty.',
	routing: { request: { method: 'PUT', url: '/v1/organizations/{orgId}' } },
	source: 'documented',
	repeatable: true,
	changes: true,
	fields: [orgId, newName, idType, idNumber, orgLegalName, orgLegalIdNumber],
};
