import type { Field } from '../../../../engine/operation';

/** 印章ID. */
export const sealId: Field = {
	displayName: 'Seal ID',
	name: 'sealId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 100000014',
	description: 'ID of the seal, as Get Many returns it',
	check: (value) => (/^\d+$/.test(String(value).trim()) ? undefined : 'must be a number'),
	routing: { send: { type: 'body', property: 'sealId' } },
};

/** 印章, chosen among those of the account in Account ID. */
export const seal: Field = {
	displayName: 'Seal',
	name: 'seal',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchSeals', searchable: true },
		},
		{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. 100000014' },
	],
	description: 'The seal. The list shows the seals of the account in Account ID.',
	routing: { send: { type: 'body', property: 'sealId' } },
};
