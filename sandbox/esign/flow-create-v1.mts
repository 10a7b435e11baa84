// 一步发起签署 of V1: reads the call, makes the flow. Sources: 一步发起签署, 添加签署方手动盖章签署区; names of the signers' fields from the vendor's SDKs.
import type { Parameters } from '../call-parameters.mts';
import type { CallParameters, Platform } from './endpoint.mts';
import { BusinessFailure, wrong } from './envelope.mts';
import { start } from './flow-progress.mts';
import {
	FLOW_STATUS,
	SEAL_TYPES,
	type Flow,
	type FlowFile,
	type SealField,
	type SignDate,
	type Signer,
} from './flow-state.mts';
import { newId } from './identities.mts';
import { upTo, webAddress } from './names.mts';
import { partyOf } from './parties.mts';

const DAY_MS = 86_400_000;
const DOCS = 50;
const SIGN_FIELDS = 300;

/** How long there is to sign, in days, unless the caller says. No page says it for V1. */
const VALID_DAYS = 90;

const SCENE_CHARACTERS = 200;
const DATE_SIZE = 12;

/** Makes a flow and lets it begin where autoInitiate says so; nothing is kept of a call that fails. */
export function createFlowOneStep({ body }: CallParameters, platform: Platform): unknown {
	const now = platform.now();
	if (!body.has('flowInfo')) throw wrong('flowInfo不能为空');
	const info = body.object('flowInfo');
	const config = info.object('flowConfigInfo');
	const docs = docsOf(body.objects('docs'), platform);
	const signers = signersOf(body.objects('signers'), docs, platform);
	if (docs.length === 0) throw wrong('docs不能为空');
	if (signers.length === 0) throw wrong('signers不能为空');
	const signValidity = info.integer('signValidity', 0, Number.MAX_SAFE_INTEGER) ?? null;
	if (signValidity !== null && signValidity <= now) throw new BusinessFailure('flowExpired');
	const autoStart = info.boolean('autoInitiate') ?? false;
	const flow: Flow = {
		flowId: newId(),
		version: 'v1',
		title: info.required('businessScene', upTo(SCENE_CHARACTERS)),
		status: FLOW_STATUS.draft,
		autoStart,
		autoFinish: info.boolean('autoArchive') ?? false,
		createTime: now,
		startTime: null,
		finishTime: null,
		expireTime: signValidity ?? now + VALID_DAYS * DAY_MS,
		delayed: false,
		urgedTime: null,
		notifyUrl: config.optional('noticeDeveloperUrl', webAddress) ?? null,
		noticeTypes: noticeTypeOf(config),
		examineNotice: null,
		clientTypes: config.optional('signPlatform') ?? '1',
		redirect: { url: config.optional('redirectUrl', webAddress) ?? null, delaySeconds: 3 },
		psnAvailableAuthModes: null,
		orgAvailableAuthModes: null,
		willingnessAuthModes: null,
		reason: null,
		initiator: {
			psnId: personIdOf(info, 'initiatorAccountId', platform),
			orgId: info.optional('initiatorAuthorizedAccountId') ?? platform.identities.own.orgId,
			byDefault: !info.has('initiatorAccountId'),
		},
		docs,
		attachments: attachmentsOf(body.objects('attachments'), platform),
		signers,
		copiers: [],
		v1: {
			contractValidity: info.integer('contractValidity', 0, Number.MAX_SAFE_INTEGER) ?? null,
			contractRemind: info.integer('contractRemind', 1, 360) ?? null,
			signValidity,
			signPlatform: config.optional('signPlatform') ?? '1',
		},
	};
	if (autoStart && platform.settings.values.contractsLeft === 0) throw new BusinessFailure('quotaExhausted');
	platform.flows.all.set(flow.flowId, flow);
	if (autoStart) start(platform, flow);
	return { flowId: flow.flowId };
}

/** "1" SMS (default), "2" mail, "" none: an empty text means something here. */
function noticeTypeOf(config: Parameters): string {
	return config.isEmptyText('noticeType') ? '' : (config.optional('noticeType') ?? '1');
}

function docsOf(docs: Parameters[], { files }: Platform): FlowFile[] {
	if (docs.length > DOCS) throw wrong(`docs不能超过${DOCS}个`);
	return docs.map((doc) => {
		const fileId = doc.required('fileId');
		const file = files.all.get(fileId);
		if (file === undefined) throw new BusinessFailure('documentUnknown', fileId);
		if (!files.isUsable(file) || file.pages === null) throw new BusinessFailure('documentNotReady', fileId);
		return { fileId, fileName: doc.optional('fileName') ?? file.fileName };
	});
}

function attachmentsOf(attachments: Parameters[], { files }: Platform): FlowFile[] {
	return attachments.map((attachment) => {
		const fileId = attachment.required('fileId');
		const file = files.all.get(fileId);
		if (file === undefined) throw new BusinessFailure('documentUnknown', fileId);
		return { fileId, fileName: attachment.required('attachmentName') };
	});
}

function signersOf(given: Parameters[], docs: FlowFile[], platform: Platform): Signer[] {
	const signers = given.map((signer) => signerOf(signer, docs, platform));
	const fields = signers.reduce((sum, { fields }) => sum + fields.length, 0);
	if (fields > SIGN_FIELDS) throw wrong(`签署区总数不能超过${SIGN_FIELDS}个`);
	return signers;
}

/** platformSign = the app's own organization, which seals by itself. */
function signerOf(signer: Parameters, docs: FlowFile[], platform: Platform): Signer {
	const isPlatform = signer.boolean('platformSign') ?? false;
	const account = signer.object('signerAccount');
	const personId = isPlatform ? null : personIdOf(account, 'signerAccountId', platform);
	if (!isPlatform && personId === null) account.refuse('signerAccountId', '不能为空');
	const authorizedId = account.optional('authorizedAccountId') ?? personId;
	const orgId = isPlatform ? platform.identities.own.orgId : authorizedId === personId ? null : authorizedId;
	if (!isPlatform && orgId !== null && !platform.state.organizations.has(orgId))
		throw new BusinessFailure('signerAccountUnknown', orgId);
	const given = signer.objects('signfields');
	if (given.length === 0) throw wrong('signfields不能为空');
	const thirdOrderNo = signer.optional('thirdOrderNo') ?? null;
	return {
		personId,
		orgId,
		signOrder: signer.integer('signOrder', 1, 255) ?? 1,
		signTaskType: 0,
		forcedReadingTime: 0,
		noticeTypes: '',
		willingnessAuthModes: account.strings('willTypes') ?? ['CODE_SMS'],
		stated: { psnName: null, psnIDCardNum: null, psnIDCardType: null, orgIDCardNum: null, legalRepName: null },
		fields: given.map((field) => fieldOf(field, { personId, orgId, isPlatform, thirdOrderNo, docs, platform })),
		told: false,
		readTime: null,
		code: null,
		end: null,
	};
}

/** What a sign field has around it. */
interface FieldContext {
	personId: string | null;
	orgId: string | null;
	isPlatform: boolean;
	thirdOrderNo: string | null;
	docs: FlowFile[];
	platform: Platform;
}

function fieldOf(field: Parameters, context: FieldContext): SealField {
	const { personId, orgId, isPlatform, docs, platform } = context;
	const fileId = field.required('fileId');
	if (!docs.some((doc) => doc.fileId === fileId))
		throw wrong(`文件id不在签署流程中，请先添加文件到流程中，即可添加签署区，fileId：${fileId}`);
	const auto = isPlatform || (field.boolean('autoExecute') ?? false);
	const subject = orgId ?? personId ?? '';
	if (auto && !isPlatform && !mayBeSilent(subject, platform)) throw new BusinessFailure('autoSignForbidden', subject);
	if (orgId !== null && !isPlatform && field.text('actorIndentityType') !== '2')
		field.refuse('actorIndentityType', '签署主体是企业时必传2');
	const pages = platform.files.all.get(fileId)?.pages?.length ?? 0;
	return {
		type: 'seal',
		signFieldId: newId(),
		fileId,
		customBizNum: field.optional('thirdOrderNo') ?? context.thirdOrderNo,
		sealType: orgId === null ? SEAL_TYPES.person : SEAL_TYPES.organization,
		mustSign: true,
		auto,
		movable: false,
		createTime: platform.now(),
		signTime: null,
		...placement(field, pages),
		size: field.object('posBean').float('width') ?? field.float('width') ?? null,
		date: dateOf(field),
		assignedSealId: sealIdOf(field, subject, platform),
		availableSealIds: [],
		sealBizTypes: null,
		sealId: null,
		chosenPlaces: [],
	};
}

/** signType 0 = anywhere, 1 = on one page, 2 = across pages, "1-5" or "all". */
function placement(field: Parameters, pages: number): Pick<SealField, 'free' | 'style' | 'place' | 'pages' | 'acrossPageMode'> {
	const signType = field.integer('signType', 0, 2) ?? 1;
	if (signType === 0) return { free: true, style: 1, place: null, pages: null, acrossPageMode: null };
	const position = field.object('posBean');
	const [page, x, y] = [position.text('posPage'), position.float('posX'), position.float('posY')];
	if (y === undefined || page === undefined || (signType === 1 && x === undefined))
		throw wrong('posBean不能为空: posPage、posX、posY');
	const place = { page: signType === 1 ? Number(page) : 0, x: x ?? 0, y };
	if (signType === 1) {
		if (!(place.page >= 1 && place.page <= pages)) throw new BusinessFailure('pageOutside', '单页');
		return { free: false, style: 1, place, pages: null, acrossPageMode: null };
	}
	const [from = Number.NaN, to = from] = page === 'all' ? [1, pages] : page.split('-').map(Number);
	if (!(from >= 1 && from <= to && to <= pages)) throw new BusinessFailure('pageOutside', '骑缝');
	const chosen = page === 'all' ? null : Array.from({ length: to - from + 1 }, (_, index) => from + index);
	return { free: false, style: 2, place, pages: chosen, acrossPageMode: chosen === null ? 'ALL' : 'AssignedPages' };
}

/** signDateBeanType 0 = none, 1 = below the seal or where signDateBean says, 2 = as the signer likes, which here is none. */
function dateOf(field: Parameters): SignDate | null {
	const type = field.integer('signDateBeanType', 0, 2) ?? (field.object('posBean').boolean('addSignTime') === true ? 1 : 0);
	if (type !== 1) return null;
	const bean = field.object('signDateBean');
	const [x, y] = [bean.float('posX'), bean.float('posY')];
	return {
		format: bean.optional('format') ?? field.object('posBean').optional('signTimeFormat') ?? 'yyyy-MM-dd',
		fontSize: bean.float('fontSize') ?? DATE_SIZE,
		place: x === undefined || y === undefined ? null : { x, y },
	};
}

function sealIdOf(field: Parameters, subject: string, platform: Platform): string | null {
	const sealId = field.optional('sealId') ?? null;
	if (sealId === null) return null;
	const owner = partyOf(platform, subject);
	if (owner !== undefined) platform.seals.of(owner);
	const seal = platform.seals.get(sealId);
	if (seal === undefined) throw wrong(`无效的印章,sealId:${sealId}`);
	if (seal.ownerId !== subject) throw wrong('印章和签署主体不匹配');
	return sealId;
}

/** Whether an account has authorized silent signing, and that is not over. */
function mayBeSilent(accountId: string, { state }: Platform): boolean {
	const authorization = state.silentSigning.get(accountId);
	return authorization !== undefined && (authorization.deadline === null || state.time() <= authorization.deadline);
}

function personIdOf(parameters: Parameters, name: string, { state }: Platform): string | null {
	const accountId = parameters.optional(name);
	if (accountId === undefined) return null;
	if (!state.persons.has(accountId)) throw new BusinessFailure('signerAccountUnknown', accountId);
	return accountId;
}
