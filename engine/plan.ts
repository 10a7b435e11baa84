/** Parameters of one item -> the request to send, checked before anything is sent. */
import type { IDataObject, IHttpRequestMethods, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { parseJsonToSend } from './json';
import {
	fieldsAsShown,
	isTopLevel,
	type AnyOperation,
	type Field,
	type FreeRequest,
	type Operation,
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

const METHODS: IHttpRequestMethods[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'];
const WITHOUT_BODY = ['GET', 'HEAD'];

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

	const override = optionText(options.endpointPath, 'Endpoint Path');
	if (override !== undefined) checkPath(override, 'Endpoint Path');
	const plan = operation.toRequest
		? freePlan(operation.toRequest(Object.fromEntries([...values].map(([{ name }, value]) => [name, value]))), override)
		: fieldPlan(operation, values, { ...correction, ...(override !== undefined && { path: override }) });
	applyAdditionalFields(plan, options.additionalFields);
	return plan;
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
		const send = field.routing?.send;
		if (send?.property !== undefined && send.type !== undefined) {
			// With a corrected method, fields go where that method carries them.
			const target =
				correction.method === undefined ? (send.type === 'query' ? query : body) : hasBody(method) ? body : query;
			setDeep(target, correction.rename?.[send.property] ?? send.property, value);
		} else {
			path = path.split(`{${field.name}}`).join(encodeURIComponent(String(value)));
		}
	}
	return {
		method,
		path,
		query,
		...(hasBody(method) && { body }),
		headers: {},
		isOwnAddress: correction.path === undefined && correction.method === undefined,
	};
}

const hasBody = (method: string) => !WITHOUT_BODY.includes(method);

function applyAdditionalFields(plan: Plan, given: unknown): void {
	const additional = jsonObject(given, 'Additional Fields (JSON)');
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

const fieldRemedy = (field: Field) => (field.placeholder ? `It looks like this: ${field.placeholder}` : undefined);

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

export const isPlainObject = (value: unknown): value is IDataObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

function optionText(value: unknown, name: string): string | undefined {
	if (isEmpty(value)) return undefined;
	if (typeof value !== 'string') throw new InputError(`“${name}” must be text, but is ${kindOf(value)}`);
	return value.trim();
}

/** A path below the base URL: neither a whole URL nor a way out of it. */
export function checkPath(path: string, name: string): string {
	const remedy = 'It starts with a slash and goes below the base URL, as in /open/psnUpdate.';
	if (!path.startsWith('/') || path.startsWith('//')) {
		throw new InputError(`“${name}” must start with one slash, but is ${shown(path)}`, remedy);
	}
	if (/[\s\\#]/.test(path) || path.split(/[/?]/).includes('..')) {
		throw new InputError(`“${name}” ${shown(path)} is not a plain path`, remedy);
	}
	return path;
}

/** The credential's Endpoint Corrections, by operation key. @throws InputError */
export function parseCorrections(given: unknown, knownKeys: string[]): Record<string, Correction> {
	const name = 'Endpoint Corrections (JSON)';
	const where = 'Open the credential and mend it there.';
	const corrections: Record<string, Correction> = {};
	for (const [key, entry] of Object.entries(jsonObject(given, name))) {
		if (!knownKeys.includes(key)) {
			throw new InputError(
				`“${name}” in the credential names the operation ${shown(key)}, which does not exist`,
				`${where} Operations are named like ${knownKeys.slice(0, 3).join(', ')}.`,
			);
		}
		if (!isPlainObject(entry)) throw new InputError(`“${name}”: ${key} must be a JSON object`, where);
		const correction: Correction = {};
		for (const [part, value] of Object.entries(entry)) {
			const field = `“${name}”: ${key}.${part}`;
			if (part === 'method') {
				const method = METHODS.find((known) => known === String(value).toUpperCase());
				if (!method) throw new InputError(`${field} must be one of ${METHODS.join(', ')}`, where);
				correction.method = method;
			} else if (part === 'path') {
				if (typeof value !== 'string') throw new InputError(`${field} must be text`, where);
				correction.path = checkPath(value, `${name}: ${key}.path`);
			} else if (part === 'rename') {
				if (!isPlainObject(value) || !Object.values(value).every((to) => typeof to === 'string' && to !== '')) {
					throw new InputError(`${field} must be an object of names, as in {"informPhone": "phone"}`, where);
				}
				correction.rename = Object.fromEntries(Object.entries(value).map(([from, to]) => [from, String(to)]));
			} else {
				throw new InputError(`${field} is unknown; possible are method, path and rename`, where);
			}
		}
		corrections[key] = correction;
	}
	return corrections;
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
