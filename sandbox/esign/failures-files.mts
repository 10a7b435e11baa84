// What can go wrong with files and document templates, in the platform's words. Source: 错误码, 文件和模板服务API V3.

export const FILE_FAILURES = {
	fileParameter: { code: 1430002, text: '参数错误: %s', meaning: 'A parameter is missing or wrong' },
	fileNameCharacters: {
		code: 1430601,
		text: '创建合同失败: 文件名含有特殊字符',
		meaning: 'A file name must not contain / \\ : * " < > | ? or an emoji',
	},
	fileNameTooLong: {
		code: 1430601,
		text: '创建合同失败: 参数不合法:合同名称参数超过100字符',
		meaning: 'The name of a file made from a template is longer than 100 characters',
	},
	fileContent: { code: 1430601, text: '创建合同失败: %s', meaning: 'A template cannot be filled with this' },
	fileUnknown: { code: 1430608, text: '查询合同信息失败: 合同不存在', meaning: 'No such file' },
	templateUnknown: { code: 1430011, text: '模板文件不存在', meaning: 'No such document template' },
	templateField: { code: 1430011, text: '%s', meaning: 'A field of the template is wrong' },
	searchedFileUnknown: { code: 1435608, text: '查询合同信息失败: 合同不存在', meaning: 'No such file' },
	searchedFileUnreadable: {
		code: 1437509,
		text: '解析文档关键字失败，%s',
		meaning: 'The file is no PDF whose text can be read',
	},
	searchedFileMissing: {
		code: 1435603,
		text: '获取合同下载地址失败',
		meaning: 'The file was never uploaded, or is still being processed',
	},
} as const;
