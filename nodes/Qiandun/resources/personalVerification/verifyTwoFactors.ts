import type { Operation } from '../../../../engine/operation';
import { flowNo, optional, psnIDCardNum, psnIDCardType, psnName } from '../fields';

/** 个人身份二要素核验. */
export const verifyTwoFactors: Operation = {
	name: 'Verify Two Factors',
	value: 'verifyTwoFactors',
	action: 'Verify two factors of a person',
	description:
		'Check that name and ID number belong together. The answer says so in verifyStatus: passed or un_passed. Two factors alone do not certify a person.',
	routing: { request: { method: 'POST', url: '/open/psnCert/2element' } },
	source: 'assumed',
	repeatable: false,
	checkOutcome: 'a check changes no data, but the platform may charge for it; run it again if that is acceptable.',
	fields: [psnName, psnIDCardType, psnIDCardNum, optional(flowNo)],
};
