// 文件相关: upload a file, or have one made from a template.
import type { Parameters } from '../call-parameters.mts';
import { UploadedFile } from '../multipart.mts';
import { upTo } from './checks.mts';
import type { Endpoint, Platform } from './endpoint.mts';
import { extensionOf, withExtension } from '../file-folder.mts';
import { templatePdf } from '../pdf/template-pdf.mts';
import { TEMPLATES } from './templates.mts';

const MB = 1024 * 1024;

/** Largest file, in bytes, and largest body it comes in: Base64 makes it a third larger. */
const FILE_BYTES = 60 * MB;
const UPLOAD_BYTES = 82 * MB;

/** Longest value of a template's field. */
const FIELD_CHARACTERS = 200;

export const files: Endpoint[] = [
	{
		method: 'POST',
		path: '/open/file/upload',
		title: '上传文件',
		handle: upload,
		bodyBytes: UPLOAD_BYTES,
		multipart: true,
	},
	{
		method: 'POST',
		path: '/open/file/createByTemplate',
		title: '基于模板生成文件',
		handle: createByTemplate,
	},
];

async function upload(parameters: Parameters, platform: Platform): Promise<unknown> {
	const { fileName: sent, bytes } = parameters.file('file') ?? fileInJson(parameters);
	const given = parameters.optional('fileName', upTo(255));
	const fileName = given === undefined ? sent : named(given, sent);
	if (fileName === '') return parameters.refuse('fileName', '不能为空');
	if (bytes.length > FILE_BYTES) return parameters.refuse('file', '文件不能超过60MB');
	const { fileCode } = await platform.files.add(fileName, bytes);
	return { fileCode };
}

async function createByTemplate(parameters: Parameters, platform: Platform): Promise<unknown> {
	const templateId = parameters.required('templateId');
	const template = TEMPLATES.find((one) => one.templateId === templateId);
	if (template === undefined) return parameters.refuse('templateId', `模板不存在 ${templateId}`);
	const fileName = named(parameters.required('fileName', upTo(255)), '.pdf');
	const values = new Map(parameters.texts('fields'));
	const given = parameters.object('fields');
	for (const name of Object.keys(template.fields)) {
		const value = (values.get(name) ?? '').trim();
		if (value === '') given.refuse(name, '不能为空');
		if (value.length > FIELD_CHARACTERS) given.refuse(name, `长度不能超过${FIELD_CHARACTERS}`);
	}
	const pdf = await templatePdf(template, values);
	const { fileCode } = await platform.files.add(withExtension(fileName, 'pdf'), pdf);
	return { fileCode };
}

/** The other way to send a file, for callers that cannot send a form. */
function fileInJson(parameters: Parameters): UploadedFile {
	const text = parameters.optional('fileBase64');
	if (text === undefined) return parameters.refuse('file', '不能为空');
	const wrong = text.length % 4 !== 0 || /[^A-Za-z0-9+/]/.test(text.replace(/={0,2}$/, ''));
	if (wrong) return parameters.refuse('fileBase64', '应为Base64');
	return new UploadedFile(parameters.required('fileName'), Buffer.from(text, 'base64'));
}

/** A name given without an extension keeps the one of the file. */
function named(given: string, sent: string): string {
	const extension = extensionOf(sent);
	return extensionOf(given) === '' && extension !== '' ? `${given}.${extension}` : given;
}
