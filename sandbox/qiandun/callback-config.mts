// 回调配置 of the app: where notifications go, for which events, and how patiently the platform sends them.
import { ControlInput } from '../control-input.mts';
import { isAmong, postedNames, postedUrl } from '../delivery/subscription.mts';

const DAY_MS = 86_400_000;

/** The documented events. */
export const BUSINESS_TYPES = [
	'OPEN_PSN_CERT_RESULT',
	'OPEN_CORP_CERT_RESULT',
	'OPEN_PSN_FACE_RECOGNITION_RESULT',
	'OPEN_CORP_AUTHORIZATION_AUDIT_RESULT',
	'OPEN_CONTRACT_STATUS_CHANGED',
	'OPEN_CONTRACT_SIGNED',
	'OPEN_CONTRACT_AUTO_SIGN_SEAL_AUTH',
	'OPEN_GET_SEAL_POSITION',
];

/** The settings; all times are ms. */
export interface CallbackSettings {
	/** http or https; '' = none */
	url: string;
	/** the events switched on; `*` = all */
	businessTypes: string[];
	/** how long the receiver may take to answer */
	timeoutMs: number;
	/** how long to wait after the first failure in a row, the second …; the last one repeats */
	retryDelaysMs: number[];
	/** an event that was received but not confirmed is sent again after this; 0 = never */
	resendAfterMs: number;
	/** how often an event is sent at most, without what is sent by hand */
	maxAttempts: number;
	/** how many notifications are under way at once */
	concurrency: number;
}

const DEFAULTS: CallbackSettings = {
	url: '',
	businessTypes: ['*'],
	timeoutMs: 5000,
	retryDelaysMs: [1000, 5000, 15_000, 60_000, 300_000],
	resendAfterMs: 120_000,
	maxAttempts: 20,
	concurrency: 20,
};

/** The callback configuration in force. */
export class CallbackConfig {
	private readonly initial: CallbackSettings;
	private current: CallbackSettings;

	/** `url` is the one to start with, and to go back to when the sandbox is reset. Throws InputError for a wrong one. */
	constructor(url = '') {
		this.initial = { ...DEFAULTS, url: postedUrl(new ControlInput({ url }, ['url'])) ?? '' };
		this.current = this.initial;
	}

	get settings(): CallbackSettings {
		return structuredClone(this.current);
	}

	get url(): string {
		return this.current.url;
	}

	get timeoutMs(): number {
		return this.current.timeoutMs;
	}

	get resendAfterMs(): number {
		return this.current.resendAfterMs;
	}

	get maxAttempts(): number {
		return this.current.maxAttempts;
	}

	get concurrency(): number {
		return this.current.concurrency;
	}

	/** Whether the platform tells of events of this type by itself. */
	isOn(businessType: string): boolean {
		const { url, businessTypes } = this.current;
		return url !== '' && isAmong(businessTypes, businessType);
	}

	/** How long to wait after so many failures in a row, in ms. */
	retryDelay(failures: number): number {
		const { retryDelaysMs } = this.current;
		return retryDelaysMs[Math.min(failures, retryDelaysMs.length) - 1] ?? 0;
	}

	/** Takes over what a JSON body names. Throws InputError, then nothing has changed. */
	change(body: unknown): void {
		const given = new ControlInput(body, Object.keys(DEFAULTS));
		const now = this.current;
		this.current = {
			url: postedUrl(given) ?? now.url,
			businessTypes: postedNames(given, 'businessTypes', 'event types') ?? now.businessTypes,
			timeoutMs: given.whole('timeoutMs', 10, 120_000) ?? now.timeoutMs,
			retryDelaysMs: given.wholes('retryDelaysMs', 0, DAY_MS, 50) ?? now.retryDelaysMs,
			resendAfterMs: given.whole('resendAfterMs', 0, DAY_MS) ?? now.resendAfterMs,
			maxAttempts: given.whole('maxAttempts', 1, 1000) ?? now.maxAttempts,
			concurrency: given.whole('concurrency', 1, 500) ?? now.concurrency,
		};
	}

	clear(): void {
		this.current = this.initial;
	}
}
