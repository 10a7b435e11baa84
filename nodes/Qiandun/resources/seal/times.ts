import type { Field } from '../../../../engine/operation';
import { chinaTime, endOfDay, isTime } from '../../../../engine/times';

const time = (
	name: string,
	displayName: string,
	description: string,
	convert: Field['convert'] = chinaTime,
): Field => ({
	displayName,
	name,
	type: 'dateTime',
	default: '',
	description,
	check: (value) => (isTime(value) ? undefined : 'is no date and time'),
	convert,
	routing: { send: { type: 'body', property: name } },
});

/** 授权开始时间. */
export const beginTime = time('beginTime', 'Begin', 'From when on silent signing is allowed, in China time if no time zone is given');

/** 授权结束时间. */
export const endTime = time('endTime', 'End', 'Until when silent signing is allowed, in China time if no time zone is given. Without a time of day (00:00) it is the end of that day.', (value) => chinaTime(endOfDay(value)));
