// eSign's files over HTTP: announced, put, processed, converted, fetched.
import { zipSync } from 'fflate';
import { PDFDocument } from 'pdf-lib';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import { pdfOf } from './sandbox-contract-support.mts';
import {
	announce,
	answer,
	control,
	flowOf,
	ok,
	personSigner,
	at,
	put,
	uploaded,
	type Announced,
} from './sandbox-esign-flow-support.mts';
import { md5 } from './sandbox-esign-support.mts';
import { postJson } from './sandbox-support.mts';

const MINUTE = 60_000;
const PDF_TYPE = { contentType: 'application/pdf' };

let sandbox: Sandbox;
let clock = Date.now();
let pdf: Uint8Array;

beforeAll(async () => {
	sandbox = await startSandbox({ now: () => clock });
	pdf = await pdfOf([{}, { size: [400, 600] }]);
});

afterAll(async () => {
	await sandbox.close();
});

beforeEach(async () => {
	clock = Date.now();
	await postJson(new URL('/sandbox/reset', sandbox.console), {});
});

/** The gateway compares with the sandbox's clock, which the tests move. */
const call = { get now() { return clock; } };

const status = async (fileId: string, query: Record<string, string> = {}) =>
	await ok(sandbox, 'GET', `/v3/files/${fileId}`, undefined, { ...call, query });

const fields = (more: object = {}) => ({
	contentMd5: md5(Buffer.from(pdf)),
	contentType: 'application/pdf',
	fileName: '合同.pdf',
	fileSize: pdf.length,
	...more,
});

describe('announcing a file', () => {
	it('answers an id of 32 hex digits and an address', async () => {
		const { fileId, fileUploadUrl } = await ok<Announced>(sandbox, 'POST', '/v3/files/file-upload-url', fields(), call);
		expect(fileId).toMatch(/^[0-9a-f]{32}$/);
		expect(fileUploadUrl).toContain('/esign-oss/upload/');
		expect(await status(fileId)).toMatchObject({ fileStatus: 0, fileDownloadUrl: null, fileTotalPageCount: 0 });
	});

	it.each<[string, object, string]>([
		['no name', { fileName: '' }, '参数错误: fileName: 不能为空'],
		['a name of 101 characters', { fileName: `${'长'.repeat(97)}.pdf` }, '参数错误: 文件名字长度不能大于100'],
		['a name without extension', { fileName: '合同' }, '参数错误: fileName: 文件格式不支持,须带真实的扩展名'],
		['a program', { fileName: '合同.exe' }, '参数错误: fileName: 文件格式不支持,须带真实的扩展名'],
		['no size', { fileSize: null }, '参数错误: 文件大小不能为空'],
		['size 0', { fileSize: 0 }, '参数错误: 文件大小不能为0'],
		['51 MB', { fileSize: 51 * 1024 * 1024 }, '参数错误: 文件大小不能超过50MB'],
		['no MD5', { contentMd5: '' }, '参数错误: contentMd5: 不能为空'],
		['an MD5 in hex', { contentMd5: 'd41d8cd98f00b204e9800998ecf8427e' }, '参数错误: contentMd5: 应为文件MD5(128位二进制)的Base64编码'],
		['another Content-Type', { contentType: 'text/plain' }, '参数错误: contentType: 只能为 application/octet-stream、application/pdf'],
		['HTML of a PDF', { convertToHTML: true }, '参数错误: 当前文件类型不支持转换HTML'],
		['OFD', { convertToOFD: true }, '参数错误: convertToOFD: 沙盒不支持转换OFD'],
	])('is refused with %s', async (_what, more, message) => {
		expect(await answer(sandbox, 'POST', '/v3/files/file-upload-url', fields(more), call)).toEqual({
			code: 1430002,
			message,
			data: null,
		});
	});

	it.each(['a/b.pdf', 'a\\b.pdf', 'a:b.pdf', 'a*b.pdf', 'a"b.pdf', 'a<b.pdf', 'a>b.pdf', 'a|b.pdf', 'a？b.pdf', '合同😀.pdf'])(
		'is refused for the name %s',
		async (fileName) => {
			expect(await answer(sandbox, 'POST', '/v3/files/file-upload-url', fields({ fileName }), call)).toMatchObject({
				code: 1430601,
				message: '创建合同失败: 文件名含有特殊字符',
			});
		},
	);
});

describe('putting a file', () => {
	const announced = async () => await announce(sandbox, '合同.pdf', pdf, { ...PDF_TYPE });

	beforeEach(() => {
		clock = Date.now();
	});

	it('is answered with errCode 0, and the file can be used once it is processed', async () => {
		await control(sandbox, '/settings', { processingMs: 10 * MINUTE });
		const { fileId, fileUploadUrl } = await announced();
		const response = await put(fileUploadUrl, pdf, { 'Content-Type': 'application/pdf' });
		expect(response.status).toBe(200);
		expect(await response.text()).toBe('{"errCode":0,"msg":"成功"}');
		expect(await status(fileId)).toMatchObject({ fileStatus: 1, fileTotalPageCount: 0 });
		clock += 11 * MINUTE;
		expect(await status(fileId, { pageSize: 'true' })).toMatchObject({
			fileId,
			fileName: '合同.pdf',
			fileStatus: 2,
			fileTotalPageCount: 2,
			pageWidth: 595,
			pageHeight: 842,
		});
		expect(await status(fileId)).toMatchObject({ pageWidth: null, pageHeight: null });
	});

	it.each<[string, Record<string, string>]>([
		['another Content-Type', { 'Content-Type': 'application/json' }],
		['another Content-MD5', { 'Content-Type': 'application/pdf', 'Content-MD5': md5('something else') }],
	])('is refused with %s than announced', async (_what, headers) => {
		const { fileId, fileUploadUrl } = await announced();
		const response = await put(fileUploadUrl, pdf, headers);
		expect(response.status).toBe(403);
		expect(response.headers.get('Content-Type')).toContain('application/xml');
		expect(await response.text()).toContain('<Code>SignatureDoesNotMatch</Code>');
		expect(await status(fileId)).toMatchObject({ fileStatus: 0 });
	});

	it('is refused for other bytes than announced', async () => {
		const { fileUploadUrl } = await announced();
		const headers = { 'Content-Type': 'application/pdf', 'Content-MD5': md5(Buffer.from(pdf)) };
		const response = await put(fileUploadUrl, await pdfOf([{}]), headers);
		expect(response.status).toBe(400);
		expect(await response.text()).toContain('<Code>InvalidDigest</Code>');
	});

	it('is refused after an hour, and at an address nobody gave out', async () => {
		const { fileUploadUrl } = await announced();
		clock += 61 * MINUTE;
		const late = await put(fileUploadUrl, pdf, { 'Content-Type': 'application/pdf' });
		expect(late.status).toBe(403);
		expect(await late.text()).toContain('Request has expired');
		const guessed = fileUploadUrl.replace(/upload\/[0-9a-f]{4}/, 'upload/ffff');
		expect((await put(guessed, pdf)).status).toBe(404);
	});

	it('keeps a file larger than a call may be', async () => {
		const large = await pdfOf([{}], 12 * 1024 * 1024);
		await control(sandbox, '/settings', { processingMs: 0 });
		const fileId = await uploaded(sandbox, '大合同.pdf', large);
		const { fileDownloadUrl } = await status(fileId);
		const response = await fetch(String(fileDownloadUrl));
		expect((await response.arrayBuffer()).byteLength).toBe(large.length);
	});
});

describe('the link to a file', () => {
	it('works for an hour', async () => {
		await control(sandbox, '/settings', { processingMs: 0 });
		const { fileDownloadUrl } = await status(await uploaded(sandbox, '合同.pdf', pdf));
		const response = await fetch(String(fileDownloadUrl));
		expect(response.headers.get('Content-Type')).toBe('application/pdf');
		expect(response.headers.get('Content-Disposition')).toContain(encodeURIComponent('合同.pdf'));
		expect(Buffer.from(await response.arrayBuffer()).equals(Buffer.from(pdf))).toBe(true);
		clock += 61 * MINUTE;
		expect((await fetch(String(fileDownloadUrl))).status).toBe(403);
		expect((await fetch(`${sandbox.console}esign-oss/download/nothing/a.pdf`)).status).toBe(404);
	});

	it('is not given out for a file that is not there', async () => {
		expect(await answer(sandbox, 'GET', '/v3/files/nothing', undefined, call)).toEqual({
			code: 1430608,
			message: '查询合同信息失败: 合同不存在',
			data: null,
		});
	});
});

describe('a conversion', () => {
	const toPdf = { convertToPDF: true };

	it('goes through 4 and 8 to 5', async () => {
		await control(sandbox, '/settings', { processingMs: 10 * MINUTE });
		const fileId = await uploaded(sandbox, '合同.doc', Buffer.from('no real document'), toPdf);
		expect(await status(fileId)).toMatchObject({ fileStatus: 4 });
		clock += 6 * MINUTE;
		expect(await status(fileId)).toMatchObject({ fileStatus: 8 });
		clock += 6 * MINUTE;
		expect(await status(fileId)).toMatchObject({ fileStatus: 5, fileTotalPageCount: 1 });
	});

	it('makes pages of a picture, of a Word document’s text and of HTML', async () => {
		await control(sandbox, '/settings', { processingMs: 0 });
		const dot = Buffer.from(
			'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
			'base64',
		);
		const word = zipSync({
			'word/document.xml': Buffer.from('<w:document><w:p><w:r><w:t>甲方:示例公司</w:t></w:r></w:p></w:document>'),
		});
		const html = Buffer.from('<html><body><p>乙方:测试甲</p></body></html>');
		for (const [name, bytes, keyword] of [
			['照片.png', dot, undefined],
			['合同.docx', word, '甲方:示例公司'],
			['合同.html', html, '乙方:测试甲'],
		] as const) {
			const fileId = await uploaded(sandbox, name, bytes, toPdf);
			expect(await status(fileId)).toMatchObject({ fileStatus: 5, fileTotalPageCount: 1 });
			const { fileDownloadUrl } = await status(fileId);
			const document = await PDFDocument.load(await (await fetch(String(fileDownloadUrl))).arrayBuffer());
			expect(document.getPageCount()).toBe(1);
			if (keyword === undefined) continue;
			const { keywordPositions } = await ok<{ keywordPositions: unknown[] }>(
				sandbox,
				'POST',
				`/v3/files/${fileId}/keyword-positions`,
				{ keywords: [keyword] },
				call,
			);
			expect(keywordPositions).toMatchObject([{ keyword, searchResult: true }]);
		}
	});

	it('fails for a broken document, and for one whose name says so', async () => {
		await control(sandbox, '/settings', { processingMs: 0 });
		for (const [name, bytes] of [
			['合同.docx', Buffer.from('no zip')],
			['转换失败.pdf', pdf],
		] as const)
			expect(await status(await uploaded(sandbox, name, bytes, toPdf))).toMatchObject({ fileStatus: 9 });
	});

	it('is needed before a Word document can be signed; a broken PDF never can', async () => {
		await control(sandbox, '/settings', { processingMs: 0 });
		for (const [name, bytes] of [
			['合同.doc', Buffer.from('no real document')],
			['合同.pdf', Buffer.from('%PDF-1.7 and nothing else')],
		] as const) {
			const fileId = await uploaded(sandbox, name, bytes);
			expect(await status(fileId)).toMatchObject({ fileStatus: 2 });
			const flow = {
				docs: [{ fileId }],
				signFlowConfig: { signFlowTitle: '测试' },
				signers: [personSigner('13800000001', '测试甲', [at(fileId, 1, 100, 100)])],
			};
			expect(await answer(sandbox, 'POST', '/v3/sign-flow/create-by-file', flow, call)).toMatchObject({
				code: 1437513,
				message: '文档未成功转换成pdf, 请稍后重试',
			});
		}
	});

	it('to HTML ends in 2', async () => {
		await control(sandbox, '/settings', { processingMs: 10 * MINUTE });
		const fileId = await uploaded(sandbox, '模板.docx', Buffer.from('anything'), { convertToHTML: true });
		expect(await status(fileId)).toMatchObject({ fileStatus: 11 });
		clock += 11 * MINUTE;
		expect(await status(fileId)).toMatchObject({ fileStatus: 2 });
	});
});

describe('files of V1', () => {
	const body = (more: object = {}) => ({
		contentMd5: md5(Buffer.from(pdf)),
		contentType: 'application/octet-stream',
		fileName: '合同.pdf',
		fileSize: pdf.length,
		convert2Pdf: false,
		...more,
	});

	it('are announced, put, and told of with their status', async () => {
		await control(sandbox, '/settings', { processingMs: 0 });
		const { fileId, uploadUrl } = await ok(sandbox, 'POST', '/v1/files/getUploadUrl', body(), call);
		expect(await ok(sandbox, 'GET', `/v1/files/${String(fileId)}`, undefined, call)).toMatchObject({ status: 0, downloadUrl: null });
		expect(await (await put(String(uploadUrl), pdf)).json()).toEqual({ errCode: 0, msg: '成功' });
		const file = await ok(sandbox, 'GET', `/v1/files/${String(fileId)}`, undefined, call);
		expect(file).toMatchObject({ fileId, name: '合同.pdf', size: pdf.length, status: 2, pdfTotalPages: 2 });
		expect((await fetch(String(file['downloadUrl']))).status).toBe(200);
	});

	it.each<[string, object, string]>([
		['nothing about converting', { convert2Pdf: null }, '参数错误: convert2Pdf: 不能为空'],
		['a name of 65 characters', { fileName: `${'长'.repeat(61)}.pdf` }, '参数错误: fileName: 长度不能超过64'],
		['size 0', { fileSize: 0 }, '参数错误: 文件大小不能为0'],
	])('are refused with %s', async (_what, more, message) => {
		expect(await answer(sandbox, 'POST', '/v1/files/getUploadUrl', body(more), call)).toMatchObject({ code: 1430002, message });
	});

	it('are the same files as those of V3', async () => {
		await control(sandbox, '/settings', { processingMs: 0 });
		const { fileId, uploadUrl } = await ok<Record<string, string>>(sandbox, 'POST', '/v1/files/getUploadUrl', body(), call);
		await put(String(uploadUrl), pdf);
		const flow = personSigner('13800000001', '测试甲', [at(String(fileId), 1, 100, 100)]);
		expect(await flowOf(sandbox, [String(fileId)], [flow])).toMatch(/^[0-9a-f]{32}$/);
	});
});

describe('a reset', () => {
	it('forgets files, their addresses and their links', async () => {
		await control(sandbox, '/settings', { processingMs: 0 });
		const fileId = await uploaded(sandbox, '合同.pdf', pdf);
		const { fileDownloadUrl } = await status(fileId);
		const { fileUploadUrl } = await announce(sandbox, '合同.pdf', pdf);
		await postJson(new URL('/sandbox/reset', sandbox.console), {});
		expect((await fetch(String(fileDownloadUrl))).status).toBe(404);
		expect((await put(fileUploadUrl, pdf)).status).toBe(404);
		expect(await answer(sandbox, 'GET', `/v3/files/${fileId}`, undefined, call)).toMatchObject({ code: 1430608 });
	});
});
