// 通过文件发起合同: reads the call, refuses it in the documented words, makes the contract. Source: the page's error table and sample.
import type { Check, Parameters } from '../call-parameters.mts';
import { monthsLater, parsed } from '../beijing-time.mts';
import { upTo } from './checks.mts';
import { proceed } from './contract-signing.mts';
import type { Contract, ContractDocument, SignField, Signer } from './contract-state.mts';
import type { Platform } from './endpoint.mts';
import { BusinessFailure } from './envelope.mts';
import type { StoredFile } from './file-store.mts';
import { verifiedParty } from './parties.mts';
import { isInForce } from './seal-store.mts';

const DAY_MS = 24 * 3_600_000;

/** A file in whose name this stands cannot be processed: how oc_30006 is tried out. */
const FAILING_MARK = '处理失败';

const PAGES_MOST = 100_000;

/** Makes a contract and lets it begin; nothing is kept of a call that fails. */
export function createByFile(parameters: Parameters, platform: Platform): unknown {
	const { state, contracts } = platform;
	const draft = drafted(parameters, platform);
	requireDistinct(draft.docs, ({ fileCode }) => fileCode, 'documentRepeated');
	for (const { fileCode } of [...draft.docs, ...draft.attachments])
		requireReadable(platform, fileCode);
	for (const { fileCode } of draft.docs) requireContractFile(platform, fileCode);
	requireDeadline(draft.deadline, state.now());
	requireDistinct(draft.signers, ({ accountId }) => accountId, 'signerRepeated');
	for (const { accountId } of [{ accountId: draft.initiator }, ...draft.signers])
		verifiedParty(state, accountId);
	requireDistinct(
		draft.signers.flatMap(({ signFields }) => signFields),
		placeOf,
		'signPositionRepeated',
	);
	for (const [index, signer] of draft.signers.entries()) {
		requirePages(parameters, platform, signer, index);
		requirePermissions(parameters, platform, signer, index);
	}
	const contract: Contract = {
		contractId: state.newId(),
		status: 'signing',
		createTime: state.time(),
		finishTime: null,
		...draft,
	};
	contracts.all.set(contract.contractId, contract);
	proceed(platform, contract);
	// An unquoted 19-digit number on purpose: whoever reads it as a double gets another id.
	return { contractId: BigInt(contract.contractId) };
}

type Draft = Omit<Contract, 'contractId' | 'status' | 'createTime' | 'finishTime'>;

/** The contract as the call describes it. Raises 400 for fields that are missing or malformed. */
function drafted(parameters: Parameters, platform: Platform): Draft {
	parameters.choice('signFileType', ['PDF']);
	const docs = parameters.objects('docs').map((doc) => documentOf(doc, platform));
	const [first] = docs;
	if (first === undefined) return parameters.refuse('docs', '不能为空');
	const attachments = parameters.objects('attachmentFiles').map((attachment) => {
		const { fileCode, fileOrder, fileName } = documentOf(attachment, platform);
		return { fileCode, fileOrder, fileName };
	});
	const initiator = parameters.object('signFlowInitiator').required('accountId');
	const signers = parameters.objects('signers').map((signer) => signerOf(signer, docs));
	if (signers.length === 0) return parameters.refuse('signers', '不能为空');
	return {
		contractName: parameters.optional('contractName', upTo(200)) ?? first.fileName,
		businessCode: parameters.optional('businessCode', upTo(128)) ?? null,
		deadline: deadlineOf(parameters, platform.state.now()),
		initiator,
		docs,
		attachments,
		signers,
	};
}

function documentOf(doc: Parameters, { files }: Platform): ContractDocument {
	const fileCode = doc.required('fileCode');
	const file = files.all.get(fileCode) ?? doc.refuse('fileCode', `文件不存在 ${fileCode}`);
	return {
		fileId: doc.optional('fileId') ?? null,
		fileCode,
		fileOrder: doc.integer('fileOrder', 0, 10_000) ?? null,
		fileName: doc.optional('fileName', upTo(255)) ?? file.fileName,
	};
}

function signerOf(signer: Parameters, docs: ContractDocument[]): Signer {
	const signFields = signer.objects('signFields').map((field) => signFieldOf(field, docs));
	if (signFields.length === 0) signer.refuse('signFields', '不能为空');
	const noticeTypes = signer.object('noticeConfig').integer('noticeTypes', 0, 1);
	return {
		accountId: signer.required('accountId'),
		seqNo: signer.integer('seqNo', 0, 10_000) ?? 1,
		signFields,
		willingnessAuthModes: signer.object('authConfig').strings('willingnessAuthModes') ?? [
			'CODE_SMS',
		],
		noticeTypes: noticeTypes === 1 ? 1 : 0,
		told: false,
		willCode: null,
		signature: null,
	};
}

function signFieldOf(field: Parameters, docs: ContractDocument[]): SignField {
	const fileCode = field.required('fileCode');
	const doc = docs.find((one) => one.fileCode === fileCode);
	if (doc === undefined) return field.refuse('fileCode', `不在docs中 ${fileCode}`);
	const crossPage = field.integer('signFieldStyle', 1, 2) === 2;
	const position = field.object('signFieldPosition');
	const positionY = position.number('positionY') ?? position.refuse('positionY', '不能为空');
	const positionPage = position.integer('positionPage', crossPage ? 0 : 1, PAGES_MOST);
	const positionX = position.number('positionX');
	if (!crossPage && positionPage === undefined) position.refuse('positionPage', '不能为空');
	if (!crossPage && positionX === undefined) position.refuse('positionX', '不能为空');
	return {
		fileCode,
		fileId: doc.fileId,
		signFieldStyle: crossPage ? 2 : 1,
		dateFormat: field.optional('dateFormat', dateFormat) ?? null,
		authorizeCode: field.optional('authorizeCode') ?? null,
		signFieldPosition: { positionPage: positionPage ?? 0, positionX: positionX ?? 0, positionY },
	};
}

const dateFormat: Check = (value) =>
	/YYYY|yyyy|MM|DD|dd/.test(value) && value.length <= 40 ? undefined : '日期格式错误';

function deadlineOf(parameters: Parameters, now: number): number {
	const text = parameters.optional('signDeadline');
	if (text === undefined) return monthsLater(now, 12) - DAY_MS;
	return (
		parsed(text, 'ends') ??
		parameters.refuse('signDeadline', '应为 YYYY-MM-DD HH:mm:ss 或 YYYY-MM-DD')
	);
}

function requireDeadline(deadline: number, now: number): void {
	if (deadline <= now) throw new BusinessFailure('deadlinePast');
	if (deadline > monthsLater(now, 12)) throw new BusinessFailure('deadlineFar');
}

function requireDistinct<T>(
	items: T[],
	keyOf: (item: T) => string,
	failure: 'documentRepeated' | 'signerRepeated' | 'signPositionRepeated',
): void {
	const keys = items.map(keyOf);
	const repeated = keys.find((key, index) => keys.indexOf(key) !== index);
	if (repeated !== undefined) throw new BusinessFailure(failure, repeated);
}

/** File, page, X, Y; of a cross-page seal file and Y alone count. */
function placeOf({ fileCode, signFieldStyle, signFieldPosition }: SignField): string {
	const { positionPage, positionX, positionY } = signFieldPosition;
	return signFieldStyle === 2
		? `${fileCode} 骑缝 ${positionY}`
		: `${fileCode} ${positionPage} (${positionX}, ${positionY})`;
}

function requireReadable({ files }: Platform, fileCode: string): void {
	const fileName = files.all.get(fileCode)?.fileName ?? '';
	if (fileName.includes(FAILING_MARK)) throw new BusinessFailure('fileUnreadable', fileName);
}

function requireContractFile({ files }: Platform, fileCode: string): void {
	const file = files.all.get(fileCode);
	if (file?.pages === null) throw new BusinessFailure('fileTypeUnsupported', file.fileName);
}

/** Refuses a page the file does not have, and a cross-page seal on a single page. */
function requirePages(
	parameters: Parameters,
	{ files }: Platform,
	{ signFields }: Signer,
	index: number,
): void {
	for (const [fieldIndex, field] of signFields.entries()) {
		const file: StoredFile | undefined = files.all.get(field.fileCode);
		const pages = file?.pages?.length ?? 0;
		if (field.signFieldStyle === 2) {
			if (pages < 2) throw new BusinessFailure('crossPageOnOnePage', field.fileCode);
		} else if (field.signFieldPosition.positionPage > pages) {
			const name = `signers[${index}].signFields[${fieldIndex}].signFieldPosition.positionPage`;
			parameters.refuse(name, `文件只有${pages}页`);
		}
	}
}

/** Refuses one signer with silent and ordinary fields, and codes that do not permit the use of a seal of this signer now. */
function requirePermissions(
	parameters: Parameters,
	{ seals, state }: Platform,
	{ accountId, signFields }: Signer,
	index: number,
): void {
	const silent = signFields.filter(({ authorizeCode }) => authorizeCode !== null);
	if (silent.length === 0) return;
	if (silent.length < signFields.length) throw new BusinessFailure('silentMixed', accountId);
	for (const [fieldIndex, { authorizeCode }] of signFields.entries()) {
		const permitted = seals.authorizedBy(authorizeCode ?? '');
		const name = `signers[${index}].signFields[${fieldIndex}].authorizeCode`;
		if (permitted?.seal.accountId !== accountId) parameters.refuse(name, '静默签授权不存在');
		else if (!isInForce(permitted.authorization, state.now()))
			parameters.refuse(name, '静默签授权不在有效期内');
	}
}
