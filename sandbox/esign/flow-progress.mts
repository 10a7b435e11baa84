// How a flow goes on: start, whose turn it is, seals that go on by themselves, signing, refusing, the deadline, the end.
import { signerEnded, flowEnded } from './callback-bodies.mts';
import type { Platform } from './endpoint.mts';
import { BusinessFailure } from './envelope.mts';
import {
	FLOW_STATUS,
	SEAL_TYPES,
	type Flow,
	type FlowStatus,
	type Place,
	type SealField,
	type Signer,
} from './flow-state.mts';
import { tellSigner } from './notices.mts';
import { partyOf, type Party } from './parties.mts';
import type { Seal } from './seal-store.mts';
import { verifyBySigning } from './verification-by-signing.mts';

/** Raised when somebody cannot sign or refuse now; the message says why, to the person. */
export class SigningError extends Error {}

/** How far a signer is. Source: 查询签署流程详情. */
export const SIGN_STATUS = { waiting: 0, signing: 1, signed: 2, refused: 4 } as const;

/** What a signer may choose: a seal, places for free fields, words for a remark. */
export interface SignChoice {
	sealId?: string;
	places?: Array<Place & { fileId?: string }>;
	remark?: string;
}

/** How far a signer is, as a number. */
export function signStatusOf(flow: Flow, signer: Signer): number {
	if (signer.end?.kind === 'signed') return SIGN_STATUS.signed;
	if (signer.end?.kind === 'refused') return SIGN_STATUS.refused;
	return isInTurn(flow, signer) ? SIGN_STATUS.signing : SIGN_STATUS.waiting;
}

/** Whether a signer can sign now: the flow is open, everybody before has signed, and they have not. */
export function isInTurn(flow: Flow, signer: Signer): boolean {
	return (
		flow.status === FLOW_STATUS.signing &&
		signer.end === null &&
		flow.signers.every((other) => other.signOrder >= signer.signOrder || other.end !== null)
	);
}

/** Opens a draft for signing. Raises when no contracts are left. */
export function start(platform: Platform, flow: Flow): void {
	if (!platform.settings.useContract()) throw new BusinessFailure('quotaExhausted');
	flow.status = FLOW_STATUS.signing;
	flow.startTime = platform.now();
	proceed(platform, flow);
}

/** Ends all flows whose deadline is over. */
export function expireDue(platform: Platform): void {
	for (const flow of platform.flows.all.values())
		if (flow.status === FLOW_STATUS.signing && platform.now() > flow.expireTime)
			end(platform, flow, FLOW_STATUS.expired);
}

/** Signs for a signer. Raises a SigningError when they cannot sign now, or with this seal. */
export function sign(platform: Platform, flow: Flow, signer: Signer, choice: SignChoice = {}): void {
	requireTurn(platform, flow, signer);
	verifyBySigning(platform, signer);
	const sealOf = new Map(sealFields(signer).map((field) => [field, sealFor(platform, signer, field, choice.sealId)]));
	const time = platform.now();
	for (const field of signer.fields) {
		field.signTime = time;
		if (field.type === 'remark') field.actualContent = choice.remark ?? field.remarkContent ?? '同意';
		if (field.type !== 'seal') continue;
		field.sealId = sealOf.get(field)?.sealId ?? null;
		if (field.free) field.chosenPlaces = placesFor(platform, flow, field, choice);
	}
	const order = flow.signers.filter((one) => one.end?.kind === 'signed').length + 1;
	signer.end = { kind: 'signed', time, order };
	if (signer.signTaskType === 1) spareOthers(flow, signer);
	signerEnded(platform, flow, signer);
	proceed(platform, flow);
}

/** Refuses for a signer, which ends the flow. Raises a SigningError when they cannot refuse now. */
export function refuse(platform: Platform, flow: Flow, signer: Signer, reason: string): void {
	requireTurn(platform, flow, signer);
	signer.end = { kind: 'refused', time: platform.now(), reason };
	flow.reason = reason;
	signerEnded(platform, flow, signer);
	end(platform, flow, FLOW_STATUS.refused);
}

/** Ends a flow and reports it. */
export function end(platform: Platform, flow: Flow, status: FlowStatus): void {
	flow.status = status;
	flow.finishTime = platform.now();
	flowEnded(platform, flow);
}

/** Whether nobody is left to sign. */
export function isSigned({ signers }: Flow): boolean {
	return signers.every((signer) => signer.end !== null);
}

/** Raises a SigningError unless a signer can sign now. */
export function requireTurn(platform: Platform, flow: Flow, signer: Signer): void {
	expireDue(platform);
	if (signer.end?.kind === 'signed') throw new SigningError('This signer has signed already (已签署).');
	if (flow.status === FLOW_STATUS.draft) throw new SigningError('The flow is not started yet (流程未开启).');
	if (flow.status === FLOW_STATUS.expired) throw new SigningError('The signing deadline is over (流程已过期).');
	if (flow.status === FLOW_STATUS.revoked) throw new SigningError('The flow was revoked (流程已撤销).');
	if (flow.status === FLOW_STATUS.refused) throw new SigningError('A signer refused (流程已拒签).');
	if (flow.status !== FLOW_STATUS.signing || signer.end !== null)
		throw new SigningError('There is nothing left to sign (流程已完结).');
	if (!isInTurn(flow, signer))
		throw new SigningError('It is not this signer’s turn: others sign before (未到签署顺序).');
}

/** The seals a signer may choose from for a field, the one used unless another is chosen first. */
export function sealsFor(platform: Platform, signer: Signer, field: SealField): Seal[] {
	const { seals } = platform;
	if (field.assignedSealId !== null) return [seals.get(field.assignedSealId)].filter((seal) => seal !== undefined);
	const owner = ownerOf(platform, signer, field);
	if (owner === undefined) return [];
	if (field.sealType === SEAL_TYPES.legalRep) return [seals.legalRepSeal(owner)];
	const own = seals.of(owner).filter(({ bizType }) => bizType !== 'LEGAL_PERSON');
	const { availableSealIds, sealBizTypes } = field;
	return own
		.filter(({ sealId }) => availableSealIds.length === 0 || availableSealIds.includes(sealId))
		.filter(({ bizType }) => sealBizTypes === null || bizType === null || sealBizTypes.includes(bizType));
}

/** Lets a flow go on as far as it does by itself: organizations seal, others are told, the end comes when nobody is left. */
function proceed(platform: Platform, flow: Flow): void {
	const inTurn = flow.signers.filter((signer) => isInTurn(flow, signer));
	const auto = inTurn.find(({ fields }) => fields.length > 0 && fields.every((field) => field.auto));
	if (auto !== undefined) {
		sign(platform, flow, auto);
		return;
	}
	for (const signer of inTurn) tellSigner(platform, flow, signer);
	if (flow.status === FLOW_STATUS.signing && flow.signers.length > 0 && isSigned(flow) && flow.autoFinish)
		end(platform, flow, FLOW_STATUS.completed);
}

/** Of those who share an order and of whom any one is enough. */
function spareOthers(flow: Flow, signer: Signer): void {
	for (const other of flow.signers)
		if (other.signTaskType === 1 && other.signOrder === signer.signOrder && other.end === null)
			other.end = { kind: 'spared' };
}

function sealFields({ fields }: Signer): SealField[] {
	return fields.filter((field) => field.type === 'seal');
}

function ownerOf(platform: Platform, { personId, orgId }: Signer, { sealType }: SealField): Party | undefined {
	const id = sealType === SEAL_TYPES.person || sealType === SEAL_TYPES.transactor ? personId : orgId;
	return id === null ? undefined : partyOf(platform, id);
}

/** The seal for a field: the chosen one where it may be used for it, otherwise the first. */
function sealFor(platform: Platform, signer: Signer, field: SealField, sealId: string | undefined): Seal {
	const possible = sealsFor(platform, signer, field);
	const [first] = possible;
	if (first === undefined) throw new SigningError('There is no seal that may be used here (无可用印章).');
	if (sealId === undefined) return first;
	const chosen = possible.find((seal) => seal.sealId === sealId);
	if (chosen !== undefined) return chosen;
	const elsewhere = sealFields(signer).some((other) =>
		sealsFor(platform, signer, other).some((seal) => seal.sealId === sealId),
	);
	if (elsewhere) return first;
	throw new SigningError('This seal cannot be used here (印章不可用).');
}

/** Where the signer put the seals of a free field: what they say, or the last page's lower right. */
function placesFor(platform: Platform, { docs }: Flow, { fileId }: SealField, { places = [] }: SignChoice): Place[] {
	const pages = platform.files.all.get(fileId)?.pages ?? [];
	const own = places.filter((place) => place.fileId === undefined || place.fileId === fileId);
	for (const { page } of own)
		if (page < 1 || page > pages.length) throw new SigningError(`The document has no page ${page} (页码超出文档页数).`);
	if (own.length > 0) return own.map(({ page, x, y }) => ({ page, x, y }));
	const last = pages.at(-1);
	if (last === undefined || docs.length === 0) return [];
	return [{ page: pages.length, x: last.width - 120, y: 120 }];
}
