/** What has to be asked before a request can be sent, because only the platform knows it: where a keyword stands, what a template has. */
import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { lookUpFailure, type Failure } from './failure';
import { beside, inputErrorOf, type Job, type Read } from './job';
import type { LookUp } from './operation';
import type { Answer } from './result';
import { isAnswer, send, type Run } from './send';

/**
 * Puts into a job's body what the platform answers.
 * @returns a failure; `over` when the run ended before everything was asked; undefined when the job can be sent
 */
export async function lookUpFirst(
	this: IExecuteFunctions,
	run: Run,
	job: Job,
	{ complete }: LookUp,
): Promise<Failure | 'over' | undefined> {
	const { questions = [] } = job;
	if (questions.length === 0) return undefined;
	const answers: unknown[] = [];
	for (const question of questions) {
		const answer = await askOnce.call(this, run, job, question);
		if (answer === undefined) return 'over';
		if (!isAnswer(answer)) return lookUpFailure(answer);
		answers.push(answer.result);
	}
	try {
		job.plan = { ...job.plan, body: complete(job.plan.body as IDataObject, answers) };
		return undefined;
	} catch (error) {
		return lookUpFailure(inputErrorOf(error), job.personal);
	}
}

/** Items that ask the same share the answer; what went wrong is asked again. */
async function askOnce(this: IExecuteFunctions, run: Run, job: Job, question: Read): Promise<Answer | Failure | undefined> {
	const { method, path, query, body } = question.plan;
	const key = JSON.stringify([method, path, query, body]);
	for (let asked = run.answers.get(key); asked; asked = run.answers.get(key)) {
		const known = await asked;
		if (known && isAnswer(known)) return known;
		// Somebody else may be asking again already.
		if (run.answers.get(key) === asked) break;
	}
	const asking = send.call(this, run, beside(job, question));
	run.answers.set(key, asking);
	return await asking;
}
