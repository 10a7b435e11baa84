// Tells the receiver of events: sends each notification, again when it failed or was not confirmed, and whatever somebody asks for.
import type { CallbackConfig } from './callback-config.mts';
import { DeliveryFaults } from './delivery-faults.mts';
import { HeldBack } from './delivery-held.mts';
import { DeliveryLog, isReceived, type Attempt, type Why } from './delivery-log.mts';
import { DeliveryQueue } from './delivery-queue.mts';
import { Sender } from './delivery-request.mts';
import type { EventListener, PlatformEvent } from './events.mts';
import {
	forgedNotification,
	newDelivery,
	notificationOf,
	stopTimer,
	type Delivery,
	type Forgery,
	type Notification,
} from './notification.mts';

/** What the platform sends by itself. */
const OWN: readonly Why[] = ['first', 'retry', 'unconfirmed'];

/** How the connectivity test ended; `status` 0 and an `error` when there was no answer. */
export interface Connectivity {
	/** answered 2xx */
	ok: boolean;
	status: number;
	ms: number;
	error?: string;
}

/** The deliveries of all events that are kept. */
export class Deliveries implements EventListener {
	readonly faults = new DeliveryFaults();
	readonly log = new DeliveryLog();
	/** of the URL in force */
	lastTest: Connectivity | undefined;
	private readonly sender = new Sender();
	private readonly queue = new DeliveryQueue(() => this.config.concurrency);
	private readonly held = new HeldBack();
	private readonly deliveries = new Map<string, Delivery>();
	private events = 0;
	private confirmations = 0;
	/** what began in an earlier one has no effect any more */
	private era = 0;

	constructor(
		readonly config: CallbackConfig,
		private readonly now: () => number,
	) {}

	recorded(event: PlatformEvent): void {
		this.events += 1;
		const delivery = newDelivery(event, this.events);
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

	get(transactionId: string): Delivery | undefined {
		return this.deliveries.get(transactionId);
	}

	/** What waits for a retry counts as pending, what waits for its confirmation does not. */
	get counters(): Record<'pending' | 'sent' | 'received' | 'failed' | 'confirmed', number> {
		let retries = 0;
		for (const { next } of this.deliveries.values()) if (next?.why === 'retry') retries += 1;
		return {
			pending: this.queue.size + this.held.size + retries,
			...this.log.counts,
			confirmed: this.confirmations,
		};
	}

	/** Sends an event so many times at once, confirmed or not. An attempt cut short by a reset is missing from what is returned. */
	async send(delivery: Delivery, why: 'manual' | 'replay', times = 1): Promise<Attempt[]> {
		const copies = Array.from({ length: times - 1 }, () =>
			this.enqueue(notificationOf(delivery, 'duplicate')),
		);
		return made(await Promise.all([this.sendOne(delivery, why), ...copies]));
	}

	/** Sends what the platform never recorded. */
	async forge(forgery: Forgery): Promise<Attempt[]> {
		const forged = forgedNotification(forgery);
		return made(
			await Promise.all(Array.from({ length: forgery.times }, () => this.enqueue(forged))),
		);
	}

	/** One GET to the URL. */
	async test(): Promise<Connectivity> {
		const { status, ms, error } = await this.sender.test(this.config.url);
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
	clear(): void {
		this.era += 1;
		for (const delivery of this.deliveries.values()) stopTimer(delivery);
		this.deliveries.clear();
		this.held.clear();
		this.queue.clear();
		this.sender.abort();
		this.faults.clear();
		this.log.clear();
		this.config.clear();
		this.lastTest = undefined;
		this.events = 0;
		this.confirmations = 0;
	}

	close(): void {
		this.clear();
		this.sender.close();
	}

	/** Sends an event once, as the faults armed for it want it. */
	private async sendOne(delivery: Delivery, why: Why): Promise<Attempt | undefined> {
		const { kinds, delayMs, holdMs, copies, cut } = this.faults.take(delivery.event.businessType);
		if (OWN.includes(why)) delivery.ownAttempts += 1;
		if (delayMs > 0 && !(await this.held.wait(delayMs))) return undefined;
		if (holdMs !== undefined && !(await this.held.wait(holdMs, delivery.order))) return undefined;
		const sent = this.enqueue(notificationOf(delivery, why, kinds.join(', '), cut));
		for (let copy = 0; copy < copies; copy += 1)
			void this.enqueue(notificationOf(delivery, 'duplicate', 'duplicate'));
		return await sent;
	}

	private async enqueue(notification: Notification): Promise<Attempt | undefined> {
		return await new Promise((done) =>
			this.queue.push({
				run: async () => done(await this.attempt(notification)),
				cancel: () => done(undefined),
			}),
		);
	}

	private async attempt(notification: Notification): Promise<Attempt | undefined> {
		const { why, transactionId, businessType, body, contentType, fault, delivery, cut } = notification;
		const { url, timeoutMs } = this.config;
		if (delivery !== undefined && OWN.includes(why) && !this.isToBeSent(delivery)) return undefined;
		if (url === '') return undefined;
		const { era } = this;
		const startedAt = this.timestamp();
		const attempt = delivery === undefined ? 1 : (delivery.attempts += 1);
		const { ms, ...outcome } = await this.sender.post({ url, body, contentType, timeoutMs, cut });
		if (era !== this.era) return undefined;
		const logged = this.log.add({
			transactionId,
			businessType,
			attempt,
			why,
			url: withoutQuery(url),
			startedAt,
			ms,
			...outcome,
			fault,
		});
		if (delivery !== undefined) this.ended(delivery, logged);
		return logged;
	}

	/** Whether the platform still wants to send it by itself: it may have been confirmed or switched off while it waited. */
	private isToBeSent(delivery: Delivery): boolean {
		if (delivery.event.confirmed) return false;
		if (this.config.isOn(delivery.event.businessType)) return true;
		delivery.state = 'givenUp';
		return false;
	}

	/** What an attempt means for its event. Replays and copies mean nothing: it goes on as if they had not been. */
	private ended(delivery: Delivery, attempt: Attempt): void {
		const { event, order } = delivery;
		this.held.sent(order);
		if (isReceived(attempt)) delivery.received += 1;
		if (['replay', 'duplicate'].includes(attempt.why) || event.confirmed) return;
		if (!this.deliveries.has(event.transactionId)) return;
		if (isReceived(attempt)) {
			delivery.state = 'received';
			delivery.failuresInARow = 0;
			stopTimer(delivery);
			const { resendAfterMs } = this.config;
			if (resendAfterMs > 0) this.sendLater(delivery, 'unconfirmed', resendAfterMs);
		} else if (OWN.includes(attempt.why) && delivery.next === undefined) {
			delivery.failuresInARow += 1;
			this.sendLater(delivery, 'retry', this.config.retryDelay(delivery.failuresInARow));
		}
	}

	/** Sends it again after a while, or gives it up: at once after the last failure, otherwise when the time to confirm is over. */
	private sendLater(delivery: Delivery, why: 'retry' | 'unconfirmed', ms: number): void {
		const isLast = () => delivery.ownAttempts >= this.config.maxAttempts;
		if (why === 'retry' && isLast()) {
			delivery.state = 'givenUp';
			return;
		}
		const timer = setTimeout(() => {
			delete delivery.next;
			if (isLast()) delivery.state = 'givenUp';
			else if (this.isToBeSent(delivery)) void this.sendOne(delivery, why);
		}, ms).unref();
		delivery.next = { why, timer };
	}

	private timestamp(): string {
		return new Date(this.now()).toISOString();
	}
}

function made(attempts: Array<Attempt | undefined>): Attempt[] {
	return attempts.filter((attempt) => attempt !== undefined);
}

function withoutQuery(url: string): string {
	const { origin, pathname } = new URL(url);
	return `${origin}${pathname}`;
}
