// A V3 flow as 查询签署流程详情 and 查询签署流程列表 answer it.
import { STATUS_DESCRIPTIONS } from './callback-bodies.mts';
import type { Platform } from './endpoint.mts';
import { isInTurn, signStatusOf } from './flow-progress.mts';
import { FLOW_STATUS, type Flow, type SealField, type Signer, type SignField } from './flow-state.mts';
import { nameOf, partyOf, psnAccountOf } from './parties.mts';

/** States of a sign field. Source: 查询签署流程详情. */
const FIELD_STATUS = { waiting: '0', executing: '1', done: '4' };

const FIELD_TYPES = { seal: 0, remark: 1, date: 2 };

/** The whole of a flow. */
export function flowDetail(platform: Platform, flow: Flow): object {
	const { version } = flow;
	return {
		signFlowInitiator: initiatorView(platform, flow),
		signFlowConfig: configView(flow),
		signFlowStatus: flow.status,
		rescissionStatus: 0,
		rescissionSignFlowIds: [],
		revokeReason: flow.status === FLOW_STATUS.revoked ? flow.reason : null,
		signFlowCreateTime: flow.createTime,
		signFlowStartTime: flow.startTime,
		signFlowFinishTime: flow.finishTime,
		signFlowDescription: flow.reason ?? STATUS_DESCRIPTIONS[flow.status],
		docs: flow.docs.map(({ fileId, fileName }, index) => ({
			fileId,
			fileName,
			fileEditPwd: '',
			contractNum: `ESIGN${flow.createTime}${String(index + 1).padStart(3, '0')}`,
			contractBizTypeId: null,
		})),
		attachments: flow.attachments.map((file) => ({ ...file, signerUpload: false })),
		signers: version === 'v3' ? flow.signers.map((signer) => signerView(platform, flow, signer)) : [],
		copiers: flow.copiers.map(({ psnId, psnAccount, orgId, orgName }) => ({
			copierPsnInfo: { psnId, psnAccount },
			copierOrgInfo: orgId === null && orgName === null ? null : { orgId, orgName },
		})),
	};
}

/** A flow as the list has it. */
export function flowListed(platform: Platform, flow: Flow): object {
	return {
		signFlowInitiator: initiatorView(platform, flow),
		signers: flow.signers.map((signer) => {
			const { psnSigner, orgSigner } = partiesView(platform, signer);
			return { psnSigner, orgSigner, signOrder: signer.signOrder, signStatus: signStatusOf(flow, signer) };
		}),
		signFlowId: flow.flowId,
		signFlowStartTime: flow.startTime,
		signFlowEndTime: flow.finishTime,
		signFlowStatus: flow.status,
		rescissionStatus: 0,
		signFlowTitle: flow.title,
	};
}

function initiatorView(platform: Platform, { initiator: { orgId, psnId } }: Flow): object {
	const person = psnId === null ? null : { psnId, psnName: nameOf(platform, psnId) };
	return orgId === null
		? { psnInitiator: person, orgInitiator: null }
		: { psnInitiator: null, orgInitiator: { orgId, orgName: nameOf(platform, orgId), transactor: person } };
}

function configView(flow: Flow): object {
	return {
		signFlowTitle: flow.title,
		contractGroupIds: [],
		autoFinish: flow.autoFinish,
		signFlowExpireTime: flow.expireTime,
		notifyUrl: flow.notifyUrl,
		chargeConfig: { chargeMode: 0, orderType: null, barrierCode: null },
		noticeConfig: { noticeTypes: flow.noticeTypes, examineNotice: flow.examineNotice },
		signConfig: {
			availableSignClientTypes: flow.clientTypes,
			showBatchDropSealButton: true,
			signTipsTitle: null,
			signTipsContent: null,
			signMode: 'NORMAL',
			dedicatedCloudId: null,
			forcedNotarize: false,
			serviceCode: null,
			notaryOfficeNum: null,
		},
		authConfig: {
			psnAvailableAuthModes: flow.psnAvailableAuthModes,
			orgAvailableAuthModes: flow.orgAvailableAuthModes,
			willingnessAuthModes: flow.willingnessAuthModes,
			audioVideoTemplateId: null,
		},
	};
}

function signerView(platform: Platform, flow: Flow, signer: Signer): object {
	return {
		...partiesView(platform, signer),
		signerType: signer.orgId === null ? 0 : 1,
		signOrder: signer.signOrder,
		signStatus: signStatusOf(flow, signer),
		notaryRole: null,
		signTaskType: signer.signTaskType,
		uploadFiles: [],
		signerIp: null,
		signerLocation: null,
		signFields: signer.fields.map((field) => fieldView(platform, flow, signer, field)),
	};
}

function partiesView(platform: Platform, { personId, orgId }: Signer): { psnSigner: object | null; orgSigner: object | null } {
	const party = personId === null ? undefined : partyOf(platform, personId);
	const person =
		party === undefined
			? null
			: {
					psnId: party.id,
					psnName: party.name,
					psnAccount: { accountMobile: null, accountEmail: null, ...psnAccountOf(party) },
				};
	if (orgId === null) return { psnSigner: person, orgSigner: null };
	return { psnSigner: null, orgSigner: { orgId, orgName: nameOf(platform, orgId), transactor: person } };
}

function fieldView(platform: Platform, flow: Flow, signer: Signer, field: SignField): object {
	const status =
		field.signTime !== null
			? FIELD_STATUS.done
			: isInTurn(flow, signer)
				? FIELD_STATUS.executing
				: FIELD_STATUS.waiting;
	return {
		signFieldId: field.signFieldId,
		signFieldStatus: status,
		sealApprovalFlowId: null,
		statusUpdateTime: field.signTime ?? field.createTime,
		failReason: null,
		customBizNum: field.customBizNum,
		fileId: field.fileId,
		signFieldType: FIELD_TYPES[field.type],
		mustSign: field.mustSign,
		signFieldSealType: field.sealType,
		normalSignFieldConfig: field.type === 'seal' ? sealView(platform, field) : null,
		remarkSignFieldConfig:
			field.type === 'remark'
				? {
						inputType: field.inputType,
						movableSignField: field.movable,
						freeMode: field.free,
						remarkContent: field.remarkContent,
						remarkImageFileKey: null,
						signFieldPositionBean: positionView(field.place),
						actualContent: field.actualContent,
					}
				: null,
		dateSignFieldConfig:
			field.type === 'date'
				? {
						dateFormat: field.format,
						fontSize: field.fontSize,
						signDatePositionPage: field.place?.page ?? null,
						signDatePositionX: field.place?.x ?? null,
						signDatePositionY: field.place?.y ?? null,
					}
				: null,
	};
}

function sealView({ seals }: Platform, field: SealField): object {
	const { sealId, chosenPlaces, place, pages, style } = field;
	const across = style === 2 && place !== null ? { ...positionView(place), positionPage: pages?.join(',') ?? null } : undefined;
	return {
		freeMode: field.free,
		signFieldStyle: style,
		signFieldPosition: across ?? positionView(chosenPlaces[0] ?? place),
		movableSignField: field.movable,
		autoSign: field.auto,
		sealStyle: sealId === null ? null : ',1',
		sealId: sealId ?? field.assignedSealId ?? '',
		sealOwnerId: sealId === null ? null : (seals.get(sealId)?.ownerId ?? null),
		handWrittenFileKey: null,
	};
}

function positionView(place: { page: number; x: number; y: number } | null): object | null {
	return place === null ? null : { positionPage: String(place.page), positionX: place.x, positionY: place.y };
}
