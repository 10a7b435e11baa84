/** Fields of companies. */
import type { Field } from '../../../../engine/operation';

/** 企业证件号, such as 统一社会信用代码. */
export const corpIDCardNum: Field = {
	displayName: 'Registration Number',
	name: 'corpIDCardNum',
	type: 'string',
	default: '',
	placeholder: 'e.g. 91330000MA00000000',
	description: 'Number under which the company is registered, such as the unified social credit code',
	routing: { send: { type: 'body', property: 'corpIDCardNum' } },
};

/** 企业名称. */
export const corpName: Field = {
	displayName: 'Company Name',
	name: 'corpName',
	type: 'string',
	default: '',
	placeholder: 'e.g. 杭州示例有限公司',
	description: 'Name of the company as registered',
	routing: { send: { type: 'body', property: 'corpName' } },
};
