/** Files up and down, in n8n's store on disk and in memory: the bytes, names, hashes, limits, and the memory it takes. */
import { createHash } from 'node:crypto';
import axios from 'axios';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { isPublicAddress } from '../../engine/address.ts';
import { addressComplaint, checkedFile, nameIn, renamed, typeIn, type InputFile } from '../../engine/files.ts';
import type { Upload as UploadRules } from '../../engine/operation.ts';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import { readStored, storeFilesOnDisk, type BinaryStore } from './binary-store.mts';
import { runNode } from './harness.mts';
import { growth } from './memory-of-files.mts';
import { envelope, expectSigned, startRecorder, type Recorder, type Reply } from './recorder.mts';
import { pdf } from './samples.mts';

let sandbox: Sandbox;
let recorder: Recorder | undefined;

beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => await sandbox.close());
afterEach(async () => {
	await recorder?.close();
	recorder = undefined;
});

const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');

const fileItem = (content: Buffer, fileName?: string, mimeType = 'application/octet-stream'): INodeExecutionData => ({
	json: {},
	binary: { data: { data: content.toString('base64'), mimeType, ...(fileName !== undefined && { fileName }) } },
});

const UPLOAD = { resource: 'file', operation: 'upload', fileSource: 'binary', binaryPropertyName: 'data' };

const run = async (parameters: IDataObject, inputs: INodeExecutionData[] = [{ json: {} }], baseUrl = sandbox.qiandun.baseUrl) =>
	await runNode({ credential: { environment: 'custom', ...sandbox.qiandun, baseUrl }, parameters, inputs });

async function record(reply: Reply): Promise<string> {
	recorder = await startRecorder(reply);
	return recorder.baseUrl;
}

const takeFile: Reply = (_request, response) => response.end(envelope({ fileCode: 'FC_1' }));

describe('a file that goes up', () => {
	it('arrives with its name, Chinese included, its type and every byte, signed; the item tells its hash', async () => {
		const content = Buffer.concat([pdf(), Buffer.from([0, 13, 10, 255, 45, 45])]);
		const baseUrl = await record(takeFile);
		const { items, error } = await run(UPLOAD, [fileItem(content, '劳动合同 "甲".pdf')], baseUrl);
		expect(error).toBeUndefined();
		expect(items[0].json).toEqual({
			fileCode: 'FC_1',
			fileName: '劳动合同 "甲".pdf',
			fileSize: content.length,
			sha256: sha256(content),
		});
		const [request] = recorder?.requests ?? [];
		expectSigned(request, sandbox.qiandun.appKey, sandbox.qiandun.appSecret);
		const boundary = String(request.headers['content-type']).split('boundary=')[1];
		const [head, ...rest] = request.body.toString('latin1').split('\r\n\r\n');
		expect(Buffer.from(head, 'latin1').toString('utf8')).toBe(
			`--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="劳动合同 %22甲%22.pdf"\r\nContent-Type: application/pdf`,
		);
		const body = Buffer.from(rest.join('\r\n\r\n'), 'latin1');
		expect(body.subarray(0, content.length).equals(content)).toBe(true);
		expect(body.subarray(content.length).toString()).toBe(`\r\n--${boundary}--\r\n`);
		expect(request.headers['content-length']).toBe(String(request.body.length));
		expect(request.headers['content-md5']).toBeUndefined();
	});

	it.each([
		[{ fileExtension: 'pdf' }, 'file.pdf'],
		[{ fileName: 'a.docx', fileExtension: 'pdf' }, 'a.docx'],
	])('without a name has one by its extension: %j is %s', async (more, name) => {
		const baseUrl = await record(takeFile);
		const binary = { scan: { data: pdf().toString('base64'), mimeType: 'x/y', ...more } };
		const { items } = await run({ ...UPLOAD, binaryPropertyName: 'scan' }, [{ json: {}, binary }], baseUrl);
		expect(items[0].json.fileName).toBe(name);
	});

	it('without name and extension is of no kind that is taken', async () => {
		const { error } = await run(UPLOAD, [fileItem(pdf())]);
		expect(error?.message).toBe('The file “file.bin” is of a kind that is not taken here [item 0]');
	});

	it('is taken by the sandbox, and each of many items gets its own code', async () => {
		const inputs = Array.from({ length: 12 }, (_, index) => fileItem(pdf(index + 1), `合同${index}.pdf`));
		const { items, error } = await run(UPLOAD, inputs);
		expect(error).toBeUndefined();
		const { data } = await axios.get<{ files: Array<{ fileCode: string; fileName: string; pages: unknown[] }> }>(
			`${sandbox.console}sandbox/state`,
		);
		const byCode = new Map(data.files.map(({ fileCode, fileName, pages }) => [fileCode, { fileName, pages: pages.length }]));
		expect(items.map(({ json }) => byCode.get(String(json.fileCode)))).toEqual(
			inputs.map((_, index) => ({ fileName: `合同${index}.pdf`, pages: index + 1 })),
		);
	});

	it('goes as Base64 in JSON where the user chose that', async () => {
		const content = pdf(2);
		const baseUrl = await record(takeFile);
		const { items } = await run({ ...UPLOAD, optionalFields: { sendAs: 'json' } }, [fileItem(content, '合同.pdf')], baseUrl);
		expect(items[0].json).toMatchObject({ fileCode: 'FC_1', sha256: sha256(content) });
		const [request] = recorder?.requests ?? [];
		expectSigned(request, sandbox.qiandun.appKey, sandbox.qiandun.appSecret);
		expect(JSON.parse(request.body.toString())).toEqual({ fileBase64: content.toString('base64'), fileName: '合同.pdf' });
		expect((await run({ ...UPLOAD, optionalFields: { sendAs: 'json' } }, [fileItem(content, '合同.pdf')])).items[0].json.fileCode).toMatch(/^FC_/);
	});

	it('is sent again from its beginning when the answer was lost', async () => {
		const content = pdf(3);
		const baseUrl = await record((_request, response, index) =>
			index === 0 ? response.destroy() : response.end(envelope({ fileCode: 'FC_2' })),
		);
		const { items } = await run(UPLOAD, [fileItem(content, 'a.pdf')], baseUrl);
		expect(items[0].json).toMatchObject({ fileCode: 'FC_2', sha256: sha256(content) });
		expect(recorder?.requests.map(({ body }) => body.length)).toEqual([expect.any(Number), recorder?.requests[0].body.length]);
	});

	it('can come from an address, which is fetched without our signature', async () => {
		const content = pdf(2);
		const baseUrl = await record((request, response, index) => {
			if (request.url.startsWith('/api')) return takeFile(request, response, index);
			response.setHeader('content-disposition', "attachment; filename*=UTF-8''%E5%90%88%E5%90%8C.pdf");
			return response.end(content);
		});
		const fileUrl = `${baseUrl.replace('/api', '')}/files/1?token=x`;
		const { items, error } = await run({ ...UPLOAD, fileSource: 'url', fileUrl }, undefined, baseUrl);
		expect(error).toBeUndefined();
		expect(items[0].json).toEqual({ fileCode: 'FC_1', fileName: '合同.pdf', fileSize: content.length, sha256: sha256(content) });
		expect(Object.keys(recorder?.requests[0].headers ?? {}).filter((name) => name.startsWith('x-ca'))).toEqual([]);
	});

	it.each([
		['no file', [{ json: {} }], 'The item has no file in its binary field “data”'],
		['a kind nobody signs', [fileItem(pdf(), 'run.exe')], 'The file “run.exe” is of a kind that is not taken here'],
		['no extension', [fileItem(pdf(), 'contract')], 'The file “contract” is of a kind that is not taken here'],
		['nothing in it', [fileItem(Buffer.alloc(0), 'a.pdf')], 'The file “a.pdf” is empty'],
		['51 MB', [fileItem(Buffer.alloc(51 * 1_048_576), 'a.pdf')], 'The file “a.pdf” has 51.0 MB; at most 50.0 MB are taken here'],
	])('with %s is refused by name before anything is sent, for all items', async (_what, wrong, message) => {
		const baseUrl = await record(takeFile);
		const { error } = await run(UPLOAD, [fileItem(pdf(), 'good.pdf'), ...wrong], baseUrl);
		expect(error?.message).toBe(`${message} [item 1]`);
		expect(recorder?.requests).toHaveLength(0);
	});

	it('of an address that is of no kind that is taken, or is not there, is told apart, and the platform is not asked', async () => {
		const away = await record((request, response) => {
			if (request.url.endsWith('.exe')) return response.end('x');
			response.statusCode = 404;
			return response.end();
		});
		const origin = away.replace('/api', '');
		const wrongKind = await run({ ...UPLOAD, fileSource: 'url', fileUrl: `${origin}/a.exe` }, undefined, away);
		expect(wrongKind.error?.message).toBe('The file “a.exe” is of a kind that is not taken here [item 0]');
		expect(wrongKind.error?.description).toMatch(/^The name must end in one of .*pdf.*\. Nothing was sent for this item\.$/);
		const missing = await run({ ...UPLOAD, fileSource: 'url', fileUrl: `${origin}/a.pdf` }, undefined, away);
		expect(missing.error?.message).toBe('The file could not be fetched (HTTP 404) [item 0]');
		expect(missing.error?.description).toBe('Check “File URL”. Nothing was sent to the platform for this item.');
		expect(recorder?.requests.map(({ url }) => url)).toEqual(['/a.exe', '/a.pdf']);
	});

	it.each([
		['http://127.0.0.1:1/a.pdf', 'The address of the file is inside a private network (127.0.0.1:1), where this node does not go'],
		['http://[::ffff:10.0.0.1]/a.pdf', 'The address of the file is inside a private network'],
		['http://2130706433/a.pdf', 'The address of the file is inside a private network (127.0.0.1)'],
	])('is not fetched from %s', async (fileUrl, message) => {
		const { error } = await run({ ...UPLOAD, fileSource: 'url', fileUrl });
		expect(error?.message).toContain(message);
	});

	it('is not fetched from inside by way of a redirect, nor taken for a file where there is none', async () => {
		const away = await record((request, response) => {
			if (request.url.includes('redirect')) response.writeHead(302, { location: 'http://127.0.0.1:1/secret.pdf' });
			else response.statusCode = 403;
			response.end();
		});
		const origin = away.replace('/api', '');
		const redirected = await run({ ...UPLOAD, fileSource: 'url', fileUrl: `${origin}/redirect` }, undefined, away);
		expect(redirected.error?.message).toContain('inside a private network');
		const refused = await run({ ...UPLOAD, fileSource: 'url', fileUrl: `${origin}/x.pdf` }, undefined, away);
		expect(refused.error?.message).toBe('The file could not be fetched (HTTP 403) [item 0]');
	});
});

describe('a picture for OCR', () => {
	const OCR = { resource: 'ocr', operation: 'recognizeIdCard', cardSide: 'front', fileSource: 'binary', binaryPropertyName: 'data' };

	it('goes up as Base64 text in the JSON body, and the item has what the platform read', async () => {
		const picture = Buffer.from('iVBORw0KGgo=', 'base64');
		const baseUrl = await record((_request, response) => response.end(envelope({ name: '测试', psnIdCardNum: '1' })));
		const { items, error } = await run(OCR, [fileItem(picture, '身份证.PNG')], baseUrl);
		expect(error).toBeUndefined();
		expect(items[0].json).toEqual({ name: '测试', psnIdCardNum: '1', fileName: '身份证.PNG', fileSize: picture.length, sha256: sha256(picture) });
		const [request] = recorder?.requests ?? [];
		expect(JSON.parse(request.body.toString())).toEqual({ imageBase64: picture.toString('base64'), cardSide: 'front' });
		expectSigned(request, sandbox.qiandun.appKey, sandbox.qiandun.appSecret);
	});

	it('at an address is fetched by the platform itself', async () => {
		const baseUrl = await record((_request, response) => response.end(envelope({ name: '测试' })));
		const fileUrl = 'https://files.example.com/card.jpg';
		expect((await run({ ...OCR, fileSource: 'url', fileUrl }, undefined, baseUrl)).error).toBeUndefined();
		expect(recorder?.requests.map(({ body }) => JSON.parse(body.toString()) as unknown)).toEqual([{ imageUrl: fileUrl, cardSide: 'front' }]);
	});

	it('of more than 5 MB, or of another kind, is refused before anything is sent', async () => {
		expect((await run(OCR, [fileItem(Buffer.alloc(6 * 1_048_576), 'a.png')])).error?.message).toContain('at most 5.0 MB');
		expect((await run(OCR, [fileItem(pdf(), 'a.pdf')])).error?.message).toContain('is of a kind that is not taken here');
	});
});

describe('a file that comes down', () => {
	const DOWNLOAD = { resource: 'contract', operation: 'download', contractId: '1897893172027068416', outputField: 'file' };
	const content = pdf(4);

	it.each(['on disk', 'in memory'])('as the answer itself becomes a binary item, %s', async (where) => {
		let store: BinaryStore | undefined;
		if (where === 'on disk') store = await storeFilesOnDisk();
		try {
			const baseUrl = await record((_request, response) => {
				// As raw UTF-8 bytes, which many servers send.
				response.socket?.write(
					Buffer.from(
						`HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename="合同.pdf"\r\nContent-Length: ${content.length}\r\nConnection: close\r\n\r\n`,
					),
				);
				response.socket?.end(content);
			});
			const { items, error } = await run(DOWNLOAD, undefined, baseUrl);
			expect(error).toBeUndefined();
			expect(items).toHaveLength(1);
			expect(items[0].json).toEqual({
				contractId: '1897893172027068416',
				fileName: '合同.pdf',
				fileSize: content.length,
				sha256: sha256(content),
				mimeType: 'application/pdf',
			});
			const binary = items[0].binary?.file;
			expect(binary).toMatchObject({ fileName: '合同.pdf', mimeType: 'application/pdf', fileExtension: 'pdf' });
			expect(binary && (await readStored(binary)).equals(content)).toBe(true);
		} finally {
			await store?.remove();
		}
	});

	it('is none where the bytes come with a failure', async () => {
		const baseUrl = await record((_request, response) => {
			response.writeHead(403, { 'content-type': 'application/octet-stream' });
			response.end('no');
		});
		const { items, error } = await run(DOWNLOAD, undefined, baseUrl);
		expect(items).toEqual([]);
		expect(error?.message).toBe('The request was refused (HTTP 403), not by Qiandun itself as it seems [item 0]');
	});

	it('is fetched from each address that the answer names, one item each, paired', async () => {
		const baseUrl = await record((request, response) => {
			if (request.url.startsWith('/files/')) {
				response.setHeader('content-type', 'application/pdf');
				return response.end(content);
			}
			const origin = `http://${request.headers.host}`;
			return response.end(
				envelope({
					docs: [{ fileCode: 'FC_1', fileName: '合同一.pdf', fileUrl: `${origin}/files/1` }],
					attachmentFiles: [{ fileCode: 'FC_2', fileUrl: `${origin}/files/${encodeURIComponent('附件')}.pdf?x=1` }],
				}),
			);
		});
		const { items, error } = await run(DOWNLOAD, undefined, baseUrl);
		expect(error).toBeUndefined();
		const about = { contractId: DOWNLOAD.contractId, fileSize: content.length, sha256: sha256(content), mimeType: 'application/pdf' };
		expect(items.map(({ json }) => json)).toEqual([
			{ ...about, kind: 'document', fileCode: 'FC_1', fileName: '合同一.pdf' },
			{ ...about, kind: 'attachment', fileCode: 'FC_2', fileName: '附件.pdf' },
		]);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 0 }]);
		// The platform's own host may be private; its signature is for its API only.
		expect(recorder?.requests.slice(1).every(({ headers }) => headers['x-ca-key'] === undefined)).toBe(true);
	});

	/** The answer names addresses below /files/ of the same server, which answers there as told. */
	const naming =
		(files: (origin: string) => unknown, give: Reply): Reply =>
		(request, response, index) =>
			request.url.startsWith('/files/') ? give(request, response, index) : response.end(envelope(files(`http://${request.headers.host}/files`)));
	const asked = () => recorder?.requests.slice(1).map(({ url }) => url.replace('/files/', ''));

	it.each([
		['application/pdf', 'download.pdf'],
		['Application/PDF; version=2', 'download.pdf'],
		['application/zip', 'download.zip'],
		['application/x-zip', 'download.zip'],
		['application/octet-stream', 'download.bin'],
	])('as the answer itself, of type %s and without a name, is %s', async (type, name) => {
		const baseUrl = await record((_request, response) => {
			response.setHeader('content-type', type);
			response.end(content);
		});
		const { resource, operation, contractId } = DOWNLOAD;
		const { items } = await run({ resource, operation, contractId, options: { includeResponseMetadata: true } }, undefined, baseUrl);
		expect(items[0].json).toEqual({
			contractId: '1897893172027068416',
			fileName: name,
			fileSize: content.length,
			sha256: sha256(content),
			mimeType: type.toLowerCase().split(';')[0],
			_response: { httpStatus: 200 },
		});
		expect(Object.keys(items[0].binary ?? {})).toEqual(['data']);
	});

	it.each(['text/html', 'text/plain', 'application/json', 'application/problem+json', 'application/xml', 'application/xhtml+xml', ''])('is none where the answer is of type “%s”', async (type) => {
		const baseUrl = await record((_request, response) => {
			if (type !== '') response.setHeader('content-type', type);
			response.end('no file');
		});
		const { items, error } = await run(DOWNLOAD, undefined, baseUrl);
		expect(items).toEqual([]);
		expect(error?.message).toBe('The answer to GET /open/contract/download is not one of Qiandun [item 0]');
		expect(error?.description).toContain('The answer said: no file');
	});

	it('is followed to where it is redirected to, each step from the one before, five times', async () => {
		const steps: Record<string, string> = { 'a/1': 'b/2', 'a/b/2': '../../3', '3': 'c/4', 'c/4': './5', 'c/5': '/files/last.pdf' };
		const baseUrl = await record(
			naming(
				(origin) => ({ fileUrl: `${origin}/a/1` }),
				({ url }, response) => {
					const location = steps[url.replace('/files/', '')] as string | undefined;
					if (location === undefined) return response.end(content);
					response.writeHead(302, { location });
					return response.end('moved');
				},
			),
		);
		const { items, error } = await run(DOWNLOAD, undefined, baseUrl);
		expect(error).toBeUndefined();
		expect(asked()).toEqual(['a/1', 'a/b/2', '3', 'c/4', 'c/5', 'last.pdf']);
		expect(items[0].json).toMatchObject({ fileName: 'last.pdf', sha256: sha256(content) });
	});

	it('is not followed a sixth time, nor to nowhere', async () => {
		const baseUrl = await record(
			naming(
				(origin) => ({ fileUrl: `${origin}/1` }),
				({ url }, response) => {
					response.writeHead(302, { location: `/files/${Number(url.split('/').at(-1)) + 1}` });
					response.end();
				},
			),
		);
		expect((await run(DOWNLOAD, undefined, baseUrl)).error?.message).toBe('The address of the file redirects too often [item 0]');
		expect(asked()).toEqual(['1', '2', '3', '4', '5', '6']);
		await recorder?.close();
		const nowhere = await record(
			naming(
				(origin) => ({ fileUrl: `${origin}/1` }),
				(_request, response) => {
					response.statusCode = 302;
					response.end();
				},
			),
		);
		expect((await run(DOWNLOAD, undefined, nowhere)).error?.message).toBe('The file could not be fetched (HTTP 302) [item 0]');
	});

	it.each([
		[2, 3],
		[3, 3],
	])('whose connection breaks %i times is asked for %i times', async (breaks, times) => {
		let count = 0;
		const baseUrl = await record(naming((origin) => ({ fileUrl: `${origin}/1.pdf` }), (_request, response) => (++count <= breaks ? response.destroy() : response.end(content))));
		const started = Date.now();
		const { items, error } = await run(DOWNLOAD, undefined, baseUrl);
		expect(asked()).toHaveLength(times);
		expect(items).toHaveLength(breaks < 3 ? 1 : 0);
		expect(error === undefined).toBe(breaks < 3);
		// Half a second, then a whole one.
		expect(Date.now() - started).toBeGreaterThanOrEqual(1_490);
	});

	it('and cannot be had is named, not asked for again, and the others are no items', async () => {
		const baseUrl = await record(
			naming(
				(origin) => ({ docs: [{ fileName: '合同.pdf', fileUrl: `${origin}/1` }, { fileName: '附件.pdf', fileUrl: `${origin}/2` }, { fileUrl: `${origin}/3` }] }),
				({ url }, response) => {
					response.statusCode = url.endsWith('2') ? 503 : 200;
					response.end(content);
				},
			),
		);
		const { items, error } = await run(DOWNLOAD, undefined, baseUrl);
		expect(items).toEqual([]);
		expect(error?.message).toBe('The file could not be fetched (HTTP 503): 附件.pdf [item 0]');
		expect(error?.description).toBe('The platform was asked, and changed nothing: it can be asked again.');
		expect(asked()).toEqual(['1', '2']);
	});

	it.each([
		['/files/%E5%90%88%E5%90%8C.pdf?x=1', '', '合同.pdf'],
		['/files/%E5.pdf', '', '%E5.pdf'],
		['/files/', '', 'file'],
		['/files/x.pdf', 'attachment; filename=""', 'file'],
		['/files/x.pdf', 'attachment; filename="y.pdf"', 'y.pdf'],
		['/files/x.pdf', 'inline', 'x.pdf'],
	])('from %s with the header “%s” is called %s', async (path, disposition, name) => {
		const baseUrl = await record(
			naming(
				(origin) => ({ fileUrl: origin.replace('/files', path) }),
				(_request, response) => {
					if (disposition !== '') response.setHeader('content-disposition', disposition);
					response.end(content);
				},
			),
		);
		expect((await run(DOWNLOAD, undefined, baseUrl)).items[0].json.fileName).toBe(name);
	});

	it('is called what the answer of the platform says, whatever comes with the bytes', async () => {
		const baseUrl = await record(
			naming(
				(origin) => ({ fileUrl: `${origin}/x.pdf`, fileName: '合同.pdf' }),
				(_request, response) => {
					response.setHeader('content-disposition', 'attachment; filename="y.pdf"');
					response.end(content);
				},
			),
		);
		expect((await run(DOWNLOAD, undefined, baseUrl)).items[0].json.fileName).toBe('合同.pdf');
	});

	it('is not fetched from another private host, whatever the answer says', async () => {
		const baseUrl = await record((_request, response) =>
			response.end(envelope({ docs: [{ fileUrl: 'http://169.254.169.254/latest/meta-data' }] })),
		);
		expect((await run(DOWNLOAD, undefined, baseUrl)).error?.message).toContain('inside a private network (169.254.169.254)');
	});

	it('that the platform refuses is its error, not a file', async () => {
		const baseUrl = await record((_request, response) =>
			response.end(JSON.stringify({ result: null, code: 'oc_40006', msg: '合同不存在或状态异常', success: false })),
		);
		const { error } = await run(DOWNLOAD, undefined, baseUrl);
		expect(error?.message).toBe('The contract does not exist or is in another state (Qiandun code oc_40006) [item 0]');
	});

	it('that breaks off is asked for again, and is no success', async () => {
		const baseUrl = await record((_request, response, index) => {
			response.writeHead(200, { 'content-type': 'application/pdf', 'content-length': String(content.length) });
			if (index > 0) return response.end(content);
			response.write(content.subarray(0, 100));
			return setTimeout(() => response.destroy(), 50);
		});
		const { items, error } = await run(DOWNLOAD, undefined, baseUrl);
		expect(error).toBeUndefined();
		expect(items[0].json.sha256).toBe(sha256(content));
		expect(recorder?.requests).toHaveLength(2);
	});
});

describe('names and addresses', () => {
	it.each([
		["attachment; filename*=UTF-8''%E5%90%88%E5%90%8C.pdf; filename=x.pdf", '合同.pdf'],
		['attachment; filename="a \\"b\\".pdf"', 'a "b".pdf'],
		['attachment; filename=%E5%90%88.pdf', '合.pdf'],
		['attachment; filename="../../etc/passwd"', 'passwd'],
		["attachment; filename*=utf-8'zh'%E5%90%88%2F%E5%90%8C.pdf", '同.pdf'],
		["attachment; filename*=UTF-8''..%5C..%5Cx.pdf", 'x.pdf'],
		["attachment; filename*=UTF-8''%zz.pdf", '%zz.pdf'],
		["attachment; filename*=ISO-8859-1''x.pdf; filename=\"y.pdf\"", 'y.pdf'],
		['attachment; FILENAME=x.pdf;size=3', 'x.pdf'],
		['attachment; filename = "a;b.pdf"', 'a;b.pdf'],
		['attachment; filename="C:\\\\files\\\\x.pdf"', 'x.pdf'],
		[`attachment; filename="${Buffer.from('合同.pdf').toString('latin1')}"`, '合同.pdf'],
		['attachment; filename="caf\u00e9.pdf"', 'café.pdf'],
		['', undefined],
		['inline', undefined],
	])('%s is the name %s', (disposition, name) => {
		expect(nameIn({ 'content-disposition': disposition })).toBe(name);
	});

	it('that are not given are none', () => {
		expect([nameIn({}), typeIn({}), typeIn({ 'content-type': '' }), typeIn({ 'content-type': ' ; charset=utf-8' })]).toEqual([undefined, undefined, undefined, undefined]);
		expect(typeIn({ 'content-type': ' Application/PDF ; x=y' })).toBe('application/pdf');
	});

	it.each([
		['https://files.example.com/a', undefined],
		['http://8.8.8.8/a', undefined],
		['http://127.0.0.1:81/a', 'The address of the file is inside a private network (127.0.0.1:81), where this node does not go'],
		['http://10.0.0.1/a', 'The address of the file is inside a private network (10.0.0.1), where this node does not go'],
		['http://127.0.0.1:80/a', undefined],
		['ftp://files.example.com/a', 'The address of the file is no web address'],
		['files.example.com/a', 'The address of the file is no web address'],
		['', 'The address of the file is no web address'],
	])('%s is an address for files of the platform at 127.0.0.1:80, or not: %s', (address, complaint) => {
		expect(addressComplaint(address, '127.0.0.1')).toBe(complaint);
	});

	it.each(['10.1.2.3', '172.31.0.1', '192.168.1.1', '127.0.0.1', '0.0.0.0', '169.254.1.1', '100.64.0.1', '224.0.0.1', '[::1]', '[fe80::1]', '[fc00::1]', '[::ffff:7f00:1]', 'localhost', 'a.localhost', 'intranet', 'nas.local'])(
		'%s is not public',
		(host) => expect(isPublicAddress(host)).toBe(false),
	);

	it.each(['8.8.8.8', '172.32.0.1', '[2606:4700::1111]', 'api.qiandun365.com'])('%s is public', (host) =>
		expect(isPublicAddress(host)).toBe(true),
	);
});

describe('a file before it goes up', () => {
	const TYPES = { pdf: 'application/pdf', docx: 'application/octet-stream' };
	const UP: UploadRules = { as: 'address', property: 'md5', maxBytes: 100, types: TYPES, address: { contentType: 'c', fileName: 'name', fileSize: 's', url: 'u' } };
	const file = (fileName: string, bytes = 1): InputFile => ({ fileName, mimeType: 'text/plain', bytes, open: async () => (async function* () {})() });
	const named = (fileName: string, name: unknown) =>
		renamed(UP, { method: 'POST', path: '/', inPath: {}, query: {}, headers: {}, isOwnAddress: true, settings: {}, body: { name } }, file(fileName)).fileName;

	it('has the type of its extension, in either case, and up to as many bytes as are allowed', () => {
		expect(checkedFile(UP, file('合同.1.PDF', 100))).toMatchObject({ fileName: '合同.1.PDF', mimeType: 'application/pdf', bytes: 100 });
		expect(() => checkedFile(UP, file('a.pdf', 101))).toThrow('The file “a.pdf” has 0.0 MB; at most 0.0 MB are taken here');
		expect(() => checkedFile(UP, file('a.pdf', 0))).toThrow('The file “a.pdf” is empty');
		for (const name of ['pdf', 'a.pdf/b', 'a.', 'a.pd', 'a.xpdf', 'a.pdf ']) expect(() => checkedFile(UP, file(name))).toThrow(`The file “${name}” is of a kind that is not taken here`);
	});

	it.each([
		['a.pdf', 'b', 'b.pdf'],
		['a.pdf', 'b.pdf', 'b.pdf'],
		['a.PDF', 'b.pdf', 'b.pdf'],
		['a.PDF', 'b', 'b.pdf'],
		['a.pdf', 'b.exe', 'b.exe.pdf'],
		['a.exe', 'b', 'b'],
		['a.pdf', undefined, 'a.pdf'],
	])('%s that the form names %s is %s', (fileName, given, expected) => {
		expect(named(fileName, given)).toBe(expected);
	});

	it('cannot become another kind by its name', () => {
		expect(() => named('a.pdf', 'b.docx')).toThrow('The file “a.pdf” cannot be named “b.docx”');
	});
});

describe('the memory it takes', () => {
	it.each(['up', 'down'])('grows by less than 40 MB from a file of 1 MB to one of 50, on the way %s', (direction) => {
		const bound = 40;
		expect(growth('file-memory.mts', direction, bound)).toBeLessThan(bound);
	}, 400_000);
});
