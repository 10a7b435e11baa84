/** execute() of every action node: items -> signed requests -> items. What it promises is in docs/architecture.md. */
import {
	NodeApiError,
	NodeOperationError,
	sleep,
	type IDataObject,
	type IExecuteFunctions,
	type IHttpRequestOptions,
	type INodeExecutionData,
	type JsonObject,
} from 'n8n-workflow';
import { readAnswer, type EnvelopeShape, type HttpAnswer } from './envelope';
import {
	afterLostAnswer,
	businessFailure,
	inputFailure,
	neverSent,
	outcomeUnknown,
	refusedFailure,
	type FailedRequest,
	type Failure,
} from './failure';
import { networkFault } from './network';
import {
	allOperations,
	DEFAULT_IN_FLIGHT,
	DEFAULT_TIMEOUT,
	isTopLevel,
	type AnyOperation,
	type Resource,
	type RunnerOptions,
} from './operation';
import { Pace, pause } from './pace';
import { InputError, isPlainObject, parseCorrections, planRequest } from './plan';
import { isSensitiveKey, mask, sensitiveValues } from './privacy';

/** What differs between platforms, beside their definitions. */
export interface Provider {
	/** As users know it: "Qiandun". */
	platform: string;
	credentialType: string;
	resources: Resource[];
	envelope: EnvelopeShape;
}

const MOST_ATTEMPTS = 4;
/** A refusal for speed did nothing and slows the whole node down, so it may happen to one item more often. */
const MOST_REFUSALS = 10;
const FIRST_BACK_OFF_MS = 250;
const FIRST_REST_MS = 1_000;
const LONGEST_REST_MS = 120_000;
/** Parameters are read in one go; every so many items the event loop gets a turn. */
const ITEMS_PER_TURN = 50;
const LISTED_ITEMS = 100;
const MOST_IN_FLIGHT = 100;

/** One item's request and, in the end, what became of it. */
interface Job extends FailedRequest {
	index: number;
	options: RunnerOptions;
	outcome?: INodeExecutionData[] | Failure;
	/** Ids by which the platform knows what this item made or changed. */
	ids?: IDataObject;
}

const isFailure = (outcome: Job['outcome']): outcome is Failure => outcome !== undefined && !Array.isArray(outcome);

/**
 * Runs the chosen operation for every input item.
 * @throws NodeOperationError for wrong input, before anything is sent; NodeApiError for the first failure on the way,
 * with the items that were already done. With Continue On Fail neither is thrown: each failed item carries its error.
 */
export async function run(this: IExecuteFunctions, provider: Provider): Promise<INodeExecutionData[][]> {
	const jobs = await prepareJobs.call(this, provider);
	const sendable = jobs.filter((job) => job.outcome === undefined);
	const firstOptions = jobs[0]?.options ?? {};
	const pace = new Pace(inFlight(firstOptions.requestsInFlight));
	const signal = this.getExecutionCancelSignal();
	let isStopped = false;
	const isOver = () => isStopped || signal?.aborted === true;

	let next = 0;
	const worker = async () => {
		while (next < sendable.length && !isOver()) {
			const job = sendable[next++];
			job.outcome = await sendJob.call(this, provider, job, pace, isOver);
			if (isFailure(job.outcome) && !this.continueOnFail()) isStopped = true;
		}
	};
	await Promise.all(Array.from({ length: Math.min(inFlight(firstOptions.requestsInFlight), sendable.length) }, worker));

	const failed = jobs.find((job) => isFailure(job.outcome));
	if (signal?.aborted) {
		throw new NodeOperationError(this.getNode(), 'The execution was cancelled', { description: progress(jobs) });
	}
	if (failed && isFailure(failed.outcome) && !this.continueOnFail()) {
		throw toError.call(this, failed.outcome, failed.index, jobs);
	}
	return [jobs.flatMap(toItems)];
}

const inFlight = (given: unknown) => {
	const number = Math.floor(Number(given ?? DEFAULT_IN_FLIGHT));
	return Number.isFinite(number) ? Math.min(Math.max(number, 1), MOST_IN_FLIGHT) : DEFAULT_IN_FLIGHT;
};

/** Reads and checks the parameters of all items, so that a wrong one is known before anything is sent. */
async function prepareJobs(this: IExecuteFunctions, provider: Provider): Promise<Job[]> {
	const count = this.getInputData().length;
	if (count === 0) return [];
	const key = `${this.getNodeParameter('resource', 0)}.${this.getNodeParameter('operation', 0)}`;
	const known = [...allOperations(provider.resources)];
	const operation = known.find((entry) => entry.key === key)?.operation;
	if (!operation) {
		throw new NodeOperationError(this.getNode(), `This version of the node has no operation “${key}”`, {
			description: 'Choose resource and operation again, or update the package.',
		});
	}
	const credential = await this.getCredentials(provider.credentialType);
	let corrections;
	try {
		corrections = parseCorrections(
			credential.endpointCorrections,
			known.map((entry) => entry.key),
		);
	} catch (error) {
		throw new NodeOperationError(this.getNode(), messageOf(error), {
			description: error instanceof InputError ? error.remedy : undefined,
		});
	}

	const signal = this.getExecutionCancelSignal();
	const jobs: Job[] = [];
	for (let index = 0; index < count && !signal?.aborted; index++) {
		if (index > 0 && index % ITEMS_PER_TURN === 0) await sleep(0);
		const job: Job = {
			index,
			platform: provider.platform,
			key,
			operation,
			options: {},
			plan: { method: 'GET', path: '/', query: {}, headers: {}, isOwnAddress: true },
			personal: [],
		};
		jobs.push(job);
		try {
			job.options = this.getNodeParameter('options', index, {}) as RunnerOptions;
			job.plan = planRequest(operation, readParameters.call(this, operation, index), job.options, corrections[key]);
			proxyOf(job.options.proxy);
		} catch (error) {
			const failure = inputFailure(error instanceof InputError ? error : new InputError(messageOf(error)));
			if (!this.continueOnFail()) throw toError.call(this, failure, index, []);
			job.outcome = failure;
		}
		job.personal = [...sensitiveValues(job.plan.query), ...sensitiveValues(job.plan.body)];
	}
	return jobs;
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

function readParameters(this: IExecuteFunctions, operation: AnyOperation, index: number): IDataObject {
	const parameters: IDataObject = {};
	let hasOptional = false;
	for (const field of operation.fields) {
		if (isTopLevel(field, operation)) parameters[field.name] = this.getNodeParameter(field.name, index, '') as string;
		else hasOptional = true;
	}
	if (hasOptional) parameters.optionalFields = this.getNodeParameter('optionalFields', index, {}) as IDataObject;
	return parameters;
}

/** Sends one request, repeating it where that is safe. Never throws. */
async function sendJob(
	this: IExecuteFunctions,
	provider: Provider,
	job: Job,
	pace: Pace,
	isOver: () => boolean,
): Promise<Job['outcome']> {
	let outcome: Job['outcome'];
	let answerWasLost = false;
	for (let attempt = 1; ; attempt++) {
		if (!(await pace.enter(isOver))) return outcome;
		let next: Attempt;
		try {
			next = await attemptJob.call(this, provider, job, pace, attempt);
		} finally {
			pace.leave();
		}
		outcome = isFailure(next.outcome) && answerWasLost ? afterLostAnswer(next.outcome, job) : next.outcome;
		answerWasLost ||= next.isUnknown === true;
		if (next.repeatAfter === undefined || attempt >= (next.isRefusal ? MOST_REFUSALS : MOST_ATTEMPTS)) return outcome;
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
}

async function attemptJob(
	this: IExecuteFunctions,
	provider: Provider,
	job: Job,
	pace: Pace,
	attempt: number,
): Promise<Attempt> {
	const backOff = FIRST_BACK_OFF_MS * 3 ** (attempt - 1);
	const { repeatable } = job.operation;
	let answer: HttpAnswer;
	try {
		answer = (await this.helpers.httpRequestWithAuthentication.call(
			this,
			provider.credentialType,
			requestOptions(job),
		)) as HttpAnswer;
	} catch (error) {
		const code = isPlainObject(error) && typeof error.httpCode === 'string' ? error.httpCode : '';
		const fault = networkFault(code, mask(messageOf(error), job.personal));
		if (fault.kind === 'unknown') {
			return {
				outcome: outcomeUnknown(job, fault.what, fault.code),
				repeatAfter: repeatable ? backOff : undefined,
				isUnknown: true,
			};
		}
		return {
			outcome: neverSent(job, fault.what, fault.remedy, fault.code),
			repeatAfter: fault.kind === 'neverSent' ? backOff : undefined,
		};
	}

	const status = answer.statusCode;
	const rest = restAsked(answer) ?? (status === 429 ? FIRST_REST_MS * 2 ** (attempt - 1) : undefined);
	if (rest !== undefined && rest <= LONGEST_REST_MS) pace.slowDown(rest);
	const mayRepeat = status === 429 || (repeatable && [502, 503, 504].includes(status));
	const repeatAfter =
		mayRepeat && (rest ?? 0) <= LONGEST_REST_MS ? (status === 429 ? 0 : (rest ?? backOff)) : undefined;

	const reading = readAnswer(answer, provider.envelope);
	if (reading.kind === 'result') {
		job.ids = idsOf(job.plan, reading.result);
		return { outcome: resultItems(job, reading.result, reading.meta) };
	}
	const isBusiness = reading.kind === 'business' && status !== 404 && repeatAfter === undefined;
	return {
		outcome: isBusiness
			? businessFailure(job, reading, provider.envelope.errors[reading.code])
			: refusedFailure(
					job,
					answer,
					reading.kind === 'business' ? reading.text : reading.gatewayText,
					reading.kind === 'business' ? '' : reading.excerpt,
				),
		repeatAfter,
		isRefusal: status === 429,
		isUnknown: status >= 500,
	};
}

function requestOptions({ plan, options }: Job): IHttpRequestOptions {
	const proxy = proxyOf(options.proxy);
	return {
		method: plan.method,
		// Relative: the credential completes it.
		url: plan.path,
		qs: plan.query,
		headers: plan.headers,
		...(plan.body !== undefined && { body: plan.body as IDataObject }),
		// Text, because JSON.parse would round 19-digit ids.
		encoding: 'text',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
		timeout: Number(options.timeout) > 0 ? Number(options.timeout) : DEFAULT_TIMEOUT,
		...(proxy && { proxy }),
		...(options.ignoreSslIssues === true && { skipSslCertificateValidation: true }),
	};
}

/** @throws InputError where it is no address of a proxy */
function proxyOf(given: unknown): IHttpRequestOptions['proxy'] {
	if (given === undefined || given === null || given === '') return undefined;
	const text = String(given);
	const url = URL.canParse(text) ? new URL(text) : undefined;
	if (!url || !/^https?:$/.test(url.protocol) || url.hostname === '') {
		throw new InputError('“Proxy” is no address of a proxy', 'It looks like this: http://proxy.example:3128');
	}
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
	const given = headers['retry-after'];
	if (given === undefined) return undefined;
	const milliseconds = /^\d+$/.test(String(given))
		? Number(given) * 1000
		: Date.parse(String(given)) - Date.now();
	return Number.isNaN(milliseconds) ? undefined : Math.max(milliseconds, 0);
}

function resultItems(job: Job, result: unknown, meta: IDataObject): INodeExecutionData[] {
	const list = Array.isArray(result) ? result : [result];
	return list.map((element) => ({
		json: {
			...(isPlainObject(element) ? element : { result: element }),
			...(job.options.includeResponseMetadata === true && { _response: meta }),
		} as IDataObject,
		pairedItem: { item: job.index },
	}));
}

/** What names the thing on the platform: ids of the answer, else those of the request. */
function idsOf(plan: Job['plan'], result: unknown): IDataObject {
	const pick = (data: unknown): IDataObject =>
		isPlainObject(data)
			? Object.fromEntries(
					Object.entries(data).filter(
						([name, value]) =>
							/(?:id|no|code)$/i.test(name) &&
							!isSensitiveKey(name) &&
							(typeof value === 'string' || typeof value === 'number') &&
							value !== '',
					),
				)
			: {};
	return { ...pick(plan.query), ...pick(plan.body), ...pick(result) };
}

const itemNumber = (index: number) => ` [item ${index}]`;

function toItems(job: Job): INodeExecutionData[] {
	if (job.outcome === undefined) return [];
	if (!isFailure(job.outcome)) return job.outcome;
	const { message, description, details, code } = job.outcome;
	return [
		{
			json: {
				error: message + itemNumber(job.index),
				details: { description, ...(code !== undefined && { code }), ...details },
			},
			pairedItem: { item: job.index },
		},
	];
}

/** The items that are done and exist on the platform, so that nothing is forgotten. */
function progress(jobs: Job[]): string {
	const done = jobs.filter((job) => Array.isArray(job.outcome));
	if (done.length === 0) return 'No item was done before.';
	const lines = done.slice(0, LISTED_ITEMS).map(({ index, ids, personal }) => {
		const named = Object.entries(ids ?? {}).map(([name, value]) => `${name} ${value}`);
		return mask(`item ${index}${named.length > 0 ? `: ${named.join(', ')}` : ''}`, personal);
	});
	const more = done.length - lines.length;
	return [
		`Already done before this, ${done.length} of ${jobs.length} items; do not run them again unless that is harmless:`,
		...lines,
		...(more > 0 ? [`and ${more} more, all of them in the error’s context under itemsDone`] : []),
	].join('\n');
}

/** The error n8n shows. Built from plain data: no request, header or parameter of the platform call is in it. */
function toError(this: IExecuteFunctions, failure: Failure, index: number, jobs: Job[]): NodeApiError | NodeOperationError {
	const message = failure.message + itemNumber(index);
	const otherFailures = jobs
		.filter((job) => job.index !== index && isFailure(job.outcome))
		.map((job) => `${(job.outcome as Failure).message}${itemNumber(job.index)}`);
	const description = [
		failure.description,
		...(otherFailures.length > 0 ? [`Failed as well:\n${otherFailures.join('\n')}`] : []),
		...(jobs.length > 1 ? [progress(jobs)] : []),
	].join('\n\n');
	const error =
		failure.kind === 'input'
			? new NodeOperationError(this.getNode(), message, { description, itemIndex: index })
			: new NodeApiError(this.getNode(), { message, ...failure.details } as JsonObject, {
					message,
					description,
					itemIndex: index,
					// n8n would replace our message by its own words for a network code.
					httpCode: /^E[A-Z]/.test(failure.code ?? '') ? undefined : failure.code,
				});
	const done = jobs.filter((job) => Array.isArray(job.outcome));
	if (done.length > 0) {
		error.context.itemsDone = done.map((job) => ({ item: job.index, ...job.ids }));
	}
	return error;
}
