/** The rows in which a person says where the seals of a signer go. */
import type { Field } from '../../../../engine/operation';
import { several } from '../choices';
import { number, on, rows, text, whether } from '../rowFields';

const onPage = { kind: ['page'] };
const atKeyword = { kind: ['keyword'] };
/** 手动签署或自动落章: a free field has no place and no seal of its own. */
const placed = { kind: ['acrossPages', 'keyword', 'page'] };

const UNITS =
	'In points (72 to the inch; the pages say px) from the lower left corner of the page to the middle of the seal. That it is the middle, only third parties say.';

const PAGES = /^\d+(-\d+)?(,\d+(-\d+)?)*$/;

/** 签署区. */
export const signFields: Field = rows(
	'Sign Fields',
	'signFields',
	'signField',
	'Sign Field',
	'Where this signer signs; 300 in one flow at most',
	[
		{
			displayName: 'Kind',
			name: 'kind',
			type: 'options',
			options: [
				{ name: 'Across Pages', value: 'acrossPages', description: 'A cross-page seal: one seal, cut over the edges of the pages' },
				{ name: 'Anywhere', value: 'free', description: 'The signer chooses places, kind and number of the seals' },
				{ name: 'At a Keyword', value: 'keyword', description: 'The platform looks for a text in the file, and the seal goes there' },
				{ name: 'On One Page', value: 'page', description: 'A seal at a place on one page' },
			],
			default: 'page',
			description: 'How the place of the seal is given',
		},
		text('Keyword', 'keyword', 'Text in the file, not in a picture of it. The seal goes to the lower left corner of its first character, moved by the offsets.', {
			required: true,
			placeholder: 'e.g. 甲方盖章',
			...on(atKeyword),
		}),
		{
			displayName: 'Occurrence',
			name: 'occurrence',
			type: 'options',
			options: [
				{ name: 'Each', value: 'all', description: 'A seal at every place where the keyword stands' },
				{ name: 'First', value: 'first' },
				{ name: 'One by Number', value: 'nth' },
			],
			default: 'first',
			description: 'Where the seal goes if the keyword stands there several times',
			...on(atKeyword),
		},
		number('Number', 'nth', 'Which occurrence, counted from 1 in the order of the platform: by page', {
			default: 1,
			typeOptions: { minValue: 1 },
			...on({ ...atKeyword, occurrence: ['nth'] }),
		}),
		number('Offset X', 'offsetX', 'How far the seal is moved to the right of the keyword; negative to the left', on(atKeyword)),
		number('Offset Y', 'offsetY', 'How far the seal is moved up from the keyword; negative down', on(atKeyword)),
		number('Page', 'positionPage', 'Page the seal goes on, counted from 1', {
			default: 1,
			typeOptions: { minValue: 1 },
			...on(onPage),
		}),
		text('Pages', 'acrossPages', 'Pages the seal is cut over; all of them if empty', {
			placeholder: 'e.g. 1-3,6-10',
			check: (value) => (PAGES.test(String(value)) ? undefined : 'must be page numbers and ranges'),
			...on({ kind: ['acrossPages'] }),
		}),
		number('X', 'positionX', `Horizontal place of the seal. ${UNITS}`, {
			default: 400,
			hint: 'From the left edge; an A4 page is 595 wide',
			...on(onPage),
		}),
		number('Y', 'positionY', `Vertical place of the seal, also of one across pages. ${UNITS}`, {
			default: 150,
			hint: 'From the bottom; an A4 page is 842 high',
			...on({ kind: ['acrossPages', 'page'] }),
		}),
		text('Seal ID', 'assignedSealId', 'The seal to use, as Seal (V3) > Get Many returns it. A silent signature of another organization needs the seal it has authorized; without an ID it is your own default seal.', {
			placeholder: 'e.g. 53642310-0000-0000-0000-000000000000',
			...on(placed),
		}),
		text('File ID', 'fileId', 'Document this is about; the first one if empty', {
			placeholder: 'e.g. c64665aa4f25462e8d8aaf33cd7733bd',
		}),
		{
			displayName: 'Signing Date',
			name: 'showSignDate',
			type: 'options',
			options: [
				{ name: 'Not Shown', value: '0' },
				{ name: 'Shown Below the Seal', value: '1' },
				{ name: 'The Signer Decides', value: '2' },
			],
			default: '0',
			description: 'Whether the date of signing stands with the seal',
			...on({ kind: ['keyword', 'page'] }),
		},
		{
			displayName: 'Date Format',
			name: 'dateFormat',
			type: 'options',
			options: [
				{ name: 'Chinese, Such as 2030 Year 1 Month 2 Day', value: 'yyyy年MM月dd日' },
				{ name: 'With Dashes', value: 'yyyy-MM-dd' },
				{ name: 'With Dashes and Time', value: 'yyyy-MM-dd HH:mm:ss' },
				{ name: 'With Slashes', value: 'yyyy/MM/dd' },
			],
			default: 'yyyy年MM月dd日',
			description: 'How the date is written',
			...on({ kind: ['keyword', 'page'], showSignDate: ['1'] }),
		},
		number('Size', 'signFieldSize', 'Side length of the seal in px; its own size if 0', {
			typeOptions: { minValue: 0 },
			hint: '0: the size of the seal',
			...on(placed),
		}),
		whether('Movable', 'movableSignField', 'Whether the signer may move the seal', on({ kind: ['keyword', 'page'] })),
		whether('Must Be Signed', 'mustSign', 'Whether the signer has to sign here', { default: true }),
		several(
			'Personal Seal Styles',
			'psnSealStyles',
			[
				{ name: 'Handwriting', value: '0' },
				{ name: 'Handwriting, Checked by AI', value: '2' },
				{ name: 'Name Seal', value: '1' },
			],
			'What a person may sign with; handwriting or name seal if not set',
		),
		several(
			'Seal Types',
			'orgSealBizTypes',
			[
				{ name: 'Contract Seal', value: 'CONTRACT' },
				{ name: 'Finance Seal', value: 'FINANCE' },
				{ name: 'Official Seal', value: 'PUBLIC' },
				{ name: 'Other Seal', value: 'COMMON' },
				{ name: 'Personnel Seal', value: 'PERSONNEL' },
			],
			'Seals that an organization may choose from; all if not set',
			on({ ...placed, assignedSealId: [''] }),
		),
		text('Your Number', 'customBizNum', 'A number of your own, which the notification about this signature brings back', {
			placeholder: 'e.g. HR-2030-0001',
		}),
	],
);
