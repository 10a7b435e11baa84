import type { INodePropertyOptions } from 'n8n-workflow';
import type { Field, Operation } from '../../../../engine/operation';
import { text, whether } from '../../../../engine/rowFields';
import { several } from '../choices';
import {
	appScheme,
	at,
	clientType,
	notifyUrl,
	orgId,
	orgIDCardNum,
	orgIDCardType,
	orgName,
	psnAccount,
	psnId,
	psnIDCardNum,
	psnIDCardType,
	redirectUrl,
	shownWith,
} from '../fields';
import { findBy, organizationScopes, personFields, personModes, redirectDelay } from './fields';

/** 机构认证方式, on a page. */
const WAYS: INodePropertyOptions[] = [
	{ name: 'Bank Transfer', value: 'ORG_BANK_TRANSFER' },
	{ name: 'Legal Representative by Alipay', value: 'ORG_ALIPAY_CREDIT' },
	{ name: 'Legal Representative or Authorization', value: 'ORG_LEGALREP_INVOLVED' },
];

const optional = (field: Field, more: Partial<Field>): Field => ({ ...field, required: false, ...more });

/** 获取机构认证&授权页面链接. */
export const getOrganizationVerificationPageUrl: Operation = {
	name: 'Get Organization Verification Page URL',
	value: 'getOrganizationVerificationPageUrl',
	action: 'Get the verification page URL of an organization',
	description: 'Get a page on which somebody has an organization verified, and allows your app what you ask for; valid for 30 days',
	routing: { request: { method: 'POST', url: '/v3/org-auth-url' } },
	source: 'documented',
	// A page that nobody goes through has no effect.
	repeatable: true,
	fields: [
		findBy(
			[
				{ name: 'Organization ID', value: 'orgId' },
				{ name: 'Organization Name', value: 'orgName' },
			],
			'orgName',
		),
		at('orgAuthConfig.orgName', shownWith({ findBy: ['orgName'] }, orgName)),
		at('orgAuthConfig.orgId', shownWith({ findBy: ['orgId'] }, orgId)),
		at('orgAuthConfig.orgInfo.orgIDCardNum', optional(orgIDCardNum, {})),
		at('orgAuthConfig.orgInfo.orgIDCardType', optional(orgIDCardType, {})),
		at('orgAuthConfig.orgInfo.legalRepName', text('Legal Representative’s Name', 'legalRepName', 'Name of the legal representative', { placeholder: 'e.g. 李四' })),
		at(
			'orgAuthConfig.orgInfo.legalRepIDCardNum',
			text('Legal Representative’s ID Number', 'legalRepIDCardNum', 'ID number of the legal representative', { placeholder: 'e.g. 000000199001010018' }),
		),
		at('orgAuthConfig.orgInfo.legalRepIDCardType', optional(psnIDCardType, { displayName: 'Legal Representative’s ID Type', name: 'legalRepIDCardType' })),
		at('orgAuthConfig.orgInfo.orgBankAccountNum', text('Organization’s Bank Account', 'orgBankAccountNum', 'Account for the verification by bank transfer')),
		{
			displayName: 'First Way to Verify the Organization',
			name: 'orgDefaultAuthMode',
			type: 'options',
			options: WAYS,
			default: 'ORG_BANK_TRANSFER',
			description: 'The way the page shows first',
			routing: { send: { type: 'body', property: 'orgAuthConfig.orgAuthPageConfig.orgDefaultAuthMode' } },
		},
		several('Ways to Verify the Organization', 'orgAvailableAuthModes', WAYS, 'The ways the page offers; all if not set', {
			routing: { send: { type: 'body', property: 'orgAuthConfig.orgAuthPageConfig.orgAvailableAuthModes' } },
		}),
		several(
			'Editable Fields of the Organization',
			'orgEditableFields',
			[
				{ name: 'Bank Account', value: 'orgBankAccountNum' },
				{ name: 'Legal Representative', value: 'legalRepName' },
				{ name: 'Organization ID Number', value: 'orgNum' },
			],
			'What can be changed on the page; nothing if not set',
			{ routing: { send: { type: 'body', property: 'orgAuthConfig.orgAuthPageConfig.orgEditableFields' } } },
		),
		at(
			'orgAuthConfig.transactorInfo.psnAccount',
			optional(psnAccount, { displayName: 'Operator’s Mobile or Email', description: 'Of who has the organization verified; asked for on the page if not set' }),
		),
		at('orgAuthConfig.transactorInfo.psnId', optional(psnId, { displayName: 'Operator’s Person ID', description: 'The same by ID (psnId)' })),
		at('orgAuthConfig.transactorInfo.psnInfo.psnName', text('Operator’s Name', 'psnName', 'Name of who has the organization verified', { placeholder: 'e.g. 张三' })),
		at('orgAuthConfig.transactorInfo.psnInfo.psnIDCardNum', optional(psnIDCardNum, { displayName: 'Operator’s ID Number' })),
		at('orgAuthConfig.transactorInfo.psnInfo.psnIDCardType', optional(psnIDCardType, { displayName: 'Operator’s ID Type' })),
		...personFields('orgAuthConfig.transactorInfo.psnInfo', { mobile: 'Operator’s Mobile', card: 'Operator’s Bank Card Number' }),
		...personModes('orgAuthConfig.transactorAuthPageConfig', 'the Operator'),
		organizationScopes,
		whether('Operator May Use Seals', 'transactorUseSeal', 'Whether an operator who is not the administrator also gets the right to use all seals; with scopes only', {
			routing: { send: { type: 'body', property: 'transactorUseSeal' } },
		}),
		whether('Compare With eSign', 'orgIdentityVerify', 'Whether a name that differs from the one eSign has under the same number is refused', {
			routing: { send: { type: 'body', property: 'orgIdentityVerify' } },
		}),
		redirectUrl,
		redirectDelay,
		notifyUrl,
		clientType,
		appScheme,
	],
};
