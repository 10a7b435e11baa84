/** Sends one job's request, repeating it where that is safe, at the pace of the whole node. */
import type { IDataObject, IExecuteFunctions, IHttpRequestOptions, INodeExecutionData } from 'n8n-workflow';
import { readAnswer, type HttpAnswer } from './envelope';
import {
	businessFailure,
	existsButUnread,
	neverSent,
	outcomeUnknown,
	refusedAfterLostAnswer,
	refusedFailure,
	tokenRefused,
	type Failure,
} from './failure';
import { isFailure, messageOf, type Job, type Provider } from './job';
import { isPlainObject, stringifyJson } from './json';
import { networkFault } from './network';
import { DEFAULT_TIMEOUT } from './operation';
import { pause, type Pace } from './pace';
import type { Plan } from './plan';
import { mask } from './privacy';

/** Refusals for speed do not count: they did nothing, and the node as a whole gives up on them in time. */
const MOST_ATTEMPTS = 4;
const FIRST_BACK_OFF_MS = 250;
const MOST_TOKEN_WAIT_MS = 500;

/** What became of the job; undefined when it was never sent because the run is over. Never throws. */
export async function sendJob(
	this: IExecuteFunctions,
	provider: Provider,
	job: Job,
	pace: Pace,
	isOver: () => boolean,
): Promise<Job['outcome']> {
	const outcome = await sendUntilDone.call(this, provider, job, pace, isOver);
	const { existing } = job;
	if (!existing || !isFailure(outcome) || outcome.details?.code !== existing.code) return outcome;
	const reading: Job = { ...job, operation: existing.operation, plan: existing.plan };
	const found = await sendUntilDone.call(this, provider, reading, pace, isOver);
	if (found === undefined) return outcome;
	if (isFailure(found)) return existsButUnread(found);
	job.ids = reading.ids;
	return found.map((item) => ({ ...item, json: { ...item.json, alreadyExisted: true } }));
}

/** Repeats the request where that is safe. */
async function sendUntilDone(
	this: IExecuteFunctions,
	provider: Provider,
	job: Job,
	pace: Pace,
	isOver: () => boolean,
): Promise<Job['outcome']> {
	let outcome: Job['outcome'];
	let answerWasLost = false;
	let renewsToken = false;
	for (let attempt = 1; ; attempt++) {
		if (!(await pace.enter(isOver))) return outcome;
		let next: Attempt;
		try {
			next = await attemptJob.call(this, provider, job, pace, attempt, renewsToken);
		} finally {
			pace.leave();
		}
		outcome =
			isFailure(next.outcome) && answerWasLost ? refusedAfterLostAnswer(next.outcome, job) : next.outcome;
		answerWasLost ||= next.isUnknown === true;
		renewsToken ||= next.wantsNewToken === true;
		if (next.isRefusal) attempt--;
		if (next.repeatAfter === undefined || attempt === MOST_ATTEMPTS) return outcome;
		await pause(next.repeatAfter, isOver);
		if (isOver()) return outcome;
	}
}

interface Attempt {
	outcome: INodeExecutionData[] | Failure;
	/** Milliseconds to wait before trying again; undefined when that must not or need not be. */
	repeatAfter?: number;
	/** HTTP 429. */
	isRefusal?: boolean;
	/** The request may have been carried out although no answer came. */
	isUnknown?: boolean;
	/** The access token was refused. */
	wantsNewToken?: boolean;
}

async function attemptJob(
	this: IExecuteFunctions,
	provider: Provider,
	job: Job,
	pace: Pace,
	attempt: number,
	renewsToken: boolean,
): Promise<Attempt> {
	const backOff = FIRST_BACK_OFF_MS * 3 ** (attempt - 1);
	const { repeatable } = job.operation;
	let answer: HttpAnswer;
	try {
		answer = (await this.helpers.httpRequestWithAuthentication.call(
			this,
			provider.credentialType,
			requestOptions(job, renewsToken),
		)) as HttpAnswer;
	} catch (error) {
		const code = isPlainObject(error) && typeof error.httpCode === 'string' ? error.httpCode : '';
		// n8n keeps the answer to itself where it renews the token, and this is what it says when that did not help.
		if (renewsToken && code === '401') return { outcome: tokenRefused(provider.platform, provider.envelope.wrongKeys) };
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
	const reading = readAnswer(answer, provider.envelope);
	const asked = restAsked(answer);
	if (status !== 429) pace.accepted();
	if (reading.kind === 'result') {
		job.ids = idsOf(job.plan, reading.result);
		return { outcome: resultItems(job, reading.result, reading.meta) };
	}
	if (reading.kind === 'refused' && reading.known?.isAboutToken && !renewsToken) {
		return {
			outcome: refusedFailure(job, answer, reading, provider.envelope.wrongKeys),
			// Another worker may be renewing it just now: then its token is in the store, and this one need not.
			repeatAfter: MOST_TOKEN_WAIT_MS * Math.random(),
			wantsNewToken: true,
		};
	}
	const mayRest = status === 429 || asked !== undefined ? pace.refused(asked) : true;
	const mayRepeat = mayRest && (status === 429 || (repeatable && [502, 503, 504].includes(status)));
	return {
		outcome:
			reading.kind === 'business' && isBusinessStatus(status)
				? businessFailure(job, reading, provider.envelope.errors[reading.code])
				: refusedFailure(job, answer, reading, provider.envelope.wrongKeys),
		// After a refusal the pace of the whole node is what waits.
		repeatAfter: mayRepeat ? (status === 429 ? 0 : backOff) : undefined,
		isRefusal: status === 429,
		isUnknown: status >= 500,
	};
}

/** At these the envelope speaks; at the others the status says more: wrong address, too fast, outcome unknown. */
const isBusinessStatus = (status: number) => status < 500 && ![404, 405, 429].includes(status);

/**
 * @param renewsToken HTTP 401 is left to n8n, which then renews the access token and asks again
 */
function requestOptions({ plan, options }: Job, renewsToken: boolean): IHttpRequestOptions {
	return {
		method: plan.method,
		// Relative: the credential completes it.
		url: plan.path,
		qs: plan.query,
		headers: plan.headers,
		...(plan.body !== undefined && {
			// As bytes, because anything else is serialised once more on the way.
			body: Buffer.from(stringifyJson(plan.body), 'utf8'),
			headers: { 'content-type': 'application/json', ...lowerCaseKeys(plan.headers) },
		}),
		// Text, because JSON.parse would round 19-digit ids.
		encoding: 'text',
		returnFullResponse: true,
		ignoreHttpStatusErrors: renewsToken ? { ignore: true, except: [401] } : true,
		disableFollowRedirect: true,
		timeout: options.timeout ?? DEFAULT_TIMEOUT,
		...(options.proxy !== undefined && { proxy: proxyOf(options.proxy) }),
		...(options.ignoreSslIssues && { skipSslCertificateValidation: true }),
	};
}

const lowerCaseKeys = (headers: IDataObject): IDataObject =>
	Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/** The address was checked with the other options. */
function proxyOf(address: string): IHttpRequestOptions['proxy'] {
	const url = new URL(address);
	return {
		protocol: url.protocol.slice(0, -1),
		host: url.hostname,
		port: url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port),
		...(url.username !== '' && {
			auth: { username: decodeURIComponent(url.username), password: decodeURIComponent(url.password) },
		}),
	};
}

/** Retry-After in milliseconds: it comes as seconds or as a date. */
function restAsked({ headers }: HttpAnswer): number | undefined {
	const given = String(headers['retry-after'] ?? '').trim();
	if (/^\d+(\.\d+)?$/.test(given)) return Number(given) * 1000;
	const until = /^[A-Za-z]/.test(given) ? Date.parse(given) : NaN;
	return Number.isNaN(until) ? undefined : Math.max(until - Date.now(), 0);
}

function resultItems(job: Job, result: unknown, meta: IDataObject): INodeExecutionData[] {
	const { confirms, existing } = job.operation;
	const list = Array.isArray(result) ? result : [result];
	return list.map((element) => ({
		json: {
			...(isPlainObject(element)
				? element
				: confirms !== undefined
					? { [confirms]: element ?? true, ...idsOf(job.plan, undefined) }
					: { result: element }),
			...(existing && { alreadyExisted: false }),
			...(job.options.includeResponseMetadata === true && { _response: meta }),
		} as IDataObject,
		pairedItem: { item: job.index },
	}));
}

/** Names of ids, in any platform's spelling. Others that end alike (smsCode, bankCardNo) are none. */
const ID_NAME = /(?:^id|Id|flowNo|[bB]usinessCode|fileCode)$/;

/** What names the thing on the platform: ids of the answer, else those of the request. */
function idsOf(plan: Plan, result: unknown): IDataObject {
	const pick = (data: unknown): IDataObject =>
		isPlainObject(data)
			? Object.fromEntries(
					Object.entries(data).filter(
						([name, value]) =>
							ID_NAME.test(name) && (typeof value === 'string' || typeof value === 'number') && value !== '',
					),
				)
			: {};
	return { ...pick(plan.inPath), ...pick(plan.query), ...pick(plan.body), ...pick(result) };
}
