/** Fields of company verifications. */
import type { Field } from '../../../../engine/operation';
import { psnIDCardType } from '../fields';

/** 企业证件类型. The values are e签宝's for the same field name; the page shows none. */
export const corpIDCardType: Field = {
	displayName: 'Registration Number Type',
	name: 'corpIDCardType',
	type: 'options',
	openList: true,
	options: [
		{ name: 'Business Registration Number (Assumed)', value: 'CRED_ORG_REGCODE' },
		{ name: 'Unified Social Credit Code (Assumed)', value: 'CRED_ORG_USCC' },
	],
	default: 'CRED_ORG_USCC',
	required: true,
	description: 'Kind of number under which the company is registered. The values are assumed.',
	routing: { send: { type: 'body', property: 'corpIDCardType' } },
};

/** 法定代表人姓名 */
export const legalRepName: Field = {
	displayName: 'Legal Representative Name',
	name: 'legalRepName',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 李四',
	description: 'Name of the legal representative as on the ID document',
	routing: { send: { type: 'body', property: 'legalRepName' } },
};

/** 法定代表人证件类型. */
export const legalRepIDCardType: Field = {
	...psnIDCardType,
	displayName: 'Legal Representative ID Type',
	name: 'legalRepIDCardType',
	description: 'Kind of ID document of the legal representative. Only the value of the resident ID card has been seen in use.',
	routing: { send: { type: 'body', property: 'legalRepIDCardType' } },
};

/** 法定代表人证件号 */
export const legalRepIDCardNum: Field = {
	displayName: 'Legal Representative ID Number',
	name: 'legalRepIDCardNum',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 000000199001010018',
	description: 'Number of the ID document of the legal representative',
	routing: { send: { type: 'body', property: 'legalRepIDCardNum' } },
};
