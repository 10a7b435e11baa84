// The font of everything the sandbox writes in Chinese: ZCOOL XiaoWei (站酷小薇体), SIL Open Font License. It has the characters of GB 2312.
import fontkit from '@pdf-lib/fontkit';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { PDFDocument, PDFFont } from 'pdf-lib';
import subsetFont from 'subset-font';
import { outlineOf, type Outline } from './outline.mts';

const FILE = '@expo-google-fonts/zcool-xiaowei/400Regular/ZCOOLXiaoWei_400Regular.ttf';

/** Stands for a character the font does not have. */
const MISSING = '□';

let bytes: Buffer | undefined;
let font: ReturnType<typeof fontkit.create> | undefined;

/** A character's outline, one unit to the em, origin at its left end on the baseline. */
export function glyphOutline(character: string): { outline: Outline; advance: number } {
	font ??= fontkit.create(fontBytes());
	const glyph = font.glyphForCodePoint(drawable(character).codePointAt(0) ?? 0);
	const scale = 1 / font.unitsPerEm;
	return {
		outline: outlineOf(glyph.path.toSVG(), scale),
		advance: glyph.advanceWidth * scale,
	};
}

/** The text with a box for every character the font does not have. */
export function drawable(text: string): string {
	const known = (font ??= fontkit.create(fontBytes()));
	return [...text.replaceAll('·', '・')]
		.map((character) =>
			known.hasGlyphForCodePoint(character.codePointAt(0) ?? 0) ? character : MISSING,
		)
		.join('');
}

/**
 * Puts the font into a document, cut down to the characters of `text`. Not by pdf-lib's own subsetting: it loses glyphs of fonts whose
 * outlines have an odd number of bytes, as this one's have.
 */
export async function embeddedFont(pdf: PDFDocument, text: string): Promise<PDFFont> {
	pdf.registerFontkit(fontkit);
	return await pdf.embedFont(
		await subsetFont(fontBytes(), drawable(text), { targetFormat: 'truetype' }),
	);
}

/** Read when something is written first: most sandboxes never do. */
function fontBytes(): Buffer {
	return (bytes ??= readFileSync(createRequire(import.meta.url).resolve(FILE)));
}
