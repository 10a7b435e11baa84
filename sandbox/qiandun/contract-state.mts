// What the platform remembers of contracts: their files, signers, signatures, and the links given out for them.
import { randomBytes } from 'node:crypto';
import type { Redirect } from '../pages/page-shell.mts';

/** Where a seal goes. Pages from 1; X and Y in PDF points from the page's lower left corner to the seal's centre. */
export interface SignFieldPosition {
	positionPage: number;
	positionX: number;
	positionY: number;
}

/** 1 = a seal on one page, 2 = cross-page seal (骑缝章): a strip of it at the right edge of every page. */
export type SignFieldStyle = 1 | 2;

/** A place to sign, as the caller asked for it. */
export interface SignField {
	fileCode: string;
	fileId: string | null;
	signFieldStyle: SignFieldStyle;
	/** null = no date */
	dateFormat: string | null;
	/** null = the signer signs in person */
	authorizeCode: string | null;
	signFieldPosition: SignFieldPosition;
}

/** That somebody signed. `time` is ms since 1970, `order` counts the contract's signatures from 1. */
export interface Signature {
	sealId: string;
	time: number;
	order: number;
	silent: boolean;
}

/** A code sent to a signer. `until` is ms since 1970. */
export interface WillCode {
	code: string;
	wrongTries: number;
	until: number;
}

/** One who signs. Signers with the same seqNo may sign in any order, after all with a smaller one. */
export interface Signer {
	accountId: string;
	seqNo: number;
	signFields: SignField[];
	/** how the signer shows that they want to sign; CODE_SMS = with an SMS code */
	willingnessAuthModes: string[];
	/** 1 = told by SMS when it is their turn, 0 = not told */
	noticeTypes: 0 | 1;
	told: boolean;
	willCode: WillCode | null;
	signature: Signature | null;
}

export interface ContractDocument {
	fileId: string | null;
	fileCode: string;
	fileOrder: number | null;
	fileName: string;
}

export interface Attachment {
	fileCode: string;
	fileOrder: number | null;
	fileName: string;
}

export type ContractStatus = 'signing' | 'finished' | 'expired';

/** One contract. `deadline` is ms since 1970, the other times are `YYYY-MM-DD HH:mm:ss`. */
export interface Contract {
	contractId: string;
	contractName: string;
	businessCode: string | null;
	status: ContractStatus;
	createTime: string;
	deadline: number;
	finishTime: string | null;
	initiator: string;
	docs: ContractDocument[];
	attachments: Attachment[];
	signers: Signer[];
}

/** A link with which one signer reads and signs one contract. */
export interface SigningPage {
	token: string;
	contractId: string;
	accountId: string;
	clientType: string | null;
	redirect: Redirect;
}

/** A link to one file of a contract. `until` is ms since 1970. */
export interface Download {
	token: string;
	contractId: string;
	fileCode: string;
	until: number;
}

/** A request to place seals by hand (拖章定位). */
export interface SealPlacement {
	serviceId: string;
	token: string;
	status: 'pending' | 'finished';
	fileCodes: string[];
	accountIds: string[];
	signFields: PlacedSignField[];
	redirect: Redirect;
}

/** A place somebody chose for a signer's seal. */
export interface PlacedSignField {
	accountId: string;
	fileCode: string;
	signFieldStyle: SignFieldStyle;
	signFieldPosition: SignFieldPosition;
}

/** Everything about contracts, in memory; the newest are last. */
export class Contracts {
	readonly all = new Map<string, Contract>();
	readonly signingPages = new Map<string, SigningPage>();
	readonly downloads = new Map<string, Download>();
	readonly placements = new Map<string, SealPlacement>();

	/** Of several contracts with one businessCode the newest. */
	withBusinessCode(businessCode: string): Contract | undefined {
		return [...this.all.values()].findLast((contract) => contract.businessCode === businessCode);
	}

	/** Gives a signer's link its unguessable token. */
	newSigningPage(page: Omit<SigningPage, 'token'>): SigningPage {
		const made = { token: newToken(), ...page };
		this.signingPages.set(made.token, made);
		return made;
	}

	/** Gives a file's link its unguessable token. */
	newDownload(download: Omit<Download, 'token'>): Download {
		const made = { token: newToken(), ...download };
		this.downloads.set(made.token, made);
		return made;
	}

	clear(): void {
		for (const map of [this.all, this.signingPages, this.downloads, this.placements]) map.clear();
	}
}

/** Letters and digits nobody guesses, for the end of a link. */
export function newToken(): string {
	return randomBytes(16).toString('hex');
}
