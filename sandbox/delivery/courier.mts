// Carries notifications to their receivers: as the armed faults want it, again when it failed, a bounded number at once. What is sent and
// when it is enough is each platform's own.
import type { Cut, DeliveryFaultKind, DeliveryFaults } from './faults.mts';
import { HeldBack } from './held.mts';
import { DeliveryLog, isReceived, type Attempt, type Why } from './log.mts';
import { DeliveryQueue } from './queue.mts';
import { Sender, type Post } from './sender.mts';

/** What the platform sends by itself. */
const OWN: readonly Why[] = ['first', 'retry', 'unconfirmed'];

/**
 * notSent = not by itself: there was nowhere to send it, or its type was off; waiting = on its way or waiting for a retry; received =
 * answered 2xx; confirmed = its receiver said that it processed it; givenUp = not sent any more.
 */
export type DeliveryState = 'notSent' | 'waiting' | 'received' | 'confirmed' | 'givenUp';

/** What became of one notification. */
export interface Delivery {
	/** order in which notifications were caused */
	readonly order: number;
	state: DeliveryState;
	/** all that were made, also by hand */
	attempts: number;
	/** attempts the receiver took */
	received: number;
	/** attempts the platform made by itself, copies not counted */
	ownAttempts: number;
	failuresInARow: number;
	/** when it is sent again */
	next?: { why: Why; timer: NodeJS.Timeout };
}

/** How patient a platform is. */
export interface Patience {
	/** how many notifications are under way at once */
	readonly concurrency: number;
	/** how long the receiver may take to answer, in ms */
	readonly timeoutMs: number;
	/** how often a notification is sent at most, without what is sent by hand */
	readonly maxAttempts: number;
}

/** One POST to be made. `post` is called when its turn comes; undefined = there is nowhere to send it. */
interface Parcel<D, Labels> {
	why: Why;
	labels: Labels;
	/** kinds of the armed faults */
	kinds: DeliveryFaultKind[];
	cut?: Cut;
	/** undefined for a forged one */
	delivery?: D;
	post: () => Post | undefined;
}

/** Something nobody recorded, to be sent as it is. */
export interface Forged<Labels> {
	labels: Labels;
	post: Post;
}

/** The beginning of a delivery's record. */
export function newDelivery(order: number): Delivery {
	return { order, state: 'notSent', attempts: 0, received: 0, ownAttempts: 0, failuresInARow: 0 };
}

/** Sends deliveries of one platform. `Labels` is what the log calls a notification by. */
export abstract class Courier<D extends Delivery, Labels extends object> {
	readonly log = new DeliveryLog<Labels>();
	protected readonly deliveries = new Map<string, D>();
	protected readonly sender = new Sender();
	protected readonly queue: DeliveryQueue;
	private readonly held = new HeldBack();
	/** what began in an earlier one has no effect any more */
	private era = 0;

	constructor(
		private readonly patience: Patience,
		readonly faults: DeliveryFaults,
		protected readonly now: () => number,
	) {
		this.queue = new DeliveryQueue(() => patience.concurrency);
	}

	/** What it is about, as faults name it. */
	protected abstract typeOf(delivery: D): string;
	protected abstract labelsOf(delivery: D): Labels;
	/** The POST as it is now; undefined when there is nowhere to send it. */
	protected abstract postOf(delivery: D, kinds: DeliveryFaultKind[]): Post | undefined;
	/** Whether the platform still wants to send it by itself. */
	protected abstract isToBeSent(delivery: D): boolean;
	/** What an attempt means for its notification. Not called for replays and copies: it goes on as if they had not been. */
	protected abstract ended(delivery: D, attempt: Attempt<Labels>): void;

	get(id: string): D | undefined {
		return this.deliveries.get(id);
	}

	/** Sends a notification so many times at once. An attempt cut short by a reset is missing from what is returned. */
	async send(delivery: D, why: 'manual' | 'replay', times = 1): Promise<Array<Attempt<Labels>>> {
		const copies = Array.from({ length: times - 1 }, () => this.enqueue(this.copyOf(delivery, [])));
		return made(await Promise.all([this.sendOne(delivery, why), ...copies]));
	}

	/** Stops and forgets everything that was to be sent or has been. */
	clear(): void {
		this.era += 1;
		for (const delivery of this.deliveries.values()) stopTimer(delivery);
		this.deliveries.clear();
		this.held.clear();
		this.queue.clear();
		this.sender.abort();
		this.faults.clear();
		this.log.clear();
	}

	close(): void {
		this.clear();
		this.sender.close();
	}

	/** On their way, held back or waiting for a retry. */
	protected get pending(): number {
		let retries = 0;
		for (const { next } of this.deliveries.values()) if (next?.why === 'retry') retries += 1;
		return this.queue.size + this.held.size + retries;
	}

	protected async sendForged({ labels, post }: Forged<Labels>, times: number): Promise<Array<Attempt<Labels>>> {
		const parcel: Parcel<D, Labels> = { why: 'forged', labels, kinds: [], post: () => post };
		return made(await Promise.all(Array.from({ length: times }, () => this.enqueue(parcel))));
	}

	/** Sends a notification once, as the faults armed for it want it. */
	protected async sendOne(delivery: D, why: Why): Promise<Attempt<Labels> | undefined> {
		const { kinds, delayMs, holdMs, copies, cut } = this.faults.take(this.typeOf(delivery));
		if (OWN.includes(why)) delivery.ownAttempts += 1;
		if (delayMs > 0 && !(await this.held.wait(delayMs))) return undefined;
		if (holdMs !== undefined && !(await this.held.wait(holdMs, delivery.order))) return undefined;
		const labels = this.labelsOf(delivery);
		const sent = this.enqueue({ why, labels, kinds, cut, delivery, post: () => this.postOf(delivery, kinds) });
		for (let copy = 0; copy < copies; copy += 1) void this.enqueue(this.copyOf(delivery, ['duplicate']));
		return await sent;
	}

	/** Sends it again after a while, or gives it up: at once after the last failure, otherwise when the while is over. */
	protected sendLater(delivery: D, why: 'retry' | 'unconfirmed', ms: number): void {
		const isLast = () => delivery.ownAttempts >= this.patience.maxAttempts;
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

	protected timestamp(): string {
		return new Date(this.now()).toISOString();
	}

	private copyOf(delivery: D, kinds: DeliveryFaultKind[]): Parcel<D, Labels> {
		const labels = this.labelsOf(delivery);
		return { why: 'duplicate', labels, kinds, delivery, post: () => this.postOf(delivery, kinds) };
	}

	private async enqueue(parcel: Parcel<D, Labels>): Promise<Attempt<Labels> | undefined> {
		return await new Promise((done) =>
			this.queue.push({
				run: async () => done(await this.attempt(parcel)),
				cancel: () => done(undefined),
			}),
		);
	}

	private async attempt(parcel: Parcel<D, Labels>): Promise<Attempt<Labels> | undefined> {
		const { why, labels, kinds, delivery, cut } = parcel;
		if (delivery !== undefined && OWN.includes(why) && !this.isToBeSent(delivery)) return undefined;
		const post = parcel.post();
		if (post === undefined) return undefined;
		const { era } = this;
		const startedAt = this.timestamp();
		const attempt = delivery === undefined ? 1 : (delivery.attempts += 1);
		const { ms, ...outcome } = await this.sender.post(post, this.patience.timeoutMs, cut);
		if (era !== this.era) return undefined;
		const facts = { attempt, why, url: withoutQuery(post.url), startedAt, ms, ...outcome, fault: kinds.join(', ') };
		const logged = this.log.add(labels, facts);
		if (delivery === undefined) return logged;
		this.held.sent(delivery.order);
		if (isReceived(logged)) delivery.received += 1;
		if (!['replay', 'duplicate'].includes(why)) this.ended(delivery, logged);
		return logged;
	}
}

/** Ends the wait for the next attempt. */
export function stopTimer(delivery: Delivery): void {
	clearTimeout(delivery.next?.timer);
	delete delivery.next;
}

/** Whether the platform made an attempt by itself. */
export function isOwn({ why }: { why: Why }): boolean {
	return OWN.includes(why);
}

function made<A>(attempts: Array<A | undefined>): A[] {
	return attempts.filter((attempt) => attempt !== undefined);
}

function withoutQuery(url: string): string {
	const { origin, pathname } = new URL(url);
	return `${origin}${pathname}`;
}
