// Draws the sample pictures of this folder: fictional cards, marked as samples, whose text the sandbox's OCR endpoints answer with.
// Run `npx tsx sandbox/samples/draw.mts` with Chromium and a Chinese font installed. The pictures are committed; run it to change them.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { chromium } from 'playwright-core';
import { html, type Html } from '../html.mts';
import { SAMPLE_KEYWORD } from '../qiandun/ocr-picture.mts';
import type { DocumentKind } from '../qiandun/ocr.mts';

interface Picture {
	file: string;
	kind: DocumentKind;
	title: string;
	width: number;
	height: number;
	/** field of the OCR answer, label on the picture, text */
	lines: Array<[string, string, string]>;
}

const PICTURES: Picture[] = [
	idCard('id-card-front.png', 'idCardFront', [
		['name', '姓名', '样本甲'],
		['sex', '性别', '女'],
		['nation', '民族', '汉'],
		['birth', '出生', '1985-11-12'],
		['address', '住址', '虚构省样本市测试区不存在路2号'],
		['psnIdCardNum', '公民身份号码', '990000198511124562'],
	]),
	idCard('id-card-back.png', 'idCardBack', [
		['authority', '签发机关', '样本市公安局虚构分局'],
		['validDate', '有效期限', '2021.02.03-2041.02.03'],
	]),
	{
		file: 'business-license.png',
		kind: 'businessLicense',
		title: '营业执照 样本',
		width: 480,
		height: 420,
		lines: [
			['corpName', '名称', '样本贸易有限公司'],
			['corpIDCardNum', '统一社会信用代码', '99000000MA00000002'],
			['legalRepName', '法定代表人', '样本甲'],
			['corpType', '类型', '有限责任公司'],
			['address', '住所', '虚构省样本市测试区不存在路2号'],
			['registeredCapital', '注册资本', '伍拾万元整'],
			['establishDate', '成立日期', '2021-02-03'],
			['validPeriod', '营业期限', '2021-02-03至长期'],
			['businessScope', '经营范围', '样本的展示'],
		],
	},
	{
		file: 'bank-card.png',
		kind: 'bankCard',
		title: '银行卡 样本',
		width: 600,
		height: 300,
		lines: [
			['bankName', '银行', '样本银行'],
			['bankCardNo', '卡号', '9999990000000000014'],
		],
	},
];

void main();

/** One side of an ID card: both sides have the same title and size. */
function idCard(file: string, kind: DocumentKind, lines: Picture['lines']): Picture {
	return { file, kind, title: '居民身份证 样本', width: 600, height: 380, lines };
}

async function main(): Promise<void> {
	const browser = await chromium.launch({ executablePath: findBrowser() });
	try {
		for (const picture of PICTURES) {
			const { file, width, height } = picture;
			const page = await browser.newPage({ viewport: { width, height } });
			await page.setContent(drawn(picture).text);
			const png = marked(await page.screenshot({ type: 'png' }), picture);
			fs.writeFileSync(path.join(import.meta.dirname, file), png);
			console.log(`${file}: ${png.length} bytes`);
			await page.close();
		}
	} finally {
		await browser.close();
	}
}

/** @throws Error when there is none */
function findBrowser(): string {
	const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
	const found = names
		.map((name) => spawnSync('which', [name], { encoding: 'utf8' }).stdout.trim())
		.find((where) => where !== '');
	if (found === undefined) throw new Error(`One of ${names.join(', ')} must be on PATH.`);
	return found;
}

function drawn({ title, lines }: Picture): Html {
	return html`<!doctype html><meta charset="utf-8"><style>
body { margin: 0; height: 100vh; background: #eaf1fb; font: 19px/1.7 "Noto Sans CJK SC", sans-serif; color: #1b2330; position: relative; overflow: hidden; }
h1 { font-size: 26px; margin: 0; padding: 12px 28px; background: #cfe0f7; }
p { margin: 2px 28px; } b { color: #3a5a8c; font-weight: 400; }
i { position: absolute; inset: 0; display: grid; place-items: center; font: 700 64px sans-serif; color: #b3261e; opacity: .22; transform: rotate(-18deg); white-space: nowrap; }
</style><h1>${title} SAMPLE</h1>${lines.map(([, label, text]) => html`<p><b>${label}</b> ${text}</p>`)}<i>样本 SAMPLE</i>`;
}

/** The PNG with its text in a tEXt chunk before IEND, its last twelve bytes. */
function marked(png: Buffer, { kind, lines }: Picture): Buffer {
	const text = JSON.stringify({
		kind,
		...Object.fromEntries(lines.map(([field, , value]) => [field, value])),
	}).replace(
		/[^\x20-\x7e]/g,
		(character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
	);
	const content = Buffer.from(`tEXt${SAMPLE_KEYWORD}\0${text}`, 'latin1');
	const chunk = Buffer.alloc(content.length + 8);
	chunk.writeUInt32BE(content.length - 4, 0);
	content.copy(chunk, 4);
	chunk.writeUInt32BE(crc32(content), content.length + 4);
	return Buffer.concat([png.subarray(0, -12), chunk, png.subarray(-12)]);
}
