import type { Operation } from '../../../../engine/operation';
import { accountId, contractId } from '../fields';

/** 无感签署(申请开放). */
export const signSilently: Operation = {
	name: 'Sign Silently',
	value: 'signSilently',
	action: 'Sign a contract silently',
	description:
		'Sign for a signer who has authorized silent signing, without asking. The platform opens this only on application.',
	routing: { request: { method: 'POST', url: '/open/contract/autoSign' } },
	source: 'assumed',
	repeatable: false,
	checkOutcome: 'Contract > Get Signers with the same contract and account tells whether it is signed.',
	fields: [contractId, accountId],
	confirms: 'signed',
};
