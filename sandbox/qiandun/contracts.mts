// 合同相关: create, read, sign silently, links to sign.
import type { Parameters } from '../call-parameters.mts';
import { printed } from '../beijing-time.mts';
import { createByFile } from './contract-create.mts';
import {
	expireDue,
	isSilent,
	proceed,
	signSilently,
	SigningError,
	signStatus,
} from './contract-signing.mts';
import type { Contract, Signer } from './contract-state.mts';
import type { Endpoint, Platform } from './endpoint.mts';
import { BusinessFailure } from './envelope.mts';
import { redirectOf } from './redirect.mts';

export const contracts: Endpoint[] = [
	{
		method: 'POST',
		path: '/open/contract/createByFile',
		title: '通过文件发起合同',
		handle: createByFile,
	},
	{ method: 'GET', path: '/open/contract/signer', title: '查询签署方信息', handle: getSigner },
	{ method: 'GET', path: '/open/contract/detail', title: '合同查询', handle: getContract },
	{ method: 'POST', path: '/open/contract/signUrl', title: '获取合同签署链接', handle: getSignUrl },
	{ method: 'POST', path: '/open/contract/autoSign', title: '无感签署', handle: signNow },
];

/** The contract a query names. Raises 400 when it names none, oc_40006 when there is none. */
export function queriedContract(parameters: Parameters, platform: Platform): Contract {
	expireDue(platform);
	parameters.oneOf('contractId', 'businessCode');
	const contractId = parameters.optional('contractId');
	const businessCode = parameters.optional('businessCode');
	const contract =
		contractId === undefined
			? platform.contracts.withBusinessCode(businessCode ?? '')
			: platform.contracts.all.get(contractId);
	const other = businessCode !== undefined && contract?.businessCode !== businessCode;
	if (contract === undefined || other)
		throw new BusinessFailure('contractUnknown', contractId ?? businessCode);
	return contract;
}

/** A contract's signer. Raises oc_40005 when the account is none. */
export function signerOf({ signers }: Contract, accountId: string): Signer {
	const signer = signers.find((one) => one.accountId === accountId);
	if (signer === undefined) throw new BusinessFailure('signerUnknown', accountId);
	return signer;
}

function getSigner(parameters: Parameters, platform: Platform): unknown {
	const accountId = parameters.required('accountId');
	const contract = queriedContract(parameters, platform);
	const signer = signerOf(contract, accountId);
	return {
		signStatus: signStatus(contract, signer),
		seqNo: signer.seqNo,
		signFields: signer.signFields.map(
			({ fileCode, fileId, signFieldStyle, dateFormat, signFieldPosition }) => ({
				fileCode,
				fileId,
				signFieldStyle,
				dateFormat,
				signFieldPosition,
			}),
		),
		authConfig: { willingnessAuthModes: signer.willingnessAuthModes },
		noticeConfig: { noticeTypes: signer.noticeTypes },
	};
}

function getContract(parameters: Parameters, platform: Platform): unknown {
	return contractView(queriedContract(parameters, platform));
}

/** A contract as 合同查询 answers it. */
export function contractView(contract: Contract): object {
	return {
		contractId: contract.contractId,
		contractName: contract.contractName,
		businessCode: contract.businessCode,
		status: contract.status,
		createTime: contract.createTime,
		signDeadline: printed(contract.deadline),
		finishTime: contract.finishTime,
		signFlowInitiator: { accountId: contract.initiator },
		docs: contract.docs,
		attachmentFiles: contract.attachments,
		signers: contract.signers.map((signer) => ({
			accountId: signer.accountId,
			seqNo: signer.seqNo,
			signStatus: signStatus(contract, signer),
			signTime: signer.signature === null ? null : printed(signer.signature.time),
		})),
	};
}

function getSignUrl(parameters: Parameters, platform: Platform): unknown {
	const contract = openContract(parameters, platform);
	const signer = signerOf(contract, parameters.required('accountId'));
	if (signer.signature !== null) throw new BusinessFailure('signerUnknown', '已签署');
	const { token } = platform.contracts.newSigningPage({
		contractId: contract.contractId,
		accountId: signer.accountId,
		clientType: parameters.choice('clientType', ['pc', 'h5']) ?? null,
		redirect: redirectOf(parameters),
	});
	return { url: `${platform.origin}/h5/sign/${token}` };
}

function signNow(parameters: Parameters, platform: Platform): unknown {
	const accountId = parameters.required('accountId');
	const contract = platform.contracts.all.get(parameters.id('contractId'));
	const signed = contract?.signers.find((one) => one.accountId === accountId)?.signature;
	if (signed?.silent === true) return true;
	const open = openContract(parameters, platform);
	const signer = signerOf(open, accountId);
	if (!isSilent(signer)) return parameters.refuse('accountId', '该签署方未配置静默签');
	try {
		signSilently(platform, open, signer);
	} catch (error) {
		if (!(error instanceof SigningError)) throw error;
		throw new BusinessFailure('signerUnknown', error.message);
	}
	proceed(platform, open);
	return true;
}

/** The contract a call is about. Raises oc_40006 when there is none or it is over. */
function openContract(parameters: Parameters, platform: Platform): Contract {
	expireDue(platform);
	const contractId = parameters.id('contractId');
	const contract = platform.contracts.all.get(contractId);
	if (contract?.status !== 'signing')
		throw new BusinessFailure('contractUnknown', contract?.status ?? contractId);
	return contract;
}
