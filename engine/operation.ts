/** The types of a definition, and definitions -> what the editor shows. An operation is data; this is its grammar. */
import type { IDataObject, IHttpRequestMethods, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { isPlainObject } from './json';
import { sharedProperties } from './sharedProperties';
import type { Words } from './signingStatus';
import type { Waiting } from './wait';

/** The methods a platform's endpoint can have. */
export const METHODS: IHttpRequestMethods[] = ['DELETE', 'GET', 'PATCH', 'POST', 'PUT'];

/** Where an operation's path and fields come from. `docs/api/` has the evidence. */
export type Source = 'documented' | 'client' | 'assumed';

/** One input field: n8n's property plus, on `routing.send`, its literal place in the request. */
export type Field = INodeProperties & {
	/** Stands by itself in the editor, though it is not required. */
	standsAlone?: boolean;
	/** A value outside the list is passed on: the list itself is assumed or incomplete. */
	openList?: boolean;
	/** Pure conversion to what goes on the wire. */
	convert?: (value: unknown) => unknown;
	/** What is wrong with a value, as the end of the sentence "<Field> ..."; undefined when nothing is. */
	check?: (value: unknown) => string | undefined;
};

/** One request where definition data do not suffice: the method and the path are parameters too. */
export interface FreeRequest {
	method: IHttpRequestMethods;
	path: string;
	query: IDataObject;
	body?: unknown;
	headers: IDataObject;
}

export interface Operation {
	name: string;
	value: string;
	/** Sentence case, with the resource: "Update a personal user". */
	action: string;
	description: string;
	routing: { request: { method: IHttpRequestMethods; url: string } };
	source: Source;
	/** Sending it twice has the effect of sending it once. */
	repeatable: boolean;
	/** How to find out whether it took effect. Needed where it is not repeatable. */
	checkOutcome?: string;
	fields: Field[];
	/** Of each group, by parameter name, at least one is needed. */
	oneOf?: string[][];
	/** A change of what is set: with nothing set there is nothing to send. */
	changes?: true;
	/** Where the answer carries nothing: the field that says it is done, beside the ids it was done to. */
	confirms?: string;
	/** Name of the field with the ID of an event that is done when the operation has succeeded: triggers need not let it in again. */
	finishes?: string;
	/**
	 * Where the thing may exist already: the platform's code for that, and the operation that then reads it with the same
	 * fields, if the user sets the boolean field `returnExisting`. Items say `alreadyExisted`.
	 */
	existing?: { code: string; read: Operation };
	/** Where the body is more than fields at their places: all checked values by field name -> body. @throws InputError */
	toBody?: (values: IDataObject, now: Date) => IDataObject;
	/** Names in what toBody makes, with dots for nesting, through lists: those that Endpoint Corrections can change. */
	bodyNames?: string[];
	/** Takes a file, with the fields of `fileFields`. */
	upload?: Upload;
	/** Gives files: those the result names, or the answer itself where it is one. */
	download?: (result: unknown) => RemoteFile[];
	/** Where in the result a list is that becomes one item each. */
	listAt?: string;
	/** A list in pages, with the fields of `listFields`. */
	paging?: Paging;
	/** Never done twice for one key of the caller. */
	once?: Once;
	/** With this value of that field, all input items make one request: each is one row of the collection. */
	gather?: { field: string; value: string; rows: string; group: string };
	/**
	 * Times in the platform's own text (China time) or in milliseconds: an ISO text is added under the name with Iso at its
	 * end. Dots for nesting, also through lists.
	 */
	times?: string[];
	/** A state for which the platform has a number: a word is added beside it. */
	stateWord?: StateWord;
	/** What the body needs and only the platform knows: asked before it is sent. */
	lookUp?: LookUp;
	/** What it makes can be used only later: read again until then, with the field `longestWait`. */
	settles?: Settling;
	/** Suspends the execution until the platform reports the end of what was made. For one item. */
	waits?: Waiting;
	/** What Simplify leaves of an item. */
	simplified?: string[];
	toRequest?: undefined;
}

/** How a file goes into the request. Limits are checked before anything is sent. */
export interface Upload {
	/** A part of a multipart form, Base64 text in the JSON body, or bytes for an address that the platform hands out. */
	as: 'multipart' | 'base64' | 'address';
	/** Wire name of the file; with `address` of its Content-MD5. */
	property: string;
	/** With `as: 'address'`. */
	address?: UploadAddress;
	/** The other way, where the user may choose: Base64 text and the name in a JSON body. */
	json?: { property: string; nameProperty: string };
	/** Takes the address instead, where the platform fetches the file itself. */
	urlProperty?: string;
	maxBytes: number;
	/** Lower case, without dot -> media type. */
	types: Record<string, string>;
	/** What is wrong with a file's name, as the end of the sentence "The name of the file ... ". */
	checkName?: (name: string) => string | undefined;
}

/**
 * A file that goes up in two steps (engine/uploadByAddress.ts): the request says what will come, and the platform answers
 * with an address that takes the bytes by PUT, with the same Content-MD5 and Content-Type and without our signature.
 */
export interface UploadAddress {
	/** Wire names of what the request says of the file. A name in the form wins over the file's own. */
	contentType: string;
	fileName: string;
	fileSize: string;
	/** Where in the answer the address is. */
	url: string;
	/** What else the request says of a file with this name. The form wins over it. @throws InputError */
	describe?: (fileName: string, body: IDataObject) => IDataObject;
}

/** A file the platform offers at an address. */
export interface RemoteFile {
	url: string;
	fileName?: string;
	/** What the output item says about it. */
	about: IDataObject;
}

/** Wire names of a list in pages, which are counted from 1. */
export interface Paging {
	page: string;
	size: string;
	maxSize: number;
	items: string;
	total?: string;
}

/** A state as a word, the same on every platform (engine/signingStatus.ts). */
export interface StateWord {
	/** Field of the item with the platform's number or word. */
	of: string;
	/** Field that is added. */
	as: string;
	/** The number or word -> ours; one that is not here is `unknown`. */
	words: Words;
}

/** What is asked before a request is sent (engine/lookUp.ts). */
export interface LookUp {
	/** Reading requests, from the body as planned; none where nothing is missing. */
	questions: (body: IDataObject) => LookUpQuestion[];
	/** The body with what was answered, in the order of the questions. @throws InputError */
	complete: (body: IDataObject, answers: unknown[]) => IDataObject;
}

export interface LookUpQuestion {
	read: Operation;
	/** Of `read`, as the editor would have them. */
	parameters: IDataObject;
}

/** How to know that what was made can be used (engine/settle.ts). */
export interface Settling {
	read: Operation;
	/** Parameters of `read`, from what the request answered. */
	parameters: (result: IDataObject) => IDataObject;
	/** What a reading says; a failure as a whole sentence without period. */
	state: (reading: IDataObject) => 'ready' | 'waiting' | { failed: string };
}

/** How a create is kept from happening twice. */
export interface Once {
	/** Parameter and wire name of the caller's own key. One is made where the user gives none. */
	key: string;
	/** Asks whether it is there. `parameters` are those of the operation `look`, taken from the body. */
	look: Operation;
	parameters: (body: IDataObject) => IDataObject;
	/** What the platform answers when it is not. */
	missing: string[];
	/** What may mean that or something else; `read` decides. */
	doubtful: string[];
	/** Reads what is there by its key. */
	read: Operation;
}

type PlainPart = 'name' | 'value' | 'action' | 'description' | 'repeatable' | 'checkOutcome' | 'fields' | 'oneOf';

/** An operation whose method and path the user types (API / Custom Call). */
export interface FreeOperation extends Pick<Operation, PlainPart> {
	routing?: undefined;
	source?: undefined;
	/** @throws Error with a sentence naming the field */
	toRequest: (parameters: Record<string, unknown>) => FreeRequest;
}

/** What only an operation with an address of its own can have. */
export const partsOf = (operation: AnyOperation): Partial<Operation> => (operation.routing ? operation : {});

export type AnyOperation = Operation | FreeOperation;

export interface Resource {
	name: string;
	value: string;
	description: string;
	operations: AnyOperation[];
}

/** Every operation of a platform, with the key that Endpoint Corrections use: `user.createUnverified`. */
export function* allOperations(
	resources: Resource[],
): Generator<{ key: string; resource: Resource; operation: AnyOperation }> {
	for (const resource of resources) {
		for (const operation of resource.operations) {
			yield { key: `${resource.value}.${operation.value}`, resource, operation };
		}
	}
}

/** The operation with this key, or undefined. */
export function findOperation(resources: Resource[], key: string): AnyOperation | undefined {
	for (const entry of allOperations(resources)) if (entry.key === key) return entry.operation;
	return undefined;
}

/** Whether a field stands by itself rather than in Optional Fields: it is required, or one of a group is. */
export const isTopLevel = (field: Field, operation: AnyOperation): boolean =>
	field.required === true ||
	field.standsAlone === true ||
	(operation.oneOf ?? []).some((group) => group.includes(field.name));

const byName = (a: { displayName?: string; name: string }, b: { displayName?: string; name: string }) => {
	const [left, right] = [a, b].map(({ displayName, name }) => (displayName ?? name).toLowerCase());
	return left < right ? -1 : left > right ? 1 : 0;
};

const shownOrder = new WeakMap<AnyOperation, Field[]>();

/**
 * The fields in the order the editor shows them, those that stand by themselves first. It is their order in a body too,
 * as in n8n's declarative engine. Asked for once per item, so it is kept.
 */
export function fieldsAsShown(operation: AnyOperation): Field[] {
	let fields = shownOrder.get(operation);
	if (!fields) {
		fields = [
			...operation.fields.filter((field) => isTopLevel(field, operation)),
			...operation.fields.filter((field) => !isTopLevel(field, operation)).sort(byName),
		];
		shownOrder.set(operation, fields);
	}
	return fields;
}

/** What the editor shows for a platform: resource, operation, notices, fields, optional fields and the runner's options. */
export function toProperties(resources: Resource[]): INodeProperties[] {
	return [
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			options: resources.map(({ name, value, description }) => ({ name, value, description })).sort(byName),
			default: resources[0].value,
		},
		...resources.map(operationProperty),
		...resources.flatMap(noticeProperties),
		...resources.flatMap((resource) =>
			sharedProperties(resource.operations.map((operation) => [operation.value, fieldProperties(resource, operation)])),
		),
		runnerOptions(resources),
	];
}

function operationProperty(resource: Resource): INodeProperties {
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [resource.value] } },
		options: resource.operations
			.map(
				({ name, value, action, description, routing }): INodePropertyOptions => ({
					name,
					value,
					action,
					description,
					...(routing && { routing: { request: { method: routing.request.method, url: toN8nUrl(routing.request.url) } } }),
				}),
			)
			.sort(byName),
		default: resource.operations[0].value,
	};
}

/** `{accountId}` in a path, in the words of n8n's declarative engine. */
const toN8nUrl = (url: string): string =>
	url.includes('{')
		? `=${url.replace(/\{(\w+)\}/g, (_, name) => `{{encodeURIComponent($parameter["${name}"])}}`)}`
		: url;

const mend = (what: string) =>
	`<a href="https://github.com/n8n-nodes-qiandun/n8n-nodes-qiandun/blob/main/docs/node-qiandun.md#when-an-assumption-is-wrong" target="_blank">${what}</a>`;

/** They stand above the fields of most operations, so they are short: what to do in full is behind the link, and in the error of a request that is refused. */
const NOTICES: Record<Exclude<Source, 'documented'>, string> = {
	client: `The address of this operation was seen in a public client; it is not documented. If the platform refuses it, ${mend('set the right one')} in Options or in the credential.`,
	assumed: `Assumed: address and field names are inferred, not documented. If the platform refuses them, ${mend('set the right ones')} in Options or in the credential.`,
};

function noticeProperties(resource: Resource): INodeProperties[] {
	return (['client', 'assumed'] as const).flatMap((source) => {
		const operations = resource.operations.filter((operation) => operation.source === source);
		if (operations.length === 0) return [];
		return [
			{
				displayName: NOTICES[source],
				name: `${source}Notice`,
				type: 'notice' as const,
				default: '',
				displayOptions: {
					show: { resource: [resource.value], operation: operations.map(({ value }) => value) },
				},
			},
		];
	});
}

function fieldProperties(resource: Resource, operation: AnyOperation): INodeProperties[] {
	const displayOptions = { show: { resource: [resource.value], operation: [operation.value] } };
	const fields = fieldsAsShown(operation);
	const topLevel = fields
		.filter((field) => isTopLevel(field, operation))
		.map((field) => {
			const show = { ...displayOptions.show, ...field.displayOptions?.show };
			const hint = alternatives(field, operation);
			return {
				...toProperty(field),
				...(hint !== undefined && { hint }),
				displayOptions: { ...field.displayOptions, show },
			};
		});
	const optional = fields.filter((field) => !isTopLevel(field, operation)).map(toProperty);
	if (optional.length === 0) return topLevel;
	return [
		...topLevel,
		{
			displayName: 'Optional Fields',
			name: 'optionalFields',
			type: 'collection',
			placeholder: 'Add Field',
			default: {},
			displayOptions,
			options: optional,
		},
	];
}

/** "This or Account ID is needed", under the last field of a `oneOf` group. */
function alternatives(field: Field, operation: AnyOperation): string | undefined {
	const group = (operation.oneOf ?? []).find((names) => names.includes(field.name)) ?? [];
	const members = operation.fields.filter(({ name }) => group.includes(name));
	if (members.pop() !== field || members.length === 0) return undefined;
	return `This or ${members.map(({ displayName }) => displayName).join(' or ')} is needed`;
}

/** Without what only the runner reads, in rows of a collection too. */
function toProperty(field: Field): INodeProperties {
	const property: Field = { ...field };
	delete property.standsAlone;
	delete property.openList;
	delete property.convert;
	delete property.check;
	if (property.type === 'fixedCollection') {
		property.options = (property.options ?? []).map((group) =>
			'values' in group ? { ...group, values: group.values.map(toProperty) } : group,
		);
	}
	return property;
}

/** The runner's options as checked. Their names are saved in workflows: they never change. */
export interface RunnerOptions {
	additionalFields?: IDataObject;
	endpointPath?: string;
	ignoreSslIssues?: boolean;
	includeResponseMetadata?: boolean;
	proxy?: string;
	requestsInFlight?: number;
	timeout?: number;
}

/** Requests under way at once unless the user says otherwise. */
export const DEFAULT_IN_FLIGHT = 10;
/** Milliseconds. */
export const DEFAULT_TIMEOUT = 60_000;
/** Milliseconds, where a file goes up or comes down. */
export const FILE_TIMEOUT = 600_000;
/** One hour. Timers hold no more than 24 days, and nobody waits so long. */
const MOST_TIMEOUT = 3_600_000;

/** What is wrong with the address of a proxy. */
function checkProxy(value: unknown): string | undefined {
	const url = URL.canParse(String(value)) ? new URL(String(value)) : undefined;
	if (!url || !/^https?:$/.test(url.protocol) || url.hostname === '') return 'is no address of a proxy';
	return /%(?![\dA-Fa-f]{2})/.test(url.username + url.password)
		? 'has a % in its login that must be written as %25'
		: undefined;
}

/** The runner's options as fields, so that they are checked like them. */
export const runnerOptionFields: Field[] = [
	{
		displayName: 'Additional Fields (JSON)',
		name: 'additionalFields',
		type: 'json',
		default: '{}',
		check: (value) => (isPlainObject(value) ? undefined : 'must be a JSON object'),
		description:
			'Fields merged over the form before sending (query of a GET, body otherwise). They win over the form; null removes a field.',
	},
	{
		displayName: 'Endpoint Path',
		name: 'endpointPath',
		type: 'string',
		default: '',
		description: 'Address to call instead of the one this operation uses, below the base URL of the credential',
	},
	{
		displayName: 'Ignore SSL Issues (Insecure)',
		name: 'ignoreSslIssues',
		type: 'boolean',
		default: false,
		description: 'Whether to connect even if the certificate of the server cannot be verified',
	},
	{
		displayName: 'Include Response Metadata',
		name: 'includeResponseMetadata',
		type: 'boolean',
		default: false,
		description:
			'Whether to add the field _response with HTTP status, code, message, log key and request ID of the answer',
	},
	{
		displayName: 'Proxy',
		name: 'proxy',
		type: 'string',
		default: '',
		placeholder: 'e.g. http://proxy.example:3128',
		check: checkProxy,
		description: 'HTTP proxy to send the requests through',
	},
	{
		displayName: 'Requests in Flight',
		name: 'requestsInFlight',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 100 },
		default: DEFAULT_IN_FLIGHT,
		description: 'How many requests may be under way at the same time. The value of the first item counts.',
	},
	{
		displayName: 'Timeout',
		name: 'timeout',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: MOST_TIMEOUT },
		default: DEFAULT_TIMEOUT,
		description: 'How many milliseconds to wait for the answer to a request; ten minutes for files unless set',
	},
];

function runnerOptions(resources: Resource[]): INodeProperties {
	const [example] = [...allOperations(resources)].flatMap(({ operation }) => operation.routing?.request.url ?? []);
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: runnerOptionFields.map((field) => ({
			...toProperty(field),
			...(field.name === 'endpointPath' && example !== undefined && { placeholder: `e.g. ${example}` }),
		})),
	};
}
