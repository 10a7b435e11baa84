import type { Operation } from '../../../../engine/operation';
import { flowNo } from '../fields';
import { bankBranchName, bankCardNo, bankCity, bankName, bankProvince } from './transferFields';

/** 发起打款认证(正向打款): the platform transfers a small amount to the company's account. */
export const startBankTransfer: Operation = {
	name: 'Start Bank Transfer',
	value: 'startBankTransfer',
	action: 'Start the bank transfer to a company',
	description: 'Have the platform transfer a small amount to the account of the company, which then names the amount',
	routing: { request: { method: 'POST', url: '/open/corpCert/transfer' } },
	source: 'assumed',
	repeatable: false,
	checkOutcome: 'ask the company whether the amount arrived, or look at the flow with Verification > Get.',
	fields: [flowNo, bankCardNo, bankName, bankBranchName, bankProvince, bankCity],
};
