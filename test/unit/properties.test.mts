/** Definitions -> what the editor shows, whole: each part of it decides what people see and what workflows save. */
import { fieldsAsShown, isTopLevel, partsOf, toProperties, type Field, type Operation, type Resource } from '../../engine/operation.ts';
import { customCall } from '../../engine/customCall.ts';

const text = (displayName: string, name: string, more: Partial<Field> = {}): Field => ({ displayName, name, type: 'string', default: '', ...more });
const operation = (name: string, value: string, more: Partial<Operation>): Operation => ({
	name,
	value,
	action: `${name} it`,
	description: `${name} description`,
	routing: { request: { method: 'POST', url: `/open/${value}` } },
	source: 'documented',
	repeatable: true,
	fields: [],
	...more,
});

const rowOnly = { standsAlone: true, openList: true, convert: String, check: () => undefined };
const find = operation('Find', 'find', {
	routing: { request: { method: 'GET', url: '/open/{zone}/people/{id}' } },
	source: 'assumed',
	oneOf: [['mail', 'id', 'phone']],
	fields: [
		text('Zulu', 'zulu', { convert: String, openList: true, check: () => undefined }),
		text('Phone', 'phone', { displayOptions: { show: { mail: ['x'] } } }),
		text('alpha', 'alpha'),
		text('Mail', 'mail'),
		text('ID', 'id', { hint: 'its own' }),
		text('Zone', 'zone', { required: true }),
		text('Mike', 'mike', {
			type: 'fixedCollection',
			standsAlone: true,
			options: [{ name: 'row', displayName: 'Row', values: [text('In Row', 'inRow', rowOnly)] }, { name: 'One', value: 'one' }],
		}),
	],
});
const create = operation('Create', 'create', { source: 'client' });
const remove = operation('Delete', 'delete', { source: 'assumed' });
const resources: Resource[] = [
	{ name: 'Person', value: 'person', description: 'People', operations: [find, create, remove] },
	{ name: 'API', value: 'api', description: 'Anything', operations: [customCall('/open/x')] },
];
const properties = toProperties(resources);
const named = (name: string) => properties.filter((property) => property.name === name);

describe('the editor shows', () => {
	it('the resources by name, the first of the definitions chosen', () => {
		expect(properties[0]).toEqual({
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			options: [
				{ name: 'API', value: 'api', description: 'Anything' },
				{ name: 'Person', value: 'person', description: 'People' },
			],
			default: 'person',
		});
	});

	it('the operations of each by name, with their addresses in n8n’s words', () => {
		const option = ({ name, value, action, description }: Operation, method: string, url: string) => ({ name, value, action, description, routing: { request: { method, url } } });
		expect(named('operation')).toEqual([
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['person'] } },
				options: [
					option(create, 'POST', '/open/create'),
					option(remove, 'POST', '/open/delete'),
					option(find, 'GET', '=/open/{{encodeURIComponent($parameter["zone"])}}/people/{{encodeURIComponent($parameter["id"])}}'),
				],
				default: 'find',
			},
			expect.objectContaining({
				displayOptions: { show: { resource: ['api'] } },
				options: [
					{ name: 'Custom Call', value: 'customCall', action: 'Make a custom API call', description: 'Call any endpoint of the platform, with the signature and error handling of this node' },
				],
				default: 'customCall',
			}),
		]);
	});

	it('a notice where the address was not documented', () => {
		const notice = (name: string, beginning: string, ...operations: string[]) => ({
			displayName: expect.stringMatching(new RegExp(`^${beginning}`)) as string,
			name,
			type: 'notice',
			default: '',
			displayOptions: { show: { resource: ['person'], operation: operations } },
		});
		expect(properties.filter(({ type }) => type === 'notice')).toEqual([
			notice('clientNotice', 'The address of this operation was seen in a public client', 'create'),
			notice('assumedNotice', 'Assumed: address and field names are inferred, not documented', 'find', 'delete'),
		]);
	});

	it('what an operation needs and what stands by itself in their order, the rest by name in Optional Fields', () => {
		const show = { resource: ['person'], operation: ['find'] };
		const of = (property: { displayOptions?: { show?: Record<string, unknown> } }) => JSON.stringify(property.displayOptions?.show?.operation) === '["find"]';
		const hint = (...others: string[]) => `This or ${others.join(' or ')} is needed`;
		expect(properties.filter((property) => of(property) && property.type !== 'notice')).toEqual([
			{ ...text('Phone', 'phone'), displayOptions: { show: { ...show, mail: ['x'] } } },
			{ ...text('Mail', 'mail'), displayOptions: { show } },
			{ ...text('ID', 'id'), hint: hint('Phone', 'Mail'), displayOptions: { show } },
			{ ...text('Zone', 'zone', { required: true }), displayOptions: { show } },
			{
				...text('Mike', 'mike', { type: 'fixedCollection' }),
				options: [{ name: 'row', displayName: 'Row', values: [text('In Row', 'inRow')] }, { name: 'One', value: 'one' }],
				displayOptions: { show },
			},
			{
				displayName: 'Optional Fields',
				name: 'optionalFields',
				type: 'collection',
				placeholder: 'Add Field',
				default: {},
				displayOptions: { show },
				options: [text('alpha', 'alpha'), text('Zulu', 'zulu')],
			},
		]);
		expect(named('optionalFields').map(({ displayOptions }) => displayOptions?.show)).toEqual([show, { resource: ['api'], operation: ['customCall'] }]);
	});

	it('Options last, with an address of the platform as example', () => {
		const options = properties.at(-1);
		expect(options).toMatchObject({ displayName: 'Options', name: 'options', type: 'collection', placeholder: 'Add Option', default: {} });
		const members = (options?.options ?? []) as Field[];
		expect(members.map(({ name }) => name)).toEqual(['additionalFields', 'endpointPath', 'ignoreSslIssues', 'includeResponseMetadata', 'proxy', 'requestsInFlight', 'timeout']);
		expect(members.map(({ placeholder }) => placeholder)).toEqual([undefined, 'e.g. /open/{zone}/people/{id}', undefined, undefined, 'e.g. http://proxy.example:3128', undefined, undefined]);
		expect(members.some((member) => 'check' in member)).toBe(false);
		const without = toProperties([resources[1]]).at(-1);
		expect((without?.options as Field[])[1]).not.toHaveProperty('placeholder');
	});
});

it('fields that stand by themselves are those needed, those of a group, and those that say so', () => {
	expect(find.fields.filter((field) => isTopLevel(field, find)).map(({ name }) => name)).toEqual(['phone', 'mail', 'id', 'zone', 'mike']);
	expect(fieldsAsShown(find).map(({ name }) => name)).toEqual(['phone', 'mail', 'id', 'zone', 'mike', 'alpha', 'zulu']);
	expect(fieldsAsShown(find)).toBe(fieldsAsShown(find));
	expect([partsOf(find), partsOf(customCall('/x'))]).toEqual([find, {}]);
});
