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
