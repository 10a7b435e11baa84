/** execute() of every action node: items -> signed requests -> items. What it promises is in docs/architecture.md. */
import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { carryOut } from './carryOut';
import { inputFailure } from './failure';
import { inputErrorOf, isFailure, prepareJobs, readChoice, type Choice, type Job, type Provider } from './job';
import { DEFAULT_IN_FLIGHT, partsOf } from './operation';
import { Pace } from './pace';
import { failureItem, progress, toError, toItems } from './report';
import type { Run } from './send';
import { callBack, suspend } from './wait';

/**
 * Runs the chosen operation for every input item.
 * @throws NodeOperationError for wrong input, before anything is sent; NodeApiError for the first failure on the way,
 * with the items that were already done. With Continue On Fail neither is thrown: each failed item carries its error.
 */
export async function run(this: IExecuteFunctions, provider: Provider): Promise<INodeExecutionData[][]> {
	const count = this.getInputData().length;
	if (count === 0) return [[]];
	let jobs: Job[];
	let choice: Choice;
	try {
		choice = await readChoice.call(this, provider);
		jobs = await prepareJobs.call(this, choice, count);
		callBack.call(this, jobs);
	} catch (error) {
		const failure = inputFailure(inputErrorOf(error));
		// What is wrong for the node is wrong for each item; handed on as they came, they would look like successes.
		if (this.continueOnFail()) return [Array.from({ length: count }, (_, index) => failureItem.call(this, failure, index))];
		throw toError.call(this, failure, 0, []);
	}
	const stopAtFailure = (reported: Job[]) => {
		const failed = jobs.find((job) => isFailure(job.outcome));
		if (failed && isFailure(failed.outcome) && !this.continueOnFail()) {
			throw toError.call(this, failed.outcome, failed.index, reported);
		}
	};
	// Nothing was sent yet, so there is nothing to report beside it.
	stopAtFailure([]);

	const sendable = jobs.filter((job) => job.outcome === undefined);
	const atOnce = Math.floor(sendable[0]?.options.requestsInFlight ?? DEFAULT_IN_FLIGHT);
	const pace = new Pace(atOnce);
	const signal = this.getExecutionCancelSignal();
	let isStopped = false;
	const isOver = () => isStopped || signal?.aborted === true;

	const answers: Run['answers'] = new Map();
	let next = 0;
	const worker = async () => {
		while (next < sendable.length && !isOver()) {
			const job = sendable[next++];
			job.outcome = await carryOut.call(this, { provider, pace, isOver, credential: choice.credential, answers }, job);
			if (isFailure(job.outcome) && !this.continueOnFail()) isStopped = true;
		}
	};
	await Promise.all(Array.from({ length: Math.min(atOnce, sendable.length) }, worker));

	if (signal?.aborted) {
		throw new NodeOperationError(this.getNode(), 'The execution was cancelled', { description: progress(jobs) });
	}
	stopAtFailure(jobs);
	const waits = partsOf(jobs[0].operation).waits;
	if (waits && Array.isArray(jobs[0].outcome)) return [await suspend.call(this, jobs[0], waits, jobs[0].outcome)];
	return [jobs.flatMap((job) => toItems.call(this, job))];
}
