// The webhook subscription of the app's console, and how patiently the platform delivers. Schedule: 通知回调 of V1 (14 retries); V3 shows its own
// as a picture only.
import { ControlInput } from '../control-input.mts';
import type { Patience } from '../delivery/courier.mts';
import { isAmong, postedNames, postedUrl } from '../delivery/subscription.mts';

const DAY_MS = 86_400_000;
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

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
		return url !== '' && isAmong(actions, action);
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
			url: postedUrl(given) ?? now.url,
			actions: postedNames(given, 'actions', 'actions') ?? now.actions,
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
