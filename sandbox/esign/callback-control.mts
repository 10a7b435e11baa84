// The controls over eSign's callbacks: the subscription, events, deliveries and their log, faults, and what the platform would never send.
import { validateHeaderValue } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { answered, NotNow } from '../control-answers.mts';
import { ControlInput } from '../control-input.mts';
import { isCallbackUrl } from '../delivery/subscription.mts';
import { TARGETS, type Attempt, type Deliveries, type Delivery, type Forgery, type Target } from './callback-delivery.mts';
import { EVENTS_KEPT, type EsignEvent } from './callback-events.mts';
import type { Platform } from './endpoint.mts';
import { newId } from './identities.mts';

/** Largest body of recorded events, in bytes: there may be as many as are kept. */
const EVENTS_BYTES = 64 * 1_048_576;

/** How often one callback is replayed or forged in one go at most. */
const TIMES_MOST = 1000;

const NAME_CHARACTERS = 100;
const URL_CHARACTERS = 2000;
const BODY_CHARACTERS = 100_000;
const AGE_MOST = 10 * 365 * 86_400_000;

const ROOT = '/sandbox/esign';

/** Routes under /sandbox/esign. A wrong field is 400 and named, an unknown event 404; without an address nothing can be sent: 409. */
export function callbackControl(scope: FastifyInstance, { deliveries }: Platform): void {
	const { config, faults, log } = deliveries;
	scope.get(`${ROOT}/callback`, () => ({ callback: config.settings }));
	scope.post(`${ROOT}/callback`, (request, reply) =>
		answered(reply, () => {
			deliveries.configure(request.body);
			return { callback: config.settings };
		}),
	);
	scope.post(`${ROOT}/callback/test`, (_request, reply) =>
		answered(reply, async () => {
			if (config.url === '') throw new NotNow(409, NO_SUBSCRIPTION);
			return await deliveries.test();
		}),
	);
	scope.get(`${ROOT}/events`, (request, reply) =>
		answered(reply, () => ({
			events: deliveries.events.list(pageOf(request).limit).map((event) => shown(event, deliveries)),
		})),
	);
	scope.post(`${ROOT}/events`, { bodyLimit: EVENTS_BYTES }, (request, reply) =>
		answered(reply, () => ({
			eventIds: eventsIn(request.body).map(
				({ action, data, notifyUrl }) => deliveries.record(action, { action, ...data }, notifyUrl).eventId,
			),
		})),
	);
	scope.get(`${ROOT}/deliveries`, (request, reply) =>
		answered(reply, () => {
			const { limit, eventId } = pageOf(request);
			const wanted = (attempt: Attempt) => eventId === undefined || attempt.eventId === eventId;
			return { counters: deliveries.counters, deliveries: log.list(limit, wanted) };
		}),
	);
	scope.post(`${ROOT}/deliveries/resend`, (request, reply) =>
		answered(reply, async () => ({ attempts: await sent(deliveries, request.body, 'manual') })),
	);
	scope.post(`${ROOT}/deliveries/replay`, (request, reply) =>
		answered(reply, async () => ({ attempts: await sent(deliveries, request.body, 'replay') })),
	);
	scope.post(`${ROOT}/deliveries/forge`, (request, reply) =>
		answered(reply, async () => ({ attempts: await deliveries.forge(forgeryOf(request.body, config.url)) })),
	);
	scope.get(`${ROOT}/deliveries/faults`, () => ({ faults: faults.list() }));
	scope.post(`${ROOT}/deliveries/faults`, (request, reply) =>
		answered(reply, () => ({ armed: faults.arm(request.body), faults: faults.list() })),
	);
	scope.delete(`${ROOT}/deliveries/faults`, () => {
		faults.clear();
		return { faults: [] };
	});
}

const NO_SUBSCRIPTION = 'There is no subscription: set one with POST /sandbox/esign/callback {"url": …}';

/** Resend goes to the addresses that have not taken the event yet, replay to all of them. */
async function sent(deliveries: Deliveries, body: unknown, why: 'manual' | 'replay'): Promise<Attempt[]> {
	const given = new ControlInput(body, why === 'replay' ? ['eventId', 'target', 'times'] : ['eventId', 'target']);
	const times = why === 'replay' ? given.whole('times', 1, TIMES_MOST) : undefined;
	const event = deliveries.events.get(given.required('eventId', NAME_CHARACTERS));
	const target = targetIn(given);
	if (event === undefined) throw new NotNow(404, 'No event with this eventId is kept');
	const all = deliveries.toBeSent(event, target);
	if (all.length === 0) throw new NotNow(409, NO_SUBSCRIPTION);
	const due = why === 'replay' ? all : all.filter(({ state }) => state !== 'received');
	if (due.length === 0) throw new NotNow(409, 'This event was received: it is not sent again, but can be replayed');
	const attempts = await Promise.all(due.map(async (delivery) => await deliveries.send(delivery, why, times)));
	return attempts.flat();
}

function targetIn(given: ControlInput): Target | undefined {
	const wish = given.get('target');
	if (wish === undefined) return undefined;
	return TARGETS.find((target) => target === wish) ?? given.refuse('target', `must be ${TARGETS.join(' or ')}`);
}

/** An event, and what became of it at each address. */
function shown(event: EsignEvent, deliveries: Deliveries): object {
	const { eventId, action, time, notifyUrl, flowId, body } = event;
	return {
		eventId,
		action,
		time,
		flowId,
		notifyUrl,
		body: JSON.parse(body) as unknown,
		deliveries: deliveries.of(eventId).map(({ target, state, attempts, received }: Delivery) => ({
			target,
			state,
			attempts,
			received,
		})),
	};
}

/** One event, or a list of them in `events`. */
function eventsIn(body: unknown): Array<{ action: string; data: object; notifyUrl: string | null }> {
	const given = new ControlInput(body, ['action', 'data', 'notifyUrl', 'events']);
	const list = given.get('events');
	if (list === undefined) return [eventIn(given)];
	if (!Array.isArray(list) || list.length === 0 || list.length > EVENTS_KEPT)
		return given.refuse('events', `must be a list of 1 to ${EVENTS_KEPT} events`);
	return list.map((one: unknown, index) =>
		eventIn(new ControlInput(one, ['action', 'data', 'notifyUrl'], `events[${index}]`)),
	);
}

function eventIn(given: ControlInput): { action: string; data: object; notifyUrl: string | null } {
	const data = given.get('data') ?? {};
	if (typeof data !== 'object' || data === null || Array.isArray(data)) return given.refuse('data', 'must be a JSON object');
	return { action: given.required('action', NAME_CHARACTERS), data, notifyUrl: urlIn(given, 'notifyUrl') ?? null };
}

/** Looks like the end of a flow nobody knows, and is signed with a secret that is not the app's, unless the body says otherwise. */
function forgeryOf(body: unknown, subscription: string): Forgery {
	const given = new ControlInput(body, ['url', 'action', 'body', 'contentType', 'signature', 'ageMs', 'times']);
	const contentType = given.text('contentType', NAME_CHARACTERS);
	try {
		validateHeaderValue('Content-Type', contentType ?? '');
	} catch {
		given.refuse('contentType', 'must be a valid header value');
	}
	const url = urlIn(given, 'url') ?? subscription;
	if (url === '') throw new NotNow(409, `${NO_SUBSCRIPTION}, or name a url`);
	const action = given.text('action', NAME_CHARACTERS) ?? 'SIGN_FLOW_COMPLETE';
	const signature = (['right', 'wrong', 'none'] as const).find((one) => one === (given.get('signature') ?? 'wrong'));
	if (signature === undefined) return given.refuse('signature', 'must be right, wrong or none');
	return {
		url,
		action,
		body: given.text('body', BODY_CHARACTERS) ?? forgedBody(action),
		contentType,
		signature,
		ageMs: given.whole('ageMs', -AGE_MOST, AGE_MOST) ?? 0,
		times: given.whole('times', 1, TIMES_MOST) ?? 1,
	};
}

function forgedBody(action: string): string {
	const now = Date.now();
	return JSON.stringify({
		action,
		timestamp: now,
		signFlowId: newId(),
		signFlowTitle: '伪造的通知',
		signFlowStatus: '2',
		statusDescription: '完成',
		signFlowCreateTime: now,
		signFlowStartTime: now,
		signFlowFinishTime: now,
	});
}

function urlIn(given: ControlInput, name: string): string | undefined {
	const url = given.text(name, URL_CHARACTERS)?.trim();
	if (url === undefined || url === '') return undefined;
	return isCallbackUrl(url) ? url : given.refuse(name, 'must be an http or https address such as "https://host/path"');
}

/** `?limit=` and `?eventId=` of a list. */
function pageOf({ query }: FastifyRequest): { limit?: number; eventId?: string } {
	const given = new ControlInput(query, ['limit', 'eventId']);
	const limit = given.text('limit', 10);
	if (limit !== undefined && !/^[1-9]\d*$/.test(limit)) given.refuse('limit', 'must be a whole number above 0');
	return { limit: limit === undefined ? undefined : Number(limit), eventId: given.text('eventId', NAME_CHARACTERS) };
}
