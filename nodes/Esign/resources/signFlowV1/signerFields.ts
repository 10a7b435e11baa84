/** The rows in which a person builds the signers of a V1 flow. Source: docs/api/esign.md#row-18 */
import type { Field } from '../../../../engine/operation';
import { number, on, rows, text } from '../../../../engine/rowFields';
import { jsonSigners } from '../../../../engine/signerRows';
import { ofKind, ownNumber, placeFields, signFieldFile, signFieldRows, signingDate } from '../signFieldParts';

const PAGES = /^(all|\d+(-\d+)?)$/;

/** 签署区. */
const signFields = signFieldRows(['acrossPages', 'free', 'page'], [
	...placeFields({ page: 'posPage', x: 'posX', y: 'posY' }, { pattern: PAGES, example: '1-5', must: 'a range of pages, or all' }),
	text('Seal ID', 'sealId', 'The seal to use; the default one if empty', { placeholder: 'e.g. c52a2332-0000-0000-0000-000000000000' }),
	signFieldFile,
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
	signingDate('signDateBeanType', 'Shown', 'page'),
	number('Width', 'width', 'Width of the seal in px; its own if 0', { typeOptions: { minValue: 0 }, hint: '0: the width of the seal', ...ofKind('acrossPages', 'page') }),
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
		ownNumber('thirdOrderNo'),
		signFields,
	]),
	displayOptions: { show: { signersFrom: ['form', 'items'] } },
	required: true,
};

/** 签署方, in the platform's own words. */
export const signersJson = jsonSigners(
	'[{ "platformSign": false, "signOrder": 1, "signerAccount": { "signerAccountId": "…" }, "signfields": [{ "fileId": "…", "signType": 1, "posBean": { "posPage": "1", "posX": 400, "posY": 150 } }] }]',
);
