import type { Operation } from '../../../../engine/operation';
import { signFlowBody } from './body';
import { attachments, documents } from './documentFields';
import { autoFinish, flowFields, signFlowTitle } from './flowFields';
import { keywordPlaces } from './keywords';
import { signers, signersFrom, signersJson } from './signerFields';

/** 基于文件发起签署. */
export const createFromFiles: Operation = {
	name: 'Create From Files',
	value: 'createFromFiles',
	action: 'Create a sign flow from files',
	description: 'Make a flow of uploaded files and send it to its signers. eSign knows no key of your own for a flow: run twice, it makes two.',
	routing: { request: { method: 'POST', url: '/v3/sign-flow/create-by-file' } },
	source: 'documented',
	repeatable: false,
	checkOutcome:
		'Sign Flow (V3) > Get Many, started from a few minutes ago on, shows a flow with this title if it was created; a draft (Start at Once turned off) has not started, so look for that in the eSign console. eSign takes no key of your own by which the node could find it.',
	fields: [signFlowTitle, documents, signersFrom, signers, signersJson, autoFinish, attachments, ...flowFields],
	toBody: signFlowBody,
	gather: { field: 'signersFrom', value: 'items', rows: 'signers', group: 'signer' },
	lookUp: keywordPlaces,
};
