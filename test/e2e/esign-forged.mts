// Strangers at the eSign Trigger and at the address of an execution that waits: 10,000 callbacks that eSign did not sign start and wake nothing.
// node tools/setup.mjs test/e2e/esign-forged.mts [--quick] [--keep] [--seed <number>]
import fc from 'fast-check';
import { crmOf, effectsAt, settledEffects } from './support/effects.mts';
import { ESIGN, ESIGN_TRIGGER, esignCredential, esignNode, EsignPlatform } from './support/esign.mts';
import { PERSON, Waiting } from './support/esign-waiting.mts';
import { asJson, fireForgeries, type Forgery, isUp, malformed } from './support/forgeries.mts';
import type { Shot } from './support/load.mts';
import { REGULAR_STEPS, startRegular } from './support/regular.mts';
import { type Bound, exactly } from './support/bounds.mts';
import { inRun, type Run } from './support/run.mts';
import { effect, publish } from './support/workflows.mts';

const AT_TRIGGER = 8_000;
const AT_WAITING = 2_000;
const EVENTS_AFTERWARDS = 10;
const MOST_TIME = 2 ** 42;
const SIGNATURE = 'x-tsign-open-signature';
const TIMESTAMP = 'x-tsign-open-timestamp';
const APP = 'x-tsign-open-app-id';

type Aimed = Forgery & Pick<Shot, 'url'>;
type Signed = ReturnType<EsignPlatform['signed']>;

void inRun(REGULAR_STEPS + 3, work);

async function work(run: Run): Promise<Bound[]> {
	const sandbox = await run.sandbox();
	const shape = await startRegular(run, sandbox, [ESIGN, ESIGN_TRIGGER]);
	const platform = new EsignPlatform(sandbox);
	const trigger = esignNode(ESIGN_TRIGGER, 'eSign Trigger', await esignCredential(shape, sandbox), { options: { passUnknown: true } });
	const workflow = await publish(shape.n8n, 'Callbacks nobody signed', [trigger, effect(crmOf(sandbox), '$json.contractId')]);
	const waiting = await Waiting.publish(shape, sandbox, 'Nobody signed its end', { signer: PERSON });
	const [flow] = await waiting.begin();

	const url = `${shape.webhooks[0]}/${workflow.path}`;
	const atTrigger = await fireForgeries(run, run.size(AT_TRIGGER), forgery(platform, url, flow.signFlowId));
	const counts = JSON.stringify(await shape.n8n.executionCounts(workflow.id));
	const atWaiting = await fireForgeries(run, run.size(AT_WAITING), forgery(platform, flow.url, flow.signFlowId));
	const { status } = await shape.n8n.execution(flow.execution);
	const effects = (await effectsAt(sandbox)).size;

	const real = await run.steps.run(`${EVENTS_AFTERWARDS} real events and a real end afterwards`, async () => {
		const ids = Array.from({ length: EVENTS_AFTERWARDS }, (_, index) => `real-${index}`);
		const events = ids.map((signFlowId) => ({ action: 'SIGN_FLOW_COMPLETE', data: { signFlowId, signFlowStatus: '2' }, notifyUrl: url }));
		await platform.control('events', { events });
		await platform.control('sign', { signFlowId: flow.signFlowId, all: true });
		const seen = await settledEffects(sandbox, { quietMs: 60_000, limitMs: 120_000, enough: (all) => [...ids, flow.signFlowId].every((id) => all.has(id)) });
		return ids.filter((id) => seen.get(id)?.length === 1).length;
	});
	return [
		...atTrigger.map((bound) => ({ ...bound, what: `trigger: ${bound.what}` })),
		...atWaiting.map((bound) => ({ ...bound, what: `waiting: ${bound.what}` })),
		exactly('executions of the trigger', counts, '{}'),
		exactly('the execution that waits', status, 'waiting'),
		exactly('effects', effects, 0),
		exactly('n8n still answers', await isUp(shape.editor), 'yes'),
		exactly('real events with one effect afterwards', real, EVENTS_AFTERWARDS),
		exactly('the real end afterwards', JSON.stringify(await waiting.reports([flow])), '[[["completed",false]]]'),
	];
}

/** Callbacks that look right, at an address, but for one thing. @param signFlowId of a flow that somebody waits for */
function forgery(platform: EsignPlatform, url: string, signFlowId: string): fc.Arbitrary<Aimed> {
	const event = asJson(
		fc.record({
			action: fc.constantFrom('SIGN_FLOW_COMPLETE', 'SIGN_MISSON_COMPLETE', 'SIGN_FLOW_FINISH', 'SIGN_FLOW_UPDATE', 'AUTH_PASS', 'COPIER_READ'),
			signFlowId: fc.oneof(fc.constant(signFlowId), fc.uuid()),
			signFlowStatus: fc.constantFrom('2', '3', '5', '7'),
			timestamp: fc.nat(MOST_TIME),
		}),
	);
	const right = event.map((body) => platform.signed(url, body));
	/** One thing about a right callback is wrong. */
	const but = <T,>(kind: string, wrong: fc.Arbitrary<T>, change: (callback: Signed, how: T) => Omit<Shot, 'from'>): fc.Arbitrary<Aimed> =>
		fc.tuple(right, wrong).map(([callback, how]) => ({ kind, ...change(callback, how) }));
	const headers = (callback: Signed, more: NonNullable<Shot['headers']>): Signed | Shot => ({ ...callback, headers: { ...callback.headers, ...more } });
	const without = (callback: Signed, names: readonly string[]): Shot => ({
		...callback,
		headers: Object.fromEntries(Object.entries(callback.headers).filter(([name]) => !names.includes(name))),
	});
	const more = (query: string) => `${url}${url.includes('?') ? '&' : '?'}${query}`;
	const hex = fc.stringMatching(/^[0-9a-f]{64}$/);
	return fc.oneof(
		but('signed with another secret', fc.string({ minLength: 1 }), ({ body }, secret) => platform.signed(url, body, { secret })),
		but('without headers of the platform', fc.subarray([SIGNATURE, TIMESTAMP, APP], { minLength: 1 }), without),
		but('with empty headers', fc.constantFrom(SIGNATURE, TIMESTAMP, APP), (callback, name) => headers(callback, { [name]: '' })),
		but('of another app', fc.stringMatching(/^[0-9]{10}$/), (callback, app) => headers(callback, { [APP]: app })),
		but('with an invented signature', hex, (callback, signature) => headers(callback, { [SIGNATURE]: signature })),
		but(
			'with the right signature in another form',
			fc.constantFrom<(signature: string) => string>(
				(signature) => signature.toUpperCase(),
				(signature) => `${signature.slice(0, 63)}${signature.endsWith('0') ? '1' : '0'}`,
				(signature) => signature.slice(0, 32),
				(signature) => `${signature}00`,
				(signature) => `sha256=${signature}`,
				(signature) => Buffer.from(signature, 'hex').toString('base64'),
			),
			(callback, change) => headers(callback, { [SIGNATURE]: change(callback.headers[SIGNATURE]) }),
		),
		but('with another timestamp than was signed', fc.nat(MOST_TIME), (callback, time) => headers(callback, { [TIMESTAMP]: String(time) })),
		but('with another body than was signed', fc.tuple(event, fc.nat()), (callback, [other, at]) => {
			const cut = at % callback.body.length;
			return { ...callback, body: other === callback.body ? `${callback.body.slice(0, cut)} ${callback.body.slice(cut)}` : other };
		}),
		but('with a query that was not signed', fc.stringMatching(/^[a-z]{1,9}=[0-9a-z]{1,9}$/), (callback, query) => ({ ...callback, url: more(query) })),
		but('with headers given twice', fc.tuple(fc.constantFrom(SIGNATURE, TIMESTAMP, APP), hex), (callback, [name, other]) =>
			headers(callback, { [name]: [callback.headers[name], other] })),
		but('without a body, under another signature', fc.constant(undefined), (callback) => ({ ...callback, body: undefined })),
		but('with a huge body', fc.integer({ min: 1_000, max: 2_000_000 }), ({ body }, length) => ({
			...platform.signed(url, body),
			body: `${body.slice(0, -1)},"more":"${'x'.repeat(length)}"}`,
		})),
		...malformed(event, 'action').map((one) => one.map((given): Aimed => ({ ...given, url }))),
	);
}
