/** Holds an operation's output schema against what it really gives. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { IDataObject } from 'n8n-workflow';

type Properties = Record<string, { type: string | string[] }>;

const known = new Map<string, Properties>();

function propertiesOf(folder: string, key: string): Properties {
	const file = path.join(__dirname, '../../nodes', folder, '__schema__/v1.0.0', `${key.replace('.', '/')}.json`);
	const found = known.get(file) ?? (JSON.parse(readFileSync(file, 'utf8')) as { properties: Properties }).properties;
	known.set(file, found);
	return found;
}

const typeOf = (value: unknown) => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);

/**
 * Each field of the item stands in the schema of the operation, with its type.
 * @param folder of the node
 * @param key such as `user.get`; a Custom Call has no schema
 */
export function expectInSchema(folder: string, key: string, json: IDataObject): void {
	if (key === 'api.customCall') return;
	const properties = propertiesOf(folder, key);
	for (const [name, value] of Object.entries(json)) {
		const allowed = properties[name] === undefined ? 'none: not in the schema' : [properties[name].type].flat().join(' ');
		expect({ key, name, type: allowed }).toEqual({ key, name, type: expect.stringContaining(typeOf(value)) });
	}
}

/** Names of the schema that the item lacks. */
export const missingOf = (folder: string, key: string, json: IDataObject): string[] =>
	Object.keys(propertiesOf(folder, key)).filter((name) => !(name in json));
