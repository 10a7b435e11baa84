// 文件 of V3: an address to upload to, the state of a file, where keywords stand in it, a file filled in from a template.
import { extensionOf } from '../file-folder.mts';
import { keywordPlaces, UnreadablePdf } from '../pdf/keyword-search.mts';
import type { Parameters } from '../call-parameters.mts';
import { fillTemplate } from './doc-templates.mts';
import type { CallParameters, Endpoint, Platform } from './endpoint.mts';
import { BusinessFailure } from './envelope.mts';
import { EXTENSIONS } from './file-conversion.mts';
import { downloadUrl, uploadUrl } from './file-routes.mts';
import type { EsignFile } from './file-store.mts';
import { hasForbiddenCharacters } from './names.mts';

const MB = 1024 * 1024;

/** Largest file, in bytes. Source: 上传本地文件. */
export const FILE_BYTES = 50 * MB;

const NAME_CHARACTERS = 100;

/** Most keywords of one search. Source: 检索文件关键字坐标. */
const KEYWORDS = 30;

export const CONTENT_TYPES = ['application/octet-stream', 'application/pdf'] as const;

export const filesV3: Endpoint[] = [
	{
		method: 'POST',
		path: '/v3/files/file-upload-url',
		title: '获取文件上传地址',
		handle: announce,
		parameterFailure: 'fileParameter',
	},
	{
		method: 'GET',
		path: '/v3/files/{fileId}',
		title: '查询文件上传状态',
		handle: status,
		parameterFailure: 'fileParameter',
	},
	{
		method: 'POST',
		path: '/v3/files/{fileId}/keyword-positions',
		title: '检索文件关键字坐标',
		handle: async ({ path, body }, platform) =>
			await search(path.required('fileId'), body.strings('keywords') ?? [], platform),
	},
	{
		method: 'GET',
		path: '/v3/files/{fileId}/keyword-positions',
		title: '检索文件关键字坐标(旧)',
		handle: async ({ path, query }, platform) =>
			await search(path.required('fileId'), (query.optional('keywords') ?? '').split(','), platform),
	},
	{
		method: 'POST',
		path: '/v3/files/create-by-doc-template',
		title: '填写模板生成文件',
		handle: createByTemplate,
		parameterFailure: 'fileParameter',
	},
];

function announce({ body }: CallParameters, platform: Platform): unknown {
	const fileName = fileNameOf(body);
	const extension = extensionOf(fileName);
	const toPdf = body.boolean('convertToPDF') === true;
	const toHtml = body.boolean('convertToHTML') === true;
	if (body.boolean('convertToOFD') === true) body.refuse('convertToOFD', '沙盒不支持转换OFD');
	if (toHtml && extension !== 'doc' && extension !== 'docx')
		throw new BusinessFailure('fileParameter', '当前文件类型不支持转换HTML');
	const file = platform.files.announce({
		fileName,
		contentMd5: body.required('contentMd5', md5Value),
		contentType: body.choice('contentType', CONTENT_TYPES) ?? body.refuse('contentType', '不能为空'),
		fileSize: fileSizeOf(body),
		convertTo: toPdf ? 'pdf' : toHtml ? 'html' : null,
	});
	return { fileId: file.fileId, fileUploadUrl: uploadUrl(platform, file) };
}

/** 24 characters of Base64: 16 bytes. */
export const md5Value = (value: string) =>
	/^[A-Za-z0-9+/]{22}==$/.test(value) ? undefined : '应为文件MD5(128位二进制)的Base64编码';

function fileNameOf(body: Parameters): string {
	const fileName = body.required('fileName');
	if ([...fileName].length > NAME_CHARACTERS)
		throw new BusinessFailure('fileParameter', '文件名字长度不能大于100');
	if (hasForbiddenCharacters(fileName)) throw new BusinessFailure('fileNameCharacters');
	if (!EXTENSIONS.includes(extensionOf(fileName))) body.refuse('fileName', '文件格式不支持,须带真实的扩展名');
	return fileName;
}

/** Raises for a size that is missing, nothing or too much. */
export function fileSizeOf(body: Parameters, most = FILE_BYTES): number {
	const fileSize = body.integer('fileSize', 0, Number.MAX_SAFE_INTEGER);
	if (fileSize === undefined) throw new BusinessFailure('fileParameter', '文件大小不能为空');
	if (fileSize === 0) throw new BusinessFailure('fileParameter', '文件大小不能为0');
	if (fileSize > most) throw new BusinessFailure('fileParameter', `文件大小不能超过${most / MB}MB`);
	return fileSize;
}

function status({ path, query }: CallParameters, platform: Platform): unknown {
	const file = fileOf(path, platform);
	const withSize = query.boolean('pageSize') === true;
	const [first] = file.pages ?? [];
	return {
		fileId: file.fileId,
		fileName: file.fileName,
		fileSize: null,
		fileStatus: platform.files.statusOf(file),
		fileDownloadUrl: file.uploadTime === null ? null : downloadUrl(platform, file),
		fileTotalPageCount: platform.files.isUsable(file) ? (file.pages?.length ?? 0) : 0,
		pageWidth: withSize && first !== undefined ? first.width : null,
		pageHeight: withSize && first !== undefined ? first.height : null,
	};
}

/** The file with the path's id. Raises 1430608 when there is none. */
export function fileOf(path: Parameters, { files }: Platform): EsignFile {
	const fileId = path.required('fileId');
	const file = files.all.get(fileId);
	if (file === undefined) throw new BusinessFailure('fileUnknown', fileId);
	return file;
}

async function search(fileId: string, given: string[], { files }: Platform): Promise<unknown> {
	const keywords = given.map((keyword) => keyword.trim()).filter((keyword) => keyword !== '');
	if (keywords.length === 0) throw new BusinessFailure('parameter', '未指定关键字');
	if (keywords.length > KEYWORDS) throw new BusinessFailure('parameter', `关键字最多${KEYWORDS}个`);
	const file = files.all.get(fileId);
	if (file === undefined) throw new BusinessFailure('searchedFileUnknown', fileId);
	if (!files.isUsable(file)) throw new BusinessFailure('searchedFileMissing', fileId);
	if (file.pages === null) throw new BusinessFailure('searchedFileUnreadable', 'PDF header not found.');
	const found = await placesIn(await files.pdf(file), keywords);
	return {
		keywordPositions: keywords.map((keyword, index) => {
			const places = found[index] ?? [];
			const pages = [...new Set(places.map(({ page }) => page))];
			return {
				keyword,
				searchResult: places.length > 0,
				positions: pages.map((pageNum) => ({
					pageNum,
					coordinates: places
						.filter(({ page }) => page === pageNum)
						.map(({ x, y }) => ({ positionX: rounded(x), positionY: rounded(y) })),
				})),
			};
		}),
	};
}

async function placesIn(pdf: Buffer, keywords: string[]) {
	try {
		return await keywordPlaces(pdf, keywords);
	} catch (error) {
		if (!(error instanceof UnreadablePdf)) throw error;
		throw new BusinessFailure('searchedFileUnreadable', error.message);
	}
}

/** Three decimals, as in the documented sample. */
function rounded(number: number): number {
	return Math.round(number * 1000) / 1000;
}

async function createByTemplate({ body }: CallParameters, platform: Platform): Promise<unknown> {
	if (!body.has('docTemplateId')) throw new BusinessFailure('fileParameter', '参数docTemplateId必填');
	const fileName = body.required('fileName');
	if ([...fileName].length > NAME_CHARACTERS) throw new BusinessFailure('fileNameTooLong');
	if (hasForbiddenCharacters(fileName)) throw new BusinessFailure('fileParameter', '文件名称包含特殊字符');
	if (!body.has('components')) throw new BusinessFailure('fileParameter', '参数components必填');
	const pdf = await fillTemplate(
		body.required('docTemplateId'),
		body.objects('components'),
		body.boolean('requiredCheck') === true,
	);
	const file = await platform.files.make(extensionOf(fileName) === 'pdf' ? fileName : `${fileName}.pdf`, pdf);
	return { fileId: file.fileId, fileDownloadUrl: downloadUrl(platform, file) };
}
