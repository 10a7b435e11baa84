// Notifications that armed faults hold back: for some time, or until a later event was sent.

interface Held {
	/** the event's; undefined when only time counts */
	order?: number;
	timer: NodeJS.Timeout;
	end: (released: boolean) => void;
}

/** What is held back now. */
export class HeldBack {
	private readonly held = new Set<Held>();

	get size(): number {
		return this.held.size;
	}

	/** Waits so many ms, or until an event after this one was sent; false when everything was cancelled meanwhile. */
	async wait(ms: number, order?: number): Promise<boolean> {
		return await new Promise((done) => {
			const held: Held = {
				order,
				timer: setTimeout(() => held.end(true), ms).unref(),
				end: (released) => {
					clearTimeout(held.timer);
					this.held.delete(held);
					done(released);
				},
			};
			this.held.add(held);
		});
	}

	/** An event was sent: those before it may go. */
	sent(order: number): void {
		for (const held of [...this.held])
			if (held.order !== undefined && held.order < order) held.end(true);
	}

	clear(): void {
		for (const held of [...this.held]) held.end(false);
	}
}
