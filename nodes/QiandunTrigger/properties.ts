/** The panel of the Qiandun Trigger. */
import type { INodeProperties } from 'n8n-workflow';
import { deduplicateField, docsNotice, eventsField, optionsField, respondField } from '../../engine/trigger';
import { eventOptions } from './events';

export const properties: INodeProperties[] = [
	{
		displayName:
			'Copy the Production URL above into the Qiandun console: 应用列表 (applications) → 回调配置 (callback configuration), and switch on the events you want there. The Test URL works only while this panel listens. An application has one callback URL: one workflow has to receive the events of all (see the example “Qiandun callback hub”).',
		name: 'setupNotice',
		type: 'notice',
		default: '',
	},
	eventsField(eventOptions, 'All events, also those this version has no name for', 'Events that start the workflow. Others are confirmed and dropped.'),
	{
		displayName: 'Fetch Details',
		name: 'fetchDetails',
		type: 'boolean',
		default: true,
		description:
			'Whether to fetch what happened from Qiandun. A notification names little more than an ID, and anybody can send one: only what was fetched is sure to be true.',
	},
	{
		displayName:
			'Without Fetch Details, anybody who knows the URL can start this workflow with an invented event. Do not rest decisions on it.',
		name: 'forgeryNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { fetchDetails: [false] } },
	},
	respondField('Qiandun'),
	{
		displayName: 'Confirm',
		name: 'confirm',
		type: 'options',
		options: [
			{
				name: 'After Receiving',
				value: 'afterReceiving',
				description:
					'When Qiandun has been answered. If n8n crashes while the workflow runs, Qiandun does not send the event again: retry the crashed execution by hand.',
			},
			{
				name: 'By the Workflow with Callback / Confirm',
				value: 'byWorkflow',
				description:
					'End the workflow with the Qiandun node, Callback > Confirm. An event whose workflow did not get there is let in again when it comes again: no crash can lose it, but steps may run twice.',
			},
			{
				name: 'Never',
				value: 'never',
				description:
					'Qiandun is never told. It may send each event again and again (whether it does is not documented); repetitions are dropped.',
			},
		],
		default: 'afterReceiving',
		description: 'When to tell Qiandun that an event was processed',
	},
	{
		displayName:
			'End the workflow with the Qiandun node, Callback > Confirm, with this event’s transactionId. Until then the event counts as not processed, and runs the workflow again when it comes again (after Options > Let In Again After).',
		name: 'byWorkflowNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { confirm: ['byWorkflow'] } },
	},
	deduplicateField,
	optionsField('Qiandun', 'Confirm by the Workflow, or Respond When the Workflow Finishes', [
		{
			displayName: 'Only Contracts Whose Business Code Starts With',
			name: 'businessCodePrefix',
			type: 'string',
			default: '',
			placeholder: 'e.g. SALES-',
			description: 'Events of other contracts are confirmed and dropped. Events that are not about a contract pass.',
		},
	]),
	docsNotice,
];
