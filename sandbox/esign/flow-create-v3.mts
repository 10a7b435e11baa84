// 基于文件发起签署: reads the call, refuses it in the documented words, makes the flow. Sources: the page's tables, 错误码 合同签署服务API V3.
import type { Parameters } from '../call-parameters.mts';
import type { CallParameters, Platform } from './endpoint.mts';
import { BusinessFailure, wrong } from './envelope.mts';
import { start } from './flow-progress.mts';
import { FLOW_STATUS, type Flow, type FlowFile, type Initiator, type Signer } from './flow-state.mts';
import { signersOf } from './flow-signers-v3.mts';
import { newId } from './identities.mts';
import { hasForbiddenCharacters, noticeTypes, upTo, webAddress } from './names.mts';
import { redirectOf } from './redirect.mts';

const DAY_MS = 86_400_000;

/** Longest time to sign, from the call. Source: 基于文件发起签署. */
export const EXPIRE_DAYS = 90;

const MB = 1024 * 1024;

/** Most of each in one flow. Source: 基于文件发起签署. */
const DOCS = 50;
const DOC_BYTES = 500 * MB;
const ATTACHMENTS = 50;
const ATTACHMENT_BYTES = 10 * MB;
const SIGN_FIELDS = 300;
const SIGNERS = 10;

const TITLE_CHARACTERS = 200;
const NAME_CHARACTERS = 100;

/** Makes a flow and, unless it is to be a draft, lets it begin. Of a call that fails only the accounts it names are kept: they are registered. */
export function createByFile({ body }: CallParameters, platform: Platform): unknown {
	const now = platform.now();
	if (!body.has('signFlowConfig')) throw wrong('signFlowConfig不能为空');
	const config = body.object('signFlowConfig');
	const title = titleOf(config);
	const expireTime = expireTimeOf(config, now);
	const autoStart = config.boolean('autoStart') ?? true;
	const signersGiven = body.objects('signers');
	const docs = docsOf(body.objects('docs'), platform);
	if (autoStart && (docs.length === 0 || signersGiven.length === 0)) throw new BusinessFailure('startNeedsContent');
	if (signersGiven.length > SIGNERS) throw new BusinessFailure('tooManySigners', String(signersGiven.length));
	const attachments = attachmentsOf(body.objects('attachments'), platform);
	const initiator = initiatorOf(body, platform);
	const signers = signersOf(signersGiven, {
		platform,
		docs,
		identityVerify: config.boolean('identityVerify') ?? true,
	});
	const fields = signers.reduce((sum, { fields }) => sum + fields.length, 0);
	if (fields > SIGN_FIELDS) throw wrong(`签署区总数不能超过${SIGN_FIELDS}个`);
	const flow: Flow = {
		flowId: newId(),
		version: 'v3',
		title,
		status: FLOW_STATUS.draft,
		autoStart,
		autoFinish: config.boolean('autoFinish') ?? false,
		createTime: now,
		startTime: null,
		finishTime: null,
		expireTime,
		delayed: false,
		urgedTime: null,
		notifyUrl: config.optional('notifyUrl', webAddress) ?? null,
		...noticesOf(config),
		...authOf(config),
		clientTypes: config.object('signConfig').optional('availableSignClientTypes') ?? '1,2',
		redirect: redirectOf(config),
		reason: null,
		initiator,
		docs,
		attachments,
		signers: withDefaults(signers, config),
		copiers: copiersOf(body.objects('copiers')),
		v1: null,
	};
	if (autoStart && platform.settings.values.contractsLeft === 0) throw new BusinessFailure('quotaExhausted');
	platform.flows.all.set(flow.flowId, flow);
	if (autoStart) start(platform, flow);
	return { signFlowId: flow.flowId };
}

function titleOf(config: Parameters): string {
	const title = config.optional('signFlowTitle', upTo(TITLE_CHARACTERS));
	if (title === undefined) throw wrong('signFlowTitle不能为空');
	if (hasForbiddenCharacters(title)) throw wrong('signFlowTitle不可含有特殊字符');
	return title;
}

function expireTimeOf(config: Parameters, now: number): number {
	const most = now + EXPIRE_DAYS * DAY_MS;
	const expireTime = config.integer('signFlowExpireTime', 0, Number.MAX_SAFE_INTEGER);
	if (expireTime === undefined) return most;
	if (expireTime > most) throw wrong(`签署截止时间signFlowExpireTime不能超过发起后${EXPIRE_DAYS}天`);
	if (expireTime <= now) throw new BusinessFailure('flowExpired');
	return expireTime;
}

function docsOf(docs: Parameters[], { files }: Platform): FlowFile[] {
	if (docs.length > DOCS) throw wrong(`签署文件不能超过${DOCS}个`);
	let bytes = 0;
	const found = docs.map((doc) => {
		const fileId = doc.optional('fileId');
		if (fileId === undefined) throw wrong('fileId不能为空');
		const file = files.all.get(fileId);
		if (file === undefined) throw new BusinessFailure('documentUnknown', fileId);
		if (!files.isUsable(file) || file.pages === null) throw new BusinessFailure('documentNotReady', fileId);
		bytes += file.fileSize;
		return { fileId, fileName: fileNameOf(doc) ?? file.fileName };
	});
	if (bytes > DOC_BYTES) throw wrong('签署文件总大小不能超过500MB');
	const ids = found.map(({ fileId }) => fileId);
	const repeated = ids.find((fileId, index) => ids.indexOf(fileId) !== index);
	if (repeated !== undefined) throw wrong(`签署文件重复，fileId：${repeated}`);
	return found;
}

function attachmentsOf(attachments: Parameters[], { files }: Platform): FlowFile[] {
	if (attachments.length > ATTACHMENTS) throw wrong(`附属材料不能超过${ATTACHMENTS}个`);
	return attachments.map((attachment) => {
		const fileId = attachment.optional('fileId');
		if (fileId === undefined) throw wrong('fileId不能为空');
		const file = files.all.get(fileId);
		if (file === undefined) throw new BusinessFailure('documentUnknown', fileId);
		if (!files.isUsable(file)) throw new BusinessFailure('documentNotReady', fileId);
		if (file.fileSize > ATTACHMENT_BYTES) throw wrong('附属材料大小不能超过10MB');
		return { fileId, fileName: fileNameOf(attachment) ?? file.fileName };
	});
}

function fileNameOf(file: Parameters): string | undefined {
	const fileName = file.optional('fileName', upTo(NAME_CHARACTERS));
	if (fileName !== undefined && hasForbiddenCharacters(fileName)) throw wrong('fileName不可含有特殊字符');
	return fileName;
}

/** Who starts the flow. Raises 1436116 for an account that has not authorized the app to. */
function initiatorOf(body: Parameters, { identities }: Platform): Initiator {
	const given = body.object('signFlowInitiator');
	if (given.has('orgInitiator') && given.has('psnInitiator')) throw wrong('机构发起方和个人发起方不能同时传值');
	if (given.has('psnInitiator')) {
		const psnId = given.object('psnInitiator').required('psnId');
		const psn = identities.persons.get(psnId);
		if (psn === undefined) throw wrong(`个人发起方账号不存在,${psnId}`);
		if (!identities.isGranted(psn, 'psn_initiate_sign'))
			throw new BusinessFailure('initiatorNotAuthorized', `${psnId}未授权:psn_initiate_sign`);
		return { orgId: null, psnId, byDefault: false };
	}
	if (!given.has('orgInitiator')) return { orgId: identities.own.orgId, psnId: null, byDefault: true };
	const orgInitiator = given.object('orgInitiator');
	const orgId = orgInitiator.optional('orgId');
	const psnId = orgInitiator.object('transactor').optional('psnId');
	if (orgId === undefined || psnId === undefined) throw wrong('机构发起方orgId与transactor不能为空');
	const org = identities.organizations.get(orgId);
	if (org === undefined) throw wrong(`机构发起方账号不存在,${orgId}`);
	if (!identities.persons.has(psnId)) throw wrong(`机构发起方经办人账号不存在,${psnId}`);
	if (!identities.isGranted(org, 'org_initiate_sign'))
		throw new BusinessFailure('initiatorNotAuthorized', `${orgId}未授权:org_initiate_sign`);
	return { orgId, psnId, byDefault: false };
}

function noticesOf(config: Parameters): Pick<Flow, 'noticeTypes' | 'examineNotice'> {
	const notices = config.object('noticeConfig');
	return {
		noticeTypes: notices.optional('noticeTypes', noticeTypes) ?? '',
		examineNotice: notices.boolean('examineNotice') ?? null,
	};
}

function authOf(
	config: Parameters,
): Pick<Flow, 'psnAvailableAuthModes' | 'orgAvailableAuthModes' | 'willingnessAuthModes'> {
	const auth = config.object('authConfig');
	return {
		psnAvailableAuthModes: auth.strings('psnAvailableAuthModes') ?? null,
		orgAvailableAuthModes: auth.strings('orgAvailableAuthModes') ?? null,
		willingnessAuthModes: auth.strings('willingnessAuthModes') ?? null,
	};
}

/** Signers show that they want to sign as the flow says, unless they have their own way; the platform's is an SMS code. */
function withDefaults(signers: Signer[], config: Parameters): Signer[] {
	const modes = config.object('authConfig').strings('willingnessAuthModes') ?? ['CODE_SMS'];
	return signers.map((signer) => ({
		...signer,
		willingnessAuthModes: signer.willingnessAuthModes.length > 0 ? signer.willingnessAuthModes : modes,
	}));
}

function copiersOf(copiers: Parameters[]): Flow['copiers'] {
	return copiers.map((copier) => {
		const [psn, org] = [copier.object('copierPsnInfo'), copier.object('copierOrgInfo')];
		if (psn.has('psnId') === psn.has('psnAccount')) throw wrong('抄送人psnId、psnAccount不能同时传值或同时为空');
		return {
			psnId: psn.optional('psnId') ?? null,
			psnAccount: psn.optional('psnAccount') ?? null,
			orgId: org.optional('orgId') ?? null,
			orgName: org.optional('orgName') ?? null,
		};
	});
}
