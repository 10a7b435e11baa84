import type { Operation } from '../../../../engine/operation';
import { flowNo, optional, psnIDCardNum, psnIDCardType, psnMobile, psnName } from '../fields';

/** 个人运营商三要素核验. */
export const verifyThreeFactors: Operation = {
	name: 'Verify Three Factors',
	value: 'verifyThreeFactors',
	action: 'Verify three factors of a person',
	description:
		'Check with the operator that name, ID number and mobile belong together. The answer says so in verifyStatus: passed or un_passed.',
	routing: { request: { method: 'POST', url: '/open/psnCert/3element' } },
	source: 'client',
	repeatable: false,
	checkOutcome: 'a check changes no data, but the platform may charge for it; run it again if that is acceptable.',
	fields: [psnName, psnIDCardType, psnIDCardNum, psnMobile, optional(flowNo)],
};
