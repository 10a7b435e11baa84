// The text of a PDF's pages, character by character, each with its place. Text in pictures is none.
import {
	decodePDFRawStream,
	PDFArray,
	PDFDict,
	PDFName,
	PDFNumber,
	PDFRawStream,
	PDFStream,
	type PDFObject,
	type PDFPage,
} from 'pdf-lib';
import { Name, operationsOf, type Operand } from './content-tokens.mts';
import type { Matrix } from './outline.mts';
import { frameOf, lookedAt, openPdf } from './reading.mts';
import { textFont, type TextFont } from './text-font.mts';

/** A character and the lower left end of its baseline, in points from the page's lower left corner as it is looked at. */
export interface PlacedGlyph {
	text: string;
	x: number;
	y: number;
}

/** One page's characters, in the order they are drawn. */
export type PageText = PlacedGlyph[];

/** Forms may hold forms; deeper ones are left out. */
const DEPTH_MOST = 8;

const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];

/** The text of each page. Rejects when the file is broken or encrypted. */
export async function pageTexts(bytes: Uint8Array): Promise<PageText[]> {
	const pages: PageText[] = [];
	for (const page of (await openPdf(bytes)).getPages()) pages.push(await textOf(page));
	return pages;
}

async function textOf(page: PDFPage): Promise<PageText> {
	const glyphs: PageText = [];
	const resources = page.node.Resources();
	const toLook = inverse(lookedAt(frameOf(page)).matrix);
	if (resources !== undefined) await new Pen(glyphs, toLook).draw(contentOf(page.node.Contents()), resources, 0);
	return glyphs;
}

/** How text stands at one moment. */
interface TextState {
	matrix: Matrix;
	font: TextFont | undefined;
	size: number;
	characterSpacing: number;
	wordSpacing: number;
	/** parts of 1 */
	stretch: number;
	leading: number;
	rise: number;
}

/** Follows the operators of a content stream and notes each character. */
class Pen {
	private state: TextState;
	private text = IDENTITY;
	private line = IDENTITY;
	private readonly fonts = new Map<PDFObject, TextFont>();

	constructor(
		private readonly glyphs: PageText,
		matrix: Matrix,
	) {
		this.state = { matrix, font: undefined, size: 0, characterSpacing: 0, wordSpacing: 0, stretch: 1, leading: 0, rise: 0 };
	}

	async draw(content: Uint8Array, resources: PDFDict, depth: number): Promise<void> {
		const saved: TextState[] = [];
		for (const { operator, operands } of operationsOf(content)) {
			const numbers = operands.map((operand) => (typeof operand === 'number' ? operand : 0));
			const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = numbers;
			if (operator === 'q') saved.push({ ...this.state });
			else if (operator === 'Q') this.state = saved.pop() ?? this.state;
			else if (operator === 'cm') this.state.matrix = times([a, b, c, d, e, f], this.state.matrix);
			else if (operator === 'BT') this.startLine(IDENTITY);
			else if (operator === 'Tf') await this.choose(operands[0], b, resources);
			else if (operator === 'Tc') this.state.characterSpacing = a;
			else if (operator === 'Tw') this.state.wordSpacing = a;
			else if (operator === 'Tz') this.state.stretch = a / 100;
			else if (operator === 'TL') this.state.leading = a;
			else if (operator === 'Ts') this.state.rise = a;
			else if (operator === 'Td') this.moveLine(a, b);
			else if (operator === 'TD') {
				this.state.leading = -b;
				this.moveLine(a, b);
			} else if (operator === 'Tm') this.startLine([a, b, c, d, e, f]);
			else if (operator === 'T*') this.moveLine(0, -this.state.leading);
			else if (operator === 'Tj' || operator === 'TJ') this.show(operands[0]);
			else if (operator === "'") {
				this.moveLine(0, -this.state.leading);
				this.show(operands[0]);
			} else if (operator === '"') {
				[this.state.wordSpacing, this.state.characterSpacing] = [a, b];
				this.moveLine(0, -this.state.leading);
				this.show(operands[2]);
			} else if (operator === 'Do') await this.drawForm(operands[0], resources, depth);
		}
	}

	private async choose(name: Operand | undefined, size: number, resources: PDFDict): Promise<void> {
		this.state.size = size;
		this.state.font = undefined;
		const font = resourceOf(resources, 'Font', name);
		if (!(font instanceof PDFDict)) return;
		const known = this.fonts.get(font) ?? (await textFont(font));
		this.fonts.set(font, known);
		this.state.font = known;
	}

	private async drawForm(name: Operand | undefined, resources: PDFDict, depth: number): Promise<void> {
		const form = resourceOf(resources, 'XObject', name);
		if (!(form instanceof PDFStream) || depth >= DEPTH_MOST) return;
		const { dict } = form;
		const subtype = dict.lookup(PDFName.of('Subtype'));
		if (!(subtype instanceof PDFName) || subtype.decodeText() !== 'Form') return;
		const own = dict.lookup(PDFName.of('Resources'));
		const before = { ...this.state };
		this.state.matrix = times(matrixOf(dict.lookup(PDFName.of('Matrix'))), this.state.matrix);
		await this.draw(contentOf(form), own instanceof PDFDict ? own : resources, depth + 1);
		this.state = before;
	}

	private startLine(matrix: Matrix): void {
		this.text = matrix;
		this.line = matrix;
	}

	private moveLine(x: number, y: number): void {
		this.startLine(times([1, 0, 0, 1, x, y], this.line));
	}

	/** A string, or strings with numbers between them that move the pen back by thousandths. */
	private show(operand: Operand | undefined): void {
		const { font, size, stretch } = this.state;
		for (const part of Array.isArray(operand) ? operand : [operand]) {
			if (typeof part === 'number') this.advance((-part / 1000) * size * stretch, 0);
			if (!(part instanceof Uint8Array) || font === undefined) continue;
			for (const glyph of font.glyphs(part)) {
				const [, , , , x, y] = times([1, 0, 0, 1, 0, this.state.rise], times(this.text, this.state.matrix));
				if (glyph.text !== '') this.glyphs.push({ text: glyph.text, x, y });
				const spacing = this.state.characterSpacing + (glyph.isSpace ? this.state.wordSpacing : 0);
				if (glyph.vertical) this.advance(0, -(glyph.width * size + spacing));
				else this.advance((glyph.width * size + spacing) * stretch, 0);
			}
		}
	}

	private advance(x: number, y: number): void {
		this.text = times([1, 0, 0, 1, x, y], this.text);
	}
}

function resourceOf(resources: PDFDict, kind: string, name: Operand | undefined): PDFObject | undefined {
	const all = resources.lookup(PDFName.of(kind));
	return all instanceof PDFDict && name instanceof Name ? all.lookup(PDFName.of(name.text)) : undefined;
}

/** The bytes of a content stream, or of several one after the other. */
function contentOf(contents: PDFObject | undefined): Uint8Array {
	if (contents instanceof PDFArray) {
		const parts = contents.asArray().map((_, index) => Buffer.from(contentOf(contents.lookup(index))));
		return Buffer.concat(parts.flatMap((part) => [part, Buffer.from('\n')]));
	}
	if (contents instanceof PDFRawStream) return decodePDFRawStream(contents).decode();
	return contents instanceof PDFStream ? contents.getContents() : new Uint8Array();
}

function matrixOf(object: PDFObject | undefined): Matrix {
	if (!(object instanceof PDFArray) || object.size() !== 6) return IDENTITY;
	const numbers = object.asArray().map((_, index) => {
		const number = object.lookup(index);
		return number instanceof PDFNumber ? number.asNumber() : 0;
	});
	const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = numbers;
	return [a, b, c, d, e, f];
}

/** First one matrix, then the other. */
function times([a, b, c, d, e, f]: Matrix, [A, B, C, D, E, F]: Matrix): Matrix {
	return [a * A + b * C, a * B + b * D, c * A + d * C, c * B + d * D, e * A + f * C + E, e * B + f * D + F];
}

/** Of a turn and a move. */
function inverse([a, b, c, d, e, f]: Matrix): Matrix {
	const by = a * d - b * c;
	return [d / by, -b / by, -c / by, a / by, (c * f - d * e) / by, (b * e - a * f) / by];
}
