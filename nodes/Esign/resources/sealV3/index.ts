import type { Resource } from '../../../../engine/operation';
import { get } from './get';
import { getMany } from './getMany';

/** 印章 (V3). */
export const sealV3: Resource = {
	name: 'Seal (V3)',
	value: 'sealV3',
	description: 'Seals of organizations and people',
	operations: [getMany, get],
};
