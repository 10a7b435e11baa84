import type { Resource } from '../../../../engine/operation';
import { createAndWait } from './createAndWait';
import { createFromFiles } from './createFromFiles';
import { downloadFiles } from './downloadFiles';
import { extend } from './extend';
import { finish } from './finish';
import { get } from './get';
import { getMany } from './getMany';
import { getSigningUrl } from './getSigningUrl';
import { revoke } from './revoke';
import { start } from './start';
import { urge } from './urge';

/** 合同签署 (V3). */
export const signFlowV3: Resource = {
	name: 'Sign Flow (V3)',
	value: 'signFlowV3',
	description: 'Documents on their way through their signers',
	operations: [createFromFiles, createAndWait, start, get, getMany, getSigningUrl, downloadFiles, revoke, finish, extend, urge],
};
