// The sandbox's controls over callbacks: configuration, events, deliveries and their log, faults, and what no platform would send.
import { validateHeaderValue } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { answered, NotNow } from '../control-answers.mts';
import { ControlInput } from '../control-input.mts';
import type { Deliveries, Delivery } from './delivery.mts';
import type { Platform } from './endpoint.mts';
import { EVENTS_KEPT, type PlatformEvent } from './events.mts';
import type { Forgery } from './notification.mts';

/** Largest body of recorded events, in bytes: there may be as many as are kept. */
const EVENTS_BYTES = 64 * 1_048_576;

/** How often one notification is replayed or forged in one go at most. */
const TIMES_MOST = 1000;

/** Longest transactionId and businessType taken, and longest forged body, in characters. */
const NAME_CHARACTERS = 100;
const BODY_CHARACTERS = 100_000;

/** Routes under /sandbox/qiandun. A wrong field is 400 and named, an unknown event 404; without a callback URL nothing can be sent: 409. */
export function deliveryControl(scope: FastifyInstance, platform: Platform): void {
	configuration(scope, platform);
	events(scope, platform);
	faults(scope, platform);
	const { deliveries } = platform;
	scope.get('/sandbox/qiandun/deliveries', (request, reply) =>
		answered(reply, () => {
			const { limit, transactionId } = pageOf(request);
			return {
				counters: deliveries.counters,
				deliveries: deliveries.log.list(
					limit,
					(attempt) => transactionId === undefined || attempt.transactionId === transactionId,
				),
			};
		}),
	);
	scope.post('/sandbox/qiandun/deliveries/resend', (request, reply) =>
		answered(reply, async () => {
			const delivery = deliveryOf(deliveries, new ControlInput(request.body, ['transactionId']));
			if (delivery.event.confirmed)
				throw new NotNow(409, 'This event is confirmed: it is not sent again, but can be replayed');
			needUrl(deliveries);
			return { attempts: await deliveries.send(delivery, 'manual') };
		}),
	);
	scope.post('/sandbox/qiandun/deliveries/replay', (request, reply) =>
		answered(reply, async () => {
			const given = new ControlInput(request.body, ['transactionId', 'times']);
			const times = given.whole('times', 1, TIMES_MOST);
			const delivery = deliveryOf(deliveries, given);
			needUrl(deliveries);
			return { attempts: await deliveries.send(delivery, 'replay', times) };
		}),
	);
	scope.post('/sandbox/qiandun/deliveries/forge', (request, reply) =>
		answered(reply, async () => {
			const forgery = forgeryOf(request.body);
			needUrl(deliveries);
			return { attempts: await deliveries.forge(forgery) };
		}),
	);
}

function configuration(scope: FastifyInstance, { deliveries }: Platform): void {
	scope.get('/sandbox/qiandun/callback', () => ({ callback: deliveries.config.settings }));
	scope.post('/sandbox/qiandun/callback', (request, reply) =>
		answered(reply, () => {
			deliveries.configure(request.body);
			return { callback: deliveries.config.settings };
		}),
	);
	scope.post('/sandbox/qiandun/callback/test', (_request, reply) =>
		answered(reply, async () => {
			needUrl(deliveries);
			return await deliveries.test();
		}),
	);
}

function events(scope: FastifyInstance, { events, deliveries }: Platform): void {
	scope.get('/sandbox/qiandun/events', (request, reply) =>
		answered(reply, () => ({
			events: events.list(pageOf(request).limit).map((event) => shown(event, deliveries)),
		})),
	);
	scope.post('/sandbox/qiandun/events', { bodyLimit: EVENTS_BYTES }, (request, reply) =>
		answered(reply, () => ({
			transactionIds: eventsIn(request.body).map(({ businessType, data }) =>
				events.record(businessType, data),
			),
		})),
	);
}

function faults(scope: FastifyInstance, { deliveries: { faults } }: Platform): void {
	const path = '/sandbox/qiandun/deliveries/faults';
	scope.get(path, () => ({ faults: faults.list() }));
	scope.post(path, (request, reply) =>
		answered(reply, () => ({ armed: faults.arm(request.body), faults: faults.list() })),
	);
	scope.delete(path, () => {
		faults.clear();
		return { faults: [] };
	});
}

/** An event without its data, and what became of it. */
function shown(event: PlatformEvent, deliveries: Deliveries): object {
	const { transactionId, businessType, time, confirmed } = event;
	const { confirmedAt, attempts, received, state } = deliveries.get(transactionId) ?? {};
	return { transactionId, businessType, time, confirmed, confirmedAt, attempts, received, deliveryState: state };
}

/** One event, or a list of them in `events`. */
function eventsIn(body: unknown): Array<{ businessType: string; data: object }> {
	const given = new ControlInput(body, ['businessType', 'data', 'events']);
	const list = given.get('events');
	if (list === undefined) return [eventIn(given)];
	if (!Array.isArray(list) || list.length === 0 || list.length > EVENTS_KEPT)
		return given.refuse('events', `must be a list of 1 to ${EVENTS_KEPT} events`);
	return list.map((one: unknown, index) =>
		eventIn(new ControlInput(one, ['businessType', 'data'], `events[${index}]`)),
	);
}

function eventIn(given: ControlInput): { businessType: string; data: object } {
	const data = given.get('data');
	if (typeof data !== 'object' || data === null || Array.isArray(data))
		return given.refuse('data', 'must be a JSON object');
	return { businessType: given.required('businessType', NAME_CHARACTERS), data };
}

function forgeryOf(body: unknown): Forgery {
	const given = new ControlInput(body, ['transactionId', 'businessType', 'body', 'contentType', 'times']);
	const contentType = given.text('contentType', NAME_CHARACTERS);
	try {
		validateHeaderValue('Content-Type', contentType ?? '');
	} catch {
		given.refuse('contentType', 'must be a valid header value');
	}
	return {
		transactionId: given.text('transactionId', NAME_CHARACTERS),
		businessType: given.text('businessType', NAME_CHARACTERS),
		body: given.text('body', BODY_CHARACTERS),
		contentType,
		times: given.whole('times', 1, TIMES_MOST) ?? 1,
	};
}

function deliveryOf(deliveries: Deliveries, given: ControlInput): Delivery {
	const delivery = deliveries.get(given.required('transactionId', NAME_CHARACTERS));
	if (delivery === undefined) throw new NotNow(404, 'No event with this transactionId is kept');
	return delivery;
}

function needUrl({ config }: Deliveries): void {
	if (config.url === '')
		throw new NotNow(409, 'There is no callback URL: set one with POST /sandbox/qiandun/callback {"url": …}');
}

/** `?limit=` and `?transactionId=` of a list. */
function pageOf({ query }: FastifyRequest): { limit?: number; transactionId?: string } {
	const given = new ControlInput(query, ['limit', 'transactionId']);
	const limit = given.text('limit', 10);
	if (limit !== undefined && !/^[1-9]\d*$/.test(limit)) given.refuse('limit', 'must be a whole number above 0');
	return {
		limit: limit === undefined ? undefined : Number(limit),
		transactionId: given.text('transactionId', NAME_CHARACTERS),
	};
}
