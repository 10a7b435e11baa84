/** The rows in which a person builds the signers of a V1 flow. Source: docs/api/esign.md#row-18 */
import type { Field } from '../../../../engine/operation';
import { number, on, rows, text } from '../rowFields';

const onPage = { kind: ['page'] };
const placed = { kind: ['acrossPages', 'page'] };
const PAGES = /^(all|\d+(-\d+)?)$/;

const UNITS = 'In points (72 to the inch; the pages say px) from the lower left corner of the page to the middle of the seal. That it is the middle, only third parties say.';

/** 签署区. */
const signFields = rows('Sign Fields', 'signFields', 'signField', 'Sign Field', 'Where this signer signs; 300 in one flow at most', [
	{
		displayName: 'Kind',
		name: 'kind',
		type: 'options',
		options: [
			{ name: 'Across Pages', value: 'acrossPages', description: 'A cross-page seal: one seal, cut over the edges of the pages' },
			{ name: 'Anywhere', value: 'free', description: 'The signer chooses places, kind and number of the seals' },
			{ name: 'On One Page', value: 'page', description: 'A seal at a place on one page' },
		],
		default: 'page',
		description: 'How the place of the seal is given',
	},
	number('Page', 'posPage', 'Page the seal goes on, counted from 1', { default: 1, typeOptions: { minValue: 1 }, ...on(onPage) }),
	text('Pages', 'acrossPages', 'Pages the seal is cut over; all of them if empty', {
		placeholder: 'e.g. 1-5',
		check: (value) => (PAGES.test(String(value)) ? undefined : 'must be a range of pages, or all'),
		...on({ kind: ['acrossPages'] }),
	}),
	number('X', 'posX', `Horizontal place of the seal. ${UNITS}`, { default: 400, hint: 'From the left edge; an A4 page is 595 wide', ...on(onPage) }),
	number('Y', 'posY', `Vertical place of the seal, also of one across pages. ${UNITS}`, { default: 150, hint: 'From the bottom; an A4 page is 842 high', ...on(placed) }),
	text('Seal ID', 'sealId', 'The seal to use; the default one if empty', { placeholder: 'e.g. c52a2332-0000-0000-0000-000000000000' }),
	text('File ID', 'fileId', 'Document this is about; the first one if empty', { placeholder: 'e.g. c64665aa4f25462e8d8aaf33cd7733bd' }),
	{
		displayName: 'Seal of a Person',
		name: 'sealType',
		type: 'options',
		options: [
			{ name: 'Any', value: 'any' },
			{ name: 'Handwriting', value: '0' },
			{ name: 'Seal', value: '1' },
		],
		default: 'any',
		description: 'What a person signs with',
	},
	{
		displayName: 'Signing Date',
		name: 'signDateBeanType',
		type: 'options',
		options: [
			{ name: 'Not Shown', value: '0' },
			{ name: 'Shown', value: '1' },
			{ name: 'The Signer Decides', value: '2' },
		],
		default: '0',
		description: 'Whether the date of signing stands with the seal',
		...on(onPage),
	},
	number('Width', 'width', 'Width of the seal in px; its own if 0', { typeOptions: { minValue: 0 }, hint: '0: the width of the seal', ...on(placed) }),
]);

const ORGANIZATIONS = ['organization', 'organizationSilent'];

/** 签署方. */
export const signers: Field = {
	...rows('Signers', 'signers', 'signer', 'Signer', 'Who signs, and where', [
		{
			displayName: 'Signer',
			name: 'kind',
			type: 'options',
			options: [
				{ name: 'Organization', value: 'organization', description: 'Somebody acts for it and seals by hand' },
				{ name: 'Organization, Silently', value: 'organizationSilent', description: 'Without asking; Silent Signing > Grant must have allowed it' },
				{ name: 'Person', value: 'person', description: 'Signs by hand' },
				{ name: 'Person, Silently', value: 'personSilent', description: 'Without asking; Silent Signing > Grant must have allowed it' },
				{ name: 'Your Own Organization', value: 'platform', description: 'The one your app belongs to, without asking' },
			],
			default: 'person',
			description: 'What kind of signer this is',
		},
		text('Account ID', 'signerAccountId', 'Account ID of the person, or of who acts for the organization, as Person Account > Create returns it', {
			required: true,
			placeholder: 'e.g. 1c04a729df94422ab8c8b664b5b1370e',
			...on({ kind: ['organization', 'person', 'personSilent'] }),
		}),
		text('Organization ID', 'authorizedAccountId', 'ID of the organization (orgId), as Organization Account > Create returns it', {
			required: true,
			placeholder: 'e.g. 2c7de24aff3340f5b944ebac49545b8e',
			...on({ kind: ORGANIZATIONS }),
		}),
		number('Signing Order', 'signOrder', 'Lower numbers sign first, equal ones at the same time. 0 takes the place in this list.', {
			typeOptions: { minValue: 0 },
			hint: '0: as listed',
		}),
		text('Your Number', 'thirdOrderNo', 'A number of your own, which the notification about this signature brings back', { placeholder: 'e.g. HR-2030-0001' }),
		signFields,
	]),
	displayOptions: { show: { signersFrom: ['form', 'items'] } },
	required: true,
};

/** 签署方, in the platform's own words. */
export const signersJson: Field = {
	displayName: 'Signers (JSON)',
	name: 'signersJson',
	type: 'json',
	default: '[]',
	required: true,
	displayOptions: { show: { signersFrom: ['json'] } },
	description:
		'List of signers as the platform takes it: [{ "platformSign": false, "signOrder": 1, "signerAccount": { "signerAccountId": "…" }, "signfields": [{ "fileId": "…", "signType": 1, "posBean": { "posPage": "1", "posX": 400, "posY": 150 } }] }]',
	check: (value) => (Array.isArray(value) ? undefined : 'must be a JSON list'),
};
