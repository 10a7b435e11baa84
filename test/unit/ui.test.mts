/**
 * Everything the editor shows, as it is built: what n8n's rules ask of the words, and what this package asks of its
 * definitions. n8n's lint reads source files only, so it does not see what engine/operation.ts puts together.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { Linter, type Rule } from 'eslint';
import {
	NodeHelpers,
	type INode,
	type INodeParameters,
	type INodeProperties,
	type INodePropertyCollection,
	type INodePropertyOptions,
} from 'n8n-workflow';
import { allOperations, type Operation } from '../../engine/operation.ts';
import { STANDARD_FIELDS } from '../../engine/standardFields.ts';
import { platforms, triggers } from '../../tools/platforms.mts';

// The plugin is a dependency of n8n's CLI; what it uses itself is found from its own place.
const fromRoot = createRequire(path.join(__dirname, '..', '..', 'package.json'));
const pluginName = 'eslint-plugin-n8n-nodes-base';
const plugin: { rules: Record<string, Rule.RuleModule>; configs: Record<'nodes', { rules: Linter.RulesRecord }> } =
	fromRoot(pluginName);
const fromPlugin = createRequire(fromRoot.resolve(pluginName));
const { titleCase }: { titleCase: (text: string) => string } = fromPlugin('title-case');
const { sentenceCase }: { sentenceCase: (text: string) => string } = fromPlugin('sentence-case');

type AnyOption = INodePropertyOptions | INodeProperties | INodePropertyCollection;

/** One thing the editor shows, with the place it stands at for the message of a failing test. */
interface Shown {
	where: string;
	item: AnyOption;
	/** What a person reads first: a field's display name, a list entry's name. */
	name: string;
}

const isProperty = (item: AnyOption): item is INodeProperties => 'type' in item;
const isOption = (item: AnyOption): item is INodePropertyOptions => 'value' in item && !isProperty(item);
const descriptionOf = (item: AnyOption) => ('description' in item ? item.description : undefined);

/** Every property, list entry and collection member, to any depth. */
function* walk(items: AnyOption[], place: string): Generator<Shown> {
	for (const item of items) {
		const where = `${place} > ${item.name}`;
		yield { where, item, name: isOption(item) ? item.name : item.displayName };
		if (isProperty(item)) yield* walk(item.options ?? [], where);
		else if ('values' in item) yield* walk(item.values, where);
	}
}

const propertiesOf = ({ Node }: (typeof platforms)[number] | (typeof triggers)[number]) => new Node().description.properties;
const credentialPropertiesOf = ({ Credential }: (typeof platforms)[number]): INodeProperties[] =>
	new Credential().properties.filter(({ type }) => type !== 'hidden');
const placed = (properties: INodeProperties[], platform: string) =>
	properties.flatMap((property) => {
		const { resource, operation } = property.displayOptions?.show ?? {};
		const places = (operation ?? [undefined]).map((one) => [...(resource ?? []), ...(one === undefined ? [] : [one])].join('.') || 'node');
		return places.flatMap((place) => [...walk([property], `${platform}: ${place}`)]);
	});
const shown = platforms.flatMap((platform) => [
	...placed(propertiesOf(platform), platform.name),
	...walk(credentialPropertiesOf(platform), `${platform.name}: credential`),
]);
for (const trigger of triggers) shown.push(...walk(propertiesOf(trigger), trigger.name));
const operations = platforms.flatMap((platform) =>
	[...allOperations(platform.provider.resources)].map(({ key, ...rest }) => ({
		...rest,
		platform,
		key: `${platform.name}: ${key}`,
	})),
);
const fields = shown.flatMap(({ item, ...rest }) => (isProperty(item) ? [{ ...rest, item }] : []));
const options = shown.flatMap(({ item, ...rest }) => (isOption(item) ? [{ ...rest, item }] : []));
const isNotice = (item: AnyOption) => isProperty(item) && item.type === 'notice';

/** What is wrong, by place; empty when all is well. Reads better in a failing test than one string at a time. */
const wrong = <T extends Shown>(list: T[], complaint: (entry: T) => string | false | undefined): string[] =>
	list.flatMap((entry) => {
		const text = complaint(entry);
		return text ? [`${entry.where}: ${text}`] : [];
	});

/** What stands in the platform’s own console and must be found there. */
const CONSOLE_MENU = /应用列表|回调配置/g;
const CJK = /[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/u;
const titleCaseComplaint = (name: string) => name !== titleCase(name) && `“${name}” should be “${titleCase(name)}”`;

/** As the lint rule does it: a word all in capitals may stand anywhere. */
function sentenceCaseComplaint(text: string) {
	const words = text
		.split(' ')
		.filter((word) => word !== word.toUpperCase())
		.join(' ');
	return words !== sentenceCase(words) && `“${text}” is not sentence case`;
}

function periodComplaint(text: string) {
	const sentences = text.replace(/e\.g\. /g, '').split('. ');
	if (sentences.length === 1) return text.endsWith('.') && `one sentence, but a final period: “${text}”`;
	return !text.endsWith('.') && `several sentences, but no final period: “${text}”`;
}

function spellingComplaint(text: string) {
	const found = text.match(/\b(?:ids?|urls?|apis?|json|ssl|sms|http|https)\b(?!:\/\/)/gi) ?? [];
	const misspelled = found.filter((word) => word.replace(/s$/, '') !== word.replace(/s$/, '').toUpperCase());
	return misspelled.length > 0 && `“${misspelled.join(', ')}” in “${text}”`;
}

const alphabetical = (names: string[]) => [...names].sort((a, b) => a.localeCompare(b));

describe('the words in the editor', () => {
	it('are all looked at: resources, operations, fields, optional fields, options and the credential', () => {
		const places = shown.map(({ where }) => where);
		expect(places).toEqual(
			expect.arrayContaining([
				'qiandun: node > resource > API',
				'qiandun: user > operation > Create Unverified',
				'qiandun: user.createUnverified > accountId',
				'qiandun: user.createUnverified > optionalFields > psnIDCardType > Passport (Assumed)',
				'qiandun: node > options > endpointPath',
				'qiandun: credential > environment > Test',
				'esign: personAccount.update > optionalFields > idType > Passport',
				'esign: credential > authentication > OAuth2 Token',
			]),
		);
	});

	it('are in Title Case where they name something', () => {
		expect(wrong(shown, ({ item, name }) => !isNotice(item) && titleCaseComplaint(name))).toEqual([]);
	});

	it('are a sentence where they name an action, with the resource in it and no final period', () => {
		const listed = options.filter(({ where }) => where.includes('> operation >'));
		expect(listed.length).toBe(operations.length);
		expect(
			wrong(listed, ({ item: { action = '', description = '' } }) =>
				action === '' || description === ''
					? 'has no action or no description'
					: sentenceCaseComplaint(action) || (action.endsWith('.') && 'ends with a period'),
			),
		).toEqual([]);
	});

	it('have a final period only where they are several sentences', () => {
		expect(wrong(shown, ({ item }) => descriptionOf(item) && periodComplaint(String(descriptionOf(item))))).toEqual([]);
		expect(wrong(shown, ({ item, name }) => isNotice(item) && periodComplaint(name))).toEqual([]);
	});

	it('spell ID, URL, API, JSON, SSL, SMS and HTTP in capitals', () => {
		expect(
			wrong(shown, ({ item, name }) =>
				[name, descriptionOf(item), isOption(item) ? item.action : undefined]
					.map((text) => text !== undefined && spellingComplaint(text))
					.find(Boolean),
			),
		).toEqual([]);
	});

	it('are English; only placeholders hold Chinese names', () => {
		expect(
			wrong(shown, ({ item, name }) => {
				const texts = [name, descriptionOf(item) ?? '', isOption(item) ? (item.action ?? '') : ''];
				return texts.some((text) => CJK.test(text.replace(CONSOLE_MENU, ''))) && texts.join(' | ');
			}),
		).toEqual([]);
	});

	it('begin a description with a capital, and never just repeat the name', () => {
		expect(
			wrong(shown, ({ item, name }) => {
				const description = descriptionOf(item);
				if (description === undefined) return false;
				if (!/^[A-Z]/.test(description)) return `“${description}”`;
				return description.toLowerCase() === name.toLowerCase() && 'repeats the name';
			}),
		).toEqual([]);
	});

	it('have no stray blanks', () => {
		expect(
			wrong(shown, ({ item, name }) =>
				[name, descriptionOf(item) ?? ''].some((text) => text !== text.trim() || /\s{2}/.test(text)) && name,
			),
		).toEqual([]);
	});

	it('begin with Whether where a switch is described', () => {
		const switches = fields.filter(({ item }) => item.type === 'boolean');
		expect(switches.length).toBeGreaterThan(0);
		expect(wrong(switches, ({ item }) => !item.description?.startsWith('Whether ') && String(item.description))).toEqual([]);
	});

	it('begin with e.g. where they are an example', () => {
		const examples = fields.filter(
			({ item }) => item.placeholder !== undefined && !/ollection$/.test(item.type) && item.name !== 'email',
		);
		expect(examples.length).toBeGreaterThan(0);
		expect(wrong(examples, ({ item }) => !item.placeholder?.startsWith('e.g. ') && String(item.placeholder))).toEqual([]);
	});

	it('explain every field but resource, operation, notices and collections', () => {
		const selfEvident = [
			'resource',
			'operation',
			'optionalFields',
			'options',
			'environment',
			'authentication',
		];
		expect(
			wrong(fields, ({ item }) => !selfEvident.includes(item.name) && !isNotice(item) && !item.description && 'no description'),
		).toEqual([]);
	});
});

describe('lists in the editor', () => {
	const lists = fields.filter(({ item }) => (item.options ?? []).length > 0);

	it('are alphabetical from five entries up, and resources, operations and optional fields always', () => {
		const always = ['resource', 'operation', 'optionalFields', 'options'];
		expect(
			wrong(lists, ({ item }) => {
				const names = (item.options ?? []).map((option) => (isOption(option) ? option.name : option.displayName));
				if (names.length < 5 && !always.includes(item.name)) return false;
				return names.join() !== alphabetical(names).join() && names.join(', ');
			}),
		).toEqual([]);
	});

	it('name and value each entry once', () => {
		expect(
			wrong(lists, ({ item }) => {
				const entries = (item.options ?? []).map((option) => (isOption(option) ? String(option.value) : option.name));
				const names = (item.options ?? []).map((option) => (isOption(option) ? option.name : option.displayName));
				return (new Set(entries).size < entries.length || new Set(names).size < names.length) && names.join(', ');
			}),
		).toEqual([]);
	});

	it('start with one of their own values, lists of several with none or some of them', () => {
		expect(
			wrong(lists, ({ item }) => {
				const values = (item.options ?? []).flatMap((option) => (isOption(option) ? [option.value] : []));
				if (item.type === 'options') return !values.includes(String(item.default)) && `default ${String(item.default)}`;
				if (item.type !== 'multiOptions') return false;
				const chosen: unknown[] = Array.isArray(item.default) ? item.default : [item.default];
				return !chosen.every((value) => values.some((known) => known === value)) && `default ${String(item.default)}`;
			}),
		).toEqual([]);
	});

	it('do not take expressions where they choose resource and operation', () => {
		const chosen = fields.filter(({ item }) => item.name === 'resource' || item.name === 'operation');
		expect(wrong(chosen, ({ item }) => item.noDataExpression !== true && 'takes expressions')).toEqual([]);
	});
});

/** Rules of n8n's own lint that have a say on properties, run over the properties as they are built. */
function lint(properties: INodeProperties[]): string[] {
	const rules: Linter.RulesRecord = {};
	for (const name of Object.keys(plugin.configs.nodes.rules)) {
		if (name.startsWith('n8n-nodes-base/node-param-')) rules[name] = 'error';
	}
	// Switched off by n8n's CLI too.
	delete rules['n8n-nodes-base/node-param-type-options-max-value-present'];
	// The rows of a contract follow the order in which people think of them, as n8n's own nodes do.
	delete rules['n8n-nodes-base/node-param-fixed-collection-type-unsorted-items'];
	// A field that is "not required" is built from one that is; the rule is about what stands in a source file.
	delete rules['n8n-nodes-base/node-param-required-false'];
	expect(Object.keys(rules).length).toBeGreaterThan(50);
	const source = `const description = { properties: ${literal(properties)} };`;
	return new Linter()
		.verify(source, { plugins: { 'n8n-nodes-base': { rules: plugin.rules } }, rules }, { filename: 'Qiandun.node.js' })
		.map(({ ruleId, message, line }) => `${ruleId}: ${message} ${source.split('\n')[line - 1].trim()}`);
}

/** Source text with bare keys: the rules do not know quoted ones. */
const literal = (value: unknown): string =>
	JSON.stringify(value, null, '\t').replace(/^(\t*)"([A-Za-z]\w*)":/gm, '$1$2:');

describe('n8n’s own lint', () => {
	it.each([...platforms, ...triggers])('finds nothing in what the editor shows of $name', (platform) => {
		expect(lint(propertiesOf(platform))).toEqual([]);
	});

	it.each(platforms)('finds nothing in the credential’s fields of $name', (platform) => {
		expect(lint(credentialPropertiesOf(platform))).toEqual([]);
	});

	it.each<[string, Partial<INodeProperties>]>([
		['node-param-display-name-miscased', { displayName: 'Account number' }],
		['node-param-description-excess-final-period', { description: 'Something.' }],
		['node-param-description-miscased-id', { description: 'The id to send' }],
		['node-param-description-boolean-without-whether', { type: 'boolean', default: false, description: 'If so' }],
		['node-param-default-wrong-for-options', { type: 'options', default: 'c', options: [{ name: 'A', value: 'a' }] }],
		[
			'node-param-collection-type-unsorted-items',
			{
				type: 'collection',
				default: {},
				placeholder: 'Add Field',
				options: ['E', 'D', 'C', 'B', 'A'].map((name) => ({ displayName: name, name, type: 'string', default: '' })),
			},
		],
		[
			'node-param-operation-option-action-miscased',
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				default: 'get',
				options: [{ name: 'Get', value: 'get', action: 'Get A User' }],
			},
		],
	])('would find %s', (rule, planted) => {
		const property: INodeProperties = { displayName: 'Planted', name: 'planted', type: 'string', default: '', ...planted };
		expect(lint([property]).join('\n')).toContain(`n8n-nodes-base/${rule}`);
	});
});

describe('what is checked above', () => {
	it.each([
		['title case', titleCaseComplaint('Account number')],
		['sentence case', sentenceCaseComplaint('Update A User')],
		['a period too many', periodComplaint('Name of the person.')],
		['a period too few', periodComplaint('Kind of document. Only one was seen')],
		['a small id', spellingComplaint('Your own id')],
		['Ids', spellingComplaint('Ids of users')],
		['a small url', spellingComplaint('The Url of it')],
	])('would be found: %s', (_what, complaint) => {
		expect(complaint).toBeTruthy();
	});

	it.each([
		['IDs, URLs and an address', spellingComplaint('IDs and URLs, e.g. http://127.0.0.1')],
		['e.g. in a single sentence', periodComplaint('A number, e.g. 12')],
	])('is not taken for wrong: %s', (_what, complaint) => {
		expect(complaint).toBe(false);
	});
});

describe('the definitions', () => {
	const addressed = operations.flatMap(({ operation, ...rest }) =>
		operation.routing ? [{ ...rest, operation: operation as Operation }] : [],
	);
	/** The keys of the operations for which something does not hold. */
	const keysWhere = <T extends { key: string }>(list: T[], isWrong: (entry: T) => boolean) =>
		list.filter(isWrong).map(({ key }) => key);

	it('of operations without documentation show a notice, the documented ones none', () => {
		const node: INode = { id: '1', name: 'N', type: 't', typeVersion: 1, position: [0, 0], parameters: {} };
		const notices = (platform: (typeof platforms)[number], resource: string, operation: string) => {
			const parameters: INodeParameters = { resource, operation };
			const { description } = new platform.Node();
			return description.properties.filter(
				(property) =>
					isNotice(property) &&
					NodeHelpers.displayParameter(parameters, property, node, description),
			);
		};
		const seen = operations.map(({ key, platform, resource, operation }) => [
			key,
			notices(platform, resource.value, operation.value).map(({ displayName }) => displayName.split(/[:;]/)[0]),
		]);
		expect(seen).toEqual(
			operations.map(({ key, operation: { source } }) => [
				key,
				source === 'assumed'
					? ['Assumed']
					: source === 'client'
						? ['The address of this operation was seen in a public client']
						: [],
			]),
		);
	});

	it('of which one of several fields is needed say so once, under the last of these', () => {
		const hinted = addressed.flatMap(({ platform, resource, operation }) => {
			const { properties } = new platform.Node().description;
			return (operation.oneOf ?? []).map((group) =>
				properties
					.filter(({ name, displayOptions }) => group.includes(name) && displayOptions?.show?.resource?.includes(resource.value) && displayOptions.show.operation?.includes(operation.value))
					.map(({ hint }) => hint?.replace(/^This or .+ is needed$/, 'needed')),
			);
		});
		expect(hinted.length).toBeGreaterThan(3);
		for (const hints of hinted) expect(hints).toEqual([...Array.from({ length: hints.length - 1 }), 'needed']);
	});

	it('of what must not be repeated say how to find out whether it took effect', () => {
		expect(keysWhere(operations, ({ operation }) => !operation.repeatable && !operation.checkOutcome?.trim())).toEqual([]);
	});

	it('of what only reads are repeatable', () => {
		expect(keysWhere(addressed, ({ operation }) => operation.routing.request.method === 'GET' && !operation.repeatable)).toEqual([]);
	});

	it('have an address in plain words: a known method and a path below the base URL', () => {
		expect(
			keysWhere(
				addressed,
				({ operation: { routing } }) =>
					!/^(GET|POST|PUT|PATCH|DELETE)$/.test(routing.request.method) ||
					!/^\/(open|v[123]|api\/v2)(\/([\w-]+|\{\w+\}))+$/.test(routing.request.url) ||
					Object.keys(routing.request).sort().join() !== 'method,url',
			),
		).toEqual([]);
	});

	it('send each field to one literal place, where the method carries it', () => {
		const places = addressed.flatMap(({ key, operation }) =>
			operation.fields.map((field) => ({ key: `${key}: ${field.name}`, operation, field })),
		);
		expect(
			keysWhere(places, ({ operation, field }) => {
				const { method, url } = operation.routing.request;
				if (url.includes(`{${field.name}}`)) return field.routing !== undefined;
				// What the runner itself acts on; a picture's address goes to the platform.
				if (STANDARD_FIELDS.has(field.name)) {
					return field.routing !== undefined && field.routing.send?.property !== operation.upload?.urlProperty;
				}
				if (operation.toBody) return field.routing !== undefined;
				// A choice that only decides which other fields show.
				if (operation.fields.some(({ displayOptions }) => displayOptions?.show?.[field.name])) return field.routing !== undefined;
				const { send, ...others } = field.routing ?? {};
				const { type, property, ...more } = send ?? {};
				// Some endpoints of eSign that write are found by a query parameter.
				const where =
					method === 'GET' ||
					method === 'DELETE' ||
					(url.endsWith('ByThirdId') && property === 'thirdPartyUserId');
				return (
					type !== (where ? 'query' : 'body') ||
					!/^\w+(\.\w+)*$/.test(property ?? '') ||
					Object.keys({ ...others, ...more }).length > 0
				);
			}),
		).toEqual([]);
	});

	it('never send two fields to the same place', () => {
		expect(
			keysWhere(addressed, ({ operation }) => {
				const places = operation.fields.flatMap(({ routing }) => routing?.send?.property ?? []);
				return new Set(places).size < places.length;
			}),
		).toEqual([]);
	});

	it('name the members of a group that exist, two or more, none of them required', () => {
		const groups = operations.flatMap(({ key, operation }) =>
			(operation.oneOf ?? []).map((group) => ({ key: `${key}: ${group.join(', ')}`, group, operation })),
		);
		expect(groups.length).toBeGreaterThan(0);
		expect(
			keysWhere(
				groups,
				({ group, operation }) =>
					group.length < 2 ||
					!group.every((name) => operation.fields.some((field) => field.name === name && field.required !== true)),
			),
		).toEqual([]);
	});

	it('name each parameter of an operation once, and none like those the engine adds', () => {
		expect(
			keysWhere(operations, ({ operation }) => {
				const names = [
					...operation.fields.map(({ name }) => name),
					...['resource', 'operation', 'optionalFields', 'options', 'assumedNotice', 'clientNotice'],
				];
				return new Set(names).size < names.length;
			}),
		).toEqual([]);
	});

	it('keep from the editor what only the runner reads', () => {
		const ours = ['openList', 'convert', 'check', 'source', 'repeatable', 'checkOutcome', 'oneOf', 'standsAlone', 'changes', 'confirms', 'existing', 'once', 'toBody', 'upload', 'download', 'listAt', 'paging', 'gather', 'times', 'stateWord', 'lookUp', 'settles', 'simplified', 'fields'];
		expect(wrong(shown, ({ item }) => Object.keys(item).filter((key) => ours.includes(key)).join())).toEqual([]);
	});

	it('take every default in the form the field asks for', () => {
		const asked: Partial<Record<INodeProperties['type'], string>> = {
			string: 'string',
			number: 'number',
			boolean: 'boolean',
			json: 'string',
			collection: 'object',
			multiOptions: 'object',
		};
		expect(
			wrong(fields, ({ item }) => asked[item.type] !== undefined && typeof item.default !== asked[item.type] && String(item.default)),
		).toEqual([]);
	});
});
