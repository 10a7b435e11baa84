// Strangers at a webhook: requests that no platform sent, and what became of them.
import fc from 'fast-check';
import { tally } from './callbacks.mts';
import { fire, type Hit, type Shot } from './load.mts';
import { type Bound, exactly, told } from './bounds.mts';
import { type Run } from './run.mts';

const CONNECTIONS = 20;
/** All of 127.0.0.0/8 is this machine: to n8n these are as many callers. */
const ADDRESSES = 50;
/** Longer than a busy machine takes. */
const HANGS_AFTER_MS = 30_000;
/** So many of a kind are printed. */
const SHOWN = 20;
export const JSON_TYPE = 'application/json;charset=UTF-8';
/** To these n8n or the trigger itself says yes: the connectivity test, and what browsers ask before they post. */
const HARMLESS = ['GET', 'HEAD', 'OPTIONS'];

/** A request without its address. `kind` groups what is printed. */
export type Forgery = Pick<Shot, 'method' | 'headers' | 'body'> & { kind: string };

/** Sends so many of them from many addresses. @returns how each kind was answered, and that none was taken or left without an answer */
export async function fireForgeries(run: Run, count: number, forgery: fc.Arbitrary<Forgery & Pick<Shot, 'url'>>): Promise<Bound[]> {
	const shots = fc.sample(forgery, { numRuns: count, seed: run.seed }).map((one, index) => ({ ...one, from: `127.0.1.${1 + (index % ADDRESSES)}` }));
	const answers = new Map<string, Array<Hit['status']>>();
	const [taken, hanging]: [Shot[], Shot[]] = [[], []];
	let hangingXml = 0;
	const measured = await run.steps.run(`${shots.length} forgeries (seed ${run.seed})`, () =>
		fire(shots, {
			connections: CONNECTIONS,
			timeoutMs: HANGS_AFTER_MS,
			onHit: ({ kind, ...shot }, { status }) => {
				answers.set(kind, [...(answers.get(kind) ?? []), status]);
				const isYes = typeof status === 'number' && status < 300;
				if (isYes && !HARMLESS.includes(shot.method ?? 'GET')) taken.push(shot);
				if (status === 'timeout' && isXml(shot)) hangingXml++;
				else if (status === 'timeout') hanging.push(shot);
			},
		}),
	);
	for (const shot of taken.slice(0, SHOWN)) run.steps.line(`TAKEN: ${shown(shot)}`);
	for (const shot of hanging.slice(0, SHOWN)) run.steps.line(`NO ANSWER: ${shown(shot)}`);
	return [
		...[...answers].sort().map(([kind, statuses]) => told(kind, tally(statuses))),
		told('answer times in ms (p50, p95, max)', [measured.p50, measured.p95, measured.max].map(Math.round).join(', ')),
		exactly('taken with 2xx (without GET, HEAD, OPTIONS)', taken.length, 0),
		exactly('without an answer within 30 s', hanging.length, 0),
		told('XML that n8n itself did not answer', hangingXml),
	];
}

/**
 * n8n 2.41.1 parses XML with one parser for all requests (its middlewares/body-parser.js), which loses track of what is not XML: such
 * requests are never answered, at n8n's own Webhook node as well. No node gets to see them.
 */
function isXml({ headers }: Shot): boolean {
	return /[/+]xml\s*(;|$)/i.test(String(headers?.['Content-Type'] ?? ''));
}

function shown({ method, headers, body }: Shot): string {
	return `${method} ${JSON.stringify(headers)} ${JSON.stringify(String(body ?? '')).slice(0, 200)}`;
}

/** Whether n8n answers. @param editor its address */
export async function isUp(editor: string): Promise<string> {
	return (await fetch(`${editor}/healthz`)).status === 200 ? 'yes' : 'no';
}

/** A POST of JSON, unless it says otherwise. */
export const post = (kind: string, body: fc.Arbitrary<string | Buffer>, contentType: fc.Arbitrary<string> = fc.constant(JSON_TYPE)): fc.Arbitrary<Forgery> =>
	fc.tuple(body, contentType).map(([given, type]) => ({ kind, method: 'POST', headers: { 'Content-Type': type }, body: given }));

export const asJson = <T,>(value: fc.Arbitrary<T>): fc.Arbitrary<string> => value.map((given) => JSON.stringify(given) ?? '');
export const inventedId = fc.oneof(fc.uuid().map((id) => id.replaceAll('-', '')), fc.string({ minLength: 1, maxLength: 64 }), fc.bigInt({ min: 1n, max: 2n ** 64n }).map(String));
const bytes = fc.uint8Array({ maxLength: 2000 }).map((array) => Buffer.from(array));
const CONTENT_TYPES = [
	JSON_TYPE, 'application/json', 'application/json; charset=gbk', 'text/plain', 'text/html', 'application/xml', 'application/x-www-form-urlencoded',
	'multipart/form-data; boundary=x', 'multipart/form-data', 'application/octet-stream', 'application/graphql', 'image/png', 'nonsense', '',
];
const contentType = fc.oneof(fc.constantFrom(...CONTENT_TYPES), fc.stringMatching(/^[\x21-\x7e]{0,40}$/));

/** What is wrong with anything that should be JSON. @param body as the platform would send it @param field a field of it */
export function malformed(body: fc.Arbitrary<string>, field: string): Array<fc.Arbitrary<Forgery>> {
	return [
		post(
			'deep nesting',
			fc.tuple(fc.integer({ min: 10, max: 20_000 }), fc.boolean()).map(([depth, inList]) =>
				inList ? `${'['.repeat(depth)}${']'.repeat(depth)}` : `${`{"${field}":`.repeat(depth)}1${'}'.repeat(depth)}`,
			),
		),
		post(
			'broken JSON',
			fc.tuple(body, fc.nat()).map(([text, cut]) => text.slice(0, cut % text.length)),
		),
		post('any body, any content type', fc.oneof(bytes, fc.string({ maxLength: 500 }), asJson(fc.jsonValue())), contentType),
		post('invented, other content type', body, contentType),
		fc
			.tuple(fc.constantFrom('GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE', 'PROPFIND'), fc.option(body, { nil: undefined }))
			.map(([method, given]) => ({
				kind: HARMLESS.includes(method) ? 'GET, HEAD, OPTIONS' : 'other methods',
				method,
				headers: { 'Content-Type': JSON_TYPE },
				body: method === 'HEAD' ? undefined : given,
			})),
	];
}
