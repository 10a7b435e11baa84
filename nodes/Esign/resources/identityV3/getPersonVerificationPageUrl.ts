import type { Operation } from '../../../../engine/operation';
import { text, whether } from '../../../../engine/rowFields';
import { appScheme, at, clientType, notifyUrl, psnAccount, psnId, psnIDCardNum, psnIDCardType, redirectUrl, shownWith } from '../fields';
import { findBy, personFields, personModes, personScopes, redirectDelay } from './fields';

/** 获取个人认证&授权页面链接. */
export const getPersonVerificationPageUrl: Operation = {
	name: 'Get Person Verification Page URL',
	value: 'getPersonVerificationPageUrl',
	action: 'Get the verification page URL of a person',
	description: 'Get a page on which a person is verified, and allows your app what you ask for; valid for 30 days',
	routing: { request: { method: 'POST', url: '/v3/psn-auth-url' } },
	source: 'documented',
	// A page that nobody goes through has no effect.
	repeatable: true,
	fields: [
		findBy(
			[
				{ name: 'Mobile or Email', value: 'psnAccount' },
				{ name: 'Person ID', value: 'psnId' },
			],
			'psnAccount',
		),
		at('psnAuthConfig.psnAccount', shownWith({ findBy: ['psnAccount'] }, psnAccount)),
		at('psnAuthConfig.psnId', shownWith({ findBy: ['psnId'] }, psnId)),
		at('psnAuthConfig.psnInfo.psnName', text('Name', 'psnName', 'Name of the person as on the ID document', { placeholder: 'e.g. 张三' })),
		at('psnAuthConfig.psnInfo.psnIDCardNum', { ...psnIDCardNum, required: false }),
		at('psnAuthConfig.psnInfo.psnIDCardType', { ...psnIDCardType, required: false }),
		...personFields('psnAuthConfig.psnInfo', { mobile: 'Mobile', card: 'Bank Card Number' }),
		at(
			'psnAuthConfig.psnInfo.psnIdentityVerify',
			whether('Compare With eSign', 'psnIdentityVerify', 'Whether data that differ from those eSign has of the person are refused'),
		),
		...personModes('psnAuthConfig.psnAuthPageConfig', 'the Person'),
		personScopes,
		redirectUrl,
		redirectDelay,
		notifyUrl,
		clientType,
		appScheme,
	],
};
