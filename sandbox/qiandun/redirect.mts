// redirectConfig, the same in every call that answers a link: where the page sends the person afterwards.
import type { Parameters } from '../call-parameters.mts';
import { webAddress } from './checks.mts';
import type { Redirect } from '../pages/page-shell.mts';

/** Longest delay, in seconds. */
const DELAY_MOST = 3600;

/** Reads redirectConfig. Raises 400 for an address no browser may be sent to. */
export function redirectOf(parameters: Parameters): Redirect {
	const config = parameters.object('redirectConfig');
	return {
		url: config.optional('redirectUrl', webAddress) ?? null,
		delaySeconds: config.integer('redirectDelayTime', 0, DELAY_MOST) ?? 0,
	};
}
