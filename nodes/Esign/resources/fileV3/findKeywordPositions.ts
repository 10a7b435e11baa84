import type { Operation } from '../../../../engine/operation';
import { text } from '../../../../engine/rowFields';
import { fileId } from '../fields';

/** 最多30个关键字. */
export const MOST_KEYWORDS = 30;

/** One in each line where there are lines, else separated by commas. */
const keywordsIn = (value: unknown): string[] =>
	String(value)
		.split(String(value).includes('\n') ? '\n' : ',')
		.map((keyword) => keyword.replace(/\r$/, ''))
		.filter((keyword) => keyword.trim() !== '');

/** 检索文件关键字坐标, by POST: the GET that was there before is not recommended any more. */
export const findKeywordPositions: Operation = {
	name: 'Find Keyword Positions',
	value: 'findKeywordPositions',
	action: 'Find the positions of keywords in a file',
	description: 'Find out where texts stand in a PDF, one item for each keyword. Text in pictures and scans is not found.',
	routing: { request: { method: 'POST', url: '/v3/files/{fileId}/keyword-positions' } },
	source: 'documented',
	repeatable: true,
	fields: [
		fileId,
		text('Keywords', 'keywords', `What to look for, separated by commas, or one in each line; ${MOST_KEYWORDS} at most`, {
			required: true,
			placeholder: 'e.g. 甲方盖章,乙方签字',
			check: (value) => {
				const { length } = keywordsIn(value);
				if (length === 0) return 'has no keyword in it';
				return length > MOST_KEYWORDS ? `has ${length} keywords; the platform takes ${MOST_KEYWORDS} at most` : undefined;
			},
			convert: keywordsIn,
			routing: { send: { type: 'body', property: 'keywords' } },
		}),
	],
	listAt: 'keywordPositions',
};
