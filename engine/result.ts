/** The platform's result -> the items a user gets. */
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { OutputFile, Sent } from './files';
import type { Job } from './job';
import { isPlainObject } from './json';
import { partsOf, type StateWord } from './operation';
import type { Plan } from './plan';
import { isoOf } from './times';

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

/** With times in ISO and a state's word beside what the platform says, and what Simplify leaves. */
function shaped({ operation, plan }: Job, element: IDataObject): IDataObject {
	const { times = [], simplified, stateWord } = partsOf(operation);
	const full = withWord(times.length > 0 ? withTimes(element, times) : element, stateWord);
	if (!simplified || plan.settings.simplify !== true) return full;
	const kept = simplified.flatMap((name) => [name, `${name}Iso`]).filter((name) => name in full);
	// Where the platform has other names, nothing is trimmed: better too much than nothing.
	return kept.length > 0 ? Object.fromEntries(kept.map((name) => [name, full[name]])) : full;
}

function withTimes(element: IDataObject, times: string[]): IDataObject {
	const full: IDataObject = {};
	for (const [name, value] of Object.entries(element)) {
		const inside = times.filter((time) => time.startsWith(`${name}.`)).map((time) => time.slice(name.length + 1));
		full[name] = inside.length > 0 ? (nested(value, inside) as IDataObject) : value;
		const iso = times.includes(name) ? isoOf(value) : undefined;
		if (iso !== undefined) full[`${name}Iso`] = iso;
	}
	return full;
}

const nested = (value: unknown, times: string[]): unknown =>
	Array.isArray(value)
		? value.map((element) => nested(element, times))
		: isPlainObject(value)
			? withTimes(value, times)
			: value;

function withWord(element: IDataObject, stateWord: StateWord | undefined): IDataObject {
	if (!stateWord || !(stateWord.of in element)) return element;
	const { of, as, words } = stateWord;
	const word = wordOf(words, element[of]) ?? 'unknown';
	return Object.fromEntries(
		Object.entries(element).flatMap(([name, value]) => (name === of ? [[name, value], [as, word]] : [[name, value]])),
	);
}

/** The word for a state; undefined where there is none. */
export const wordOf = (words: Record<string, string>, state: unknown): string | undefined =>
	Object.entries(words).find(([known]) => known === String(state))?.[1];

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
