/**
 * The endpoints that a document of the vendor's describes. It is somebody else's text: nothing in it makes this throw but
 * DocumentError.
 */
import { METHODS } from '../../engine/operation.ts';
import { isObject, listOf, objectOf, textOf, type JsonObject } from './json.mts';
import type { Place } from './place.mts';
import { DEEPEST, fieldsOf, resolved, type DocumentField, type Reader } from './schema.mts';

/** The document cannot be used; the message says why. */
export class DocumentError extends Error {}

export type BodyKind = 'json' | 'form' | 'multipart';

export interface Endpoint {
	method: string;
	/** Below the base URL. */
	path: string;
	title: string;
	isDeprecated: boolean;
	parameters: DocumentField[];
	bodies: Map<BodyKind, DocumentField[]>;
}

export interface VendorDocument {
	/** "OpenAPI 3.0.1". */
	format: string;
	endpoints: Endpoint[];
}

/**
 * The endpoints of an OpenAPI 3 or Swagger 2 document, or of Apifox's own export.
 * @param basePath path of the platform's base URL: "/api", or "" for none
 * @throws DocumentError
 */
export function readDocument(text: string, basePath: string): VendorDocument {
	const root = objectOf(parsed(text));
	const isApifox = Array.isArray(root.apiCollection);
	if (!isApifox && !isObject(root.paths)) {
		throw new DocumentError('It is neither OpenAPI (with “paths”) nor an export of Apifox (with “apiCollection”).');
	}
	const reader: Reader = { root: isApifox ? { definitions: apifoxSchemas(root.schemaCollection) } : root, steps: 0 };
	const raw = isApifox ? apifoxEndpoints(root.apiCollection) : openApiEndpoints(root, reader);
	const endpoints = raw.map((one) => endpointOf(one, reader, basePath));
	if (endpoints.length === 0) throw new DocumentError('It names no endpoint.');
	const version = textOf(root.openapi) || textOf(root.swagger);
	return { format: isApifox ? 'Apifox' : `${root.swagger === undefined ? 'OpenAPI' : 'Swagger'} ${version}`.trim(), endpoints };
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text.replace(/^\ufeff/, ''));
	} catch {
		throw new DocumentError('It is not valid JSON. Export it as JSON, not as YAML, HTML or Markdown.');
	}
}

/** One endpoint in the words of OpenAPI. */
interface RawEndpoint {
	method: string;
	path: string;
	/** Path in front of it, of the server. */
	server: string;
	details: JsonObject;
	parameters: unknown[];
}

function openApiEndpoints(root: JsonObject, reader: Reader): RawEndpoint[] {
	const serverOf = (holder: JsonObject): string | undefined => {
		const [first] = listOf(holder.servers);
		return first === undefined ? undefined : textOf(objectOf(first).url);
	};
	const own = root.swagger === undefined ? (serverOf(root) ?? '') : textOf(root.basePath);
	return Object.entries(objectOf(root.paths)).flatMap(([path, item]) => {
		const holder = resolved(item, reader);
		return METHODS.flatMap((method) => {
			const details = holder[method.toLowerCase()];
			if (!isObject(details)) return [];
			const server = serverOf(details) ?? serverOf(holder) ?? own;
			return [{ method, path, server, details, parameters: [...listOf(holder.parameters), ...listOf(details.parameters)] }];
		});
	});
}

/** Apifox nests endpoints in folders, and sorts parameters by place. */
function apifoxEndpoints(items: unknown, depth = 0): RawEndpoint[] {
	if (depth > DEEPEST) return [];
	return listOf(items).flatMap((item) => {
		const { name, api, items: inner } = objectOf(item);
		const below = apifoxEndpoints(inner, depth + 1);
		if (!isObject(api)) return below;
		const method = METHODS.find((known) => known === textOf(api.method).toUpperCase());
		if (method === undefined) return below;
		const places = objectOf(api.parameters);
		const parameters = ['query', 'path'].flatMap((place) => listOf(places[place]).map((one) => ({ ...objectOf(one), in: place })));
		const details = {
			summary: textOf(name) || api.name,
			deprecated: /^(deprecated|obsolete)$/.test(textOf(api.status)),
			requestBody: { content: apifoxContent(objectOf(api.requestBody)) },
		};
		return [{ method, path: textOf(api.path), server: '', details, parameters }, ...below];
	});
}

function apifoxContent({ type, jsonSchema, parameters }: JsonObject): JsonObject {
	const kind = textOf(type);
	if (kind === '' || kind === 'none') return {};
	const parts = listOf(parameters).map(objectOf);
	const form = {
		type: 'object',
		properties: Object.fromEntries(parts.map((part) => [textOf(part.name), part])),
		required: parts.filter((part) => part.required === true).map((part) => part.name),
	};
	return { [kind]: { schema: parts.length > 0 ? form : jsonSchema } };
}

/** Schemas by the number that references end in. */
function apifoxSchemas(items: unknown, depth = 0): JsonObject {
	if (depth > DEEPEST) return {};
	return Object.fromEntries(
		listOf(items).flatMap((item) => {
			const { id, schema, items: inner } = objectOf(item);
			return [[String(id).split('/').pop() ?? '', objectOf(schema).jsonSchema], ...Object.entries(apifoxSchemas(inner, depth + 1))];
		}),
	);
}

function endpointOf({ method, path, server, details, parameters }: RawEndpoint, reader: Reader, basePath: string): Endpoint {
	reader.steps = 0;
	const given = parameters.map((parameter) => resolved(parameter, reader));
	const inForm = given.filter((parameter) => parameter.in === 'formData');
	const bodies = new Map<BodyKind, DocumentField[]>();
	const content = objectOf(resolved(details.requestBody, reader).content);
	for (const [type, media] of Object.entries(content)) {
		bodies.set(bodyKind(type), [...schemaFields(resolved(media, reader).schema, 'body', reader)]);
	}
	for (const { schema } of given.filter((parameter) => parameter.in === 'body')) {
		bodies.set('json', [...schemaFields(schema, 'body', reader)]);
	}
	if (inForm.length > 0) {
		const kind = inForm.some(({ type }) => type === 'file') ? 'multipart' : bodyKind(String(listOf(details.consumes)[0] ?? 'urlencoded'));
		bodies.set(kind, inForm.flatMap((parameter) => parameterFields(parameter, 'body', reader)));
	}
	return {
		method,
		path: pathBelow(basePath, server, path),
		title: textOf(details.summary),
		isDeprecated: details.deprecated === true,
		// Headers are the gateway's, the same for every endpoint.
		parameters: given.flatMap((parameter) =>
			parameter.in === 'query' || parameter.in === 'path' ? parameterFields(parameter, parameter.in, reader) : [],
		),
		bodies,
	};
}

const bodyKind = (mediaType: string): BodyKind =>
	/multipart/i.test(mediaType) ? 'multipart' : /urlencoded/i.test(mediaType) ? 'form' : 'json';

/** The path below the platform's base URL, whether the document has that in its servers, in its paths or not at all. */
function pathBelow(basePath: string, server: string, path: string): string {
	const host = /^(\{\{[^}]*\}\}|[a-z]+:\/\/[^/]*)/i;
	const whole = host.test(path) ? path.replace(host, '') : `${server.replace(host, '')}/${path}`;
	const tidy = `/${whole.split('?')[0]}`.replace(/\/+/g, '/').replace(/(.)\/$/, '$1');
	return tidy.startsWith(`${basePath}/`) ? tidy.slice(basePath.length) : tidy;
}

/** Swagger 2 and Apifox have the type on the parameter itself. */
function parameterFields(parameter: JsonObject, place: Place, reader: Reader): DocumentField[] {
	const name = textOf(parameter.name);
	if (name === '') return [];
	const schema = { ...(isObject(parameter.schema) ? resolved(parameter.schema, reader) : { ...parameter, required: undefined }) };
	const whole = { ...schema, description: schema.description ?? parameter.description };
	return [...fieldsOf(whole, name, place, place === 'path' || parameter.required === true, reader)];
}

const schemaFields = (schema: unknown, place: Place, reader: Reader): DocumentField[] =>
	[...fieldsOf(schema, '', place, true, reader)].filter(({ name }) => name !== '');
