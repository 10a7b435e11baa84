// The callback hub: the one address of an application for all its events, and what it has to have done at the end.
import { type Json, text } from './json.mts';
import { productionUrl, type Stage } from './stage.mts';
import { until } from './steps.mts';

/** Name of the workflow in examples/qiandun-callback-hub.json. */
export const CALLBACK_HUB = 'Qiandun callback hub';

export const CONTRACT_OVER = 'OPEN_CONTRACT_STATUS_CHANGED';
/** The events that are switched on in the console, those nobody handles among them. */
export const SWITCHED_ON = ['OPEN_CONTRACT_SIGNED', CONTRACT_OVER, 'OPEN_PSN_CERT_RESULT', 'OPEN_CORP_CERT_RESULT'];

export const QIANDUN_TRIGGER = 'n8n-nodes-qiandun.qiandunTrigger';
const CONFIRMED_WITHIN_MS = 60_000;

/**
 * Puts the hub's production URL into the sandbox, as somebody puts it into Qiandun's console, and has it tested.
 *
 * @param stage with the hub as its workflow
 * @returns the URL
 * @throws StepFailure when the hub does not answer there
 */
export async function connectHub(stage: Stage): Promise<string> {
	const { sandbox, steps, children } = stage;
	return steps.run('Callback URL: that of the callback hub', async () => {
		const url = await children.guard(productionUrl(stage, QIANDUN_TRIGGER));
		await children.guard(sandbox.client.configureCallbacks({ url, businessTypes: SWITCHED_ON }));
		const ms = await children.guard(sandbox.client.testCallbackUrl());
		steps.note(`${url}`);
		steps.note(`the platform's connectivity test was answered in ${ms} ms; ${SWITCHED_ON.length} kinds of events are switched on`);
		return url;
	});
}

/**
 * Waits until the hub has confirmed every event that was sent to it.
 *
 * @throws StepFailure naming one that was not
 */
export async function checkConfirmed({ sandbox, steps, children }: Pick<Stage, 'sandbox' | 'steps' | 'children'>): Promise<void> {
	await steps.run('Every event is confirmed', async () => {
		let open: Json[] = [];
		let sent: Json[] = [];
		const asked = until('The confirmation of every event', CONFIRMED_WITHIN_MS, async () => {
			sent = (await sandbox.client.events()).filter(({ deliveryState }) => deliveryState !== 'notSent');
			open = sent.filter(({ confirmed }) => confirmed !== true);
			return open.length === 0 ? true : undefined;
		});
		await children.guard(asked).catch((error: unknown) => {
			const [first] = open;
			if (first === undefined) throw error;
			throw new Error(`${open.length} of ${sent.length} events are not confirmed, ${text(first.businessType)} ${text(first.transactionId)} for example (${text(first.deliveryState)}).`);
		});
		const counts = new Map<string, number>();
		for (const { businessType } of sent) counts.set(text(businessType), (counts.get(text(businessType)) ?? 0) + 1);
		steps.note(`${sent.length} events came to the hub and are confirmed: ${[...counts].map(([type, count]) => `${count} ${type}`).join(', ')}`);
	});
}
