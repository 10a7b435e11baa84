import type { Resource } from '../../../../engine/operation';
import { create } from './create';
import { download } from './download';
import { get } from './get';
import { getSealPlacement } from './getSealPlacement';
import { getSealPlacementPage } from './getSealPlacementPage';
import { getSigners } from './getSigners';
import { getSigningUrl } from './getSigningUrl';
import { signSilently } from './signSilently';

/** 合同. */
export const contract: Resource = {
	name: 'Contract',
	value: 'contract',
	description: 'Contracts, their signers and their files',
	operations: [create, get, getSigners, getSigningUrl, download, signSilently, getSealPlacementPage, getSealPlacement],
};
