// 企业用户: create verified, read.
import { mobile, upTo } from './checks.mts';
import type { Endpoint, Platform } from './endpoint.mts';
import { BusinessFailure } from './envelope.mts';
import type { Parameters } from '../call-parameters.mts';
import { ACCOUNT_ID_CHARACTERS, passedFlow, requireFree } from './users.mts';

export const companies: Endpoint[] = [
	{ method: 'POST', path: '/open/corpCreate', title: '创建已认证企业用户', handle: createVerified },
	{ method: 'GET', path: '/open/corpGet', title: '查询企业用户信息', handle: get },
];

function createVerified(parameters: Parameters, { state }: Platform): unknown {
	const accountId = parameters.required('accountId', upTo(ACCOUNT_ID_CHARACTERS));
	const flowNo = parameters.required('flowNo');
	const corpName = parameters.optional('corpName', upTo(128));
	const informPhone = parameters.optional('informPhone', mobile) ?? null;
	requireFree(state, accountId);
	const { corporation } = passedFlow(state, 'corp', flowNo);
	const corpId = state.newId();
	state.companies.set(accountId, {
		corpId,
		accountId,
		sealId: state.newSealId(),
		corpName: corporation.corpName ?? corpName ?? '',
		corpIDCardType: corporation.corpIDCardType ?? '',
		corpIDCardNum: corporation.corpIDCardNum ?? '',
		legalRepName: corporation.legalRepName ?? '',
		informPhone,
		flowNo,
		createTime: state.time(),
		certifiedTime: state.time(),
	});
	// An unquoted 19-digit number on purpose, as in 创建已认证个人用户.
	return { accountId, corpId: BigInt(corpId) };
}

function get(parameters: Parameters, { state }: Platform): unknown {
	parameters.oneOf('accountId', 'corpIDCardNum');
	const accountId = parameters.optional('accountId');
	const corpIDCardNum = parameters.optional('corpIDCardNum');
	const company = [...state.companies.values()].findLast(
		(candidate) =>
			(accountId === undefined || candidate.accountId === accountId) &&
			(corpIDCardNum === undefined || candidate.corpIDCardNum === corpIDCardNum),
	);
	if (company === undefined) throw new BusinessFailure('userUnknown');
	return company;
}
