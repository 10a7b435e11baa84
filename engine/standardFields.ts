/** Fields that any operation may list and that the runner itself acts on. They are not sent. Their names are saved in workflows. */
import type { Field } from './operation';

/** What exists already is no error; with `existing` or `once`. */
export const returnExisting = (what: string, key: string): Field => ({
	displayName: `Return Existing ${what}`,
	name: 'returnExisting',
	type: 'boolean',
	default: false,
	description: `Whether to return the ${what.toLowerCase()} that has this ${key} already, as it is, instead of failing. The output says so in alreadyExisted.`,
});

/** Where a file comes from; with `upload`. */
export const fileFields: Field[] = [
	{
		displayName: 'File From',
		name: 'fileSource',
		type: 'options',
		options: [
			{ name: 'Binary Field', value: 'binary', description: 'A file that an earlier node brought' },
			{ name: 'URL', value: 'url', description: 'A file at an address that needs no login' },
		],
		default: 'binary',
		required: true,
		description: 'Where the file comes from',
	},
	{
		displayName: 'Input Binary Field',
		name: 'binaryPropertyName',
		type: 'string',
		default: 'data',
		required: true,
		displayOptions: { show: { fileSource: ['binary'] } },
		description: 'Name of the field of the input item that holds the file',
	},
	{
		displayName: 'File URL',
		name: 'fileUrl',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. https://files.example.com/contract.pdf',
		displayOptions: { show: { fileSource: ['url'] } },
		check: (value) => (isWebAddress(value) ? undefined : 'must be an address that starts with http:// or https://'),
		description: 'Address of the file',
	},
];

/** With `upload` where it has `json`. */
export const sendAs: Field = {
	displayName: 'Send As',
	name: 'sendAs',
	type: 'options',
	options: [
		{ name: 'Base64 in JSON', value: 'json', description: 'Held in memory; for a platform that takes no forms here' },
		{ name: 'Multipart Form', value: 'multipart', description: 'Streamed' },
	],
	default: 'multipart',
	description: 'How the file goes into the request. How this endpoint wants it is assumed.',
};

/** With `paging`. */
export const listFields: Field[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		standsAlone: true,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		standsAlone: true,
		displayOptions: { show: { returnAll: [false] } },
		description: 'Max number of results to return',
	},
];

/** With `simplified`. */
export const simplify: Field = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	standsAlone: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

/** With `settles`. */
export const longestWait: Field = {
	displayName: 'Wait at Most (Seconds)',
	name: 'longestWait',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: 3600 },
	default: 90,
	standsAlone: true,
	hint: '0 does not wait',
	description: 'How long to wait until the platform can use the file. The node asks every few seconds, and fails when it takes longer.',
};

/** With `waits`. */
export const waitFields: Field[] = [
	{
		displayName: 'Wait at Most',
		name: 'waitLimit',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 100_000 },
		default: 14,
		required: true,
		description: 'How long the execution waits. When it is over, the workflow goes on with the status signing; n8n looks about once a minute.',
	},
	{
		displayName: 'Unit',
		name: 'waitUnit',
		type: 'options',
		options: [
			{ name: 'Days', value: 'days' },
			{ name: 'Hours', value: 'hours' },
			{ name: 'Minutes', value: 'minutes' },
		],
		default: 'days',
		required: true,
		description: 'What Wait at Most counts',
	},
];

/** With `download`. */
export const outputField: Field = {
	displayName: 'Put Output File in Field',
	name: 'outputField',
	type: 'string',
	default: 'data',
	standsAlone: true,
	hint: 'The name of the output binary field to put the file in',
	description: 'Name of the binary field of the output items',
};

/** Names of all of these. */
export const STANDARD_FIELDS = new Set([
	'returnExisting',
	'simplify',
	'outputField',
	'sendAs',
	'longestWait',
	...[...fileFields, ...listFields, ...waitFields].map(({ name }) => name),
]);

export const isWebAddress = (value: unknown): boolean =>
	URL.canParse(String(value)) && /^https?:$/.test(new URL(String(value)).protocol);
