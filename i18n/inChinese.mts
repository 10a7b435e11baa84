// Chinese in the place of English in what n8n's editor shows. Besides the tests only the Chinese package has this file:
// tools/build-zh.mts compiles it into it. Names, values and everything else that workflows hold stay as they are.

/** English text -> Chinese text. A key may end in " @@ " and words of its place: `Name @@ organizationAccount`. */
export type Dictionary = Readonly<Record<string, string>>;

/** Stands between an English text and the words of the place it is meant for. */
const AT = ' @@ ';

/** What a person reads, by the name of the property that holds it. */
const READ = new Set([
	'displayName',
	'description',
	'placeholder',
	'hint',
	'action',
	'subtitle',
	// A trigger's panel.
	'header',
	'inactive',
	'active',
	'activationHint',
	'activationMessage',
	'eventTriggerDescription',
	// What a resource mapper, a resource locator and a list with rows say.
	'singular',
	'plural',
	'noFieldsError',
	'errorMessage',
	'multipleValueButtonText',
	'fixedCollectionItemTitle',
]);
/** What nobody reads, or what belongs to the user's workflow. */
const NEVER_READ = new Set(['displayOptions', 'default', 'routing', 'credentials', 'webhooks', 'inputs', 'outputs', 'icon', 'group']);

type Change = (text: string, place: readonly string[]) => string;

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** A list entry's name is read; that of a field is saved in workflows. */
const isRead = (key: string, { name, value, type }: Record<string, unknown>, parent: string): boolean =>
	READ.has(key) || (key === 'name' && ((name !== undefined && value !== undefined && type === undefined) || parent === 'defaults'));

/** Words that say where something stands: resources, operations and names on the way to it. */
function placeOf(item: Record<string, unknown>, place: readonly string[]): readonly string[] {
	const { show } = isObject(item.displayOptions) ? item.displayOptions : {};
	const { resource, operation } = isObject(show) ? show : {};
	const words = [resource, operation, item.value ?? item.name].flat().filter((word) => typeof word === 'string');
	return [...place, ...words];
}

/**
 * A copy with every text that a person reads changed.
 *
 * @param place words that say where `value` stands
 */
export function withTexts<T>(value: T, place: readonly string[], change: Change, parent = ''): T {
	if (Array.isArray(value)) return value.map((entry: unknown) => withTexts(entry, place, change, parent)) as T;
	if (!isObject(value) || Object.getPrototypeOf(value) !== Object.prototype) return value;
	const here = placeOf(value, place);
	return Object.fromEntries(
		Object.entries(value).map(([key, part]) => {
			if (typeof part === 'string') return [key, isRead(key, value, parent) ? change(part, here) : part];
			return [key, NEVER_READ.has(key) ? part : withTexts(part, [...here, key], change, key)];
		}),
	) as T;
}

/** A text is looked up by itself and, before that, with the words of its place. */
export class Translator {
	private readonly entries = new Map<string, Array<{ key: string; words: string[]; chinese: string }>>();

	constructor(
		dictionary: Dictionary,
		/** Hears the key that was used, or undefined for a text that has none. */
		private readonly heard: (key: string | undefined, text: string, place: readonly string[]) => void = () => undefined,
	) {
		for (const [key, chinese] of Object.entries(dictionary)) {
			const [text, words] = key.split(AT);
			const entries = this.entries.get(text) ?? [];
			entries.push({ key, words: words === undefined ? [] : words.split(' '), chinese });
			// The one that says most about the place comes first.
			this.entries.set(text, entries.sort((a, b) => b.words.length - a.words.length));
		}
	}

	/** What is not in the dictionary stays English. */
	readonly chinese: Change = (text, place) => {
		const entry = this.entries.get(text)?.find(({ words }) => words.every((word) => place.includes(word)));
		this.heard(entry?.key, text, place);
		return entry?.chinese ?? text;
	};
}

interface Named {
	name: string;
	value: string;
}

interface Description {
	name: string;
	subtitle?: string;
	properties: object[];
}

/** The description of a node in Chinese. */
export function descriptionInChinese<T extends Description>(description: T, translator: Translator): T {
	const chinese = withTexts(description, [], translator.chinese);
	const names = operationNames(chinese.properties);
	return names === undefined ? chinese : { ...chinese, subtitle: subtitleWith(names) };
}

/** Whether the subtitle of this node is made of its lists, so that no dictionary has it. */
export const hasOperations = ({ properties }: Description): boolean => operationNames(properties) !== undefined;

/** "resource.operation" -> their names in the lists; undefined where there are none. */
function operationNames(properties: object[]): Record<string, string> | undefined {
	const lists = properties as Array<{ name: string; options?: Named[]; displayOptions?: { show?: { resource?: string[] } } }>;
	const resources = lists.find(({ name }) => name === 'resource')?.options;
	return (
		resources &&
		Object.fromEntries(
			lists
				.filter(({ name }) => name === 'operation')
				.flatMap(({ options = [], displayOptions }) =>
					(displayOptions?.show?.resource ?? []).flatMap((resource) => {
						const shown = resources.find(({ value }) => value === resource)?.name ?? resource;
						return options.map(({ name, value }) => [`${resource}.${value}`, `${shown}：${name}`]);
					}),
				),
		)
	);
}

/** English subtitles are the values themselves: "create: contract". A Chinese one has to know their names. */
const subtitleWith = (names: Record<string, string>): string =>
	`={{ (${JSON.stringify(names)})[$parameter["resource"] + "." + $parameter["operation"]] || $parameter["operation"] + ": " + $parameter["resource"] }}`;

/** A field, or a group of rows, of a definition (engine/operation.ts). */
interface Field {
	name: string;
	displayName?: string;
	options?: unknown[];
	values?: Field[];
}

interface Resource {
	value: string;
	operations: Array<{ value: string; fields: Field[] }>;
}

/** Messages about wrong input name the field as the editor shows it, so the definitions have to know its Chinese name. */
export function nameFieldsInChinese(node: string, resources: readonly Resource[], translator: Translator): void {
	const done = new Set<Field>();
	const rename = (field: Field, place: readonly string[]) => {
		// One object may be a field of several operations.
		if (done.has(field)) return;
		done.add(field);
		const here = [...place, field.name];
		if (field.displayName !== undefined) field.displayName = translator.chinese(field.displayName, here);
		for (const part of [...(field.options ?? []), ...(field.values ?? [])]) {
			if (isField(part)) rename(part, here);
		}
	};
	for (const { value: resource, operations } of resources) {
		for (const { value: operation, fields } of operations) {
			for (const field of fields) rename(field, [node, resource, operation]);
		}
	}
}

const isField = (part: unknown): part is Field => isObject(part) && typeof part.displayName === 'string';

/** A node's class as n8n makes it: without arguments. */
type NodeClass = new () => { description: Description };
type CredentialClass = new () => { name: string; displayName: string; properties: object[] };

/**
 * The class with its description in Chinese.
 *
 * @param resources the definitions behind the node, if it has any; their fields get Chinese names
 */
export function nodeInChinese<T extends NodeClass>(Node: T, dictionary: Dictionary, resources: readonly Resource[] = []): T {
	const translator = new Translator(dictionary);
	// Made of the English definitions, before they get their Chinese names: sorted and worded as in English.
	const description = descriptionInChinese(new Node().description, translator);
	nameFieldsInChinese(description.name, resources, translator);
	return named(
		Node.name,
		class extends (Node as NodeClass) {
			description = description;
		} as T,
	);
}

/** The class with its name and fields in Chinese. */
export function credentialInChinese<T extends CredentialClass>(Credential: T, dictionary: Dictionary): T {
	const translator = new Translator(dictionary);
	return named(
		Credential.name,
		class extends (Credential as CredentialClass) {
			constructor() {
				super();
				const { name, displayName, properties } = this;
				Object.assign(this, withTexts({ name, displayName, properties }, [], translator.chinese));
			}
		} as T,
	);
}

const named = <T extends object>(name: string, Class: T): T => Object.defineProperty(Class, 'name', { value: name });
