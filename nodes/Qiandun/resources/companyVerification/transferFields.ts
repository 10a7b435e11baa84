/** Fields of the verification by bank transfer. */
import type { Field } from '../../../../engine/operation';

/** 银行账号 */
export const bankCardNo: Field = {
	displayName: 'Account Number',
	name: 'bankCardNo',
	type: 'string',
	default: '',
	required: true,
	description: 'Number of a bank account in the name of the company',
	routing: { send: { type: 'body', property: 'bankCardNo' } },
};

/** 开户行. */
export const bankName: Field = {
	displayName: 'Bank',
	name: 'bankName',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchBanks', searchable: true, searchFilterRequired: true },
		},
		{ displayName: 'By Name', name: 'name', type: 'string', placeholder: 'e.g. 中国工商银行' },
	],
	description: 'Bank that holds the account. The list is searched on the platform by a part of the name.',
	routing: { send: { type: 'body', property: 'bankName' } },
};

/** 开户支行名称 */
export const bankBranchName: Field = {
	displayName: 'Branch',
	name: 'bankBranchName',
	type: 'string',
	default: '',
	description: 'Name of the branch of the bank',
	routing: { send: { type: 'body', property: 'bankBranchName' } },
};

/** 开户省 */
export const bankProvince: Field = {
	displayName: 'Province',
	name: 'bankProvince',
	type: 'string',
	default: '',
	description: 'Province of the branch',
	routing: { send: { type: 'body', property: 'bankProvince' } },
};

/** 开户市 */
export const bankCity: Field = {
	displayName: 'City',
	name: 'bankCity',
	type: 'string',
	default: '',
	description: 'City of the branch',
	routing: { send: { type: 'body', property: 'bankCity' } },
};
