// Addresses of the page on which somebody verifies and authorizes.
import type { AuthFlow } from './auth-flow-state.mts';

/** How long both links work, in days. Source: 获取个人认证&授权页面链接. */
export const AUTH_PAGE_DAYS = 30;

/** The long link. */
export function authPageUrl(origin: string, { token, authFlowId }: AuthFlow): string {
	return `${origin}/esign/auth/${token}?authFlowId=${authFlowId}`;
}

/** The short link leads to the long one. */
export function authShortUrl(origin: string, { shortCode }: AuthFlow): string {
	return `${origin}/esign/a/${shortCode}`;
}
