// Links with which somebody reads or signs a flow.
import type { Platform } from './endpoint.mts';
import type { Flow, SignPage } from './flow-state.mts';

const DAY_MS = 86_400_000;

/** How long a short link works, in days. Sources: 获取签署页面链接 (V3), 获取签署地址 (V1). */
const SHORT_DAYS = { v3: 90, v1: 30 };

/** A new link: the long one has no end, the short one leads to it. */
export function signUrl(
	{ flows, origin, now }: Platform,
	{ flowId, version }: Flow,
	page: Pick<SignPage, 'personId' | 'orgId' | 'readOnly' | 'redirect'>,
): { shortUrl: string; url: string } {
	const { token, shortCode } = flows.newPage({
		...page,
		flowId,
		shortUntil: now() + SHORT_DAYS[version] * DAY_MS,
	});
	return { shortUrl: `${origin}/esign/s/${shortCode}`, url: pageUrl(origin, token) };
}

/** The newest link with which a person signs this flow: one that was given out, or a new one. */
export function signerUrl(platform: Platform, flow: Flow, personId: string): string {
	const page = [...platform.flows.pages.values()].findLast(
		(one) => one.flowId === flow.flowId && one.personId === personId && !one.readOnly,
	);
	return page === undefined
		? signUrl(platform, flow, { personId, orgId: null, readOnly: false, redirect: flow.redirect }).url
		: pageUrl(platform.origin, page.token);
}

/** The long link of a page. */
export function pageUrl(origin: string, token: string): string {
	return `${origin}/esign/sign/${token}`;
}
