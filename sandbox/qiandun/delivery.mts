// Tells the receiver of events: sends each notification, again when it failed or was not confirmed, and whatever somebody asks for.
import {
	Courier,
	isOwn,
	newDelivery,
	stopTimer,
	type Delivery as AnyDelivery,
} from '../delivery/courier.mts';
import { DeliveryFaults } from '../delivery/faults.mts';
import { isReceived, type Attempt as AnyAttempt } from '../delivery/log.mts';
import type { Post } from '../delivery/sender.mts';
import type { CallbackConfig } from './callback-config.mts';
import type { EventListener, PlatformEvent } from './events.mts';
import { forgedNotification, NOTIFICATION_TYPE, notificationOf, type Forgery, type Labels } from './notification.mts';

/** What became of one event. */
export interface Delivery extends AnyDelivery {
	readonly event: PlatformEvent;
	/** ISO 8601 */
	confirmedAt?: string;
}

/** One attempt to tell of an event. */
export type Attempt = AnyAttempt<Labels>;

/** How the connectivity test ended; `status` 0 and an `error` when there was no answer. */
export interface Connectivity {
	/** answered 2xx */
	ok: boolean;
	status: number;
	ms: number;
	error?: string;
}

/** The deliveries of all events that are kept. */
export class Deliveries extends Courier<Delivery, Labels> implements EventListener {
	/** of the URL in force */
	lastTest: Connectivity | undefined;
	private events = 0;
	private confirmations = 0;

	constructor(
		readonly config: CallbackConfig,
		now: () => number,
	) {
		super(config, new DeliveryFaults({ typeField: 'businessType', signed: false }), now);
	}

	recorded(event: PlatformEvent): void {
		this.events += 1;
		const delivery: Delivery = { event, ...newDelivery(this.events) };
		this.deliveries.set(event.transactionId, delivery);
		if (!this.config.isOn(event.businessType)) return;
		delivery.state = 'waiting';
		void this.sendOne(delivery, 'first');
	}

	confirmed({ transactionId }: PlatformEvent): void {
		this.confirmations += 1;
		const delivery = this.deliveries.get(transactionId);
		if (delivery === undefined) return;
		stopTimer(delivery);
		delivery.state = 'confirmed';
		delivery.confirmedAt = this.timestamp();
	}

	forgotten(transactionId: string): void {
		const delivery = this.deliveries.get(transactionId);
		if (delivery !== undefined) stopTimer(delivery);
		this.deliveries.delete(transactionId);
	}

	/** What waits for a retry counts as pending, what waits for its confirmation does not. */
	get counters(): Record<'pending' | 'sent' | 'received' | 'failed' | 'confirmed', number> {
		return { pending: this.pending, ...this.log.counts, confirmed: this.confirmations };
	}

	/** Sends what the platform never recorded. */
	async forge(forgery: Forgery): Promise<Attempt[]> {
		return await this.sendForged(forgedNotification(this.config.url, forgery), forgery.times);
	}

	/** One GET to the URL. */
	async test(): Promise<Connectivity> {
		const headers = { 'Content-Type': NOTIFICATION_TYPE };
		const { status, ms, error } = await this.sender.test(this.config.url, headers);
		const test = { ok: isReceived({ status }), status, ms, ...(error === '' ? {} : { error }) };
		this.lastTest = test;
		return test;
	}

	/** Takes over what a JSON body names. Throws InputError, then nothing has changed. */
	configure(body: unknown): void {
		const { url } = this.config;
		this.config.change(body);
		if (url !== this.config.url) this.lastTest = undefined;
		this.queue.start();
	}

	/** Stops and forgets everything; the configuration is the one it began with. */
	override clear(): void {
		super.clear();
		this.config.clear();
		this.lastTest = undefined;
		this.events = 0;
		this.confirmations = 0;
	}

	protected typeOf({ event }: Delivery): string {
		return event.businessType;
	}

	protected labelsOf({ event: { transactionId, businessType } }: Delivery): Labels {
		return { transactionId, businessType };
	}

	protected postOf({ event }: Delivery): Post | undefined {
		return this.config.url === '' ? undefined : notificationOf(this.config.url, event);
	}

	/** It may have been confirmed or switched off while it waited. */
	protected isToBeSent(delivery: Delivery): boolean {
		if (delivery.event.confirmed) return false;
		if (this.config.isOn(delivery.event.businessType)) return true;
		delivery.state = 'givenUp';
		return false;
	}

	protected ended(delivery: Delivery, attempt: Attempt): void {
		const { event } = delivery;
		if (event.confirmed || !this.deliveries.has(event.transactionId)) return;
		if (isReceived(attempt)) {
			delivery.state = 'received';
			delivery.failuresInARow = 0;
			stopTimer(delivery);
			const { resendAfterMs } = this.config;
			if (resendAfterMs > 0) this.sendLater(delivery, 'unconfirmed', resendAfterMs);
		} else if (isOwn(attempt) && delivery.next === undefined) {
			delivery.failuresInARow += 1;
			this.sendLater(delivery, 'retry', this.config.retryDelay(delivery.failuresInARow));
		}
	}
}
