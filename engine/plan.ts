/** Parameters of one item -> the request to send, checked before anything is sent. */
import type { IDataObject, IHttpRequestMethods } from 'n8n-workflow';
import type { Correction } from './corrections';
import { checkPath, fieldValue, InputError, isHidden, shown } from './field';
import { isPlainObject } from './json';
import {
	fieldsAsShown,
	isTopLevel,
	partsOf,
	runnerOptionFields,
	type AnyOperation,
	type Field,
	type FreeRequest,
	type Operation,
	type RunnerOptions,
} from './operation';
import { STANDARD_FIELDS } from './standardFields';

/** One request ready to be signed. */
export interface Plan {
	method: IHttpRequestMethods;
	/** Below the base URL, path parameters filled in. */
	path: string;
	/** What the path was filled in with, by parameter name. */
	inPath: IDataObject;
	query: IDataObject;
	body?: unknown;
	/** Names in the body that get others on the wire: Endpoint Corrections of an operation whose body is more than fields. */
	rename?: Record<string, string>;
	headers: IDataObject;
	/** Address and names are the definition's own: neither corrected nor overridden. */
	isOwnAddress: boolean;
	/** Values of the fields that the runner itself acts on (standardFields.ts). */
	settings: IDataObject;
	/** ID of the event that is done when this has succeeded. */
	finishes?: string;
}

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
	const values = checkedValues(operation, parameters);
	const byName = Object.fromEntries([...values].map(([{ name }, value]) => [name, value])) as IDataObject;
	const override = options.endpointPath === undefined ? undefined : checkPath(options.endpointPath, 'Endpoint Path');
	const plan = operation.toRequest
		? freePlan(operation.toRequest(byName), override)
		: fieldPlan(operation, values, { ...correction, ...(override !== undefined && { path: override }) });
	if (operation.routing && operation.toBody) {
		plan.body = operation.toBody(byName, new Date());
		plan.rename = correction.rename;
	}
	const { finishes } = partsOf(operation);
	if (finishes !== undefined) plan.finishes = String(byName[finishes]);
	plan.settings = Object.fromEntries(Object.entries(byName).filter(([name]) => STANDARD_FIELDS.has(name)));
	applyAdditionalFields(plan, options.additionalFields ?? {});
	if (partsOf(operation).changes && Object.keys(options.additionalFields ?? {}).length === 0) requireChange(operation, values);
	return plan;
}

function requireChange(operation: AnyOperation, values: Map<Field, unknown>): void {
	if (operation.fields.some((field) => !isTopLevel(field, operation) && values.has(field))) return;
	throw new InputError('There is nothing to change', 'Add at least one field under “Optional Fields”.');
}

function checkedValues(operation: AnyOperation, parameters: IDataObject): Map<Field, unknown> {
	const optional = isPlainObject(parameters.optionalFields) ? parameters.optionalFields : {};
	const values = new Map<Field, unknown>();
	for (const field of fieldsAsShown(operation)) {
		const beside = isTopLevel(field, operation) ? parameters : optional;
		if (isHidden(field, beside)) continue;
		const value = fieldValue(field, beside[field.name]);
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
	return values;
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
	inPath: {},
	settings: {},
	isOwnAddress: override === undefined,
});

function fieldPlan(operation: Operation, values: Map<Field, unknown>, correction: Correction): Plan {
	const request = requestOf(operation, values);
	const method = correction.method ?? request.method;
	const inPath: IDataObject = {};
	const query: IDataObject = {};
	const body: IDataObject = {};
	let path = correction.path ?? request.url;
	for (const [field, value] of values) {
		const placeholder = `{${field.name}}`;
		const send = field.routing?.send;
		if (path.includes(placeholder)) {
			path = path.split(placeholder).join(pathPart(field, String(value)));
			setOwn(inPath, field.name, value);
		} else if (request.url.includes(placeholder)) {
			// A path of the user's: it may hold the ID itself, but not leave it out.
			if (!path.includes(pathPart(field, String(value)))) {
				throw new InputError(
					`“${field.displayName}” has no place in the path ${shown(path)}`,
					`Write ${placeholder} where it belongs.`,
				);
			}
		} else if (send?.property !== undefined) {
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
		inPath,
		query,
		// A DELETE has a body only where it has something to say there.
		...(hasBody(method) && (method !== 'DELETE' || Object.keys(body).length > 0) && { body }),
		headers: {},
		settings: {},
		isOwnAddress: correction.path === undefined && correction.method === undefined && correction.rename === undefined,
	};
}

/** The operation's address, or that of a choice made: in n8n's own words an option of a list may have a `routing.request`. */
function requestOf({ routing }: Operation, values: Map<Field, unknown>): Operation['routing']['request'] {
	const chosen = [...values].flatMap(([{ type, options = [] }, value]) =>
		type === 'options' ? options.flatMap((option) => ('value' in option && option.value === value ? [option.routing?.request?.url] : [])) : [],
	);
	const url = chosen.find((other) => other !== undefined);
	return url === undefined ? routing.request : { ...routing.request, url };
}

/** @throws InputError for what would lead to another place */
function pathPart({ displayName }: Field, value: string): string {
	if (value === '.' || value === '..' || Buffer.from(value, 'utf8').toString('utf8') !== value) {
		throw new InputError(`“${displayName}” is no ID: ${shown(value)}`);
	}
	return encodeURIComponent(value);
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

/** Puts a value at a place in dot notation. */
export function setDeep(target: IDataObject, dotted: string, value: unknown): void {
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
