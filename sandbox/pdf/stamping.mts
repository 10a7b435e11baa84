// Puts seals and dates onto the pages of a PDF, where they were asked for as the page is looked at.
import {
	clip,
	concatTransformationMatrix,
	degrees,
	drawObject,
	endPath,
	fill,
	popGraphicsState,
	pushGraphicsState,
	rectangle,
	rgb,
	setFillingRgbColor,
	setGraphicsState,
	setLineWidth,
	setStrokingRgbColor,
	StandardFonts,
	stroke,
	type PDFDocument,
	type PDFFont,
	type PDFOperator,
	type PDFPage,
	type PDFRef,
} from 'pdf-lib';
import { drawable, embeddedFont } from './font.mts';
import { pathOperators } from './outline.mts';
import { frameOf, lookedAt, openPdf } from './reading.mts';
import { SEAL_RED, type SealPicture } from './seal-drawing.mts';

const DATE_SIZE = 10.5;

/** What any stamped seal has. */
interface SealStamp {
	seal: SealPicture;
	/** how much larger than drawn; 1 unless it is there */
	scale?: number;
	/** empty = none */
	date: string;
	/** in points; 10.5 unless it is there */
	dateSize?: number;
}

/** A seal on one page, its centre at X and Y points from the page's lower left corner, with a date below it. */
export interface PageStamp extends SealStamp {
	kind: 'page';
	/** from 1 */
	page: number;
	x: number;
	y: number;
}

/**
 * A cross-page seal: as many upright strips as there are pages, each at its page's right edge, their middle at the height Y. The date is
 * below the last strip.
 */
export interface CrossPageStamp extends SealStamp {
	kind: 'crossPage';
	y: number;
	/** from 1, ascending; all unless they are there */
	pages?: number[];
}

/** Text, its lower left corner at X and Y points from the page's lower left corner; lines at line feeds. */
export interface TextStamp {
	kind: 'text';
	/** from 1 */
	page: number;
	x: number;
	y: number;
	text: string;
	/** in points */
	size: number;
}

export type Stamp = PageStamp | CrossPageStamp | TextStamp;

/** The PDF with all stamps, in their order. */
export async function stamped(bytes: Uint8Array, stamps: Stamp[]): Promise<Uint8Array> {
	const pdf = await openPdf(bytes);
	const seals = new Map<SealPicture, PDFRef>();
	const font = await textFont(pdf, stamps);
	const pages = pdf.getPages();
	for (const stamp of stamps) {
		if (stamp.kind === 'text') {
			const page = pages[stamp.page - 1];
			if (page !== undefined && font !== undefined) writeText(page, stamp, font);
			continue;
		}
		const seal = seals.get(stamp.seal) ?? embeddedSeal(pdf, stamp.seal);
		seals.set(stamp.seal, seal);
		if (stamp.kind === 'page') {
			const page = pages[stamp.page - 1];
			if (page !== undefined) stampPage(page, seal, stamp, font);
		} else {
			const chosen = (stamp.pages ?? pages.map((_, index) => index + 1)).flatMap((number) => pages[number - 1] ?? []);
			for (const [index, page] of chosen.entries())
				stampStrip(page, seal, stamp, { index, of: chosen.length }, font);
		}
	}
	return await pdf.save();
}

/** A seal as a form of its own, drawn once however often it is used; it darkens what is below it as ink does. */
function embeddedSeal({ context }: PDFDocument, { width, height, shapes }: SealPicture): PDFRef {
	const { red, green, blue } = SEAL_RED;
	const operators = [
		setGraphicsState('Ink'),
		setFillingRgbColor(red, green, blue),
		setStrokingRgbColor(red, green, blue),
		...shapes.flatMap(({ outline, lineWidth }) => [
			...(lineWidth === 0 ? [] : [setLineWidth(lineWidth)]),
			...pathOperators(outline),
			lineWidth === 0 ? fill() : stroke(),
		]),
	];
	return context.register(
		context.formXObject(operators, {
			BBox: [-width / 2, -height / 2, width / 2, height / 2],
			Resources: { ExtGState: { Ink: { Type: 'ExtGState', BM: 'Multiply', ca: 0.92, CA: 0.92 } } },
		}),
	);
}

function stampPage(page: PDFPage, seal: PDFRef, stamp: PageStamp, font: PDFFont | undefined): void {
	const toPage = lookedAt(frameOf(page)).matrix;
	const name = page.node.newXObject('Seal', seal);
	page.pushOperators(
		pushGraphicsState(),
		concatTransformationMatrix(...toPage),
		concatTransformationMatrix(1, 0, 0, 1, stamp.x, stamp.y),
		...scaled(stamp),
		drawObject(name),
		popGraphicsState(),
	);
	writeDate(page, stamp, { x: stamp.x, y: stamp.y }, font);
}

function stampStrip(
	page: PDFPage,
	seal: PDFRef,
	stamp: CrossPageStamp,
	part: { index: number; of: number },
	font: PDFFont | undefined,
): void {
	const { matrix, width: right } = lookedAt(frameOf(page));
	const { scale = 1 } = stamp;
	const [width, height] = [stamp.seal.width * scale, stamp.seal.height * scale];
	const strip = width / part.of;
	const name = page.node.newXObject('Seal', seal);
	page.pushOperators(
		pushGraphicsState(),
		concatTransformationMatrix(...matrix),
		rectangle(right - strip, stamp.y - height / 2, strip, height),
		clip(),
		endPath(),
		concatTransformationMatrix(1, 0, 0, 1, right - strip * (part.index + 1) + width / 2, stamp.y),
		...scaled(stamp),
		drawObject(name),
		popGraphicsState(),
	);
	if (part.index < part.of - 1) return;
	writeDate(page, stamp, { x: right - 36, y: stamp.y }, font);
}

/** Nothing for a seal as large as it was drawn. */
function scaled({ scale = 1 }: SealStamp): PDFOperator[] {
	return scale === 1 ? [] : [concatTransformationMatrix(scale, 0, 0, scale, 0, 0)];
}

/** The date in the middle below a seal whose centre is `at`. */
function writeDate(
	page: PDFPage,
	{ seal, scale = 1, date, dateSize = DATE_SIZE }: SealStamp,
	at: { x: number; y: number },
	font: PDFFont | undefined,
): void {
	if (date === '' || font === undefined) return;
	const x = at.x - font.widthOfTextAtSize(drawable(date), dateSize) / 2;
	const y = at.y - (seal.height * scale) / 2 - dateSize - 2;
	writeText(page, { x, y, text: date, size: dateSize }, font);
}

function writeText(
	page: PDFPage,
	{ x, y, text, size }: Omit<TextStamp, 'kind' | 'page'>,
	font: PDFFont,
): void {
	const frame = frameOf(page);
	const [a, b, c, d, e, f] = lookedAt(frame).matrix;
	const lines = text.split('\n');
	lines.forEach((line, index) => {
		const height = y + (lines.length - 1 - index) * size * 1.4;
		page.drawText(drawable(line), {
			x: a * x + c * height + e,
			y: b * x + d * height + f,
			rotate: degrees(frame.turned),
			size,
			font,
			color: rgb(0.1, 0.1, 0.1),
		});
	});
}

/** The font for dates and texts, if there are any: the PDF's own for what it can write, otherwise the Chinese one. */
async function textFont(pdf: PDFDocument, stamps: Stamp[]): Promise<PDFFont | undefined> {
	const text = stamps.map((stamp) => (stamp.kind === 'text' ? stamp.text : stamp.date)).join('');
	if (text === '') return undefined;
	return /^[\x20-\x7e\n]*$/.test(text)
		? await pdf.embedFont(StandardFonts.Helvetica)
		: await embeddedFont(pdf, text);
}
