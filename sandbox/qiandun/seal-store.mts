// The seals of verified persons and companies, and the permissions to use them silently.
import { randomInt } from 'node:crypto';
import type { Redirect } from '../pages/page-shell.mts';
import { newToken } from './contract-state.mts';
import { partyOf, type Party } from './parties.mts';
import type { State } from './state.mts';

/** Kind of seal, as the number the platform answers with; which number means what no source shows. */
export const SEAL_STYLES = {
	official: 1,
	contract: 2,
	finance: 3,
	legalRepresentative: 4,
	personal: 5,
};

/** Of the documented 1 to 5 the only one used here. */
const IN_USE = 1;

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** One seal. Its number has nine digits, as in the documented sample. */
export interface Seal {
	sealId: string;
	accountId: string;
	sealName: string;
	status: number;
	style: number;
	authorizations: Authorization[];
}

/** A permission to use a seal silently (静默签授权). Times are ms since 1970. */
export interface Authorization {
	authorizeCode: string;
	authorizeTime: number;
	beginTime: number;
	endTime: number;
}

/** A link with which somebody gives such a permission. Times are ms since 1970. */
export interface AuthorizationPage {
	token: string;
	sealId: string;
	accountId: string;
	beginTime: number;
	endTime: number;
	redirect: Redirect;
	/** set once the permission is given */
	authorizeCode: string | null;
}

/** All seals. A party's first seals are made when somebody first looks for them: verification only gives the number of one. */
export class Seals {
	readonly pages = new Map<string, AuthorizationPage>();
	private readonly byId = new Map<string, Seal>();

	constructor(private readonly state: State) {}

	/** A party's seals, the first is the one used unless another is chosen; none for who is not verified. */
	of(accountId: string): Seal[] {
		this.makeFirstOf(accountId);
		return [...this.byId.values()].filter((seal) => seal.accountId === accountId);
	}

	all(): Seal[] {
		for (const accountId of [...this.state.users.keys(), ...this.state.companies.keys()])
			this.makeFirstOf(accountId);
		return [...this.byId.values()];
	}

	get(sealId: string): Seal | undefined {
		return this.byId.get(sealId) ?? this.all().find((seal) => seal.sealId === sealId);
	}

	/** Gives a party one more seal. */
	add(party: Party, sealName: string, style: number): Seal {
		return this.keep(this.state.newSealId(), party, sealName, style);
	}

	/** The seal a code permits the use of, now or not. */
	authorizedBy(authorizeCode: string): { seal: Seal; authorization: Authorization } | undefined {
		for (const seal of this.byId.values()) {
			const authorization = seal.authorizations.find((one) => one.authorizeCode === authorizeCode);
			if (authorization !== undefined) return { seal, authorization };
		}
		return undefined;
	}

	/** Permits the silent use of a seal from `beginTime` to `endTime`, ms since 1970. */
	authorize(seal: Seal, beginTime: number, endTime: number): Authorization {
		const authorizeCode = Array.from({ length: 15 }, () => LETTERS[randomInt(LETTERS.length)]).join(
			'',
		);
		const authorization = { authorizeCode, authorizeTime: this.state.now(), beginTime, endTime };
		seal.authorizations.push(authorization);
		return authorization;
	}

	/** Gives an authorization's link its unguessable token. */
	newPage(page: Omit<AuthorizationPage, 'token' | 'authorizeCode'>): AuthorizationPage {
		const made = { token: newToken(), authorizeCode: null, ...page };
		this.pages.set(made.token, made);
		return made;
	}

	clear(): void {
		this.byId.clear();
		this.pages.clear();
	}

	private makeFirstOf(accountId: string): void {
		const party = partyOf(this.state, accountId);
		if (party === undefined || this.byId.has(party.sealId)) return;
		const { official, contract, personal } = SEAL_STYLES;
		if (party.kind === 'psn') {
			this.keep(party.sealId, party, `${party.name}个人章`, personal);
			return;
		}
		this.keep(party.sealId, party, `${party.name}公章`, official);
		this.add(party, `${party.name}合同专用章`, contract);
	}

	private keep(sealId: string, { accountId }: Party, sealName: string, style: number): Seal {
		const seal: Seal = { sealId, accountId, sealName, status: IN_USE, style, authorizations: [] };
		this.byId.set(sealId, seal);
		return seal;
	}
}

/** Whether a permission holds at a time (ms since 1970). */
export function isInForce({ beginTime, endTime }: Authorization, now: number): boolean {
	return beginTime <= now && now <= endTime;
}
