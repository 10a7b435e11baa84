// Where keywords stand in a PDF, found in its text, whatever wrote the PDF and however its pages are turned.
import { degrees, PDFDocument, PDFName, StandardFonts } from 'pdf-lib';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import { answer, control, ok, uploaded } from './sandbox-esign-flow-support.mts';
import { postJson } from './sandbox-support.mts';

interface Found {
	keyword: string;
	searchResult: boolean;
	positions: Array<{ pageNum: number; coordinates: Array<{ positionX: number; positionY: number }> }>;
}

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox();
});

afterAll(async () => {
	await sandbox.close();
});

beforeEach(async () => {
	await postJson(new URL('/sandbox/reset', sandbox.console), {});
	await control(sandbox, '/settings', { processingMs: 0 });
});

const search = async (fileId: string, keywords: string[]) =>
	(await ok<{ keywordPositions: Found[] }>(sandbox, 'POST', `/v3/files/${fileId}/keyword-positions`, { keywords }))
		.keywordPositions;

/** A PDF whose pages are drawn by hand: the operators of a page, with Helvetica as /F. */
async function handWritten(...contents: string[]): Promise<Uint8Array> {
	const pdf = await PDFDocument.create();
	const font = await pdf.embedFont(StandardFonts.Helvetica);
	for (const content of contents) {
		const page = pdf.addPage([595, 842]);
		page.node.setFontDictionary(PDFName.of('F'), font.ref);
		page.node.set(PDFName.of('Contents'), pdf.context.register(pdf.context.stream(content)));
	}
	return await pdf.save();
}

describe('searching a file', () => {
	it('finds every place of every keyword, on all pages, from the lower left corner', async () => {
		const pdf = await PDFDocument.create();
		const font = await pdf.embedFont(StandardFonts.Helvetica);
		for (const places of [[[100, 700], [300, 120.5]], [[50, 50]]] as Array<Array<[number, number]>>) {
			const page = pdf.addPage([595, 842]);
			for (const [x, y] of places) page.drawText('SIGN HERE', { x, y, size: 12, font });
		}
		const fileId = await uploaded(sandbox, '合同.pdf', await pdf.save());
		expect(await search(fileId, ['SIGN HERE', 'nowhere'])).toEqual([
			{
				keyword: 'SIGN HERE',
				searchResult: true,
				positions: [
					{ pageNum: 1, coordinates: [{ positionX: 100, positionY: 700 }, { positionX: 300, positionY: 120.5 }] },
					{ pageNum: 2, coordinates: [{ positionX: 50, positionY: 50 }] },
				],
			},
			{ keyword: 'nowhere', searchResult: false, positions: [] },
		]);
	});

	it('finds Chinese text of a subset font', async () => {
		const { templates } = (await (await fetch(new URL('/sandbox/esign/templates', sandbox.console))).json()) as {
			templates: Array<{ docTemplateId: string; components: Array<{ componentKey: string }> }>;
		};
		const [template] = templates;
		const { fileId } = await ok<{ fileId: string }>(sandbox, 'POST', '/v3/files/create-by-doc-template', {
			docTemplateId: template?.docTemplateId,
			fileName: '劳动合同',
			components: [
				{ componentKey: 'companyName', componentValue: '示例科技有限公司' },
				{ componentKey: 'employeeName', componentValue: '测试甲' },
			],
		});
		const [company, seal, none] = await search(fileId, ['示例科技有限公司', '甲方(盖章)', '示例科技无限公司']);
		expect(company?.positions.map(({ pageNum }) => pageNum)).toEqual([1, 2]);
		expect(seal?.positions).toHaveLength(1);
		expect(seal?.positions[0]).toMatchObject({ pageNum: 2 });
		expect(none?.searchResult).toBe(false);
	});

	it.each<[string, string]>([
		['kerned letters', '[(AB) -120 (CD)] TJ'],
		['a hexadecimal string', '<41424344> Tj'],
		['escapes', '(\\101B\\\nCD) Tj'],
		['several strings', '(A) Tj (BC) Tj (D) Tj'],
		['spaces between letters', '(A B C D) Tj'],
		['a quotation mark', "14 TL 0 14 Td (ABCD) '"],
	])('reads %s', async (_what, operators) => {
		const fileId = await uploaded(sandbox, '合同.pdf', await handWritten(`BT /F 10 Tf 120 600 Td ${operators} ET`));
		expect(await search(fileId, ['ABCD'])).toMatchObject([
			{ positions: [{ pageNum: 1, coordinates: [{ positionX: 120, positionY: 600 }] }] },
		]);
	});

	it('follows the pen within a line, and its transformations', async () => {
		const content = 'q 2 0 0 2 10 20 cm BT /F 10 Tf 1 0 0 1 50 100 Tm (MM) Tj (WORD) Tj ET Q';
		const fileId = await uploaded(sandbox, '合同.pdf', await handWritten(content));
		const [found] = await search(fileId, ['WORD']);
		// M is 0.833 wide in Helvetica.
		expect(found?.positions).toEqual([
			{ pageNum: 1, coordinates: [{ positionX: 10 + 2 * (50 + 2 * 8.33), positionY: 220 }] },
		]);
	});

	it('does not find one keyword over the end of a page', async () => {
		const fileId = await uploaded(sandbox, '合同.pdf', await handWritten('BT /F 9 Tf 9 9 Td (AB) Tj ET', 'BT /F 9 Tf 9 9 Td (CD) Tj ET'));
		expect(await search(fileId, ['ABCD', 'AB', 'CD'])).toMatchObject([
			{ searchResult: false },
			{ positions: [{ pageNum: 1 }] },
			{ positions: [{ pageNum: 2 }] },
		]);
	});

	it.each<[number, number, number]>([
		[0, 100, 700],
		[90, 700, 495],
		[180, 495, 142],
		[270, 142, 100],
	])('answers places as a page turned by %i degrees is looked at', async (turned, x, y) => {
		const pdf = await PDFDocument.create();
		const page = pdf.addPage([595, 842]);
		page.setRotation(degrees(turned));
		page.drawText('MARK', { x: 100, y: 700, size: 12 });
		const fileId = await uploaded(sandbox, '合同.pdf', await pdf.save());
		expect(await search(fileId, ['MARK'])).toMatchObject([
			{ positions: [{ coordinates: [{ positionX: x, positionY: y }] }] },
		]);
	});

	it('takes the keywords of the old GET from its query', async () => {
		const fileId = await uploaded(sandbox);
		const query = { keywords: 'Page 1,Page 3' };
		expect(await ok(sandbox, 'GET', `/v3/files/${fileId}/keyword-positions`, undefined, { query })).toMatchObject({
			keywordPositions: [
				{ keyword: 'Page 1', positions: [{ pageNum: 1, coordinates: [{ positionX: 60, positionY: 60 }] }] },
				{ keyword: 'Page 3', positions: [{ pageNum: 3, coordinates: [{ positionX: 60, positionY: 60 }] }] },
			],
		});
	});

	it('gives places that a seal can be put to', async () => {
		const fileId = await uploaded(sandbox);
		const [found] = await search(fileId, ['Page 2']);
		const [position] = found?.positions ?? [];
		expect(position).toEqual({ pageNum: 2, coordinates: [{ positionX: 60, positionY: 60 }] });
	});
});

describe('a search is refused', () => {
	it.each<[string, string[], string]>([
		['without keywords', [], '参数错误: 未指定关键字'],
		['with blank ones only', [' ', ''], '参数错误: 未指定关键字'],
		['with more than 30', Array.from({ length: 31 }, (_, index) => `K${index}`), '参数错误: 关键字最多30个'],
	])('%s', async (_what, keywords, message) => {
		const fileId = await uploaded(sandbox);
		expect(await answer(sandbox, 'POST', `/v3/files/${fileId}/keyword-positions`, { keywords })).toMatchObject({
			code: 1435002,
			message,
		});
	});

	it('for a file nobody has announced, put, or that is no PDF', async () => {
		const keywords = ['甲方'];
		expect(await answer(sandbox, 'POST', '/v3/files/nothing/keyword-positions', { keywords })).toMatchObject({
			code: 1435608,
			message: '查询合同信息失败: 合同不存在',
		});
		await control(sandbox, '/settings', { processingMs: 60_000 });
		const early = await uploaded(sandbox);
		expect(await answer(sandbox, 'POST', `/v3/files/${early}/keyword-positions`, { keywords })).toMatchObject({
			code: 1435603,
			message: '获取合同下载地址失败',
		});
		await control(sandbox, '/settings', { processingMs: 0 });
		const picture = await uploaded(sandbox, '照片.png', Buffer.from('anything'));
		expect(await answer(sandbox, 'POST', `/v3/files/${picture}/keyword-positions`, { keywords })).toMatchObject({
			code: 1437509,
			message: '解析文档关键字失败，PDF header not found.',
		});
	});
});
