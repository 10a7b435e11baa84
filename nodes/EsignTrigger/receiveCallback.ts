/** webhook() of the eSign Trigger: verified over the bytes as they came, then the same as every trigger. Source: docs/api/esign.md#9-callbacks */
import type { IHookFunctions, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { admitted, bodyOf, isRefusal, receive, refuse } from '../../engine/callback';
import { eventId } from '../../engine/confirmed';
import { ANY_EVENT, readTriggerSettings, triggerOptions, type TriggerSettings } from '../../engine/trigger';
import { provider } from '../Esign/provider';
import { verifyCallback } from '../Esign/verifyCallback';
import { readEvent } from './events';

/** A callback names its contract and signers; the largest in the documentation has 2 KB. */
const MOST_BYTES = 1_048_576;

export interface Settings extends TriggerSettings {
	passUnknown: boolean;
}

/** @throws NodeOperationError naming the parameter */
export const readSettings = function (this: IWebhookFunctions | IHookFunctions): Settings {
	return {
		...readTriggerSettings.call(this),
		passUnknown: triggerOptions.call(this).passUnknown === true,
	};
};

export async function receiveCallback(this: IWebhookFunctions): Promise<IWebhookResponseData> {
	const receivedAt = new Date(Date.now());
	const settings = admitted(this, () => readSettings.call(this));
	if (isRefusal(settings)) return refuse.call(this, settings);
	const body = bodyOf.call(this, MOST_BYTES);
	if (isRefusal(body) && body.status === 413) return refuse.call(this, body);
	// Who cannot prove to be the platform is not told what is wrong with the rest.
	const forged = await verifyCallback.call(this);
	if (forged) return refuse.call(this, forged);
	if (isRefusal(body)) return refuse.call(this, body);
	const { action } = body;
	if (typeof action !== 'string' || !/^[\w.-]{1,100}$/.test(action)) {
		return refuse.call(this, { status: 400, reason: 'action is missing or not a name' });
	}
	const event = readEvent(action, body, receivedAt);
	const { events, passUnknown } = settings;
	return await receive.call(this, {
		id: eventId(provider, event.id),
		deadline: receivedAt.getTime() + settings.answerBudget,
		isRemembered: settings.deduplicate && this.getMode() !== 'manual',
		answersAtEnd: settings.answersAtEnd,
		...(settings.answersAtEnd && { lease: settings.letInAgainAfter }),
		answer: settings.answersAtEnd ? '' : settings.responseBody,
		choice: JSON.stringify([events, passUnknown]),
		look: async () =>
			await Promise.resolve({
				event: event.item,
				isWanted: event.isKnown ? events.includes(ANY_EVENT) || event.fits(events) : passUnknown,
			}),
	});
}
