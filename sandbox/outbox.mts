// Text messages the platform would have sent: nobody has a phone here, so the code is read from this list.

/** How many messages are kept. */
const MESSAGES_KEPT = 500;

/** One text message. `sentAt` is ISO 8601. */
export interface Message {
	id: number;
	to: string;
	text: string;
	/** empty in a message without a code */
	code: string;
	/** empty in a message that belongs to no flow */
	flowNo: string;
	sentAt: string;
	/** yuan that arrived on a company's account, e.g. `0.37`; the message is then the bank's */
	amount?: string;
	/** of the call that sent the message */
	serviceId?: string;
}

/** The messages sent, oldest dropped first. */
export class Outbox {
	private messages: Message[] = [];
	private last = 0;

	send(message: Omit<Message, 'id'>): void {
		this.last += 1;
		this.messages.push({ id: this.last, ...message });
		if (this.messages.length > MESSAGES_KEPT) this.messages.shift();
	}

	/** Newest first. */
	list(): Message[] {
		return [...this.messages].reverse();
	}

	clear(): void {
		this.messages = [];
	}
}
