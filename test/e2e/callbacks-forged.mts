// Strangers at the production URL: 10,000 malformed or invented requests start nothing, are told no, and hardly trouble the platform.
// node tools/setup.mjs test/e2e/callbacks-forged.mts [--quick] [--keep] [--seed <number>]
import fc from 'fast-check';
import type { Sandbox } from '../../sandbox/server.mts';
import { Callbacks, EVENT, tally } from './support/callbacks.mts';
import { crmOf, effectsAt, settledEffects } from './support/effects.mts';
import { fire, type Hit, type Shot } from './support/load.mts';
import { countPlatformCalls } from './support/platform-calls.mts';
import { REGULAR_STEPS, type RegularN8n, startRegular } from './support/regular.mts';
import { atMost, type Bound, exactly, inRun, type Run, told } from './support/run.mts';
import { effect, publish, TRIGGER, trigger } from './support/workflows.mts';

const FORGERIES = 10_000;
const CONNECTIONS = 20;
/** All of 127.0.0.0/8 is this machine: to n8n these are as many callers. */
const ADDRESSES = 50;
const HANGS_AFTER_MS = 10_000;
const CALLS_PER_THOUSAND = 150;
const EVENTS_AFTERWARDS = 10;
/** So many of a kind are printed. */
const SHOWN = 20;
const JSON_TYPE = 'application/json;charset=UTF-8';
/** To these n8n or the trigger itself says yes: the connectivity test, and what browsers ask before they post. */
const HARMLESS = ['GET', 'HEAD', 'OPTIONS'];

/** A request without its address. `kind` groups what is printed. */
type Forgery = Pick<Shot, 'method' | 'headers' | 'body'> & { kind: string };

void inRun(REGULAR_STEPS + 2, work);

async function work(run: Run): Promise<Bound[]> {
	const sandbox = await run.sandbox();
	const shape = await startRegular(run, sandbox, [TRIGGER]);
	const nodes = [trigger(shape.credential, { confirm: 'never' }), effect(crmOf(sandbox), '$json.transactionId')];
	const workflow = await publish(shape.n8n, 'Callbacks nobody sent', nodes);
	const url = `${shape.webhooks[0]}/${workflow.path}`;
	const forgeries = fc.sample(forgery, { numRuns: run.size(FORGERIES), seed: run.seed });
	const shots = forgeries.map((one, index): Shot & Forgery => ({ ...one, url, from: `127.0.1.${1 + (index % ADDRESSES)}` }));

	const calls = countPlatformCalls(sandbox);
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
	const perThousand = (calls.total() / shots.length) * 1000;
	const effects = await effectsAt(sandbox);
	const counts = await shape.n8n.executionCounts(workflow.id);
	for (const shot of taken.slice(0, SHOWN)) run.steps.line(`TAKEN: ${shown(shot)}`);
	for (const shot of hanging.slice(0, SHOWN)) run.steps.line(`NO ANSWER: ${shown(shot)}`);
	const real = await run.steps.run(`${EVENTS_AFTERWARDS} real events afterwards`, () => realEvents(sandbox, url));
	calls.close();
	return [
		...[...answers].sort().map(([kind, statuses]) => told(kind, tally(statuses))),
		told('answer times in ms (p50, p95, max)', [measured.p50, measured.p95, measured.max].map(Math.round).join(', ')),
		exactly('executions', JSON.stringify(counts), '{}'),
		exactly('effects', effects.size, 0),
		exactly('taken with 2xx (without GET, HEAD, OPTIONS)', taken.length, 0),
		exactly('without an answer within 10 s', hanging.length, 0),
		told('XML that n8n itself did not answer', hangingXml),
		exactly('n8n still answers', await isUp(shape), 'yes'),
		told('platform calls', JSON.stringify(calls.counts())),
		// The first hundred in vain are free (engine/guard.ts): of a tenth of the forgeries they are too large a part.
		run.quick ? told('platform calls per 1,000 forgeries', Math.round(perThousand)) : atMost('platform calls per 1,000 forgeries', perThousand, CALLS_PER_THOUSAND),
		exactly('real events with one effect afterwards', real, EVENTS_AFTERWARDS),
	];
}

/**
 * n8n 2.41.1 parses XML with one parser for all requests (its middlewares/body-parser.js), which loses track of what is not XML: such
 * requests are never answered, at n8n's own Webhook node as well. No node gets to see them.
 */
function isXml({ headers }: Shot): boolean {
	return /[/+]xml\s*(;|$)/i.test(headers?.['Content-Type'] ?? '');
}

function shown({ method, headers, body }: Shot): string {
	return `${method} ${JSON.stringify(headers)} ${JSON.stringify(String(body ?? '')).slice(0, 200)}`;
}

/** Events of the platform, delivered by the sandbox with all its patience. @returns how many had one effect */
async function realEvents(sandbox: Sandbox, url: string): Promise<number> {
	const callbacks = new Callbacks(sandbox);
	await callbacks.configure({ url });
	const ids = await callbacks.happen(EVENTS_AFTERWARDS);
	const effects = await settledEffects(sandbox, { quietMs: 90_000, limitMs: 180_000, enough: (seen) => ids.every((id) => seen.has(id)) });
	return ids.filter((id) => effects.get(id)?.length === 1).length;
}

async function isUp({ editor }: RegularN8n): Promise<string> {
	return (await fetch(`${editor}/healthz`)).status === 200 ? 'yes' : 'no';
}

const post = (kind: string, body: fc.Arbitrary<string | Buffer>, contentType: fc.Arbitrary<string> = fc.constant(JSON_TYPE)): fc.Arbitrary<Forgery> =>
	fc.tuple(body, contentType).map(([given, type]) => ({ kind, method: 'POST', headers: { 'Content-Type': type }, body: given }));

const asJson = <T,>(value: fc.Arbitrary<T>): fc.Arbitrary<string> => value.map((given) => JSON.stringify(given) ?? '');
const inventedId = fc.oneof(fc.uuid().map((id) => id.replaceAll('-', '')), fc.string({ minLength: 1, maxLength: 64 }), fc.bigInt({ min: 1n, max: 2n ** 64n }).map(String));
const bytes = fc.uint8Array({ maxLength: 2000 }).map((array) => Buffer.from(array));
const CONTENT_TYPES = [
	JSON_TYPE, 'application/json', 'application/json; charset=gbk', 'text/plain', 'text/html', 'application/xml', 'application/x-www-form-urlencoded',
	'multipart/form-data; boundary=x', 'multipart/form-data', 'application/octet-stream', 'application/graphql', 'image/png', 'nonsense', '',
];
const contentType = fc.oneof(fc.constantFrom(...CONTENT_TYPES), fc.stringMatching(/^[\x21-\x7e]{0,40}$/));

/** As the platform would send it, but about an event that never was. */
const invented = post('invented transactionId', asJson(fc.record({ transactionId: inventedId, businessType: fc.constant(EVENT) })));

/** The same as a few ids that are repeated. */
const repeated = post('invented transactionId, repeated', asJson(fc.record({ transactionId: fc.integer({ min: 1, max: 20 }).map((n) => `known-${n}`), businessType: fc.constant(EVENT) })));

/** The right fields with the wrong values, among others that mean something to careless code. */
const wrongShape = post(
	'JSON of the wrong shape',
	asJson(
		fc.oneof(
			fc.record({ transactionId: fc.jsonValue(), businessType: fc.jsonValue() }, { requiredKeys: [] }).filter(({ transactionId }) => typeof transactionId !== 'string' && typeof transactionId !== 'number'),
			fc.constantFrom<unknown>([], {}, null, true, 0, '', [{ transactionId: 'a', businessType: EVENT }], { data: { transactionId: 'a' } }, { __proto__: null, constructor: { prototype: { transactionId: 'a' } } }),
			fc.jsonValue().filter((value) => typeof value !== 'object' || value === null || !('transactionId' in value)),
		),
	),
);

const OPERATORS = ['../../open/contract/list', 'a?transactionId=b', 'a&accountId=b', "' or 1=1 --", '{{ $env }}', '={{ $json }}', '\u0000', 'a\r\nX-Ca-Key: b', '__proto__', 'constructor', '%00', '回调', ' ', '-1', '1e309'];
const hostile = post('hostile transactionId', asJson(fc.record({ transactionId: fc.constantFrom(...OPERATORS), businessType: fc.oneof(fc.constant(EVENT), fc.constantFrom(...OPERATORS)) })));

const huge = post(
	'huge strings',
	fc.tuple(fc.integer({ min: 1000, max: 300_000 }), fc.constantFrom('transactionId', 'businessType', 'more')).map(([length, field]) =>
		JSON.stringify({ transactionId: 'a', businessType: EVENT, [field]: 'x'.repeat(length) }),
	),
);

const deep = post(
	'deep nesting',
	fc.tuple(fc.integer({ min: 10, max: 20_000 }), fc.boolean()).map(([depth, inList]) =>
		inList ? `${'['.repeat(depth)}${']'.repeat(depth)}` : `${'{"transactionId":'.repeat(depth)}1${'}'.repeat(depth)}`,
	),
);

const broken = post(
	'broken JSON',
	fc.tuple(asJson(fc.record({ transactionId: inventedId, businessType: fc.constant(EVENT) })), fc.nat()).map(([text, cut]) => text.slice(0, cut % text.length)),
);

const anyBody = post('any body, any content type', fc.oneof(bytes, fc.string({ maxLength: 500 }), asJson(fc.jsonValue())), contentType);
const otherType = post('invented, other content type', asJson(fc.record({ transactionId: inventedId, businessType: fc.constant(EVENT) })), contentType);

const otherMethod: fc.Arbitrary<Forgery> = fc
	.tuple(fc.constantFrom('GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE', 'PROPFIND'), fc.option(asJson(fc.record({ transactionId: inventedId, businessType: fc.constant(EVENT) })), { nil: undefined }))
	.map(([method, body]) => ({
		kind: HARMLESS.includes(method) ? 'GET, HEAD, OPTIONS' : 'other methods',
		method,
		headers: { 'Content-Type': JSON_TYPE },
		body: method === 'HEAD' ? undefined : body,
	}));

const forgery: fc.Arbitrary<Forgery> = fc.oneof(
	{ arbitrary: invented, weight: 30 },
	{ arbitrary: repeated, weight: 5 },
	{ arbitrary: wrongShape, weight: 15 },
	{ arbitrary: hostile, weight: 10 },
	{ arbitrary: huge, weight: 5 },
	{ arbitrary: deep, weight: 5 },
	{ arbitrary: broken, weight: 10 },
	{ arbitrary: anyBody, weight: 10 },
	{ arbitrary: otherType, weight: 5 },
	{ arbitrary: otherMethod, weight: 5 },
);
