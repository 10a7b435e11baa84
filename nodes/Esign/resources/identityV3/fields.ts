/** 认证授权: fields of its pages. Source: docs/api/esign.md#row-27 */
import type { INodePropertyOptions } from 'n8n-workflow';
import type { Field } from '../../../../engine/operation';
import { text } from '../../../../engine/rowFields';
import { PERSON_CHECKS, several } from '../choices';
import { at } from '../fields';

/** By what somebody is looked up: it decides which fields show. */
export const findBy = (options: INodePropertyOptions[], byDefault: string): Field => ({
	displayName: 'Find By',
	name: 'findBy',
	type: 'options',
	options,
	default: byDefault,
	required: true,
	description: 'What is known',
});

/** 认证授权流程ID. */
export const authFlowId: Field = {
	displayName: 'Verification Flow ID',
	name: 'authFlowId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. OF-2036e080010',
	description: 'ID of the verification flow (authFlowId), as Get Person or Organization Verification Page URL returns it',
};

/** 手机号与银行卡号, sent at this place in the body. */
export const personFields = (place: string, names: { mobile: string; card: string }): Field[] => [
	at(`${place}.psnMobile`, text(names.mobile, 'psnMobile', 'Mobile number registered in the name of the person with the operator or bank; for verification only', { placeholder: 'e.g. 13800000000' })),
	at(`${place}.bankCardNum`, text(names.card, 'bankCardNum', 'Number of a bank card of the person; for verification only')),
];

/** 个人实名认证方式, on a page. */
export const personModes = (place: string, what: string): Field[] => [
	{
		displayName: `First Way to Verify ${what}`,
		name: 'psnDefaultAuthMode',
		type: 'options',
		options: PERSON_CHECKS,
		default: 'PSN_FACE',
		description: 'The way the page shows first',
		routing: { send: { type: 'body', property: `${place}.psnDefaultAuthMode` } },
	},
	several(`Ways to Verify ${what}`, 'psnAvailableAuthModes', PERSON_CHECKS, 'The ways the page offers; all if not set', {
		openList: false,
		routing: { send: { type: 'body', property: `${place}.psnAvailableAuthModes` } },
	}),
	several(
		`Editable Fields of ${what}`,
		'psnEditableFields',
		[
			{ name: 'Bank Card Number', value: 'bankCardNum' },
			{ name: 'ID Number', value: 'IDCardNum' },
			{ name: 'Mobile', value: 'mobile' },
			{ name: 'Name', value: 'name' },
		],
		'What can be changed on the page; nothing if not set',
		{ openList: false, routing: { send: { type: 'body', property: `${place}.psnEditableFields` } } },
	),
];

const PERSON_SCOPES: INodePropertyOptions[] = [
	{ name: 'Apply for Evidence for the Person', value: 'apply_psn_evidence' },
	{ name: 'Get the Person’s Data', value: 'get_psn_identity_info' },
	{ name: 'Initiate Flows for the Person', value: 'psn_initiate_sign' },
	{ name: 'Manage the Person’s Seals', value: 'manage_psn_resource' },
	{ name: 'Store the Person’s Files', value: 'psn_sign_file_storage' },
];

const ORGANIZATION_SCOPES: INodePropertyOptions[] = [
	...PERSON_SCOPES,
	{ name: 'Apply for Evidence for the Organization', value: 'apply_org_evidence' },
	{ name: 'Get Seal Approvals', value: 'org_approval_info' },
	{ name: 'Get the Organization’s Benefits', value: 'org_function_benefits' },
	{ name: 'Get the Organization’s Data', value: 'get_org_identity_info' },
	{ name: 'Initiate Flows for the Organization', value: 'org_initiate_sign' },
	{ name: 'Manage the Organization’s Contracts', value: 'manage_org_contract' },
	{ name: 'Manage the Organization’s Members', value: 'manage_org_member' },
	{ name: 'Manage the Organization’s Resources', value: 'manage_org_resource' },
	{ name: 'Manage the Organization’s Seals', value: 'manage_org_seal' },
	{ name: 'Manage the Organization’s Templates', value: 'manage_org_template' },
	{ name: 'Store the Organization’s Files', value: 'org_sign_file_storage' },
	{ name: 'Use the Organization’s Quota', value: 'use_org_order' },
	{ name: 'Use the Organization’s Templates', value: 'use_org_template' },
].sort((a, b) => a.name.localeCompare(b.name, 'en'));

const scopes = (options: INodePropertyOptions[]): Field =>
	several(
		'Scopes',
		'authorizedScopes',
		options,
		'What your app may do then. Without any, the page only verifies, and the platform refuses who is verified already. Some need a higher edition of eSign.',
		{ routing: { send: { type: 'body', property: 'authorizeConfig.authorizedScopes' } } },
	);

/** 个人授权范围. */
export const personScopes = scopes(PERSON_SCOPES);

/** 机构授权范围. */
export const organizationScopes = scopes(ORGANIZATION_SCOPES);

/** 重定向跳转延迟时间, as text here. */
export const redirectDelay: Field = {
	displayName: 'Redirect Delay',
	name: 'redirectDelayTime',
	type: 'number',
	typeOptions: { minValue: 0 },
	default: 3,
	description: 'Seconds before the browser goes to the redirect URL; only together with one',
	convert: String,
	routing: { send: { type: 'body', property: 'redirectConfig.redirectDelayTime' } },
};
