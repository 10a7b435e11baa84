import type { Resource } from '../../../../engine/operation';
import { grant } from './grant';
import { revoke } from './revoke';

/** 静默签署. */
export const silentSigning: Resource = {
	name: 'Silent Signing',
	value: 'silentSigning',
	description: 'Permission to sign for an account without asking each time',
	operations: [grant, revoke],
};
