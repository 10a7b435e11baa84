/** What V1 and V3 have in common in the rows that say where the seals of a signer go. */
import type { INodeProperties } from 'n8n-workflow';
import type { Field } from '../../../engine/operation';
import { number, on, rows, text } from '../../../engine/rowFields';

const UNITS =
	'In points (72 to the inch; the pages say px) from the lower left corner of the page to the middle of the seal. That it is the middle, only third parties say.';

const KINDS = [
	{ name: 'Across Pages', value: 'acrossPages', description: 'A cross-page seal: one seal, cut over the edges of the pages' },
	{ name: 'Anywhere', value: 'free', description: 'The signer chooses places, kind and number of the seals' },
	{ name: 'At a Keyword', value: 'keyword', description: 'The platform looks for a text in the file, and the seal goes there' },
	{ name: 'On One Page', value: 'page', description: 'A seal at a place on one page' },
];

/** Shown with the kinds of sign field that these values name. */
export const ofKind = (...kinds: string[]): Partial<Field> => on({ kind: kinds });

/** 签署区; `kinds` is what the version of the API can do. */
export const signFieldRows = (kinds: string[], others: INodeProperties[]): Field =>
	rows('Sign Fields', 'signFields', 'signField', 'Sign Field', 'Where this signer signs; 300 in one flow at most', [
		{
			displayName: 'Kind',
			name: 'kind',
			type: 'options',
			options: KINDS.filter(({ value }) => kinds.includes(value)),
			default: 'page',
			description: 'How the place of the seal is given',
		},
		...others,
	]);

/** Page, pages of a cross-page seal, and place; the names are the platform's, which differ. */
export const placeFields = (
	names: { page: string; x: string; y: string },
	pages: { pattern: RegExp; example: string; must: string },
): Field[] => [
	number('Page', names.page, 'Page the seal goes on, counted from 1', { default: 1, typeOptions: { minValue: 1 }, ...ofKind('page') }),
	text('Pages', 'acrossPages', 'Pages the seal is cut over; all of them if empty', {
		placeholder: `e.g. ${pages.example}`,
		check: (value) => (pages.pattern.test(String(value)) ? undefined : `must be ${pages.must}`),
		...ofKind('acrossPages'),
	}),
	number('X', names.x, `Horizontal place of the seal. ${UNITS}`, {
		default: 400,
		hint: 'From the left edge; an A4 page is 595 wide',
		...ofKind('page'),
	}),
	number('Y', names.y, `Vertical place of the seal, also of one across pages. ${UNITS}`, {
		default: 150,
		hint: 'From the bottom; an A4 page is 842 high',
		...ofKind('acrossPages', 'page'),
	}),
];

export const signFieldFile = text('File ID', 'fileId', 'Document this is about; the first one if empty', {
	placeholder: 'e.g. c64665aa4f25462e8d8aaf33cd7733bd',
});

/** 签署日期. `shown` is how the platform shows it, `kinds` where it can. */
export const signingDate = (name: string, shown: string, ...kinds: string[]): Field => ({
	displayName: 'Signing Date',
	name,
	type: 'options',
	options: [
		{ name: 'Not Shown', value: '0' },
		{ name: shown, value: '1' },
		{ name: 'The Signer Decides', value: '2' },
	],
	default: '0',
	description: 'Whether the date of signing stands with the seal',
	...ofKind(...kinds),
});

/** A number of the caller's own, of a signer or a sign field. */
export const ownNumber = (name: string): Field =>
	text('Your Number', name, 'A number of your own, which the notification about this signature brings back', {
		placeholder: 'e.g. HR-2030-0001',
	});
