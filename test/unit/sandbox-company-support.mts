// A fictional company, and what its people do.
import type { Sandbox } from '../../sandbox/server.mts';
import { OTHER_ID_NUMBER, read, result } from './sandbox-support.mts';

export const COMPANY = {
	corpName: '虚构科技有限公司',
	corpIDCardType: 'CRED_ORG_USCC',
	corpIDCardNum: '99000000MA00000001',
	legalRepName: '测试乙',
};

export const LEGAL_REPRESENTATIVE = {
	legalRepIDCardType: 'CRED_PSN_CH_IDCARD',
	legalRepIDCardNum: OTHER_ID_NUMBER,
};

export const ACCOUNT = { bankCardNo: '99000000000001', bankName: '虚构银行' };

/** Three factors of the company, passed: the flow waits for a transfer or a letter. */
export async function checkedCompany(sandbox: Sandbox): Promise<string> {
	const { flowNo = '' } = await result(sandbox, 'POST', '/open/corpCert/3element', COMPANY);
	return flowNo;
}

/** What the company reads on its bank statement: the newest amount for a flow. */
export async function amountFor(sandbox: Sandbox, flowNo: string): Promise<string> {
	const { messages } = await read(sandbox, '/sandbox/outbox');
	const amount = messages?.find((one) => one['flowNo'] === flowNo)?.['amount'];
	if (amount === undefined) throw new Error(`no money came for ${flowNo}`);
	return amount;
}

/** Another amount than this one. */
export function otherThan(amount: string): string {
	return amount === '0.01' ? '0.02' : '0.01';
}

/** Types of the events so far, newest first. */
export async function eventTypes(sandbox: Sandbox): Promise<string[]> {
	const { events } = await read(sandbox, '/sandbox/state');
	return (events ?? []).map((event) => event['businessType'] ?? '');
}
