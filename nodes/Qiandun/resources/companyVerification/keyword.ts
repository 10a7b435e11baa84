import type { Field } from '../../../../engine/operation';

/** 关键字 */
export const keyword: Field = {
	displayName: 'Keyword',
	name: 'keyword',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 工商',
	description: 'Part of the name of the bank',
	routing: { send: { type: 'body', property: 'keyword' } },
};
