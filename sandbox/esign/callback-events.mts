// What the platform has to tell the developer, as it is told: kept for test authors, for the console, and to be sent again.
import { randomUUID } from 'node:crypto';
import { newestFirst } from '../newest-first.mts';

/** How many events are kept; the oldest go first. */
export const EVENTS_KEPT = 20_000;

/** The actions this sandbox tells of, with their titles. Sources: 签署回调通知接收说明, 实名认证通过通知, 授权完成通知; the last two are V1's. */
export const ACTIONS = {
	SIGN_MISSON_COMPLETE: '签署方-签署结果通知',
	SIGN_FLOW_COMPLETE: '流程结束通知',
	OPERATOR_READ: '签署方-已读通知',
	AUTH_PASS: '实名认证通过通知',
	AUTHORIZE_FINISH: '授权完成通知',
	SIGN_FLOW_UPDATE: '签署人签署完成通知',
	SIGN_FLOW_FINISH: '流程结束通知(V1)',
} as const;

/** One event. `body` is the JSON that is sent, the same every time. */
export interface EsignEvent {
	eventId: string;
	action: string;
	body: string;
	/** ISO 8601 */
	time: string;
	/** the address the flow or authorization was given; null = none */
	notifyUrl: string | null;
	/** the flow it is about; empty for none */
	flowId: string;
}

/** The events, newest last. */
export class EsignEvents {
	private readonly events = new Map<string, EsignEvent>();

	/** `forgotten` hears of each event that is not kept any more. */
	constructor(
		private readonly now: () => number,
		private readonly forgotten: (eventId: string) => void,
	) {}

	add(action: string, body: object, notifyUrl: string | null, flowId: string): EsignEvent {
		const event = {
			eventId: randomUUID().replaceAll('-', ''),
			action,
			body: JSON.stringify(body),
			time: new Date(this.now()).toISOString(),
			notifyUrl,
			flowId,
		};
		this.events.set(event.eventId, event);
		if (this.events.size > EVENTS_KEPT) {
			const [oldest = ''] = this.events.keys();
			this.events.delete(oldest);
			this.forgotten(oldest);
		}
		return event;
	}

	get(eventId: string): EsignEvent | undefined {
		return this.events.get(eventId);
	}

	get size(): number {
		return this.events.size;
	}

	/** The newest comes first; at most `limit` of them. */
	list(limit = EVENTS_KEPT): EsignEvent[] {
		return newestFirst([...this.events.values()], limit);
	}

	clear(): void {
		this.events.clear();
	}
}
