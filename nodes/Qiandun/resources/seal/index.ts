import type { Resource } from '../../../../engine/operation';
import { get } from './get';
import { getMany } from './getMany';
import { getSilentSigningUrl } from './getSilentSigningUrl';

/** 印章管理. */
export const seal: Resource = {
	name: 'Seal',
	value: 'seal',
	description: 'Seals of people and companies',
	operations: [getMany, get, getSilentSigningUrl],
};
