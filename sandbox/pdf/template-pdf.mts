// Sets a filled-in template as a PDF: A4, a page break where the template has one, the places to sign on the last page.
import { PDFDocument, rgb, type PDFFont, type PDFPage } from 'pdf-lib';
import { filledIn, SIGN_PLACES, type Template } from '../contract-templates.mts';
import { drawable, embeddedFont } from './font.mts';
import { A4 } from './reading.mts';

const MARGIN = 72;
const SIZE = 12;
const LINE = 22;
const INK = rgb(0.1, 0.1, 0.1);

/** The template as a PDF with these values in it, by field name. Text too long for its page goes on on another one. */
export async function templatePdf(
	template: Template,
	values: Map<string, string>,
): Promise<Uint8Array> {
	const pdf = await PDFDocument.create();
	const pages = template.pages.map((paragraphs) =>
		paragraphs.map((paragraph) => filledIn(paragraph, values)),
	);
	const parties = template.parties.map((party) => filledIn(party, values));
	const all = [template.title, ...pages.flat(), ...parties, '日期: 第页0123456789'].join('');
	const font = await embeddedFont(pdf, all);
	pdf.setTitle(template.title);
	pages.forEach((paragraphs, index) => {
		const sheet = new Sheet(pdf, font);
		if (index === 0) sheet.title(template.title);
		for (const paragraph of paragraphs) sheet.paragraph(paragraph);
	});
	const [left = '', right = ''] = parties;
	const last = pdf.getPages().at(-1);
	if (last !== undefined) {
		signHere(last, font, left, SIGN_PLACES.left);
		signHere(last, font, right, SIGN_PLACES.right);
	}
	pdf.getPages().forEach((page, index) => {
		page.drawText(`第${index + 1}页`, { x: A4.width / 2 - 14, y: 36, size: 9, font, color: INK });
	});
	return await pdf.save();
}

/** Plain text as a PDF, a paragraph after the other; of no paragraphs an empty page. */
export async function textPdf(paragraphs: string[]): Promise<Uint8Array> {
	const pdf = await PDFDocument.create();
	const sheet = new Sheet(pdf, await embeddedFont(pdf, paragraphs.join('')));
	for (const paragraph of paragraphs) sheet.paragraph(paragraph);
	return await pdf.save();
}

/** Lines from the top of a page downwards. */
class Sheet {
	private page: PDFPage;
	private y = A4.height - MARGIN;

	constructor(
		private readonly pdf: PDFDocument,
		private readonly font: PDFFont,
	) {
		this.page = pdf.addPage([A4.width, A4.height]);
	}

	title(text: string): void {
		const size = 22;
		const x = (A4.width - this.font.widthOfTextAtSize(text, size)) / 2;
		this.page.drawText(text, { x, y: this.y - size, size, font: this.font, color: INK });
		this.y -= size + LINE;
	}

	paragraph(text: string): void {
		for (const line of wrapped(this.font, drawable(text), A4.width - 2 * MARGIN)) {
			if (this.y - LINE < MARGIN) {
				this.page = this.pdf.addPage([A4.width, A4.height]);
				this.y = A4.height - MARGIN;
			}
			this.y -= LINE;
			this.page.drawText(line, { x: MARGIN, y: this.y, size: SIZE, font: this.font, color: INK });
		}
		this.y -= LINE / 3;
	}
}

/** Chinese may break between any two characters; punctuation does not begin a line. */
function wrapped(font: PDFFont, text: string, width: number): string[] {
	const lines: string[] = [];
	let line = '';
	for (const character of text) {
		const fits = font.widthOfTextAtSize(line + character, SIZE) <= width;
		if (fits || ',。;、:)》'.includes(character)) line += character;
		else {
			lines.push(line);
			line = character;
		}
	}
	return line === '' ? lines : [...lines, line];
}

function signHere(
	page: PDFPage,
	font: PDFFont,
	party: string,
	{ x, y }: { x: number; y: number },
): void {
	const left = x - 95;
	wrapped(font, drawable(party), 215).forEach((line, index) => {
		page.drawText(line, { x: left, y: y + 95 - index * 18, size: SIZE, font, color: INK });
	});
	page.drawText('日期:', { x: left, y: y - 74, size: SIZE, font, color: INK });
}
