// Reads a page's content stream: operators with what stands before them. Strings stay bytes: the font says what they mean.

/** What stands before an operator. Dictionaries and what they hold are left out. */
export type Operand = number | Name | Uint8Array | Operand[] | null;

/** A name without its slash. */
export class Name {
	constructor(readonly text: string) {}
}

/** One operator and its operands. */
export interface Operation {
	operator: string;
	operands: Operand[];
}

const BLANKS = new Set([0, 9, 10, 12, 13, 32]);
const DELIMITERS = new Set([...'()<>[]{}/%'].map((character) => character.charCodeAt(0)));

/** All operations of a content stream, in their order. What cannot be read is stepped over. */
export function operationsOf(bytes: Uint8Array): Operation[] {
	return new Reader(bytes).operations();
}

/** A token of a CMap or a content stream. */
class Reader {
	private at = 0;

	constructor(private readonly bytes: Uint8Array) {}

	operations(): Operation[] {
		const operations: Operation[] = [];
		let operands: Operand[] = [];
		while (this.skipBlanks()) {
			const token = this.token();
			if (typeof token !== 'string') {
				if (token !== undefined) operands.push(token);
				continue;
			}
			if (token === 'BI') this.skipInlineImage();
			operations.push({ operator: token, operands });
			operands = [];
		}
		return operations;
	}

	/** The next operand, or an operator as a string; undefined for what means nothing here. */
	private token(): Operand | string | undefined {
		const character = this.character();
		if (character === '(') return this.literal();
		if (character === '<') return this.next() === '<' ? this.dictionary() : this.hexadecimal();
		if (character === '[') return this.array();
		if (character === '/') return this.name();
		if (DELIMITERS.has(this.byte())) {
			this.at += 1;
			return undefined;
		}
		const word = this.word();
		if (/^[+-]?(\d+\.?\d*|\.\d+)$/.test(word)) return Number(word);
		if (word === 'null' || word === 'true' || word === 'false') return null;
		return word;
	}

	private array(): Operand[] {
		this.at += 1;
		const items: Operand[] = [];
		while (this.skipBlanks()) {
			if (this.character() === ']') {
				this.at += 1;
				break;
			}
			const item = this.token();
			if (item !== undefined && typeof item !== 'string') items.push(item);
		}
		return items;
	}

	private dictionary(): null {
		this.at += 2;
		while (this.skipBlanks()) {
			if (this.character() === '>' && this.next() === '>') {
				this.at += 2;
				break;
			}
			this.token();
		}
		return null;
	}

	private name(): Name {
		this.at += 1;
		const text = this.word();
		return new Name(text.replace(/#([0-9A-Fa-f]{2})/g, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16))));
	}

	private hexadecimal(): Uint8Array {
		this.at += 1;
		let digits = '';
		while (this.at < this.bytes.length && this.character() !== '>') {
			if (/[0-9A-Fa-f]/.test(this.character())) digits += this.character();
			this.at += 1;
		}
		this.at += 1;
		return Buffer.from(digits.length % 2 === 0 ? digits : `${digits}0`, 'hex');
	}

	private literal(): Uint8Array {
		this.at += 1;
		const text: number[] = [];
		for (let depth = 1; this.at < this.bytes.length; this.at += 1) {
			const byte = this.byte();
			if (byte === 0x5c) {
				this.at += 1;
				this.escape(text);
				continue;
			}
			if (byte === 0x28) depth += 1;
			if (byte === 0x29) depth -= 1;
			if (depth === 0) break;
			text.push(byte);
		}
		this.at += 1;
		return Uint8Array.from(text);
	}

	/** What stands behind a backslash. */
	private escape(text: number[]): void {
		const character = this.character();
		const octal = /^[0-7]{1,3}/.exec(Buffer.from(this.bytes.subarray(this.at, this.at + 3)).toString('latin1'))?.[0];
		if (octal !== undefined) {
			text.push(parseInt(octal, 8) & 0xff);
			this.at += octal.length - 1;
		} else if (character === '\r') {
			if (this.next() === '\n') this.at += 1;
		} else if (character !== '\n') {
			const plain = new Map([
				['n', 10],
				['r', 13],
				['t', 9],
				['b', 8],
				['f', 12],
			]);
			text.push(plain.get(character) ?? this.byte());
		}
	}

	/** Up to the EI behind an inline image's bytes. */
	private skipInlineImage(): void {
		const rest = Buffer.from(this.bytes.buffer, this.bytes.byteOffset + this.at, this.bytes.length - this.at);
		const end = /\sEI(?=[\s/]|$)/.exec(rest.toString('latin1'));
		this.at = end === null ? this.bytes.length : this.at + end.index + 3;
	}

	private word(): string {
		const start = this.at;
		while (this.at < this.bytes.length && !BLANKS.has(this.byte()) && !DELIMITERS.has(this.byte())) this.at += 1;
		return Buffer.from(this.bytes.subarray(start, this.at)).toString('latin1');
	}

	/** False at the end. */
	private skipBlanks(): boolean {
		for (; this.at < this.bytes.length; this.at += 1) {
			if (this.character() === '%') {
				while (this.at < this.bytes.length && this.byte() !== 10 && this.byte() !== 13) this.at += 1;
			} else if (!BLANKS.has(this.byte())) return true;
		}
		return false;
	}

	private byte(): number {
		return this.bytes[this.at] ?? 0;
	}

	private character(): string {
		return String.fromCharCode(this.byte());
	}

	private next(): string {
		return String.fromCharCode(this.bytes[this.at + 1] ?? 0);
	}
}
