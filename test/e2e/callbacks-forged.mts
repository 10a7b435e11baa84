// Strangers at the production URL: 10,000 malformed or invented requests start nothing, are told no, and hardly trouble the platform.
// node tools/setup.mjs test/e2e/callbacks-forged.mts [--quick] [--keep] [--seed <number>]
import fc from 'fast-check';
import type { Sandbox } from '../../sandbox/server.mts';
import { Callbacks, EVENT } from './support/callbacks.mts';
import { crmOf, effectsAt, settledEffects } from './support/effects.mts';
import { asJson, fireForgeries, type Forgery, inventedId, isUp, malformed, post } from './support/forgeries.mts';
import { countPlatformCalls } from './support/platform-calls.mts';
import { REGULAR_STEPS, startRegular } from './support/regular.mts';
import { atMost, type Bound, exactly, told } from './support/bounds.mts';
import { inRun, type Run } from './support/run.mts';
import { effect, publish, TRIGGER, trigger } from './support/workflows.mts';

const FORGERIES = 10_000;
const CALLS_PER_THOUSAND = 150;
const EVENTS_AFTERWARDS = 10;

void inRun(REGULAR_STEPS + 2, work);

async function work(run: Run): Promise<Bound[]> {
	const sandbox = await run.sandbox();
	const shape = await startRegular(run, sandbox, [TRIGGER]);
	const nodes = [trigger(shape.credential, { confirm: 'never' }), effect(crmOf(sandbox), '$json.transactionId')];
	const workflow = await publish(shape.n8n, 'Callbacks nobody sent', nodes);
	const url = `${shape.webhooks[0]}/${workflow.path}`;
	const count = run.size(FORGERIES);
	const calls = countPlatformCalls(sandbox);
	const bounds = await fireForgeries(run, count, forgery.map((one) => ({ ...one, url })));
	const perThousand = (calls.total() / count) * 1000;
	const effects = await effectsAt(sandbox);
	const counts = await shape.n8n.executionCounts(workflow.id);
	const real = await run.steps.run(`${EVENTS_AFTERWARDS} real events afterwards`, () => realEvents(sandbox, url));
	calls.close();
	return [
		...bounds,
		exactly('executions', JSON.stringify(counts), '{}'),
		exactly('effects', effects.size, 0),
		exactly('n8n still answers', await isUp(shape.editor), 'yes'),
		told('platform calls', JSON.stringify(calls.counts())),
		// The first hundred in vain are free (engine/guard.ts): of a tenth of the forgeries they are too large a part.
		run.quick ? told('platform calls per 1,000 forgeries', Math.round(perThousand)) : atMost('platform calls per 1,000 forgeries', perThousand, CALLS_PER_THOUSAND),
		exactly('real events with one effect afterwards', real, EVENTS_AFTERWARDS),
	];
}

/** Events of the platform, delivered by the sandbox with all its patience. @returns how many had one effect */
async function realEvents(sandbox: Sandbox, url: string): Promise<number> {
	const callbacks = new Callbacks(sandbox);
	await callbacks.configure({ url });
	const ids = await callbacks.happen(EVENTS_AFTERWARDS);
	const effects = await settledEffects(sandbox, { quietMs: 90_000, limitMs: 180_000, enough: (seen) => ids.every((id) => seen.has(id)) });
	return ids.filter((id) => effects.get(id)?.length === 1).length;
}

/** As the platform would send it, but about an event that never was. */
const inventedEvent = asJson(fc.record({ transactionId: inventedId, businessType: fc.constant(EVENT) }));
const invented = post('invented transactionId', inventedEvent);

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

const [deep, broken, anyBody, otherType, otherMethod] = malformed(inventedEvent, 'transactionId');

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
