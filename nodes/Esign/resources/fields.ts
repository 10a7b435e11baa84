/** Fields that several operations share. Names on the wire are the vendor's own. Source: docs/api/esign.md#8-endpoints-one-by-one */
import type { Field } from '../../../engine/operation';
import { isWebAddress } from '../../../engine/standardFields';
import { accountComplaint } from './names';

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

/** The same field under a place of its own in the body, such as operator.psnAccount. */
export const at = (property: string, field: Field): Field => ({
	...field,
	routing: { send: { type: 'body', property } },
});

/** The same field, shown with certain choices only. */
export const shownWith = (show: NonNullable<Field['displayOptions']>['show'], field: Field): Field => ({
	...field,
	displayOptions: { show: { ...field.displayOptions?.show, ...show } },
});

const webAddress = (value: unknown) => (isWebAddress(value) ? undefined : 'must be an address that starts with http:// or https://');

/** 个人账号ID of V3. */
export const psnId: Field = {
	displayName: 'Person ID',
	name: 'psnId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. c7e002947291414da35489c0ea310541',
	description: 'ID of the person on the platform (psnId), as Identity (V3) > Get Person returns it',
	routing: { send: { type: 'body', property: 'psnId' } },
};

/** 个人账号标识. */
export const psnAccount: Field = {
	displayName: 'Mobile or Email',
	name: 'psnAccount',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 13800000000',
	description: 'Mobile number or address with which the person logs in to eSign',
	check: accountComplaint,
	routing: { send: { type: 'body', property: 'psnAccount' } },
};

/** 机构账号ID of V3. */
export const orgId: Field = {
	displayName: 'Organization ID',
	name: 'orgId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 55d29d5ab49afe67149afe67c5bd4924',
	description: 'ID of the organization on the platform (orgId), as Identity (V3) > Get Organization returns it',
	routing: { send: { type: 'body', property: 'orgId' } },
};

/** 机构名称, which is an account's name too. */
export const orgName: Field = {
	displayName: 'Organization Name',
	name: 'orgName',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 测试示例有限公司',
	description: 'Full name of the organization as registered',
	routing: { send: { type: 'body', property: 'orgName' } },
};

/** 个人证件类型 of V3. */
export const psnIDCardType: Field = {
	displayName: 'ID Type',
	name: 'psnIDCardType',
	type: 'options',
	openList: true,
	options: [
		{ name: 'Mainland Travel Permit for Hong Kong Residents', value: 'CRED_PSN_CH_HONGKONG' },
		{ name: 'Mainland Travel Permit for Macao Residents', value: 'CRED_PSN_CH_MACAO' },
		{ name: 'Mainland Travel Permit for Taiwan Residents', value: 'CRED_PSN_CH_TWCARD' },
		{ name: 'Passport', value: 'CRED_PSN_PASSPORT' },
		{ name: 'Resident ID Card', value: 'CRED_PSN_CH_IDCARD' },
	],
	default: 'CRED_PSN_CH_IDCARD',
	required: true,
	description: 'Kind of ID document',
	routing: { send: { type: 'body', property: 'psnIDCardType' } },
};

/** 个人证件号 of V3. */
export const psnIDCardNum: Field = {
	displayName: 'ID Number',
	name: 'psnIDCardNum',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 000000199001010018',
	description: 'Number of the ID document',
	routing: { send: { type: 'body', property: 'psnIDCardNum' } },
};

/** 机构证件类型 of V3. */
export const orgIDCardType: Field = {
	displayName: 'Organization ID Type',
	name: 'orgIDCardType',
	type: 'options',
	openList: true,
	options: [
		{ name: 'Business Registration Number', value: 'CRED_ORG_REGCODE' },
		{ name: 'Unified Social Credit Code', value: 'CRED_ORG_USCC' },
	],
	default: 'CRED_ORG_USCC',
	required: true,
	description: 'Kind of number the organization is registered under',
	routing: { send: { type: 'body', property: 'orgIDCardType' } },
};

/** 机构证件号 of V3. */
export const orgIDCardNum: Field = {
	displayName: 'Organization ID Number',
	name: 'orgIDCardNum',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 91000000MA00000000',
	description: 'Number the organization is registered under',
	routing: { send: { type: 'body', property: 'orgIDCardNum' } },
};

/** 重定向地址. */
export const redirectUrl: Field = {
	displayName: 'Redirect URL',
	name: 'redirectUrl',
	type: 'string',
	default: '',
	placeholder: 'e.g. https://www.example.com/done',
	description: 'Where the browser goes when the person has finished. Its domain must be released in the eSign console.',
	check: webAddress,
	routing: { send: { type: 'body', property: 'redirectConfig.redirectUrl' } },
};

/** 回调通知地址. */
export const notifyUrl: Field = {
	displayName: 'Notify URL',
	name: 'notifyUrl',
	type: 'string',
	default: '',
	placeholder: 'e.g. https://n8n.example.com/webhook/esign',
	description: 'Address to which the platform reports what happens, such as that of a trigger node',
	check: webAddress,
	routing: { send: { type: 'body', property: 'notifyUrl' } },
};

/** 客户端类型. */
export const clientType: Field = {
	displayName: 'Client Type',
	name: 'clientType',
	type: 'options',
	options: [
		{ name: 'Adapts Itself', value: 'ALL' },
		{ name: 'Mobile Browser (H5)', value: 'H5' },
		{ name: 'PC Browser', value: 'PC' },
	],
	default: 'ALL',
	description: 'Where the person will open the page',
	routing: { send: { type: 'body', property: 'clientType' } },
};

/** 跳回 App. */
export const appScheme: Field = {
	displayName: 'App Scheme',
	name: 'appScheme',
	type: 'string',
	default: '',
	placeholder: 'e.g. esign://demo/signBack',
	description: 'Address that leads from Alipay back into your app after a face check',
	routing: { send: { type: 'body', property: 'appScheme' } },
};

/** 签署流程ID of V3. */
export const signFlowId: Field = {
	displayName: 'Sign Flow ID',
	name: 'signFlowId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. b2cb74258a634179b0df3cc54791c8b6',
	description: 'ID of the sign flow (signFlowId), as Create From Files returns it',
};

/** 文件ID of V3. */
export const fileId: Field = {
	displayName: 'File ID',
	name: 'fileId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. c64665aa4f25462e8d8aaf33cd7733bd',
	description: 'ID of the file (fileId), as File (V3) > Upload returns it',
};
