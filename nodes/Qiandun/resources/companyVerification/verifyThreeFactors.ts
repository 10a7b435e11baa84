import type { Operation } from '../../../../engine/operation';
import { corpIDCardNum, corpName } from '../company/fields';
import { flowNo, optional, required } from '../fields';
import { corpIDCardType, legalRepName } from './fields';

/** 企业三要素核验. */
export const verifyThreeFactors: Operation = {
	name: 'Verify Three Factors',
	value: 'verifyThreeFactors',
	action: 'Verify three factors of a company',
	description:
		'Check that company name, registration number and legal representative belong together. The answer says so in verifyStatus: passed or un_passed.',
	routing: { request: { method: 'POST', url: '/open/corpCert/3element' } },
	source: 'assumed',
	repeatable: false,
	checkOutcome: 'a check changes no data, but the platform may charge for it; run it again if that is acceptable.',
	fields: [required(corpName), corpIDCardType, required(corpIDCardNum), legalRepName, optional(flowNo)],
};
