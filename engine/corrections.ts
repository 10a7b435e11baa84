/** Endpoint Corrections: the credential's JSON that mends wrong assumptions for all workflows. */
import type { IDataObject, IHttpRequestMethods } from 'n8n-workflow';
import { checkPath, InputError, jsonObject, shown } from './field';
import { isPlainObject } from './json';
import { allOperations, findOperation, METHODS, type Operation, type Resource } from './operation';

/** What the credential's Endpoint Corrections say about one operation. */
export interface Correction {
	method?: IHttpRequestMethods;
	path?: string;
	/** Wire name -> the name to send instead, both in dot notation. */
	rename?: Record<string, string>;
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
	const sent = operation.bodyNames ?? operation.fields.flatMap(({ routing }) => routing?.send?.property ?? []);
	if (operation.toBody && !operation.bodyNames) {
		throw new InputError(`${name}: the names of this operation cannot be changed here`, 'Use Options > Additional Fields (JSON) in its nodes: null takes a name out, and what is added goes in.');
	}
	const rename: Record<string, string> = {};
	for (const [from, to] of Object.entries(value)) {
		if (!sent.includes(from)) {
			throw new InputError(`${name} has ${shown(from)}, which this operation does not send`, `${MEND} It sends ${sent.join(', ')}.`);
		}
		if (typeof to !== 'string' || !/^[^.]+(\.[^.]+)*$/.test(to)) {
			throw new InputError(`${name}.${from} must be a name, with dots for nesting`, MEND);
		}
		const inside = from.slice(0, from.lastIndexOf('.') + 1);
		if (operation.bodyNames && !to.startsWith(inside)) {
			throw new InputError(`${name}.${from} must begin with “${inside}”: it cannot leave the list or object it is in`, MEND);
		}
		rename[from] = to;
	}
	const names = sent.map((property) => rename[property] ?? property);
	const twice = names.find((some, index) => names.indexOf(some) !== index);
	if (twice !== undefined) throw new InputError(`${name} gives two fields the name ${shown(twice)}`, MEND);
	return rename;
}

/**
 * A body that is more than fields at their places, under other names: dots for nesting, through lists. What stands at the new name
 * already was put there by Additional Fields, and stays.
 */
export function renamedBody(body: IDataObject, rename: Record<string, string>): IDataObject {
	const depth = (name: string) => name.split('.').length;
	// The innermost first, while what they are in has its old name.
	const inOrder = Object.entries(rename).sort(([one], [other]) => depth(other) - depth(one));
	return inOrder.reduce((renamed, [from, to]) => moved(renamed, from.split('.'), to.split('.')) as IDataObject, body);
}

function moved(value: unknown, from: string[], to: string[]): unknown {
	if (Array.isArray(value)) return value.map((element) => moved(element, from, to));
	if (!isPlainObject(value) || value[from[0]] === undefined) return value;
	const { [from[0]]: held, ...rest } = value;
	return from.length > 1 ? { ...value, [from[0]]: moved(held, from.slice(1), to.slice(1)) } : withValue(rest, to, held);
}

function withValue(target: IDataObject, [name, ...inner]: string[], value: unknown): IDataObject {
	const there = Object.prototype.hasOwnProperty.call(target, name) ? target[name] : undefined;
	if (there !== undefined && !(inner.length > 0 && isPlainObject(there))) return target;
	const added = inner.length > 0 ? withValue(isPlainObject(there) ? there : {}, inner, value) : value;
	return { ...target, [name]: added as IDataObject };
}
