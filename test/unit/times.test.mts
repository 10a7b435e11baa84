/** Times as expressions bring them and as platforms write them, always in China's time. */
import { chinaTime, endOfDay, isoOf, isTime, momentOf } from '../../engine/times.ts';

const NOON = Date.UTC(2026, 0, 2, 4);

describe('a moment', () => {
	it.each<[unknown, number]>([
		['2026-01-02 12:00:00', NOON],
		['2026-01-02T12:00:00', NOON],
		['2026-01-02T12:00', NOON],
		[' 2026-01-02 12:00:00.250 ', NOON],
		['2026-01-02 12:00:00.5', NOON],
		['2026-01-02T04:00:00Z', NOON],
		['2026-01-02t04:00:00z', NOON],
		['2026-01-02T05:00:00+01:00', NOON],
		['2026-01-02T05:00:00+0100', NOON],
		['2026-01-01T20:30:00-07:30', NOON],
		['2026-01-02', NOON - 12 * 3_600_000],
		['2026-01-02 12:00:07', NOON + 7_000],
		['2024-02-29', Date.UTC(2024, 1, 28, 16)],
		[NOON, NOON],
		[new Date(NOON), NOON],
		// What $now has.
		[{ toMillis: () => NOON }, NOON],
		// The least and the most that are taken for milliseconds.
		[100_000_000_000, 100_000_000_000],
		[100_000_000_000_000, 100_000_000_000_000],
	])('is read from %s', (value, moment) => {
		expect(momentOf(value)).toBe(moment);
		expect(isTime(value)).toBe(true);
	});

	it.each([
		'2026-02-30',
		'2026-13-01',
		'2025-02-29 10:00:00',
		'2026-01-02 25:00:00',
		'02.01.2026',
		'x2026-01-02',
		'2026-01-02 12:00:00 x',
		'2026-1-2',
		'',
		'soon',
		99_999_999_999,
		100_000_000_000_001,
		NaN,
		true,
		null,
		undefined,
		{},
		{ toMillis: 5 },
		[],
		[NOON],
		new Date(NaN),
	])('is not read from %j', (value) => {
		expect(momentOf(value)).toBeNaN();
		expect(isTime(value)).toBe(false);
	});
});

describe('the end of a day', () => {
	it.each([
		['2026-01-02', '2026-01-02 23:59:59'],
		[' 2026-01-02 ', '2026-01-02 23:59:59'],
		['2026-01-02T00:00', '2026-01-02 23:59:59'],
		['2026-01-02T00:00:00', '2026-01-02 23:59:59'],
		['2026-01-02 00:00:00.0', '2026-01-02 23:59:59'],
		['2026-01-02 00:00:00.000', '2026-01-02 23:59:59'],
	])('is what %j means', (given, end) => expect(endOfDay(given)).toBe(end));

	it.each(['2026-01-02 00:00:01', '2026-01-02 00:01', '2026-01-02T00:00:00Z', '2026-01-02T00:00:00+08:00', '2026-01-02 00:00:00.001', 'on 2026-01-02', 5])(
		'is not what %j means: it stays',
		(given) => expect(endOfDay(given)).toBe(given),
	);
});

it('China’s time is text with seconds, eight hours ahead, over the end of a year too', () => {
	expect(chinaTime('2025-12-31T16:30:05Z')).toBe('2026-01-01 00:30:05');
	expect(chinaTime(NOON + 999)).toBe('2026-01-02 12:00:00');
});

describe('a platform’s time in ISO', () => {
	it.each<[unknown, string]>([
		['2026-01-02 12:00:05', '2026-01-02T12:00:05+08:00'],
		['2026-01-02T12:00:05', '2026-01-02T12:00:05+08:00'],
		[NOON, '2026-01-02T12:00:00+08:00'],
		[String(NOON + 250), '2026-01-02T12:00:00.250+08:00'],
		[Date.UTC(2025, 11, 31, 16), '2026-01-01T00:00:00+08:00'],
		[100_000_000_000, '1973-03-03T17:46:40+08:00'],
		[99_999_999_999_999, '5138-11-16T17:46:39.999+08:00'],
	])('is made of %j', (value, iso) => {
		expect(isoOf(value)).toBe(iso);
	});

	it.each(['2026-01-02', '2026-01-02 12:00', '2026-01-02 12:00:05 x', 'at 2026-01-02 12:00:05', '164940951100', '16494095110000', 99_999_999_999, 100_000_000_000_000, '', null, undefined, true])(
		'is not made of %j',
		(value) => {
			expect(isoOf(value)).toBeUndefined();
		},
	);
});
