/** Every resource of the eSign node. Adding one adds a line here. */
import type { Resource } from '../../../engine/operation';
import { api } from './api';
import { fileV3 } from './fileV3';
import { identityV3 } from './identityV3';
import { organizationAccount } from './organizationAccount';
import { personAccount } from './personAccount';
import { sealV3 } from './sealV3';
import { signFlowV1 } from './signFlowV1';
import { signFlowV3 } from './signFlowV3';
import { silentSigning } from './silentSigning';

export const resources: Resource[] = [
	personAccount,
	organizationAccount,
	silentSigning,
	signFlowV1,
	identityV3,
	fileV3,
	signFlowV3,
	sealV3,
	api,
];
