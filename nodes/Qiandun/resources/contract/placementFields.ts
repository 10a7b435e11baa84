import type { Field } from '../../../../engine/operation';

/** Comma-separated text -> list of objects with one name. */
const listOf = (name: string) => (value: unknown) =>
	String(value)
		.split(',')
		.map((part) => part.trim())
		.filter((part) => part !== '')
		.map((part) => ({ [name]: part }));

/** 文件编码, several. */
export const fileCodes: Field = {
	displayName: 'File Codes',
	name: 'fileCodes',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. FC_20241212171254RkztvLleUICgRSe',
	description: 'Codes of the documents, separated by commas',
	convert: listOf('fileCode'),
	routing: { send: { type: 'body', property: 'docs' } },
};

/** 签署方账号, several. */
export const accountIds: Field = {
	displayName: 'Signer Account IDs',
	name: 'accountIds',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. crm-contact-1042, crm-company-7',
	description: 'Account IDs of the signers, separated by commas',
	convert: listOf('accountId'),
	routing: { send: { type: 'body', property: 'signers' } },
};
