// The parameters of one call: reads each field, or raises a ParameterFailure naming it, which each platform answers in its own way.
import { UploadedFile } from './multipart.mts';

/** Says (in Chinese) what is wrong with a value, or nothing. */
export type Check = (value: string) => string | undefined;

/** A field that is missing or wrong. The message (Chinese) is `field: what is wrong`. */
export class ParameterFailure extends Error {}

/** Fields of a JSON object, a form or a query. null and the empty string count as not given. */
export class Parameters {
	private readonly fields: Map<string, unknown>;

	constructor(
		fields: Iterable<[string, unknown]>,
		private readonly prefix = '',
	) {
		this.fields = new Map(fields);
	}

	/** A string that must be there. */
	required(name: string, check?: Check): string {
		return this.optional(name, check) ?? this.refuse(name, '不能为空');
	}

	/** A string that may be there. */
	optional(name: string, check?: Check): string | undefined {
		const value = this.given(name);
		if (value === undefined) return undefined;
		if (typeof value !== 'string') return this.refuse(name, '应为字符串');
		const wrong = check?.(value);
		return wrong === undefined ? value : this.refuse(name, wrong);
	}

	/** One of a few words, or nothing. */
	choice<T extends string>(name: string, words: readonly T[]): T | undefined {
		const value = this.optional(name);
		if (value === undefined) return undefined;
		return words.find((word) => word === value) ?? this.refuse(name, `只能为 ${words.join('、')}`);
	}

	/** A list of a few words, or nothing. */
	choices<T extends string>(name: string, words: readonly T[]): T[] | undefined {
		const value = this.given(name);
		if (value === undefined) return undefined;
		if (!Array.isArray(value)) return this.refuse(name, '应为数组');
		return value.map(
			(item) =>
				words.find((word) => word === item) ?? this.refuse(name, `只能包含 ${words.join('、')}`),
		);
	}

	/** A number that may be there. */
	number(name: string): number | undefined {
		const value = this.given(name);
		if (value === undefined) return undefined;
		return typeof value === 'number' ? value : this.refuse(name, '应为数字');
	}

	/** A finite number, as a number or as text, or nothing. */
	float(name: string): number | undefined {
		const value = this.given(name);
		if (value === undefined) return undefined;
		const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
		return typeof number === 'number' && Number.isFinite(number) ? number : this.refuse(name, '应为数字');
	}

	/** A string, or a number as one, or nothing. */
	text(name: string): string | undefined {
		const value = this.given(name);
		return typeof value === 'number' ? String(value) : this.optional(name);
	}

	/** true or false, as such or as text, or nothing. */
	boolean(name: string): boolean | undefined {
		const value = this.given(name);
		if (value === undefined) return undefined;
		if (value === true || value === 'true') return true;
		if (value === false || value === 'false') return false;
		return this.refuse(name, '应为true或false');
	}

	/** Whether a field is there and is the empty text: the few fields in which that means something. */
	isEmptyText(name: string): boolean {
		return this.fields.get(name) === '';
	}

	/** Whether a field is there. */
	has(name: string): boolean {
		return this.given(name) !== undefined;
	}

	/** A number that must be there, as a number or in digits; text, so that 0.10 stays what was sent. */
	decimal(name: string, check: Check): string {
		const value = this.given(name);
		if (typeof value !== 'number') return this.required(name, check);
		const wrong = check(String(value));
		return wrong === undefined ? String(value) : this.refuse(name, wrong);
	}

	/** The fields of an object as text; strings, numbers and truth values only. */
	texts(name: string): Array<[string, string]> {
		return [...this.object(name).fields].map(([key, value]) => {
			if (['string', 'number', 'boolean'].includes(typeof value)) return [key, String(value)];
			return this.refuse(`${name}.${key}`, '应为字符串');
		});
	}

	/** A whole number between two bounds, or nothing; digits as a query has them count, too. */
	integer(name: string, least: number, most: number): number | undefined {
		const value = this.given(name);
		if (value === undefined) return undefined;
		const number = typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
		if (typeof number !== 'number' || !Number.isInteger(number))
			return this.refuse(name, '应为整数');
		return number < least || number > most
			? this.refuse(name, `应在${least}到${most}之间`)
			: number;
	}

	/** An id that must be there: a string, or a number a double can hold. */
	id(name: string): string {
		const value = this.given(name);
		if (typeof value !== 'number') return this.required(name);
		return Number.isSafeInteger(value)
			? String(value)
			: this.refuse(name, '数字超出精度,请以字符串传入');
	}

	/** A list of strings, or nothing. */
	strings(name: string): string[] | undefined {
		const value = this.given(name);
		if (value === undefined) return undefined;
		if (!Array.isArray(value)) return this.refuse(name, '应为数组');
		return value.map((item) =>
			typeof item === 'string' ? item : this.refuse(name, '应为字符串数组'),
		);
	}

	/** A list of numbers, or nothing. */
	numbers(name: string): number[] | undefined {
		const value = this.given(name);
		if (value === undefined) return undefined;
		if (!Array.isArray(value)) return this.refuse(name, '应为数组');
		return value.map((item) => (typeof item === 'number' ? item : this.refuse(name, '应为数字数组')));
	}

	/** A list of objects, each with its own fields; empty when it is not there. */
	objects(name: string): Parameters[] {
		const value = this.given(name) ?? [];
		if (!Array.isArray(value)) return this.refuse(name, '应为数组');
		return value.map((item: unknown, index) =>
			typeof item === 'object' && item !== null && !Array.isArray(item)
				? new Parameters(Object.entries(item), `${this.prefix}${name}[${index}].`)
				: this.refuse(`${name}[${index}]`, '应为对象'),
		);
	}

	/** The file of a multipart form, or nothing. */
	file(name: string): UploadedFile | undefined {
		const value = this.given(name);
		return value instanceof UploadedFile ? value : undefined;
	}

	/** An object's fields; without any when it is not there. */
	object(name: string): Parameters {
		const value = this.given(name) ?? {};
		if (typeof value !== 'object' || Array.isArray(value)) return this.refuse(name, '应为对象');
		return new Parameters(Object.entries(value), `${this.prefix}${name}.`);
	}

	/** At least one of these fields must be there. */
	oneOf(...names: string[]): void {
		if (names.every((name) => this.given(name) === undefined)) {
			this.refuse(names.join(' / '), '至少填写一项');
		}
	}

	/** Raises the failure for one field. */
	refuse(name: string, what: string): never {
		throw new ParameterFailure(`${this.prefix}${name}: ${what}`);
	}

	private given(name: string): unknown {
		const value = this.fields.get(name);
		return value === null || value === '' ? undefined : value;
	}
}
