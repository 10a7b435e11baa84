import type { Resource } from '../../../../engine/operation';
import { getOrganization } from './getOrganization';
import { getOrganizationVerificationPageUrl } from './getOrganizationVerificationPageUrl';
import { getPerson } from './getPerson';
import { getPersonVerificationPageUrl } from './getPersonVerificationPageUrl';
import { getVerificationFlow } from './getVerificationFlow';

/** 实名认证和授权 (V3). */
export const identityV3: Resource = {
	name: 'Identity (V3)',
	value: 'identityV3',
	description: 'Whether people and organizations are verified, and pages on which they are',
	operations: [getPerson, getOrganization, getPersonVerificationPageUrl, getOrganizationVerificationPageUrl, getVerificationFlow],
};
