import type { Operation } from '../../../../engine/operation';
import { whether } from '../../../../engine/rowFields';
import { REDIRECT_DELAYS } from '../choices';
import { appScheme, at, clientType, orgId, orgName, psnAccount, psnId, redirectUrl, shownWith, signFlowId } from '../fields';
import { who } from './who';

/** 获取签署页面链接. */
export const getSigningUrl: Operation = {
	name: 'Get Signing URL',
	value: 'getSigningUrl',
	action: 'Get the signing URL of a sign flow',
	description: 'Get the page on which a signer signs, or which only shows the documents. The flow must have started.',
	routing: { request: { method: 'POST', url: '/v3/sign-flow/{signFlowId}/sign-url' } },
	source: 'documented',
	// A second address leads to the same flow.
	repeatable: true,
	fields: [
		signFlowId,
		who('Signer', 'The signer as named in the flow; for an organization, who acts for it', [
			{ name: 'By ID', value: 'id' },
			{ name: 'By Mobile or Email', value: 'account' },
			{ name: 'None (Preview for Yourself)', value: 'none', description: 'Only where your own organization initiated the flow' },
		]),
		at('operator.psnAccount', shownWith({ who: ['account'] }, psnAccount)),
		at('operator.psnId', shownWith({ who: ['id'] }, psnId)),
		at('organization.orgName', { ...orgName, required: false, description: 'Where one person acts for several organizations: which one, as named in the flow' }),
		at('organization.orgId', { ...orgId, required: false, description: 'The same by ID, where the flow names it by ID' }),
		{
			displayName: 'URL Type',
			name: 'urlType',
			type: 'options',
			options: [
				{ name: 'Preview', value: '1', description: 'Shows the documents only' },
				{ name: 'Sign', value: '2' },
			],
			default: '2',
			description: 'What the page is for',
			convert: Number,
			routing: { send: { type: 'body', property: 'urlType' } },
		},
		whether('Need Login', 'needLogin', 'Whether the signer has to log in to open the page', {
			routing: { send: { type: 'body', property: 'needLogin' } },
		}),
		clientType,
		redirectUrl,
		{
			displayName: 'Redirect Delay',
			name: 'redirectDelayTime',
			type: 'options',
			options: REDIRECT_DELAYS,
			default: '3',
			description: 'When the browser goes to the redirect URL; only together with one',
			convert: Number,
			routing: { send: { type: 'body', property: 'redirectConfig.redirectDelayTime' } },
		},
		appScheme,
	],
};
