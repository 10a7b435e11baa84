// What can go wrong with signing flows and seals, in the platform's words. Sources: 错误码, 合同签署服务API V3 and 印章服务API V3; those of
// starting a flow 签署流程开启 (V1).

export const FLOW_FAILURES = {
	flowUnknown: { code: 1435011, text: '流程不存在:%s', meaning: 'No such signing flow' },
	startNeedsContent: {
		code: 1435011,
		text: '流程自动开启的场景文档和签署人信息不能为空',
		meaning: 'A flow that starts by itself needs documents and signers',
	},
	autoSignForbidden: {
		code: 1435011,
		text: '机构签署账号:%s 不允许自动签署',
		meaning: 'Only the app’s own organization seals by itself, others with an authorized seal only',
	},
	delayedAlready: { code: 1435011, text: '流程只能延期一次', meaning: 'A flow can be delayed once only' },
	signerAccountUnknown: {
		code: 1435203,
		text: '用户账号不存在或已注销',
		meaning: 'No such account, or it is cancelled',
	},
	signerIdMalformed: {
		code: 1435320,
		text: '注册账号失败: 证件格式异常. %s',
		meaning: 'A signer’s ID number is malformed',
		personal: true,
	},
	quotaExhausted: {
		code: 1435404,
		text: '企业账户中电子合同份数不足，请购买套餐后再操作',
		meaning: 'No contracts are left in the account (setting contractsLeft)',
	},
	initiatorNotAuthorized: {
		code: 1436116,
		text: '用户:%s',
		meaning: 'The initiator has not authorized the app to start flows',
	},
	flowNotStarted: { code: 1437103, text: '流程未开启', meaning: 'The flow is a draft' },
	notDraft: { code: 1437108, text: '流程非草稿状态，不允许开启', meaning: 'Only a draft can be started' },
	startWithoutDocuments: { code: 1437109, text: '流程中没有文档，不允许开启', meaning: 'The flow has no documents' },
	startWithoutFields: {
		code: 1437110,
		text: '流程中没有签署区，不允许开启',
		meaning: 'The flow ends by itself, but has nothing to sign',
	},
	v1NotSigning: { code: 1437111, text: '非签署中的流程不允许撤销', meaning: 'Only a flow in signing can be revoked' },
	finishNotOpen: { code: 1437112, text: '非开启状态不允许归档流程', meaning: 'Only a flow in signing can be finished' },
	finishUnsigned: { code: 1437113, text: '签署区没有全部完成', meaning: 'Not everybody has signed' },
	notParticipant: {
		code: 1437114,
		text: '当前用户不是流程参与人, 无权查看流程',
		meaning: 'The account takes no part in the flow',
	},
	urgeNotOpen: {
		code: 1437126,
		text: '流程未发起或已完结, 不能执行催签操作',
		meaning: 'Only a flow in signing can be urged',
	},
	finished: { code: 1437136, text: '流程已归档', meaning: 'The flow is finished already' },
	urgedTooEarly: {
		code: 1437137,
		text: '您刚刚催办过了，发起后半小时内不能催办',
		meaning: 'Nobody is urged in the first half hour',
	},
	urgedTooOften: {
		code: 1437138,
		text: '您刚刚催办过，发起半小时后每十分钟仅可催办一次',
		meaning: 'Ten minutes must lie between two urgings',
	},
	revoked: { code: 1437168, text: '流程已撤销', meaning: 'The flow is revoked already' },
	flowExpired: { code: 1437169, text: '流程已过期', meaning: 'The signing deadline is over' },
	finishNothing: { code: 1437170, text: '没有签署，无需归档', meaning: 'There is nothing to sign in the flow' },
	sealNotAuthorized: {
		code: 1437182,
		text: '未获取该企业有效的印章授权',
		meaning: 'The organization has not authorized the app to use this seal',
	},
	notDelayable: { code: 1437201, text: '非签署中的流程不能延期', meaning: 'Only a flow in signing, or an expired one, can be delayed' },
	notSigning: { code: 1437203, text: '非签署中的流程不允许撤销', meaning: 'Only a flow in signing can be revoked' },
	pageOutside: { code: 1437306, text: '%s签署: 签署页码超出文档页数', meaning: 'The document has no such page' },
	identityMismatch: {
		code: 1437328,
		text: '该签署人账号：%s',
		meaning: 'The signer is verified under another name or ID number',
		personal: true,
	},
	documentUnknown: { code: 1437511, text: '文档不存在：%s', meaning: 'No such file' },
	documentNotReady: {
		code: 1437513,
		text: '文档未成功转换成pdf, 请稍后重试',
		meaning: 'The file is not there yet, still being converted, or no PDF',
	},
	notFinished: {
		code: 1437518,
		text: '流程非签署完成状态，不允许下载文档',
		meaning: 'Documents can be downloaded once the flow is completed',
	},
	tooManySigners: {
		code: 1437608,
		text: '流程创建签署人或签署主体个数%s超过数量限制，最多允许创建10个。',
		meaning: 'More than ten signers in one call',
	},
	nobodyToUrge: { code: 1439002, text: '当前流程无可催签的签署区', meaning: 'Nobody is to sign now' },
	sealParameter: { code: 10000007, text: '参数错误 :%s', meaning: 'A parameter is missing or wrong' },
	sealForeign: { code: 31400109, text: '印章不属于该账号', meaning: 'The seal is not this account’s' },
	scopeMissing: {
		code: 1499000,
		text: '用户未授权： %s',
		meaning: 'The account has not granted the app this scope',
	},
} as const;
