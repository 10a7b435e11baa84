/** Makes fields, those in rows above all, without repeating what they all have; and reads such rows. */
import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { isPlainObject } from './json';
import type { Field } from './operation';

export const text = (displayName: string, name: string, description: string, more: Partial<Field> = {}): Field => ({
	displayName,
	name,
	type: 'string',
	default: '',
	description,
	...more,
});

export const number = (displayName: string, name: string, description: string, more: Partial<Field> = {}): Field => ({
	displayName,
	name,
	type: 'number',
	default: 0,
	description,
	...more,
});

export const whether = (displayName: string, name: string, description: string, more: Partial<Field> = {}): Field => ({
	displayName,
	name,
	type: 'boolean',
	default: false,
	description,
	...more,
});

/** Shown with these values of the fields beside it. */
export const on = (show: NonNullable<Field['displayOptions']>['show']): Partial<Field> => ({ displayOptions: { show } });

/** A field as one of a row, or of a body that is built: it goes nowhere by itself. */
export const inRow = (field: Field, more: Partial<Field> = {}): Field => ({ ...field, routing: undefined, ...more });

/** A collection of rows; the group is what one row is called. */
export const rows = (
	displayName: string,
	name: string,
	group: string,
	groupName: string,
	description: string,
	values: INodeProperties[],
): Field => ({
	displayName,
	name,
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	placeholder: `Add ${groupName}`,
	default: {},
	description,
	options: [{ name: group, displayName: groupName, values }],
});

/** Its checked rows. */
export const rowsOf = (collection: unknown, group: string): IDataObject[] =>
	isPlainObject(collection) && Array.isArray(collection[group]) ? collection[group].filter(isPlainObject) : [];

/** Objects of a list that may be none. */
export const objectsIn = (value: unknown): IDataObject[] => (Array.isArray(value) ? value.filter(isPlainObject) : []);

/** Without what was not given: undefined, an empty object, an empty list. */
export const given = (values: IDataObject): IDataObject =>
	Object.fromEntries(
		Object.entries(values).filter(
			([, value]) =>
				value !== undefined &&
				!(isPlainObject(value) && Object.keys(value).length === 0) &&
				!(Array.isArray(value) && value.length === 0),
		),
	);
