// Dates as the platform reads and prints them: Beijing time, UTC+8 all year.

const OFFSET_MS = 8 * 3_600_000;

/** ms since 1970 as `YYYY-MM-DD HH:mm:ss`. */
export function printed(ms: number): string {
	return new Date(ms + OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ');
}

/**
 * Reads `YYYY-MM-DD HH:mm:ss`, or `YYYY-MM-DD`, which is that day's first or last second. ms since 1970; undefined for anything else,
 * also for a day that is not in the calendar.
 */
export function parsed(text: string, wholeDay: 'begins' | 'ends'): number | undefined {
	const [, day, time] = /^(\d{4}-\d{2}-\d{2})(?: (\d{2}:\d{2}:\d{2}))?$/.exec(text) ?? [];
	if (day === undefined) return undefined;
	const full = `${day} ${time ?? (wholeDay === 'ends' ? '23:59:59' : '00:00:00')}`;
	const ms = Date.parse(`${full.replace(' ', 'T')}+08:00`);
	return Number.isNaN(ms) || printed(ms) !== full ? undefined : ms;
}

/** The same day and time some months later; the month's last day where it is shorter. */
export function monthsLater(ms: number, months: number): number {
	const from = new Date(ms + OFFSET_MS);
	const to = new Date(from);
	to.setUTCMonth(to.getUTCMonth() + months);
	if (to.getUTCDate() !== from.getUTCDate()) to.setUTCDate(0);
	return to.getTime() - OFFSET_MS;
}

/** A date in the caller's format: YYYY, MM, DD, HH, mm and ss are replaced, everything else stays. */
export function formatted(ms: number, format: string): string {
	const [year = '', month = '', day = '', hour = '', minute = '', second = ''] =
		printed(ms).split(/\D/);
	const pieces = new Map([
		['YYYY', year],
		['yyyy', year],
		['MM', month],
		['DD', day],
		['dd', day],
		['HH', hour],
		['mm', minute],
		['ss', second],
	]);
	return format.replace(/YYYY|yyyy|MM|DD|dd|HH|mm|ss/g, (piece) => pieces.get(piece) ?? piece);
}
