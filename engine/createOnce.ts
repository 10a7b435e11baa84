/** A create that is there at most once for its key: claimed, looked for before it is sent where it may be there, and after a lost answer. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { claimKey } from './claimKey';
import type { Failure } from './failure';
import { beside, type Job } from './job';
import { isPlainObject } from './json';
import type { OnceJob } from './once';
import { pause } from './pace';
import { asExisting, idsOf, resultItems } from './result';
import { isAnswer, send, type Run } from './send';

/** So long after a lost answer the platform is asked whether it carried out the request; it may be at it still. */
const LOOK_AFTER_MS = [1_000, 3_000];
const TIMED_OUT = ['ECONNABORTED', 'ETIMEDOUT'];

/** Its items; a failure; undefined when the run is over before anything was sent. */
export async function createOnce(
	this: IExecuteFunctions,
	run: Run,
	job: Job,
	once: OnceJob,
): Promise<INodeExecutionData[] | Failure | undefined> {
	// Nobody else has the key that the node made itself.
	if (!once.isGiven) return await lookAndCreate.call(this, run, job, once);
	const giveBack = await claimKey.call(this, once.key, run.isOver);
	if (giveBack === undefined) return undefined;
	try {
		return await lookAndCreate.call(this, run, job, once);
	} finally {
		await giveBack();
	}
}

async function lookAndCreate(
	this: IExecuteFunctions,
	run: Run,
	job: Job,
	once: OnceJob,
): Promise<INodeExecutionData[] | Failure | undefined> {
	if (once.looksFirst) {
		const found = await find.call(this, run, job, once);
		if (Array.isArray(found)) return found;
		if (found !== undefined) return notCreated(found);
	}
	let outcome = await send.call(this, run, job);
	for (const [round, wait] of LOOK_AFTER_MS.entries()) {
		if (outcome === undefined || isAnswer(outcome) || !outcome.isUnknown) break;
		await pause(wait, run.isOver);
		const found = await find.call(this, run, job, once);
		if (Array.isArray(found)) return found;
		// After a timeout the platform may be at it still, however often it says that there is nothing.
		if (found !== undefined || TIMED_OUT.includes(String(outcome.code)) || run.isOver()) break;
		// Where the run ends before it goes out again, it stays unknown.
		if (round === LOOK_AFTER_MS.length - 1) outcome = (await send.call(this, run, job)) ?? outcome;
	}
	if (!isAnswer(outcome)) return outcome;
	const key = { [once.name]: once.key };
	job.ids = { ...idsOf(job.plan, outcome.result), ...key };
	const result = isPlainObject(outcome.result) ? { ...outcome.result, ...key } : outcome.result;
	return resultItems(job, { ...outcome, result });
}

/** The items of what is there; undefined when nothing is; a failure where nobody knows. */
async function find(
	this: IExecuteFunctions,
	run: Run,
	job: Job,
	{ look, read, missing, doubtful, name, key }: OnceJob,
): Promise<INodeExecutionData[] | Failure | undefined> {
	const seen = await send.call(this, run, beside(job, look));
	const codeOf = (failure: Failure) => String(failure.details?.code);
	if (seen === undefined) return undefined;
	if (!isAnswer(seen) && missing.includes(codeOf(seen))) return undefined;
	if (!isAnswer(seen) && !doubtful.includes(codeOf(seen))) return seen;
	const reading = beside(job, read);
	const whole = await send.call(this, run, reading);
	if (!isAnswer(seen) && !isAnswer(whole)) return whole && missing.includes(codeOf(whole)) ? undefined : seen;
	// It is there, and that is what counts; its details rest on another endpoint.
	const answer = isAnswer(whole) ? whole : { result: { [name]: key }, meta: {} };
	job.ids = { ...idsOf(job.plan, answer.result), [name]: key };
	return asExisting(resultItems(reading, answer));
}

const notCreated = (failure: Failure): Failure => ({
	...failure,
	description: `Whether it was created before could not be found out, so it was not created now. ${failure.description}`,
});
