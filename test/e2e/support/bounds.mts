// What a program counted, held against its bounds.

/** What was counted, and whether that is within bounds. */
export interface Bound {
	what: string;
	found: string | number;
	/** in words, e.g. `0` or `at most 150`; empty for what is told without a bound */
	wanted: string;
	holds: boolean;
}

export const told = (what: string, found: string | number): Bound => ({ what, found, wanted: '', holds: true });

export const exactly = (what: string, found: string | number, wanted: string | number): Bound => ({
	what,
	found,
	wanted: String(wanted),
	holds: String(found) === String(wanted),
});

export const atMost = (what: string, found: number, most: number): Bound => ({
	what,
	found: rounded(found),
	wanted: `at most ${most}`,
	holds: found <= most,
});

export const atLeast = (what: string, found: number, least: number): Bound => ({
	what,
	found: rounded(found),
	wanted: `at least ${least}`,
	holds: found >= least,
});

const rounded = (number: number) => Math.round(number * 1000) / 1000;

/** All of them as text, in columns. */
export function table(bounds: readonly Bound[]): string {
	const rows = [['', 'counted', 'wanted', ''], ...bounds.map((bound) => [bound.what, String(bound.found), bound.wanted, bound.wanted === '' ? '' : bound.holds ? 'ok' : 'BROKEN'])];
	const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
	return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()).join('\n');
}
