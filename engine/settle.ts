/** Waits until what a request made can be used: the platform is asked again and again, for as long as the user allows. */
import type { IExecuteFunctions } from 'n8n-workflow';
import { neverUsable, notYetUsable, type Failure } from './failure';
import { beside, type Job } from './job';
import { isPlainObject } from './json';
import type { Settling } from './operation';
import { pause } from './pace';
import type { Answer } from './result';
import { isAnswer, send, type Run } from './send';

/** Milliseconds from one question to the next: most files are ready at once, a converted one takes its time. */
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 3_000;

/**
 * The answer with what the last reading says beside it; a failure that names the IDs of what was made. When the run ends
 * meanwhile, the answer as it was: what was made is there.
 */
export async function settle(
	this: IExecuteFunctions,
	run: Run,
	job: Job,
	answer: Answer,
	{ read, parameters, state }: Settling,
): Promise<Answer | Failure> {
	const longest = Number(job.plan.settings.longestWait ?? 0) * 1000;
	if (longest === 0 || !isPlainObject(answer.result)) return answer;
	const made = answer.result;
	const reading = beside(job, job.reading(read, parameters(made)));
	const end = Date.now() + longest;
	for (let wait = FIRST_PAUSE; ; wait = Math.min(wait * 2, LONGEST_PAUSE)) {
		const seen = await send.call(this, run, reading);
		if (seen === undefined) return answer;
		if (!isAnswer(seen)) return notYetUsable(job, seen);
		const now = isPlainObject(seen.result) ? seen.result : {};
		const is = state(now);
		if (is === 'ready') return { ...answer, result: { ...made, ...now }, meta: seen.meta };
		if (is !== 'waiting') return neverUsable(job, is.failed);
		if (Date.now() >= end) return notYetUsable(job, longest / 1000);
		await pause(Math.min(wait, end - Date.now()), run.isOver);
		if (run.isOver()) return answer;
	}
}
