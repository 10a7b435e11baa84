/** Lists of choices that several operations share. Source: docs/api/esign.md */
import type { INodePropertyOptions } from 'n8n-workflow';
import type { Field } from '../../../engine/operation';

/** 通知类型. */
export const NOTICES: INodePropertyOptions[] = [
	{ name: 'DingTalk', value: '3', description: 'Production only' },
	{ name: 'Email', value: '2' },
	{ name: 'Feishu', value: '7', description: 'Production only' },
	{ name: 'SMS', value: '1' },
	{ name: 'WeChat', value: '5', description: 'Production only' },
	{ name: 'WeCom', value: '6', description: 'Production only' },
];

/** 签署意愿认证方式. */
export const WILLINGNESS: INodePropertyOptions[] = [
	{ name: 'Face, Alipay', value: 'PSN_FACE_ALIPAY' },
	{ name: 'Face, eSign', value: 'PSN_FACE_ESIGN' },
	{ name: 'Face, Tencent Cloud', value: 'PSN_FACE_TECENT', description: 'Opened by eSign on application' },
	{ name: 'Face, WeChat Mini Program', value: 'PSN_FACE_WECHAT' },
	{ name: 'Mobile and Face', value: 'PSN_MOBILE_FACE_AUTH', description: 'Opened by eSign on application' },
	{ name: 'Signing Password', value: 'SIGN_PWD' },
	{ name: 'SMS Code', value: 'CODE_SMS' },
	{ name: 'Video, Alipay', value: 'PSN_AUDIO_VIDEO_ALIPAY', description: 'Opened by eSign on application' },
	{ name: 'Video, eSign', value: 'PSN_AUDIO_VIDEO_ESIGN', description: 'Opened by eSign on application' },
	{ name: 'Video, WeChat', value: 'PSN_AUDIO_VIDEO_WECHAT', description: 'Opened by eSign on application' },
];

/** 个人实名认证方式. */
export const PERSON_CHECKS: INodePropertyOptions[] = [
	{ name: 'Bank Card', value: 'PSN_BANKCARD4' },
	{ name: 'Face', value: 'PSN_FACE' },
	{ name: 'Mobile Operator', value: 'PSN_MOBILE3' },
];

/** 机构实名认证方式, in a sign flow. */
export const ORGANIZATION_CHECKS: INodePropertyOptions[] = [
	{ name: 'Authorization by the Legal Representative', value: 'ORG_LEGALREP_AUTHORIZATION' },
	{ name: 'Bank Transfer', value: 'ORG_BANK_TRANSFER' },
	{ name: 'Legal Representative', value: 'ORG_LEGALREP' },
	{ name: 'Legal Representative by Alipay', value: 'ORG_ALIPAY_CREDIT' },
];

/** 签署终端类型. */
export const CLIENTS: INodePropertyOptions[] = [
	{ name: 'Alipay', value: '2' },
	{ name: 'Web Page', value: '1' },
];

/** 重定向跳转延迟时间: two values are allowed. */
export const REDIRECT_DELAYS: INodePropertyOptions[] = [
	{ name: 'At Once', value: '0' },
	{ name: 'After 3 Seconds', value: '3' },
];

/** Several of a list. */
export const several = (
	displayName: string,
	name: string,
	options: INodePropertyOptions[],
	description: string,
	more: Partial<Field> = {},
): Field => ({ displayName, name, type: 'multiOptions', openList: true, options, default: [], description, ...more });

/** Several of them, as the platform wants them in one text. */
export const commaList = (value: unknown): string => (Array.isArray(value) ? value.map(String).join(',') : String(value));
