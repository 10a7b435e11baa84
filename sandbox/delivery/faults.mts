// Faults on demand for deliveries: what goes wrong with the next notifications, armed over the control API.
import { chances, SEEDS } from '../chance.mts';
import { ControlInput } from '../control-input.mts';

/** What can go wrong with any notification. */
const KINDS = ['duplicate', 'reorder', 'delay', 'dropBefore', 'dropAfter'] as const;

/** What can go wrong besides with a signed one. */
const SIGNED_KINDS = [...KINDS, 'wrongSignature', 'oldTimestamp'] as const;

/** How often a fault hits that is armed by chance, unless the body says how often. */
const TIMES_BY_CHANCE = 100_000;

/**
 * duplicate = `copies` more at the same time; reorder = held back until a later event was sent, `ms` at most; delay = sent `ms` later;
 * dropBefore = the connection is cut before the receiver has the whole request; dropAfter = the receiver has it, its answer is not read;
 * wrongSignature = signed with another secret; oldTimestamp = signed rightly, a day ago.
 */
export type DeliveryFaultKind = (typeof SIGNED_KINDS)[number];

/** What a platform's notifications are like: the name of the field that says what one is about, and whether they are signed. */
export interface Notifications {
	typeField: string;
	signed: boolean;
}

/** Where a connection is cut. */
export type Cut = Extract<DeliveryFaultKind, `drop${string}`>;

/** An armed fault. `times` notifications still to hit, after `skip` more were let through. */
export interface DeliveryFault {
	id: number;
	/** undefined = any */
	type?: string;
	fault: DeliveryFaultKind;
	times: number;
	skip: number;
	ms: number;
	copies: number;
	/** of every notification the fault aims at, 0 to 1 */
	probability: number;
	/** the same seed hits the same notifications in the order they are sent */
	seed: number;
}

/** An armed fault as the control answers it: its type under the platform's own name. */
export type ShownFault = Omit<DeliveryFault, 'type'> & Record<string, unknown>;

/** What hits one notification: the sums of all that is armed for it, and at most one cut. */
export interface DeliveryHit {
	kinds: DeliveryFaultKind[];
	delayMs: number;
	/** longest time to hold it back; undefined = not held back */
	holdMs?: number;
	copies: number;
	cut?: Cut;
}

/** An armed fault and its own run of chances. */
interface Armed {
	fault: DeliveryFault;
	chance: () => number;
}

/** The armed faults, in the order they were armed. */
export class DeliveryFaults {
	private armed: Armed[] = [];
	private last = 0;

	constructor(private readonly notifications: Notifications) {}

	/** Arms a fault from a JSON body. Throws InputError when a field is missing or wrong. */
	arm(body: unknown): ShownFault {
		const fault = { id: this.last + 1, ...parsed(body, this.notifications) };
		this.last = fault.id;
		this.armed.push({ fault, chance: chances(fault.seed) });
		return this.shown(fault);
	}

	list(): ShownFault[] {
		return this.armed.map(({ fault }) => this.shown(fault));
	}

	clear(): void {
		this.armed = [];
	}

	/** Takes what is armed for a notification of this type; every fault used up is gone afterwards. */
	take(type: string): DeliveryHit {
		const hit: DeliveryHit = { kinds: [], delayMs: 0, copies: 0 };
		if (this.armed.length === 0) return hit;
		for (const { fault, chance } of this.armed) {
			if (fault.type !== undefined && fault.type !== type) continue;
			if (fault.skip > 0) {
				fault.skip -= 1;
				continue;
			}
			if (fault.probability < 1 && chance() >= fault.probability) continue;
			if (isCut(fault.fault) && hit.cut !== undefined) continue;
			fault.times -= 1;
			add(hit, fault);
		}
		this.armed = this.armed.filter(({ fault }) => fault.times > 0);
		return hit;
	}

	private shown({ id, type, ...fault }: DeliveryFault): ShownFault {
		return { id, ...(type === undefined ? {} : { [this.notifications.typeField]: type }), ...fault };
	}
}

function add(hit: DeliveryHit, { fault, ms, copies }: DeliveryFault): void {
	hit.kinds.push(fault);
	if (fault === 'duplicate') hit.copies += copies;
	else if (fault === 'delay') hit.delayMs += ms;
	else if (fault === 'reorder') hit.holdMs = Math.max(hit.holdMs ?? 0, ms);
	else if (isCut(fault)) hit.cut = fault;
}

function isCut(kind: DeliveryFaultKind): kind is Cut {
	return kind === 'dropBefore' || kind === 'dropAfter';
}

function parsed(body: unknown, { typeField, signed }: Notifications): Omit<DeliveryFault, 'id'> {
	const given = new ControlInput(body, [
		'fault',
		'times',
		'skip',
		typeField,
		'ms',
		'copies',
		'probability',
		'seed',
	]);
	const kinds = signed ? SIGNED_KINDS : KINDS;
	const fault = kinds.find((kind) => kind === given.get('fault'));
	if (fault === undefined) return given.refuse('fault', `must be one of ${kinds.join(', ')}`);
	const probability = given.get('probability') ?? 1;
	if (typeof probability !== 'number' || !(probability > 0 && probability <= 1))
		return given.refuse('probability', 'must be a number above 0, at most 1');
	const type = given.get(typeField) === undefined ? undefined : given.required(typeField, 100);
	const ms = given.whole('ms', 0, 600_000);
	if (fault === 'delay' && ms === undefined) return given.refuse('ms', 'must be there for a delay');
	return {
		...(type === undefined ? {} : { type }),
		fault,
		times: given.whole('times', 1, 1_000_000) ?? (probability < 1 ? TIMES_BY_CHANCE : 1),
		skip: given.whole('skip', 0, 1_000_000) ?? 0,
		ms: ms ?? (fault === 'reorder' ? 1000 : 0),
		copies: given.whole('copies', 1, 100) ?? 1,
		probability,
		seed: given.whole('seed', 0, SEEDS - 1) ?? 1,
	};
}
