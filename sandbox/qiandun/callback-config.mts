// 回调配置 of the app: where notifications go, for which events, and how patiently the platform sends them.
import { ControlInput } from '../control-input.mts';

const DAY_MS = 86_400_000;

/** Longest URL taken, in characters. */
const URL_CHARACTERS = 2000;

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
		this.initial = { ...DEFAULTS, url: callbackUrl(new ControlInput({ url }, ['url'])) ?? '' };
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
		return url !== '' && (businessTypes.includes('*') || businessTypes.includes(businessType));
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
			url: callbackUrl(given) ?? now.url,
			businessTypes: businessTypes(given) ?? now.businessTypes,
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

/** Whether notifications can be sent there. */
export function isCallbackUrl(text: string): boolean {
	return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
}

function callbackUrl(given: ControlInput): string | undefined {
	const url = given.text('url', URL_CHARACTERS)?.trim();
	if (url === undefined || url === '') return url;
	return isCallbackUrl(url)
		? url
		: given.refuse('url', 'must be an http or https address such as "https://host/path", or "" for none');
}

function businessTypes(given: ControlInput): string[] | undefined {
	const types = given.get('businessTypes');
	if (types === undefined) return undefined;
	const named = Array.isArray(types)
		? types.filter((type): type is string => typeof type === 'string' && type !== '')
		: [];
	return Array.isArray(types) && named.length === types.length && named.length <= 100
		? [...new Set(named)]
		: given.refuse('businessTypes', 'must be a list of event types, or ["*"] for all');
}
