// What the platform does where time or a contract with it decides: set over /sandbox/esign/settings.
import { ControlInput } from '../control-input.mts';

const DAY_MS = 86_400_000;

/** The settings; all times are ms. */
export interface SettingValues {
	/** how long an uploaded file is being processed or converted before it can be used */
	processingMs: number;
	/** how long after its start nobody in a flow can be urged, and how long between two urgings */
	urgeAfterMs: number;
	urgeEveryMs: number;
	/** contracts left in the app's account; null = any number */
	contractsLeft: number | null;
}

const DEFAULTS: SettingValues = {
	processingMs: 500,
	urgeAfterMs: 30 * 60_000,
	urgeEveryMs: 10 * 60_000,
	contractsLeft: null,
};

/** The settings in force. */
export class Settings {
	private current = DEFAULTS;

	get values(): SettingValues {
		return { ...this.current };
	}

	/** Takes over what a JSON body names. Throws InputError, then nothing has changed. */
	change(body: unknown): void {
		const given = new ControlInput(body, Object.keys(DEFAULTS));
		const now = this.current;
		this.current = {
			processingMs: given.whole('processingMs', 0, DAY_MS) ?? now.processingMs,
			urgeAfterMs: given.whole('urgeAfterMs', 0, DAY_MS) ?? now.urgeAfterMs,
			urgeEveryMs: given.whole('urgeEveryMs', 0, DAY_MS) ?? now.urgeEveryMs,
			contractsLeft:
				given.get('contractsLeft') === null
					? null
					: (given.whole('contractsLeft', 0, 1_000_000) ?? now.contractsLeft),
		};
	}

	/** Takes one contract from the account; false when none is left. */
	useContract(): boolean {
		const { contractsLeft } = this.current;
		if (contractsLeft === null) return true;
		if (contractsLeft === 0) return false;
		this.current = { ...this.current, contractsLeft: contractsLeft - 1 };
		return true;
	}

	clear(): void {
		this.current = DEFAULTS;
	}
}
