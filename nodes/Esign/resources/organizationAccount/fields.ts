import type { Field } from '../../../../engine/operation';

/** 机构账号id. */
export const orgId: Field = {
	displayName: 'Organization ID',
	name: 'orgId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 438be8042d9843118cbca94f17dc0000',
	description: 'ID of the account on the platform (orgId), as Create returns it',
};

/** 机构名称. */
export const name: Field = {
	displayName: 'Name',
	name: 'name',
	type: 'string',
	default: '',
	placeholder: 'e.g. 示例科技有限公司',
	description: 'Name of the organization as on its license',
	routing: { send: { type: 'body', property: 'name' } },
};

/** 机构名称, of an account that has one. */
export const newName: Field = {
	...name,
	description: 'New name. The account becomes unverified by it: the organization has to verify again.',
};

/** 证件类型. The first two are on the current pages; the others on an older page and in the vendor's Java demo. */
export const idType: Field = {
	displayName: 'ID Type',
	name: 'idType',
	type: 'options',
	openList: true,
	options: [
		{ name: 'Business Registration Number', value: 'CRED_ORG_REGCODE' },
		{ name: 'Foreign Enterprise Registration Number', value: 'CRED_ORG_FOREIGN_ENT_REG_CODE' },
		{ name: 'Government Approval Number', value: 'CRED_ORG_GOV_APPROVAL' },
		{ name: 'Legal Person Code', value: 'CRED_ORG_LEGAL_PERSON_CODE' },
		{ name: 'Organization Code', value: 'CRED_ORG_CODE' },
		{ name: 'Private Non-Enterprise Registration Number', value: 'CRED_ORG_PRIVATE_NON_ENT_REG_CODE' },
		{ name: 'Social Organization Registration Number', value: 'CRED_ORG_SOCIAL_REG_CODE' },
		{ name: 'Unified Social Credit Code', value: 'CRED_ORG_USCC' },
	],
	default: 'CRED_ORG_USCC',
	description: 'Kind of number; the unified social credit code if not set. It can be set only while the account has none.',
	routing: { send: { type: 'body', property: 'idType' } },
};

/** 证件号. */
export const idNumber: Field = {
	displayName: 'ID Number',
	name: 'idNumber',
	type: 'string',
	default: '',
	placeholder: 'e.g. 91000000000000000X',
	description: 'Number of the organization. It can be set only while the account has none, and never be changed.',
	routing: { send: { type: 'body', property: 'idNumber' } },
};

/** 创建人个人账号id. Required by an older page, absent from the newer one as far as it could be read. */
export const creator: Field = {
	displayName: 'Creator Account ID',
	name: 'creator',
	type: 'string',
	default: '',
	placeholder: 'e.g. 1c04a729df94422ab8c8b664b5b1370e',
	description: 'Account ID of the person who acts for the organization. An older page of the vendor requires it.',
	routing: { send: { type: 'body', property: 'creator' } },
};

/** 企业法人证件号. */
export const orgLegalIdNumber: Field = {
	displayName: 'Legal Representative ID Number',
	name: 'orgLegalIdNumber',
	type: 'string',
	default: '',
	placeholder: 'e.g. 000000199001010018',
	description: 'ID number of the legal representative',
	routing: { send: { type: 'body', property: 'orgLegalIdNumber' } },
};

/** 企业法人名称. */
export const orgLegalName: Field = {
	displayName: 'Legal Representative Name',
	name: 'orgLegalName',
	type: 'string',
	default: '',
	placeholder: 'e.g. 李四',
	description: 'Name of the legal representative',
	routing: { send: { type: 'body', property: 'orgLegalName' } },
};
