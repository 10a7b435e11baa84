/** The parameters of the trigger, read and checked. */
import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { oneOf, readTriggerSettings, triggerOptions, whether, type TriggerSettings } from '../../engine/trigger';

export interface Settings extends TriggerSettings {
	fetchDetails: boolean;
	confirm: 'afterReceiving' | 'byWorkflow' | 'never';
	businessCodePrefix: string;
	/** Milliseconds after which an event that is not known to be done is let in again; undefined: never. */
	lease?: number;
}

/** @throws NodeOperationError naming the parameter */
export function readSettings(this: IWebhookFunctions | IHookFunctions): Settings {
	const common = readTriggerSettings.call(this);
	const confirm = oneOf.call(this, 'confirm', 'Confirm', ['afterReceiving', 'byWorkflow', 'never'] as const) as Settings['confirm'];
	return {
		...common,
		fetchDetails: whether.call(this, 'fetchDetails', 'Fetch Details'),
		confirm,
		businessCodePrefix: String(triggerOptions.call(this).businessCodePrefix ?? ''),
		...((common.answersAtEnd || confirm === 'byWorkflow') && { lease: common.letInAgainAfter }),
	};
}
