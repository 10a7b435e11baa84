import type { Field, Operation } from '../../../../engine/operation';
import {
	at,
	businessCode,
	clientType,
	optional,
	psnBankCardNo,
	psnIDCardNum,
	psnIDCardType,
	psnMobile,
	psnName,
	redirectDelayTime,
	redirectUrl,
} from '../fields';

/** 认证方式. */
const authModes = [
	{ name: 'Bank Card', value: 'bank' },
	{ name: 'Face', value: 'face' },
	{ name: 'Mobile', value: 'mobile' },
];

const psnEditableFields: Field = {
	displayName: 'Editable Fields',
	name: 'psnEditableFields',
	type: 'multiOptions',
	options: [
		{ name: 'Bank Card Number', value: 'psnBankCardNo' },
		{ name: 'ID Number', value: 'psnIDCardNum' },
		{ name: 'Mobile', value: 'psnMobile' },
		{ name: 'Name', value: 'psnName' },
	],
	default: [],
	description: 'Prefilled fields that the person may change on the page',
	routing: { send: { type: 'body', property: 'pageConfig.psnEditableFields' } },
};

const psnDefaultAuthMode: Field = {
	displayName: 'Default Method',
	name: 'psnDefaultAuthMode',
	type: 'options',
	options: authModes,
	default: 'mobile',
	description: 'Verification method that is chosen when the page opens',
	routing: { send: { type: 'body', property: 'pageConfig.psnDefaultAuthMode' } },
};

const psnAvailableAuthModes: Field = {
	displayName: 'Available Methods',
	name: 'psnAvailableAuthModes',
	type: 'multiOptions',
	options: authModes,
	default: [],
	description: 'Verification methods that the person may choose from',
	routing: { send: { type: 'body', property: 'pageConfig.psnAvailableAuthModes' } },
};

const expirationTime: Field = {
	displayName: 'Expiration Time',
	name: 'expirationTime',
	type: 'string',
	default: '',
	description: 'When the link expires. The format is not documented; the text is sent as it is.',
	routing: { send: { type: 'body', property: 'integrationConfig.expirationTime' } },
};

/** 个人实名认证地址(页面): a hosted page on which the person verifies himself or herself. */
export const getVerificationPageUrl: Operation = {
	name: 'Get Verification Page URL',
	value: 'getVerificationPageUrl',
	action: 'Get a personal verification page URL',
	description:
		'Start a verification flow and get the page on which the person completes it. The names of the fields in its answer are assumed.',
	routing: { request: { method: 'POST', url: '/open/psnCert/getUrl' } },
	source: 'documented',
	// A second request starts a second flow.
	repeatable: false,
	checkOutcome: 'a second page does no harm, the first is simply never opened; run it again.',
	fields: [
		at('integrationConfig.clientType', clientType),
		at('psnAuthConfig.psnName', optional(psnName)),
		at('psnAuthConfig.psnIDCardType', optional(psnIDCardType)),
		at('psnAuthConfig.psnIDCardNum', optional(psnIDCardNum)),
		at('psnAuthConfig.psnMobile', optional(psnMobile)),
		at('psnAuthConfig.psnBankCardNo', optional(psnBankCardNo)),
		psnEditableFields,
		psnDefaultAuthMode,
		psnAvailableAuthModes,
		at('integrationConfig.redirectConfig.redirectUrl', redirectUrl),
		at('integrationConfig.redirectConfig.redirectDelayTime', redirectDelayTime),
		expirationTime,
		businessCode,
	],
};
