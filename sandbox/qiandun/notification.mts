// What is sent to the receiver: all that it is told is that something happened.
import type { Forged } from '../delivery/courier.mts';
import type { Post } from '../delivery/sender.mts';
import { newTransactionId, type PlatformEvent } from './events.mts';

/** Content-Type of a notification and of the connectivity test. */
export const NOTIFICATION_TYPE = 'application/json;charset=UTF-8';

/** What a notification is known by. */
export interface Labels {
	/** empty in a forged notification with a body of its own */
	transactionId: string;
	businessType: string;
}

/** A notification nobody recorded; `body` is sent as it is. */
export interface Forgery {
	transactionId?: string;
	businessType?: string;
	body?: string;
	contentType?: string;
	times: number;
}

/** All that the receiver is told: what happened it has to fetch. */
export function notificationOf(url: string, { transactionId, businessType }: PlatformEvent): Post {
	const body = JSON.stringify({ transactionId, businessType });
	return { url, headers: { 'Content-Type': NOTIFICATION_TYPE }, body };
}

/** Looks like a real one unless it brings its own body. */
export function forgedNotification(url: string, forgery: Forgery): Forged<Labels> {
	const ownBody = forgery.body !== undefined;
	const {
		transactionId = ownBody ? '' : newTransactionId(),
		businessType = ownBody ? '' : 'OPEN_PSN_CERT_RESULT',
		body = JSON.stringify({ transactionId, businessType }),
		contentType = NOTIFICATION_TYPE,
	} = forgery;
	return {
		labels: { transactionId, businessType },
		post: { url, headers: { 'Content-Type': contentType }, body },
	};
}
