// What is posted to the sandbox's own controls: reads each field of a JSON object, or raises an InputError naming it.

/** A field that is missing, unknown or wrong. The message is `field: what it must be`. */
export class InputError extends Error {}

/** The fields of a posted JSON object. A field that is not there is undefined; null is a wrong value. */
export class ControlInput {
	private readonly fields: Map<string, unknown>;

	/** Throws InputError for anything but an object, and for a field that is not among `known`. `prefix` says where the object stands. */
	constructor(
		body: unknown,
		known: readonly string[],
		private readonly prefix = '',
	) {
		if (typeof body !== 'object' || body === null || Array.isArray(body))
			throw new InputError(`${prefix === '' ? 'the body' : prefix}: must be a JSON object`);
		this.fields = new Map(Object.entries(body));
		const unknown = [...this.fields.keys()].find((name) => !known.includes(name));
		if (unknown !== undefined) this.refuse(unknown, `must be one of ${known.join(', ')}`);
	}

	get(name: string): unknown {
		return this.fields.get(name);
	}

	/** A whole number between two bounds, both included. */
	whole(name: string, least: number, most: number): number | undefined {
		const value = this.get(name);
		if (value === undefined) return undefined;
		return isWhole(value, least, most)
			? value
			: this.refuse(name, `must be a whole number from ${least} to ${most}`);
	}

	/** A list of whole numbers, with at least one of them. */
	wholes(name: string, least: number, most: number, longest: number): number[] | undefined {
		const value = this.get(name);
		if (value === undefined) return undefined;
		const right =
			Array.isArray(value) && value.length > 0 && value.length <= longest
				? value.filter((one) => isWhole(one, least, most))
				: [];
		return Array.isArray(value) && right.length > 0 && right.length === value.length
			? right
			: this.refuse(name, `must be a list of 1 to ${longest} whole numbers from ${least} to ${most}`);
	}

	/** A string of at most so many characters. */
	text(name: string, longest: number): string | undefined {
		const value = this.get(name);
		if (value === undefined) return undefined;
		return typeof value === 'string' && value.length <= longest
			? value
			: this.refuse(name, `must be a string of at most ${longest} characters`);
	}

	/** A string that must be there and is not empty. */
	required(name: string, longest: number): string {
		const value = this.text(name, longest);
		return value === undefined || value === '' ? this.refuse(name, 'must be a string that is not empty') : value;
	}

	/** Raises the InputError for one field. */
	refuse(name: string, what: string): never {
		throw new InputError(`${this.prefix === '' ? '' : `${this.prefix}.`}${name}: ${what}`);
	}
}

function isWhole(value: unknown, least: number, most: number): value is number {
	return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
}
