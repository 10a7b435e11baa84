/** The files that an answer names, wherever it names them: the shape of this answer is not documented. */
import type { IDataObject } from 'n8n-workflow';
import { isPlainObject } from '../../../../engine/json';
import type { RemoteFile } from '../../../../engine/operation';

const URL_NAME = /^(fileUrl|downloadUrl|url)$/i;
const DEPTH = 5;

/** Every object with an address in it, in their order; what else it says goes into the item. */
export function filesOf(result: unknown, depth = 0, group = ''): RemoteFile[] {
	if (depth > DEPTH) return [];
	if (typeof result === 'string') return isAddress(result) ? [{ url: result, about: {} }] : [];
	if (Array.isArray(result)) return result.flatMap((element) => filesOf(element, depth + 1, group));
	if (!isPlainObject(result)) return [];
	const [name, url] = Object.entries(result).find(([key, value]) => URL_NAME.test(key) && isAddress(value)) ?? [];
	if (name === undefined) return Object.entries(result).flatMap(([key, value]) => filesOf(value, depth + 1, key));
	const { fileName, fileCode } = result;
	const about: IDataObject = {
		...(typeof fileCode === 'string' && { fileCode }),
		...(group !== '' && { kind: /attach/i.test(group) ? 'attachment' : 'document' }),
	};
	return [{ url: String(url), ...(typeof fileName === 'string' && fileName !== '' && { fileName }), about }];
}

const isAddress = (value: unknown): boolean => typeof value === 'string' && /^https?:\/\//i.test(value);
