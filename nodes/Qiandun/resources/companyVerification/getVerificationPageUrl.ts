import type { Operation } from '../../../../engine/operation';
import { corpIDCardNum, corpName } from '../company/fields';
import { at, businessCode, clientType, optional, redirectDelayTime, redirectUrl } from '../fields';
import { corpIDCardType, legalRepIDCardNum, legalRepIDCardType, legalRepName } from './fields';

/** 企业实名认证地址(页面). */
export const getVerificationPageUrl: Operation = {
	name: 'Get Verification Page URL',
	value: 'getVerificationPageUrl',
	action: 'Get a company verification page URL',
	description: 'Start a verification flow and get the page on which a person of the company completes it',
	routing: { request: { method: 'POST', url: '/open/corpCert/getUrl' } },
	source: 'assumed',
	// A second request starts a second flow.
	repeatable: false,
	checkOutcome: 'a second page does no harm, the first is simply never opened; run it again.',
	fields: [
		at('integrationConfig.clientType', clientType),
		at('corpAuthConfig.corpName', corpName),
		at('corpAuthConfig.corpIDCardType', optional(corpIDCardType)),
		at('corpAuthConfig.corpIDCardNum', corpIDCardNum),
		at('corpAuthConfig.legalRepName', optional(legalRepName)),
		at('corpAuthConfig.legalRepIDCardType', optional(legalRepIDCardType)),
		at('corpAuthConfig.legalRepIDCardNum', optional(legalRepIDCardNum)),
		at('integrationConfig.redirectConfig.redirectUrl', redirectUrl),
		at('integrationConfig.redirectConfig.redirectDelayTime', redirectDelayTime),
		businessCode,
	],
};
