// The platform's answer around every result, and the failures it reports. Source of each code: ASSUMPTIONS.md.

/** Failures inside an HTTP 200, with their code, the platform's own text and what it means. */
export const FAILURES = {
	parameter: { code: 1435002, text: '参数错误', meaning: 'A parameter is missing or wrong' },
	accountExists: {
		code: 53000000,
		text: '账号已存在',
		meaning: 'This third-party user id is taken; persons and organizations share them',
	},
	accountUnknown: { code: 53000001, text: '账号不存在', meaning: 'No such account' },
	accountTypeMismatch: {
		code: 53000002,
		text: '账号类型不匹配',
		meaning: 'The account is a person where an organization is needed, or the other way round',
	},
	documentConflict: {
		code: 53000003,
		text: '证件信息冲突',
		meaning: 'ID type and number can be set once only; delete the account and create it anew',
	},
	appUnknown: {
		code: 72000032,
		text: '应用停用或应用不存在',
		meaning: 'No such app id',
	},
} as const;

/** A failure the platform answers with HTTP 200 and its code. `detail` is for the console; only that of a parameter is told. */
export class BusinessFailure extends Error {
	readonly code: number;
	readonly text: string;

	constructor(kind: keyof typeof FAILURES, detail = '') {
		const failure = FAILURES[kind];
		super(failure.meaning + (detail === '' ? '' : ` (${detail})`));
		this.code = failure.code;
		this.text = kind === 'parameter' && detail !== '' ? `${failure.text}: ${detail}` : failure.text;
	}
}

/** Credentials that are wrong where no gateway checks them: the token endpoints. Answered with HTTP 401. */
export class AuthenticationFailure extends Error {}

/** The three fields around every answer. */
export interface Envelope {
	code: number;
	message: string;
	data: unknown;
}

/** The envelope of a call that went well. */
export function succeeded(data: unknown): Envelope {
	return { code: 0, message: '成功', data };
}

/** The envelope of a business failure. */
export function failed({ code, text }: BusinessFailure): Envelope {
	return { code, message: text, data: null };
}
