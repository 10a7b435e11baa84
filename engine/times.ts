/** Times as platforms have them: yyyy-MM-dd HH:mm:ss in China, or milliseconds since 1970. */

const EIGHT_HOURS = 8 * 3_600_000;
const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/i;
/** 1973 in milliseconds: what is smaller was meant as seconds, or as no time at all. */
const LEAST_MS = 100_000_000_000;
/** The year 5138: what is larger is no time. */
const MOST_MS = 100_000_000_000_000;

/**
 * Milliseconds since 1970 of a time as expressions bring it: ISO text, $now, a Date, milliseconds. Without zone it is a
 * time in China. NaN for anything else, and for days that no calendar has.
 */
export function momentOf(value: unknown): number {
	if (typeof value === 'number') return value >= LEAST_MS && value <= MOST_MS ? value : NaN;
	if (typeof value === 'object' && value !== null) {
		if ('toMillis' in value && typeof value.toMillis === 'function') return Number(value.toMillis());
		return Object.prototype.toString.call(value) === '[object Date]' ? Number(value) : NaN;
	}
	const [, day, minutes = '00:00', seconds = '00', zone = '+08:00'] = ISO.exec(String(value).trim()) ?? [];
	if (day === undefined) return NaN;
	const isDay = new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day) === true;
	return isDay ? Date.parse(`${day}T${minutes}:${seconds}${zone.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2')}`) : NaN;
}

/** A day, or its midnight without zone, which is what a date picker makes of a day: its last second instead. */
export function endOfDay(value: unknown): unknown {
	const [, day] = /^\s*(\d{4}-\d{2}-\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?)?\s*$/.exec(String(value)) ?? [];
	return day === undefined ? value : `${day} 23:59:59`;
}

export const isTime = (value: unknown): boolean => !Number.isNaN(momentOf(value));

/** yyyy-MM-dd HH:mm:ss in China time. */
export const chinaTime = (value: unknown): string =>
	new Date(momentOf(value) + EIGHT_HOURS).toISOString().slice(0, 19).replace('T', ' ');

const CHINA_TIME = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})$/;

/** A platform's time, its text in China time or milliseconds, in ISO 8601 with China's offset; undefined for anything else. */
export function isoOf(value: unknown): string | undefined {
	const [, day, time] = CHINA_TIME.exec(String(value)) ?? [];
	if (day !== undefined) return `${day}T${time}+08:00`;
	const milliseconds = typeof value === 'number' ? value : /^\d{13}$/.test(String(value)) ? Number(value) : NaN;
	return milliseconds >= LEAST_MS && milliseconds < MOST_MS
		? new Date(milliseconds + EIGHT_HOURS).toISOString().replace(/(?:\.000)?Z$/, '+08:00')
		: undefined;
}
