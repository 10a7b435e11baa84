// 查询签署流程列表: the app's flows of some time, of an initiator, of a signer.
import type { Parameters } from '../call-parameters.mts';
import type { CallParameters, Platform } from './endpoint.mts';
import { wrong } from './envelope.mts';
import { expireDue, signStatusOf } from './flow-progress.mts';
import { FLOW_STATUS, type Flow } from './flow-state.mts';
import { flowListed } from './flow-view-v3.mts';

const YEAR_MS = 366 * 86_400_000;
const YEARS = 5;
const PAGE_SIZE = 100;

/** Answers one page, the newest first. */
export function listFlows({ body }: CallParameters, platform: Platform): unknown {
	expireDue(platform);
	const pageNum = body.integer('pageNum', 1, 1_000_000);
	if (pageNum === undefined) throw wrong('pageNum不能为空');
	const pageSize = body.integer('pageSize', 1, PAGE_SIZE);
	if (pageSize === undefined) throw wrong('pageSize不能为空');
	const wanted = filtersOf(body, platform);
	const found = [...platform.flows.all.values()]
		.filter((flow) => flow.version === 'v3' && wanted.every((filter) => filter(flow)))
		.reverse();
	return {
		total: found.length,
		signFlowInfos: found
			.slice((pageNum - 1) * pageSize, pageNum * pageSize)
			.map((flow) => flowListed(platform, flow)),
	};
}

type Filter = (flow: Flow) => boolean;

function filtersOf(body: Parameters, platform: Platform): Filter[] {
	const started = rangeOf(body, 'signFlowStartTime', '发起', platform.now());
	const finished = rangeOf(body, 'signFlowFinishTime', '完结', platform.now());
	if (started === undefined && finished === undefined) throw wrong('开始时间不能为空');
	const statuses = numbersOf(body, 'signFlowStatus', Object.values(FLOW_STATUS), '流程状态不合法');
	const { initiatorOrgId, transactorPsnId, initiatorPsnId } = initiatorOf(body);
	return [
		({ startTime }) => started === undefined || (startTime !== null && started(startTime)),
		({ finishTime, status }) =>
			finished === undefined ||
			(status === FLOW_STATUS.completed && finishTime !== null && finished(finishTime)),
		({ status }) => statuses === undefined || statuses.includes(status),
		({ initiator: { orgId, psnId } }) =>
			(initiatorOrgId === undefined || orgId === initiatorOrgId) &&
			(transactorPsnId === undefined || psnId === transactorPsnId) &&
			(initiatorPsnId === undefined || (orgId === null && psnId === initiatorPsnId)),
		signerFilter(body, platform),
	];
}

function rangeOf(
	body: Parameters,
	name: 'signFlowStartTime' | 'signFlowFinishTime',
	what: '发起' | '完结',
	now: number,
): ((time: number) => boolean) | undefined {
	const from = body.integer(`${name}From`, 0, Number.MAX_SAFE_INTEGER);
	const to = body.integer(`${name}To`, 0, Number.MAX_SAFE_INTEGER);
	if (from === undefined && to === undefined) return undefined;
	if (from === undefined) throw wrong('开始时间不能为空');
	if (to === undefined) throw wrong('结束时间不能为空');
	if (to - from > YEAR_MS)
		throw wrong(`开始时间（流程${what}时间）、结束时间（流程${what}时间）查询时间段需在一年内`);
	if (from < now - YEARS * YEAR_MS) throw wrong(`开始时间（流程${what}时间）过早，仅能查询近5年${what}的流程`);
	return (time) => from <= time && time <= to;
}

function initiatorOf(body: Parameters): Record<'initiatorOrgId' | 'transactorPsnId' | 'initiatorPsnId', string | undefined> {
	const initiator = body.object('initiator');
	const given = {
		initiatorOrgId: initiator.optional('initiatorOrgId'),
		transactorPsnId: initiator.optional('transactorPsnId'),
		initiatorPsnId: initiator.optional('initiatorPsnId'),
	};
	if (given.initiatorOrgId !== undefined && given.initiatorPsnId !== undefined)
		throw wrong('个人发起方和机构发起方不能同时传入');
	if (given.transactorPsnId !== undefined && given.initiatorOrgId === undefined)
		throw wrong('传入transactorPsnId时initiatorOrgId必传');
	return given;
}

/** One signer must fit everything that is said about signers. */
function signerFilter(body: Parameters, { identities }: Platform): Filter {
	const [operator, organization] = [body.object('operator'), body.object('organization')];
	const [psnId, psnAccount] = [operator.optional('psnId'), operator.optional('psnAccount')];
	const [orgId, orgName] = [organization.optional('orgId'), organization.optional('orgName')];
	const signStatus = numbersOf(body, 'signStatus', [0, 1, 2, 3, 4], '签署状态不合法');
	const named = psnId !== undefined || psnAccount !== undefined;
	if (signStatus !== undefined && !named) throw wrong('查询signStatus时operator不能为空');
	const person = psnId ?? (psnAccount === undefined ? undefined : identities.personOf(psnAccount)?.psnId ?? 'nobody');
	const org = orgId ?? (orgName === undefined ? undefined : identities.organizationOf(orgName)?.orgId ?? 'nobody');
	if (person === undefined && org === undefined) return () => true;
	return (flow) =>
		flow.signers.some(
			(signer) =>
				(person === undefined || signer.personId === person) &&
				(org === undefined || signer.orgId === org) &&
				(signStatus === undefined || signStatus.includes(signStatusOf(flow, signer))),
		);
}

function numbersOf(body: Parameters, name: string, known: number[], text: string): number[] | undefined {
	const numbers = body.numbers(name);
	if (numbers?.some((number) => !known.includes(number)) === true) throw wrong(text);
	return numbers === undefined || numbers.length === 0 ? undefined : numbers;
}
