// 签署流程 of V3: create, start, read, links, download, revoke, finish, delay, urge.
import type { Parameters } from '../call-parameters.mts';
import type { CallParameters, Endpoint, Platform } from './endpoint.mts';
import { BusinessFailure, wrong } from './envelope.mts';
import { linkUrl } from './file-routes.mts';
import { createByFile, EXPIRE_DAYS } from './flow-create-v3.mts';
import { documentPdf, isCompleted, pdfName } from './flow-files.mts';
import { listFlows } from './flow-list-v3.mts';
import { end, expireDue, isInTurn, isSigned, start } from './flow-progress.mts';
import { FLOW_STATUS, type Flow, type Signer } from './flow-state.mts';
import { flowDetail } from './flow-view-v3.mts';
import { noticeTypes, upTo } from './names.mts';
import { urgeSigner } from './notices.mts';
import { redirectOf } from './redirect.mts';
import { signUrl } from './sign-urls.mts';

const DAY_MS = 86_400_000;
const HOUR_SECONDS = 3600;
const REASON_CHARACTERS = 50;

export const flowsV3: Endpoint[] = [
	{ method: 'POST', path: '/v3/sign-flow/create-by-file', title: '基于文件发起签署', handle: createByFile },
	{ method: 'POST', path: '/v3/sign-flow/{signFlowId}/start', title: '开启签署流程', handle: startFlow },
	{ method: 'GET', path: '/v3/sign-flow/{signFlowId}/detail', title: '查询签署流程详情', handle: detail },
	{ method: 'POST', path: '/v3/sign-flow/sign-flow-list', title: '查询签署流程列表', handle: listFlows },
	{ method: 'POST', path: '/v3/sign-flow/{signFlowId}/sign-url', title: '获取签署页面链接', handle: getSignUrl },
	{
		method: 'POST',
		path: '/v3/sign-flow/{signFlowId}/file-download-url',
		title: '下载已签署文件及附属材料',
		handle: ({ path, body }, platform) => download(flowOf(path, platform), body, platform),
	},
	{
		method: 'GET',
		path: '/v3/sign-flow/{signFlowId}/file-download-url',
		title: '下载已签署文件及附属材料(旧)',
		handle: ({ path, query }, platform) => download(flowOf(path, platform), query, platform),
	},
	{ method: 'POST', path: '/v3/sign-flow/{signFlowId}/revoke', title: '撤销签署流程', handle: revoke },
	{ method: 'POST', path: '/v3/sign-flow/{signFlowId}/finish', title: '完结签署流程', handle: finish },
	{ method: 'POST', path: '/v3/sign-flow/{signFlowId}/delay', title: '延长签署截止时间', handle: delay },
	{ method: 'POST', path: '/v3/sign-flow/{signFlowId}/urge', title: '催签流程中签署人', handle: urge },
];

/** The flow with the path's id. Raises 1435011 when there is none, or it is one of V1. */
function flowOf(path: Parameters, platform: Platform): Flow {
	expireDue(platform);
	const signFlowId = path.required('signFlowId');
	const flow = platform.flows.all.get(signFlowId);
	if (flow === undefined) throw new BusinessFailure('flowUnknown', signFlowId);
	if (flow.version !== 'v3') throw wrong('该接口仅能查询SaaS Api3.0发起的流程信息，请确认后重试!');
	return flow;
}

function startFlow({ path }: CallParameters, platform: Platform): null {
	const flow = flowOf(path, platform);
	requireStartable(platform, flow);
	start(platform, flow);
	return null;
}

/** Raises unless a flow is a draft that can begin. */
export function requireStartable({ now }: Platform, flow: Flow): void {
	if (flow.status !== FLOW_STATUS.draft) throw new BusinessFailure('notDraft');
	if (now() > flow.expireTime) throw new BusinessFailure('flowExpired');
	if (flow.docs.length === 0) throw new BusinessFailure('startWithoutDocuments');
	if (flow.autoFinish && flow.signers.length === 0) throw new BusinessFailure('startWithoutFields');
}

function detail({ path }: CallParameters, platform: Platform): unknown {
	return flowDetail(platform, flowOf(path, platform));
}

function getSignUrl({ path, body }: CallParameters, platform: Platform): unknown {
	const flow = flowOf(path, platform);
	if (flow.status === FLOW_STATUS.draft) throw new BusinessFailure('flowNotStarted');
	body.choice('clientType', ['H5', 'PC', 'ALL']);
	const redirect = redirectOf(body, '未传redirectUrl不允许设置redirectDelayTime');
	const onward = redirect.url === null ? flow.redirect : redirect;
	if (!body.has('operator')) {
		if (!flow.initiator.byDefault) throw wrong('operator不能为空');
		return signUrl(platform, flow, { personId: null, orgId: null, readOnly: true, redirect: onward });
	}
	const personId = operatorOf(body.object('operator'), platform);
	const orgId = organizationOf(body.object('organization'), platform);
	const takesPart = flow.signers.some(
		(signer) => signer.personId === personId && (orgId === null || signer.orgId === orgId),
	);
	const isInitiator = flow.initiator.psnId === personId;
	const readOnly = body.integer('urlType', 1, 2) === 1;
	if (!takesPart && !(isInitiator && readOnly)) throw new BusinessFailure('notParticipant', personId);
	return signUrl(platform, flow, { personId, orgId, readOnly, redirect: onward });
}

/** The person an operator names. Raises 1435203 for nobody. */
function operatorOf(operator: Parameters, { identities }: Platform): string {
	const [psnId, psnAccount] = [operator.optional('psnId'), operator.optional('psnAccount')];
	const psn = psnId === undefined ? identities.personOf(psnAccount ?? '') : identities.persons.get(psnId);
	if (psn === undefined) throw new BusinessFailure('signerAccountUnknown', psnId ?? psnAccount);
	return psn.psnId;
}

/** The organization a call names; null when it names none. Raises 1435203 for one that is not there. */
function organizationOf(organization: Parameters, { identities }: Platform): string | null {
	const [orgId, orgName] = [organization.optional('orgId'), organization.optional('orgName')];
	if (orgId === undefined && orgName === undefined) return null;
	const org = orgId === undefined ? identities.organizationOf(orgName ?? '') : identities.organizations.get(orgId);
	if (org === undefined) throw new BusinessFailure('signerAccountUnknown', orgId ?? orgName);
	return org.orgId;
}

async function download(flow: Flow, given: Parameters, platform: Platform): Promise<unknown> {
	const seconds = given.integer('urlAvailableDate', -1_000_000_000, 1_000_000_000) ?? HOUR_SECONDS;
	if (seconds < 1 || seconds > HOUR_SECONDS) throw wrong('文件下载链接有效期不能小于1或者大于3600秒');
	if (given.has('rsaSecret') !== given.has('rsaSecretKey')) throw wrong('rsaSecret和rsaSecretKey必须同时传入');
	if (given.has('rsaSecret') || given.boolean('aesEncrypt') === true) throw wrong('沙盒不支持文件加密');
	if (!isCompleted(flow)) throw new BusinessFailure('notFinished', String(flow.status));
	const { files } = platform;
	return {
		files: flow.docs.map((doc) => {
			const link = files.link(
				{
					fileName: pdfName(doc),
					contentType: 'application/pdf',
					bytes: async () => (await documentPdf(platform, flow, doc.fileId)) ?? Buffer.alloc(0),
				},
				seconds * 1000,
			);
			return { fileId: doc.fileId, fileName: pdfName(doc), downloadUrl: linkUrl(platform, link) };
		}),
		attachments: flow.attachments.map(({ fileId, fileName }) => {
			const file = files.all.get(fileId);
			const bytes = async () => (file === undefined ? Buffer.alloc(0) : await files.bytes(file));
			const link = files.link({ fileName, contentType: 'application/octet-stream', bytes }, seconds * 1000);
			return { fileId, fileName, downloadUrl: linkUrl(platform, link) };
		}),
		certificateDownloadUrl: null,
		aesSecret: null,
	};
}

function revoke({ path, body }: CallParameters, platform: Platform): object {
	const reason = body.optional('revokeReason', upTo(REASON_CHARACTERS)) ?? null;
	const flow = flowOf(path, platform);
	if (flow.status === FLOW_STATUS.revoked) throw new BusinessFailure('revoked');
	if (flow.status !== FLOW_STATUS.signing) throw new BusinessFailure('notSigning');
	flow.reason = reason;
	end(platform, flow, FLOW_STATUS.revoked);
	return {};
}

function finish({ path }: CallParameters, platform: Platform): null {
	const flow = flowOf(path, platform);
	finishFlow(platform, flow);
	return null;
}

/** Completes a flow everybody has signed. Raises the documented failures. */
export function finishFlow(platform: Platform, flow: Flow): void {
	if (flow.status === FLOW_STATUS.completed) throw new BusinessFailure('finished');
	if (flow.status !== FLOW_STATUS.signing) throw new BusinessFailure('finishNotOpen');
	if (flow.signers.length === 0) throw new BusinessFailure('finishNothing');
	if (!isSigned(flow)) throw new BusinessFailure('finishUnsigned');
	end(platform, flow, FLOW_STATUS.completed);
}

/** Also an expired flow can be delayed, which opens it again. */
function delay({ path, body }: CallParameters, platform: Platform): null {
	const flow = flowOf(path, platform);
	const now = platform.now();
	const expireTime = body.integer('signFlowExpireTime', 0, Number.MAX_SAFE_INTEGER);
	if (expireTime === undefined) throw wrong('signFlowExpireTime不能为空');
	if (flow.status !== FLOW_STATUS.signing && flow.status !== FLOW_STATUS.expired)
		throw new BusinessFailure('notDelayable');
	if (flow.delayed) throw new BusinessFailure('delayedAlready');
	if (expireTime > now + EXPIRE_DAYS * DAY_MS) throw wrong(`签署截止时间signFlowExpireTime不能超过当前时间${EXPIRE_DAYS}天`);
	if (expireTime < flow.expireTime) throw wrong('新的签署截止时间不可提前于原签署截止时间');
	if (expireTime <= now) throw wrong('新的签署截止时间不可早于当前时间');
	flow.expireTime = expireTime;
	flow.delayed = true;
	if (flow.status === FLOW_STATUS.expired) {
		flow.status = FLOW_STATUS.signing;
		flow.finishTime = null;
	}
	return null;
}

function urge({ path, body }: CallParameters, platform: Platform): null {
	const flow = flowOf(path, platform);
	const types = body.optional('noticeTypes', noticeTypes) ?? flow.noticeTypes;
	const operator = body.object('urgedOperator');
	const psnId = operator.has('psnId') || operator.has('psnAccount') ? operatorOf(operator, platform) : null;
	if (flow.status !== FLOW_STATUS.signing) throw new BusinessFailure('urgeNotOpen');
	requireUrgeable(platform, flow);
	const wanted = (signer: Signer) => isInTurn(flow, signer) && (psnId === null || signer.personId === psnId);
	const urged = flow.signers.filter((signer) => signer.personId !== null && wanted(signer));
	if (urged.length === 0) throw new BusinessFailure('nobodyToUrge');
	for (const signer of urged) urgeSigner(platform, flow, signer, types);
	flow.urgedTime = platform.now();
	return null;
}

function requireUrgeable({ now, settings }: Platform, { startTime, urgedTime }: Flow): void {
	const { urgeAfterMs, urgeEveryMs } = settings.values;
	if (now() - (startTime ?? now()) < urgeAfterMs) throw new BusinessFailure('urgedTooEarly');
	if (urgedTime !== null && now() - urgedTime < urgeEveryMs) throw new BusinessFailure('urgedTooOften');
}
