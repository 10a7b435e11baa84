// The sign fields of a V3 signer as the call describes them. Sources: 基于文件发起签署, 骑缝盖章, 添加签署日期, 设置签署区尺寸.
import type { Parameters } from '../call-parameters.mts';
import type { Platform } from './endpoint.mts';
import { BusinessFailure, wrong } from './envelope.mts';
import type { SignerContext } from './flow-signers-v3.mts';
import {
	SEAL_TYPES,
	type DateField,
	type Place,
	type RemarkField,
	type SealField,
	type SealType,
	type SignDate,
	type SignField,
} from './flow-state.mts';
import { newId } from './identities.mts';
import { partyOf } from './parties.mts';
import { SEAL_BIZ_TYPES } from './seal-store.mts';

/** Formats of a date beside a seal, the first is the default. */
const DATE_FORMATS = ['yyyy年MM月dd日', 'yyyy-MM-dd', 'yyyy/MM/dd', 'yyyy-MM-dd HH:mm:ss'] as const;

/** Formats of a date of its own, the first is the default. */
const OWN_DATE_FORMATS = [
	'yyyy年MM月dd日',
	'yyyy-MM-dd',
	'yyyy/MM/dd',
	'yyyy.MM.dd',
	'yyyy年M月d日',
	'yyyy年M月',
	'yyyy/M/d',
	'yy-MM-dd',
	'yyyy/MM/dd HH:mm:ss',
	'yyyy/MM/dd HH:mm',
	'yyyy-MM-dd HH:mm',
] as const;

const DATE_SIZE = 12;
const REMARK_SIZE = 14;
const REMARK_CHARACTERS = 100;
const SIZE_MOST = 10_000;

/** For whom the fields are. */
interface Owner {
	personId: string | null;
	orgId: string | null;
}

/** Reads a signer's fields. */
export function signFieldsOf(
	given: Parameters[],
	sealType: SealType,
	owner: Owner,
	context: SignerContext,
): SignField[] {
	return given.map((field) => signFieldOf(field, sealType, owner, context));
}

function signFieldOf(field: Parameters, sealType: SealType, owner: Owner, context: SignerContext): SignField {
	const fileId = field.optional('fileId');
	if (fileId === undefined) throw wrong('fileId不能为空');
	if (!context.docs.some((doc) => doc.fileId === fileId))
		throw wrong(`文件id不在签署流程中，请先添加文件到流程中，即可添加签署区，fileId：${fileId}`);
	const base = {
		signFieldId: newId(),
		fileId,
		customBizNum: field.optional('customBizNum') ?? null,
		sealType,
		mustSign: field.boolean('mustSign') ?? true,
		createTime: context.platform.now(),
		signTime: null,
	};
	const type = field.integer('signFieldType', -1_000_000, 1_000_000) ?? 0;
	const pages = context.platform.files.all.get(fileId)?.pages?.length ?? 0;
	if (type === 0) return { ...base, ...sealField(field, pages, sealType, owner, context.platform) };
	if (type === 1) return { ...base, ...remarkField(field, pages, sealType) };
	if (type === 2) return { ...base, ...dateField(field, pages) };
	throw wrong('signFieldType无对应枚举值');
}

type Own<T extends SignField> = Omit<
	T,
	'signFieldId' | 'fileId' | 'customBizNum' | 'sealType' | 'mustSign' | 'createTime' | 'signTime'
>;

function sealField(
	field: Parameters,
	pages: number,
	sealType: SealType,
	owner: Owner,
	platform: Platform,
): Own<SealField> {
	if (!field.has('normalSignFieldConfig')) throw wrong('normalSignFieldConfig不能为空');
	const config = field.object('normalSignFieldConfig');
	const free = config.boolean('freeMode') ?? false;
	const auto = config.boolean('autoSign') ?? false;
	if (free && auto) throw wrong('自由模式不支持自动签署');
	if (auto && field.boolean('mustSign') === false) throw wrong('选签不允许设置自动落章');
	return {
		type: 'seal',
		auto,
		free,
		movable: config.boolean('movableSignField') ?? false,
		...(free ? { style: 1, place: null, pages: null, acrossPageMode: null } : placement(config, pages)),
		size: free ? null : sizeOf(config),
		date: dateOf(field),
		...sealsOf(config, sealType, auto, owner, platform),
		sealId: null,
		chosenPlaces: [],
	};
}

/** Where a seal goes: onto one page, or across pages. */
function placement(config: Parameters, pages: number): Pick<SealField, 'style' | 'place' | 'pages' | 'acrossPageMode'> {
	const style = config.integer('signFieldStyle', -1_000_000, 1_000_000) ?? 1;
	if (style !== 1 && style !== 2) throw wrong('signFieldStyle无对应枚举值');
	if (!config.has('signFieldPosition')) throw wrong('非自由模式signFieldPosition不能为空');
	const position = config.object('signFieldPosition');
	const [x, y] = [position.float('positionX'), position.float('positionY')];
	const page = position.text('positionPage');
	if (style === 1) {
		if (x === undefined || y === undefined || page === undefined)
			throw wrong('单页签章区，positionX、positionY、positionPage不能为空');
		const numbers = pageNumbers(page, position);
		if (numbers.length > 1) position.refuse('positionPage', '单页签章只能传单个页码');
		requirePages(numbers, pages, '单页');
		return { style, place: { page: numbers[0] ?? 0, x, y }, pages: null, acrossPageMode: null };
	}
	const acrossPageMode = position.optional('acrossPageMode') ?? 'ALL';
	if (acrossPageMode !== 'ALL' && acrossPageMode !== 'AssignedPages') throw wrong('acrossPageMode无对应枚举值');
	if (y === undefined) throw wrong('骑缝签署：必须指定y');
	const place = { page: 0, x: x ?? 0, y };
	if (acrossPageMode === 'ALL') return { style, place, pages: null, acrossPageMode };
	if (page === undefined) throw wrong('骑缝签署：指定页码时positionPage不能为空');
	const chosen = pageNumbers(page, position);
	requirePages(chosen, pages, '骑缝');
	return { style, place, pages: chosen, acrossPageMode };
}

/** `3`, `1,3,5` or `1-3,6-10`. */
function pageNumbers(text: string, position: Parameters): number[] {
	if (!/^\d{1,6}(-\d{1,6})?(,\d{1,6}(-\d{1,6})?)*$/.test(text)) position.refuse('positionPage', '页码格式错误');
	const numbers = text.split(',').flatMap((range) => {
		const [from = 0, to = from] = range.split('-').map(Number);
		return Array.from({ length: Math.max(to - from + 1, 0) }, (_, index) => from + index);
	});
	return [...new Set(numbers)].sort((a, b) => a - b);
}

function requirePages(numbers: number[], pages: number, kind: '单页' | '骑缝'): void {
	const outside = numbers.length === 0 || numbers.some((page) => !(page >= 1 && page <= pages));
	if (outside) throw new BusinessFailure('pageOutside', kind);
}

/** The width in px; the seal keeps its proportions whatever is given. */
function sizeOf(config: Parameters): number | null {
	const size = config.float('signFieldSize');
	const [width, height] = [config.float('signFieldWidth'), config.float('signFieldHeight')];
	if (size !== undefined && (width !== undefined || height !== undefined))
		throw wrong('signFieldSize不能与signFieldWidth、signFieldHeight同时传入');
	const smaller = Math.min(width ?? Infinity, height ?? Infinity);
	const wanted = size ?? (Number.isFinite(smaller) ? smaller : undefined);
	if (wanted !== undefined && !(wanted > 0 && wanted <= SIZE_MOST)) config.refuse('signFieldSize', '应大于0');
	return wanted ?? null;
}

/** The date beside the seal. 1 = in a fixed place, 2 = if the signer wants one, which here they do not. */
function dateOf(field: Parameters): SignDate | null {
	const config = field.object('signDateConfig');
	if ((config.integer('showSignDate', 0, 2) ?? 0) !== 1) return null;
	const [x, y] = [config.float('signDatePositionX'), config.float('signDatePositionY')];
	return {
		format: config.choice('dateFormat', DATE_FORMATS) ?? DATE_FORMATS[0],
		fontSize: config.float('fontSize') ?? DATE_SIZE,
		place: x === undefined || y === undefined ? null : { x, y },
	};
}

/** Which seals may be used. Raises the documented failures for one that is not there, another's, or not authorized. */
function sealsOf(
	config: Parameters,
	sealType: SealType,
	auto: boolean,
	{ personId, orgId }: Owner,
	platform: Platform,
): Pick<SealField, 'assignedSealId' | 'availableSealIds' | 'sealBizTypes'> {
	const assignedSealId = config.optional('assignedSealId') ?? null;
	const availableSealIds = config.strings('availableSealIds') ?? [];
	const bizTypes = config.optional('orgSealBizTypes');
	if (bizTypes !== undefined && (assignedSealId !== null || availableSealIds.length > 0))
		throw wrong('指定印章id或指定印章列表场景orgSealBizTypes不能传值');
	const known = ['ALL', ...Object.keys(SEAL_BIZ_TYPES)];
	const listed = bizTypes?.split(',').map((type) => type.trim()) ?? [];
	if (listed.some((type) => !known.includes(type))) config.refuse('orgSealBizTypes', '印章类型不支持');
	const ownerId = sealType === SEAL_TYPES.person || sealType === SEAL_TYPES.transactor ? personId : orgId;
	const owner = ownerId === null ? undefined : partyOf(platform, ownerId);
	if (owner !== undefined && owner.name !== '') platform.seals.of(owner);
	for (const sealId of [assignedSealId, ...availableSealIds]) {
		if (sealId === null) continue;
		const seal = platform.seals.get(sealId);
		if (seal === undefined) throw wrong(`无效的印章,sealId:${sealId}`);
		if (seal.ownerId !== ownerId) throw wrong('印章和签署主体不匹配');
		const legal = seal.bizType === 'LEGAL_PERSON';
		if (legal !== (sealType === SEAL_TYPES.legalRep)) throw wrong('印章和签署主体不匹配');
		const foreign = auto && seal.ownerId !== platform.identities.own.orgId;
		if (foreign && !seal.authorizedToApp) throw new BusinessFailure('sealNotAuthorized', sealId);
	}
	return {
		assignedSealId,
		availableSealIds,
		sealBizTypes: listed.length === 0 || listed.includes('ALL') ? null : listed,
	};
}

function remarkField(field: Parameters, pages: number, sealType: SealType): Own<RemarkField> {
	if (!field.has('remarkSignFieldConfig')) throw wrong('remarkSignFieldConfig不能为空');
	if (sealType !== SEAL_TYPES.person) throw wrong('备注签署区必须是个人签署方');
	const config = field.object('remarkSignFieldConfig');
	const inputType = config.integer('inputType', 1, 2) ?? 1;
	const remarkContent = config.optional('remarkContent') ?? null;
	const length = [...(remarkContent ?? '')].length;
	if (inputType === 1 && (length === 0 || length > REMARK_CHARACTERS))
		throw wrong('手写备注签署区-remarkContent不能为空或超过50个字');
	const free = config.boolean('freeMode') ?? false;
	return {
		type: 'remark',
		auto: false,
		free,
		movable: config.boolean('movableSignField') ?? false,
		place: free ? null : placeOf(config.object('signFieldPosition'), pages),
		inputType,
		remarkContent,
		fontSize: config.float('remarkFontSize') ?? REMARK_SIZE,
		actualContent: null,
	};
}

function dateField(field: Parameters, pages: number): Own<DateField> {
	const config = field.object('dateSignFieldConfig');
	const page = config.integer('signDatePositionPage', 1, 1_000_000);
	const [x, y] = [config.float('signDatePositionX'), config.float('signDatePositionY')];
	if (page === undefined || x === undefined || y === undefined)
		throw wrong('独立签署日期，signDatePositionX、signDatePositionY、signDatePositionPage不能为空');
	requirePages([page], pages, '单页');
	return {
		type: 'date',
		auto: config.boolean('autoSign') ?? false,
		free: false,
		movable: false,
		place: { page, x, y },
		format: config.choice('dateFormat', OWN_DATE_FORMATS) ?? OWN_DATE_FORMATS[0],
		fontSize: config.float('fontSize') ?? DATE_SIZE,
	};
}

function placeOf(position: Parameters, pages: number): Place {
	const [x, y] = [position.float('positionX'), position.float('positionY')];
	const page = position.text('positionPage');
	if (x === undefined || y === undefined || page === undefined)
		throw wrong('非自由模式signFieldPosition不能为空');
	const [number = 0] = pageNumbers(page, position);
	requirePages([number], pages, '单页');
	return { page: number, x, y };
}
