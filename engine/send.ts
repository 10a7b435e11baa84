/** One request of a job: sent, repeated where that is safe, at the pace of the whole node, its answer judged. */
import type { IExecuteFunctions } from 'n8n-workflow';
import { textOf } from './answerText';
import { readAnswer, type HttpAnswer, type KnownError } from './envelope';
import {
	businessFailure,
	fetchFailure,
	neverSent,
	outcomeUnknown,
	refusedAfterLostAnswer,
	refusedFailure,
	tokenRefused,
	type Failure,
} from './failure';
import { FetchError, keepFile, nameIn, typeIn, type Content, type OutputFile } from './files';
import { messageOf, type Job, type Provider } from './job';
import { isPlainObject } from './json';
import type { KeptCredential } from './keptCredential';
import { networkFault } from './network';
import { partsOf } from './operation';
import { pause, type Pace } from './pace';
import { mask } from './privacy';
import type { Answer } from './result';
import { restAsked, wireRequest } from './wire';

/** Refusals for speed do not count: they did nothing, and the node as a whole gives up on them in time. */
const MOST_ATTEMPTS = 4;
const FIRST_BACK_OFF_MS = 250;
const MOST_TOKEN_WAIT_MS = 500;

/** By chance: another worker may be renewing the token, and of several one should be first. */
const tokenWait = () => MOST_TOKEN_WAIT_MS * Math.random();

/** What every request of a run shares. */
export interface Run {
	provider: Provider;
	pace: Pace;
	isOver: () => boolean;
	credential: KeptCredential;
	/** What was asked before a request could be sent (engine/lookUp.ts), by question. */
	answers: Map<string, Promise<Answer | Failure | undefined>>;
}

export const isAnswer = (outcome: Answer | Failure | undefined): outcome is Answer => outcome !== undefined && 'meta' in outcome;

/** What the platform answered in the end; undefined when it was never asked because the run is over. Never throws. */
export async function send(this: IExecuteFunctions, run: Run, job: Job): Promise<Answer | Failure | undefined> {
	const { pace, isOver } = run;
	let outcome: Answer | Failure | undefined;
	let answerWasLost = false;
	let renewsToken = false;
	for (let attempt = 1; ; attempt++) {
		if (!(await pace.enter(isOver))) return outcome;
		const began = performance.now();
		let next: Attempt;
		try {
			next = await attemptOnce.call(this, run, job, attempt, renewsToken);
		} finally {
			pace.leave(performance.now() - began);
		}
		outcome = answerWasLost && !isAnswer(next.outcome) ? refusedAfterLostAnswer(next.outcome, job) : next.outcome;
		answerWasLost ||= next.isUnknown === true;
		renewsToken ||= next.wantsNewToken === true;
		if (next.wantsNewToken) run.credential.forget();
		if (next.isRefusal) attempt--;
		if (next.repeatAfter === undefined || attempt === MOST_ATTEMPTS) return outcome;
		await pause(next.repeatAfter, isOver);
		// A refused token did nothing: an item that waits for a new one when the run ends is one that was never done.
		if (isOver()) return next.wantsNewToken ? undefined : outcome;
	}
}

interface Attempt {
	outcome: Answer | Failure;
	/** Milliseconds to wait before trying again; undefined when that must not or need not be. */
	repeatAfter?: number;
	/** HTTP 429. */
	isRefusal?: boolean;
	/** The request may have been carried out although no answer came. */
	isUnknown?: boolean;
	/** The access token was refused. */
	wantsNewToken?: boolean;
}

async function attemptOnce(
	this: IExecuteFunctions,
	{ provider, pace, credential }: Run,
	job: Job,
	attempt: number,
	renewsToken: boolean,
): Promise<Attempt> {
	const { platform, envelope } = provider;
	const backOff = FIRST_BACK_OFF_MS * 3 ** (attempt - 1);
	const { repeatable } = job.operation;
	const request = await wireRequest(job, renewsToken);
	let answer: HttpAnswer;
	let file: OutputFile | undefined;
	try {
		const raw = (await this.helpers.httpRequestWithAuthentication.call(
			this,
			provider.credentialType,
			request.options,
			credential.options,
		)) as HttpAnswer;
		file = await fileIn.call(this, job, raw);
		answer = file || typeof raw.body === 'string' ? raw : { ...raw, body: await textOf(raw.body as Content) };
	} catch (error) {
		if (error instanceof FetchError) return { outcome: fetchFailure(job, error.message) };
		const code = isPlainObject(error) && typeof error.httpCode === 'string' ? error.httpCode : networkCode(error);
		// n8n keeps the answer to itself where it renews the token, and this is what it says when that did not help.
		if (renewsToken && code === '401') return { outcome: tokenRefused(platform, envelope.wrongKeys), repeatAfter: tokenWait(), wantsNewToken: true };
		const viaProxy = job.options.proxy !== undefined;
		const fault = networkFault(code, mask(messageOf(error), job.personal), viaProxy);
		if (fault.kind === 'unknown') {
			return {
				outcome: outcomeUnknown(job, fault.what, fault.code),
				repeatAfter: repeatable ? backOff : undefined,
				isUnknown: true,
			};
		}
		return {
			outcome: neverSent(job, fault),
			repeatAfter: fault.kind === 'neverSent' ? backOff : undefined,
		};
	}

	const status = answer.statusCode;
	const asked = restAsked(answer);
	if (status !== 429) pace.accepted();
	if (file) return { outcome: { result: null, meta: { httpStatus: status }, file } };
	const reading = readAnswer(answer, envelope);
	if (reading.kind === 'result') return { outcome: { result: reading.result, meta: reading.meta, sent: request.sent() } };
	if (status === 401 && reading.kind === 'refused' && reading.known?.isAboutToken) {
		return {
			outcome: refusedFailure(job, answer, reading, envelope.wrongKeys),
			// Another worker may be renewing it just now: then its token is in the store, and this one need not.
			repeatAfter: tokenWait(),
			wantsNewToken: true,
		};
	}
	const mayRest = status === 429 || asked !== undefined ? pace.refused(asked) : true;
	const mayRepeat = mayRest && (status === 429 || (repeatable && [502, 503, 504].includes(status)));
	return {
		outcome:
			reading.kind === 'business' && (isBusinessStatus(status) || isKnownMiss(reading.code, status, envelope.errors))
				? businessFailure(job, reading, envelope.errors[reading.code])
				: refusedFailure(job, answer, reading, envelope.wrongKeys),
		// After a refusal the pace of the whole node is what waits.
		repeatAfter: mayRepeat ? (status === 429 ? 0 : backOff) : undefined,
		isRefusal: status === 429,
		isUnknown: status >= 500,
	};
}

/** At these the envelope speaks; at the others the status says more: wrong address, too fast, outcome unknown. */
const isBusinessStatus = (status: number) => status < 500 && ![404, 405, 429].includes(status);

/** The HTTP status of a business failure is not documented: with a known code, 404 need not mean the address. */
const isKnownMiss = (code: string, status: number, errors: Record<string, KnownError>) =>
	[404, 405].includes(status) && code in errors;

/** A stream that broke while it was read has its code on itself. */
const networkCode = (error: unknown): string => (isPlainObject(error) && typeof error.code === 'string' ? error.code : '');

/** What cannot be a file although a file was asked for: the envelope, or a page of something between. */
const TEXT_TYPE = /^(text\/|application\/(.+\+)?(json|xml|xhtml\+xml)$)/;

/** The answer as a file, where the operation asks for one and this is one. */
async function fileIn(this: IExecuteFunctions, job: Job, answer: HttpAnswer): Promise<OutputFile | undefined> {
	const { statusCode, headers } = answer;
	const type = typeIn(headers);
	if (!partsOf(job.operation).download || statusCode !== 200 || type === undefined || TEXT_TYPE.test(type)) return undefined;
	return await keepFile.call(this, answer.body as Content, nameIn(headers) ?? `${job.operation.value}.${ending(type)}`, type);
}

const ending = (type: string) => (type === 'application/pdf' ? 'pdf' : type.endsWith('zip') ? 'zip' : 'bin');
