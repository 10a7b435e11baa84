// 文件 of V1: an address to upload to, a file and its download link, a file filled in from a template.
import { extensionOf, withExtension } from '../file-folder.mts';
import { fillTemplateByKeys } from './doc-templates.mts';
import type { CallParameters, Endpoint, Platform } from './endpoint.mts';
import { BusinessFailure } from './envelope.mts';
import { downloadUrl, uploadUrl } from './file-routes.mts';
import { EXTENSIONS } from './file-conversion.mts';
import { CONTENT_TYPES, fileOf, fileSizeOf, md5Value } from './files-v3.mts';
import { hasForbiddenCharacters, upTo } from './names.mts';

/** Longest name; the page of the saas_api edition says 64 characters. */
const NAME_CHARACTERS = 64;

export const filesV1: Endpoint[] = [
	{
		method: 'POST',
		path: '/v1/files/getUploadUrl',
		title: '通过上传方式创建文件',
		handle: announce,
		parameterFailure: 'fileParameter',
	},
	{
		method: 'GET',
		path: '/v1/files/{fileId}',
		title: '查询文件详情',
		handle: ({ path }, platform) => {
			const file = fileOf(path, platform);
			return {
				fileId: file.fileId,
				name: file.fileName,
				downloadUrl: file.uploadTime === null ? null : downloadUrl(platform, file),
				size: file.fileSize,
				status: platform.files.statusOf(file),
				pdfTotalPages: platform.files.isUsable(file) ? (file.pages?.length ?? 0) : 0,
			};
		},
	},
	{
		method: 'POST',
		path: '/v1/files/createByTemplate',
		title: '通过模板创建文件',
		handle: createByTemplate,
		parameterFailure: 'fileParameter',
	},
];

function announce({ body }: CallParameters, platform: Platform): unknown {
	const fileName = body.required('fileName', upTo(NAME_CHARACTERS));
	if (hasForbiddenCharacters(fileName)) throw new BusinessFailure('fileNameCharacters');
	if (!EXTENSIONS.includes(extensionOf(fileName))) body.refuse('fileName', '文件格式不支持,须带真实的扩展名');
	const toPdf = body.boolean('convert2Pdf') ?? body.refuse('convert2Pdf', '不能为空');
	body.optional('accountId');
	const file = platform.files.announce({
		fileName,
		contentMd5: body.required('contentMd5', md5Value),
		contentType: body.choice('contentType', CONTENT_TYPES) ?? body.refuse('contentType', '不能为空'),
		fileSize: fileSizeOf(body),
		convertTo: toPdf ? 'pdf' : null,
	});
	return { fileId: file.fileId, uploadUrl: uploadUrl(platform, file) };
}

async function createByTemplate({ body }: CallParameters, platform: Platform): Promise<unknown> {
	const name = body.required('name', upTo(NAME_CHARACTERS));
	if (hasForbiddenCharacters(name)) throw new BusinessFailure('fileNameCharacters');
	if (!body.has('simpleFormFields')) body.refuse('simpleFormFields', '不能为空');
	const pdf = await fillTemplateByKeys(body.required('templateId'), new Map(body.texts('simpleFormFields')));
	const file = await platform.files.make(withExtension(name, 'pdf'), pdf);
	return { fileId: file.fileId, fileName: file.fileName, downloadUrl: downloadUrl(platform, file) };
}
