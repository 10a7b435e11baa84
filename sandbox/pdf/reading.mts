// Reads what callers upload: a PDF's pages, a picture as a PDF of one page.
import { degrees, ParseSpeeds, PDFDocument, type PDFPage } from 'pdf-lib';
import type { Matrix } from './outline.mts';

/** A page as it is looked at, rotation included, in PDF points. */
export interface PageSize {
	width: number;
	height: number;
}

/** A page's box in the page's own coordinates, and how many degrees clockwise viewers turn it: 0, 90, 180 or 270. */
export interface PageFrame {
	x: number;
	y: number;
	width: number;
	height: number;
	turned: number;
}

/** A4 upright, in points. */
export const A4: PageSize = { width: 595.28, height: 841.89 };

/** Opens a PDF. Rejects when it is broken or encrypted. */
export async function openPdf(bytes: Uint8Array): Promise<PDFDocument> {
	return await PDFDocument.load(bytes, {
		updateMetadata: false,
		parseSpeed: ParseSpeeds.Fastest,
	});
}

/** Sizes of all pages. Rejects when the file is broken, encrypted or has none. */
export async function pageSizes(bytes: Uint8Array): Promise<PageSize[]> {
	const pages = (await openPdf(bytes)).getPages();
	if (pages.length === 0) throw new Error('The PDF has no pages');
	return pages.map((page) => {
		const { width, height, turned } = frameOf(page);
		return turned % 180 === 0 ? { width, height } : { width: height, height: width };
	});
}

/** What viewers show of a page: the crop box within the media box. */
export function frameOf(page: PDFPage): PageFrame {
	const media = page.getMediaBox();
	const crop = page.getCropBox();
	const x = Math.max(media.x, crop.x);
	const y = Math.max(media.y, crop.y);
	return {
		x,
		y,
		width: Math.min(media.x + media.width, crop.x + crop.width) - x,
		height: Math.min(media.y + media.height, crop.y + crop.height) - y,
		turned: (((Math.round(page.getRotation().angle / 90) * 90) % 360) + 360) % 360,
	};
}

/** The page as it is looked at: its width, and the matrix from there to the page's own coordinates. */
export function lookedAt({ x, y, width, height, turned }: PageFrame): { width: number; matrix: Matrix } {
	if (turned === 90) return { width: height, matrix: [0, 1, -1, 0, x + width, y] };
	if (turned === 180) return { width, matrix: [-1, 0, 0, -1, x + width, y + height] };
	if (turned === 270) return { width: height, matrix: [0, -1, 1, 0, x, y + height] };
	return { width, matrix: [1, 0, 0, 1, x, y] };
}

/** A picture as a PDF of one A4 page, turned to suit the picture, which is made as large as fits. Rejects when it is broken. */
export async function pdfOfPicture(bytes: Uint8Array, type: 'png' | 'jpg'): Promise<Uint8Array> {
	const pdf = await PDFDocument.create();
	const picture = await (type === 'png' ? pdf.embedPng(bytes) : pdf.embedJpg(bytes));
	const wide = picture.width > picture.height;
	const page = pdf.addPage(wide ? [A4.height, A4.width] : [A4.width, A4.height]);
	page.setRotation(degrees(0));
	const { width, height } = picture.scaleToFit(page.getWidth() - 72, page.getHeight() - 72);
	page.drawImage(picture, {
		x: (page.getWidth() - width) / 2,
		y: (page.getHeight() - height) / 2,
		width,
		height,
	});
	return await pdf.save();
}
