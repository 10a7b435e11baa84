// What the platform remembers: users, companies, verification flows, hosted pages.
import { randomBytes, randomInt } from 'node:crypto';

/** Personal data as far as it is known. Numbers are strings. */
export interface Person {
	psnName?: string;
	psnIDCardType?: string;
	psnIDCardNum?: string;
	psnMobile?: string;
	psnBankCardNo?: string;
}

/** Company data as far as it is known. */
export interface Corporation {
	corpName?: string;
	corpIDCardType?: string;
	corpIDCardNum?: string;
	legalRepName?: string;
	legalRepIDCardType?: string;
	legalRepIDCardNum?: string;
}

/** A personal user, verified (已认证) once `certifiedTime` is set. Times are `YYYY-MM-DD HH:mm:ss`. */
export interface User {
	accountId: string;
	psnId: string;
	psnName: string;
	psnIDCardType: string | null;
	psnIDCardNum: string | null;
	informPhone: string | null;
	flowNo: string | null;
	createTime: string;
	certifiedTime: string | null;
	sealId: string | null;
	psnFaceUrl: string | null;
}

/** A company user; companies exist verified only. */
export interface Company {
	accountId: string;
	corpId: string;
	corpName: string;
	corpIDCardType: string;
	corpIDCardNum: string;
	legalRepName: string;
	informPhone: string | null;
	flowNo: string;
	createTime: string;
	certifiedTime: string;
	sealId: string;
}

/** A check of a person: two factors (name, ID), three (+ mobile), four (+ bank card), or a face. */
export type PersonCheck = '2element' | '3element' | '4element' | 'face';

/** A check of a company: its factors, a bank transfer to its account, the letter of authority of whoever acts for it. */
export type CompanyCheck = 'corp3element' | 'corp4element' | 'transfer' | 'authorization';

export type VerifyStatus = 'pending' | 'passed' | 'un_passed';

/** A code that was sent and waits to be entered. `until` is ms since 1970. */
export interface SmsChallenge {
	serviceId: string;
	mobile: string;
	code: string;
	wrongTries: number;
	until: number;
}

/** A verification flow (认证流程): one or more checks of one person or company. */
export interface Flow {
	flowNo: string;
	kind: 'psn' | 'corp';
	verifyStatus: VerifyStatus;
	/** last check made; for a person it decides whether an SMS code certifies */
	check: PersonCheck | CompanyCheck | null;
	checkPassed: boolean;
	person: Person;
	corporation: Corporation;
	businessCode: string | null;
	sms: SmsChallenge | null;
	createTime: string;
	finishTime: string | null;
	/** token of its hosted page */
	page: string | null;
}

/** Ways a person may verify on the hosted page. Source: 个人实名认证地址(页面). */
export const AUTH_MODES = ['face', 'mobile', 'bank'] as const;
export type AuthMode = (typeof AUTH_MODES)[number];

/** Fields of the hosted page that may be opened for editing. Source: 个人实名认证地址(页面). */
export const EDITABLE_FIELDS = ['psnName', 'psnIDCardNum', 'psnMobile', 'psnBankCardNo'] as const;
export type EditableField = (typeof EDITABLE_FIELDS)[number];

/** A hosted page: the whole verification of a person, only a face check, or the verification of a company. */
export interface HostedPage {
	token: string;
	flowNo: string;
	purpose: 'certification' | 'face' | 'company';
	/** by field name */
	prefilled: Record<string, string | undefined>;
	/** names of the fields the caller opened for editing */
	editable: string[];
	/** ways to verify that are offered, and the one to begin with */
	modes: string[];
	mode: string;
	redirectUrl: string | null;
	redirectDelayTime: number;
	clientType: string | null;
	/** kept as sent: no source shows its format */
	expirationTime: string | null;
}

/** One use of a check, looked up by its serviceId. */
export interface Service {
	serviceId: string;
	flowNo: string;
	kind: PersonCheck | CompanyCheck | 'sms';
	businessCode: string | null;
	verifyStatus: VerifyStatus;
}

/** A small amount sent to a company's account: who can name it has access to the account. `fen` is a hundredth of a yuan. */
export interface Transfer {
	serviceId: string;
	flowNo: string;
	bankCardNo: string;
	bankName: string;
	fen: number;
	/** whom it is to verify: a check of another company in the flow voids it */
	corporation: Corporation;
	wrongTries: number;
	transferStatus: 'success' | 'failed';
}

/** A letter of authority (授权书) that waits for its audit or has had it. */
export interface AuthorizationLetter {
	serviceId: string;
	flowNo: string;
	fileCode: string;
	/** whose letter it is: a check of another company in the flow voids it */
	corporation: Corporation;
}

/** Everything the platform remembers, in memory. */
export class State {
	readonly users = new Map<string, User>();
	readonly companies = new Map<string, Company>();
	readonly flows = new Map<string, Flow>();
	readonly pages = new Map<string, HostedPage>();
	readonly services = new Map<string, Service>();
	readonly transfers = new Map<string, Transfer>();
	readonly letters = new Map<string, AuthorizationLetter>();
	private seals = 100_000_000;
	private lastSnowflake = 0n;

	constructor(readonly now: () => number) {}

	clear(): void {
		for (const map of [this.users, this.companies, this.flows, this.pages, this.services])
			map.clear();
		for (const map of [this.transfers, this.letters]) map.clear();
	}

	/** Opens a flow in which nothing is checked yet. */
	newFlow(kind: Flow['kind'], businessCode: string | null = null): Flow {
		const flow: Flow = {
			flowNo: this.newFlowNo(),
			kind,
			verifyStatus: 'pending',
			check: null,
			checkPassed: false,
			person: {},
			corporation: {},
			businessCode,
			sms: null,
			createTime: this.time(),
			finishTime: null,
			page: null,
		};
		this.flows.set(flow.flowNo, flow);
		return flow;
	}

	/** Books one use of a check. */
	newService(service: Omit<Service, 'serviceId'>): Service {
		const booked = { serviceId: `SV${this.newId()}`, ...service };
		this.services.set(booked.serviceId, booked);
		return booked;
	}

	/** Gives a hosted page its unguessable token. */
	newPage(page: Omit<HostedPage, 'token'>): HostedPage {
		const hosted = { token: randomBytes(16).toString('hex'), ...page };
		this.pages.set(hosted.token, hosted);
		return hosted;
	}

	/** The platform's clock as it prints it: `YYYY-MM-DD HH:mm:ss`, Beijing time. */
	time(): string {
		return new Date(this.now() + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
	}

	/** A 19-digit number as the documented sample has it: too long for a double, and made so that rounding shows. */
	newId(): string {
		const next =
			(BigInt(Math.trunc(this.now()) - 1_288_834_974_657) << 22n) +
			BigInt(randomInt(1, 1 << 20) * 2 + 1);
		this.lastSnowflake = next > this.lastSnowflake ? next : this.lastSnowflake + 2n;
		return this.lastSnowflake.toString();
	}

	/** A seal number like the documented sample's, 100000014. */
	newSealId(): string {
		this.seals += 1;
		return String(this.seals);
	}

	/** OPFN, the time of day and twelve letters, as in the documented sample. */
	private newFlowNo(): string {
		const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
		const random = Array.from({ length: 12 }, () => letters[randomInt(letters.length)]).join('');
		return `OPFN${this.time().slice(11).replaceAll(':', '')}${random}`;
	}
}
