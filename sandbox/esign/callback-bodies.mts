// What the platform tells of flows and verifications, field by field. Sources: 签署方-签署结果通知, 签署流程结束通知, 签署方-已读通知, 实名认证通过通知,
// 授权完成通知 (V3); 签署人签署完成回调通知, 流程结束回调通知 (V1).
import { printed } from '../beijing-time.mts';
import type { AuthFlow } from './auth-flow-state.mts';
import type { Platform } from './endpoint.mts';
import { FLOW_STATUS, type Flow, type FlowStatus, type Signer } from './flow-state.mts';
import { nameOf, partyOf, psnAccountOf } from './parties.mts';

const SIGNED = 2;
const REFUSED = 4;

/** What each status is called. */
export const STATUS_DESCRIPTIONS: Record<FlowStatus, string> = {
	[FLOW_STATUS.draft]: '草稿',
	[FLOW_STATUS.signing]: '签署中',
	[FLOW_STATUS.completed]: '完成',
	[FLOW_STATUS.revoked]: '撤销',
	[FLOW_STATUS.expired]: '过期',
	[FLOW_STATUS.refused]: '拒签',
};

/** A signer signed or refused. */
export function signerEnded(platform: Platform, flow: Flow, signer: Signer): void {
	const { end } = signer;
	if (end === null || end.kind === 'spared') return;
	const signResult = end.kind === 'signed' ? SIGNED : REFUSED;
	const resultDescription = end.kind === 'signed' ? '签署完成' : end.reason;
	const bizNums = bizNumsOf(signer);
	if (flow.version === 'v3') {
		tell(platform, flow, 'SIGN_MISSON_COMPLETE', {
			timestamp: platform.now(),
			signFlowId: flow.flowId,
			...(bizNums === '' ? {} : { customBizNum: bizNums }),
			signOrder: signer.signOrder,
			operateTime: wholeSecond(end.time),
			signResult,
			resultDescription,
			...operatorOf(platform, signer),
			...organizationOf(platform, signer),
		});
		return;
	}
	const person = signer.personId === null ? undefined : partyOf(platform, signer.personId);
	const subject = signer.orgId ?? signer.personId ?? '';
	tell(platform, flow, 'SIGN_FLOW_UPDATE', {
		flowId: flow.flowId,
		accountId: signer.personId ?? subject,
		authorizedAccountId: subject,
		...(bizNums === '' ? {} : { thirdOrderNo: bizNums }),
		order: signer.signOrder,
		signTime: printed(end.time),
		signResult,
		resultDescription,
		timestamp: platform.now(),
		...(typeof person?.thirdPartyUserId === 'string' ? { thirdPartyUserId: person.thirdPartyUserId } : {}),
	});
}

/** A flow ended, one way or the other. */
export function flowEnded(platform: Platform, flow: Flow): void {
	const description = STATUS_DESCRIPTIONS[flow.status];
	const statusDescription = flow.reason ?? description;
	const finishTime = flow.finishTime ?? platform.now();
	if (flow.version === 'v3') {
		tell(platform, flow, 'SIGN_FLOW_COMPLETE', {
			timestamp: platform.now(),
			signFlowId: flow.flowId,
			signFlowTitle: flow.title,
			signFlowStatus: String(flow.status),
			statusDescription,
			signFlowCreateTime: flow.createTime,
			signFlowStartTime: wholeSecond(flow.startTime ?? flow.createTime),
			signFlowFinishTime: wholeSecond(finishTime),
		});
		return;
	}
	tell(platform, flow, 'SIGN_FLOW_FINISH', {
		flowId: flow.flowId,
		businessScence: flow.title,
		flowStatus: String(flow.status),
		statusDescription,
		createTime: printed(flow.createTime),
		endTime: printed(finishTime),
		timestamp: platform.now(),
	});
}

/** A signer of a V3 flow opened the signing page for the first time. */
export function signerRead(platform: Platform, flow: Flow, signer: Signer): void {
	if (flow.version !== 'v3') return;
	const bizNums = bizNumsOf(signer);
	tell(platform, flow, 'OPERATOR_READ', {
		timestamp: platform.now(),
		signFlowId: flow.flowId,
		...(bizNums === '' ? {} : { customBizNum: bizNums }),
		signOrder: signer.signOrder,
		readTime: printed(platform.now()),
		...operatorOf(platform, signer),
	});
}

/** A person or organization was verified on an authorization's page. */
export function verified({ deliveries, identities, now }: Platform, flow: AuthFlow): void {
	const psn = identities.persons.get(flow.psnId ?? '');
	const org = identities.organizations.get(flow.orgId ?? '');
	const person = psn === undefined ? {} : { psnId: psn.psnId, psnAccount: accountOf(psn) };
	const subject =
		org === undefined
			? { psnInfo: person }
			: { organization: { orgId: org.orgId, orgName: org.orgName, transactor: person } };
	const body = {
		authFlowId: flow.authFlowId,
		timestamp: now(),
		authType: flow.authType,
		bizType: 'REAL_NAME',
		...subject,
		action: 'AUTH_PASS',
	};
	deliveries.record('AUTH_PASS', body, flow.notifyUrl, flow.authFlowId);
}

/** Scopes were granted on an authorization's page. */
export function authorized({ deliveries, identities, now }: Platform, flow: AuthFlow): void {
	const org = identities.organizations.get(flow.orgId ?? '');
	const psn = identities.persons.get(flow.psnId ?? '');
	const isAdmin = org !== undefined && org.adminPsnId === flow.psnId;
	const isLegalRep = org !== undefined && psn?.name !== null && psn?.name === org.legalRepName;
	const body = {
		timestamp: now(),
		psnId: flow.psnId,
		...(org === undefined ? {} : { orgId: org.orgId }),
		authFlowId: flow.authFlowId,
		authorizedInfo: flow.authorizedInfo,
		...(org === undefined
			? {}
			: {
					legalRepCheck: isLegalRep,
					adminCheck: isAdmin,
					...(isAdmin || isLegalRep ? {} : { transactorUseSeal: flow.transactorUseSeal }),
				}),
		action: 'AUTHORIZE_FINISH',
	};
	deliveries.record('AUTHORIZE_FINISH', body, flow.notifyUrl, flow.authFlowId);
}

function tell({ deliveries }: Platform, { flowId, notifyUrl }: Flow, action: string, body: object): void {
	deliveries.record(action, { action, ...body }, notifyUrl, flowId);
}

/** Nobody acted where an organization sealed by itself: the documented sample of that has no operator. */
function operatorOf(platform: Platform, { personId }: Signer): object {
	const party = personId === null ? undefined : partyOf(platform, personId);
	return party === undefined ? {} : { operator: { psnId: party.id, psnAccount: psnAccountOf(party) } };
}

function organizationOf(platform: Platform, { orgId }: Signer): object {
	return orgId === null ? {} : { organization: { orgId, orgName: nameOf(platform, orgId) } };
}

function accountOf({ accountMobile, accountEmail }: { accountMobile: string | null; accountEmail: string | null }): object {
	return psnAccountOf({ mobile: accountMobile, email: accountEmail });
}

/** The developer's own numbers of a signer's fields, joined by commas. */
function bizNumsOf({ fields }: Signer): string {
	return [...new Set(fields.map(({ customBizNum }) => customBizNum).filter((number) => number !== null))].join(',');
}

/** The samples have times of actions in whole seconds. */
function wholeSecond(time: number): number {
	return Math.floor(time / 1000) * 1000;
}
