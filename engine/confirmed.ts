/** Which events this process has seen confirmed on the platform, by whichever node: such an event is done. */
import type { Provider } from './job';

const MOST_KEPT = 5_000;

const confirmed = new Set<string>();
/** The same in their order; the first of it has the number `dropped`. */
const inOrder: string[] = [];
let dropped = 0;

/** By which an event is known among those of all platforms. */
export const eventId = ({ credentialType }: Pick<Provider, 'credentialType'>, id: string) => `${credentialType}:${id}`;

export function noteConfirmed(id: string): void {
	if (confirmed.has(id)) return;
	confirmed.add(id);
	inOrder.push(id);
	if (inOrder.length <= MOST_KEPT) return;
	confirmed.delete(String(inOrder.shift()));
	dropped++;
}

export const isConfirmed = (id: string): boolean => confirmed.has(id);

/** Reads what was confirmed since it last read. */
export class ConfirmedReader {
	private next = 0;

	/** How many there are to read. */
	get waiting(): number {
		return dropped + inOrder.length - Math.max(this.next, dropped);
	}

	/** At most so many, oldest first. */
	take(most: number): string[] {
		const from = Math.max(this.next - dropped, 0);
		const taken = inOrder.slice(from, from + most);
		this.next = dropped + from + taken.length;
		return taken;
	}
}
