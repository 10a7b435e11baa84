// Finds words in the text of a PDF, and says where they stand on the pages.
import { pageTexts, type PageText } from './page-text.mts';

/** Where a word begins: the lower left corner of its first character, in points from the page's lower left corner as it is looked at. */
export interface KeywordPlace {
	/** from 1 */
	page: number;
	x: number;
	y: number;
}

/** Raised for bytes that are no PDF, or one that cannot be read. */
export class UnreadablePdf extends Error {}

/**
 * All places of each word, in the order of the pages and of the text on them. Blanks within the text do not count: writers of PDFs move
 * the pen instead of writing one, and put some between letters that are set apart. Raises UnreadablePdf.
 */
export async function keywordPlaces(bytes: Uint8Array, keywords: string[]): Promise<KeywordPlace[][]> {
	const header = Buffer.from(bytes.subarray(0, 1024)).toString('latin1');
	if (!header.includes('%PDF-')) throw new UnreadablePdf('PDF header not found.');
	let pages: PageText[];
	try {
		pages = await pageTexts(bytes);
	} catch (error) {
		throw new UnreadablePdf(error instanceof Error ? error.message : String(error));
	}
	const lettersOf = pages.map(letters);
	return keywords.map((keyword) => lettersOf.flatMap((page, index) => placesOn(page, index + 1, [...solid(keyword)])));
}

/** A letter and where it stands. */
interface Letter {
	letter: string;
	x: number;
	y: number;
}

function letters(glyphs: PageText): Letter[] {
	return glyphs.flatMap(({ text, x, y }) => [...solid(text)].map((letter) => ({ letter, x, y })));
}

function placesOn(page: Letter[], number: number, wanted: string[]): KeywordPlace[] {
	const places: KeywordPlace[] = [];
	for (let at = 0; wanted.length > 0 && at + wanted.length <= page.length; at += 1) {
		const first = page[at];
		if (first === undefined || !wanted.every((letter, index) => page[at + index]?.letter === letter)) continue;
		places.push({ page: number, x: first.x, y: first.y });
		at += wanted.length - 1;
	}
	return places;
}

/** Without blanks; fonts write some letters as ligatures, and some Chinese characters with the code of the radical that looks the same. */
function solid(text: string): string {
	return text.replace(/[\u2E80-\u2FDF\uFB00-\uFB06]/g, (letter) => letter.normalize('NFKC')).replace(/\s/g, '');
}
