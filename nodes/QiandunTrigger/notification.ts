/** webhook() of the Qiandun Trigger: notify, fetch, confirm. Source: docs/api/qiandun.md#9-callbacks */
import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { networkOf } from '../../engine/address';
import { ask, type Question } from '../../engine/ask';
import { admitted, bodyOf, callerOf, isRefusal, note, receive, refuse, type Found, type Refusal } from '../../engine/callback';
import { eventId } from '../../engine/confirmed';
import { Guard } from '../../engine/guard';
import { isPlainObject } from '../../engine/json';
import { networkFault } from '../../engine/network';
import { mask } from '../../engine/privacy';
import { perNode } from '../../engine/receipts';
import { provider } from '../Qiandun/provider';
import { ANY_EVENT } from '../../engine/trigger';
import { eventItem } from './events';
import { readSettings, type Settings } from './settings';

/** A notification is two short fields. */
const MOST_BYTES = 65_536;
const CONFIRM_TIMEOUT_MS = 10_000;

interface Notification {
	transactionId: string;
	/** '' when the notification does not say. */
	businessType: string;
	raw: IDataObject;
}

const guardOf = perNode(() => new Guard());

/** What came is a notification, from where it may come, of an event the user asked for: it is handed to n8n. */
export async function receiveNotification(this: IWebhookFunctions): Promise<IWebhookResponseData> {
	const receivedAt = new Date(Date.now());
	const settings = admitted(this, () => readSettings.call(this));
	if (isRefusal(settings)) return refuse.call(this, settings);
	const address = callerOf(this);
	const body = bodyOf.call(this, MOST_BYTES);
	if (isRefusal(body)) return refuse.call(this, body);
	const notification = readNotification(body, settings);
	if (isRefusal(notification)) return refuse.call(this, notification);
	const deadline = receivedAt.getTime() + settings.answerBudget;
	const { transactionId } = notification;
	const confirmIt = async () => await confirm.call(this, transactionId);
	return await receive.call(this, {
		id: eventId(provider, transactionId),
		deadline,
		isRemembered: settings.deduplicate && this.getMode() !== 'manual',
		answersAtEnd: settings.answersAtEnd,
		lease: settings.lease,
		answer: settings.answersAtEnd ? '' : settings.responseBody,
		choice: JSON.stringify([settings.events, settings.businessCodePrefix]),
		look: async () => {
			const details = settings.fetchDetails ? await fetchDetails.call(this, notification, address, deadline) : {};
			if (isRefusal(details)) return details;
			return found(notification, settings.fetchDetails ? details : notification.raw, settings, receivedAt);
		},
		...(settings.confirm === 'afterReceiving' && { confirm: confirmIt }),
		...(settings.confirm !== 'never' && { dismiss: confirmIt }),
	});
}

/** An id is a short word; what holds anything else was not sent by the platform. */
const ID = /^[\x21-\x7e]{1,128}$/;
const TYPE = /^[\w.:-]{1,100}$/;

function readNotification(raw: IDataObject, { fetchDetails }: Settings): Notification | Refusal {
	const text = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '');
	const transactionId = text(raw.transactionId);
	const businessType = text(raw.businessType);
	if (transactionId === '') return { status: 400, reason: 'transactionId is missing' };
	if (!ID.test(transactionId)) return { status: 400, reason: 'transactionId is not an ID' };
	if (businessType === '' && !fetchDetails) return { status: 400, reason: 'businessType is missing' };
	if (businessType !== '' && !TYPE.test(businessType)) return { status: 400, reason: 'businessType is not a name' };
	return { transactionId, businessType, raw };
}

/** The event as the user wants it, or that the user does not want it. */
function found(notification: Notification, details: IDataObject, settings: Settings, receivedAt: Date): Found {
	const { transactionId, raw } = notification;
	// What was fetched is the platform's own word; the notification can be anybody's.
	const businessType = String(details.businessType ?? notification.businessType);
	const event = eventItem({ transactionId, businessType }, details, raw, receivedAt);
	const { events, businessCodePrefix } = settings;
	const isAboutContract = event.contractId !== null || (String(event.event).startsWith('contract.') && event.businessCode !== null);
	return {
		event,
		isWanted:
			(events.includes(ANY_EVENT) || events.includes(String(event.event)) || events.includes(businessType)) &&
			(businessCodePrefix === '' || !isAboutContract || String(event.businessCode ?? '').startsWith(businessCodePrefix)),
	};
}

/** 获取回调信息, within what is left of the time. */
async function fetchDetails(
	this: IWebhookFunctions,
	{ transactionId }: Notification,
	address: string,
	deadline: number,
): Promise<IDataObject | Refusal> {
	const later = (detail: string): Refusal => ({
		status: 503,
		reason: 'The details of the event cannot be fetched now',
		retryAfter: 10,
		detail,
	});
	let said: string | undefined;
	const asked = await guardOf(this).ask(transactionId, address, deadline, async () => {
		const timeout = Math.max(deadline - Date.now(), 1);
		const answer = await askPlatform.call(this, { key: 'callback.get', fields: { transactionId }, timeout });
		if (answer.kind === 'result') return detailsIn(answer.result, transactionId);
		if (answer.kind === 'failed') return later(answer.why);
		said = answer.text;
		return undefined;
	}, (answer) => !isRefusal(answer));
	switch (asked.kind) {
		case 'asked':
			return asked.answer;
		case 'late':
			return later('“Answer Budget” was used up');
		case 'refused':
			return {
				status: 503,
				reason: 'Too many notifications of events that do not exist',
				retryAfter: 60,
				detail: `from ${networkOf(address)}`,
			};
		case 'missing':
			return { status: 404, reason: 'Qiandun knows no such event', ...(said !== undefined && { detail: `it said: ${said}` }) };
	}
}

/** undefined: a success that tells nothing, or tells of another event, vouches for nothing. */
function detailsIn(result: unknown, transactionId: string): IDataObject | undefined {
	if (!isPlainObject(result) || Object.keys(result).length === 0) return undefined;
	return String(result.transactionId ?? transactionId) === transactionId ? result : undefined;
}

/** 回调成功确认. A failure is logged: the platform sends the event again, as it seems, and then it is confirmed again. */
async function confirm(this: IWebhookFunctions, transactionId: string): Promise<void> {
	const answer = await askPlatform.call(this, {
		key: 'callback.confirm',
		fields: { transactionId },
		timeout: CONFIRM_TIMEOUT_MS,
	});
	if (answer.kind !== 'result') {
		const why = answer.kind === 'unknownEvent' ? answer.text : answer.why;
		note.call(this, `an event was received but could not be confirmed: ${why}`, 'confirm');
	}
}

/** `text` is the platform's own, with its code. */
type PlatformAnswer =
	| { kind: 'result'; result: unknown }
	| { kind: 'unknownEvent'; text: string }
	| { kind: 'failed'; why: string };

/** Documented as "busy, try again later". */
const BUSY = '500';

/** Never throws. */
async function askPlatform(this: IWebhookFunctions, question: Question): Promise<PlatformAnswer> {
	try {
		const { reading, status } = await ask.call(this, provider, question);
		if (reading.kind === 'result') return reading;
		const isBusiness = reading.kind === 'business' && reading.code !== BUSY && status < 500 && status !== 429;
		if (isBusiness) return { kind: 'unknownEvent', text: mask(`${reading.text} (code ${reading.code})`) };
		const said = reading.kind === 'business' ? reading.text : (reading.gatewayText ?? reading.excerpt);
		return { kind: 'failed', why: mask(`HTTP ${status} ${said.split(',')[0]}`) };
	} catch (error) {
		const { code = '', httpCode = code, message = String(error) } = isPlainObject(error) ? error : {};
		return { kind: 'failed', why: networkFault(String(httpCode ?? ''), mask(String(message))).what };
	}
}
