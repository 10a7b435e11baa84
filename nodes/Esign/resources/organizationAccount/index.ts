import type { Resource } from '../../../../engine/operation';
import { create } from './create';
import { deleteById } from './delete';
import { deleteByThirdPartyId } from './deleteByThirdPartyId';
import { get } from './get';
import { getByThirdPartyId } from './getByThirdPartyId';
import { update } from './update';
import { updateByThirdPartyId } from './updateByThirdPartyId';

/** 机构账号. */
export const organizationAccount: Resource = {
	name: 'Organization Account',
	value: 'organizationAccount',
	description: 'Companies and other organizations as signers',
	operations: [create, get, getByThirdPartyId, update, updateByThirdPartyId, deleteById, deleteByThirdPartyId],
};
