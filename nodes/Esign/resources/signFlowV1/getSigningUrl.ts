import type { Operation } from '../../../../engine/operation';
import { text } from '../../../../engine/rowFields';
import { inQuery } from '../fields';
import { flowId } from './fields';

/** 获取签署地址. */
export const getSigningUrl: Operation = {
	name: 'Get Signing URL',
	value: 'getSigningUrl',
	action: 'Get the signing URL of a V1 sign flow',
	description: 'Get the page on which a signer signs, or which only shows the documents. The flow must have started.',
	routing: { request: { method: 'GET', url: '/v1/signflows/{flowId}/executeUrl' } },
	source: 'documented',
	repeatable: true,
	fields: [
		flowId,
		inQuery(
			text('Account ID', 'accountId', 'Account ID of the signer; for an organization, of who acts for it', {
				required: true,
				placeholder: 'e.g. 1c04a729df94422ab8c8b664b5b1370e',
			}),
		),
		inQuery(
			text('Organization ID', 'organizeId', 'ID of the organization the signer acts for (orgId), or 0 for all of them; without it the page shows the signer’s own part only', {
				placeholder: 'e.g. 0',
			}),
		),
		inQuery({
			displayName: 'URL Type',
			name: 'urlType',
			type: 'options',
			options: [
				{ name: 'Preview', value: '1', description: 'Shows the documents only' },
				{ name: 'Sign', value: '0' },
			],
			default: '0',
			description: 'What the page is for',
		}),
		inQuery(text('App Scheme', 'appScheme', 'Address that leads from Alipay back into your app after a face check', { placeholder: 'e.g. esign://demo/signBack' })),
	],
};
