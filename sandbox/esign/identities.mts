// The persons and organizations V3 knows: registered with a mobile, mail address or name, verified (已实名) or not, and what they let the app do.
import { createHash, randomBytes } from 'node:crypto';

/** How long a granted scope holds, in ms. The documented sample says 99 years. */
const SCOPE_MS = 3_122_064_000_000;

/** Until when a scope is granted. Times are ms since 1970. */
export interface Grant {
	effectiveTime: number;
	expireTime: number;
}

/** A person, known by a mobile or a mail address. */
export interface Psn {
	psnId: string;
	accountMobile: string | null;
	accountEmail: string | null;
	name: string | null;
	idType: string;
	idNumber: string | null;
	/** the mobile that was used to verify; null after a face check */
	verifiedMobile: string | null;
	bankCard: string | null;
	realNamed: boolean;
	scopes: Map<string, Grant>;
	/** ms since 1970 */
	createTime: number;
}

/** An organization, known by its name. */
export interface Org {
	orgId: string;
	orgName: string;
	idNumber: string | null;
	idType: string | null;
	legalRepName: string | null;
	legalRepIdNumber: string | null;
	legalRepIdType: string | null;
	bankAccount: string | null;
	realNamed: boolean;
	/** how it was verified last */
	authMode: string | null;
	adminPsnId: string | null;
	scopes: Map<string, Grant>;
	/** ms since 1970 */
	createTime: number;
}

/** What a person proved or somebody said about them. */
export type PsnFacts = Partial<Pick<Psn, 'name' | 'idType' | 'idNumber' | 'verifiedMobile' | 'bankCard'>>;

/** What somebody proved or said about an organization. */
export type OrgFacts = Partial<
	Pick<Org, 'orgName' | 'idNumber' | 'idType' | 'legalRepName' | 'legalRepIdNumber' | 'legalRepIdType' | 'bankAccount'>
>;

/** All of them, by their ids. The app's own organization and its administrator are always there. */
export class Identities {
	readonly persons = new Map<string, Psn>();
	readonly organizations = new Map<string, Org>();

	constructor(private readonly now: () => number) {
		this.clear();
	}

	/** The organization the app belongs to: its orgId is the same in every sandbox. */
	get own(): Org {
		const own = this.organizations.get(OWN_ORG_ID);
		if (own === undefined) throw new Error('The app has no organization');
		return own;
	}

	/** The person with this mobile or mail address. */
	personOf(psnAccount: string): Psn | undefined {
		return [...this.persons.values()].find(
			({ accountMobile, accountEmail }) => accountMobile === psnAccount || accountEmail === psnAccount,
		);
	}

	/** The organization with this name. */
	organizationOf(orgName: string): Org | undefined {
		return [...this.organizations.values()].find((org) => org.orgName === orgName);
	}

	/** The person with this account; registered now if there was none. */
	registered(psnAccount: string): Psn {
		const known = this.personOf(psnAccount);
		if (known !== undefined) return known;
		const mail = psnAccount.includes('@');
		const psn: Psn = {
			psnId: newId(),
			accountMobile: mail ? null : psnAccount,
			accountEmail: mail ? psnAccount : null,
			name: null,
			idType: 'CRED_PSN_CH_IDCARD',
			idNumber: null,
			verifiedMobile: null,
			bankCard: null,
			realNamed: false,
			scopes: new Map(),
			createTime: this.now(),
		};
		this.persons.set(psn.psnId, psn);
		return psn;
	}

	/** The organization with this name; registered now if there was none. */
	registeredOrganization(orgName: string): Org {
		const known = this.organizationOf(orgName);
		if (known !== undefined) return known;
		const org: Org = { ...emptyOrganization(newId(), orgName), createTime: this.now() };
		this.organizations.set(org.orgId, org);
		return org;
	}

	/** Makes a person verified with these facts; what is not among them stays. */
	verifyPerson(psn: Psn, facts: PsnFacts): void {
		Object.assign(psn, given(facts), { realNamed: true });
	}

	/** Makes an organization verified. Who acts for it the first time becomes its administrator. */
	verifyOrganization(org: Org, facts: OrgFacts, authMode: string, transactor: Psn): void {
		Object.assign(org, given(facts), { realNamed: true, authMode });
		org.adminPsnId ??= transactor.psnId;
	}

	/** Grants scopes from now on. */
	grant({ scopes }: Psn | Org, names: string[]): void {
		const effectiveTime = this.now();
		for (const name of names) scopes.set(name, { effectiveTime, expireTime: effectiveTime + SCOPE_MS });
	}

	/** Whether the app may do something in the name of an account; in that of its own organization everything. */
	isGranted(account: Psn | Org, ...anyOf: string[]): boolean {
		if ('orgId' in account && account.orgId === OWN_ORG_ID) return true;
		return anyOf.some((name) => {
			const grant = account.scopes.get(name);
			return grant !== undefined && this.now() < grant.expireTime;
		});
	}

	/** Forgets everybody but the app's own organization. */
	clear(): void {
		this.persons.clear();
		this.organizations.clear();
		const createTime = this.now();
		this.persons.set(OWN_ADMIN_ID, {
			psnId: OWN_ADMIN_ID,
			accountMobile: '19900000000',
			accountEmail: null,
			name: '示例管理员',
			idType: 'CRED_PSN_CH_IDCARD',
			idNumber: '990000199001010017',
			verifiedMobile: '19900000000',
			bankCard: null,
			realNamed: true,
			scopes: new Map(),
			createTime,
		});
		this.organizations.set(OWN_ORG_ID, {
			...emptyOrganization(OWN_ORG_ID, '示例集成方科技有限公司'),
			idNumber: '99000000MA00000000',
			legalRepName: '示例法人',
			realNamed: true,
			authMode: 'ORG_LEGALREP',
			adminPsnId: OWN_ADMIN_ID,
			createTime,
		});
	}
}

/** 32 hex digits, as in the documented samples. */
export function newId(): string {
	return randomBytes(16).toString('hex');
}

/** 32 hex digits that are the same for the same text. */
export function fixedId(text: string): string {
	return createHash('md5').update(text).digest('hex');
}

const OWN_ORG_ID = fixedId('the organization of the app');
const OWN_ADMIN_ID = fixedId('the administrator of the organization of the app');

function emptyOrganization(orgId: string, orgName: string): Omit<Org, 'createTime'> {
	return {
		orgId,
		orgName,
		idNumber: null,
		idType: 'CRED_ORG_USCC',
		legalRepName: null,
		legalRepIdNumber: null,
		legalRepIdType: 'CRED_PSN_CH_IDCARD',
		bankAccount: null,
		realNamed: false,
		authMode: null,
		adminPsnId: null,
		scopes: new Map(),
	};
}

function given<T extends object>(facts: T): Partial<T> {
	return Object.fromEntries(
		Object.entries(facts).filter(([, value]) => value !== undefined && value !== null),
	) as Partial<T>;
}
