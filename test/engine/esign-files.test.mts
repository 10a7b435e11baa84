/**
 * Files of eSign up and down: the address, the bytes as announced and without our signature, the wait until they can be used,
 * what goes wrong on the way, every place a file can come from, and the memory it takes.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { readStored, storeFilesOnDisk, type BinaryStore } from './binary-store.mts';
import { credentialFor, fileItem, runEsign, type More } from './esign-desk.mts';
import { growth } from './memory-of-files.mts';
import { esignEnvelope, expectSigned, startRecorder, type Recorded, type Recorder, type Reply } from './recorder.mts';
import { pdf } from './samples.mts';

const md5 = (content: Uint8Array) => createHash('md5').update(content).digest('base64');
const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');

let recorder: Recorder;
/** What the platform and its file store say; each test sets what it needs. */
let announce: Reply;
let store: Reply;
let state: Reply;

const json = (data: unknown): Reply => (_request, response) => response.end(esignEnvelope(data));
const text = (status: number, body: string): Reply => (_request, response) => {
	response.statusCode = status;
	response.end(body);
};
/** One answer after the other; the last one stays. */
const inTurn = (...replies: Reply[]): Reply => {
	let turn = 0;
	return (...given) => replies[Math.min(turn++, replies.length - 1)](...given);
};

beforeAll(async () => {
	recorder = await startRecorder((request, response, index) => {
		const { method, url } = request;
		const reply = url === '/v3/files/file-upload-url' ? announce : method === 'PUT' ? store : state;
		return reply(request, response, index);
	});
});
afterAll(async () => await recorder.close());
beforeEach(() => {
	recorder.requests.length = 0;
	announce = json({ fileId: 'FILE-1', fileUploadUrl: `${base()}/store/%E5%90%88%E5%90%8C?Expires=1&Signature=x%2By%3D` });
	store = text(200, '{"errCode":0,"msg":"成功"}');
	state = json({ fileId: 'FILE-1', fileStatus: 2, fileTotalPageCount: 2, fileDownloadUrl: null });
});

const base = () => recorder.baseUrl.replace('/api', '');
const FROM_ITEM = { fileSource: 'binary', binaryPropertyName: 'data' };

const upload = async (inputs: INodeExecutionData[], parameters: IDataObject = {}, more: More = {}) =>
	await runEsign(credentialFor(base()), 'fileV3.upload', { ...FROM_ITEM, ...parameters }, { inputs, ...more });

const steps = () => recorder.requests.map(({ method, url }) => `${method} ${url.split('?')[0]}`);
const puts = () => recorder.requests.filter(({ method }) => method === 'PUT');
const announced = () => JSON.parse(recorder.requests[0].body.toString()) as IDataObject;

describe('a file that goes up', () => {
	it('is announced with MD5, size, type and name, and its bytes go as announced to the address, without our signature', async () => {
		const content = Buffer.concat([pdf(), Buffer.from([0, 13, 10, 255, 45, 45])]);
		const { items, error } = await upload([fileItem(content, '劳动合同.pdf')]);
		expect(error).toBeUndefined();
		expect(items[0].json).toEqual({
			fileId: 'FILE-1',
			fileStatus: 2,
			fileTotalPageCount: 2,
			fileDownloadUrl: null,
			fileName: '劳动合同.pdf',
			fileSize: content.length,
			sha256: sha256(content),
		});
		expect(steps()).toEqual(['POST /v3/files/file-upload-url', 'PUT /store/%E5%90%88%E5%90%8C', 'GET /v3/files/FILE-1']);
		const [asked, put, looked] = recorder.requests;
		expectSigned(asked, 'app-1', 'secret-1');
		expectSigned(looked, 'app-1', 'secret-1');
		expect(announced()).toEqual({ contentMd5: md5(content), contentType: 'application/pdf', fileName: '劳动合同.pdf', fileSize: content.length, convertToPDF: false });
		// The address byte for byte: it carries a signature of its own.
		expect(put.url).toBe('/store/%E5%90%88%E5%90%8C?Expires=1&Signature=x%2By%3D');
		expect(put.body.equals(content)).toBe(true);
		expect(put.headers).toMatchObject({ 'content-md5': md5(content), 'content-type': 'application/pdf', 'content-length': String(content.length) });
		expect(Object.keys(put.headers).filter((name) => /^(x-tsign|authorization|transfer-encoding|cookie)/.test(name))).toEqual([]);
	});

	it.each([
		['合同.docx', 'application/octet-stream', {}, { convertToPDF: true }],
		['照片.JPG', 'application/octet-stream', {}, { convertToPDF: true }],
		['模板.doc', 'application/octet-stream', { convertToHTML: true }, { convertToHTML: true }],
		['合同.xlsx', 'application/octet-stream', { convertToPDF: false }, { convertToPDF: false }],
		['合同.docx', 'application/octet-stream', { convertToHTML: false }, { convertToHTML: false, convertToPDF: true }],
		['合同.pdf', 'application/pdf', { dedicatedCloudId: 'cloud-1' }, { convertToPDF: false, dedicatedCloudId: 'cloud-1' }],
	])('%s is announced as %s, and converted as asked: %j', async (fileName, contentType, optionalFields, expected) => {
		const { error } = await upload([fileItem(Buffer.from('x'), fileName)], { optionalFields });
		expect(error).toBeUndefined();
		const { contentMd5, fileSize, ...rest } = announced();
		expect([contentMd5, fileSize]).toEqual([md5(Buffer.from('x')), 1]);
		expect(rest).toEqual({ contentType, fileName, ...expected });
		expect(puts()[0].headers['content-type']).toBe(contentType);
	});

	it.each([
		['scan.pdf', '劳动合同', '劳动合同.pdf'],
		['scan.pdf', '劳动合同.PDF', '劳动合同.PDF'],
		['scan.pdf', '1.2 版', '1.2 版.pdf'],
	])('%s named %s is %s on the platform', async (fileName, given, expected) => {
		await upload([fileItem(pdf(), fileName)], { optionalFields: { fileName: given } });
		expect(announced().fileName).toBe(expected);
	});

	it('of many items keep their own bytes and names', async () => {
		let count = 0;
		announce = (_request, response) => response.end(esignEnvelope({ fileId: `FILE-${++count}`, fileUploadUrl: `${base()}/store/${count}` }));
		state = (request, response) => response.end(esignEnvelope({ fileId: request.url.split('/').at(-1), fileStatus: 2 }));
		const inputs = Array.from({ length: 12 }, (_, index) => fileItem(Buffer.from(`file ${index}`), `合同${index}.pdf`));
		const { items, error } = await upload(inputs);
		expect(error).toBeUndefined();
		expect(items.map(({ json: { fileName, sha256: hash } }) => [fileName, hash])).toEqual(inputs.map((_, index) => [`合同${index}.pdf`, sha256(Buffer.from(`file ${index}`))]));
		// What came to the address of an ID is what its item says.
		const arrived = new Map(puts().map(({ url, body }) => [url.split('/').at(-1), sha256(body)]));
		for (const { json: item } of items) expect(arrived.get(String(item.fileId).replace('FILE-', ''))).toBe(item.sha256);
	});
});

describe('where a file comes from', () => {
	let disk: BinaryStore | undefined;
	afterEach(() => {
		disk?.remove();
		disk = undefined;
	});

	it('n8n’s store on disk', async () => {
		disk = await storeFilesOnDisk();
		const content = pdf(3);
		const fileId = 'workflows/test/executions/1/binary_data/one';
		const file = path.join(disk.folder, fileId);
		mkdirSync(path.dirname(file), { recursive: true });
		writeFileSync(file, content);
		writeFileSync(`${file}.metadata`, JSON.stringify({ fileName: 'a.pdf', mimeType: 'application/pdf', fileSize: content.length }));
		const binary = { data: { id: `filesystem-v2:${fileId}`, data: 'filesystem-v2', mimeType: 'application/pdf', fileName: '合同.pdf' } };
		const { items, error } = await upload([{ json: {}, binary }]);
		expect(error).toBeUndefined();
		expect(items[0].json.sha256).toBe(sha256(content));
		expect(puts()[0].body.equals(content)).toBe(true);
	});

	it('an address, which is fetched without our signature', async () => {
		const content = pdf(2);
		state = (request, response) => {
			if (!request.url.startsWith('/share/')) return json({ fileId: 'FILE-1', fileStatus: 2 })(request, response, 0);
			response.setHeader('content-disposition', "attachment; filename*=UTF-8''%E5%90%88%E5%90%8C.pdf");
			return response.end(content);
		};
		const { items, error } = await runEsign(credentialFor(base()), 'fileV3.upload', { fileSource: 'url', fileUrl: `${base()}/share/1` });
		expect(error).toBeUndefined();
		expect(items[0].json).toMatchObject({ fileName: '合同.pdf', sha256: sha256(content) });
		const [fetched, asked, put] = recorder.requests;
		expect(fetched.headers['x-tsign-open-app-id']).toBeUndefined();
		expect(JSON.parse(asked.body.toString())).toMatchObject({ fileName: '合同.pdf', contentMd5: md5(content) });
		expect(put.body.equals(content)).toBe(true);
	});

	it.each<[string, INodeExecutionData, IDataObject, string]>([
		['a field that is not there', { json: {} }, {}, 'The item has no file in its binary field “data”'],
		['a kind that is not taken', fileItem(Buffer.from('x'), '合同.exe'), {}, 'The file “合同.exe” is of a kind that is not taken here'],
		['no extension', fileItem(Buffer.from('x'), '合同'), {}, 'The file “合同” is of a kind that is not taken here'],
		['nothing in it', fileItem(Buffer.alloc(0), '合同.pdf'), {}, 'The file “合同.pdf” is empty'],
		['more than 50 MB', fileItem(Buffer.alloc(50 * 1_048_576 + 1), '合同.pdf'), {}, 'The file “合同.pdf” has 50.0 MB; at most 50.0 MB are taken here'],
		['a name with one of the nine characters', fileItem(Buffer.from('x'), '合同？.pdf'), {}, 'The name of the file “合同？.pdf” has the character ？ in it; none of / \\ : * " < > | ? may stand there'],
		['a name of 101 characters', fileItem(Buffer.from('x'), `${'长'.repeat(97)}.pdf`), {}, `The name of the file “${'长'.repeat(97)}.pdf” has 101 characters; at most 100 are taken`],
		['another name with an emoji', fileItem(Buffer.from('x'), '合同.pdf'), { optionalFields: { fileName: '合同👍' } }, '“File Name” has an emoji in it'],
		['a name that ends in another kind', fileItem(Buffer.from('x'), '合同.docx'), { optionalFields: { fileName: '合同.pdf' } }, 'The file “合同.docx” cannot be named “合同.pdf”'],
		['HTML of what is no Word file', fileItem(Buffer.from('x'), '合同.pdf'), { optionalFields: { convertToHTML: true } }, 'The file “合同.pdf” cannot become HTML'],
		['a wait of two hours', fileItem(Buffer.from('x'), '合同.pdf'), { longestWait: 7200 }, '“Wait at Most (Seconds)” is 7200; it must be from 0 to 3600'],
	])('%s is refused by name before anything is sent', async (_what, input, parameters, message) => {
		const { error } = await upload([input], parameters);
		expect(error?.message).toBe(`${message} [item 0]`);
		expect(recorder.requests).toEqual([]);
	});
});

describe('when the way is bad', () => {
	const content = Buffer.concat(Array.from({ length: 40 }, (_, index) => pdf(index + 1)));

	it.each<[string, Reply]>([
		['breaks off', (_request, response) => response.destroy()],
		['is overloaded', text(503, '<Error><Code>ServiceUnavailable</Code></Error>')],
		['fails', text(500, '')],
		['asks to slow down', text(429, '')],
	])('the bytes go again from their beginning where the file store %s', async (_what, bad) => {
		store = inTurn(bad, store);
		const { items, error } = await upload([fileItem(content, 'a.pdf')]);
		expect(error).toBeUndefined();
		expect(items[0].json.sha256).toBe(sha256(content));
		expect(puts().at(-1)?.body.equals(content)).toBe(true);
		expect(puts().map(({ headers }) => headers['content-md5'])).toEqual([md5(content), md5(content)]);
		expect(recorder.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
	});

	it.each([
		[400, 'HTTP 400'],
		[404, 'HTTP 404'],
		[412, 'HTTP 412'],
	])('what the file store refuses with HTTP %i is not sent again, and nothing is made of the file', async (status, said) => {
		store = text(status, '');
		const { items } = await upload([fileItem(content, 'a.pdf')], {}, { onError: 'continueRegularOutput' });
		expect(puts()).toHaveLength(1);
		expect(items[0].json).toEqual({
			error: `The file could not be sent to ${new URL(base()).host}: ${said} [item 0]`,
			details: {
				description: 'Run it again: eSign then gives a new address. What it prepared for this file was not used, and does no harm.',
				fileId: 'FILE-1',
			},
		});
	});

	it.each(['', 'OK', '{"errCode":0}', '{"errCode":"0","msg":"成功"}', '{"msg":"成功"}', '[1]', '<Code>x</Code>'])('the answer %j of the file store with HTTP 200 is a success', async (answer) => {
		store = text(200, answer);
		expect((await upload([fileItem(content, 'a.pdf')])).error).toBeUndefined();
		expect(puts()).toHaveLength(1);
	});

	it('where no connection holds, it is tried three times, with longer and longer pauses', async () => {
		store = (_request, response) => response.destroy();
		const started = Date.now();
		const { error } = await upload([fileItem(Buffer.from('x'), 'a.pdf')]);
		expect(error?.message).toMatch(new RegExp(`^The file could not be sent to ${new URL(base()).host}: the connection failed \\(E[A-Z]+\\) \\[item 0\\]$`));
		expect(puts()).toHaveLength(3);
		// Half a second, then three times as much.
		expect(Date.now() - started).toBeGreaterThanOrEqual(1_990);
	});

	it('what the file store says is shown without what the item has of personal data', async () => {
		store = text(403, '<Error><Code>AccessDenied</Code><Message>no 13800000001</Message></Error>');
		expect((await upload([fileItem(content, 'a.pdf')])).error?.message).toContain('HTTP 403, AccessDenied, no ***01 [item 0]');
	});

	it('three times at most; then the error says where and what', async () => {
		store = text(503, '<?xml version="1.0"?><Error><Code>ServiceUnavailable</Code><Message>Please reduce your rate.</Message></Error>');
		const { error } = await upload([fileItem(content, 'a.pdf')]);
		expect(error?.message).toBe(`The file could not be sent to ${new URL(base()).host}: HTTP 503, ServiceUnavailable, Please reduce your rate. [item 0]`);
		expect(error?.description).toContain('eSign then gives a new address');
		expect(puts()).toHaveLength(3);
	});

	it('a refusal of the file store is told in its words, and not tried again', async () => {
		store = text(403, '<Error><Code>SignatureDoesNotMatch</Code><Message>Content-MD5 differs</Message></Error>');
		const { error } = await upload([fileItem(content, 'a.pdf')]);
		expect(error?.message).toContain('HTTP 403, SignatureDoesNotMatch, Content-MD5 differs');
		expect(puts()).toHaveLength(1);
		expect(steps().some((step) => step.startsWith('GET'))).toBe(false);
	});

	it('an errCode with HTTP 200 is a refusal too', async () => {
		store = text(200, '{"errCode":-1,"msg":"文件校验失败"}');
		const { error } = await upload([fileItem(content, 'a.pdf')]);
		expect(error?.message).toBe(`The file could not be sent to ${new URL(base()).host}: 文件校验失败 (code -1) [item 0]`);
		expect(puts()).toHaveLength(1);
	});

	it('a redirect of the file store is not followed: the bytes go where the platform said', async () => {
		store = (_request, response) => response.writeHead(307, { location: `${base()}/store/2` }).end();
		expect((await upload([fileItem(content, 'a.pdf')])).error?.message).toContain('HTTP 307');
		expect(puts()).toHaveLength(1);
	});

	it('an answer without an address is an error that says so', async () => {
		announce = json({ fileId: 'FILE-1' });
		const { error } = await upload([fileItem(content, 'a.pdf')]);
		expect(error?.message).toBe('The platform’s answer names no address for the file [item 0]');
		expect(puts()).toEqual([]);
	});

	it.each(['http://169.254.169.254/latest', 'http://localhost:1/x', 'file:///etc/passwd'])('no file is sent to %s, whatever the answer says', async (fileUploadUrl) => {
		announce = json({ fileId: 'FILE-1', fileUploadUrl });
		const { error } = await upload([fileItem(content, 'a.pdf')]);
		expect(error?.message).toMatch(/^The address of the file is (inside a private network|no web address)/);
		expect(recorder.requests).toHaveLength(1);
	});

	it('the address is asked for again when that answer was lost, and a refusal is the platform’s', async () => {
		announce = inTurn((_request, response) => response.destroy(), announce);
		expect((await upload([fileItem(content, 'a.pdf')])).error).toBeUndefined();
		announce = (_request, response) => response.end(esignEnvelope(null, 1430002, '参数错误: 文件大小不能为空'));
		const { error } = await upload([fileItem(content, 'a.pdf')]);
		expect(error?.message).toMatch(/^A parameter is wrong or missing: .*文件大小不能为空.*\(eSign code 1430002\)/);
	});
});

describe('waiting until a file can be used', () => {
	const file = [fileItem(Buffer.from('x'), '合同.docx')];
	const looks = () => recorder.requests.filter(({ method }) => method === 'GET');
	const at = (fileStatus: number) => json({ fileId: 'FILE-1', fileStatus });

	it('goes on asking through every state that is on the way', async () => {
		state = inTurn(at(1), at(4), at(8), at(5));
		const { items, error } = await upload(file);
		expect(error).toBeUndefined();
		expect(items[0].json).toMatchObject({ fileId: 'FILE-1', fileStatus: 5, fileName: '合同.docx' });
		expect(looks()).toHaveLength(4);
	});

	it('asks less and less often', async () => {
		const arrivals: number[] = [];
		const replies = inTurn(at(1), at(1), at(1), at(2));
		state = (...given) => {
			arrivals.push(Date.now());
			return replies(...given);
		};
		await upload(file);
		const pauses = arrivals.slice(1).map((one, index) => one - arrivals[index]);
		expect(pauses).toHaveLength(3);
		for (const [index, least] of [250, 500, 1_000].entries()) expect(pauses[index]).toBeGreaterThanOrEqual(least - 5);
	});

	it('gives what the last answer says, over what the first one said, with its metadata', async () => {
		announce = json({ fileId: 'FILE-1', fileUploadUrl: `${base()}/store/1`, fileStatus: 0, batch: 'B' });
		state = inTurn(at(1), (_request, response) => response.end(esignEnvelope({ fileId: 'FILE-1', fileStatus: 2 }, 0, 'ready')));
		const { items } = await upload(file, { options: { includeResponseMetadata: true } });
		expect(items[0].json).toEqual({
			fileId: 'FILE-1',
			fileStatus: 2,
			batch: 'B',
			fileName: '合同.docx',
			fileSize: 1,
			sha256: sha256(Buffer.from('x')),
			_response: { httpStatus: 200, code: '0', message: 'ready' },
		});
	});

	it('takes an answer that is no object for one that says nothing yet', async () => {
		state = inTurn(json(null), json([]), at(2));
		expect((await upload(file)).items[0].json).toMatchObject({ fileStatus: 2 });
	});

	it.each([
		[3, 'The upload of the file failed on the platform (fileStatus 3)'],
		[9, 'The platform could not convert the file to PDF (fileStatus 9)'],
		[12, 'The platform could not convert the file to HTML (fileStatus 12)'],
	])('ends at state %d with what that means', async (fileStatus, message) => {
		state = inTurn(at(1), at(fileStatus));
		const { error } = await upload(file);
		expect(error?.message).toBe(`${message} [item 0]`);
		expect(error?.description).toContain('fileId FILE-1');
	});

	it('ends when the user’s limit is reached, with the ID of what was made', async () => {
		state = at(8);
		const started = Date.now();
		const { error } = await upload(file, { longestWait: 1 });
		expect(error?.message).toBe('eSign did not get ready within 1 seconds what was made [item 0]');
		expect(error?.description).toBe('It was made (fileId FILE-1); do not make it again, but ask for its state. Allow more time under “Wait at Most”, or wait in the workflow.');
		expect(Date.now() - started).toBeGreaterThanOrEqual(995);
		expect(Date.now() - started).toBeLessThan(3_000);
		expect(looks().length).toBeGreaterThan(2);
	});

	it('does not wait at all where the limit is 0', async () => {
		state = at(1);
		const { items } = await upload(file, { longestWait: 0 });
		expect(items[0].json).toMatchObject({ fileId: 'FILE-1', fileSize: 1 });
		expect(looks()).toEqual([]);
	});

	it('ends at once when the execution is cancelled', async () => {
		state = at(8);
		let cancel = () => {};
		const running = upload(file, { longestWait: 600 }, { onStart: (stop) => (cancel = stop) });
		while (looks().length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
		cancel();
		const started = Date.now();
		await running;
		expect(Date.now() - started).toBeLessThan(2_000);
		const { length } = looks();
		await new Promise((resolve) => setTimeout(resolve, 1_000));
		expect(looks()).toHaveLength(length);
	});

	it('says that the file is there when asking for its state fails', async () => {
		state = (_request, response) => response.end(esignEnvelope(null, 1430608, '文件不存在'));
		const { error } = await upload(file);
		expect(error?.message).toMatch(/^The file does not exist.*\(eSign code 1430608\)/);
		expect(error?.description).toContain('It was made (fileId FILE-1)');
	});

	it('goes on when one question gets no answer', async () => {
		state = inTurn(at(1), (_request, response) => response.destroy(), at(2));
		expect((await upload([fileItem(Buffer.from('x'), 'a.pdf')])).error).toBeUndefined();
	});
});

describe('files that come down', () => {
	const content = pdf(2);
	const DOWNLOAD = { signFlowId: 'f', outputField: 'data' };
	const download = async (parameters: IDataObject = DOWNLOAD) => await runEsign(credentialFor(base()), 'signFlowV3.downloadFiles', parameters);
	const answering = (data: (origin: string) => IDataObject, files: Reply): Reply => (request, response, index) =>
		request.url.includes('/file-download-url') ? json(data(base()))(request, response, index) : files(request, response, index);
	const isSigned = ({ headers }: Recorded) => headers['x-tsign-open-app-id'] !== undefined;

	it('are documents, attachments and a certificate, each an item, fetched without our signature', async () => {
		state = answering(
			(origin) => ({
				files: [{ fileId: 'FILE-1', fileName: '合同.pdf', downloadUrl: `${origin}/oss/1?Signature=x` }],
				attachments: [{ fileId: 'FILE-2', fileName: '附录.pdf', downloadUrl: `${origin}/oss/2` }],
				certificateDownloadUrl: `${origin}/oss/%E8%AF%81%E4%B9%A6.pdf`,
				aesSecret: null,
			}),
			(_request, response) => response.end(content),
		);
		const { items, error } = await download();
		expect(error).toBeUndefined();
		expect(items.map(({ json: { kind, fileId, fileName, fileSize, sha256: hash } }) => [kind, fileId, fileName, fileSize, hash])).toEqual([
			['document', 'FILE-1', '合同.pdf', content.length, sha256(content)],
			['attachment', 'FILE-2', '附录.pdf', content.length, sha256(content)],
			['certificate', undefined, '证书.pdf', content.length, sha256(content)],
		]);
		for (const { binary } of items) expect(binary?.data && (await readStored(binary.data)).equals(content)).toBe(true);
		expect(recorder.requests.map(isSigned)).toEqual([true, false, false, false]);
		expect(recorder.requests[1].url).toBe('/oss/1?Signature=x');
	});

	it('are not fetched from a private network, and none at all is an error', async () => {
		state = answering(() => ({ files: [{ fileId: 'FILE-1', downloadUrl: 'http://10.0.0.1/x' }] }), (_request, response) => response.end(content));
		expect((await download()).error?.message).toContain('inside a private network (10.0.0.1)');
		state = answering(() => ({ files: [] }), (_request, response) => response.end(content));
		expect((await download()).error?.message).toBe('The platform’s answer names no file [item 0]');
	});

	it('that cannot be had any more are an error, not an item', async () => {
		state = answering((origin) => ({ files: [{ fileId: 'FILE-1', fileName: '合同.pdf', downloadUrl: `${origin}/oss/1` }] }), text(403, '<Error><Code>AccessDenied</Code></Error>'));
		const { error, items } = await download();
		expect(items).toEqual([]);
		expect(error?.message).toContain('HTTP 403');
	});

	it('of a V1 flow are the documents of its list', async () => {
		state = (request, response, index) =>
			request.url === '/v1/signflows/f1/documents'
				? json({ docs: [{ fileId: 'D1', fileName: '合同.pdf', fileUrl: `${base()}/oss/1` }, { fileId: 'D2', fileUrl: `${base()}/oss/b.pdf` }] })(request, response, index)
				: response.end(content);
		const { items, error } = await runEsign(credentialFor(base()), 'signFlowV1.download', { flowId: 'f1', outputField: 'file' });
		expect(error).toBeUndefined();
		expect(items.map(({ json: { flowId, fileId, fileName, kind } }) => [flowId, fileId, fileName, kind])).toEqual([
			['f1', 'D1', '合同.pdf', 'document'],
			['f1', 'D2', 'b.pdf', 'document'],
		]);
		expect(items.map(({ binary }) => Object.keys(binary ?? {}))).toEqual([['file'], ['file']]);
	});
});

describe('the memory it takes', () => {
	it.each(['up', 'down'])('grows by less than 40 MB from a file of 1 MB to one of 50, on the way %s', (direction) => {
		const bound = 40;
		expect(growth('esign-file-memory.mts', direction, bound)).toBeLessThan(bound);
	}, 400_000);
});
