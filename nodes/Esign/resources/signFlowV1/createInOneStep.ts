import type { Operation } from '../../../../engine/operation';
import { signersFrom } from '../signFlowV3/signerFields';
import { oneStepBody } from './body';
import { autoArchive, businessScene, documents, flowFields } from './flowFields';
import { signers, signersJson } from './signerFields';

/** 一步发起签署. */
export const createInOneStep: Operation = {
	name: 'Create In One Step',
	value: 'createInOneStep',
	action: 'Create a V1 sign flow in one step',
	description: 'Make a flow of uploaded files for V1 accounts and send it to its signers. eSign knows no key of your own for a flow: run twice, it makes two.',
	routing: { request: { method: 'POST', url: '/api/v2/signflows/createFlowOneStep' } },
	source: 'documented',
	repeatable: false,
	checkOutcome:
		'eSign has no way to look for a V1 flow of which the ID is not known: look for the title in the eSign console, or wait for the notification at the Notify URL.',
	fields: [businessScene, documents, signersFrom, signers, signersJson, autoArchive, ...flowFields],
	toBody: oneStepBody,
	gather: { field: 'signersFrom', value: 'items', rows: 'signers', group: 'signer' },
};
