// What the platform remembers of verifications and authorizations: who is asked for what, and how far it is.
import { newId } from './identities.mts';
import { newShortCode, newToken } from './links.mts';
import type { OrgFacts, PsnFacts } from './identities.mts';

/** What was granted. Times are ms since 1970. */
export interface AuthorizedScope {
	authorizedScope: string;
	effectiveTime: number;
	expireTime: number;
}

/** One flow of verification and authorization (认证授权流程). Times are ms since 1970. */
export interface AuthFlow {
	authFlowId: string;
	authType: 'PSN' | 'ORG';
	token: string;
	shortCode: string;
	/** the links end then */
	until: number;
	/** who verifies or acts: known from the call, or once they say so on the page */
	psnId: string | null;
	psnAccount: string | null;
	/** the organization: known from the call, or once it is verified */
	orgId: string | null;
	/** prefilled on the page */
	psn: PsnFacts;
	org: OrgFacts;
	/** names of the page's fields that may be changed although they are prefilled */
	editable: string[];
	psnModes: string[];
	psnMode: string;
	orgModes: string[];
	orgMode: string;
	scopes: string[];
	transactorUseSeal: boolean;
	redirect: { url: string | null; delaySeconds: number };
	notifyUrl: string | null;
	clientType: string;
	createTime: number;
	updateTime: number;
	/** the code to enter on the page, once sent, and to whom */
	code: { text: string; to: string } | null;
	/** done with: verified, and authorized where scopes were asked for */
	done: boolean;
	/** realName = it was verified in this flow, willingness = it had been before */
	proof: 'realName' | 'willingness' | null;
	usedPsnMode: string | null;
	usedOrgMode: string | null;
	authorizedInfo: AuthorizedScope[];
}

/** The flows, by authFlowId; the newest are last. */
export class AuthFlows {
	readonly all = new Map<string, AuthFlow>();

	/** Gives a flow its id and its unguessable link. */
	add(flow: Omit<AuthFlow, 'authFlowId' | 'token' | 'shortCode'>): AuthFlow {
		const made = { authFlowId: `OF-${newId()}`, token: newToken(), shortCode: newShortCode(), ...flow };
		this.all.set(made.authFlowId, made);
		return made;
	}

	/** The flow with this link. */
	at(token: string): AuthFlow | undefined {
		return [...this.all.values()].find((flow) => flow.token === token);
	}

	clear(): void {
		this.all.clear();
	}
}
