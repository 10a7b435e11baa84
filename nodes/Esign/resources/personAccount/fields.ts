import type { Field } from '../../../../engine/operation';

/** 个人账号id. */
export const accountId: Field = {
	displayName: 'Account ID',
	name: 'accountId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 1c04a729df94422ab8c8b664b5b1370e',
	description: 'ID of the account on the platform (accountId), as Create returns it',
};

/** 姓名. */
export const name: Field = {
	displayName: 'Name',
	name: 'name',
	type: 'string',
	default: '',
	placeholder: 'e.g. 张三',
	description: 'Name of the person as on the ID document. A seal is made of it.',
	routing: { send: { type: 'body', property: 'name' } },
};

/** 姓名, of an account that has one. */
export const newName: Field = {
	...name,
	description: 'New name. The account becomes unverified by it: the person has to verify again.',
};

/** 证件类型. */
export const idType: Field = {
	displayName: 'ID Type',
	name: 'idType',
	type: 'options',
	options: [
		{ name: 'Mainland Travel Permit for Hong Kong Residents', value: 'CRED_PSN_CH_HONGKONG' },
		{ name: 'Mainland Travel Permit for Macao Residents', value: 'CRED_PSN_CH_MACAO' },
		{ name: 'Mainland Travel Permit for Taiwan Residents', value: 'CRED_PSN_CH_TWCARD' },
		{ name: 'Passport', value: 'CRED_PSN_PASSPORT' },
		{ name: 'Resident ID Card', value: 'CRED_PSN_CH_IDCARD' },
	],
	default: 'CRED_PSN_CH_IDCARD',
	description: 'Kind of ID document; a resident ID card if not set. It can be set only while the account has none.',
	routing: { send: { type: 'body', property: 'idType' } },
};

/** 证件号. */
export const idNumber: Field = {
	displayName: 'ID Number',
	name: 'idNumber',
	type: 'string',
	default: '',
	placeholder: 'e.g. 000000199001010018',
	description: 'Number of the ID document. It can be set only while the account has none, and never be changed.',
	routing: { send: { type: 'body', property: 'idNumber' } },
};
