// Everything eSign knows, unmasked: it is for scripts that act as a person. Codes are in the outbox only, tokens nowhere.
import type { AuthFlow } from './auth-flow-state.mts';
import { authPageUrl } from './auth-urls.mts';
import type { Platform } from './endpoint.mts';
import { signStatusOf } from './flow-progress.mts';
import type { Flow, SignPage } from './flow-state.mts';
import type { Org, Psn } from './identities.mts';
import { nameOf } from './parties.mts';
import { pageUrl } from './sign-urls.mts';

/** What /sandbox/state tells of eSign. */
export function esignState(platform: Platform): object {
	const { state, identities, files, flows, authFlows, settings, deliveries } = platform;
	const pages = new Map<string, SignPage[]>();
	for (const page of flows.pages.values()) pages.set(page.flowId, [...(pages.get(page.flowId) ?? []), page]);
	return {
		persons: [...state.persons.values()],
		organizations: [...state.organizations.values()],
		silentSigning: [...state.silentSigning.values()],
		app: { orgId: identities.own.orgId, orgName: identities.own.orgName },
		psns: [...identities.persons.values()].map(personState),
		orgs: [...identities.organizations.values()].map(organizationState),
		authFlows: [...authFlows.all.values()].map((flow) => ({
			...flow,
			code: undefined,
			authUrl: authPageUrl(platform.origin, flow),
		})),
		files: [...files.all.values()].map((file) => ({ ...file, token: undefined, fileStatus: files.statusOf(file) })),
		flows: [...flows.all.values()].map((flow) => flowState(platform, flow, pages.get(flow.flowId) ?? [])),
		seals: sealState(platform),
		settings: settings.values,
		callback: deliveries.config.settings,
	};
}

/** One flow, with its signers and their links. */
export function flowState(platform: Platform, flow: Flow, pages = pagesOf(platform, flow)): object {
	return {
		signFlowId: flow.flowId,
		version: flow.version,
		title: flow.title,
		status: flow.status,
		autoFinish: flow.autoFinish,
		createTime: flow.createTime,
		startTime: flow.startTime,
		finishTime: flow.finishTime,
		expireTime: flow.expireTime,
		notifyUrl: flow.notifyUrl,
		reason: flow.reason,
		docs: flow.docs,
		attachments: flow.attachments,
		signers: flow.signers.map(({ told, code, ...signer }) => ({
			...signer,
			wasTold: told,
			hasCode: code !== null,
			signStatus: signStatusOf(flow, { told, code, ...signer }),
			name: nameOf(platform, signer.personId ?? signer.orgId ?? ''),
			signUrls: pages
				.filter(({ personId, orgId }) => personId === signer.personId && (orgId === null || orgId === signer.orgId))
				.map(({ token }) => pageUrl(platform.origin, token)),
		})),
	};
}

function pagesOf({ flows }: Platform, { flowId }: Flow): SignPage[] {
	return [...flows.pages.values()].filter((page) => page.flowId === flowId);
}

/** Who an authorization is about, after it. */
export function identityState({ identities }: Platform, { psnId, orgId }: AuthFlow): object {
	const psn = identities.persons.get(psnId ?? '');
	const org = identities.organizations.get(orgId ?? '');
	return {
		...(psn === undefined ? {} : { psn: personState(psn) }),
		...(org === undefined ? {} : { org: organizationState(org) }),
	};
}

/** All seals that somebody has looked for. */
export function sealState({ seals }: Platform): object[] {
	return seals.all().map(({ sealId, ownerId, sealName, bizType, isDefault, authorizedToApp }) => ({
		sealId,
		ownerId,
		sealName,
		sealBizType: bizType,
		isDefault,
		authorizedToApp,
	}));
}

function personState({ scopes, ...psn }: Psn): object {
	return { ...psn, scopes: [...scopes.keys()] };
}

function organizationState({ scopes, ...org }: Org): object {
	return { ...org, scopes: [...scopes.keys()] };
}
