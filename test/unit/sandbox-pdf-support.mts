// What the tests of signed documents share: a PDF's operators, its pages as pictures, its text.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { decodePDFRawStream, PDFArray, PDFDocument, PDFRawStream } from 'pdf-lib';

const MM = 72 / 25.4;

/** How wide a company's round seal and a person's seal are, in points. */
export const CORP = 42 * MM;
export const PSN = 20 * MM;

const POPPLER = '/usr/bin/pdftoppm';

/** describe, where there is something that draws PDFs. */
export const withPoppler = existsSync(POPPLER) ? describe : describe.skip;

/** The drawing operators of every page, all its content streams together. */
export async function contentsOf(pdf: Buffer): Promise<string[]> {
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
export interface Picture {
	width: number;
	height: number;
	pixels: Buffer;
}

/** The pages as they are looked at. */
export async function picturesOf(pdf: Buffer): Promise<Picture[]> {
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
export function redIn(
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

/** All text, as poppler reads it. */
export async function textOf(pdf: Buffer): Promise<string> {
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
