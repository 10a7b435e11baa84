// How many calls a second the gateway takes before it answers 429: set and read over the control API.
import { ControlInput } from './control-input.mts';
import type { Refusal } from './gateway.mts';

const WINDOW_MS = 1000;

/** The limit in force and what it has done since it was set. `perSecond` 0 = no limit. */
export interface LimitView {
	perSecond: number;
	passed: number;
	refused: number;
}

/** Counts in windows of one second, the first of which begins with the first call. */
export class RateLimit {
	private view: LimitView = { perSecond: 0, passed: 0, refused: 0 };
	private began = 0;
	private taken = 0;

	constructor(private readonly now: () => number) {}

	/** Sets the limit from a JSON body, and counts anew. Throws InputError naming the field. */
	set(body: unknown): LimitView {
		const perSecond = new ControlInput(body, ['perSecond']).whole('perSecond', 0, 100_000) ?? 0;
		this.view = { perSecond, passed: 0, refused: 0 };
		this.began = 0;
		return this.read();
	}

	read(): LimitView {
		return { ...this.view };
	}

	clear(): void {
		this.set({});
	}

	/** Takes one call. Returns how it is refused, and after how many seconds the next one may come, when there were too many. */
	take(): { refusal: Refusal; retryAfterSeconds: number } | undefined {
		const { perSecond } = this.view;
		const now = this.now();
		if (now - this.began >= WINDOW_MS) [this.began, this.taken] = [now, 0];
		if (perSecond === 0 || this.taken < perSecond) {
			this.taken += 1;
			this.view.passed += 1;
			return undefined;
		}
		this.view.refused += 1;
		return {
			refusal: {
				status: 429,
				code: 'T429PA',
				message: 'Throttled by API Flow Control',
				reason: `More than ${perSecond} calls within a second: the limit set over /sandbox/rate-limit`,
			},
			retryAfterSeconds: Math.ceil((this.began + WINDOW_MS - now) / 1000),
		};
	}
}
