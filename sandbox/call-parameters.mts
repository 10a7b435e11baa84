// The parameters of one call: reads each field, or raises a ParameterFailure naming it, which each platform answers in its own way.

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
