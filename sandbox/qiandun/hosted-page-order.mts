// How a caller orders a hosted page: what pageConfig and integrationConfig say, whoever verifies on it.
import { webAddress } from './checks.mts';
import type { Platform } from './endpoint.mts';
import type { Parameters } from '../call-parameters.mts';
import type { Flow, HostedPage } from './state.mts';

/** What may be said in a page's pageConfig. */
export interface PageOptions<Mode extends string, Field extends string> {
	/** of the names in pageConfig: psnEditableFields, corpEditableFields, … */
	prefix: 'psn' | 'corp';
	modes: readonly Mode[];
	/** begins the page where the caller does not say, if it is allowed */
	preferred: Mode;
	fields: readonly Field[];
}

type PageSettings = Omit<HostedPage, 'token' | 'flowNo' | 'purpose' | 'prefilled'>;

/** Reads pageConfig and integrationConfig. Source: 个人实名认证地址(页面). */
export function pageSettings<Mode extends string, Field extends string>(
	parameters: Parameters,
	{ prefix, modes, preferred, fields }: PageOptions<Mode, Field>,
): PageSettings {
	const pageConfig = parameters.object('pageConfig');
	const integration = parameters.object('integrationConfig');
	const redirect = integration.object('redirectConfig');
	const listed = pageConfig.choices(`${prefix}AvailableAuthModes`, modes) ?? [];
	const available = listed.length > 0 ? listed : [...modes];
	const wish = pageConfig.choice(`${prefix}DefaultAuthMode`, modes);
	if (wish !== undefined && !available.includes(wish)) {
		pageConfig.refuse(`${prefix}DefaultAuthMode`, `不在${prefix}AvailableAuthModes范围内`);
	}
	return {
		modes: available,
		mode: wish ?? (available.includes(preferred) ? preferred : available[0]) ?? preferred,
		editable: pageConfig.choices(`${prefix}EditableFields`, fields) ?? [],
		redirectUrl: redirect.optional('redirectUrl', webAddress) ?? null,
		redirectDelayTime: redirect.number('redirectDelayTime') ?? 0,
		clientType: integration.choice('clientType', ['pc', 'h5']) ?? null,
		expirationTime: integration.optional('expirationTime') ?? null,
	};
}

/** Puts a page up for a flow; returns what the caller gets. */
export function openPage(
	{ state, origin }: Platform,
	flow: Flow,
	settings: Omit<HostedPage, 'token' | 'flowNo'>,
): { url: string; flowNo: string } {
	const page = state.newPage({ ...settings, flowNo: flow.flowNo });
	flow.page = page.token;
	return { url: `${origin}/h5/${page.token}`, flowNo: flow.flowNo };
}
