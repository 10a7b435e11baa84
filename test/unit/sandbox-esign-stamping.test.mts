// eSign's seals, dates and remarks on the pages of the signed document, read back from the PDF.
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import { pdfOf, type TestPage } from './sandbox-contract-support.mts';
import {
	across,
	at,
	control,
	flowOf,
	ok,
	orgSigner,
	ownSigner,
	personSigner,
	signedPdf,
	uploaded,
	uploadedPdf,
} from './sandbox-esign-flow-support.mts';
import { contentsOf, CORP, picturesOf, PSN, redIn, withPoppler } from './sandbox-pdf-support.mts';
import { postJson } from './sandbox-support.mts';

/** Noon of 1 July 2026 in Beijing. */
const NOON = Date.UTC(2026, 6, 1, 4, 5, 6);

const POINTS_PER_PX = 0.75;

let sandbox: Sandbox;
let clock: number | undefined;

beforeAll(async () => {
	sandbox = await startSandbox({ now: () => clock ?? Date.now() });
});

afterAll(async () => {
	await sandbox.close();
});

beforeEach(async () => {
	await postJson(new URL('/sandbox/reset', sandbox.console), {});
	await control(sandbox, '/settings', { processingMs: 0 });
});

/** The document after everybody has signed in turn, at noon. */
async function signed(pages: TestPage[], signers: (fileId: string) => object[], choice: object = {}): Promise<Buffer> {
	const fileId = await uploadedPdf(sandbox, pages);
	const signFlowId = await flowOf(sandbox, [fileId], signers(fileId));
	clock = NOON;
	await control(sandbox, '/sign', { signFlowId, all: true, ...choice });
	clock = undefined;
	return await signedPdf(sandbox, signFlowId);
}

/** Where words stand in a PDF, as the platform's own search finds them. */
async function placesOf(pdf: Buffer, keyword: string): Promise<Array<[page: number, x: number, y: number]>> {
	const fileId = await uploaded(sandbox, '已签.pdf', pdf);
	const { keywordPositions } = await ok<{
		keywordPositions: Array<{ positions: Array<{ pageNum: number; coordinates: Array<{ positionX: number; positionY: number }> }> }>;
	}>(sandbox, 'POST', `/v3/files/${fileId}/keyword-positions`, { keywords: [keyword] });
	return keywordPositions.flatMap(({ positions }) =>
		positions.flatMap(({ pageNum, coordinates }) =>
			coordinates.map(({ positionX, positionY }): [number, number, number] => [pageNum, positionX, positionY]),
		),
	);
}

const person = (fields: object[], more: object = {}) => personSigner('13800000001', '测试甲', fields, more);

describe('a seal on one page', () => {
	it('has its centre where it was asked for, on that page only', async () => {
		const pdf = await signed([{}, {}], (file) => [person([at(file, 2, 280, 420)])]);
		const [first, second] = await contentsOf(pdf);
		expect(first).not.toContain('/Seal');
		expect(second).toMatch(/1 0 0 1 280 420 cm\s+\/Seal/);
	});

	it('is as wide as signFieldSize says, in px', async () => {
		const pdf = await signed([{}], (file) => [person([at(file, 1, 280, 420, { signFieldSize: '120' })])]);
		const [content = ''] = await contentsOf(pdf);
		const [, scale] = /1 0 0 1 280 420 cm\s+([\d.]+) 0 0 [\d.]+ 0 0 cm\s+\/Seal/.exec(content) ?? [];
		expect(Number(scale)).toBeCloseTo((120 * POINTS_PER_PX) / PSN, 3);
	});

	it('is on all its places, of several signers and in several documents', async () => {
		const [one, two] = [await uploadedPdf(sandbox, [{}]), await uploadedPdf(sandbox, [{}])];
		const signFlowId = await flowOf(sandbox, [one, two], [
			person([at(one, 1, 100, 100), at(two, 1, 200, 200)]),
			orgSigner('示例公司', '13800000002', '测试乙', [at(one, 1, 300, 300)], { signConfig: { signOrder: 2 } }),
		]);
		await control(sandbox, '/sign', { signFlowId, all: true });
		const { files } = await ok<{ files: Array<{ downloadUrl: string }> }>(sandbox, 'POST', `/v3/sign-flow/${signFlowId}/file-download-url`, {});
		const contents = await Promise.all(
			files.map(async ({ downloadUrl }) => (await contentsOf(Buffer.from(await (await fetch(downloadUrl)).arrayBuffer())))[0] ?? ''),
		);
		expect(contents[0]).toMatch(/1 0 0 1 100 100 cm\s+\/Seal/);
		expect(contents[0]).toMatch(/1 0 0 1 300 300 cm\s+\/Seal/);
		expect(contents[1]).toMatch(/1 0 0 1 200 200 cm\s+\/Seal/);
		expect(contents[1]).not.toContain('300 300');
	});
});

describe('a seal across pages', () => {
	const strips = async (pdf: Buffer) =>
		(await contentsOf(pdf)).map((content) => {
			const [, x, y, width, height] = /([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) re\s+W\s+n/.exec(content) ?? [];
			return x === undefined ? undefined : [x, y, width, height].map(Number);
		});

	it('is cut into one strip for each page', async () => {
		const own = (file: string) => [ownSigner([autoAcross(file, 400)])];
		const found = await strips(await signed([{}, {}, {}], own));
		const width = CORP / 3;
		expect(found).toHaveLength(3);
		for (const strip of found) {
			expect(strip?.[0]).toBeCloseTo(595 - width, 1);
			expect(strip?.[1]).toBeCloseTo(400 - CORP / 2, 1);
			expect(strip?.[2]).toBeCloseTo(width, 1);
		}
	});

	it('is on the chosen pages only', async () => {
		const position = { acrossPageMode: 'AssignedPages', positionPage: '2-3' };
		const found = await strips(await signed([{}, {}, {}, {}], (file) => [person([across(file, 400, position)])]));
		expect(found.map((strip) => strip !== undefined)).toEqual([false, true, true, false]);
		expect(found[1]?.[2]).toBeCloseTo(PSN / 2, 1);
	});
});

describe('a date', () => {
	it('stands where it was asked for, in the format asked for', async () => {
		const date = { showSignDate: 1, dateFormat: 'yyyy-MM-dd', fontSize: 16, signDatePositionX: 150, signDatePositionY: 90 };
		const pdf = await signed([{}], (file) => [person([at(file, 1, 280, 420, {}, { signDateConfig: date })])]);
		expect(await placesOf(pdf, '2026-07-01')).toEqual([[1, 150, 90]]);
	});

	it('stands below the seal where no place was asked for', async () => {
		const date = { showSignDate: 1 };
		const pdf = await signed([{}], (file) => [person([at(file, 1, 280, 420, {}, { signDateConfig: date })])]);
		const [[page, x, y] = []] = await placesOf(pdf, '2026年07月01日');
		expect(page).toBe(1);
		expect(x).toBeLessThan(280);
		expect(y).toBeLessThan(420 - PSN / 2);
		expect(y).toBeGreaterThan(420 - PSN / 2 - 20);
	});

	it('can be a field of its own', async () => {
		const own = { signDatePositionPage: 1, signDatePositionX: 100, signDatePositionY: 50, dateFormat: 'yyyy/MM/dd HH:mm:ss' };
		const pdf = await signed([{}], (file) => [
			person([at(file, 1, 280, 420), { fileId: file, signFieldType: 2, dateSignFieldConfig: own }]),
		]);
		expect(await placesOf(pdf, '2026/07/01 12:05:06')).toEqual([[1, 100, 50]]);
	});

	it.each([
		['yyyy年M月d日', '2026年7月1日'],
		['yyyy.MM.dd', '2026.07.01'],
		['yyyy年M月', '2026年7月'],
		['yy-MM-dd', '26-07-01'],
		['yyyy-MM-dd HH:mm', '2026-07-01 12:05'],
	])('in the format %s is %s', async (dateFormat, text) => {
		const own = { signDatePositionPage: 1, signDatePositionX: 100, signDatePositionY: 50, dateFormat };
		const pdf = await signed([{}], (file) => [person([{ fileId: file, signFieldType: 2, dateSignFieldConfig: own }])]);
		expect(await placesOf(pdf, text)).toEqual([[1, 100, 50]]);
	});
});

describe('a field the signer fills in', () => {
	it('has the seal where they put it', async () => {
		const free = { freeMode: true };
		const pdf = await signed([{}, {}], (file) => [person([{ fileId: file, normalSignFieldConfig: free }])], {
			places: [{ page: 1, x: 111, y: 222 }, { page: 2, x: 333, y: 444 }],
		});
		const [first, second] = await contentsOf(pdf);
		expect(first).toMatch(/1 0 0 1 111 222 cm\s+\/Seal/);
		expect(second).toMatch(/1 0 0 1 333 444 cm\s+\/Seal/);
	});

	it('has the seal on the last page where they say nothing', async () => {
		const free = { freeMode: true };
		const pdf = await signed([{}, {}], (file) => [person([{ fileId: file, normalSignFieldConfig: free }])]);
		const [first, second] = await contentsOf(pdf);
		expect(first).not.toContain('/Seal');
		expect(second).toContain('/Seal');
	});

	it('has their remark', async () => {
		const remark = { inputType: 1, remarkContent: '本人已阅读', signFieldPosition: { positionPage: '1', positionX: 70, positionY: 300 } };
		const field = (file: string) => ({ fileId: file, signFieldType: 1, remarkSignFieldConfig: remark });
		const pdf = await signed([{}], (file) => [person([at(file, 1, 280, 420), field(file)])]);
		expect(await placesOf(pdf, '本人已阅读')).toEqual([[1, 70, 300]]);
		const said = await signed([{}], (file) => [person([field(file)])], { remark: '同意以上条款' });
		expect(await placesOf(said, '同意以上条款')).toEqual([[1, 70, 300]]);
	});
});

describe('the original', () => {
	it('stays as it was uploaded', async () => {
		const original = await pdfOf([{}]);
		const fileId = await uploaded(sandbox, '合同.pdf', original);
		const signFlowId = await flowOf(sandbox, [fileId], [person([at(fileId, 1, 9, 9)])]);
		await control(sandbox, '/sign', { signFlowId });
		const { fileDownloadUrl } = await ok(sandbox, 'GET', `/v3/files/${fileId}`);
		const bytes = Buffer.from(await (await fetch(String(fileDownloadUrl))).arrayBuffer());
		expect(bytes.equals(Buffer.from(original))).toBe(true);
	});
});

withPoppler('the picture of a signed page', () => {
	it.each<[string, TestPage]>([
		['upright', {}],
		['turned by 90 degrees', { turned: 90 }],
		['cropped and turned', { size: [700, 900], crop: [50, 80, 595, 700], turned: 270 }],
	])('%s has the seal where it was asked for, as it is looked at', async (_name, page) => {
		const pdf = await signed([page], (file) => [orgSigner('示例科技发展有限公司', '13800000002', '测试乙', [at(file, 1, 200, 300)])]);
		const [picture] = await picturesOf(pdf);
		const red = redIn(picture);
		expect(red.left).toBeCloseTo(200 - CORP / 2, -0.5);
		expect(red.right).toBeCloseTo(200 + CORP / 2, -0.5);
		expect(red.bottom).toBeCloseTo(300 - CORP / 2, -0.5);
		expect(red.top).toBeCloseTo(300 + CORP / 2, -0.5);
	});

	it('has the seal half as large where half the size was asked for', async () => {
		const half = { signFieldSize: String(CORP / 2 / POINTS_PER_PX) };
		const pdf = await signed([{}], (file) => [ownSigner([at(file, 1, 200, 300, { ...half, autoSign: true })])]);
		const red = redIn((await picturesOf(pdf))[0]);
		expect(red.right - red.left).toBeCloseTo(CORP / 2, -0.5);
	});
});

function autoAcross(fileId: string, positionY: number): object {
	return { fileId, normalSignFieldConfig: { signFieldStyle: 2, autoSign: true, signFieldPosition: { positionY } } };
}
