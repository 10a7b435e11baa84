/**
 * Callbacks in: what a platform posts is checked, told apart from its repetitions, handed to n8n, and answered with the
 * truth. What is promised, and how: docs/callbacks.md
 */
import { randomUUID } from 'crypto';
import {
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { isWithin, networkOf } from './address';
import { Claims, inThisProcess, type Claim } from './claims';
import { noteConfirmed } from './confirmed';
import { isPlainObject, parseJson } from './json';
import { acrossProcesses } from './lock';
import { isSoonEnough, perNode, Receipts, statusAnswered, type Answering } from './receipts';
import type { TriggerSettings } from './trigger';

/** Why a callback is not taken: told to the caller, and to the log. Neither has personal data. */
export interface Refusal {
	/** 4xx for what is wrong and stays wrong, 5xx for what may come again. */
	status: number;
	reason: string;
	/** Seconds after which it may come again. */
	retryAfter?: number;
	/** More, for the log alone. */
	detail?: string;
}

/** What is known of an event before it is handed to n8n. */
export interface Found {
	/** The item the workflow begins with. */
	event: IDataObject;
	/** false: the user did not ask for such events. */
	isWanted: boolean;
}

/** A callback that was read, and what to do with it. */
export interface Callback {
	/** By which a repetition is known. */
	id: string;
	/** Milliseconds since 1970 until which an answer must be given. */
	deadline: number;
	/** Repetitions are kept off. */
	isRemembered: boolean;
	/** n8n answers when the workflow has ended. */
	answersAtEnd: boolean;
	/** As in Wish (claims.ts). */
	lease?: number;
	/** Body of the 200 for what starts no execution. */
	answer: string;
	/** What the user asks for, in one word: an event that was not asked for is looked at again when that has changed. */
	choice: string;
	look(): Promise<Found | Refusal>;
	/** Tells the platform that the event was received, once n8n has it. Never throws. */
	confirm?(): Promise<void>;
	/** The same for an event that the user does not want. */
	dismiss?(): Promise<void>;
}

/** What goes along with an event on its way from webhook() to execute(). */
interface Passport extends IDataObject {
	id: string;
	/** The process that received it. */
	process: string;
	isRemembered: boolean;
	answersAtEnd: boolean;
	again: boolean;
	lease?: number;
}

const PASSPORT = '_qiandunPassport';
const PROCESS = randomUUID();
const receiptsOf = perNode(() => new Receipts());
const claimsOf = perNode(() => new Claims());

/** Other things have a status of their own, too. */
export const isRefusal = (given: object): given is Refusal => 'status' in given && 'reason' in given;

/** webhook(): one callback, answered. Never throws. */
export async function receive(this: IWebhookFunctions, callback: Callback): Promise<IWebhookResponseData> {
	const { id, deadline, answersAtEnd, isRemembered, lease } = callback;
	const receipts = isRemembered ? receiptsOf(this) : new Receipts();
	let earlier = receipts.find(id);
	while (earlier?.state === 'pending') {
		if (!(await isSoonEnough(earlier.settled, deadline))) {
			return refuse.call(this, { status: 503, reason: 'This event is being received already', retryAfter: 5 });
		}
		earlier = receipts.find(id);
	}
	const isUnwanted = earlier?.dismissedBy === callback.choice;
	const isWanted = earlier?.dismissedBy === undefined && earlier?.isOpenAgain(lease) === false;
	if (earlier?.state === 'accepted' && (isUnwanted || isWanted)) {
		// It came again, so the platform may not know that it was received.
		earlier.confirm(isUnwanted ? callback.dismiss : callback.confirm);
		return answered(callback.answer);
	}

	const receipt = receipts.open(id);
	let found: Found | Refusal;
	try {
		found = await callback.look();
	} catch (error) {
		found = { status: 503, reason: 'The event cannot be received now', retryAfter: 10, detail: messageOf(error) };
	}
	if (isRefusal(found)) {
		receipts.forget(id, receipt);
		return refuse.call(this, found);
	}
	if (!found.isWanted) {
		receipt.dismissedBy = callback.choice;
		receipt.settle('accepted', true);
		receipt.confirm(callback.dismiss);
		return answered(callback.answer);
	}
	void statusAnswered(this.getResponseObject() as Answering).then((status) => {
		const isAccepted = status !== undefined && status >= 200 && status < 300;
		// What took too long to be watched may still go on: then it is the lease that decides.
		receipt.settle(isAccepted ? 'accepted' : 'failed', isAccepted && answersAtEnd, status !== undefined);
		if (isAccepted && answersAtEnd && isRemembered) noteConfirmed(id);
		if (isAccepted) receipt.confirm(callback.confirm);
	});
	const passport: Passport = {
		id,
		process: PROCESS,
		isRemembered,
		answersAtEnd,
		// n8n said that the workflow failed, so what it has claimed does not count.
		again: answersAtEnd && earlier?.state === 'failed' && earlier.isCertain,
		...(lease !== undefined && { lease }),
	};
	return { workflowData: [[{ json: { ...found.event, [PASSPORT]: passport } }]] };
}

/** execute() of the same node, in the execution: takes the event on, or ends there when it is taken on already. */
export async function takeOn(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items: INodeExecutionData[] = [];
	for (const { json } of this.getInputData()) {
		const { [PASSPORT]: passport, ...event } = json;
		if (await isMine.call(this, passport as Passport | undefined)) items.push({ json: event });
	}
	return [items];
}

async function isMine(this: IExecuteFunctions, passport: Passport | undefined): Promise<boolean> {
	if (!passport?.isRemembered) return true;
	const { id, lease, process, answersAtEnd } = passport;
	const again = passport.again || this.getMode() === 'retry';
	const exclusively =
		process === PROCESS
			? inThisProcess
			: acrossProcesses({
					workflowId: String(this.getWorkflow().id),
					warn: (reason) =>
						this.logger.warn(
							`Two processes may work on the same event at the same moment: ${reason}. See docs/callbacks.md of n8n-nodes-qiandun.`,
							about.call(this),
						),
				});
	// Only where webhook() runs in this process, too, it is known there.
	const receipt = process === PROCESS ? receiptsOf(this).find(id) : undefined;
	let claim: Claim;
	try {
		claim = await claimsOf(this).claim(this.helpers, { id, lease, again }, exclusively);
	} catch (error) {
		receipt?.lost();
		throw new NodeOperationError(this.getNode(), 'n8n’s database could not be asked whether this event is taken on already', {
			description: `Retry this execution: it then runs with the original event. The database said: ${messageOf(error)}`,
		});
	}
	if (claim === 'mine') receipt?.begun();
	if (claim === 'taken' && answersAtEnd) {
		// It may yet fail, and then it must come again: no 2xx for it.
		throw new NodeOperationError(this.getNode(), 'This event is being worked on already', {
			description: 'It came once more before its first execution was known to have ended well. The platform is told to send it again later.',
		});
	}
	return claim === 'mine';
}

/** The settings, unless they are wrong or the caller is not allowed. */
export function admitted<S extends TriggerSettings>(context: IWebhookFunctions, read: () => S): S | Refusal {
	let settings: S;
	try {
		settings = read();
	} catch (error) {
		// Thrown, it would be a failed execution for each request of anybody.
		return { status: 500, reason: 'The trigger is not set up rightly', detail: messageOf(error) };
	}
	const address = callerOf(context);
	if (settings.allowedIps.length === 0 || isWithin(address, settings.allowedIps)) return settings;
	return {
		status: 403,
		reason: 'Not allowed from this address',
		detail: `it came from ${networkOf(address)}, which “Allowed IPs” does not have; behind a proxy set N8N_PROXY_HOPS`,
	};
}

/** The address of the connection, as n8n sees it. */
export const callerOf = (context: IWebhookFunctions): string => String(context.getRequestObject().ip ?? '');

/** The JSON object that was posted, large integers as strings. */
export function bodyOf(this: IWebhookFunctions, mostBytes: number): IDataObject | Refusal {
	const { rawBody } = this.getRequestObject() as { rawBody?: Buffer };
	if (rawBody !== undefined && rawBody.length > mostBytes) {
		return { status: 413, reason: `The body has more than ${mostBytes} bytes` };
	}
	if (rawBody === undefined || rawBody.length === 0) return { status: 400, reason: 'The body is empty or not JSON' };
	try {
		const body = parseJson(rawBody.toString('utf8').replace(/^\uFEFF/, ''));
		if (isPlainObject(body)) return body;
	} catch {
		// Said below.
	}
	return { status: 400, reason: 'The body is not a JSON object' };
}

/** A real HTTP error, and a line in the log. */
export function refuse(this: IWebhookFunctions, { status, reason, retryAfter, detail }: Refusal): IWebhookResponseData {
	note.call(this, `answered ${status}: ${reason}${detail === undefined ? '' : ` (${detail})`}`, `${status} ${reason}`);
	const response = this.getResponseObject() as Answering;
	if (!response.headersSent) {
		if (retryAfter !== undefined) response.setHeader('Retry-After', String(retryAfter));
		response.status(status).json({ error: reason });
	}
	return { noWebhookResponse: true };
}

/** A 200 without an execution. */
export const answered = (body: string): IWebhookResponseData => ({ webhookResponse: body });

const SAME_LINE_EVERY_MS = 10_000;
const MOST_LINES = 1_000;
const linesOf = perNode(() => new Map<string, { at: number; more: number }>());

/** A line in the log; the same kind of line at most every ten seconds, with the number of those that were left out. */
export function note(this: IWebhookFunctions, text: string, kind = text): void {
	const lines = linesOf(this);
	const last = lines.get(kind);
	if (last !== undefined && Date.now() - last.at < SAME_LINE_EVERY_MS) {
		last.more++;
		return;
	}
	if (lines.size > MOST_LINES) lines.clear();
	lines.set(kind, { at: Date.now(), more: 0 });
	const more = last?.more ? ` (and ${last.more} more like it since the last such line)` : '';
	this.logger.warn(`${this.getNode().name}: ${text}${more}`, about.call(this));
}

function about(this: Pick<IWebhookFunctions, 'getWorkflow' | 'getNode'>): { workflowId?: string; node: string } {
	return { workflowId: this.getWorkflow().id, node: this.getNode().name };
}

export const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
