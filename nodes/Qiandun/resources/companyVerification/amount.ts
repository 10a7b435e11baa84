import type { Field } from '../../../../engine/operation';

/** 打款金额, in yuan. Sent as text with two decimals: 0.1 + 0.2 has no place in an amount. */
export const amount: Field = {
	displayName: 'Amount',
	name: 'amount',
	type: 'number',
	typeOptions: { minValue: 0.01, maxValue: 9999.99, numberPrecision: 2 },
	default: 0.01,
	required: true,
	description: 'Amount in yuan as the company saw it arrive. The unit is assumed.',
	convert: (value) => Number(value).toFixed(2),
	routing: { send: { type: 'body', property: 'amount' } },
};
