// Faults on demand: what goes wrong with the next calls to a path, armed over the control API.
import { validateHeaderName, validateHeaderValue } from 'node:http';
import { PLATFORMS, type PlatformName } from './calls.mts';
import { matchPath, samePattern } from './path-pattern.mts';

const KINDS = ['latency', 'status', 'dropBefore', 'dropAfter', 'html'] as const;

/**
 * latency = answer `ms` later; status = answer with a status and do nothing; html = answer with a web page and do nothing;
 * dropBefore = cut the connection before any effect; dropAfter = do what was asked, then cut the connection.
 */
export type FaultKind = (typeof KINDS)[number];

/** An armed fault. `times` calls still to hit, after `skip` more were let through. */
export interface Fault {
	id: number;
	/** undefined = any */
	method?: string;
	/** undefined = any */
	platform?: PlatformName;
	/** documented path, Qiandun's without /api: /open/psnUpdate, /v1/accounts/{accountId}; or a path as called; `*` = every path */
	path: string;
	fault: FaultKind;
	ms: number;
	status: number;
	headers: Record<string, string>;
	body: string;
	times: number;
	skip: number;
}

/** Raised for a fault that cannot be armed; the message names the field. */
export class FaultInputError extends Error {}

/** The call a fault may hit. */
export interface Target {
	platform: PlatformName;
	method: string;
	/** path as called, Qiandun's without /api */
	path: string;
	/** documented path of the endpoint called; undefined when there is none */
	endpoint: string | undefined;
}

/** What hits one call: the sum of all delays, and at most one fault that ends it. */
export interface Hit {
	delayMs: number;
	end?: Fault;
}

/** The armed faults, in the order they were armed. */
export class Faults {
	private armed: Fault[] = [];
	private last = 0;

	/**
	 * Arms a fault from a JSON body. Throws FaultInputError when a field is missing or wrong.
	 */
	arm(input: unknown): Fault {
		const fault = { id: this.last + 1, ...parsed(input) };
		this.last = fault.id;
		this.armed.push(fault);
		return fault;
	}

	list(): Fault[] {
		return [...this.armed];
	}

	clear(): void {
		this.armed = [];
	}

	/** Takes what is armed for this call; every fault used up is gone afterwards. */
	take(call: Target): Hit {
		const hit: Hit = { delayMs: 0 };
		for (const fault of this.armed) {
			if (!aimsAt(fault, call)) continue;
			if (fault.fault !== 'latency' && hit.end !== undefined) continue;
			if (fault.skip > 0) {
				fault.skip -= 1;
				continue;
			}
			fault.times -= 1;
			if (fault.fault === 'latency') hit.delayMs += fault.ms;
			else hit.end = { ...fault };
		}
		this.armed = this.armed.filter((fault) => fault.times > 0);
		return hit;
	}
}

/** A path with {name} segments means the endpoint documented so: /v1/accounts/{accountId} leaves /v1/accounts/getByThirdId alone. */
function aimsAt(fault: Fault, { platform, method, path, endpoint }: Target): boolean {
	if (fault.platform !== undefined && fault.platform !== platform) return false;
	if (fault.method !== undefined && fault.method !== method) return false;
	if (fault.path === '*' || fault.path === path) return true;
	return endpoint === undefined
		? matchPath(fault.path, path) !== undefined
		: samePattern(fault.path, endpoint);
}

function parsed(input: unknown): Omit<Fault, 'id'> {
	const given = new Map(Object.entries(objectOf('the body', input)));
	const kind = KINDS.find((name) => name === given.get('fault'));
	if (kind === undefined) throw new FaultInputError(`fault: must be one of ${KINDS.join(', ')}`);
	const path = given.get('path');
	if (typeof path !== 'string' || !(path === '*' || /^\/(open|v[123]|api\/v[23])\//.test(path))) {
		throw new FaultInputError(
			'path: must be a path such as "/open/psnTempCreate" or "/v1/accounts/{accountId}", or "*" for all',
		);
	}
	const platform = PLATFORMS.find((name) => name === given.get('platform'));
	if (platform === undefined && given.get('platform') !== undefined) {
		throw new FaultInputError(`platform: must be one of ${PLATFORMS.join(', ')}`);
	}
	const method = given.get('method');
	if (method !== undefined && !(typeof method === 'string' && /^[A-Za-z]+$/.test(method))) {
		throw new FaultInputError('method: must be an HTTP method such as "POST"');
	}
	const body = given.get('body');
	return {
		...(method === undefined ? {} : { method: method.toUpperCase() }),
		...(platform === undefined ? {} : { platform }),
		path,
		fault: kind,
		ms: whole(given, 'ms', kind === 'latency' ? undefined : 0, 0, 600_000),
		status: whole(given, 'status', kind === 'status' ? undefined : 200, 200, 599),
		headers: headersOf(given.get('headers')),
		body: body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body),
		times: whole(given, 'times', 1, 1, 100_000),
		skip: whole(given, 'skip', 0, 0, 100_000),
	};
}

/** A whole number between two bounds; `fallback` when it is not given, required when there is no fallback. */
function whole(
	given: Map<string, unknown>,
	name: string,
	fallback: number | undefined,
	least: number,
	most: number,
): number {
	const value = given.get(name) ?? fallback;
	if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
		throw new FaultInputError(`${name}: must be a whole number from ${least} to ${most}`);
	}
	return value;
}

function headersOf(value: unknown): Record<string, string> {
	if (value === undefined) return {};
	const headers: Record<string, string> = {};
	for (const [name, text] of Object.entries(objectOf('headers', value))) {
		try {
			if (typeof text !== 'string') throw new TypeError('not a string');
			validateHeaderName(name);
			validateHeaderValue(name, text);
		} catch {
			throw new FaultInputError(`headers: "${name}" must be a valid header with a string value`);
		}
		headers[name] = text;
	}
	return headers;
}

function objectOf(what: string, value: unknown): object {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw new FaultInputError(`${what}: must be a JSON object`);
	}
	return value;
}
