// 打款认证(正向打款): the platform sends a small amount to the company's account, the company says how much came.
import { randomInt } from 'node:crypto';
import { bankAccount, MISMATCH_MARK, upTo, yuan } from './checks.mts';
import { flowOf } from './certification.mts';
import { certifyCompany, checkedCompany } from './company-verification.mts';
import type { Endpoint, Platform } from './endpoint.mts';
import { BusinessFailure } from './envelope.mts';
import type { Parameters } from '../call-parameters.mts';
import type { Flow, State, Transfer, VerifyStatus } from './state.mts';

/** How often the amount of one transfer may be named. */
const AMOUNT_TRIES = 3;

export const bankTransfer: Endpoint[] = [
	{
		method: 'POST',
		path: '/open/corpCert/transfer',
		title: '发起打款认证(正向打款)',
		handle: start,
	},
	{
		method: 'POST',
		path: '/open/corpCert/transferVerify',
		title: '验证打款金额(正向打款)',
		handle: verify,
	},
	{
		method: 'GET',
		path: '/open/corpCert/transferProgress',
		title: '查询打款进度(正向打款)',
		handle: progress,
	},
];

function start(parameters: Parameters, platform: Platform): unknown {
	const flowNo = parameters.required('flowNo');
	const bankCardNo = parameters.required('bankCardNo', bankAccount);
	const bankName = parameters.required('bankName', upTo(128));
	for (const name of ['bankBranchName', 'bankProvince', 'bankCity']) {
		parameters.optional(name, upTo(128));
	}
	const flow = checkedCompany(platform.state, flowNo);
	return { serviceId: sendMoney(platform, flow, { bankCardNo, bankName }).serviceId };
}

function verify(parameters: Parameters, platform: Platform): unknown {
	const { state } = platform;
	const flowNo = parameters.required('flowNo');
	const serviceId = parameters.required('serviceId');
	const amount = parameters.decimal('amount', yuan);
	const flow = checkedCompany(state, flowNo);
	const transfer = state.transfers.get(serviceId);
	if (transfer === undefined || transfer.flowNo !== flowNo) {
		return parameters.refuse('serviceId', '打款记录不存在');
	}
	const verifyStatus: VerifyStatus = nameAmount(platform, flow, transfer, amount)
		? 'passed'
		: 'un_passed';
	return { verifyStatus, flowNo, serviceId };
}

function progress(parameters: Parameters, { state }: Platform): unknown {
	const serviceId = parameters.required('serviceId');
	const transfer = state.transfers.get(serviceId);
	if (transfer === undefined) return parameters.refuse('serviceId', '打款记录不存在');
	const { flowNo, transferStatus } = transfer;
	return { transferStatus, flowNo: flowOf(state, 'corp', flowNo).flowNo, serviceId };
}

/** Sends 0.01 to 0.99 yuan, which replaces the transfer before. The bank's notice goes to the outbox, unless the bank does not know the account. */
export function sendMoney(
	{ state, outbox }: Platform,
	flow: Flow,
	account: Pick<Transfer, 'bankCardNo' | 'bankName'>,
): Transfer {
	const { serviceId } = state.newService({
		flowNo: flow.flowNo,
		kind: 'transfer',
		businessCode: flow.businessCode,
		verifyStatus: 'pending',
	});
	const transfer: Transfer = {
		...account,
		serviceId,
		flowNo: flow.flowNo,
		fen: randomInt(1, 100),
		corporation: flow.corporation,
		wrongTries: 0,
		transferStatus: account.bankName.includes(MISMATCH_MARK) ? 'failed' : 'success',
	};
	flow.check = 'transfer';
	flow.verifyStatus = 'pending';
	state.transfers.set(serviceId, transfer);
	if (transfer.transferStatus === 'success') {
		const amount = (transfer.fen / 100).toFixed(2);
		outbox.send({
			to: account.bankCardNo,
			text: `【${account.bankName}】尾号${account.bankCardNo.slice(-4)}的账户收到签盾沙盒打款 ${amount} 元。`,
			code: '',
			amount,
			flowNo: flow.flowNo,
			serviceId,
			sentAt: new Date(state.now()).toISOString(),
		});
	}
	return transfer;
}

/**
 * Takes the amount the company names, in yuan. The right one certifies the flow; the third wrong one ends it as un_passed until there is
 * another transfer. Raises when the transfer failed, is not the flow's last, was for
 * another company, or was named wrong too often.
 */
export function nameAmount(
	platform: Platform,
	flow: Flow,
	transfer: Transfer,
	amount: string,
): boolean {
	const { state } = platform;
	if (
		transfer !== lastTransfer(state, flow) ||
		transfer.corporation !== flow.corporation ||
		transfer.transferStatus === 'failed' ||
		transfer.wrongTries >= AMOUNT_TRIES
	) {
		throw new BusinessFailure('transferVoid', transfer.serviceId);
	}
	const right = Math.round(Number(amount) * 100) === transfer.fen;
	if (!right) transfer.wrongTries += 1;
	const over = right || transfer.wrongTries >= AMOUNT_TRIES;
	const service = state.services.get(transfer.serviceId);
	if (over && service !== undefined) service.verifyStatus = right ? 'passed' : 'un_passed';
	if (right) certifyCompany(platform, flow, 'transfer');
	else if (over) flow.verifyStatus = 'un_passed';
	return right;
}

/** The transfer a flow waits for. */
export function lastTransfer(state: State, flow: Flow): Transfer | undefined {
	return [...state.transfers.values()].findLast(({ flowNo }) => flowNo === flow.flowNo);
}

/** How often the amount of a transfer may still be named. */
export function triesLeft(transfer: Transfer): number {
	return AMOUNT_TRIES - transfer.wrongTries;
}
