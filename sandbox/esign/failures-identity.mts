// What can go wrong with verification and authorization, in the platform's words. Source: 错误码, 实名认证和授权服务API V3.

export const IDENTITY_FAILURES = {
	identityMissing: { code: 1450001, text: '缺少参数：%s', meaning: 'A parameter is missing' },
	identityParameter: { code: 1450002, text: '参数错误：%s', meaning: 'A parameter is wrong' },
	identityOfOldVersion: {
		code: 1450004,
		text: '用户id：%s 由于接口版本问题不可用，请使用用户信息发起授权',
		meaning: 'This is the id of a V1 account; V3 takes the mobile, mail address or name',
	},
	personVerified: { code: 1450005, text: '个人用户已实名', meaning: 'The person is verified already' },
	organizationVerified: { code: 1450006, text: '企业用户已实名', meaning: 'The organization is verified already' },
	authFlowUnknown: { code: 1450007, text: '授权流程id不存在', meaning: 'No such authorization flow' },
	identityUnknown: {
		code: 1450008,
		text: '未找到用户信息，请检查查询数据的正确性 :%s',
		meaning: 'Nobody is registered with these data',
		personal: true,
	},
	identityCancelled: {
		code: 1435203,
		text: '账号不存在或已注销 :%s',
		meaning: 'No such account, or it is cancelled',
	},
} as const;
