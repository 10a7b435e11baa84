// Seals and dates on the pages: where they stand as a reader sees them, whatever the page's size and rotation.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { decodePDFRawStream, PDFArray, PDFDocument, PDFRawStream } from 'pdf-lib';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import {
	at,
	company,
	contractOf,
	crossPage,
	fileCodeOf,
	pdfOf,
	person,
	signAs,
	type TestPage,
} from './sandbox-contract-support.mts';
import { postJson } from './sandbox-support.mts';

const MM = 72 / 25.4;
const CORP = 42 * MM;
const PSN = 20 * MM;

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox();
});

afterAll(async () => {
	await sandbox.close();
});

beforeEach(async () => {
	await postJson(new URL('/sandbox/reset', sandbox.console), {});
	await person(sandbox, 'PSN_1', '测试甲');
	await person(sandbox, 'PSN_2', '欧阳测试');
	await company(sandbox, 'CORP_1', '示例科技发展有限公司');
});

/** The contract's only file after these parties have signed it in this order. */
async function signed(
	pages: TestPage[],
	signers: Array<[accountId: string, fields: (fileCode: string) => object[]]>,
): Promise<Buffer> {
	const fileCode = await fileCodeOf(sandbox, '合同.pdf', await pdfOf(pages));
	const contractId = await contractOf(sandbox, {
		docs: [{ fileCode }],
		signFlowInitiator: { accountId: 'CORP_1' },
		signers: signers.map(([accountId, fields], index) => ({
			accountId,
			seqNo: index + 1,
			signFields: fields(fileCode),
		})),
	});
	for (const [accountId] of signers)
		expect((await signAs(sandbox, contractId, accountId)).status).toBe(200);
	const answer = await fetch(
		new URL(`/sandbox/contracts/${contractId}/${fileCode}`, sandbox.console),
	);
	expect(answer.headers.get('Content-Type')).toBe('application/pdf');
	return Buffer.from(await answer.arrayBuffer());
}

describe('the operators drawn', () => {
	it('cut a cross-page seal into one strip per page, side by side they are the whole seal', async () => {
		const pdf = await signed([{}, {}, {}], [['CORP_1', (file) => [crossPage(file, 400)]]]);
		const strips = (await contentsOf(pdf)).map((content) => {
			const [, x, y, width, height] =
				/([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) re\s+W\s+n/.exec(content) ?? [];
			const [, left] = /re\s+W\s+n\s+1 0 0 1 ([\d.-]+) ([\d.-]+) cm\s+\/Seal/.exec(content) ?? [];
			return [x, y, width, height, left].map(Number);
		});
		const strip = CORP / 3;
		expect(strips).toHaveLength(3);
		strips.forEach(([x, y, width, height, left], index) => {
			expect(x).toBeCloseTo(595 - strip, 1);
			expect(y).toBeCloseTo(400 - CORP / 2, 1);
			expect(width).toBeCloseTo(strip, 1);
			expect(height).toBeCloseTo(CORP, 1);
			expect(left).toBeCloseTo(595 - strip * (index + 1) + CORP / 2, 1);
		});
	});

	it('place a seal’s centre where it was asked for, on that page only', async () => {
		const pdf = await signed([{}, {}], [['PSN_1', (file) => [at(file, 2, 280, 420)]]]);
		const [first, second] = await contentsOf(pdf);
		expect(first).not.toContain('/Seal');
		expect(second).toMatch(/1 0 0 1 280 420 cm\s+\/Seal/);
	});
});

const POPPLER = '/usr/bin/pdftoppm';
const withPoppler = existsSync(POPPLER) ? describe : describe.skip;

withPoppler('the picture of a page', () => {
	it.each<[string, TestPage]>([
		['upright', {}],
		['turned by 90 degrees', { turned: 90 }],
		['turned by 180 degrees', { turned: 180 }],
		['turned by 270 degrees', { turned: 270 }],
		['lying', { size: [842, 595] }],
		['small', { size: [400, 400] }],
		['cropped', { size: [700, 900], crop: [50, 80, 595, 700] }],
		['cropped and turned', { size: [700, 900], crop: [50, 80, 595, 700], turned: 90 }],
	])('%s has the seal where it was asked for, as it is looked at', async (_name, page) => {
		const pdf = await signed([page], [['CORP_1', (file) => [at(file, 1, 200, 300)]]]);
		const [picture] = await picturesOf(pdf);
		const red = redIn(picture);
		expect(red.left).toBeCloseTo(200 - CORP / 2, -0.5);
		expect(red.right).toBeCloseTo(200 + CORP / 2, -0.5);
		expect(red.bottom).toBeCloseTo(300 - CORP / 2, -0.5);
		expect(red.top).toBeCloseTo(300 + CORP / 2, -0.5);
	});

	it('has a strip at its right edge, for pages of different size and rotation', async () => {
		const pages: TestPage[] = [{}, { size: [842, 595] }, { turned: 90 }, { turned: 270 }];
		const pdf = await signed(pages, [['CORP_1', (file) => [crossPage(file, 250)]]]);
		const pictures = await picturesOf(pdf);
		expect(pictures).toHaveLength(4);
		pictures.forEach((picture, index) => {
			const red = redIn(picture);
			const outer = index === 0 || index === 3;
			expect(red.right).toBeCloseTo(picture?.width ?? 0, -0.5);
			expect(Math.abs(red.left - ((picture?.width ?? 0) - CORP / 4))).toBeLessThan(outer ? 6 : 3);
			if (!outer) expect(red.top - red.bottom).toBeCloseTo(CORP, -0.5);
		});
	});

	it('collects the seals of several signers, persons and companies, with their dates as text', async () => {
		const pdf = await signed(
			[{}, {}],
			[
				['PSN_1', (file) => [at(file, 1, 100, 500, { dateFormat: 'YYYY年MM月DD日' })]],
				['PSN_2', (file) => [at(file, 1, 300, 500, { dateFormat: 'YYYY-MM-DD' })]],
				['CORP_1', (file) => [at(file, 1, 480, 500), crossPage(file, 250)]],
			],
		);
		const [first, second] = await picturesOf(pdf);
		const boxes = [100, 300, 480].map((x) =>
			redIn(first, { left: x - 80, right: x + 80, bottom: 420 }),
		);
		expect(boxes[0]?.right).toBeCloseTo(100 + PSN / 2, -0.5);
		expect(boxes[1]?.left).toBeCloseTo(300 - PSN / 2, -0.5);
		expect(boxes[2]?.top).toBeCloseTo(500 + CORP / 2, -0.5);
		expect(redIn(second).right).toBeCloseTo(595, -0.5);
		const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
		const text = await textOf(pdf);
		expect(text).toContain(today);
		expect(text).toContain(today.replace('-', '年').replace('-', '月').concat('日'));
	});
});

/** The drawing operators of every page, all its content streams together. */
async function contentsOf(pdf: Buffer): Promise<string[]> {
	const document = await PDFDocument.load(pdf);
	return document.getPages().map((page) => {
		const contents = page.node.Contents();
		const streams = contents instanceof PDFArray ? contents.asArray() : [contents];
		return streams
			.map((stream) => (stream === undefined ? stream : document.context.lookup(stream)))
			.filter((stream) => stream instanceof PDFRawStream)
			.map((stream) => Buffer.from(decodePDFRawStream(stream).decode()).toString('latin1'))
			.join('\n');
	});
}

/** A page as it is looked at, one pixel per point: red, green and blue of each pixel, rows from above. */
interface Picture {
	width: number;
	height: number;
	pixels: Buffer;
}

async function picturesOf(pdf: Buffer): Promise<Picture[]> {
	const folder = await mkdtemp(path.join(tmpdir(), 'sandbox-test-'));
	try {
		await writeFile(path.join(folder, 'a.pdf'), pdf);
		await promisify(execFile)(POPPLER, ['-r', '72', '-cropbox', 'a.pdf', 'page'], { cwd: folder });
		const names = (await readdir(folder)).filter((name) => name.endsWith('.ppm')).sort();
		return await Promise.all(
			names.map(async (name) => ppm(await readFile(path.join(folder, name)))),
		);
	} finally {
		await rm(folder, { recursive: true });
	}
}

function ppm(file: Buffer): Picture {
	const [header = '', width = '0', height = '0'] =
		/^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(file.toString('latin1', 0, 64)) ?? [];
	return {
		width: Number(width),
		height: Number(height),
		pixels: file.subarray(header.length),
	};
}

/** What the red pixels of a picture span, in points from the lower left corner; only within some bounds. */
function redIn(
	picture: Picture | undefined,
	{ left = 0, right = Infinity, bottom = 0 } = {},
): { left: number; right: number; top: number; bottom: number } {
	if (picture === undefined) throw new Error('no such page');
	const span = { left: Infinity, right: -1, top: -1, bottom: Infinity };
	for (let row = 0; row < picture.height; row += 1) {
		for (let x = 0; x < picture.width; x += 1) {
			const offset = (row * picture.width + x) * 3;
			const [red = 0, green = 0, blue = 0] = picture.pixels.subarray(offset, offset + 3);
			const y = picture.height - row;
			if (red < 150 || green > 110 || blue > 110 || x < left || x > right || y < bottom) continue;
			span.left = Math.min(span.left, x);
			span.right = Math.max(span.right, x + 1);
			span.top = Math.max(span.top, y);
			span.bottom = Math.min(span.bottom, y - 1);
		}
	}
	return span;
}

async function textOf(pdf: Buffer): Promise<string> {
	const folder = await mkdtemp(path.join(tmpdir(), 'sandbox-test-'));
	try {
		await writeFile(path.join(folder, 'a.pdf'), pdf);
		const { stdout } = await promisify(execFile)(path.join(path.dirname(POPPLER), 'pdftotext'), [
			path.join(folder, 'a.pdf'),
			'-',
		]);
		return stdout;
	} finally {
		await rm(folder, { recursive: true });
	}
}
