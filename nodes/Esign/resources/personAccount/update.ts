import type { Operation } from '../../../../engine/operation';
import { email, mobile } from '../fields';
import { accountId, idNumber, idType, newName } from './fields';

/** 修改个人账号(按账号id). Only what is set is sent; the platform leaves the rest as it is. */
export const update: Operation = {
	name: 'Update',
	value: 'update',
	action: 'Update a person account',
	description: 'Change only what is set here. A new name makes the account unverified; ID number and type can be set only while they are empty.',
	routing: { request: { method: 'PUT', url: '/v1/accounts/{accountId}' } },
	source: 'documented',
	repeatable: true,
	changes: true,
	fields: [accountId, newName, mobile, email, idType, idNumber],
};
