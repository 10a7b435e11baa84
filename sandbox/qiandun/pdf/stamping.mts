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
	type PDFPage,
	type PDFRef,
} from 'pdf-lib';
import { drawable, embeddedFont } from './font.mts';
import { pathOperators, type Matrix } from './outline.mts';
import { frameOf, openPdf, type PageFrame } from './reading.mts';
import { SEAL_RED, type SealPicture } from './seal-drawing.mts';

const DATE_SIZE = 10.5;

/** A seal on one page, its centre at X and Y points from the page's lower left corner, with a date below it. */
export interface PageStamp {
	kind: 'page';
	seal: SealPicture;
	/** from 1 */
	page: number;
	x: number;
	y: number;
	/** empty = none */
	date: string;
}

/** A cross-page seal: as many upright strips as there are pages, each at its page's right edge, their middle at the height Y. */
export interface CrossPageStamp {
	kind: 'crossPage';
	seal: SealPicture;
	y: number;
	/** below the last page's strip; empty = none */
	date: string;
}

export type Stamp = PageStamp | CrossPageStamp;

/** The PDF with all stamps, in their order. */
export async function stamped(bytes: Uint8Array, stamps: Stamp[]): Promise<Uint8Array> {
	const pdf = await openPdf(bytes);
	const seals = new Map<SealPicture, PDFRef>();
	for (const { seal } of stamps) if (!seals.has(seal)) seals.set(seal, embeddedSeal(pdf, seal));
	const dates = await dateFont(pdf, stamps);
	const pages = pdf.getPages();
	for (const stamp of stamps) {
		const seal = seals.get(stamp.seal);
		if (seal === undefined) continue;
		if (stamp.kind === 'page') {
			const page = pages[stamp.page - 1];
			if (page !== undefined) stampPage(page, seal, stamp, dates);
		} else {
			for (const [index, page] of pages.entries())
				stampStrip(page, seal, stamp, { index, of: pages.length }, dates);
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
	const { width, height } = stamp.seal;
	const strip = width / part.of;
	const name = page.node.newXObject('Seal', seal);
	page.pushOperators(
		pushGraphicsState(),
		concatTransformationMatrix(...matrix),
		rectangle(right - strip, stamp.y - height / 2, strip, height),
		clip(),
		endPath(),
		concatTransformationMatrix(1, 0, 0, 1, right - strip * (part.index + 1) + width / 2, stamp.y),
		drawObject(name),
		popGraphicsState(),
	);
	if (part.index < part.of - 1) return;
	writeDate(page, stamp, { x: right - 36, y: stamp.y }, font);
}

/** The date in the middle below a seal whose centre is `at`. */
function writeDate(
	page: PDFPage,
	{ seal, date }: Stamp,
	at: { x: number; y: number },
	font: PDFFont | undefined,
): void {
	if (date === '' || font === undefined) return;
	const frame = frameOf(page);
	const text = drawable(date);
	const left = at.x - font.widthOfTextAtSize(text, DATE_SIZE) / 2;
	const below = at.y - seal.height / 2 - DATE_SIZE - 2;
	const [a, b, c, d, e, f] = lookedAt(frame).matrix;
	page.drawText(text, {
		x: a * left + c * below + e,
		y: b * left + d * below + f,
		rotate: degrees(frame.turned),
		size: DATE_SIZE,
		font,
		color: rgb(0.1, 0.1, 0.1),
	});
}

/** The font for the dates, if there are any: the PDF's own for digits, otherwise the Chinese one. */
async function dateFont(pdf: PDFDocument, stamps: Stamp[]): Promise<PDFFont | undefined> {
	const dates = stamps.map(({ date }) => date).join('');
	if (dates === '') return undefined;
	return /^[\x20-\x7e]*$/.test(dates)
		? await pdf.embedFont(StandardFonts.Helvetica)
		: await embeddedFont(pdf, dates);
}

/** The page as it is looked at: its width, and the matrix from there to the page's own coordinates. */
function lookedAt({ x, y, width, height, turned }: PageFrame): { width: number; matrix: Matrix } {
	if (turned === 90) return { width: height, matrix: [0, 1, -1, 0, x + width, y] };
	if (turned === 180) return { width, matrix: [-1, 0, 0, -1, x + width, y + height] };
	if (turned === 270) return { width: height, matrix: [0, -1, 1, 0, x, y + height] };
	return { width, matrix: [1, 0, 0, 1, x, y] };
}
