/** 检索文件关键字坐标: sign fields whose place is a keyword get the place that the platform finds. Source: docs/api/esign.md#row-32 */
import type { IDataObject } from 'n8n-workflow';
import { InputError, shown } from '../../../../engine/field';
import { isPlainObject } from '../../../../engine/json';
import type { LookUp } from '../../../../engine/operation';
import { objectsIn } from '../../../../engine/rowFields';
import { findKeywordPositions, MOST_KEYWORDS } from '../fileV3/findKeywordPositions';
import { countFields, labelOf, MOST_SIGN_FIELDS, tooMany } from './checks';

interface Place {
	page: number;
	x: number;
	y: number;
}

/** Keywords by file, each once, in parts as large as the platform takes. */
function keywordsIn(body: IDataObject): Array<{ fileId: string; keywords: string[] }> {
	const byFile = new Map<string, Set<string>>();
	for (const { signFields } of objectsIn(body.signers)) {
		for (const { fileId, byKeyword } of objectsIn(signFields)) {
			if (!isPlainObject(byKeyword)) continue;
			const keywords = byFile.get(String(fileId)) ?? new Set();
			byFile.set(String(fileId), keywords.add(String(byKeyword.keyword ?? '')));
		}
	}
	return [...byFile].flatMap(([fileId, set]) => {
		const all = [...set];
		return Array.from({ length: Math.ceil(all.length / MOST_KEYWORDS) }, (_, part) => ({
			fileId,
			keywords: all.slice(part * MOST_KEYWORDS, (part + 1) * MOST_KEYWORDS),
		}));
	});
}

const keyOf = (fileId: unknown, keyword: unknown): string => `${String(fileId)}\n${String(keyword)}`;

/** Every place, by file and keyword, in the order of the answer. */
function placesIn(body: IDataObject, answers: unknown[]): Map<string, Place[]> {
	const places = new Map<string, Place[]>();
	keywordsIn(body).forEach(({ fileId }, index) => {
		const answer = answers[index];
		for (const { keyword, positions } of objectsIn(isPlainObject(answer) ? answer.keywordPositions : undefined)) {
			const found = objectsIn(positions).flatMap(({ pageNum, coordinates }) =>
				objectsIn(coordinates).map(({ positionX, positionY }) => ({ page: Number(pageNum), x: Number(positionX), y: Number(positionY) })),
			);
			places.set(keyOf(fileId, keyword), found);
		}
	});
	return places;
}

/** One sign field, or several where the keyword stands several times and each counts. @throws InputError naming signer and field */
function placed(field: IDataObject, places: Map<string, Place[]>, where: string): IDataObject[] {
	const { byKeyword, ...rest } = field;
	if (!isPlainObject(byKeyword)) return [field];
	const { keyword, occurrence = 'first', offsetX = 0, offsetY = 0 } = byKeyword;
	const found = places.get(keyOf(field.fileId, keyword)) ?? [];
	if (found.length === 0) {
		throw new InputError(
			`${where}: the keyword ${shown(keyword)} does not stand in the file ${shown(field.fileId)}`,
			'Only text is found, not what stands in a picture or scan, and blanks count. File (V3) > Find Keyword Positions shows what is found.',
		);
	}
	const number = occurrence === 'first' ? 1 : Number(occurrence);
	if (occurrence !== 'all' && !(Number.isInteger(number) && number >= 1 && number <= found.length)) {
		throw new InputError(
			`${where}: the keyword ${shown(keyword)} stands ${found.length} times in the file, and its occurrence ${String(occurrence)} is wanted`,
			'Choose one that is there.',
		);
	}
	const config = isPlainObject(rest.normalSignFieldConfig) ? rest.normalSignFieldConfig : {};
	return (occurrence === 'all' ? found : [found[number - 1]]).map(({ page, x, y }) => ({
		...rest,
		normalSignFieldConfig: {
			...config,
			signFieldStyle: 1,
			signFieldPosition: { positionPage: String(page), positionX: moved(x, offsetX), positionY: moved(y, offsetY) },
		},
	}));
}

/** Without the traces of binary fractions. */
const moved = (place: number, offset: unknown): number => Number((place + Number(offset)).toFixed(3));

export const keywordPlaces: LookUp = {
	questions: (body) =>
		keywordsIn(body).map(({ fileId, keywords }) => ({
			read: findKeywordPositions,
			// One in each line: a keyword may hold a comma.
			parameters: { fileId, keywords: `${keywords.join('\n')}\n` },
		})),
	complete: (body, answers) => {
		const places = placesIn(body, answers);
		const completed = {
			...body,
			signers: objectsIn(body.signers).map((signer, index) => ({
				...signer,
				signFields: objectsIn(signer.signFields).flatMap((field, at) =>
					placed(field, places, `${labelOf(signer, index)}, sign field ${at + 1}`),
				),
			})),
		};
		const count = countFields(completed);
		if (count > MOST_SIGN_FIELDS) throw tooMany('Sign Fields', count, MOST_SIGN_FIELDS);
		return completed;
	},
};
