/** Files up and down, in n8n's store on disk and in memory: the bytes, names, hashes, limits, and the memory it takes. */
import { createHash } from 'node:crypto';
import axios from 'axios';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { isPublicAddress } from '../../engine/address.ts';
import { nameIn } from '../../engine/files.ts';
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
		expect(items.map(({ json }) => [json.kind, json.fileCode, json.fileName, json.sha256])).toEqual([
			['document', 'FC_1', '合同一.pdf', sha256(content)],
			['attachment', 'FC_2', '附件.pdf', sha256(content)],
		]);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 0 }]);
		// The platform's own host may be private; its signature is for its API only.
		expect(recorder?.requests.slice(1).every(({ headers }) => headers['x-ca-key'] === undefined)).toBe(true);
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
		['inline', undefined],
	])('%s is the name %s', (disposition, name) => {
		expect(nameIn({ 'content-disposition': disposition })).toBe(name);
	});

	it.each(['10.1.2.3', '172.31.0.1', '192.168.1.1', '127.0.0.1', '0.0.0.0', '169.254.1.1', '100.64.0.1', '224.0.0.1', '[::1]', '[fe80::1]', '[fc00::1]', '[::ffff:7f00:1]', 'localhost', 'a.localhost', 'intranet', 'nas.local'])(
		'%s is not public',
		(host) => expect(isPublicAddress(host)).toBe(false),
	);

	it.each(['8.8.8.8', '172.32.0.1', '[2606:4700::1111]', 'api.qiandun365.com'])('%s is public', (host) =>
		expect(isPublicAddress(host)).toBe(true),
	);
});

describe('the memory it takes', () => {
	it.each(['up', 'down'])('grows by less than 40 MB from a file of 1 MB to one of 50, on the way %s', (direction) => {
		const bound = 40;
		expect(growth('file-memory.mts', direction, bound)).toBeLessThan(bound);
	}, 400_000);
});
