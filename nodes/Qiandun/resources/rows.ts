/** Rows of name and value, as the editor has them, -> one object, as the platform wants it. */
import type { IDataObject } from 'n8n-workflow';
import { InputError } from '../../../engine/field';
import { isPlainObject } from '../../../engine/json';

/** @throws InputError when a name comes twice */
export const rowsToObject =
	(group: string) =>
	(value: unknown): IDataObject => {
		const rows = isPlainObject(value) && Array.isArray(value[group]) ? value[group] : [];
		const entries = rows.filter(isPlainObject).map(({ name, value: text }): [string, string] => [String(name), String(text ?? '')]);
		const twice = entries.find(([name], index) => entries.findIndex(([other]) => other === name) !== index);
		if (twice) throw new InputError(`“${twice[0]}” is set twice`, 'Give each name one row.');
		return Object.fromEntries(entries);
	};
