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
import { readAnswer, type EnvelopeShape, type HttpAnswer, type Reading } from './envelope';
import {
	businessFailure,
	inputFailure,
	neverSent,
	outcomeUnknown,
	refusedAfterLostAnswer,
	refusedFailure,
	type FailedRequest,
	type Failure,
} from './failure';
import { isPlainObject, stringifyJson } from './json';
import { networkFault } from './network';
import {
	DEFAULT_IN_FLIGHT,
	DEFAULT_TIMEOUT,
	findOperation,
	isTopLevel,
	type AnyOperation,
	type Resource,
	type RunnerOptions,
} from './operation';
import { Pace, pause } from './pace';
import { checkedOptions, InputError, parseCorrections, planRequest, type Correction, type Plan } from './plan';
import { mask, sensitiveValues } from './privacy';

/** What differs between platforms, beside their definitions. */
export interface Provider {
	/** As users know it: "Qiandun". */
	platform: string;
	credentialType: string;
	resources: Resource[];
	envelope: EnvelopeShape;
}

/** Refusals for speed do not count: they did nothing, and the node as a whole gives up on them in time. */
const MOST_ATTEMPTS = 4;
const FIRST_BACK_OFF_MS = 250;
/** Parameters are read in one go; every so many items the event loop gets a turn. */
const ITEMS_PER_TURN = 50;
const LISTED_ITEMS = 100;

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
	const count = this.getInputData().length;
	if (count === 0) return [[]];
	let jobs: Job[];
	try {
		jobs = await prepareJobs.call(this, await readChoice.call(this, provider), count);
	} catch (error) {
		const failure = inputFailure(inputErrorOf(error));
		// What is wrong for the node is wrong for each item; handed on as they came, they would look like successes.
		if (this.continueOnFail()) return [Array.from({ length: count }, (_, index) => failureItem(failure, index))];
		throw toError.call(this, failure, 0, []);
	}
	const wrong = jobs.find((job) => isFailure(job.outcome));
	if (wrong && isFailure(wrong.outcome) && !this.continueOnFail()) {
		throw toError.call(this, wrong.outcome, wrong.index, []);
	}

	const sendable = jobs.filter((job) => job.outcome === undefined);
	const atOnce = Math.floor(jobs[0]?.options.requestsInFlight ?? DEFAULT_IN_FLIGHT);
	const pace = new Pace(atOnce);
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
	await Promise.all(Array.from({ length: Math.min(atOnce, sendable.length) }, worker));

	if (signal?.aborted) {
		throw new NodeOperationError(this.getNode(), 'The execution was cancelled', { description: progress(jobs) });
	}
	const failed = jobs.find((job) => isFailure(job.outcome));
	if (failed && isFailure(failed.outcome) && !this.continueOnFail()) {
		throw toError.call(this, failed.outcome, failed.index, jobs);
	}
	return [jobs.flatMap(toItems)];
}

/** What the user chose for all items. */
interface Choice {
	platform: string;
	key: string;
	operation: AnyOperation;
	correction?: Correction;
}

/** @throws InputError when the operation does not exist or the credential's corrections are wrong */
async function readChoice(this: IExecuteFunctions, { platform, resources, credentialType }: Provider): Promise<Choice> {
	const key = `${this.getNodeParameter('resource', 0)}.${this.getNodeParameter('operation', 0)}`;
	const operation = findOperation(resources, key);
	if (!operation) {
		throw new InputError(
			`This version of the node has no operation “${key}”`,
			'Choose resource and operation again, or update the package.',
		);
	}
	const { endpointCorrections } = await this.getCredentials(credentialType);
	return { platform, key, operation, correction: parseCorrections(endpointCorrections, resources)[key] };
}

const inputErrorOf = (error: unknown) => (error instanceof InputError ? error : new InputError(messageOf(error)));

/** Reads and checks the parameters of all items, so that a wrong one is known before anything is sent. */
async function prepareJobs(this: IExecuteFunctions, choice: Choice, count: number): Promise<Job[]> {
	const { correction, ...named } = choice;
	const signal = this.getExecutionCancelSignal();
	const jobs: Job[] = [];
	for (let index = 0; index < count && !signal?.aborted; index++) {
		if (index > 0 && index % ITEMS_PER_TURN === 0) await sleep(0);
		const job: Job = { ...named, index, options: {}, plan: NO_PLAN, personal: [] };
		jobs.push(job);
		try {
			const parameters = readParameters.call(this, choice.operation, index);
			job.options = checkedOptions(readParameter.call(this, 'options', 'Options', index));
			job.personal = sensitiveValues(parameters);
			job.plan = planRequest(choice.operation, parameters, job.options, correction);
			job.personal.push(...personalValues(job.plan));
		} catch (error) {
			job.outcome = inputFailure(inputErrorOf(error));
		}
	}
	return jobs;
}

const NO_PLAN: Plan = { method: 'GET', path: '/', query: {}, headers: {}, isOwnAddress: true };

const personalValues = ({ query, body, path }: Plan): string[] => [
	...sensitiveValues(query),
	...sensitiveValues(body),
	...sensitiveValues(Object.fromEntries(new URLSearchParams(path.split('?')[1]))),
];

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

function readParameters(this: IExecuteFunctions, operation: AnyOperation, index: number): IDataObject {
	const parameters: IDataObject = {};
	let hasOptional = false;
	for (const field of operation.fields) {
		if (isTopLevel(field, operation)) {
			parameters[field.name] = readParameter.call(this, field.name, field.displayName, index) as string;
		} else hasOptional = true;
	}
	if (hasOptional) {
		parameters.optionalFields = readParameter.call(this, 'optionalFields', 'Optional Fields', index) as IDataObject;
	}
	return parameters;
}

/** @throws InputError naming the field, where its expression cannot be evaluated */
function readParameter(this: IExecuteFunctions, name: string, displayName: string, index: number): unknown {
	try {
		return this.getNodeParameter(name, index, '');
	} catch (error) {
		return failExpression(displayName, messageOf(error));
	}
}

const failExpression = (displayName: string, message: string): never => {
	throw new InputError(`The expression in “${displayName}” cannot be evaluated: ${message}`);
};

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
		outcome =
			isFailure(next.outcome) && answerWasLost ? refusedAfterLostAnswer(next.outcome, job) : next.outcome;
		answerWasLost ||= next.isUnknown === true;
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
	const mayRest = status === 429 || asked !== undefined ? pace.refused(asked) : true;
	const mayRepeat = mayRest && (status === 429 || (repeatable && [502, 503, 504].includes(status)));
	return {
		outcome:
			reading.kind === 'business' && isBusinessStatus(status)
				? businessFailure(job, reading, provider.envelope.errors[reading.code])
				: refusedFailure(job, answer, ...wordsOf(reading)),
		// After a refusal the pace of the whole node is what waits.
		repeatAfter: mayRepeat ? (status === 429 ? 0 : backOff) : undefined,
		isRefusal: status === 429,
		isUnknown: status >= 500,
	};
}

/** At these the envelope speaks; at the others the status says more: wrong address, too fast, outcome unknown. */
const isBusinessStatus = (status: number) => status < 500 && ![404, 405, 429].includes(status);

/** The gateway's own words, and the beginning of whatever else came. */
const wordsOf = (reading: Exclude<Reading, { kind: 'result' }>): [gatewayText: string, excerpt: string] =>
	reading.kind === 'business' ? [reading.text, ''] : [reading.gatewayText, reading.excerpt];

function requestOptions({ plan, options }: Job): IHttpRequestOptions {
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
		ignoreHttpStatusErrors: true,
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
	const list = Array.isArray(result) ? result : [result];
	return list.map((element) => ({
		json: {
			...(isPlainObject(element) ? element : { result: element }),
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
	return { ...pick(plan.query), ...pick(plan.body), ...pick(result) };
}

const itemNumber = (index: number) => ` [item ${index}]`;

function toItems(job: Job): INodeExecutionData[] {
	if (job.outcome === undefined) return [];
	return isFailure(job.outcome) ? [failureItem(job.outcome, job.index)] : job.outcome;
}

/** What a failed item carries with Continue On Fail. n8n takes an item with just these keys for a failed one. */
const failureItem = ({ message, description, details, code }: Failure, index: number): INodeExecutionData => ({
	json: {
		error: message + itemNumber(index),
		details: { description, ...(code !== undefined && { code }), ...details },
	},
	pairedItem: { item: index },
});

/** The ids of a job that is done, for reports: personal data masked. */
const shownIds = ({ ids, personal }: Job): IDataObject =>
	Object.fromEntries(Object.entries(ids ?? {}).map(([name, value]) => [name, mask(String(value), personal)]));

/** What became of the items beside the one the error is about, so that nothing on the platform is forgotten. */
function progress(jobs: Job[], reported?: number): string {
	const failed = jobs.filter((job) => job.index !== reported && isFailure(job.outcome));
	const done = jobs.filter((job) => Array.isArray(job.outcome));
	const listed = (some: Job[], line: (job: Job) => string) => [
		...some.slice(0, LISTED_ITEMS).map(line),
		...(some.length > LISTED_ITEMS ? [`and ${some.length - LISTED_ITEMS} more`] : []),
	];
	const isHarmless = jobs[0]?.operation.repeatable;
	return [
		...(failed.length > 0 ? ['Failed as well:'] : []),
		...listed(failed, (job) => (isFailure(job.outcome) ? job.outcome.message : '') + itemNumber(job.index)),
		...(done.length === 0
			? ['No item was done before.']
			: [
					`Already done before this, ${done.length} of ${jobs.length} items${isHarmless ? '' : '; leave them out when you run the rest'}:`,
				]),
		...listed(done, (job) => {
			const ids = Object.entries(shownIds(job)).map(([name, value]) => `${name} ${value}`);
			return `item ${job.index}${ids.length > 0 ? `: ${ids.join(', ')}` : ''}`;
		}),
	].join('\n');
}

/** The error n8n shows. Built from plain data: no request, header or parameter of the platform call is in it. */
function toError(this: IExecuteFunctions, failure: Failure, index: number, jobs: Job[]): NodeApiError | NodeOperationError {
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
	const done = jobs.filter((job) => Array.isArray(job.outcome));
	if (done.length > 0) error.context.itemsDone = done.map((job) => ({ item: job.index, ...shownIds(job) }));
	return error;
}
