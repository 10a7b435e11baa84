/** All that one job takes: most are one request, some read what exists already, follow pages, fetch files, or must never be done twice. */
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { eventId, noteConfirmed } from './confirmed';
import { createOnce } from './createOnce';
import { existsButUnread, fetchFailure, inputFailure, type Failure } from './failure';
import { checkedFile, fetchFile, FetchError, ownHostOf, renamed, storedFile } from './files';
import { beside, inputErrorOf, messageOf, type Job } from './job';
import { isPlainObject } from './json';
import { lookUpFirst } from './lookUp';
import { partsOf, type Paging, type RemoteFile, type Upload } from './operation';
import { pause } from './pace';
import { mask } from './privacy';
import { asExisting, fileItem, idsOf, resultItems, type Answer } from './result';
import { isAnswer, send, type Run } from './send';
import { settle } from './settle';
import { uploadByAddress } from './uploadByAddress';
import { connection } from './wire';

type Outcome = INodeExecutionData[] | Failure | undefined;

/** What became of the job; undefined when it was never sent because the run is over. Never throws. */
export async function carryOut(this: IExecuteFunctions, run: Run, job: Job): Promise<Outcome> {
	const { upload, paging, download, lookUp, settles } = partsOf(job.operation);
	if (upload && upload.urlProperty === undefined && job.plan.settings.fileSource === 'url') {
		const failure = await fetchInput.call(this, run, job, upload);
		if (failure) return failure;
	}
	if (lookUp) {
		const failure = await lookUpFirst.call(this, run, job, lookUp);
		if (failure === 'over') return undefined;
		if (failure) return failure;
	}
	if (job.once) return await createOnce.call(this, run, job, job.once);
	if (paging) return await pages.call(this, run, job, paging);
	let answer = upload?.address
		? await uploadByAddress.call(this, run, job, upload, upload.address)
		: await send.call(this, run, job);
	if (!isAnswer(answer)) return await existingItems.call(this, run, job, answer);
	job.ids = idsOf(job.plan, answer.result);
	if (job.plan.finishes !== undefined) noteConfirmed(eventId(run.provider, job.plan.finishes));
	if (settles) answer = await settle.call(this, run, job, answer, settles);
	if (!isAnswer(answer)) return answer;
	return download ? await files.call(this, run, job, answer, download) : resultItems(job, answer);
}

/** What exists already, where the failure says so and the user wants it. */
async function existingItems(this: IExecuteFunctions, run: Run, job: Job, failure: Failure | undefined): Promise<Outcome> {
	const { existing } = job;
	if (!existing || failure?.details?.code !== existing.code) return failure;
	const reading = beside(job, existing);
	const found = await send.call(this, run, reading);
	if (found === undefined) return failure;
	if (!isAnswer(found)) return existsButUnread(found);
	job.ids = idsOf(reading.plan, found.result);
	return asExisting(resultItems(reading, found));
}

/** No list is longer; a platform that repeats its last page for ever must not keep the node. */
const MOST_PAGES = 10_000;

/** All pages of a list, or as many as the limit takes. */
async function pages(this: IExecuteFunctions, run: Run, job: Job, paging: Paging): Promise<Outcome> {
	const { returnAll, limit } = job.plan.settings;
	const wanted = returnAll === true ? Infinity : Number(limit ?? 50);
	const items: INodeExecutionData[] = [];
	const size = Math.min(paging.maxSize, wanted);
	let firstLength: number | undefined;
	let pageBefore: string | undefined;
	for (let page = 1; page <= MOST_PAGES && items.length < wanted; page++) {
		const place = job.plan.method === 'GET' ? 'query' : 'body';
		const at = { ...(job.plan[place] as IDataObject), [paging.page]: page, [paging.size]: size };
		const answer = await send.call(this, run, { ...job, plan: { ...job.plan, [place]: at } });
		if (!isAnswer(answer)) return answer;
		const { result } = answer;
		const list = Array.isArray(result) ? result : isPlainObject(result) ? result[paging.items] : undefined;
		if (!Array.isArray(list)) return resultItems(job, answer);
		const thisPage = JSON.stringify(list);
		// The platform knows no pages.
		if (thisPage === pageBefore) break;
		pageBefore = thisPage;
		items.push(...resultItems(job, { ...answer, result: list }));
		const total = isPlainObject(result) && paging.total !== undefined ? Number(result[paging.total]) : NaN;
		firstLength ??= list.length;
		// Its pages may be shorter than it was asked for: only what came tells whether there is more.
		if (list.length === 0 || items.length >= total || (Number.isNaN(total) && list.length < firstLength)) break;
	}
	return items.slice(0, wanted);
}

/** The file of a URL, fetched and checked, becomes the job's file. */
async function fetchInput(this: IExecuteFunctions, run: Run, job: Job, upload: Upload): Promise<Failure | undefined> {
	try {
		const { binary } = await fetched.call(this, run, job, { url: String(job.plan.settings.fileUrl) });
		job.file = checkedFile(upload, renamed(upload, job.plan, await storedFile.call(this, binary)));
		return undefined;
	} catch (error) {
		return error instanceof FetchError ? fetchFailure(job, error.message) : inputFailure(inputErrorOf(error));
	}
}

/** The files of an answer, one item each. */
async function files(
	this: IExecuteFunctions,
	run: Run,
	job: Job,
	{ result, meta, file }: Answer,
	remoteFiles: (result: unknown) => RemoteFile[],
): Promise<Outcome> {
	const known = idsOf(job.plan, undefined);
	if (file) return [fileItem(job, file, known, meta)];
	const items: INodeExecutionData[] = [];
	for (const remote of remoteFiles(result)) {
		try {
			items.push(fileItem(job, await fetched.call(this, run, job, remote), { ...known, ...remote.about }, meta));
		} catch (error) {
			return fetchFailure(job, messageOf(error), remote.fileName);
		}
	}
	return items.length > 0 ? items : fetchFailure(job, 'The platform’s answer names no file');
}

const FETCH_ATTEMPTS = 3;

async function fetched(this: IExecuteFunctions, run: Run, job: Job, remote: Pick<RemoteFile, 'url' | 'fileName'>) {
	const ownHost = await ownHostOf.call(this, run.provider);
	for (let attempt = 1; ; attempt++) {
		try {
			return await fetchFile.call(this, remote, ownHost, connection(job));
		} catch (error) {
			if (error instanceof FetchError || attempt === FETCH_ATTEMPTS || run.isOver()) {
				return failFetch(error instanceof FetchError ? error : new FetchError(mask(messageOf(error), job.personal)));
			}
			await pause(500 * attempt, run.isOver);
		}
	}
}

const failFetch = (error: FetchError): never => {
	throw error;
};
