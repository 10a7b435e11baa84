import type { Resource } from '../../../../engine/operation';
import { create } from './create';
import { deleteById } from './delete';
import { deleteByThirdPartyId } from './deleteByThirdPartyId';
import { get } from './get';
import { getByThirdPartyId } from './getByThirdPartyId';
import { update } from './update';
import { updateByThirdPartyId } from './updateByThirdPartyId';

/** 个人账号. */
export const personAccount: Resource = {
	name: 'Person Account',
	value: 'personAccount',
	description: 'People as signers',
	operations: [create, get, getByThirdPartyId, update, updateByThirdPartyId, deleteById, deleteByThirdPartyId],
};
