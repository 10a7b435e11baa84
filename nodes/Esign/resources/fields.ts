/** Fields that several operations share. Names on the wire are the vendor's own. Source: docs/api/esign.md#8-endpoints-one-by-one */
import type { Field } from '../../../engine/operation';

/** The same field as a query parameter. */
export const inQuery = (field: Field): Field => ({
	...field,
	routing: { send: { type: 'query', property: field.name } },
});

/** The same field, required. */
export const required = (field: Field): Field => ({ ...field, required: true });

/** 第三方平台的用户id. */
export const thirdPartyUserId: Field = {
	displayName: 'Third-Party User ID',
	name: 'thirdPartyUserId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. hr-employee-1042',
	description: 'Your own ID of the person or organization, as chosen when the account was created',
	routing: { send: { type: 'body', property: 'thirdPartyUserId' } },
};

/** The same, where the account is created with it. */
export const newThirdPartyUserId: Field = {
	...thirdPartyUserId,
	description:
		'Your own ID for the new account. Choose one that always is the same for the same person or organization; the two must not share one.',
};

/** 手机号码. */
export const mobile: Field = {
	displayName: 'Mobile',
	name: 'mobile',
	type: 'string',
	default: '',
	placeholder: 'e.g. 13800000000',
	description: 'Mobile number for notices and for confirming by SMS; without it there is no confirmation by SMS',
	routing: { send: { type: 'body', property: 'mobile' } },
};

/** 邮箱地址. */
export const email: Field = {
	displayName: 'Email',
	name: 'email',
	type: 'string',
	placeholder: 'name@email.com',
	default: '',
	description: 'Address for notices',
	routing: { send: { type: 'body', property: 'email' } },
};
