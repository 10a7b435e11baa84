/** Parameters of one item -> the request to send, checked before anything is sent. */
import type { IDataObject, IHttpRequestMethods, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { isPlainObject, parseJsonToSend } from './json';
import {
	allOperations,
	fieldsAsShown,
	findOperation,
	isTopLevel,
	runnerOptionFields,
	type AnyOperation,
	type Field,
	type FreeRequest,
	type Operation,
	type Resource,
	type RunnerOptions,
} from './operation';

/** A sentence about a wrong input that names the field as the editor shows it. */
export class InputError extends Error {
	constructor(
		message: string,
		readonly remedy?: string,
	) {
		super(message);
	}
}

/** What the credential's Endpoint Corrections say about one operation. */
export interface Correction {
	method?: IHttpRequestMethods;
	path?: string;
	/** Wire name -> the name to send instead, both in dot notation. */
	rename?: Record<string, string>;
}

/** One request ready to be signed. */
export interface Plan {
	method: IHttpRequestMethods;
	/** Below the base URL, path parameters filled in. */
	path: string;
	query: IDataObject;
	body?: unknown;
	headers: IDataObject;
	/** The address stands in the definition as it is: neither corrected nor overridden. */
	isOwnAddress: boolean;
}

/** The methods a platform's endpoint can have. */
export const METHODS: IHttpRequestMethods[] = ['DELETE', 'GET', 'PATCH', 'POST', 'PUT'];

/**
 * The request for one item.
 * @param parameters top-level parameters by name, with `optionalFields` as read from the node
 * @throws InputError naming the field
 */
export function planRequest(
	operation: AnyOperation,
	parameters: IDataObject,
	options: RunnerOptions,
	correction: Correction = {},
): Plan {
	const optional = isPlainObject(parameters.optionalFields) ? parameters.optionalFields : {};
	const values = new Map<Field, unknown>();
	for (const field of fieldsAsShown(operation)) {
		const given = isTopLevel(field, operation) ? parameters[field.name] : optional[field.name];
		const value = fieldValue(field, given);
		if (value !== undefined) values.set(field, value);
		else if (field.required) {
			throw new InputError(`“${field.displayName}” is empty`, `Fill in “${field.displayName}”; the operation needs it.`);
		}
	}
	for (const group of operation.oneOf ?? []) {
		const members = operation.fields.filter(({ name }) => group.includes(name));
		if (!members.some((field) => values.has(field))) {
			const names = members.map(({ displayName }) => `“${displayName}”`).join(' or ');
			throw new InputError(`${names} is needed`, 'Fill in at least one of them.');
		}
	}

	const override = options.endpointPath === undefined ? undefined : checkPath(options.endpointPath, 'Endpoint Path');
	const plan = operation.toRequest
		? freePlan(operation.toRequest(Object.fromEntries([...values].map(([{ name }, value]) => [name, value]))), override)
		: fieldPlan(operation, values, { ...correction, ...(override !== undefined && { path: override }) });
	applyAdditionalFields(plan, options.additionalFields ?? {});
	return plan;
}

/** The runner's options of one item, each checked like a field. @throws InputError naming the option */
export function checkedOptions(given: unknown): RunnerOptions {
	const options: IDataObject = {};
	for (const field of runnerOptionFields) {
		const value = fieldValue(field, isPlainObject(given) ? given[field.name] : undefined);
		if (value !== undefined) options[field.name] = value as IDataObject;
	}
	return options;
}

const freePlan = (free: FreeRequest, override: string | undefined): Plan => ({
	...free,
	path: override ?? checkPath(free.path, 'Path'),
	isOwnAddress: override === undefined,
});

function fieldPlan(operation: Operation, values: Map<Field, unknown>, correction: Correction): Plan {
	const { request } = operation.routing;
	const method = correction.method ?? request.method;
	const query: IDataObject = {};
	const body: IDataObject = {};
	let path = correction.path ?? request.url;
	for (const [field, value] of values) {
		const placeholder = `{${field.name}}`;
		const send = field.routing?.send;
		if (path.includes(placeholder)) path = path.split(placeholder).join(encodeURIComponent(String(value)));
		else if (send?.property !== undefined) {
			// With a corrected method, fields go where that method carries them.
			const target =
				correction.method === undefined ? (send.type === 'query' ? query : body) : hasBody(method) ? body : query;
			setDeep(target, correction.rename?.[send.property] ?? send.property, value);
		}
	}
	const missing = operation.fields.find(({ name }) => path.includes(`{${name}}`));
	if (missing) throw new InputError(`“${missing.displayName}” is empty`, 'It is part of the address.');
	return {
		method,
		path,
		query,
		...(hasBody(method) && { body }),
		headers: {},
		isOwnAddress: correction.path === undefined && correction.method === undefined,
	};
}

const hasBody = (method: string) => method !== 'GET';

function applyAdditionalFields(plan: Plan, additional: IDataObject): void {
	if (Object.keys(additional).length === 0) return;
	if (!hasBody(plan.method)) plan.query = mergePatch(plan.query, additional);
	else if (plan.body === undefined || isPlainObject(plan.body)) plan.body = mergePatch(plan.body ?? {}, additional);
	else throw new InputError('“Additional Fields (JSON)” cannot be merged into a body that is no JSON object');
}

/** JSON Merge Patch (RFC 7396): the patch wins, null removes. */
export function mergePatch(target: IDataObject, patch: IDataObject): IDataObject {
	const merged = { ...target };
	for (const [key, value] of Object.entries(patch)) {
		if (value === null) delete merged[key];
		else if (isPlainObject(value)) {
			const inner = merged[key];
			setOwn(merged, key, mergePatch(isPlainObject(inner) ? inner : {}, value));
		} else setOwn(merged, key, value);
	}
	return merged;
}

/** The value to send, or undefined where the field was left empty. */
function fieldValue(field: Field, given: unknown): unknown {
	if (isEmpty(given)) return undefined;
	const value = field.type === 'json' ? json(given, field.displayName) : typed(field, given);
	const complaint = field.check?.(value);
	if (complaint !== undefined) throw new InputError(`“${field.displayName}” ${complaint}`, fieldRemedy(field));
	return field.convert ? field.convert(value) : value;
}

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
		default:
			return value;
	}
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

/** A wrong value in a sentence: short, and never a whole object. */
const shown = (value: unknown) =>
	typeof value === 'string' ? `“${value.slice(0, 40)}”` : typeof value === 'number' ? String(value) : kindOf(value);

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
	const remedy = 'It starts with a slash and goes below the base URL, as in /open/psnUpdate.';
	if (!path.startsWith('/') || path.startsWith('//')) {
		throw new InputError(`“${name}” must start with one slash, but is ${shown(path)}`, remedy);
	}
	const segments = path.split(/[/?]/).map((segment) => segment.replace(/%2e/gi, '.'));
	if (/[\s\\#]/.test(path) || segments.some((segment) => segment === '.' || segment === '..')) {
		throw new InputError(`“${name}” ${shown(path)} is not a plain path`, remedy);
	}
	return path;
}

const CORRECTIONS = 'Endpoint Corrections (JSON)';
const MEND = 'Open the credential and mend it there.';

/** The credential's Endpoint Corrections, by operation key. @throws InputError naming the entry */
export function parseCorrections(given: unknown, resources: Resource[]): Record<string, Correction> {
	const corrections: Record<string, Correction> = {};
	for (const [key, entry] of Object.entries(jsonObject(given, CORRECTIONS))) {
		const operation = findOperation(resources, key);
		if (!operation?.routing) {
			const known = [...allOperations(resources)].slice(0, 3).map((some) => some.key);
			throw new InputError(
				`“${CORRECTIONS}” in the credential names the operation ${shown(key)}, which ${operation ? 'has no address to correct' : 'does not exist'}`,
				`${MEND} Operations are named like ${known.join(', ')}.`,
			);
		}
		corrections[key] = parseCorrection(key, entry, operation);
	}
	return corrections;
}

function parseCorrection(key: string, entry: unknown, operation: Operation): Correction {
	if (!isPlainObject(entry)) throw new InputError(`“${CORRECTIONS}”: ${key} must be a JSON object`, MEND);
	const correction: Correction = {};
	for (const [part, value] of Object.entries(entry)) {
		const name = `“${CORRECTIONS}”: ${key}.${part}`;
		if (part === 'method') {
			const method = METHODS.find((known) => known === String(value).toUpperCase());
			if (!method) throw new InputError(`${name} must be one of ${METHODS.join(', ')}`, MEND);
			correction.method = method;
		} else if (part === 'path') {
			if (typeof value !== 'string') throw new InputError(`${name} must be text`, MEND);
			correction.path = checkPath(value, `${CORRECTIONS}: ${key}.path`);
			const unknown = [...value.matchAll(/\{(\w*)\}/g)].find(
				([, parameter]) => !operation.fields.some((field) => field.name === parameter),
			);
			if (unknown) throw new InputError(`${name} has ${unknown[0]}, which is no field of the operation`, MEND);
		} else if (part === 'rename') correction.rename = parseRename(name, value, operation);
		else throw new InputError(`${name} is unknown; possible are method, path and rename`, MEND);
	}
	return correction;
}

function parseRename(name: string, value: unknown, operation: Operation): Record<string, string> {
	if (!isPlainObject(value)) {
		throw new InputError(`${name} must be an object of names, as in {"informPhone": "phone"}`, MEND);
	}
	const sent = operation.fields.flatMap(({ routing }) => routing?.send?.property ?? []);
	const rename: Record<string, string> = {};
	for (const [from, to] of Object.entries(value)) {
		if (!sent.includes(from)) {
			throw new InputError(`${name} has ${shown(from)}, which this operation does not send`, `${MEND} It sends ${sent.join(', ')}.`);
		}
		if (typeof to !== 'string' || !/^[^.]+(\.[^.]+)*$/.test(to)) {
			throw new InputError(`${name}.${from} must be a name, with dots for nesting`, MEND);
		}
		rename[from] = to;
	}
	const names = sent.map((property) => rename[property] ?? property);
	const twice = names.find((some, index) => names.indexOf(some) !== index);
	if (twice !== undefined) throw new InputError(`${name} gives two fields the name ${shown(twice)}`, MEND);
	return rename;
}

function setDeep(target: IDataObject, dotted: string, value: unknown): void {
	const keys = dotted.split('.');
	const last = keys.pop() as string;
	let place = target;
	for (const key of keys) {
		const inner = Object.prototype.hasOwnProperty.call(place, key) ? place[key] : undefined;
		if (isPlainObject(inner)) place = inner;
		else {
			const made: IDataObject = {};
			setOwn(place, key, made);
			place = made;
		}
	}
	setOwn(place, last, value);
}

/** Own property whatever its name, `__proto__` included. */
function setOwn(target: IDataObject, key: string, value: unknown): void {
	Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
}
