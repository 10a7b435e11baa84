// redirectConfig of flows and signing links: where the page sends the person afterwards.
import type { Parameters } from '../call-parameters.mts';
import type { Redirect } from '../pages/page-shell.mts';
import { BusinessFailure } from './envelope.mts';
import { webAddress } from './names.mts';

/** Seconds the result is shown unless the caller says 0. Source: 基于文件发起签署. */
const DELAY_SECONDS = 3;

/** Reads redirectConfig. `missing` is the documented text for a delay without an address. */
export function redirectOf(
	parameters: Parameters,
	missing = 'redirectUrl为空时，不允许传入redirectDelayTime',
): Redirect {
	const config = parameters.object('redirectConfig');
	const url = config.optional('redirectUrl', webAddress) ?? null;
	if (url === null && config.has('redirectDelayTime')) throw new BusinessFailure('parameter', missing);
	return { url, delaySeconds: config.integer('redirectDelayTime', 0, DELAY_SECONDS) ?? DELAY_SECONDS };
}
