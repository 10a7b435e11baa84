/** Endpoint Corrections: the credential's JSON that mends wrong assumptions for all workflows. */
import type { IHttpRequestMethods } from 'n8n-workflow';
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
