import type { Operation } from '../../../../engine/operation';
import { corpIDCardNum, corpName } from '../company/fields';
import { flowNo, optional, required } from '../fields';
import { corpIDCardType, legalRepIDCardNum, legalRepIDCardType, legalRepName } from './fields';

/** 企业四要素核验. */
export const verifyFourFactors: Operation = {
	name: 'Verify Four Factors',
	value: 'verifyFourFactors',
	action: 'Verify four factors of a company',
	description:
		'Check that company name, registration number and legal representative with ID number belong together. The answer says so in verifyStatus: passed or un_passed.',
	routing: { request: { method: 'POST', url: '/open/corpCert/4element' } },
	source: 'documented',
	repeatable: false,
	checkOutcome: 'a check changes no data, but the platform may charge for it; run it again if that is acceptable.',
	fields: [
		required(corpName),
		corpIDCardType,
		required(corpIDCardNum),
		legalRepName,
		legalRepIDCardType,
		legalRepIDCardNum,
		optional(flowNo),
	],
};
