/** The panel of the eSign Trigger. */
import type { INodeProperties } from 'n8n-workflow';
import { deduplicateField, docsNotice, eventsField, optionsField, respondField } from '../../engine/trigger';
import { eventOptions } from './events';

export const properties: INodeProperties[] = [
	{
		displayName:
			'Copy the Production URL above into the callback subscription (Webhook) of the eSign console, or give it to a flow as its Notify URL. Where both are set eSign sends each event twice; it runs once. The Test URL works only while this panel listens.',
		name: 'setupNotice',
		type: 'notice',
		default: '',
	},
	eventsField(eventOptions, 'All events that this version has a name for', 'Events that start the workflow. Others are answered and dropped.'),
	respondField('eSign'),
	deduplicateField,
	optionsField('eSign', 'Respond When the Workflow Finishes', [
		{
			displayName: 'Pass on Unknown Actions',
			name: 'passUnknown',
			type: 'boolean',
			default: false,
			description:
				'Whether actions that this version has no name for start the workflow too, under their own name. eSign may add new ones at any time.',
		},
	]),
	docsNotice,
];
