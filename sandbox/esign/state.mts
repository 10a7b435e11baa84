// What the platform remembers: personal accounts, organization accounts, silent-signing authorisations.
import { randomBytes } from 'node:crypto';

/** What persons and organizations have in common. Times are `YYYY-MM-DD HH:mm:ss` in Beijing. */
interface Account {
	/** chosen by the developer; unique among persons and organizations together */
	thirdPartyUserId: string;
	name: string | null;
	idType: string;
	/** null = not set yet: only then may type and number be set */
	idNumber: string | null;
	/** whether the account is real-named (已实名) */
	realNamed: boolean;
	createTime: string;
}

/** A personal account (个人账号). */
export interface Person extends Account {
	accountId: string;
	mobile: string | null;
	email: string | null;
}

/** An organization account (机构账号). */
export interface Organization extends Account {
	orgId: string;
	/** account id of the person who acts for it */
	creator: string | null;
	orgLegalIdNumber: string | null;
	orgLegalName: string | null;
}

/** A silent-signing authorisation (静默签署授权). `deadline` null = unlimited. */
export interface SilentSigning {
	accountId: string;
	deadline: string | null;
	createTime: string;
}

/** Everything the platform remembers, in memory, each by its account id. */
export class State {
	readonly persons = new Map<string, Person>();
	readonly organizations = new Map<string, Organization>();
	readonly silentSigning = new Map<string, SilentSigning>();
	/** account ids by third-party user id */
	private readonly accountIds = new Map<string, string>();

	constructor(readonly now: () => number) {}

	clear(): void {
		for (const map of [this.persons, this.organizations, this.silentSigning, this.accountIds]) {
			map.clear();
		}
	}

	addPerson(person: Person): void {
		this.persons.set(person.accountId, person);
		this.accountIds.set(person.thirdPartyUserId, person.accountId);
	}

	addOrganization(organization: Organization): void {
		this.organizations.set(organization.orgId, organization);
		this.accountIds.set(organization.thirdPartyUserId, organization.orgId);
	}

	/** Forgets an account with everything that belongs to it; its third-party user id is free again. */
	remove(accountId: string): void {
		const account = this.account(accountId);
		if (account !== undefined) this.accountIds.delete(account.thirdPartyUserId);
		for (const map of [this.persons, this.organizations, this.silentSigning]) map.delete(accountId);
	}

	/** The account with this account id, person or organization. */
	account(accountId: string): Person | Organization | undefined {
		return this.persons.get(accountId) ?? this.organizations.get(accountId);
	}

	/** The account id behind a third-party user id, person's or organization's. */
	accountIdOf(thirdPartyUserId: string): string | undefined {
		return this.accountIds.get(thirdPartyUserId);
	}

	/** The platform's clock as it prints it: `YYYY-MM-DD HH:mm:ss`, Beijing time. */
	time(): string {
		return new Date(this.now() + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
	}

	/** 32 hex digits, as in the documented sample. */
	newId(): string {
		return randomBytes(16).toString('hex');
	}
}
