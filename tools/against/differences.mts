/** What differs between the fields that an operation sends and those of its endpoint in the document. */
import type { BodyKind, Endpoint } from './document.mts';
import type { DocumentField } from './schema.mts';
import type { SentField } from './sent.mts';
import { plain } from './words.mts';

export interface Difference {
	kind: 'bodyKind' | 'missing' | 'unknown' | 'renamed' | 'perhapsRenamed' | 'place' | 'required' | 'type' | 'values';
	/** Wire name, here where it has one here. */
	field: string;
	text: string;
	/** The corrections mend it. */
	mended: boolean;
}

interface FieldDifference extends Difference {
	/** The document's name, of what is renamed. */
	there?: string;
}

const difference = (kind: Difference['kind'], field: string, text: string, there?: string): FieldDifference => ({
	kind,
	field,
	text: `${field}: ${text}`,
	mended: false,
	there,
});

const BODY_NAMES: Record<BodyKind, string> = { json: 'JSON', form: 'an urlencoded form', multipart: 'a multipart form' };

export function fieldDifferences(sent: SentField[], endpoint: Endpoint, terms: Map<string, string[]>): FieldDifference[] {
	const kind: BodyKind = sent.some(({ type }) => type === 'file') ? 'multipart' : 'json';
	const hasBody = sent.some(({ place }) => place === 'body');
	const [otherKind] = endpoint.bodies.keys();
	const body = endpoint.bodies.get(kind) ?? endpoint.bodies.get(otherKind) ?? [];
	const listed = [...endpoint.parameters, ...body];
	const pairs: Array<[SentField, DocumentField]> = [];
	const onlyHere: SentField[] = [];
	for (const field of sent) {
		const same = listed.filter(({ name }) => name === field.name);
		const there = same.find(({ place }) => place === field.place) ?? same[0];
		if (there) pairs.push([field, there]);
		else if (!listed.some((there) => holds(there, field) || holds(field, there))) onlyHere.push(field);
	}
	const onlyThere = listed.filter(
		(there) =>
			!pairs.some(([, known]) => known.name === there.name) && !sent.some((field) => holds(field, there) || holds(there, field)),
	);
	const renamed = pairUp(onlyHere, onlyThere, terms);
	const restHere = onlyHere.filter((field) => !renamed.some(({ here }) => here === field));
	const restThere = onlyThere.filter((field) => !renamed.some(({ there }) => there === field));
	const isOnePair = restHere.length === 1 && restThere.length === 1;
	return [
		...(hasBody && endpoint.bodies.size > 0 && !endpoint.bodies.has(kind)
			? [difference('bodyKind', 'body', `${BODY_NAMES[kind]} here, ${BODY_NAMES[otherKind]} in the document`)]
			: []),
		...renamed.flatMap(({ here, there, why }) => [
			difference('renamed', here.name, `the document calls it ${there.name} (${why})`, there.name),
			...pairDifferences(here, there),
		]),
		...pairs.flatMap(([here, there]) => pairDifferences(here, there)),
		...(isOnePair
			? [difference('perhapsRenamed', restHere[0].name, `not in the document; perhaps ${restThere[0].name} ${described(restThere[0])} is meant`)]
			: [
					...restThere.map((there) => difference('missing', there.name, `in the document ${described(there)}, not sent here`)),
					...restHere.map((here) => difference('unknown', here.name, 'sent here, not in the document')),
				]),
	];
}

/** An object or list of which nothing more is known holds whatever the other side has in it. */
const holds = (outer: { name: string; type?: string }, inner: { name: string }): boolean =>
	inner.name.startsWith(`${outer.name}.`) && (outer.type === undefined || outer.type === 'object' || outer.type === 'array');

const described = ({ required, place, title }: DocumentField): string =>
	`(${[title, required ? 'required' : 'optional', place].filter((part) => part !== '').join(', ')})`;

/** Pairs that are certain: the only ones on both sides that are alike in one way. */
function pairUp(
	here: SentField[],
	there: DocumentField[],
	terms: Map<string, string[]>,
): Array<{ here: SentField; there: DocumentField; why: string }> {
	const ways: Array<{ why: string; isAlike: (one: SentField, other: DocumentField) => boolean }> = [
		{ why: 'another spelling', isAlike: (one, other) => plain(one.name) === plain(other.name) },
		{ why: 'at another place in the object', isAlike: (one, other) => lastPart(one.name) === lastPart(other.name) },
		{
			why: 'the same Chinese term',
			isAlike: ({ parameter = '' }, { labels }) => (terms.get(parameter) ?? []).some((term) => labels.includes(plain(term))),
		},
	];
	const pairs: Array<{ here: SentField; there: DocumentField; why: string }> = [];
	for (const { why, isAlike } of ways) {
		const left = here.filter((one) => !pairs.some((pair) => pair.here === one));
		const right = there.filter((one) => !pairs.some((pair) => pair.there === one));
		for (const one of left) {
			const [match, ...more] = right.filter((other) => isAlike(one, other));
			if (match && more.length === 0 && left.filter((rival) => isAlike(rival, match)).length === 1) {
				pairs.push({ here: one, there: match, why });
			}
		}
	}
	return pairs;
}

const lastPart = (name: string): string => plain(name.split('.').pop() ?? '');

/** What differs in a field that both sides have. */
function pairDifferences(here: SentField, there: DocumentField): FieldDifference[] {
	const differences: FieldDifference[] = [];
	const say = (kind: Difference['kind'], text: string) => differences.push(difference(kind, here.name, text));
	if (here.place !== there.place) say('place', `in the ${here.place} here, in the ${there.place} in the document`);
	if (there.required && here.need === 'optional') say('required', 'required in the document, optional here');
	if (there.required && here.need === 'either') say('required', 'required in the document, one of several here');
	if (!there.required && here.need === 'required') say('required', 'optional in the document, required here');
	// Everything in a query is text, and a part of a form is text or a file.
	const isTyped = here.place === 'body' && there.type !== undefined && here.type !== 'file';
	if (isTyped && here.type !== there.type) say('type', `${here.type} here, ${there.type} in the document`);
	if (there.values.length > 0 && here.parameter !== undefined) {
		const added = there.values.filter((value) => !here.values.includes(value));
		const wrong = here.values.filter((value) => !there.values.includes(value));
		const parts = [
			...(added.length > 0 ? [`only the document has the values ${added.join(', ')}`] : []),
			...(wrong.length > 0 ? [`only here are the values ${wrong.join(', ')}`] : []),
		];
		if (parts.length > 0) say('values', parts.join('; '));
	}
	return differences;
}
