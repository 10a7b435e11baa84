/** What the definitions send. */
import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { isHidden } from '../../engine/field.ts';
import type { Field, Operation } from '../../engine/operation.ts';
import { setDeep } from '../../engine/plan.ts';
import { isObject } from './json.mts';
import { carries, type Place } from './place.mts';

/** One field as it leaves here. */
export interface SentField {
	/** On the wire, with dots for nesting; an element of a list has the name of the list. */
	name: string;
	place: Place;
	/** `either`: one of several, or only with a certain choice. `always`: sent whatever the user fills in. */
	need: 'required' | 'optional' | 'either' | 'always';
	type: string;
	/** Values of its list. */
	values: string[];
	/** Name of the input it comes from. */
	parameter?: string;
}

/** What an operation sends, found with sample values: conversions and `toBody` make of them what they make of a user's. */
export function sentFields(operation: Operation, now = new Date()): SentField[] {
	const { routing, upload, paging, toBody, fields, once } = operation;
	const { method, url } = routing.request;
	const samples = samplesAt(now);
	const own = toBody ? bodyFields(operation, now, samples) : fields.flatMap((field) => fieldAtItsPlace(field, operation, samples));
	return [
		...own.map((field): SentField => (field.name === once?.key ? { ...field, need: 'always' } : field)),
		...fields
			.filter(({ name }) => url.includes(`{${name}}`))
			.map((field): SentField => ({ name: field.name, place: 'path', need: 'required', type: 'string', values: [], parameter: field.name })),
		...(upload
			? [inBody(upload.property, upload.as === 'multipart' ? 'file' : 'string', upload.urlProperty === undefined ? 'required' : 'either')]
			: []),
		...(upload?.address
			? [inBody(upload.address.contentType, 'string', 'always'), inBody(upload.address.fileSize, 'number', 'always')]
			: []),
		...(paging ? [paging.page, paging.size].map((name) => ({ ...inBody(name, 'number', 'always'), place: carries(method) })) : []),
	];
}

const inBody = (name: string, type: string, need: SentField['need']): SentField => ({ name, place: 'body', need, type, values: [] });

function fieldAtItsPlace(field: Field, { routing, oneOf = [] }: Operation, samples: Samples): SentField[] {
	const send = field.routing?.send;
	if (send?.property === undefined || routing.request.url.includes(`{${field.name}}`)) return [];
	// Rows of name and value become an object whose names are the user's.
	const given = field.convert && field.type === 'fixedCollection' ? {} : samples.of(field);
	const request: IDataObject = {};
	setDeep(request, send.property, field.convert ? field.convert(given) : given);
	const isChoice = field.displayOptions !== undefined || oneOf.some((group) => group.includes(field.name));
	const need = isChoice ? 'either' : field.required ? 'required' : 'optional';
	return leaves(request).map(({ name, type }) => ({
		name,
		place: send.type === 'query' ? 'query' : 'body',
		need,
		type,
		values: valuesOf(field),
		parameter: field.name,
	}));
}

/** The fields of a body that a function makes; what an input means for it shows when that input is left out. */
function bodyFields({ fields, toBody }: Operation, now: Date, samples: Samples): SentField[] {
	if (!toBody) return [];
	const inputs = fields.flatMap(withRows);
	const named = new Map(inputs.map((input) => [input.name, input]));
	const whole = leaves(toBody(samples.values(fields), now));
	const needs = new Map<string, SentField['need']>();
	for (const input of inputs) {
		try {
			const left = new Set(leaves(toBody(samples.values(fields, input), now)).map(({ name }) => name));
			for (const { name } of whole) if (!left.has(name)) needs.set(name, input.required ? 'required' : 'optional');
		} catch {
			// The body cannot do without it.
		}
	}
	return whole.map(({ name, type }) => {
		const input = named.get(name.split('.').pop() ?? '');
		return {
			...inBody(name, type, needs.get(name) ?? 'always'),
			...(input && { values: valuesOf(input), parameter: input.name }),
		};
	});
}

/** A field and those in its rows. */
const withRows = (field: INodeProperties): INodeProperties[] => [
	field,
	...(field.options ?? []).flatMap((option) => ('values' in option ? option.values.flatMap(withRows) : [])),
];

interface Samples {
	of(field: INodeProperties): unknown;
	/** Values by name of the fields that show, without one. */
	values(fields: INodeProperties[], leftOut?: INodeProperties): IDataObject;
}

const IN_A_MONTH_MS = 30 * 86_400_000;

/** One good value for each kind of field. The same text everywhere, so that a file named twice is the same file. */
function samplesAt(now: Date): Samples {
	const sample = (field: INodeProperties, leftOut?: INodeProperties): unknown => {
		switch (field.type) {
			case 'number':
				return Math.max(Number(field.default) || 1, field.typeOptions?.minValue ?? 1);
			case 'boolean':
				return true;
			case 'dateTime':
				return new Date(now.getTime() + IN_A_MONTH_MS).toISOString();
			case 'options':
				return valuesOf(field).find((value) => value === field.default) ?? valuesOf(field)[0];
			case 'multiOptions':
				return valuesOf(field).slice(0, 1);
			case 'json':
				return {};
			case 'fixedCollection':
				return Object.fromEntries(
					(field.options ?? []).flatMap((group) => ('values' in group ? [[group.name, [values(group.values, leftOut)]]] : [])),
				);
			default:
				return 'sample';
		}
	};
	const values = (fields: INodeProperties[], leftOut?: INodeProperties): IDataObject => {
		const filled: IDataObject = {};
		for (const field of fields) {
			if (field !== leftOut && !isHidden(field, filled)) filled[field.name] = sample(field, leftOut) as IDataObject;
		}
		return filled;
	};
	return { of: (field) => sample(field), values };
}

const valuesOf = ({ options = [], type }: INodeProperties): string[] =>
	type === 'options' || type === 'multiOptions' ? options.flatMap((option) => ('value' in option ? [String(option.value)] : [])) : [];

/** The ends of a value's branches, with the type each has in JSON. */
function leaves(value: unknown, name = ''): Array<{ name: string; type: string }> {
	if (value === undefined) return [];
	if (Array.isArray(value) && isObject(value[0])) return leaves(value[0], name);
	if (isObject(value) && Object.keys(value).length > 0) {
		return Object.entries(value).flatMap(([key, inner]) => leaves(inner, name === '' ? key : `${name}.${key}`));
	}
	return [{ name, type: Array.isArray(value) ? 'array' : typeof value }];
}
