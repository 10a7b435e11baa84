// The webhook subscription of the app's console, and how patiently the platform delivers. Schedule: 通知回调 of V1 (14 retries); V3 shows its own
// as a picture only.
import { ControlInput } from '../control-input.mts';
import type { Patience } from '../delivery/courier.mts';

const DAY_MS = 86_400_000;
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Longest URL taken, in characters. */
const URL_CHARACTERS = 2000;

/** Highest speed. */
const SPEED_MOST = 1_000_000;

/** The settings; all times are ms. */
export interface CallbackSettings {
	/** http or https; '' = no subscription */
	url: string;
	/** the actions subscribed to; `*` = all */
	actions: string[];
	/** how long the receiver may take to answer */
	timeoutMs: number;
	/** how long to wait after the first failure, the second …; after the last one it is over */
	retryDelaysMs: number[];
	/** how many times as fast as it says these waits are */
	speed: number;
	/** how many callbacks are under way at once */
	concurrency: number;
}

const DEFAULTS: CallbackSettings = {
	url: '',
	actions: ['*'],
	timeoutMs: 5 * SECOND,
	retryDelaysMs: [
		10 * SECOND,
		10 * SECOND,
		30 * SECOND,
		MINUTE,
		3 * MINUTE,
		6 * MINUTE,
		10 * MINUTE,
		20 * MINUTE,
		30 * MINUTE,
		HOUR,
		2 * HOUR,
		2 * HOUR,
		2 * HOUR,
		2 * HOUR,
	],
	speed: 1,
	concurrency: 20,
};

/** The subscription in force. */
export class CallbackConfig implements Patience {
	private current = DEFAULTS;

	get settings(): CallbackSettings {
		return structuredClone(this.current);
	}

	get url(): string {
		return this.current.url;
	}

	get timeoutMs(): number {
		return this.current.timeoutMs;
	}

	get concurrency(): number {
		return this.current.concurrency;
	}

	/** The first attempt and all retries. */
	get maxAttempts(): number {
		return this.current.retryDelaysMs.length + 1;
	}

	/** Whether the subscription is told of an action. */
	isOn(action: string): boolean {
		const { url, actions } = this.current;
		return url !== '' && (actions.includes('*') || actions.includes(action));
	}

	/** How long to wait after so many failures, in ms. */
	retryDelay(failures: number): number {
		const { retryDelaysMs, speed } = this.current;
		return (retryDelaysMs[Math.min(failures, retryDelaysMs.length) - 1] ?? 0) / speed;
	}

	/** Takes over what a JSON body names. Throws InputError, then nothing has changed. */
	change(body: unknown): void {
		const given = new ControlInput(body, Object.keys(DEFAULTS));
		const now = this.current;
		this.current = {
			url: urlOf(given) ?? now.url,
			actions: actionsOf(given) ?? now.actions,
			timeoutMs: given.whole('timeoutMs', 10, 120_000) ?? now.timeoutMs,
			retryDelaysMs: given.wholes('retryDelaysMs', 0, DAY_MS, 50) ?? now.retryDelaysMs,
			speed: given.whole('speed', 1, SPEED_MOST) ?? now.speed,
			concurrency: given.whole('concurrency', 1, 500) ?? now.concurrency,
		};
	}

	clear(): void {
		this.current = DEFAULTS;
	}
}

/** Whether callbacks can be sent there. */
export function isCallbackUrl(text: string): boolean {
	return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
}

function urlOf(given: ControlInput): string | undefined {
	const url = given.text('url', URL_CHARACTERS)?.trim();
	if (url === undefined || url === '') return url;
	return isCallbackUrl(url)
		? url
		: given.refuse('url', 'must be an http or https address such as "https://host/path", or "" for none');
}

function actionsOf(given: ControlInput): string[] | undefined {
	const actions = given.get('actions');
	if (actions === undefined) return undefined;
	const named = Array.isArray(actions)
		? actions.filter((action): action is string => typeof action === 'string' && action !== '')
		: [];
	return Array.isArray(actions) && named.length === actions.length && named.length <= 100
		? [...new Set(named)]
		: given.refuse('actions', 'must be a list of actions, or ["*"] for all');
}
