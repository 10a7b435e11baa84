/** What the user gets: items, failed items, or the error that stops the node with what was done before it. */
import {
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type JsonObject,
} from 'n8n-workflow';
import type { Failure } from './failure';
import { isFailure, type Job } from './job';
import { mask } from './privacy';

const LISTED_ITEMS = 100;

const itemNumber = (index: number) => ` [item ${index}]`;

/** The items a job gives: its results, or with Continue On Fail its error. */
export function toItems(this: IExecuteFunctions, job: Job): INodeExecutionData[] {
	if (job.outcome === undefined) return [];
	return isFailure(job.outcome) ? [failureItem.call(this, job.outcome, job.index)] : job.outcome;
}

/** What a failed item carries with Continue On Fail. */
export function failureItem(this: IExecuteFunctions, { message, description, details, code }: Failure, index: number): INodeExecutionData {
	const error = message + itemNumber(index);
	const item: INodeExecutionData = {
		json: { error, details: { description, ...(code !== undefined && { code }), ...details } },
		pairedItem: { item: index },
	};
	// n8n 2.41 takes an item with just these keys for a failed one. Older releases (1.123 to 2.30) do so only without details, or when the
	// item has an error beside its JSON. That would take the place of the details later: so it is one that n8n's copy of the item lacks.
	if (this.getNode().onError === 'continueErrorOutput') Object.defineProperty(item, 'error', { value: { message: error } });
	return item;
}

/** The ids of a job that is done, for reports: personal data masked. */
const shownIds = ({ ids, personal }: Job): IDataObject =>
	Object.fromEntries(Object.entries(ids ?? {}).map(([name, value]) => [name, mask(String(value), personal)]));

const doneOf = (jobs: Job[]) => jobs.filter((job) => Array.isArray(job.outcome));

/** What became of the items beside the one the error is about, so that nothing on the platform is forgotten. */
export function progress(jobs: Job[], reported?: number): string {
	const failed = jobs.filter((job) => job.index !== reported && isFailure(job.outcome));
	const done = doneOf(jobs);
	const listed = (some: Job[], line: (job: Job) => string) => [
		...some.slice(0, LISTED_ITEMS).map(line),
		...(some.length > LISTED_ITEMS ? [`and ${some.length - LISTED_ITEMS} more`] : []),
	];
	const isHarmless = jobs[0]?.operation.repeatable;
	return [
		...(failed.length > 0 ? ['Failed as well:'] : []),
		...listed(failed, (job) => (isFailure(job.outcome) ? job.outcome.message : '') + itemNumber(job.index)),
		...(done.length === 0
			? ['No other item was done.']
			: [
					`Already done, ${done.length} of ${jobs.length} items${isHarmless ? '' : '; leave them out when you run the rest'}:`,
				]),
		...listed(done, (job) => {
			const ids = Object.entries(shownIds(job)).map(([name, value]) => `${name} ${value}`);
			return `item ${job.index}${ids.length > 0 ? `: ${ids.join(', ')}` : ''}`;
		}),
	].join('\n');
}

/** The error n8n shows. Built from plain data: no request, header or parameter of the platform call is in it. */
export function toError(this: IExecuteFunctions, failure: Failure, index: number, jobs: Job[]): NodeApiError | NodeOperationError {
	const message = failure.message + itemNumber(index);
	const description = [failure.description, ...(jobs.length > 1 ? [progress(jobs, index)] : [])].join('\n\n');
	const error =
		failure.kind === 'input'
			? new NodeOperationError(this.getNode(), message, { description, itemIndex: index })
			: new NodeApiError(this.getNode(), { message, ...failure.details } as JsonObject, {
					message,
					description,
					itemIndex: index,
					httpCode: failure.code,
				});
	// n8n puts words of its own in the place of a message in which it finds a system's error code.
	error.message = message;
	error.description = description;
	const done = doneOf(jobs);
	if (done.length > 0) error.context.itemsDone = done.map((job) => ({ item: job.index, ...shownIds(job) }));
	return error;
}
