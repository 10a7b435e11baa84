import type { Operation } from '../../../../engine/operation';
import {
	flowNo,
	optional,
	psnBankCardNo,
	psnIDCardNum,
	psnIDCardType,
	psnMobile,
	psnName,
} from '../fields';

/** 个人银行卡四要素核验. */
export const verifyBankCard: Operation = {
	name: 'Verify Bank Card',
	value: 'verifyBankCard',
	action: 'Verify the bank card of a person',
	description:
		'Check with the bank that name, ID number, card number and mobile belong together. The answer says so in verifyStatus: passed or un_passed.',
	routing: { request: { method: 'POST', url: '/open/psnCert/4element' } },
	source: 'assumed',
	repeatable: false,
	checkOutcome: 'a check changes no data, but the platform may charge for it; run it again if that is acceptable.',
	fields: [psnName, psnIDCardType, psnIDCardNum, psnBankCardNo, psnMobile, optional(flowNo)],
};
