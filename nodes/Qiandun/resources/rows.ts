/** Rows of name and value, as the editor has them, -> one object, as the platform wants it. */
import type { IDataObject } from 'n8n-workflow';
import { InputError } from '../../../engine/field';
import { isPlainObject } from '../../../engine/json';
import type { Field } from '../../../engine/operation';

/** A list of such rows; `what` is what one row is called in a sentence: "field", "parameter". */
export const nameValueRows = (
	property: string,
	group: string,
	groupName: string,
	what: string,
	texts: Pick<Field, 'displayName' | 'description'>,
): Field => ({
	...texts,
	name: property,
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: `Add ${groupName}`,
	default: {},
	options: [
		{
			name: group,
			displayName: groupName,
			values: [
				{
					displayName: 'Name',
					name: 'name',
					type: 'string',
					default: '',
					required: true,
					description: `Name of the ${what} as the template has it`,
				},
				{
					displayName: 'Value',
					name: 'value',
					type: 'string',
					default: '',
					description: 'What to write there',
				},
			],
		},
	],
	convert: rowsToObject(group),
	routing: { send: { type: 'body', property } },
});

/** @throws InputError when a name comes twice */
function rowsToObject(group: string) {
	return (value: unknown): IDataObject => {
		const rows = isPlainObject(value) && Array.isArray(value[group]) ? value[group] : [];
		const entries = rows.filter(isPlainObject).map(({ name, value: text }): [string, string] => [String(name), String(text ?? '')]);
		const twice = entries.find(([name], index) => entries.findIndex(([other]) => other === name) !== index);
		if (twice) throw new InputError(`“${twice[0]}” is set twice`, 'Give each name one row.');
		return Object.fromEntries(entries);
	};
}
