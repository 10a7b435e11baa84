import type { Operation } from '../../../../engine/operation';
import { flowNo, serviceId } from '../fields';
import { amount } from './amount';

/** 验证打款金额(正向打款). */
export const verifyTransferAmount: Operation = {
	name: 'Verify Transfer Amount',
	value: 'verifyTransferAmount',
	action: 'Verify the amount transferred to a company',
	description: 'Check the amount that the company saw arrive. The answer says so in verifyStatus: passed or un_passed.',
	routing: { request: { method: 'POST', url: '/open/corpCert/transferVerify' } },
	source: 'assumed',
	repeatable: false,
	checkOutcome: 'Verification > Get with the same flow number tells whether the flow is passed.',
	fields: [flowNo, serviceId, amount],
};
