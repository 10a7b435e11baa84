// Tells the developer of events: to the address the flow was given and to the console's subscription, both, even when they are the same.
import {
	Courier,
	isOwn,
	newDelivery,
	stopTimer,
	type Delivery as AnyDelivery,
} from '../delivery/courier.mts';
import { DeliveryFaults, type DeliveryFaultKind } from '../delivery/faults.mts';
import { isReceived, type Attempt as AnyAttempt } from '../delivery/log.mts';
import type { Post } from '../delivery/sender.mts';
import type { CallbackConfig } from './callback-config.mts';
import { EsignEvents, type EsignEvent } from './callback-events.mts';
import { signedHeaders, unsignedHeaders } from './callback-signature.mts';

const DAY_MS = 86_400_000;

/** Where an event goes: the flow's own address (notifyUrl, noticeDeveloperUrl), or the console's subscription. */
export const TARGETS = ['notifyUrl', 'webhook'] as const;
export type Target = (typeof TARGETS)[number];

/** What an attempt is known by. */
export interface Labels {
	/** empty for a forged callback */
	eventId: string;
	action: string;
	target: Target;
}

/** What became of one event at one of its addresses. */
export interface Delivery extends AnyDelivery {
	readonly event: EsignEvent;
	readonly target: Target;
}

/** One attempt to tell of an event. */
export type Attempt = AnyAttempt<Labels>;

/** A callback nobody recorded; `body` is sent as it is. */
export interface Forgery {
	url: string;
	action: string;
	body: string;
	contentType: string | undefined;
	/** right = with the app's secret, wrong = with another one, none = without headers */
	signature: 'right' | 'wrong' | 'none';
	/** how old the timestamp is, in ms */
	ageMs: number;
	times: number;
}

/** What a receiver has to answer and need not know. */
const TEST_ACTION = 'SANDBOX_CONNECTION_TEST';

/** How the connectivity test ended; `status` 0 and an `error` when there was no answer. */
export interface Connectivity {
	ok: boolean;
	status: number;
	ms: number;
	error?: string;
}

/** All callbacks of the app. */
export class Deliveries extends Courier<Delivery, Labels> {
	readonly events: EsignEvents;
	private caused = 0;

	constructor(
		readonly config: CallbackConfig,
		private readonly app: { appId: string; appSecret: string },
		now: () => number,
	) {
		super(config, new DeliveryFaults({ typeField: 'action', signed: true }), now);
		this.events = new EsignEvents(now, (eventId) => this.forget(eventId));
	}

	/** Records an event and sends it to whom it may concern. */
	record(action: string, body: object, notifyUrl: string | null, flowId = ''): EsignEvent {
		const event = this.events.add(action, body, notifyUrl, flowId);
		if (notifyUrl !== null) this.begin(event, 'notifyUrl');
		if (this.config.isOn(action)) this.begin(event, 'webhook');
		return event;
	}

	/** An event's deliveries, one for each address. */
	of(eventId: string): Delivery[] {
		return TARGETS.map((target) => this.get(keyOf(eventId, target))).filter((delivery) => delivery !== undefined);
	}

	/** The deliveries to be sent by hand: those there are, or one to the subscription where the event had none. Empty when there is nowhere to send. */
	toBeSent(event: EsignEvent, target: Target | undefined): Delivery[] {
		const there = this.of(event.eventId).filter((delivery) => target === undefined || delivery.target === target);
		if (there.length > 0) return there;
		const url = target === 'notifyUrl' ? (event.notifyUrl ?? '') : this.config.url;
		return url === '' ? [] : [this.newDelivery(event, target ?? 'webhook')];
	}

	get counters(): Record<'pending' | 'sent' | 'received' | 'failed', number> {
		return { pending: this.pending, ...this.log.counts };
	}

	/** Sends what the platform never recorded. */
	async forge(forgery: Forgery): Promise<Attempt[]> {
		const { url, action, body, contentType, signature, ageMs, times } = forgery;
		const { appId, appSecret } = this.app;
		const secret = signature === 'right' ? appSecret : `not ${appSecret}`;
		const headers = {
			...(signature === 'none' ? {} : signedHeaders(url, body, { appId, secret, timestamp: this.now() - ageMs })),
			...unsignedHeaders(contentType),
		};
		return await this.sendForged({ labels: { eventId: '', action, target: 'webhook' }, post: { url, headers, body } }, times);
	}

	/** One signed callback about nothing to the subscription's address: no page has eSign's own test. */
	async test(): Promise<Connectivity> {
		const { url } = this.config;
		const body = JSON.stringify({ action: TEST_ACTION, timestamp: this.now() });
		const headers = signedHeaders(url, body, { appId: this.app.appId, secret: this.app.appSecret, timestamp: this.now() });
		const { status, ms, error } = await this.sender.post({ url, headers, body }, this.config.timeoutMs);
		return { ok: isReceived({ status }), status, ms, ...(error === '' ? {} : { error }) };
	}

	/** Takes over what a JSON body names. Throws InputError, then nothing has changed. */
	configure(body: unknown): void {
		this.config.change(body);
		this.queue.start();
	}

	/** Stops and forgets everything, the subscription too. */
	override clear(): void {
		super.clear();
		this.events.clear();
		this.config.clear();
		this.caused = 0;
	}

	protected typeOf({ event }: Delivery): string {
		return event.action;
	}

	protected labelsOf({ event: { eventId, action }, target }: Delivery): Labels {
		return { eventId, action, target };
	}

	/** Every attempt is signed anew, with the time it is made. */
	protected postOf({ event, target }: Delivery, kinds: DeliveryFaultKind[]): Post | undefined {
		const url = target === 'notifyUrl' ? (event.notifyUrl ?? '') : this.config.url;
		if (url === '') return undefined;
		const { appId, appSecret } = this.app;
		const secret = kinds.includes('wrongSignature') ? `not ${appSecret}` : appSecret;
		const timestamp = this.now() - (kinds.includes('oldTimestamp') ? DAY_MS : 0);
		return { url, headers: signedHeaders(url, event.body, { appId, secret, timestamp }), body: event.body };
	}

	/** The subscription may have been ended or narrowed while it waited. */
	protected isToBeSent(delivery: Delivery): boolean {
		if (delivery.target === 'notifyUrl' || this.config.isOn(delivery.event.action)) return true;
		delivery.state = 'givenUp';
		return false;
	}

	/** 2xx is the end; anything else is tried again as the schedule says. */
	protected ended(delivery: Delivery, attempt: Attempt): void {
		if (this.get(keyOf(delivery.event.eventId, delivery.target)) !== delivery) return;
		if (isReceived(attempt)) {
			delivery.state = 'received';
			stopTimer(delivery);
		} else if (isOwn(attempt) && delivery.next === undefined && delivery.state !== 'received') {
			delivery.failuresInARow += 1;
			this.sendLater(delivery, 'retry', this.config.retryDelay(delivery.failuresInARow));
		}
	}

	private begin(event: EsignEvent, target: Target): void {
		const delivery = this.newDelivery(event, target);
		delivery.state = 'waiting';
		void this.sendOne(delivery, 'first');
	}

	private newDelivery(event: EsignEvent, target: Target): Delivery {
		this.caused += 1;
		const delivery: Delivery = { event, target, ...newDelivery(this.caused) };
		this.deliveries.set(keyOf(event.eventId, target), delivery);
		return delivery;
	}

	private forget(eventId: string): void {
		for (const delivery of this.of(eventId)) stopTimer(delivery);
		for (const target of TARGETS) this.deliveries.delete(keyOf(eventId, target));
	}
}

function keyOf(eventId: string, target: Target): string {
	return `${eventId} ${target}`;
}
