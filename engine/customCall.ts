/** API / Custom Call, the operation every platform's node has for what this package does not have yet. */
import { jsonObject } from './field';
import { METHODS, type FreeOperation } from './operation';

/** Header names and values that HTTP can carry; anything else would be dropped or refused on the way. */
const areHeaders = (value: unknown) =>
	typeof value === 'object' &&
	value !== null &&
	Object.entries(value).every(
		([name, text]) => /^[\w!#$%&'*+.^`|~-]+$/.test(name) && /^[\x20-\x7e\t]*$/.test(String(text)),
	);

/** @param example a path of the platform, such as /open/psnUpdate */
export const customCall = (example: string): FreeOperation => ({
	name: 'Custom Call',
	value: 'customCall',
	action: 'Make a custom API call',
	description: 'Call any endpoint of the platform, with the signature and error handling of this node',
	repeatable: false,
	checkOutcome: 'look it up on the platform.',
	fields: [
		{
			displayName: 'Method',
			name: 'method',
			type: 'options',
			options: METHODS.map((method) => ({ name: String(method), value: String(method) })),
			default: 'POST',
			required: true,
			description: 'HTTP method as the documentation of the endpoint says',
		},
		{
			displayName: 'Path',
			name: 'path',
			type: 'string',
			default: '',
			required: true,
			placeholder: `e.g. ${example}`,
			description: 'Path below the base URL of the credential, as the documentation of the endpoint says',
		},
		{
			displayName: 'Body (JSON)',
			name: 'body',
			type: 'json',
			default: '{}',
			description: 'What to send as JSON body; not sent with GET',
		},
		{
			displayName: 'Headers (JSON)',
			name: 'headers',
			type: 'json',
			default: '{}',
			description: 'Headers to send beside those of the signature',
			check: (value) =>
				areHeaders(value) ? undefined : 'must be a JSON object of header names and values in plain ASCII',
		},
		{
			displayName: 'Query Parameters (JSON)',
			name: 'query',
			type: 'json',
			default: '{}',
			description: 'What to send as query parameters',
		},
	],
	toRequest: ({ method, path, query, body, headers }) => ({
		method: METHODS.find((known) => known === method) ?? 'POST',
		path: String(path).trim(),
		query: jsonObject(query, 'Query Parameters (JSON)'),
		...(method !== 'GET' && body !== undefined && { body }),
		headers: jsonObject(headers, 'Headers (JSON)'),
	}),
});
