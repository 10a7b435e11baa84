// What can go wrong with V1 accounts and tokens, in the platform's words. Sources: 创建个人账号 and the pages beside it.

export const ACCOUNT_FAILURES = {
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
