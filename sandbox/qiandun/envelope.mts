// The platform's answer around every result, and the failures it reports inside an HTTP 200.

/** Failures with their code, the platform's own text and what it means. Source of each code: ASSUMPTIONS.md. */
export const FAILURES = {
	parameter: { code: '400', text: '参数错误.', meaning: 'A parameter is missing or wrong' },
	userNotVerified: {
		code: 'oc_10011',
		text: '用户未认证',
		meaning: 'The verification flow has not been passed',
	},
	userUnknown: {
		code: 'oc_10001',
		text: '用户不存在',
		meaning: 'No user with this account id or ID number',
	},
	accountExists: { code: 'oc_10002', text: '账号已存在', meaning: 'This account id is taken' },
	userVerified: {
		code: 'oc_10003',
		text: '已认证用户不支持修改',
		meaning: 'A verified user cannot be changed',
	},
	flowUnknown: {
		code: 'oc_10004',
		text: '认证流程不存在',
		meaning: 'No verification flow of this kind with this number',
	},
	flowClosed: {
		code: 'oc_10005',
		text: '认证流程已结束',
		meaning: 'The verification flow is already passed',
	},
	smsCodeWrong: { code: 'oc_10006', text: '短信验证码错误', meaning: 'The SMS code is wrong' },
	smsCodeVoid: {
		code: 'oc_10007',
		text: '短信验证码已失效,请重新发送',
		meaning: 'The SMS code was never sent, is used up or expired',
	},
	companyNotChecked: {
		code: 'oc_10008',
		text: '企业信息未核验通过',
		meaning: 'The company in this flow has not passed a check of its factors',
	},
	transferVoid: {
		code: 'oc_10009',
		text: '打款验证已失效,请重新发起打款',
		meaning:
			'The bank transfer failed, was replaced by a newer one, or its amount was wrong too often',
	},
	fileTypeUnsupported: {
		code: 'oc_30005',
		text: '上传文件格式不支持',
		meaning: 'This kind of file is not taken here',
	},
	fileUnreadable: {
		code: 'oc_30006',
		text: '文件处理失败',
		meaning: 'The file is empty, broken or encrypted',
	},
	sealUnknown: { code: 'oc_20001', text: '印章不存在', meaning: 'No such seal' },
	deadlineFar: {
		code: 'oc_40001',
		text: '签署截止时间不能超过12个月',
		meaning: 'The signing deadline is more than 12 months ahead',
	},
	deadlinePast: {
		code: 'oc_40002',
		text: '签署截止时间不能小于当前时间',
		meaning: 'The signing deadline is in the past',
	},
	signerRepeated: { code: 'oc_40003', text: '签署方不可重复', meaning: 'A signer occurs twice' },
	signerUnknown: {
		code: 'oc_40005',
		text: '签署记录不存在或状态异常',
		meaning: 'The account is no signer of the contract, or cannot do this now',
	},
	contractUnknown: {
		code: 'oc_40006',
		text: '合同不存在或状态异常',
		meaning: 'There is no such contract, or it is over',
	},
	documentRepeated: {
		code: 'oc_40014',
		text: '合同doc文件不能重复',
		meaning: 'A contract file occurs twice',
	},
	signPositionRepeated: {
		code: 'oc_40016',
		text: '签署位置不能重复',
		meaning: 'A sign position occurs twice',
	},
	crossPageOnOnePage: {
		code: 'oc_40020',
		text: '单页合同文件不能进行骑缝签章',
		meaning: 'A file of one page takes no cross-page seal',
	},
	silentMixed: {
		code: 'oc_40027',
		text: '同一签署方不能同时配置静默签和普通签署',
		meaning: 'One signer has silent and ordinary sign fields',
	},
} as const;

/** A failure the platform answers with HTTP 200 and success false. `detail` (Chinese) is added to its text. */
export class BusinessFailure extends Error {
	readonly code: string;
	readonly text: string;

	constructor(kind: keyof typeof FAILURES, detail = '') {
		const failure = FAILURES[kind];
		super(failure.meaning + (detail === '' ? '' : ` (${detail})`));
		this.code = failure.code;
		this.text = detail === '' ? failure.text : `${failure.text} ${detail}`;
	}
}

/** The six fields around every answer. `ts` is ms since 1970 as a string. */
export interface Envelope {
	result: unknown;
	code: string;
	msg: string;
	logKey: string;
	ts: string;
	success: boolean;
}

/** The envelope of a call that went well. */
export function succeeded(result: unknown, logKey: string, now: number): Envelope {
	return { result, code: '200', msg: '成功', logKey, ts: String(now), success: true };
}

/** The envelope of a business failure. */
export function failed(failure: BusinessFailure, logKey: string, now: number): Envelope {
	return {
		result: null,
		code: failure.code,
		msg: failure.text,
		logKey,
		ts: String(now),
		success: false,
	};
}

/**
 * JSON in which a bigint is an unquoted integer of any length: callers must not squeeze it through a double.
 * undefined fields are left out, as in JSON.stringify.
 */
export function toJson(value: unknown): string {
	if (typeof value === 'bigint') return value.toString();
	if (Array.isArray(value)) return `[${value.map((item) => toJson(item ?? null)).join(',')}]`;
	if (typeof value === 'object' && value !== null) {
		const fields = Object.entries(value).filter(([, field]) => field !== undefined);
		return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${toJson(field)}`).join(',')}}`;
	}
	return JSON.stringify(value ?? null);
}
