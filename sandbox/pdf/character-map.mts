// CMaps: which codes of a string stand for which text (ToUnicode), or for which glyph of the font.
import { operationsOf, type Operand } from './content-tokens.mts';

/** A CMap as far as reading text needs it. */
export interface CharacterMap {
	/** lengths of codes in bytes, by the ranges they lie in */
	codes: Array<{ low: number; high: number; bytes: number }>;
	/** text of a code */
	texts: Map<number, string>;
	/** glyph (CID) of a code */
	glyphs: (code: number) => number | undefined;
}

/** Reads a CMap. */
export function characterMap(bytes: Uint8Array): CharacterMap {
	const codes: CharacterMap['codes'] = [];
	const texts = new Map<number, string>();
	const ranges: Array<{ low: number; high: number; first: number }> = [];
	for (const { operator, operands } of operationsOf(bytes)) {
		const groups = (size: number) =>
			Array.from({ length: Math.floor(operands.length / size) }, (_, index) =>
				operands.slice(index * size, index * size + size),
			);
		if (operator === 'endcodespacerange') {
			for (const [low, high] of groups(2))
				codes.push({ low: codeOf(low), high: codeOf(high), bytes: lengthOf(low) });
		} else if (operator === 'endbfchar') {
			for (const [code, text] of groups(2)) texts.set(codeOf(code), textOf(text));
		} else if (operator === 'endbfrange') {
			for (const [low, high, text] of groups(3)) addRange(texts, codeOf(low), codeOf(high), text);
		} else if (operator === 'endcidrange') {
			for (const [low, high, first] of groups(3))
				ranges.push({ low: codeOf(low), high: codeOf(high), first: Number(first) });
		} else if (operator === 'endcidchar') {
			for (const [code, glyph] of groups(2))
				ranges.push({ low: codeOf(code), high: codeOf(code), first: Number(glyph) });
		}
	}
	return {
		codes,
		texts,
		glyphs: (code) => {
			const range = ranges.find(({ low, high }) => low <= code && code <= high);
			return range === undefined ? undefined : range.first + code - range.low;
		},
	};
}

function addRange(texts: Map<number, string>, low: number, high: number, text: Operand | undefined): void {
	for (let code = low; code <= Math.min(high, low + 0xffff); code += 1) {
		const own = Array.isArray(text) ? text[code - low] : undefined;
		texts.set(code, Array.isArray(text) ? textOf(own) : following(textOf(text), code - low));
	}
}

/** The text whose last character lies so many places behind. */
function following(text: string, places: number): string {
	const letters = [...text];
	const last = letters.pop()?.codePointAt(0);
	return last === undefined ? '' : letters.join('') + String.fromCodePoint(Math.min(last + places, 0x10ffff));
}

function codeOf(operand: Operand | undefined): number {
	if (!(operand instanceof Uint8Array)) return 0;
	return operand.reduce((code, byte) => code * 256 + byte, 0);
}

function lengthOf(operand: Operand | undefined): number {
	return operand instanceof Uint8Array ? operand.length : 1;
}

function textOf(operand: Operand | undefined): string {
	if (!(operand instanceof Uint8Array)) return '';
	return operand.length === 1
		? String.fromCharCode(operand[0] ?? 0)
		: new TextDecoder('utf-16be').decode(operand);
}
