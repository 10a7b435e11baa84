import type { Field } from '../../../../engine/operation';

/** 账号id, of a person or of an organization. */
export const accountId: Field = {
	displayName: 'Account ID',
	name: 'accountId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 1c04a729df94422ab8c8b664b5b1370e',
	description: 'ID of the account on the platform: the accountId of a person or the orgId of an organization',
};

const EIGHT_HOURS = 8 * 3_600_000;
const HAS_ZONE = /(?:Z|[+-]\d{2}:?\d{2})$/i;
const PLAIN = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:\.\d+)?)?)?$/;

/** Milliseconds since 1970 of a time in any form an expression brings; one without zone is a time in China. NaN for none. */
function momentOf(value: unknown): number {
	if (typeof value === 'object' && value !== null && 'toMillis' in value && typeof value.toMillis === 'function') {
		return Number(value.toMillis());
	}
	if (typeof value !== 'string') return new Date(value as number).getTime();
	const text = value.trim();
	if (HAS_ZONE.test(text)) return Date.parse(text);
	const [, day, minutes = '00:00', seconds = '00'] = PLAIN.exec(text) ?? [];
	return day === undefined ? NaN : Date.parse(`${day}T${minutes}:${seconds}+08:00`);
}

/** yyyy-MM-dd HH:mm:ss in China time, as the platform reads it. */
const chinaTime = (value: unknown): string =>
	new Date(momentOf(value) + EIGHT_HOURS).toISOString().slice(0, 19).replace('T', ' ');

/** 截止时间. */
export const deadline: Field = {
	displayName: 'Deadline',
	name: 'deadline',
	type: 'dateTime',
	default: '',
	description: 'Until when the platform may sign for this account, in China time if no time zone is given; unlimited if not set',
	check: (value) => (Number.isNaN(momentOf(value)) ? 'is no date and time' : undefined),
	convert: chinaTime,
	routing: { send: { type: 'body', property: 'deadline' } },
};
