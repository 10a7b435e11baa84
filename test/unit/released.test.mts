/**
 * What workflows that people saved rely on, and what goes to the platforms: names and values of parameters, addresses, the place
 * of each field on the wire, what may be repeated. A change here breaks somebody's workflow or was decided on:
 * then `npx jest test/unit/released -u`, and the difference is part of the review. What is displayed is not part of it.
 */
import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';
import { allOperations, partsOf, type AnyOperation } from '../../engine/operation.ts';
import { platforms, triggers } from '../../tools/platforms.mts';

type Entry = INodeProperties | INodePropertyOptions | INodePropertyCollection;

/** What is displayed inside typeOptions. */
const TEXTS = ['noFieldsError', 'fieldWords', 'multipleValueButtonText'];
const withoutTexts = (options: object): string => JSON.stringify(options, (key, value: unknown) => (TEXTS.includes(key) ? undefined : value));

/** One line for a field, one for each field inside it. */
function linesOf(field: INodeProperties, path = ''): string[] {
	const { name, type, required, default: initial, typeOptions, displayOptions, routing, options = [], modes = [] } = field;
	const full = path + name;
	if (type === 'notice' || type === 'callout') return [];
	const values = options.flatMap((option: Entry) => ('value' in option ? [option.value] : []));
	const place = routing?.send && `-> ${routing.send.type ?? 'body'} ${String(routing.send.property)}`;
	const line = [
		`${full}: ${type}`,
		required === true && 'required',
		`= ${JSON.stringify(initial)}`,
		values.length > 0 && `of ${values.join(' | ')}`,
		modes.length > 0 && `by ${modes.map((mode) => mode.name).join(' | ')}`,
		typeOptions && withoutTexts(typeOptions),
		displayOptions && `if ${JSON.stringify(displayOptions)}`,
		place,
	];
	const inner = options.flatMap((option: Entry) => {
		if ('values' in option) return option.values.flatMap((value) => linesOf(value, `${full}.${option.name}.`));
		return 'type' in option ? linesOf(option, `${full}.`) : [];
	});
	return [line.filter(Boolean).join(' '), ...inner];
}

/** Everything of an operation but its texts and functions; its fields as lines. */
function releasedOf(operation: AnyOperation): string {
	const { fields, routing } = operation;
	const { oneOf, existing, repeatable, changes, confirms, finishes, listAt, gather, times, simplified, upload, stateWord } = { ...operation, ...partsOf(operation) };
	const { method = '', url = '' } = routing?.request ?? {};
	const facts = {
		oneOf, changes, confirms, finishes, listAt, gather, times, simplified, upload, existing: existing?.code, stateWord,
	};
	const said = Object.entries(facts).filter(([, value]) => value !== undefined).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
	return [`${method} ${url}${repeatable ? ' repeatable' : ''}`, ...said, ...fields.flatMap((field) => linesOf(field))].join('\n');
}

describe.each(platforms.map((platform) => ({ ...platform, title: platform.name })))('of the node $title', ({ provider, Node, Credential }) => {
	it.each([...allOperations(provider.resources)].map(({ key, operation }) => ({ key, operation })))('$key', ({ operation }) => {
		expect(releasedOf(operation)).toMatchSnapshot();
	});

	it('the node itself and its options', () => {
		const { name, version, inputs, outputs, credentials, properties } = new Node().description;
		const options = properties.filter((property) => property.name === 'options');
		expect([JSON.stringify({ name, version, inputs, outputs, credentials }), ...options.slice(0, 1).flatMap((field) => linesOf(field))].join('\n')).toMatchSnapshot();
	});

	it('its credential', () => {
		const { name, properties } = new Credential();
		expect([name, ...properties.flatMap((field) => linesOf(field))].join('\n')).toMatchSnapshot();
	});
});

it.each(triggers.map(({ name, Node }) => ({ name, Node })))('of the node $name', ({ Node }) => {
	const { name, version, outputs, credentials, webhooks, properties } = new Node().description;
	expect([JSON.stringify({ name, version, outputs, credentials, webhooks }), ...properties.flatMap((field) => linesOf(field))].join('\n')).toMatchSnapshot();
});
