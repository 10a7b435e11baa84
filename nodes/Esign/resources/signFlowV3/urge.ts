import type { Operation } from '../../../../engine/operation';
import { commaList, several } from '../choices';
import { at, psnAccount, psnId, shownWith, signFlowId } from '../fields';
import { who } from './who';

/** 催签流程中签署人. */
export const urge: Operation = {
	name: 'Urge',
	value: 'urge',
	action: 'Urge the signers of a sign flow',
	description: 'Remind signers whose turn it is. From half an hour after the start on, and every ten minutes at most.',
	routing: { request: { method: 'POST', url: '/v3/sign-flow/{signFlowId}/urge' } },
	source: 'documented',
	repeatable: false,
	checkOutcome: 'run it again: eSign sends no second reminder within ten minutes and answers with code 1437138 then.',
	fields: [
		signFlowId,
		{
			...who('Signer', 'Who is reminded, named as in the flow', [
				{ name: 'All Whose Turn It Is', value: 'all' },
				{ name: 'By ID', value: 'id' },
				{ name: 'By Mobile or Email', value: 'account' },
			]),
			default: 'all',
		},
		at('urgedOperator.psnAccount', shownWith({ who: ['account'] }, psnAccount)),
		at('urgedOperator.psnId', shownWith({ who: ['id'] }, psnId)),
		several(
			'Notices',
			'noticeTypes',
			[
				{ name: 'Email', value: '2' },
				{ name: 'SMS', value: '1' },
			],
			'How they are reminded; as the flow says if not set',
			{ openList: false, convert: commaList, routing: { send: { type: 'body', property: 'noticeTypes' } } },
		),
	],
	confirms: 'urged',
};
