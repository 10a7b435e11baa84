/** What went wrong with one item, in words a person can act on: what happened, to which item, what to do now. */
import type { IDataObject } from 'n8n-workflow';
import type { HttpAnswer, KnownError, KnownRefusal, Reading } from './envelope';
import type { InputError } from './field';
import type { NetworkFault } from './network';
import type { AnyOperation } from './operation';
import type { Plan } from './plan';
import { mask } from './privacy';
import { PACKAGE_VERSION } from './version';

/** One item's failure. No secret and no personal value is in it. */
export interface Failure {
	/** Wrong input found before sending, or an answer of the platform or network. */
	kind: 'input' | 'api';
	message: string;
	description: string;
	/** HTTP status or business code. */
	code?: string;
	details?: IDataObject;
	/** Whether the platform carried it out is not known. */
	isUnknown?: boolean;
}

/** What a failure text needs to know of the request. */
export interface FailedRequest {
	platform: string;
	/** `user.createUnverified` */
	key: string;
	operation: AnyOperation;
	plan: Plan;
	/** Personal values of this request; they are masked wherever they turn up. */
	personal: string[];
}

const sentences = (...parts: Array<string | undefined | false>) => parts.filter(Boolean).join(' ');

const FIVE_MINUTES = 5 * 60_000;
const ISSUES = 'https://github.com/n8n-nodes-qiandun/n8n-nodes-qiandun/issues';

/** A wrong value is quoted in its message, so it is masked like everything else. */
export const inputFailure = (error: InputError): Failure => ({
	kind: 'input',
	message: mask(error.message),
	description: sentences(error.remedy && mask(error.remedy), 'Nothing was sent for this item.'),
});

/** The platform understood the request and said no. */
export function businessFailure(
	request: FailedRequest,
	reading: Reading & { kind: 'business' },
	known: KnownError | undefined,
): Failure {
	const { platform, operation, plan } = request;
	const text = mask(reading.text, request.personal);
	const fields = known?.aboutFields ? fieldsIn(text, operation) : [];
	return {
		kind: 'api',
		message: known
			? `${known.message}${known.aboutFields ? `: ${text}` : ''} (${platform} code ${reading.code})`
			: `${platform} refused: ${text || 'no reason given'} (code ${reading.code})`,
		description: sentences(
			known?.remedy ?? `The reason is in ${platform}’s own words; this package knows no more about this code.`,
			known && !known.aboutFields && `In ${platform}’s own words: ${text}.`,
			...fields.map(({ wireName, displayName }) => `${wireName} is the field “${displayName}”.`),
			known?.aboutFields && !plan.isOwnAddress && 'Endpoint Corrections or Options > Endpoint Path are in effect here.',
			known?.aboutFields &&
				operation.source === 'assumed' &&
				fields.length === 0 &&
				'The field names of this operation are assumed, so one of them may be what is wrong: Additional Fields, or rename in Endpoint Corrections, mend it.',
			reading.logKey !== undefined && `If that does not help, quote the log key ${reading.logKey} to ${platform}’s support.`,
		),
		code: reading.code,
		details: { code: reading.code, text, ...(reading.logKey !== undefined && { logKey: reading.logKey }) },
	};
}

/** The fields whose names on the wire stand in a text of the platform: the editor calls them otherwise. */
function fieldsIn(text: string, { fields }: AnyOperation): Array<{ wireName: string; displayName: string }> {
	const words = new Set(text.match(/\w+/g));
	return fields
		.map(({ name, displayName, routing }) => ({ wireName: String(routing?.send?.property ?? name).replace(/^.*\./, ''), displayName }))
		.filter(({ wireName }) => words.has(wireName));
}

/** Refused before it reached the business: no envelope came, or HTTP 404. */
export function refusedFailure(
	request: FailedRequest,
	answer: HttpAnswer,
	reading: Exclude<Reading, { kind: 'result' }>,
	wrongKeys: Pick<KnownRefusal, 'remedy'>,
): Failure {
	const { platform, plan } = request;
	const status = answer.statusCode;
	const { gatewayText, known, excerpt } =
		reading.kind === 'refused' ? reading : { gatewayText: reading.text, known: undefined, excerpt: '' };
	const said = mask(gatewayText || excerpt, request.personal);
	const words = said && `The answer said: ${said}`;
	const failure = (message: string, ...description: Array<string | undefined | false>): Failure => ({
		kind: 'api',
		message,
		description: sentences(...description, words),
		code: String(status),
	});
	if (known && status < 500) {
		return failure(
			`${known.message} (HTTP ${status} from the gateway of ${platform})`,
			(isAboutClock(known) ? clockHint(answer.headers, gatewayText ?? '') : undefined) ?? known.remedy,
		);
	}
	if (status === 404 || status === 405) return wrongAddress(request, status, said, gatewayText !== undefined);
	if (status >= 300 && status < 400) {
		return failure(
			`The base URL answered with a redirect (HTTP ${status}) instead of an answer of ${platform}`,
			'Check the environment and base URL in the credential.',
		);
	}
	if (status === 407) {
		return failure('The proxy wants a login (HTTP 407)', 'Check Options > Proxy, or the proxy settings of n8n itself.');
	}
	if (status === 413) {
		return failure('The request is too large for the server (HTTP 413)', 'Send less in one request.');
	}
	if (status === 429) {
		const rest = answer.headers['retry-after'];
		return failure(
			`${platform} asks to slow down (HTTP 429)`,
			rest === undefined
				? 'It went on doing so after several rests.'
				: `It asked for a rest of ${mask(String(rest))} (seconds, or until then), longer than this node waits, or went on asking.`,
			'The request was not carried out. Run it again later, in smaller batches, or with a lower Options > Requests in Flight.',
		);
	}
	if (status >= 500) return outcomeUnknown(request, `The server answered HTTP ${status}`, String(status), said);
	if (status >= 200 && status < 300) {
		return failure(
			`The answer to ${plan.method} ${pathOnly(request)} is not one of ${platform}`,
			'Something else answers at this address: check the environment and base URL in the credential, and any proxy between.',
		);
	}
	if (gatewayText === undefined) {
		return failure(
			`The request was refused (HTTP ${status}), not by ${platform} itself as it seems`,
			'Look for a proxy or firewall between, and check the environment and base URL in the credential.',
		);
	}
	return failure(
		gatewayText
			? `The gateway of ${platform} refused the request: ${said.split(',')[0]}`
			: `The gateway of ${platform} refused the request (HTTP ${status})`,
		clockHint(answer.headers, gatewayText) ?? wrongKeys.remedy,
	);
}

/** Other known refusals come with a clock that is off, too, and have nothing to do with it. */
export const isAboutClock = ({ text }: KnownRefusal): boolean => /timestamp/i.test(text.source);

/**
 * A sentence when this machine's clock and the platform's differ, as the answer's Date header shows or its gateway says;
 * undefined when nothing speaks for it.
 */
export function clockHint(headers: HttpAnswer['headers'], gatewayText: string): string | undefined {
	const difference = Date.now() - Date.parse(String(headers.date ?? ''));
	if (Math.abs(difference) >= FIVE_MINUTES) {
		const minutes = Math.round(Math.abs(difference) / 60_000);
		return `The clock of the n8n server is ${minutes} minutes ${difference > 0 ? 'ahead of' : 'behind'} the platform’s; requests are refused from 15 minutes on. Set the clock.`;
	}
	return /timestamp/i.test(gatewayText.split(',')[0])
		? 'The clock of the n8n server and the platform’s are more than 15 minutes apart. Set the clock.'
		: undefined;
}

function wrongAddress(request: FailedRequest, status: number, said: string, isFromGateway: boolean): Failure {
	const { platform, plan, operation, key } = request;
	const address = `${plan.method} ${pathOnly(request)}`;
	const isGuess = operation.source === 'assumed' || operation.source === 'client';
	// One line: the editor shows line feeds as blanks.
	const report = [
		`operation ${key} (${operation.source ?? 'custom call'})`,
		`request ${address}${plan.isOwnAddress ? '' : ' (set by the user)'}`,
		`fields sent: ${fieldNames(plan).join(', ') || 'none'}`,
		`answer HTTP ${status}${said && `, ${said}`}`,
		`package n8n-nodes-qiandun ${PACKAGE_VERSION}`,
	].join('; ');
	return {
		kind: 'api',
		message: `${platform} ${status === 405 ? 'does not take' : 'has nothing at'} ${address} (HTTP ${status})`,
		description: sentences(
			!isFromGateway &&
				`The answer does not look like one of ${platform}’s gateway: check the environment and base URL in the credential first.`,
			!plan.isOwnAddress && 'This address was set under Options > Endpoint Path or in the credential’s Endpoint Corrections.',
			isGuess &&
				plan.isOwnAddress &&
				`This address is ${operation.source === 'assumed' ? 'assumed, not documented' : 'taken from a public client'}. Set the right one under Options > Endpoint Path or, for all workflows, in the credential under Endpoint Corrections.`,
			isGuess
				? `Please report it at ${ISSUES}, so that the package learns it. A report to paste, without secrets and personal data: ${report}`
				: said && `The answer said: ${said}`,
		),
		code: String(status),
	};
}

/** A corrected path can hold a field's value. */
const pathOnly = ({ plan, personal }: FailedRequest) => mask(plan.path.split('?')[0], personal);

function fieldNames(plan: Plan): string[] {
	const names = (data: unknown, prefix = ''): string[] =>
		typeof data === 'object' && data !== null && !Array.isArray(data)
			? Object.entries(data).flatMap(([name, value]) => {
					const inner = names(value, `${prefix}${name}.`);
					return inner.length > 0 ? inner : [`${prefix}${name}`];
				})
			: [];
	return [...names(plan.query), ...names(plan.body)];
}

/** The request may or may not have taken effect. */
export function outcomeUnknown(request: FailedRequest, what: string, code: string, said = ''): Failure {
	const { platform, operation } = request;
	const words = said && `The answer said: ${said}`;
	if (operation.repeatable) {
		return {
			kind: 'api',
			message: `${what}; no result came from ${platform}`,
			description: sentences('This operation can be repeated safely: run it again later.', words),
			code,
		};
	}
	return {
		kind: 'api',
		message: `${what}; whether ${platform} carried out the request is unknown`,
		description: sentences(
			'It was not repeated, because that could do it twice. Before you run it again, check:',
			operation.checkOutcome ?? 'look at the platform whether it took effect.',
			words,
		),
		code,
		isUnknown: true,
	};
}

/** A file at an address could not be had. */
export const fetchFailure = ({ plan }: FailedRequest, what: string, fileName?: string): Failure => ({
	kind: 'api',
	message: fileName === undefined ? what : `${what}: ${fileName}`,
	description: sentences(
		plan.settings.fileSource === 'url' && 'Check “File URL”. Nothing was sent to the platform for this item.',
		plan.settings.fileSource !== 'url' && 'The platform was asked, and changed nothing: it can be asked again.',
	),
});

/** The store that was to take a file did not. */
export const fileRefused = ({ platform }: FailedRequest, what: string, ids: IDataObject): Failure => ({
	kind: 'api',
	message: what,
	description: sentences(
		`Run it again: ${platform} then gives a new address. What it prepared for this file was not used, and does no harm.`,
	),
	details: ids,
});

const idsIn = (ids: IDataObject): string =>
	Object.entries(ids)
		.map(([name, value]) => `${name} ${String(value)}`)
		.join(', ');

/** It was made, but cannot be used: not within the time allowed, or nobody knows, because asking failed. */
export function notYetUsable(request: FailedRequest & { ids?: IDataObject }, seen: number | Failure): Failure {
	const { platform, ids = {} } = request;
	const isLate = typeof seen === 'number';
	return {
		kind: 'api',
		message: isLate ? `${platform} did not get ready within ${seen} seconds what was made` : seen.message,
		description: sentences(
			`It was made (${idsIn(ids)}); do not make it again, but ask for its state.`,
			isLate ? 'Allow more time under “Wait at Most”, or wait in the workflow.' : seen.description,
		),
		...(!isLate && seen.code !== undefined && { code: seen.code }),
		details: { ...(isLate ? {} : seen.details), ...ids },
	};
}

/** It was made and will never be usable. */
export const neverUsable = ({ platform, ids = {} }: FailedRequest & { ids?: IDataObject }, what: string): Failure => ({
	kind: 'api',
	message: what,
	description: sentences(`${platform} took the request (${idsIn(ids)}), but the result cannot be used. Look at what was sent, and try it again.`),
	details: ids,
});

/** What had to be asked before was not answered, or its answer does not fit what the user wants. */
export function lookUpFailure(error: Failure | InputError, personal: string[] = []): Failure {
	const nothing = 'The platform was asked, and nothing was made for this item.';
	return error instanceof Error
		? {
				kind: 'input',
				message: mask(error.message, personal),
				description: sentences(error.remedy && mask(error.remedy, personal), nothing),
			}
		: { ...error, description: sentences(error.description, nothing) };
}

/** A repeated request was refused after an earlier one got no answer: the refusal may only mean that it was done already. */
export const refusedAfterLostAnswer = (failure: Failure, { operation, platform }: FailedRequest): Failure =>
	failure.details?.code === undefined || operation.checkOutcome === undefined
		? failure
		: {
				...failure,
				description: sentences(
					failure.description,
					`An earlier attempt got no answer from ${platform} and may have been carried out already; then this refusal only says so.`,
					`To find out: ${operation.checkOutcome}`,
				),
			};

/** The access token was refused, and a new one, too, or there was none. */
export const tokenRefused = (platform: string, wrongKeys: Pick<KnownRefusal, 'remedy'>): Failure => ({
	kind: 'api',
	message: `${platform} refused the access token, also a new one (HTTP 401)`,
	description: sentences(
		'Nothing was done for this item.',
		'Another system may be fetching tokens for the same app: each new one ends those before it.',
		wrongKeys.remedy,
	),
	code: '401',
});

/** It exists already, but what exists could not be read. */
export const existsButUnread = (failure: Failure): Failure => ({
	...failure,
	description: sentences('It exists already, so it was to be read instead of created, and that failed.', failure.description),
});

/** The request never reached the platform. */
export const neverSent = (request: FailedRequest, { what, remedy, code }: NetworkFault): Failure => ({
	kind: 'api',
	message: what,
	description: sentences(remedy, `Nothing was sent to ${request.platform} for this item.`),
	code,
});
