// 查询打款银行信息: the banks a company's account may be at. A few well-known ones, with their usual abbreviations.
import { upTo } from './checks.mts';
import type { Endpoint } from './endpoint.mts';

const BANKS = [
	['ICBC', '中国工商银行'],
	['ABC', '中国农业银行'],
	['BOC', '中国银行'],
	['CCB', '中国建设银行'],
	['BOCOM', '交通银行'],
	['PSBC', '中国邮政储蓄银行'],
	['CMB', '招商银行'],
	['CITIC', '中信银行'],
	['CEB', '中国光大银行'],
	['CMBC', '中国民生银行'],
	['CIB', '兴业银行'],
	['SPDB', '上海浦东发展银行'],
	['PAB', '平安银行'],
	['HXB', '华夏银行'],
	['CGB', '广发银行'],
	['CZB', '浙商银行'],
	['CBHB', '渤海银行'],
	['BOB', '北京银行'],
	['BOS', '上海银行'],
	['NBCB', '宁波银行'],
] as const;

export const banks: Endpoint[] = [
	{
		method: 'GET',
		path: '/open/corpCert/bank',
		title: '查询打款银行信息',
		handle: (parameters) => {
			const keyword = parameters.optional('keyword', upTo(64))?.trim().toUpperCase() ?? '';
			return {
				list: BANKS.filter(([code, name]) => name.includes(keyword) || code === keyword).map(
					([bankCode, bankName]) => ({ bankName, bankCode }),
				),
			};
		},
	},
];
