// What is sent to the receiver, and what became of an event's notifications.
import type { Cut } from './delivery-faults.mts';
import type { Why } from './delivery-log.mts';
import { NOTIFICATION_TYPE } from './delivery-request.mts';
import { newTransactionId, type PlatformEvent } from './events.mts';

/**
 * notSent = not by itself: there was no URL, or its type was off; waiting = on its way or waiting for a retry; received = answered 2xx;
 * givenUp = not sent any more, and not confirmed.
 */
export type DeliveryState = 'notSent' | 'waiting' | 'received' | 'confirmed' | 'givenUp';

/** What became of one event. */
export interface Delivery {
	readonly event: PlatformEvent;
	/** order in which events happened */
	readonly order: number;
	state: DeliveryState;
	/** all that were made, also by hand */
	attempts: number;
	/** attempts the receiver took */
	received: number;
	/** ISO 8601 */
	confirmedAt?: string;
	/** attempts the platform made by itself, copies not counted */
	ownAttempts: number;
	failuresInARow: number;
	/** when it is sent again */
	next?: { why: Why; timer: NodeJS.Timeout };
}

/** One POST. */
export interface Notification {
	why: Why;
	transactionId: string;
	businessType: string;
	body: string;
	contentType: string;
	/** kinds of the armed faults */
	fault: string;
	/** undefined for a forged one */
	delivery?: Delivery;
	cut?: Cut;
}

/** A notification nobody recorded; `body` is sent as it is. */
export interface Forgery {
	transactionId?: string;
	businessType?: string;
	body?: string;
	contentType?: string;
	times: number;
}

/** Of an event that has just happened. */
export function newDelivery(event: PlatformEvent, order: number): Delivery {
	return {
		event,
		order,
		state: 'notSent',
		attempts: 0,
		received: 0,
		ownAttempts: 0,
		failuresInARow: 0,
	};
}

/** All that the receiver is told: what happened it has to fetch. */
export function notificationOf(delivery: Delivery, why: Why, fault = '', cut?: Cut): Notification {
	const { transactionId, businessType } = delivery.event;
	const body = JSON.stringify({ transactionId, businessType });
	return { why, transactionId, businessType, body, contentType: NOTIFICATION_TYPE, fault, delivery, cut };
}

/** Looks like a real one unless it brings its own body. */
export function forgedNotification(forgery: Forgery): Notification {
	const ownBody = forgery.body !== undefined;
	const {
		transactionId = ownBody ? '' : newTransactionId(),
		businessType = ownBody ? '' : 'OPEN_PSN_CERT_RESULT',
		body = JSON.stringify({ transactionId, businessType }),
		contentType = NOTIFICATION_TYPE,
	} = forgery;
	return { why: 'forged', transactionId, businessType, body, contentType, fault: '' };
}

export function stopTimer(delivery: Delivery): void {
	clearTimeout(delivery.next?.timer);
	delete delivery.next;
}
