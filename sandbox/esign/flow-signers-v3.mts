// The signers of a V3 flow as the call describes them: who they are, for whom they sign, where. Sources: 基于文件发起签署 (its appendix: what goes
// with whom), 会签与或签, 经办人签章, 企业与法定代表人自动签署.
import type { Parameters } from '../call-parameters.mts';
import { ORGANIZATION_ID_TYPES, PERSON_ID_TYPES, wellFormedId } from './checks.mts';
import type { Platform } from './endpoint.mts';
import { BusinessFailure, wrong } from './envelope.mts';
import { signFieldsOf } from './flow-fields-v3.mts';
import { SEAL_TYPES, type FlowFile, type SealType, type Signer, type StatedIdentity } from './flow-state.mts';
import type { Org, Psn } from './identities.mts';
import { noticeTypes } from './names.mts';

const ORDERS = 255;
const READING_SECONDS = 999;

/** What the signers of one call have around them. */
export interface SignerContext {
	platform: Platform;
	docs: FlowFile[];
	identityVerify: boolean;
}

/** Who a signer is: ids, and what is said about them. */
interface Who {
	personId: string | null;
	orgId: string | null;
	stated: StatedIdentity;
}

const NOTHING_STATED: StatedIdentity = {
	psnName: null,
	psnIDCardNum: null,
	psnIDCardType: null,
	orgIDCardNum: null,
	legalRepName: null,
};

/** Reads the signers. Those who are the same and sign at the same time become one, with the fields of both. */
export function signersOf(given: Parameters[], context: SignerContext): Signer[] {
	const types = given.map((signer) => signerTypeOf(signer));
	const read = given.map((signer, index) => signerOf(signer, types[index] ?? 0, context));
	requireOrganizationBeside(types, read);
	requireAlternatives(read);
	const merged = new Map<string, Signer>();
	for (const signer of read) {
		const auto = signer.fields.every((field) => field.auto);
		const key = [signer.personId, signer.orgId, signer.signOrder, signer.signTaskType, auto].join(' ');
		const same = merged.get(key);
		if (same === undefined) merged.set(key, signer);
		else same.fields.push(...signer.fields);
	}
	return [...merged.values()];
}

function signerTypeOf(signer: Parameters): SealType {
	if (!signer.has('signerType')) throw wrong('signerType不能为空');
	const type = signer.integer('signerType', -1_000_000, 1_000_000);
	const known = Object.values(SEAL_TYPES).find((one) => one === type);
	if (known === undefined) throw wrong('signerType只支持0或1');
	return known;
}

function signerOf(signer: Parameters, type: SealType, context: SignerContext): Signer {
	const config = signer.object('signConfig');
	if (config.has('forcedReadingTime') && config.has('fileForcedReadingTime'))
		throw wrong('forcedReadingTime和fileForcedReadingTime不可同时传入');
	const given = signer.objects('signFields');
	if (given.length === 0) throw wrong('signFields不能为空');
	const auto = given.map(isAuto);
	if (type === SEAL_TYPES.person && auto.includes(true)) throw wrong('个人签署不支持自动签署');
	const taskType = config.integer('signTaskType', 0, 1) === 1 ? 1 : 0;
	if (taskType === 1 && auto.includes(true)) throw wrong('或签不允许自动签署');
	const who = whoOf(signer, type, auto, given, context);
	return {
		...who,
		signOrder: config.integer('signOrder', 1, ORDERS) ?? 1,
		signTaskType: taskType,
		forcedReadingTime: config.integer('forcedReadingTime', 0, READING_SECONDS) ?? 0,
		noticeTypes: signer.object('noticeConfig').optional('noticeTypes', noticeTypes) ?? '',
		willingnessAuthModes: signer.object('authConfig').strings('willingnessAuthModes') ?? [],
		fields: signFieldsOf(given, type, who, context),
		told: false,
		readTime: null,
		code: null,
		end: null,
	};
}

/** Whether a seal or date goes on by itself. */
function isAuto(field: Parameters): boolean {
	return ['normalSignFieldConfig', 'dateSignFieldConfig'].some((name) => field.object(name).boolean('autoSign') === true);
}

function whoOf(
	signer: Parameters,
	type: SealType,
	auto: boolean[],
	fields: Parameters[],
	context: SignerContext,
): Who {
	const [hasPsn, hasOrg] = [signer.has('psnSignerInfo'), signer.has('orgSignerInfo')];
	if (hasPsn && hasOrg) throw wrong('同一个签署方，个人和机构不能同时为空或同时传值');
	if (type === SEAL_TYPES.person) {
		if (!hasPsn) throw wrong('个人签署方psnSignerInfo不能为空');
		return personOf(signer.object('psnSignerInfo'), context);
	}
	if (auto.every((one) => one)) return sealingOf(signer, fields, context);
	if (!hasOrg) throw wrong('机构签署方orgSignerInfo不能为空');
	if (auto.includes(true)) throw wrong('自动签署不支持传入transactorInfo');
	return organizationOf(signer.object('orgSignerInfo'), context);
}

function personOf(info: Parameters, context: SignerContext): Who {
	const { identities } = context.platform;
	const [psnId, psnAccount] = [info.optional('psnId'), info.optional('psnAccount')];
	if ((psnId === undefined) === (psnAccount === undefined))
		throw wrong('个人签署方psnId和psnAccount不能同时为空或同时传值');
	const stated = statedPerson(info.object('psnInfo'));
	if (psnId !== undefined) {
		const psn = identities.persons.get(psnId);
		if (psn === undefined) throw wrong(`个人签署方账号不存在,${psnId}`);
		requireSame(psn, stated, psnId, context);
		return { personId: psnId, orgId: null, stated };
	}
	const account = psnAccount ?? '';
	if (!isAccount(account)) throw wrong('个人签署方psnAccount必须是手机号或邮箱');
	if (stated.psnName === null) throw wrong('个人签署方psnName不能为空');
	return { personId: accountOf(account, stated, context).psnId, orgId: null, stated };
}

/** An organization that somebody signs for. */
function organizationOf(info: Parameters, context: SignerContext): Who {
	const { identities } = context.platform;
	const [orgId, orgName] = [info.optional('orgId'), info.optional('orgName')];
	if ((orgId === undefined) === (orgName === undefined))
		throw wrong('机构签署方orgId和OrgName不能同时为空或同时传值');
	if (!info.has('transactorInfo')) throw wrong('非自动签签署机构签署方经办人transactorInfo不能为空');
	const transactor = info.object('transactorInfo');
	const [psnId, psnAccount] = [transactor.optional('psnId'), transactor.optional('psnAccount')];
	if ((psnId === undefined) === (psnAccount === undefined))
		throw wrong('机构签署方transactorInfos中psnId和psnAccount不能同时为空或同时传值');
	if ((orgId === undefined) !== (psnId === undefined))
		throw wrong('机构签署方与机构签署经办人传入必须为orgId与psnId或orgName与psnAccount');
	const orgInfo = info.object('orgInfo');
	orgInfo.choice('orgIDCardType', ORGANIZATION_ID_TYPES);
	const stated = {
		...statedPerson(transactor.object('psnInfo')),
		orgIDCardNum: orgInfo.optional('orgIDCardNum') ?? null,
		legalRepName: orgInfo.optional('legalRepName') ?? null,
	};
	if (orgId !== undefined && psnId !== undefined) {
		if (!identities.organizations.has(orgId)) throw wrong(`机构签署方账号不存在,${orgId}`);
		const psn = identities.persons.get(psnId);
		if (psn === undefined) throw wrong(`机构签署经办人账号不存在,${psnId}`);
		requireSame(psn, stated, psnId, context);
		return { personId: psnId, orgId, stated };
	}
	const account = psnAccount ?? '';
	if (!isAccount(account)) throw wrong('机构签署经办人psnAccount必须是手机号或邮箱');
	if (stated.psnName === null) throw wrong('机构签署经办人psnName不能为空');
	requireSameOrganization(identities.organizationOf(orgName ?? ''), stated, context);
	const psn = accountOf(account, stated, context);
	return { personId: psn.psnId, orgId: identities.registeredOrganization(orgName ?? '').orgId, stated };
}

/** An organization that seals by itself: the app's own, or the one whose seal was authorized to the app. */
function sealingOf(signer: Parameters, fields: Parameters[], { platform }: SignerContext): Who {
	const { identities, seals } = platform;
	const info = signer.object('orgSignerInfo');
	if (info.has('transactorInfo')) throw wrong('自动签署不支持传入transactorInfo');
	if (info.has('orgName')) throw wrong('自动签署机构账号只允许传orgId');
	const stated = NOTHING_STATED;
	const given = info.optional('orgId');
	if (given !== undefined && !identities.organizations.has(given)) throw wrong(`机构签署方账号不存在,${given}`);
	const sealId = fields[0]?.object('normalSignFieldConfig').optional('assignedSealId');
	if (sealId === undefined) {
		if (given !== undefined && given !== identities.own.orgId) throw new BusinessFailure('autoSignForbidden', given);
		return { personId: null, orgId: identities.own.orgId, stated };
	}
	const ownerId = seals.get(sealId)?.ownerId ?? given ?? identities.own.orgId;
	return { personId: null, orgId: given ?? ownerId, stated };
}

function statedPerson(info: Parameters): StatedIdentity {
	const psnIDCardType = info.choice('psnIDCardType', [...PERSON_ID_TYPES, 'CRED_PSN_CH_GREEN_CARD']) ?? null;
	const psnIDCardNum = info.optional('psnIDCardNum') ?? null;
	const type = psnIDCardType ?? PERSON_ID_TYPES[0];
	if (psnIDCardNum !== null && !wellFormedId(type, psnIDCardNum))
		throw new BusinessFailure('signerIdMalformed', `type:${type}, value:${psnIDCardNum}`);
	return { ...NOTHING_STATED, psnName: info.optional('psnName') ?? null, psnIDCardNum, psnIDCardType };
}

/** The person behind an account; registered now if nobody has it. */
function accountOf(account: string, stated: StatedIdentity, context: SignerContext): Psn {
	const { identities } = context.platform;
	const known = identities.personOf(account);
	if (known !== undefined) requireSame(known, stated, account, context);
	const psn = known ?? identities.registered(account);
	psn.name ??= stated.psnName;
	return psn;
}

/** Refuses a signer who is verified under another name or number, unless they may correct that themselves. */
function requireSame(psn: Psn, stated: StatedIdentity, account: string, { identityVerify }: SignerContext): void {
	if (!identityVerify || !psn.realNamed) return;
	const text = '对应用户已实名，传入的指定签署人信息与实名信息不一致，请先确认信息是否准确';
	if (stated.psnName !== null && psn.name !== null && stated.psnName !== psn.name)
		throw new BusinessFailure('identityMismatch', `${account}${text}：姓名${stated.psnName}`);
	if (stated.psnIDCardNum !== null && psn.idNumber !== null && stated.psnIDCardNum !== psn.idNumber)
		throw new BusinessFailure('identityMismatch', `${account}${text}：证件号${stated.psnIDCardNum}`);
}

function requireSameOrganization(org: Org | undefined, stated: StatedIdentity, { identityVerify }: SignerContext): void {
	if (!identityVerify || org === undefined || !org.realNamed || stated.orgIDCardNum === null) return;
	if (org.idNumber !== null && org.idNumber !== stated.orgIDCardNum)
		throw new BusinessFailure(
			'identityMismatch',
			`${org.orgName}对应用户已实名，传入的指定签署人信息与实名信息不一致，请先确认信息是否准确：证件号${stated.orgIDCardNum}`,
		);
}

/** Whoever acts for an organization signs beside its seal only. */
function requireOrganizationBeside(types: SealType[], signers: Signer[]): void {
	for (const [index, signer] of signers.entries()) {
		if (types[index] !== SEAL_TYPES.transactor) continue;
		const beside = signers.some((other, place) => types[place] === SEAL_TYPES.organization && other.orgId === signer.orgId);
		if (!beside) throw wrong('指定经办人签署时，必须同时存在机构签署方');
	}
}

/** Of whom any one is enough: at least two, with one order, and nobody else with that order. */
function requireAlternatives(signers: Signer[]): void {
	for (const signer of signers.filter(({ signTaskType }) => signTaskType === 1)) {
		const beside = signers.filter(({ signOrder }) => signOrder === signer.signOrder);
		if (beside.some(({ signTaskType }) => signTaskType === 0)) throw wrong('会签与或签不能在同一个签署顺序内');
		if (new Set(beside.map(({ personId }) => personId)).size < 2) throw wrong('或签的签署方数量必须大于等于2');
	}
}

function isAccount(text: string): boolean {
	return /^1[3-9]\d{9}$/.test(text) || /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);
}
