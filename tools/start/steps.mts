// What the person in front of the terminal sees: numbered steps, notes, progress, times.

/** A run that stopped; `step` is the title the person saw. */
export class StepFailure extends Error {
	constructor(
		readonly step: string,
		message: string,
	) {
		super(message);
	}
}

/** Where lines go; `isTTY` decides how progress is shown. */
export interface Output {
	isTTY?: boolean;
	columns?: number;
	write(text: string): unknown;
}

/** Progress every 15 s in a log, every second in place on a terminal. */
const LOG_EVERY_MS = 15_000;
const TERMINAL_EVERY_MS = 1000;

export class Steps {
	/** Title of the step under way, for messages about what broke it. */
	current = 'Start';
	private number = 0;
	private inPlace = false;

	constructor(
		private readonly total: number,
		private readonly output: Output,
	) {}

	/** A line of its own. */
	line(text = ''): void {
		this.clear();
		this.output.write(`${text}\n`);
	}

	/** A line that belongs to the step under way. */
	note(text: string): void {
		for (const part of text.split('\n')) this.line(`       ${part}`);
	}

	/**
	 * Runs one step and says how long it took.
	 *
	 * @param work returns what to say at its end, or nothing
	 * @throws StepFailure with the step's title, whatever the work throws
	 */
	async run<T>(title: string, work: () => Promise<T>): Promise<T> {
		this.current = title;
		this.number += 1;
		this.line(`[${String(this.number).padStart(2)}/${this.total}] ${title}`);
		const started = Date.now();
		try {
			const result = await work();
			this.note(`done in ${duration(Date.now() - started)}`);
			return result;
		} catch (error) {
			this.clear();
			throw error instanceof StepFailure ? error : new StepFailure(title, messageOf(error));
		}
	}

	/**
	 * Shows that something long is still moving.
	 *
	 * @param describe says where it stands
	 * @returns call it at the end
	 */
	progress(describe: (elapsed: string) => string): () => void {
		const started = Date.now();
		const show = () => {
			const text = `       ${describe(duration(Date.now() - started))}`;
			if (this.output.isTTY !== true) this.output.write(`${text}\n`);
			else {
				this.output.write(`\r\u001b[2K${text.slice(0, (this.output.columns || 80) - 1)}`);
				this.inPlace = true;
			}
		};
		const timer = setInterval(show, this.output.isTTY === true ? TERMINAL_EVERY_MS : LOG_EVERY_MS);
		return () => {
			clearInterval(timer);
			this.clear();
		};
	}

	private clear(): void {
		if (this.inPlace) this.output.write('\r\u001b[2K');
		this.inPlace = false;
	}
}

/** `850 ms`, `4.2 s`, `3 min 05 s`. */
export function duration(ms: number): string {
	if (ms < 1000) return `${Math.round(ms)} ms`;
	if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
	const seconds = Math.round(ms / 1000);
	return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}

/** The text of whatever was thrown. */
export function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

/**
 * Asks again and again until there is an answer.
 *
 * @param ask returns undefined for "not yet"; what it throws ends the waiting
 * @param what completes the sentence "... did not happen within 60 s"
 * @throws Error when the time is over
 */
export async function until<T>(
	what: string,
	limitMs: number,
	ask: () => Promise<T | undefined>,
	everyMs = 500,
): Promise<T> {
	const end = Date.now() + limitMs;
	for (;;) {
		const answer = await ask();
		if (answer !== undefined) return answer;
		if (Date.now() > end) throw new Error(`${what} did not happen within ${duration(limitMs)}.`);
		await new Promise((resolve) => setTimeout(resolve, everyMs));
	}
}
