/** One field's value: converted where it has one clear meaning, else refused by the name the editor shows. */
import type { IDataObject, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { isPlainObject, parseJsonToSend } from './json';
import type { Field } from './operation';
import { mask } from './privacy';

/** A sentence about a wrong input that names the field as the editor shows it. */
export class InputError extends Error {
	constructor(
		message: string,
		readonly remedy?: string,
	) {
		super(message);
	}
}

/** The value to send, or undefined where the field was left empty. */
export function fieldValue(field: Field, given: unknown): unknown {
	if (isEmpty(given) || (field.type === 'fixedCollection' && isPlainObject(given) && rowsIn(given) === 0)) return undefined;
	const value = field.type === 'json' ? json(given, field.displayName) : typed(field, given);
	const complaint = field.check?.(value);
	if (complaint !== undefined) throw new InputError(`“${field.displayName}” ${complaint}`, fieldRemedy(field));
	return field.convert ? field.convert(value) : value;
}

/**
 * Whether the editor hides a field, given the values beside it. What is hidden is neither needed nor sent, whatever an
 * earlier choice left in it.
 */
export const isHidden = ({ displayOptions }: Pick<INodeProperties, 'displayOptions'>, beside: IDataObject): boolean =>
	Object.entries(displayOptions?.show ?? {}).some(
		([name, values]) => name in beside && !(values ?? []).some((value) => value === beside[name]),
	);

const rowsIn = (collection: IDataObject): number =>
	Object.values(collection).reduce<number>((sum, rows) => sum + (Array.isArray(rows) ? rows.length : isPlainObject(rows) ? 1 : 0), 0);

const isEmpty = (value: unknown) =>
	value === undefined ||
	value === null ||
	(typeof value === 'string' && value.trim() === '') ||
	(Array.isArray(value) && value.length === 0);

const fieldRemedy = ({ placeholder }: Field) =>
	placeholder ? `It looks like this: ${placeholder.replace(/^e\.g\. /, '')}.` : undefined;

/** An expression can bring any type: what has one clear meaning is converted, the rest is refused by name. */
function typed(field: Field, value: unknown): unknown {
	const name = `“${field.displayName}”`;
	switch (field.type) {
		case 'string':
			if (typeof value === 'number' && !Number.isSafeInteger(value) && Number.isInteger(value)) {
				throw new InputError(
					`${name} is a number too large to be exact`,
					'Its last digits are lost already. Hand it over as text where it comes from.',
				);
			}
			if (Number.isNaN(value)) throw new InputError(`${name} is not a number and not text`);
			if (isDate(value)) return value.toISOString();
			if (isDateTime(value)) return value.toISO();
			if (typeof value === 'object') {
				throw new InputError(`${name} must be text, but is ${kindOf(value)}`, fieldRemedy(field));
			}
			return String(value);
		case 'number': {
			const number = typeof value === 'string' ? Number(value) : value;
			const { minValue = -Infinity, maxValue = Infinity } = field.typeOptions ?? {};
			if (typeof number !== 'number' || !Number.isFinite(number)) {
				throw new InputError(`${name} must be a number, but is ${shown(value)}`);
			}
			if (number < minValue || number > maxValue) {
				throw new InputError(`${name} is ${number}; it must be ${range(minValue, maxValue)}`);
			}
			return number;
		}
		case 'boolean':
			if (value === true || value === 'true') return true;
			if (value === false || value === 'false') return false;
			throw new InputError(`${name} must be true or false, but is ${shown(value)}`);
		case 'options':
			return listed(field, value);
		case 'multiOptions': {
			const list = typeof value === 'string' ? value.split(',').map((part) => part.trim()) : value;
			if (!Array.isArray(list)) throw new InputError(`${name} must be a list, but is ${kindOf(value)}`);
			return list.map((element) => listed(field, element));
		}
		case 'resourceLocator':
			return String(value);
		case 'fixedCollection':
			return groups(field, value);
		default:
			return value;
	}
}

/** The rows of a fixed collection, each value checked like a field; names in messages say in which row. */
function groups(field: Field, value: unknown): IDataObject {
	if (!isPlainObject(value)) throw new InputError(`“${field.displayName}” must be a list of rows, but is ${kindOf(value)}`);
	const checked: IDataObject = {};
	// In a row of another collection, that row comes first: "Signer 1 > Sign Field 2".
	const outer = field.displayName.slice(0, field.displayName.lastIndexOf(' > ') + 1);
	for (const group of field.options ?? []) {
		if (!('values' in group)) continue;
		const rows = value[group.name] ?? [];
		checked[group.name] = (Array.isArray(rows) ? rows : [rows]).map((row, index) => {
			const place = `${outer && `${outer}> `}${group.displayName} ${index + 1}`;
			if (!isPlainObject(row)) throw new InputError(`“${place}” must be an object, but is ${kindOf(row)}`);
			return inner(group.values, row, place);
		});
	}
	return checked;
}

function inner(fields: Field[], row: IDataObject, place: string): IDataObject {
	const checked: IDataObject = {};
	for (const field of fields) {
		if (isHidden(field, row)) continue;
		const named: Field = { ...field, displayName: `${place} > ${field.displayName}` };
		const value = fieldValue(named, row[field.name]);
		if (value !== undefined) checked[field.name] = value as IDataObject;
		else if (field.required) throw new InputError(`“${named.displayName}” is empty`, `Fill in “${field.displayName}” there.`);
	}
	return checked;
}

function listed(field: Field, value: unknown): unknown {
	const values = (field.options ?? []).filter(isOption).map((option) => option.value);
	if (values.includes(value as string)) return value;
	if (field.openList && typeof value === 'string') return value;
	throw new InputError(
		`“${field.displayName}” has the value ${shown(value)}, which is not in its list`,
		`Possible values: ${values.join(', ')}.`,
	);
}

const isOption = (option: NonNullable<INodeProperties['options']>[number]): option is INodePropertyOptions =>
	'value' in option;

const range = (min: number, max: number) =>
	max === Infinity ? `${min} or more` : min === -Infinity ? `${max} or less` : `from ${min} to ${max}`;

const isDate = (value: unknown): value is Date => Object.prototype.toString.call(value) === '[object Date]';

/** What `$now` is in an expression. */
const isDateTime = (value: unknown): value is { toISO(): string } =>
	typeof value === 'object' && value !== null && 'toISO' in value && typeof value.toISO === 'function';

const kindOf = (value: unknown) =>
	Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;

/** A wrong value in a sentence: masked before it is cut, short, and never a whole object. */
export const shown = (value: unknown) =>
	typeof value === 'string' ? `“${mask(value).slice(0, 40)}”` : typeof value === 'number' ? String(value) : kindOf(value);

function json(value: unknown, name: string): unknown {
	if (typeof value !== 'string') return value;
	try {
		return parseJsonToSend(value);
	} catch {
		return failJson(name);
	}
}

/** Without the parser's message, which quotes the input. */
const failJson = (name: string): never => {
	throw new InputError(`“${name}” is not valid JSON`, 'Check quotes, commas and braces.');
};

/** A JSON object, given as text or as an object; empty for nothing. */
export function jsonObject(value: unknown, name: string): IDataObject {
	if (isEmpty(value)) return {};
	const parsed = json(value, name);
	if (!isPlainObject(parsed)) {
		throw new InputError(`“${name}” must be a JSON object`, 'It looks like this: {"name": "value"}');
	}
	return parsed;
}

/** A path below the base URL: neither a whole URL nor a way out of it. */
export function checkPath(path: string, name: string): string {
	const remedy = 'It starts with one slash and goes on below the base URL of the credential.';
	if (!path.startsWith('/') || path.startsWith('//')) {
		throw new InputError(`“${name}” must start with one slash, but is ${shown(path)}`, remedy);
	}
	const segments = path.split(/[/?]/).map((segment) => segment.replace(/%2e/gi, '.'));
	if (/[\s\\#]/.test(path) || segments.some((segment) => segment === '.' || segment === '..')) {
		throw new InputError(`“${name}” ${shown(path)} is not a plain path`, remedy);
	}
	return path;
}
