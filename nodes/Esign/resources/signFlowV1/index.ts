import type { Resource } from '../../../../engine/operation';
import { archive } from './archive';
import { createInOneStep } from './createInOneStep';
import { download } from './download';
import { get } from './get';
import { getSigningUrl } from './getSigningUrl';
import { revoke } from './revoke';
import { start } from './start';

/** 签署流程 (V1, 非标版). */
export const signFlowV1: Resource = {
	name: 'Sign Flow (V1)',
	value: 'signFlowV1',
	description: 'Documents on their way through signers with V1 accounts',
	operations: [createInOneStep, start, get, getSigningUrl, download, revoke, archive],
};
