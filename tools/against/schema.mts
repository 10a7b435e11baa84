/** The fields that a JSON Schema describes, with what it refers to and what it is put together from. */
import { isObject, listOf, objectOf, textOf, type JsonObject } from './json.mts';
import type { Place } from './place.mts';
import { plain } from './words.mts';

export interface DocumentField {
	name: string;
	place: Place;
	/** It, and all it stands in. */
	required: boolean;
	type?: string;
	values: string[];
	/** Its first name in the vendor's words. */
	title: string;
	/** What it may be called there, plain. */
	labels: string[];
}

/** Where references lead, and how much of it was looked at for one endpoint. */
export interface Reader {
	root: JsonObject;
	steps: number;
}

/** Schemas may refer to each other without end. */
const MOST_STEPS = 5_000;
export const DEEPEST = 12;

/** The ends of a schema's branches. What stands in itself is not entered again. */
export function* fieldsOf(node: unknown, name: string, place: Place, required: boolean, reader: Reader, above: string[] = []): Generator<DocumentField> {
	const schema = schemaOf(node, reader);
	const element = schema.items === undefined ? undefined : schemaOf(schema.items, reader);
	const { properties, required: needed } = schema.properties.size > 0 || !element ? schema : element;
	const references = [node, schema.items].map((one) => textOf(objectOf(one).$ref)).filter((reference) => reference !== '');
	const isInItself = references.some((reference) => above.includes(reference));
	if (properties.size > 0 && !isInItself && reader.steps < MOST_STEPS && name.split('.').length <= DEEPEST) {
		for (const [key, inner] of properties) {
			const whole = name === '' ? key : `${name}.${key}`;
			yield* fieldsOf(inner, whole, place, required && needed.has(key), reader, [...above, ...references]);
		}
		return;
	}
	const { title, description, type } = schema;
	const values = schema.values.length > 0 ? schema.values : (element?.values ?? []);
	const shortDescription = description.split(/[\n,.;:，。；：、(（]/)[0].trim();
	yield {
		name,
		place,
		required,
		values,
		title: title || shortDescription,
		labels: [title, shortDescription].map(plain).filter((label) => label !== ''),
		...(type !== '' && { type }),
	};
}

/** A schema with what it is put together from. */
interface Schema {
	type: string;
	title: string;
	description: string;
	properties: Map<string, unknown>;
	required: Set<string>;
	items?: unknown;
	values: string[];
}

function schemaOf(node: unknown, reader: Reader, depth = 0): Schema {
	const own = resolved(node, reader);
	const isEnough = ++reader.steps > MOST_STEPS || depth > DEEPEST;
	const inner = (parts: unknown): Schema[] => (isEnough ? [] : listOf(parts).map((part) => schemaOf(part, reader, depth + 1)));
	const all = inner(own.allOf);
	const some = [...inner(own.oneOf), ...inner(own.anyOf)].filter(({ type }) => type !== 'null');
	const parts = [...all, ...some];
	// What only one of several alternatives needs is not needed.
	const demanding = some.length === 1 ? parts : all;
	return {
		type: typeOf(own) || (parts.find(({ type }) => type !== '')?.type ?? ''),
		title: textOf(own.title) || (parts.find(({ title }) => title !== '')?.title ?? ''),
		description: textOf(own.description) || (parts.find(({ description }) => description !== '')?.description ?? ''),
		properties: new Map([...parts.flatMap(({ properties }) => [...properties]), ...Object.entries(objectOf(own.properties))]),
		required: new Set([...demanding.flatMap(({ required }) => [...required]), ...listOf(own.required).map(String)]),
		items: own.items ?? parts.find(({ items }) => items !== undefined)?.items,
		values: [...new Set([...enumOf(own), ...parts.flatMap(({ values }) => values)])],
	};
}

const JSON_TYPES: Record<string, string> = { integer: 'number', float: 'number', double: 'number', long: 'number' };

/** As in JSON; "file" for bytes, "" for unknown. */
function typeOf({ type, format, properties }: JsonObject): string {
	const [named = ''] = (Array.isArray(type) ? type : [type]).map(textOf).filter((one) => one !== '' && one !== 'null');
	if (named === '' && type === 'null') return 'null';
	if (named === 'string' && format === 'binary') return 'file';
	return named === '' && isObject(properties) ? 'object' : (Object.hasOwn(JSON_TYPES, named) ? JSON_TYPES[named] : named);
}

/** Apifox keeps the values once more with their meaning. */
const enumOf = (schema: JsonObject): string[] =>
	[...listOf(schema.enum), ...listOf(schema['x-apifox-enum']).map((entry) => objectOf(entry).value)]
		.filter((value) => typeof value === 'string' || typeof value === 'number')
		.map(String);

const MOST_HOPS = 20;

/** The object, or what it refers to, with what stands beside the reference. */
export function resolved(node: unknown, { root }: Reader): JsonObject {
	let place = objectOf(node);
	for (let hops = 0; typeof place.$ref === 'string' && hops < MOST_HOPS; hops++) {
		const { $ref, ...beside } = place;
		place = { ...objectOf(pointedAt(root, String($ref))), ...beside };
	}
	return place;
}

function pointedAt(root: JsonObject, reference: string): unknown {
	if (!reference.startsWith('#/')) return undefined;
	let place: unknown = root;
	for (const part of reference.slice(2).split('/')) {
		const key = unescaped(part).replace(/~1/g, '/').replace(/~0/g, '~');
		if (!isObject(place) || !Object.hasOwn(place, key)) return undefined;
		place = place[key];
	}
	return place;
}

function unescaped(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
