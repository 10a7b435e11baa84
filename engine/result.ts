/** The platform's result -> the items a user gets. */
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { OutputFile, Sent } from './files';
import type { Job } from './job';
import { isPlainObject } from './json';
import { partsOf } from './operation';
import type { Plan } from './plan';

/** What the platform answered to one request. */
export interface Answer {
	result: unknown;
	/** For "Include Response Metadata". */
	meta: IDataObject;
	/** The answer was a file itself. */
	file?: OutputFile;
	/** What went up with the request. */
	sent?: Sent;
}

/** All items of a job point to all it was made of. */
const pairedItem = ({ items }: Job): INodeExecutionData['pairedItem'] =>
	items.length === 1 ? { item: items[0] } : items.map((item) => ({ item }));

/** One item for the result, or one for each element where it is a list. */
export function resultItems(job: Job, { result, meta, sent }: Answer): INodeExecutionData[] {
	const { confirms, existing, once, listAt = '' } = partsOf(job.operation);
	const inside = isPlainObject(result) ? result[listAt] : result;
	const list = Array.isArray(inside) ? inside : [result];
	return list.map((element) => ({
		json: {
			...(isPlainObject(element) && (confirms === undefined || Object.keys(element).length > 0)
				? shaped(job, element)
				: confirms !== undefined
					? { [confirms]: typeof element === 'boolean' ? element : true, ...idsOf(job.plan, undefined) }
					: { result: element }),
			...sent,
			...((existing || once) && { alreadyExisted: false }),
			...metadata(job, meta),
		} as IDataObject,
		pairedItem: pairedItem(job),
	}));
}

/** The same items, of what was there already. */
export const asExisting = (items: INodeExecutionData[]): INodeExecutionData[] =>
	items.map((item) => ({ ...item, json: { ...item.json, alreadyExisted: true } }));

/** One item for a file. */
export const fileItem = (job: Job, { binary, about }: OutputFile, known: IDataObject, meta: IDataObject): INodeExecutionData => ({
	json: { ...known, ...about, mimeType: binary.mimeType, ...metadata(job, meta) },
	binary: { [String(job.plan.settings.outputField ?? 'data')]: binary },
	pairedItem: pairedItem(job),
});

const metadata = ({ options }: Job, meta: IDataObject): IDataObject =>
	options.includeResponseMetadata === true ? { _response: meta } : {};

const CHINA_TIME = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})$/;

/** With times in ISO beside the platform's text, and what Simplify leaves. */
function shaped({ operation, plan }: Job, element: IDataObject): IDataObject {
	const { times = [], simplified } = partsOf(operation);
	const full: IDataObject = {};
	for (const [name, value] of Object.entries(element)) {
		full[name] = value;
		const [, day, time] = (times.includes(name) && CHINA_TIME.exec(String(value))) || [];
		if (day !== undefined) full[`${name}Iso`] = `${day}T${time}+08:00`;
	}
	if (!simplified || plan.settings.simplify !== true) return full;
	const kept = simplified.flatMap((name) => [name, `${name}Iso`]).filter((name) => name in full);
	// Where the platform has other names, nothing is trimmed: better too much than nothing.
	return kept.length > 0 ? Object.fromEntries(kept.map((name) => [name, full[name]])) : full;
}

/** Names of ids, in any platform's spelling. Others that end alike (smsCode, bankCardNo) are none. */
const ID_NAME = /(?:^id|Id|flowNo|[bB]usinessCode|fileCode)$/;

/** What names the thing on the platform: ids of the answer, else those of the request. */
export function idsOf(plan: Plan, result: unknown): IDataObject {
	const pick = (data: unknown): IDataObject =>
		isPlainObject(data)
			? Object.fromEntries(
					Object.entries(data).filter(
						([name, value]) =>
							ID_NAME.test(name) && (typeof value === 'string' || typeof value === 'number') && value !== '',
					),
				)
			: {};
	return { ...pick(plan.inPath), ...pick(plan.query), ...pick(plan.body), ...pick(result) };
}
