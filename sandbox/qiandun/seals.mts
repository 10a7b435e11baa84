// 印章管理: a party's seals, one seal, and the link with which its silent use is permitted.
import type { Parameters } from '../call-parameters.mts';
import { monthsLater, parsed, printed } from '../beijing-time.mts';
import type { Endpoint, Platform } from './endpoint.mts';
import { BusinessFailure } from './envelope.mts';
import { verifiedParty } from './parties.mts';
import { redirectOf } from './redirect.mts';
import { isInForce, type Authorization, type Seal } from './seal-store.mts';

const PAGE_SIZE = 10;
const PAGE_SIZE_MOST = 100;
const PAGES_MOST = 1_000_000;

export const seals: Endpoint[] = [
	{ method: 'GET', path: '/open/seal/list', title: '查询印章列表', handle: list },
	{ method: 'GET', path: '/open/seal/detail', title: '查询印章详情', handle: detail },
	{
		method: 'POST',
		path: '/open/seal/autoSignAuthUrl',
		title: '印章静默签授权地址',
		handle: authorizationUrl,
	},
];

/** A page that has no seals any more is an empty list. */
function list(parameters: Parameters, { seals, state }: Platform): unknown {
	const accountId = parameters.required('accountId');
	const pageNum = parameters.integer('pageNum', 1, PAGES_MOST) ?? 1;
	const pageSize = parameters.integer('pageSize', 1, PAGE_SIZE_MOST) ?? PAGE_SIZE;
	verifiedParty(state, accountId);
	const all = seals.of(accountId);
	return {
		total: all.length,
		pageNum,
		pageSize,
		list: all.slice((pageNum - 1) * pageSize, pageNum * pageSize).map(sealView),
	};
}

function detail(parameters: Parameters, platform: Platform): unknown {
	const sealId = parameters.id('sealId');
	const seal = platform.seals.get(sealId);
	if (seal === undefined) throw new BusinessFailure('sealUnknown', sealId);
	return sealDetail(platform, seal);
}

/** A seal as 查询印章详情 answers it. */
export function sealDetail({ state, appKey }: Platform, seal: Seal): object {
	return {
		...sealView(seal),
		autosignAuthorizeList: seal.authorizations.map((authorization) => ({
			appKey,
			authorizeCode: authorization.authorizeCode,
			authorizeTime: printed(authorization.authorizeTime),
			beginTime: printed(authorization.beginTime),
			endTime: printed(authorization.endTime),
			authorizeStatus: authorizeStatus(authorization, state.now()),
		})),
	};
}

/** The documented page has sealId as a number; its nine digits fit into a double. */
function sealView({ sealId, sealName, status, style }: Seal): object {
	return { sealId: Number(sealId), sealName, status, style };
}

function authorizeStatus(authorization: Authorization, now: number): string {
	if (isInForce(authorization, now)) return 'authorized';
	return now < authorization.beginTime ? 'pending' : 'expired';
}

function authorizationUrl(parameters: Parameters, platform: Platform): unknown {
	const sealId = parameters.id('sealId');
	const accountId = parameters.required('accountId');
	const now = platform.state.now();
	const beginTime = timeOf(parameters, 'beginTime', 'begins') ?? now;
	const endTime = timeOf(parameters, 'endTime', 'ends') ?? monthsLater(beginTime, 12);
	if (endTime <= beginTime) parameters.refuse('endTime', '应晚于beginTime');
	if (endTime <= now) parameters.refuse('endTime', '应晚于当前时间');
	verifiedParty(platform.state, accountId);
	const seal = platform.seals.of(accountId).find((one) => one.sealId === sealId);
	if (seal === undefined) throw new BusinessFailure('sealUnknown', sealId);
	const redirect = redirectOf(parameters);
	const page = platform.seals.newPage({ sealId, accountId, beginTime, endTime, redirect });
	return { url: `${platform.origin}/h5/seal-authorization/${page.token}` };
}

function timeOf(
	parameters: Parameters,
	name: string,
	wholeDay: 'begins' | 'ends',
): number | undefined {
	const text = parameters.optional(name);
	if (text === undefined) return undefined;
	return (
		parsed(text, wholeDay) ?? parameters.refuse(name, '应为 YYYY-MM-DD HH:mm:ss 或 YYYY-MM-DD')
	);
}
