import type { Field } from '../../../../engine/operation';
import { chinaTime, endOfDay, isTime } from '../../../../engine/times';

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

/** 截止时间. */
export const deadline: Field = {
	displayName: 'Deadline',
	name: 'deadline',
	type: 'dateTime',
	default: '',
	description: 'Until when the platform may sign for this account, in China time if no time zone is given; unlimited if not set. Without a time of day (00:00) it is the end of that day.',
	check: (value) => (isTime(value) ? undefined : 'is no date and time'),
	convert: (value) => chinaTime(endOfDay(value)),
	routing: { send: { type: 'body', property: 'deadline' } },
};
