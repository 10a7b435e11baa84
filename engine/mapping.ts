/** n8n's resource mapper: inputs that the editor reads off the platform, filled in one by one or taken from the item. */
import type { IDataObject } from 'n8n-workflow';
import { isPlainObject } from './json';

/** What a resource mapper holds for one item, as `toBody` gets it. */
export interface Mapped extends IDataObject {
	/** Taken from the item as it came: some of it may have no place on the platform. */
	isItem: boolean;
	/** By id of the input; of an item by the names it has. */
	values: IDataObject;
	/** Type of an input as the editor shows it, by id. */
	types: Record<string, string>;
	/** Those that must be filled in, id -> name in the editor. */
	required: Record<string, string>;
}

/** @param parameter the parameter as n8n gives it @param item the JSON of the item at hand */
export function mapped(parameter: unknown, item: IDataObject): Mapped | undefined {
	if (!isPlainObject(parameter)) return undefined;
	const isItem = parameter.mappingMode === 'autoMapInputData';
	const inputs = Array.isArray(parameter.schema) ? parameter.schema.filter(isPlainObject) : [];
	const shown = inputs.filter(({ removed }) => removed !== true);
	const byId = (of: IDataObject[], name: string): Record<string, string> =>
		Object.fromEntries(of.map((input) => [String(input.id), String(input[name] ?? '')]));
	return {
		isItem,
		values: isItem ? item : isPlainObject(parameter.value) ? parameter.value : {},
		types: byId(inputs, 'type'),
		required: byId(shown.filter(({ required }) => required === true), 'displayName'),
	};
}
