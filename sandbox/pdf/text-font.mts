// What the strings of a page mean: codes of a font as text, and how far each one moves the pen.
import {
	decodePDFRawStream,
	PDFArray,
	PDFDict,
	PDFDocument,
	PDFName,
	PDFNumber,
	PDFRawStream,
	StandardFonts,
	type PDFObject,
} from 'pdf-lib';
import { characterMap, type CharacterMap } from './character-map.mts';

/** One character of a string: its text, and its width in parts of the font's size. A vertical one moves the pen downwards by that. */
export interface Glyph {
	text: string;
	width: number;
	vertical: boolean;
	/** a single byte 32: word spacing applies */
	isSpace: boolean;
}

/** A font as far as reading text needs it. */
export interface TextFont {
	glyphs(bytes: Uint8Array): Glyph[];
}

/** Named encodings of Chinese, Japanese and Korean fonts whose codes a decoder knows, by the beginning of their name. */
const DECODERS: Array<[RegExp, string]> = [
	[/^(GBK|GB-EUC|GBpc)/, 'gb18030'],
	[/^(ETen|B5pc|HKscs)/, 'big5'],
	[/^(90ms|90pv|83pv|90msp)/, 'shift_jis'],
	[/^(KSC|KSCms|KSCpc)/, 'euc-kr'],
];

/** Names of glyphs that are not their own letter, as encodings of Latin fonts use them. */
const GLYPH_NAMES = new Map(
	Object.entries({
		space: ' ', exclam: '!', quotedbl: '"', numbersign: '#', dollar: '$', percent: '%', ampersand: '&', quotesingle: "'",
		parenleft: '(', parenright: ')', asterisk: '*', plus: '+', comma: ',', hyphen: '-', period: '.', slash: '/', zero: '0',
		one: '1', two: '2', three: '3', four: '4', five: '5', six: '6', seven: '7', eight: '8', nine: '9', colon: ':',
		semicolon: ';', less: '<', equal: '=', greater: '>', question: '?', at: '@', bracketleft: '[', backslash: '\\',
		bracketright: ']', asciicircum: '^', underscore: '_', grave: '`', braceleft: '{', bar: '|', braceright: '}',
		asciitilde: '~', quoteleft: '‘', quoteright: '’', quotedblleft: '“', quotedblright: '”', bullet: '•', endash: '–',
		emdash: '—', fi: 'fi', fl: 'fl', periodcentered: '·', yen: '¥',
	}),
);

/** The font with this dictionary. */
export async function textFont(font: PDFDict): Promise<TextFont> {
	const toUnicode = streamMap(font.lookup(PDFName.of('ToUnicode')));
	return nameIn(font, 'Subtype') === 'Type0' ? compositeFont(font, toUnicode) : await simpleFont(font, toUnicode);
}

function compositeFont(font: PDFDict, toUnicode: CharacterMap | undefined): TextFont {
	const descendants = font.lookup(PDFName.of('DescendantFonts'));
	const descendant = descendants instanceof PDFArray ? descendants.lookup(0) : undefined;
	const dictionary = descendant instanceof PDFDict ? descendant : font;
	const widths = glyphWidths(dictionary);
	const fallback = numberIn(dictionary, 'DW') ?? 1000;
	const encoding = font.lookup(PDFName.of('Encoding'));
	const name = encoding instanceof PDFName ? encoding.decodeText() : '';
	const embedded = streamMap(encoding);
	const vertical = name.endsWith('V');
	const decoder = DECODERS.find(([names]) => names.test(name))?.[1];
	const unicode = /^Uni.*-(UCS2|UTF16)/.test(name);
	return {
		glyphs: (bytes) =>
			codesIn(bytes, name, decoder, embedded).map(({ code, raw }) => {
				const glyph = embedded?.glyphs(code) ?? code;
				const named = decoder === undefined ? undefined : new TextDecoder(decoder).decode(raw);
				const text = toUnicode?.texts.get(code) ?? named ?? (unicode ? new TextDecoder('utf-16be').decode(raw) : '');
				const known = decoder === undefined && !unicode ? widths.get(glyph) : undefined;
				const width = known ?? (named !== undefined && raw.length === 1 ? 500 : fallback);
				return { text, width: vertical ? 1 : width / 1000, vertical, isSpace: raw.length === 1 && code === 32 };
			}),
	};
}

/** Cuts a string into codes: of two bytes, unless the encoding says otherwise. */
function codesIn(
	bytes: Uint8Array,
	name: string,
	decoder: string | undefined,
	embedded: CharacterMap | undefined,
): Array<{ code: number; raw: Uint8Array }> {
	const codes: Array<{ code: number; raw: Uint8Array }> = [];
	for (let at = 0; at < bytes.length; ) {
		const first = bytes[at] ?? 0;
		const second = bytes[at + 1] ?? 0;
		const pair = first * 256 + second;
		let length = 2;
		if (decoder !== undefined) length = first < 0x80 ? 1 : name.startsWith('GBK2K') && second >= 0x30 && second <= 0x39 ? 4 : 2;
		else if (/UTF16/.test(name) && first >= 0xd8 && first <= 0xdb) length = 4;
		else if (embedded !== undefined && embedded.codes.length > 0) {
			const single = embedded.codes.some((range) => range.bytes === 1 && range.low <= first && first <= range.high);
			const double = embedded.codes.some((range) => range.bytes === 2 && range.low <= pair && pair <= range.high);
			length = single && !double ? 1 : 2;
		}
		const raw = bytes.subarray(at, at + length);
		codes.push({ code: raw.reduce((code, byte) => code * 256 + byte, 0), raw });
		at += length;
	}
	return codes;
}

async function simpleFont(font: PDFDict, toUnicode: CharacterMap | undefined): Promise<TextFont> {
	const encoding = font.lookup(PDFName.of('Encoding'));
	const base = encoding instanceof PDFDict ? nameIn(encoding, 'BaseEncoding') : encoding instanceof PDFName ? encoding.decodeText() : '';
	const decoder = new TextDecoder(base === 'MacRomanEncoding' ? 'macintosh' : 'windows-1252');
	const differences = encoding instanceof PDFDict ? differencesIn(encoding) : new Map<number, string>();
	const width = await simpleWidths(font, (code) => decoder.decode(Uint8Array.of(code)));
	return {
		glyphs: (bytes) =>
			[...bytes].map((code) => ({
				text: toUnicode?.texts.get(code) ?? differences.get(code) ?? decoder.decode(Uint8Array.of(code)),
				width: width(code),
				vertical: false,
				isSpace: code === 32,
			})),
	};
}

async function simpleWidths(font: PDFDict, textOf: (code: number) => string): Promise<(code: number) => number> {
	const widths = font.lookup(PDFName.of('Widths'));
	const matrix = font.lookup(PDFName.of('FontMatrix'));
	const first = matrix instanceof PDFArray ? matrix.lookup(0) : undefined;
	const unit = first instanceof PDFNumber ? first.asNumber() : 0.001;
	if (widths instanceof PDFArray) {
		const from = numberIn(font, 'FirstChar') ?? 0;
		return (code) => {
			const width = code >= from && code - from < widths.size() ? widths.lookup(code - from) : undefined;
			return (width instanceof PDFNumber ? width.asNumber() : 500) * unit;
		};
	}
	const name = nameIn(font, 'BaseFont');
	const standard = Object.values(StandardFonts).find((one) => one === name) ?? StandardFonts.Helvetica;
	const metrics = await (await PDFDocument.create()).embedFont(standard);
	return (code) => {
		try {
			return metrics.widthOfTextAtSize(textOf(code), 1);
		} catch {
			return 0.5;
		}
	};
}

/** The W of a CID font: `c [w1 w2 …]` and `c1 c2 w`. */
function glyphWidths(font: PDFDict): Map<number, number> {
	const found = new Map<number, number>();
	const list = font.lookup(PDFName.of('W'));
	if (!(list instanceof PDFArray)) return found;
	for (let index = 0; index + 1 < list.size(); ) {
		const first = list.lookup(index);
		const second = list.lookup(index + 1);
		const from = first instanceof PDFNumber ? first.asNumber() : 0;
		if (second instanceof PDFArray) {
			second.asArray().forEach((_, place) => {
				const width = second.lookup(place);
				if (width instanceof PDFNumber) found.set(from + place, width.asNumber());
			});
			index += 2;
			continue;
		}
		const width = index + 2 < list.size() ? list.lookup(index + 2) : undefined;
		const to = second instanceof PDFNumber ? second.asNumber() : from;
		if (width instanceof PDFNumber)
			for (let glyph = from; glyph <= Math.min(to, from + 0xffff); glyph += 1) found.set(glyph, width.asNumber());
		index += 3;
	}
	return found;
}

/** `Differences` of an encoding: codes and names of glyphs in turn. */
function differencesIn(encoding: PDFDict): Map<number, string> {
	const found = new Map<number, string>();
	const list = encoding.lookup(PDFName.of('Differences'));
	if (!(list instanceof PDFArray)) return found;
	let code = 0;
	list.asArray().forEach((_, index) => {
		const item = list.lookup(index);
		if (item instanceof PDFNumber) code = item.asNumber();
		if (!(item instanceof PDFName)) return;
		found.set(code, textOfGlyph(item.decodeText()));
		code += 1;
	});
	return found;
}

function textOfGlyph(name: string): string {
	const hex = /^(?:uni|u)([0-9A-F]{4,6})$/.exec(name)?.[1];
	if (hex !== undefined) return String.fromCodePoint(parseInt(hex, 16));
	return GLYPH_NAMES.get(name) ?? (name.length === 1 ? name : '');
}

function streamMap(object: PDFObject | undefined): CharacterMap | undefined {
	return object instanceof PDFRawStream ? characterMap(decodePDFRawStream(object).decode()) : undefined;
}

function nameIn(dictionary: PDFDict, key: string): string {
	const value = dictionary.lookup(PDFName.of(key));
	return value instanceof PDFName ? value.decodeText() : '';
}

function numberIn(dictionary: PDFDict, key: string): number | undefined {
	const value = dictionary.lookup(PDFName.of(key));
	return value instanceof PDFNumber ? value.asNumber() : undefined;
}
