// Chance that comes out the same for the same seed.

/** How many seeds there are, from 0. */
export const SEEDS = 2 ** 32;

/** Mulberry32: the same seed gives the same numbers from 0 to 1. */
export function chances(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / SEEDS;
	};
}
