// Seals and dates on the pages: where they stand as a reader sees them, whatever the page's size and rotation.
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
import { contentsOf, CORP, picturesOf, PSN, redIn, textOf, withPoppler } from './sandbox-pdf-support.mts';
import { postJson } from './sandbox-support.mts';

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
