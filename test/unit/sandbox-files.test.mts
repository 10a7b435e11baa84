// Files: uploads of every kind, templates, large and many at once.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { PDFDocument } from 'pdf-lib';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import {
	at,
	company,
	contractOf,
	fileCodeOf,
	pdfOf,
	person,
	sendForm,
	uploaded,
} from './sandbox-contract-support.mts';
import { call, postJson, read, result } from './sandbox-support.mts';

const MB = 1024 * 1024;

/** One red pixel. */
const PNG = Buffer.from(
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
	'base64',
);

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox();
});

afterAll(async () => {
	await sandbox.close();
});

beforeEach(async () => {
	await postJson(new URL('/sandbox/reset', sandbox.console), {});
});

const filesNow = async () => (await read(sandbox, '/sandbox/state'))['files'] ?? [];

describe('uploading', () => {
	it('takes a PDF as a form, keeps its Chinese name and counts its pages', async () => {
		const envelope = await uploaded(sandbox, '采购合同(终稿).pdf', await pdfOf([{}, {}, {}]));
		expect(envelope).toMatchObject({ code: '200' });
		expect(envelope.result).toEqual({ fileCode: expect.stringMatching(/^FC_\d{14}[A-Za-z]{16}$/) });
		expect(await filesNow()).toMatchObject([
			{ fileName: '采购合同(终稿).pdf', contentType: 'application/pdf', pages: [{}, {}, {}] },
		]);
	});

	it('takes another name from the field fileName, with the extension of the file', async () => {
		await uploaded(sandbox, 'tmp123.pdf', await pdfOf([{}]), { fileName: '合同' });
		await uploaded(sandbox, 'blob', await pdfOf([{}]), { fileName: '订单.pdf' });
		expect((await filesNow()).map(({ fileName }) => fileName)).toEqual(['合同.pdf', '订单.pdf']);
	});

	it('takes a file in JSON', async () => {
		const bytes = Buffer.from(await pdfOf([{}]));
		await result(sandbox, 'POST', '/open/file/upload', {
			fileName: '合同.pdf',
			fileBase64: bytes.toString('base64'),
		});
		expect(await filesNow()).toMatchObject([{ fileName: '合同.pdf', size: bytes.length }]);
	});

	it('makes a page of a picture, and takes other files as attachments', async () => {
		const picture = await uploaded(sandbox, '章程.png', PNG);
		const word = await uploaded(sandbox, '附件.docx', Buffer.from('PK'));
		expect([picture.code, word.code]).toEqual(['200', '200']);
		expect(await filesNow()).toMatchObject([
			{ contentType: 'image/png', pages: [{ width: 595.28 }] },
			{ pages: null },
		]);
	});

	it.each<[string, string, Uint8Array]>([
		['oc_30005', 'virus.exe', Buffer.from('MZ')],
		['oc_30005', 'ohne-endung', Buffer.from('x')],
		['oc_30006', 'leer.pdf', Buffer.alloc(0)],
		['oc_30006', 'kaputt.pdf', Buffer.from('%PDF-1.7\nnothing')],
		['oc_30006', 'text.pdf', Buffer.from('no PDF at all')],
		['oc_30006', 'bild.png', Buffer.from('no PNG')],
		['oc_30006', 'bild.jpg', PNG],
		['oc_30006', 'verschluesselt.pdf', encryptedPdf()],
	])('refuses with %s: %s', async (code, fileName, bytes) => {
		const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
		expect(await uploaded(sandbox, fileName, bytes)).toMatchObject({ code, success: false });
		warn.mockRestore();
		expect(await filesNow()).toEqual([]);
	});

	it('refuses a form or JSON without a file with 400, naming the field', async () => {
		const form = new FormData();
		form.append('other', new Blob(['x']), 'a.pdf');
		const answer = await sendForm(sandbox, '/open/file/upload', form);
		expect(await answer.json()).toMatchObject({
			code: '400',
			msg: expect.stringContaining('file: '),
		});
		expect(await call(sandbox, 'POST', '/open/file/upload', { fileName: 'a.pdf' })).toMatchObject({
			code: '400',
		});
		expect(
			await call(sandbox, 'POST', '/open/file/upload', { fileName: 'a.pdf', fileBase64: 'äöü!' }),
		).toMatchObject({ code: '400', msg: expect.stringContaining('fileBase64: ') });
	});

	it('logs the parts of a form, not the bytes of its file', async () => {
		await uploaded(sandbox, '合同.pdf', await pdfOf([{}]), { fileName: '合同' });
		const { calls = [] } = await read(sandbox, '/sandbox/calls');
		expect(calls[0]?.['requestBody']).toMatch(/^fileName=合同\nfile: file "合同\.pdf", \d+ bytes$/);
	});

	it('takes many at once, each with its own code and bytes', async () => {
		const sizes = Array.from({ length: 20 }, (_, index) => index + 1);
		const codes = await Promise.all(
			sizes.map(async (pages) =>
				fileCodeOf(
					sandbox,
					`文件${pages}.pdf`,
					await pdfOf(Array.from({ length: pages }, () => ({}))),
				),
			),
		);
		expect(new Set(codes).size).toBe(20);
		const byCode = new Map((await filesNow()).map((file) => [file['fileCode'], file]));
		codes.forEach((code, index) => {
			expect(byCode.get(code)?.['pages']).toHaveLength(index + 1);
			expect(byCode.get(code)?.['fileName']).toBe(`文件${index + 1}.pdf`);
		});
	});

	it('leaves 10 MB the limit of every other call', async () => {
		const form = new FormData();
		form.append('file', new Blob([Buffer.alloc(11 * MB)]), 'a.pdf');
		expect((await sendForm(sandbox, '/open/psnUpdate', form)).status).toBe(413);
	});
});

describe('a large file', () => {
	const itOnLinux = existsSync('/proc/self/status') ? it : it.skip;
	itOnLinux(
		'of 50 MB is taken without the sandbox growing by more than a few times that',
		async () => {
			const repository = path.resolve(__dirname, '../..');
			const child = spawn(process.execPath, ['--import', 'tsx', 'sandbox/cli.mts', '--port', '0'], {
				cwd: repository,
				stdio: ['ignore', 'pipe', 'ignore'],
			});
			try {
				const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
				const own = JSON.parse(line) as Sandbox;
				const large = await pdfOf([{}, {}], 50 * MB);
				const before = await memoryOf(child.pid ?? 0);
				for (let turn = 0; turn < 3; turn += 1)
					expect(await uploaded(own, '大文件.pdf', large)).toMatchObject({ code: '200' });
				const peak = await memoryOf(child.pid ?? 0);
				expect(peak - before).toBeLessThan(250 * MB);
			} finally {
				child.kill();
				await once(child, 'exit');
			}
		},
		120_000,
	);
});

describe('a file from a template', () => {
	const fields = {
		disclosingParty: '示例科技有限公司',
		receivingParty: '测试乙',
		purpose: '智能合同平台',
		confidentialYears: 3,
		effectiveDate: '2026年1月1日',
	};
	const create = (more: object) =>
		call(sandbox, 'POST', '/open/file/createByTemplate', {
			templateId: 'TPL_NDA',
			fileName: '保密协议',
			fields,
			...more,
		});

	it('is a PDF of several pages, and can be signed', async () => {
		const { fileCode } = (await create({})).result as { fileCode: string };
		expect(await filesNow()).toMatchObject([
			{ fileCode, fileName: '保密协议.pdf', pages: [{}, {}] },
		]);
		await person(sandbox, 'PSN_1');
		await contractOf(sandbox, {
			docs: [{ fileCode }],
			signFlowInitiator: { accountId: 'PSN_1' },
			signers: [{ accountId: 'PSN_1', signFields: [at(fileCode, 2, 430, 330)] }],
		});
	});

	it('has the values in it, as text', async () => {
		const text = promisify(execFile);
		const { fileCode } = (await create({})).result as { fileCode: string };
		await company(sandbox, 'CORP_1');
		const contractId = await contractOf(sandbox, {
			docs: [{ fileCode }],
			signFlowInitiator: { accountId: 'CORP_1' },
			signers: [{ accountId: 'CORP_1', signFields: [at(fileCode, 2, 165, 330)] }],
		});
		const answer = await fetch(
			new URL(`/sandbox/contracts/${contractId}/${fileCode}`, sandbox.console),
		);
		const bytes = Buffer.from(await answer.arrayBuffer());
		expect((await PDFDocument.load(bytes)).getPageCount()).toBe(2);
		if (!existsSync('/usr/bin/pdftotext')) return;
		const folder = mkdtempSync(path.join(tmpdir(), 'sandbox-test-'));
		writeFileSync(path.join(folder, 'a.pdf'), bytes);
		const { stdout } = await text('/usr/bin/pdftotext', [path.join(folder, 'a.pdf'), '-']);
		rmSync(folder, { recursive: true });
		for (const value of Object.values(fields)) expect(stdout).toContain(String(value));
	});

	it('is refused for an unknown template or a missing field, naming it', async () => {
		expect(await create({ templateId: 'TPL_NO' })).toMatchObject({
			code: '400',
			msg: expect.stringContaining('templateId: '),
		});
		expect(await create({ fields: { ...fields, purpose: ' ' } })).toMatchObject({
			code: '400',
			msg: expect.stringContaining('fields.purpose: '),
		});
	});

	it('is described by the sandbox: fields and places to sign', async () => {
		const { templates = [] } = await read(sandbox, '/sandbox/templates');
		expect(templates.map(({ templateId }) => templateId)).toEqual([
			'TPL_LABOR_CONTRACT',
			'TPL_NDA',
			'TPL_SALES_ORDER',
		]);
		for (const { templateId, fields: names } of templates) {
			const values = Object.fromEntries(Object.keys(names ?? {}).map((name) => [name, '测试']));
			expect(await create({ templateId, fields: values })).toMatchObject({ code: '200' });
		}
	});
});

it('leaves no file behind after a reset', async () => {
	const folders = () => readdirSync(tmpdir()).filter((name) => name.startsWith('qiandun-sandbox-'));
	const before = folders();
	await fileCodeOf(sandbox, 'a.pdf', await pdfOf([{}]));
	const made = folders().filter((name) => !before.includes(name));
	expect(made).not.toEqual([]);
	await postJson(new URL('/sandbox/reset', sandbox.console), {});
	for (const name of made) expect(existsSync(path.join(tmpdir(), name))).toBe(false);
});

/** Largest resident memory of a process and its children so far, in bytes. */
async function memoryOf(pid: number): Promise<number> {
	const pids = [pid, ...childrenOf(pid)];
	const peaks = pids.map((one) => {
		const status = readFileSync(`/proc/${one}/status`, 'utf8');
		return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
	});
	return Math.max(...peaks);
}

function childrenOf(pid: number): number[] {
	const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
	return children.split(' ').filter(Boolean).map(Number);
}

/** The smallest file that says it is encrypted. */
function encryptedPdf(): Uint8Array {
	return Buffer.from(
		'%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n' +
			'3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n4 0 obj<</Filter/Standard/V 1/R 2/O(x)/U(y)/P -4>>endobj\n' +
			'trailer<</Root 1 0 R/Encrypt 4 0 R>>\n%%EOF',
	);
}
