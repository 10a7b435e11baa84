// 开放接口, OCR. The sandbox does not read pictures: of its own sample pictures it knows the text, of all others it invents one person.
import { webAddress } from './checks.mts';
import type { Endpoint } from './endpoint.mts';
import { pictureIn } from './ocr-picture.mts';
import type { Parameters } from '../call-parameters.mts';

/** What may be on a picture: one side of an ID card, a business license, a bank card. */
export type DocumentKind = 'idCardFront' | 'idCardBack' | 'businessLicense' | 'bankCard';

/**
 * What is answered for a picture that is no sample: visibly fictional, with numbers that pass their checks. Source of the ID card's
 * fields: the public client; the others are assumed.
 */
export const READ: Record<DocumentKind, Record<string, string>> = {
	idCardFront: {
		name: '测试甲',
		sex: '男',
		nation: '汉',
		birth: '1990-03-07',
		address: '虚构省样本市测试区不存在路1号',
		psnIdCardNum: '990000199003071235',
	},
	idCardBack: { authority: '样本市公安局测试分局', validDate: '2020.01.01-2040.01.01' },
	businessLicense: {
		corpName: '虚构科技有限公司',
		corpIDCardNum: '99000000MA00000001',
		legalRepName: '测试甲',
		corpType: '有限责任公司',
		address: '虚构省样本市测试区不存在路1号',
		registeredCapital: '壹佰万元整',
		establishDate: '2020-01-01',
		validPeriod: '2020-01-01至长期',
		businessScope: '软件测试',
	},
	bankCard: { bankName: '虚构银行', bankCardNo: '9999990000000000006' },
};

const NAMES: Record<DocumentKind, string> = {
	idCardFront: '身份证人像面',
	idCardBack: '身份证国徽面',
	businessLicense: '营业执照',
	bankCard: '银行卡',
};

export const ocr: Endpoint[] = [
	{
		method: 'POST',
		path: '/open/api/ocr/idCard',
		title: '身份证OCR',
		handle: (parameters) => {
			const side = parameters.choice('cardSide', ['front', 'back']) ?? 'front';
			return recognized(parameters, side === 'front' ? 'idCardFront' : 'idCardBack');
		},
	},
	{
		method: 'POST',
		path: '/open/api/ocr/businessLicense',
		title: '营业执照OCR',
		handle: (parameters) => recognized(parameters, 'businessLicense'),
	},
	{
		method: 'POST',
		path: '/open/api/ocr/bankCard',
		title: '银行卡OCR',
		handle: (parameters) => recognized(parameters, 'bankCard'),
	},
];

/** An address is never fetched: whatever stands there counts as a picture that is no sample. */
function recognized(parameters: Parameters, kind: DocumentKind): unknown {
	parameters.oneOf('imageBase64', 'imageUrl');
	const imageBase64 = parameters.optional('imageBase64');
	const imageUrl = parameters.optional('imageUrl', webAddress);
	if (imageBase64 === undefined) return READ[kind];
	if (imageUrl !== undefined) parameters.refuse('imageBase64 / imageUrl', '只能填写一项');
	const picture = pictureIn(imageBase64);
	if (picture === undefined) {
		return parameters.refuse('imageBase64', '不是PNG或JPEG图片的Base64');
	}
	const { sample } = picture;
	if (sample === undefined) return READ[kind];
	if (sample.kind !== kind) return parameters.refuse('imageBase64', `图片中没有${NAMES[kind]}`);
	return Object.fromEntries(
		Object.keys(READ[kind]).map((field) => [field, sample.text[field] ?? '']),
	);
}
