/** Fields that several operations share. Names on the wire are the vendor's own. */
import type { Field } from '../../../engine/operation';
import { isWebAddress } from '../../../engine/standardFields';

/** The same field under a place of its own in the body, such as psnAuthConfig.psnName. */
export const at = (property: string, field: Field): Field => ({
	...field,
	routing: { send: { type: 'body', property } },
});

/** The same field, not required. */
export const optional = (field: Field): Field => ({ ...field, required: false });

/** The same field, required. */
export const required = (field: Field): Field => ({ ...field, required: true });

/** The same field as a query parameter. */
export const inQuery = (field: Field): Field => ({
	...field,
	routing: { send: { type: 'query', property: field.name } },
});

/** 个人账号/企业账号: chosen by the caller when the user is created. */
export const accountId: Field = {
	displayName: 'Account ID',
	name: 'accountId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. crm-contact-1042',
	description: 'Your own ID of the person or company, as chosen when the user was created',
	routing: { send: { type: 'body', property: 'accountId' } },
};

/** The same, where the user is created with it. */
export const newAccountId: Field = {
	...accountId,
	description: 'Your own ID for the new user. Choose one that always is the same for the same person or company.',
};

/** 认证流水号. */
export const flowNo: Field = {
	displayName: 'Flow Number',
	name: 'flowNo',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. OPFN172132uUTjikwlUoSa',
	description: 'Number of the verification flow (flowNo), as a verification operation returns it',
	routing: { send: { type: 'body', property: 'flowNo' } },
};

/** 服务流程ID. */
export const serviceId: Field = {
	displayName: 'Service ID',
	name: 'serviceId',
	type: 'string',
	default: '',
	required: true,
	description: 'ID of the single service call (serviceId), as a verification operation returns it',
	routing: { send: { type: 'body', property: 'serviceId' } },
};

/** 业务码. */
export const businessCode: Field = {
	displayName: 'Business Code',
	name: 'businessCode',
	type: 'string',
	default: '',
	placeholder: 'e.g. onboarding-1042',
	description: 'Your own ID of this business case, for finding it again',
	routing: { send: { type: 'body', property: 'businessCode' } },
};

/** 个人姓名. */
export const psnName: Field = {
	displayName: 'Name',
	name: 'psnName',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 张三',
	description: 'Name of the person as on the ID document',
	routing: { send: { type: 'body', property: 'psnName' } },
};

/** 个人证件类型. Only the mainland ID card was seen in use; the other values are e签宝's for the same field name. */
export const psnIDCardType: Field = {
	displayName: 'ID Type',
	name: 'psnIDCardType',
	type: 'options',
	openList: true,
	options: [
		{
			name: 'Mainland Travel Permit for Hong Kong Residents (Assumed)',
			value: 'CRED_PSN_CH_HONGKONG',
		},
		{ name: 'Mainland Travel Permit for Macao Residents (Assumed)', value: 'CRED_PSN_CH_MACAO' },
		{ name: 'Mainland Travel Permit for Taiwan Residents (Assumed)', value: 'CRED_PSN_CH_TWCARD' },
		{ name: 'Passport (Assumed)', value: 'CRED_PSN_PASSPORT' },
		{ name: 'Resident ID Card', value: 'CRED_PSN_CH_IDCARD' },
	],
	default: 'CRED_PSN_CH_IDCARD',
	required: true,
	description: 'Kind of ID document. Only the value of the resident ID card has been seen in use.',
	routing: { send: { type: 'body', property: 'psnIDCardType' } },
};

/** 个人证件号. */
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

/** 认证手机号. */
export const psnMobile: Field = {
	displayName: 'Mobile',
	name: 'psnMobile',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 13800000000',
	description: 'Mobile number registered in the name of the person with the operator',
	routing: { send: { type: 'body', property: 'psnMobile' } },
};

/** 银行卡号. */
export const psnBankCardNo: Field = {
	displayName: 'Bank Card Number',
	name: 'psnBankCardNo',
	type: 'string',
	default: '',
	required: true,
	description: 'Number of a bank card in the name of the person',
	routing: { send: { type: 'body', property: 'psnBankCardNo' } },
};

/** 接收消息手机号. */
export const informPhone: Field = {
	displayName: 'Notice Mobile',
	name: 'informPhone',
	type: 'string',
	default: '',
	placeholder: 'e.g. 13800000000',
	description: 'Mobile number that receives notices, such as the request to sign',
	routing: { send: { type: 'body', property: 'informPhone' } },
};

/** 重定向地址. */
export const redirectUrl: Field = {
	displayName: 'Redirect URL',
	name: 'redirectUrl',
	type: 'string',
	default: '',
	placeholder: 'e.g. https://www.example.com/done',
	description: 'Where the browser goes when the person has finished',
	check: (value) => (isWebAddress(value) ? undefined : 'must be an address that starts with http:// or https://'),
	routing: { send: { type: 'body', property: 'redirectUrl' } },
};

/** 文件编码. */
export const fileCode: Field = {
	displayName: 'File Code',
	name: 'fileCode',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. FC_20241212171254RkztvLleUICgRSe',
	description: 'Code of a file on the platform (fileCode), as File > Upload returns it',
	routing: { send: { type: 'body', property: 'fileCode' } },
};

/** 客户端类型. */
export const clientType: Field = {
	displayName: 'Client Type',
	name: 'clientType',
	type: 'options',
	options: [
		{ name: 'Mobile Browser (H5)', value: 'h5' },
		{ name: 'PC Browser', value: 'pc' },
	],
	default: 'h5',
	required: true,
	description: 'Where the person will open the page',
	routing: { send: { type: 'body', property: 'clientType' } },
};

/** 合同ID. */
export const contractId: Field = {
	displayName: 'Contract ID',
	name: 'contractId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 1897893172027068416',
	description: 'ID of the contract on the platform (contractId), as Contract > Create returns it. Hand it on as text.',
	routing: { send: { type: 'body', property: 'contractId' } },
};

/** 跳转等待时间. */
export const redirectDelayTime: Field = {
	displayName: 'Redirect Delay',
	name: 'redirectDelayTime',
	type: 'number',
	typeOptions: { minValue: 0 },
	default: 0,
	description: 'How long the page waits before it goes to the redirect URL. The unit is not documented.',
	routing: { send: { type: 'body', property: 'redirectConfig.redirectDelayTime' } },
};
