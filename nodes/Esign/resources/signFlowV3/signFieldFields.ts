/** The rows in which a person says where the seals of a signer go. */
import { number, on, text, whether } from '../../../../engine/rowFields';
import { several } from '../choices';
import { ofKind, ownNumber, placeFields, signFieldFile, signFieldRows, signingDate } from '../signFieldParts';

const atKeyword = ofKind('keyword');
const onPageOrKeyword = ofKind('keyword', 'page');
/** 手动签署或自动落章: a free field has no place and no seal of its own. */
const KINDS_PLACED = ['acrossPages', 'keyword', 'page'];
const placed = ofKind(...KINDS_PLACED);

const PAGES = /^\d+(-\d+)?(,\d+(-\d+)?)*$/;

/** 签署区. */
export const signFields = signFieldRows(['acrossPages', 'free', 'keyword', 'page'], [
	text('Keyword', 'keyword', 'Text in the file, not in a picture of it. The seal goes to the lower left corner of its first character, moved by the offsets.', {
		required: true,
		placeholder: 'e.g. 甲方盖章',
		...atKeyword,
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
		...atKeyword,
	},
	number('Number', 'nth', 'Which occurrence, counted from 1 in the order of the platform: by page', {
		default: 1,
		typeOptions: { minValue: 1 },
		...on({ kind: ['keyword'], occurrence: ['nth'] }),
	}),
	number('Offset X', 'offsetX', 'How far the seal is moved to the right of the keyword; negative to the left', atKeyword),
	number('Offset Y', 'offsetY', 'How far the seal is moved up from the keyword; negative down', atKeyword),
	...placeFields(
		{ page: 'positionPage', x: 'positionX', y: 'positionY' },
		{ pattern: PAGES, example: '1-3,6-10', must: 'page numbers and ranges' },
	),
	text('Seal ID', 'assignedSealId', 'The seal to use, as Seal (V3) > Get Many returns it. A silent signature of another organization needs the seal it has authorized; without an ID it is your own default seal.', {
		placeholder: 'e.g. 53642310-0000-0000-0000-000000000000',
		...placed,
	}),
	signFieldFile,
	signingDate('showSignDate', 'Shown Below the Seal', 'keyword', 'page'),
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
		...placed,
	}),
	whether('Movable', 'movableSignField', 'Whether the signer may move the seal', onPageOrKeyword),
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
		on({ kind: KINDS_PLACED, assignedSealId: [''] }),
	),
	ownNumber('customBizNum'),
]);
