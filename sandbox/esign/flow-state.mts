// What the platform remembers of signing flows, those of V3 and those of V1: documents, signers, sign fields, signatures.
import type { Redirect } from '../pages/page-shell.mts';
import { newShortCode, newToken } from './links.mts';

/** Status of a flow, the same numbers in V1 and V3. Source: 签署流程状态详解. */
export const FLOW_STATUS = { draft: 0, signing: 1, completed: 2, revoked: 3, expired: 5, refused: 7 } as const;
export type FlowStatus = (typeof FLOW_STATUS)[keyof typeof FLOW_STATUS];

/** Whose seal goes onto a field: a person's, the organization's, its legal representative's, that of whoever acts for it. */
export const SEAL_TYPES = { person: 0, organization: 1, legalRep: 2, transactor: 3 } as const;
export type SealType = (typeof SEAL_TYPES)[keyof typeof SEAL_TYPES];

/** A place on a page, in points from its lower left corner. Pages from 1. */
export interface Place {
	page: number;
	x: number;
	y: number;
}

/** A date beside a seal. `place` null = below the seal. */
export interface SignDate {
	format: string;
	/** px */
	fontSize: number;
	place: { x: number; y: number } | null;
}

/** What all sign fields have. Times are ms since 1970. */
interface FieldBase {
	signFieldId: string;
	fileId: string;
	customBizNum: string | null;
	sealType: SealType;
	mustSign: boolean;
	/** signs by itself when it is the signer's turn */
	auto: boolean;
	/** the signer chooses the place */
	free: boolean;
	movable: boolean;
	createTime: number;
	signTime: number | null;
}

/** A place for a seal (签章区). Of a free one the places are those the signer chose. */
export interface SealField extends FieldBase {
	type: 'seal';
	/** 1 = on one page, 2 = across pages (骑缝) */
	style: 1 | 2;
	place: Place | null;
	/** across which pages; null = all */
	pages: number[] | null;
	acrossPageMode: string | null;
	/** width in px; null = as large as the seal */
	size: number | null;
	date: SignDate | null;
	assignedSealId: string | null;
	availableSealIds: string[];
	/** kinds of seals that may be used; null = all */
	sealBizTypes: string[] | null;
	/** set once signed */
	sealId: string | null;
	chosenPlaces: Place[];
}

/** A place for words of the signer (备注区). */
export interface RemarkField extends FieldBase {
	type: 'remark';
	place: Place | null;
	inputType: number;
	remarkContent: string | null;
	/** px */
	fontSize: number;
	/** set once signed */
	actualContent: string | null;
}

/** A date of its own (独立签署日期). */
export interface DateField extends FieldBase {
	type: 'date';
	place: Place | null;
	format: string;
	/** px */
	fontSize: number;
}

export type SignField = SealField | RemarkField | DateField;

/** How a signer ended: signed, refused, or spared because another one signed (或签). `order` counts the flow's signatures from 1. */
export type SignerEnd =
	| { kind: 'signed'; time: number; order: number }
	| { kind: 'refused'; time: number; reason: string }
	| { kind: 'spared' };

/** What the caller says about a person; looked at when they sign without being verified. */
export interface StatedIdentity {
	psnName: string | null;
	psnIDCardNum: string | null;
	psnIDCardType: string | null;
	orgIDCardNum: string | null;
	legalRepName: string | null;
}

/** One who signs, for themselves or an organization. Those with the same order may sign in any order, after all with a smaller one. */
export interface Signer {
	/** who acts: psnId or V1 account id; null when an organization seals by itself */
	personId: string | null;
	/** whom it is for: orgId, V1 or V3; null when it is for the person */
	orgId: string | null;
	signOrder: number;
	/** 0 = all sign, 1 = any one of those with this order (或签) */
	signTaskType: 0 | 1;
	/** seconds */
	forcedReadingTime: number;
	noticeTypes: string;
	willingnessAuthModes: string[];
	stated: StatedIdentity;
	fields: SignField[];
	told: boolean;
	readTime: number | null;
	/** the code to sign with, once sent */
	code: string | null;
	end: SignerEnd | null;
}

/** A document of a flow, to be signed or only to be read. */
export interface FlowFile {
	fileId: string;
	fileName: string;
}

/** Who starts a flow, by id. */
export interface Initiator {
	orgId: string | null;
	/** who acts for the organization, or the person */
	psnId: string | null;
	/** the caller named nobody: the app's own organization */
	byDefault: boolean;
}

/** One flow. Times are ms since 1970. */
export interface Flow {
	flowId: string;
	version: 'v1' | 'v3';
	title: string;
	status: FlowStatus;
	autoStart: boolean;
	/** V1: autoArchive */
	autoFinish: boolean;
	createTime: number;
	startTime: number | null;
	finishTime: number | null;
	expireTime: number;
	delayed: boolean;
	urgedTime: number | null;
	notifyUrl: string | null;
	noticeTypes: string;
	examineNotice: boolean | null;
	clientTypes: string;
	redirect: Redirect;
	psnAvailableAuthModes: string[] | null;
	orgAvailableAuthModes: string[] | null;
	willingnessAuthModes: string[] | null;
	/** the reason of a refusal or revocation */
	reason: string | null;
	initiator: Initiator;
	docs: FlowFile[];
	attachments: FlowFile[];
	signers: Signer[];
	copiers: Array<{ psnId: string | null; orgId: string | null; psnAccount: string | null; orgName: string | null }>;
	/** V1 only: what the caller sent and gets back */
	v1: { contractValidity: number | null; contractRemind: number | null; signValidity: number | null; signPlatform: string } | null;
}

/** A link with which somebody reads and signs one flow. `personId` null = the app's own organization reads it. */
export interface SignPage {
	token: string;
	shortCode: string;
	/** ms since 1970 */
	shortUntil: number;
	flowId: string;
	personId: string | null;
	/** only what is to be signed for this organization */
	orgId: string | null;
	readOnly: boolean;
	redirect: Redirect;
}

/** All flows, the newest last, and the links given out for them. */
export class Flows {
	readonly all = new Map<string, Flow>();
	readonly pages = new Map<string, SignPage>();

	/** Gives a link its unguessable token. */
	newPage(page: Omit<SignPage, 'token' | 'shortCode'>): SignPage {
		const made = { token: newToken(), shortCode: newShortCode(), ...page };
		this.pages.set(made.token, made);
		return made;
	}

	clear(): void {
		this.all.clear();
		this.pages.clear();
	}
}
