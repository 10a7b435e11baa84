/** What the panels of all trigger nodes have in common, and how it is read. */
import {
	NodeOperationError,
	type IHookFunctions,
	type INodeProperties,
	type INodePropertyOptions,
	type IWebhookFunctions,
} from 'n8n-workflow';
import { addressRange, type AddressRange } from './address';

/** Stands for all events, also for those this version has no name for. */
export const ANY_EVENT = '*';

const DEFAULT_ANSWER_BUDGET = 4_000;
const DEFAULT_LET_IN_AGAIN_AFTER = 10;
const MINUTE = 60_000;
const DOCS = 'https://github.com/n8n-nodes-qiandun/n8n-nodes-qiandun/blob/main/docs/callbacks.md';

export interface TriggerSettings {
	/** Values of the list Events. */
	events: string[];
	/** n8n answers when the workflow has ended. */
	answersAtEnd: boolean;
	deduplicate: boolean;
	/** Milliseconds. */
	answerBudget: number;
	/** Empty: everybody may call. */
	allowedIps: AddressRange[];
	responseBody: string;
	/** Milliseconds after which an event that is not known to be done may be let in again. */
	letInAgainAfter: number;
}

/** A response of n8n that fits both. Without noData, n8n would answer with the data of the workflow. */
export const RESPONSE = {
	responseMode: '={{$parameter["respond"]}}',
	responseData: '={{$parameter["respond"] === "onReceived" && $parameter["options"]["responseBody"] || "noData"}}',
} as const;

/** @param any what Any Event means here */
export const eventsField = (options: INodePropertyOptions[], any: string, description: string): INodeProperties => ({
	displayName: 'Events',
	name: 'events',
	type: 'multiOptions',
	options: [
		{ name: 'Any Event', value: ANY_EVENT, description: any },
		...[...options].sort((a, b) => a.name.localeCompare(b.name)),
	],
	default: [ANY_EVENT],
	required: true,
	description,
});

/** @param platform as users know it */
export const respondField = (platform: string): INodeProperties => ({
	displayName: 'Respond',
	name: 'respond',
	type: 'options',
	options: [
		{
			name: 'On Receipt',
			value: 'onReceived',
			description: 'As soon as n8n has stored the event. Right for nearly everything.',
		},
		{
			name: 'When the Workflow Finishes',
			value: 'lastNode',
			description: `A workflow that fails answers 500, so that ${platform} sends the event again. For short workflows: ${platform} does not wait for long.`,
		},
	],
	default: 'onReceived',
	description: `When to answer ${platform}`,
});

export const deduplicateField: INodeProperties = {
	displayName: 'Deduplicate',
	name: 'deduplicate',
	type: 'boolean',
	default: true,
	description: 'Whether an event that comes several times runs the workflow once. Not in effect at the Test URL.',
};

/** @param more options of one platform @param letInAgainWhen where that option has a say */
export const optionsField = (platform: string, letInAgainWhen: string, more: INodeProperties[]): INodeProperties => ({
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [
		{
			displayName: 'Allowed IPs',
			name: 'allowedIps',
			type: 'string',
			default: '',
			placeholder: 'e.g. 203.0.113.7, 198.51.100.0/24',
			description:
				'Addresses that may call, separated by commas; empty for all. Compared with the address of the connection as n8n sees it: behind a proxy set N8N_PROXY_HOPS, or n8n sees the proxy.',
		} as const,
		{
			displayName: 'Answer Budget',
			name: 'answerBudget',
			type: 'number',
			typeOptions: { minValue: 100, maxValue: 60_000 },
			default: DEFAULT_ANSWER_BUDGET,
			description: `Milliseconds that checking the event may take, fetching its details included; after that the answer is 503, and ${platform} has to send it again`,
		} as const,
		{
			displayName: 'Let In Again After',
			name: 'letInAgainAfter',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 10_080 },
			default: DEFAULT_LET_IN_AGAIN_AFTER,
			description: `Minutes after which an event that is not known to be done may run the workflow again when it comes again. Longer than the workflow takes. Only with ${letInAgainWhen}.`,
		} as const,
		{
			displayName: 'Response Body',
			name: 'responseBody',
			type: 'string',
			default: '',
			placeholder: 'e.g. success',
			description: `Text to answer a received event with; empty for no text. ${platform} does not need one. Only with Respond On Receipt.`,
		} as const,
		...more,
	].sort((a, b) => a.displayName.localeCompare(b.displayName)),
});

export const docsNotice: INodeProperties = {
	displayName: `What is guaranteed, and how events can still be lost or come twice: <a href="${DOCS}" target="_blank">Callbacks</a>`,
	name: 'docsNotice',
	type: 'notice',
	default: '',
};

/** @throws NodeOperationError naming the parameter */
export function readTriggerSettings(this: IWebhookFunctions | IHookFunctions): TriggerSettings {
	const fail = (message: string): never => {
		throw new NodeOperationError(this.getNode(), message);
	};
	const number = (name: string, value: unknown, least: number, most: number): number =>
		typeof value === 'number' && value >= least && value <= most
			? value
			: fail(`“${name}” must be a number from ${least} to ${most}, but is ${String(value)}`);
	const { alwaysOutputData, onError = 'stopWorkflow', continueOnFail } = this.getNode();
	// Either would hand on what the node has dropped.
	if (alwaysOutputData) fail('“Always Output Data” must be off in the settings of this node: with it, a repetition would run the workflow');
	if (onError !== 'stopWorkflow' || continueOnFail) fail('“On Error” must be Stop Workflow in the settings of this node: otherwise a repetition would run the workflow');
	const options = triggerOptions.call(this);
	if ('allowedIps' in options && typeof options.allowedIps !== 'string') fail('“Allowed IPs” must be text: left as it is, everybody could call');
	const respond = oneOf.call(this, 'respond', 'Respond', ['onReceived', 'lastNode']);
	const events: unknown = this.getNodeParameter('events');
	if (!Array.isArray(events) || events.length === 0) fail('“Events” is empty: choose at least one, or Any Event');
	return {
		events: events as string[],
		answersAtEnd: respond === 'lastNode',
		deduplicate: whether.call(this, 'deduplicate', 'Deduplicate'),
		answerBudget: number('Answer Budget', options.answerBudget ?? DEFAULT_ANSWER_BUDGET, 100, 60_000),
		allowedIps: String(options.allowedIps ?? '')
			.split(/[\s,;]+/)
			.filter((entry) => entry !== '')
			.map(
				(entry) =>
					addressRange(entry) ??
					fail(`“Allowed IPs”: ${entry} is neither an IP address nor a range such as 203.0.113.0/24`),
			),
		responseBody: String(options.responseBody ?? ''),
		letInAgainAfter: MINUTE * number('Let In Again After', options.letInAgainAfter ?? DEFAULT_LET_IN_AGAIN_AFTER, 1, 10_080),
	};
}

/** A switch: with anything but true or false it would be off unnoticed. @throws NodeOperationError naming it */
export const whether = function (this: IWebhookFunctions | IHookFunctions, name: string, displayName: string): boolean {
	const value: unknown = this.getNodeParameter(name);
	if (typeof value === 'boolean') return value;
	throw new NodeOperationError(this.getNode(), `“${displayName}” must be true or false, but is ${JSON.stringify(value)}`);
};

/** @throws NodeOperationError for what is not in the list */
export const oneOf = function <T extends string>(
	this: IWebhookFunctions | IHookFunctions,
	name: string,
	displayName: string,
	values: readonly T[],
): T {
	const given: unknown = this.getNodeParameter(name);
	const value = values.find((one) => one === given);
	if (value !== undefined) return value;
	throw new NodeOperationError(this.getNode(), `“${displayName}” must be one of ${values.join(', ')}, but is ${JSON.stringify(given)}`);
};

/** The collection Options. */
export const triggerOptions = function (this: IWebhookFunctions | IHookFunctions): Record<string, unknown> {
	return this.getNodeParameter('options') as Record<string, unknown>;
};

/** A parameter that is wrong is said when the workflow is published, not when an event comes. */
export const checkedWhenPublished = (read: (this: IHookFunctions) => unknown) => ({
	async checkExists(this: IHookFunctions): Promise<boolean> {
		read.call(this);
		return true;
	},
	async create(this: IHookFunctions): Promise<boolean> {
		return true;
	},
	async delete(this: IHookFunctions): Promise<boolean> {
		return true;
	},
});
