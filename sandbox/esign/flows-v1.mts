// 签署流程 of V1: create in one step, start, read, links, download, revoke, archive.
import type { Parameters } from '../call-parameters.mts';
import { printed } from '../beijing-time.mts';
import { STATUS_DESCRIPTIONS } from './callback-bodies.mts';
import type { CallParameters, Endpoint, Platform } from './endpoint.mts';
import { BusinessFailure } from './envelope.mts';
import { linkUrl } from './file-routes.mts';
import { createFlowOneStep } from './flow-create-v1.mts';
import { documentPdf, isCompleted, pdfName } from './flow-files.mts';
import { end, expireDue, start } from './flow-progress.mts';
import { FLOW_STATUS, type Flow } from './flow-state.mts';
import { finishFlow, requireStartable } from './flows-v3.mts';
import { upTo } from './names.mts';
import { signUrl } from './sign-urls.mts';

const REASON_CHARACTERS = 200;

export const flowsV1: Endpoint[] = [
	{
		method: 'POST',
		path: '/api/v2/signflows/createFlowOneStep',
		title: '一步发起签署',
		handle: createFlowOneStep,
	},
	{
		method: 'POST',
		path: '/api/v3/signflows/createFlowOneStep',
		title: '一步发起签署(SaaS API标准版)',
		handle: createFlowOneStep,
	},
	{ method: 'GET', path: '/v1/signflows/{flowId}', title: '签署流程查询', handle: query },
	{
		method: 'PUT',
		path: '/v1/signflows/{flowId}/start',
		title: '签署流程开启',
		handle: ({ path }, platform) => {
			const flow = flowOf(path, platform);
			requireStartable(platform, flow);
			start(platform, flow);
			return null;
		},
	},
	{ method: 'PUT', path: '/v1/signflows/{flowId}/revoke', title: '签署流程撤销', handle: revoke },
	{
		method: 'PUT',
		path: '/v1/signflows/{flowId}/archive',
		title: '签署流程归档',
		handle: ({ path }, platform) => {
			finishFlow(platform, flowOf(path, platform));
			return null;
		},
	},
	{ method: 'GET', path: '/v1/signflows/{flowId}/executeUrl', title: '获取签署地址', handle: executeUrl },
	{ method: 'GET', path: '/v1/signflows/{flowId}/documents', title: '流程文档下载', handle: documents },
];

/** The flow with the path's id. Raises 1435011 when there is none, or it is one of V3. */
function flowOf(path: Parameters, platform: Platform): Flow {
	expireDue(platform);
	const flowId = path.required('flowId');
	const flow = platform.flows.all.get(flowId);
	if (flow?.version !== 'v1') throw new BusinessFailure('flowUnknown', flowId);
	return flow;
}

/** Times of a flow are printed, as in its callbacks. */
function query({ path }: CallParameters, platform: Platform): unknown {
	const flow = flowOf(path, platform);
	const { initiator, v1 } = flow;
	return {
		flowId: flow.flowId,
		appId: platform.appId,
		businessScene: flow.title,
		autoArchive: flow.autoFinish,
		flowStatus: flow.status,
		flowDesc: flow.reason ?? STATUS_DESCRIPTIONS[flow.status],
		flowStartTime: flow.startTime === null ? null : printed(flow.startTime),
		flowEndTime: flow.finishTime === null ? null : printed(flow.finishTime),
		configInfo: {
			noticeDeveloperUrl: flow.notifyUrl,
			noticeType: flow.noticeTypes,
			redirectUrl: flow.redirect.url,
			signPlatform: v1?.signPlatform ?? '1',
		},
		initiatorAccountId: initiator.psnId,
		initiatorAuthorizedAccountId: initiator.orgId,
		signValidity: v1?.signValidity ?? null,
		contractValidity: v1?.contractValidity ?? null,
		contractRemind: v1?.contractRemind ?? null,
	};
}

function revoke({ path, body }: CallParameters, platform: Platform): null {
	const reason = body.optional('revokeReason', upTo(REASON_CHARACTERS)) ?? '撤销';
	body.optional('operatorId');
	const flow = flowOf(path, platform);
	if (flow.status !== FLOW_STATUS.signing) throw new BusinessFailure('v1NotSigning');
	flow.reason = reason;
	end(platform, flow, FLOW_STATUS.revoked);
	return null;
}

/** `organizeId` absent = what is to be signed for oneself, "0" = all, an id = for that organization. */
function executeUrl({ path, query }: CallParameters, platform: Platform): unknown {
	const flow = flowOf(path, platform);
	const accountId = query.required('accountId');
	const organizeId = query.optional('organizeId');
	const readOnly = query.integer('urlType', 0, 1) === 1;
	if (platform.state.persons.get(accountId) === undefined)
		throw new BusinessFailure('signerAccountUnknown', accountId);
	if (flow.status === FLOW_STATUS.draft) throw new BusinessFailure('flowNotStarted');
	const orgId = organizeId === undefined || organizeId === '0' ? null : organizeId;
	const takesPart = flow.signers.some(
		(signer) => signer.personId === accountId && (orgId === null || signer.orgId === orgId),
	);
	if (!takesPart && !readOnly) throw new BusinessFailure('notParticipant', accountId);
	return signUrl(platform, flow, { personId: accountId, orgId, readOnly, redirect: flow.redirect });
}

function documents({ path }: CallParameters, platform: Platform): unknown {
	const flow = flowOf(path, platform);
	if (!isCompleted(flow)) throw new BusinessFailure('notFinished', String(flow.status));
	return {
		docs: flow.docs.map((doc) => {
			const link = platform.files.link({
				fileName: pdfName(doc),
				contentType: 'application/pdf',
				bytes: async () => (await documentPdf(platform, flow, doc.fileId)) ?? Buffer.alloc(0),
			});
			return { fileId: doc.fileId, fileName: doc.fileName, fileUrl: linkUrl(platform, link) };
		}),
	};
}

