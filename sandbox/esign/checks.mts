// What well-formed account data look like. The platform does not look at their truth, and no page shows how far it looks at their form.
import type { Check } from '../call-parameters.mts';

/** ID types of a person. Source: 创建个人账号. The first is the default. */
export const PERSON_ID_TYPES = [
	'CRED_PSN_CH_IDCARD',
	'CRED_PSN_CH_TWCARD',
	'CRED_PSN_CH_MACAO',
	'CRED_PSN_CH_HONGKONG',
	'CRED_PSN_PASSPORT',
] as const;

/** ID types of an organization. Sources: 创建机构账号; from the third on 创建机构账号 of the PaaS edition, spelled as there. The first is the default. */
export const ORGANIZATION_ID_TYPES = [
	'CRED_ORG_USCC',
	'CRED_ORG_REGCODE',
	'CRED_ORG_CODE',
	'CRED_ORG_BUSINESS_REGISTTATION_CODE',
	'CRED_ORG_TAX_REGISTTATION_CODE',
	'CRED_ORG_LEGAL_PERSON_CODE',
	'CRED_ORG_ENT_LEGAL_PERSON_CODE',
	'CRED_ORG_SOCIAL_REG_CODE',
	'CRED_ORG_PRIVATE_NON_ENT_REG_CODE',
	'CRED_ORG_FOREIGN_ENT_REG_CODE',
	'CRED_ORG_GOV_APPROVAL',
	'CODE_ORG_CUSTOM',
	'CRED_ORG_UNKNOWN',
] as const;

/** An ID number of any type. */
export const idNumber: Check = (value) =>
	/^[0-9A-Za-z()（）-]{1,64}$/.test(value) ? undefined : '证件号格式错误';

/** Whether an ID number can be one of its type: of a mainland ID card 18 characters, region and date are not looked at. */
export function wellFormedId(idType: string, number: string): boolean {
	if (idType === PERSON_ID_TYPES[0]) return /^\d{17}[\dXx]$/.test(number);
	return idNumber(number) === undefined;
}

/** A mobile, also a foreign one. */
export const mobile: Check = (value) =>
	/^\+?\d[\d -]{4,19}$/.test(value) ? undefined : '手机号格式错误';

export const email: Check = (value) =>
	/^[^\s@]+@[^\s@]+$/.test(value) ? undefined : '邮箱格式错误';

/** A time `yyyy-MM-dd HH:mm:ss` that exists in the calendar. */
export const dateTime: Check = (value) => {
	const iso = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(value)
		? `${value.replace(' ', 'T')}.000Z`
		: '';
	const time = Date.parse(iso);
	const exists = !Number.isNaN(time) && new Date(time).toISOString() === iso;
	return exists ? undefined : '应为 yyyy-MM-dd HH:mm:ss';
};
