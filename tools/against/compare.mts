/**
 * `npm run operations -- --against <file>`: the definitions beside a document of the vendor's, difference by difference, and
 * the Endpoint Corrections that mend what is certain. What the definitions send is in sent.mts, what the document says in
 * document.mts, the report in report.mts.
 */
import { parseCorrections, type Correction } from '../../engine/corrections.ts';
import { METHODS, type Operation, type Resource, type Source } from '../../engine/operation.ts';
import { fieldDifferences, type Difference } from './differences.mts';
import type { Endpoint, VendorDocument } from './document.mts';
import { entriesOf, findEndpoints, plainPath, type Entry, type Found } from './find.mts';
import { carries } from './place.mts';
import { sentFields, type SentField } from './sent.mts';
import type { Definitions } from './words.mts';

export interface OperationReport {
	/** As in Endpoint Corrections. */
	operation: string;
	title: string;
	source: Source;
	here: string;
	/** Undefined where the document has no such endpoint. */
	document?: string;
	documentTitle?: string;
	/** `similar title` is a guess: its address and fields are no correction. */
	foundBy: Found['by'] | 'nothing';
	/** The address is another one, and the corrections cannot say it. */
	addressUnmended: boolean;
	agrees: boolean;
	differences: Difference[];
}

export interface Comparison {
	platform: string;
	format: string;
	/** How many endpoints the document has. */
	endpoints: number;
	agrees: boolean;
	operations: OperationReport[];
	/** Endpoints that no operation covers. */
	uncovered: Array<{ method: string; path: string; title: string }>;
	/** For the credential's field Endpoint Corrections. */
	corrections: Record<string, Correction>;
}

/** Every operation beside its endpoint in the document. */
export function compare(definitions: Definitions, document: VendorDocument, now = new Date()): Comparison {
	const found = findEndpoints(definitions, document.endpoints);
	const corrections: Record<string, Correction> = {};
	const operations = entriesOf(definitions).map((entry) => {
		const { report, correction } = reportOn(entry, found.get(entry.key), definitions, now);
		if (Object.keys(correction).length > 0) corrections[entry.key] = correction;
		return report;
	});
	const covered = new Set([...found.values()].map(({ endpoint }) => endpoint));
	const uncovered = document.endpoints
		.filter((endpoint) => !covered.has(endpoint))
		.map(({ method, path, title }) => ({ method, path, title }));
	return {
		platform: definitions.platform,
		format: document.format,
		endpoints: document.endpoints.length,
		agrees: uncovered.length === 0 && operations.every(({ agrees }) => agrees),
		operations,
		uncovered,
		corrections,
	};
}

function reportOn(
	{ key, title, operation }: Entry,
	found: Found | undefined,
	{ resources, terms }: Definitions,
	now: Date,
): { report: OperationReport; correction: Correction } {
	const { method, url } = operation.routing.request;
	const report: OperationReport = {
		operation: key,
		title,
		source: operation.source,
		here: `${method} ${url}`,
		foundBy: found?.by ?? 'nothing',
		addressUnmended: false,
		agrees: false,
		differences: [],
	};
	if (!found) return { report, correction: {} };
	const { endpoint, by } = found;
	const isSure = by !== 'similar title';
	const isAccepted = (correction: Correction) => isSure && areAccepted({ [key]: correction }, resources);
	const address = addressCorrection(operation, endpoint);
	const correction: Correction = isAccepted(address) ? address : {};
	const differences = fieldDifferences(placedBy(correction, sentFields(operation, now), operation), endpoint, terms);
	for (const difference of differences) {
		const { kind, field, there } = difference;
		if (kind !== 'renamed' || there === undefined) continue;
		const rename = { ...correction.rename, [field]: there };
		if (isAccepted({ ...correction, rename })) {
			correction.rename = rename;
			difference.mended = true;
		}
	}
	report.document = `${endpoint.method} ${endpoint.path}`;
	report.documentTitle = endpoint.title;
	report.addressUnmended = isSure && (correction.method !== address.method || correction.path !== address.path);
	report.differences = differences.map(({ kind, field, text, mended }) => ({ kind, field, text, mended }));
	report.agrees = isSure && differences.length === 0 && Object.keys(address).length === 0;
	return { report, correction };
}

/** Whether the credential would take them. */
function areAccepted(corrections: Record<string, Correction>, resources: Resource[]): boolean {
	try {
		parseCorrections(corrections, resources);
		return true;
	} catch {
		return false;
	}
}

/** What Endpoint Corrections would say about the address; nothing where it is the same. */
function addressCorrection({ routing, fields }: Operation, { method, path }: Endpoint): Correction {
	const { request } = routing;
	const ours = [...request.url.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
	const theirs = [...path.matchAll(/\{([^}]*)\}/g)].map(([, name]) => name);
	const ownNames = theirs.map((name, index) =>
		fields.some((field) => field.name === name) || theirs.length !== ours.length ? name : ours[index],
	);
	const ownPath = path.replace(/\{[^}]*\}/g, () => `{${ownNames.shift()}}`);
	const known = METHODS.find((some) => some === method);
	return {
		...(known && known !== request.method && { method: known }),
		...(plainPath(path) !== plainPath(request.url) && { path: ownPath }),
	};
}

/** The fields at the places where they go with this correction. */
const placedBy = ({ method, path = '' }: Correction, sent: SentField[], { routing }: Operation): SentField[] =>
	sent.map((field) => {
		if (path.includes(`{${field.parameter}}`)) return { ...field, place: 'path' };
		if (method === undefined || routing.request.url.includes(`{${field.parameter}}`)) return field;
		return { ...field, place: carries(method) };
	});
