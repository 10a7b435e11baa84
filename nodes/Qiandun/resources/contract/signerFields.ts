/** The rows in which a person builds documents, attachments, signers and their sign fields. */
import type { Field } from '../../../../engine/operation';
import { number, on, rows, text } from '../../../../engine/rowFields';
import { jsonSigners, signersFromOf } from '../../../../engine/signerRows';

const fileCode = text('File Code', 'fileCode', 'Code of the file, as File > Upload returns it', {
	required: true,
	placeholder: 'e.g. FC_20241212171254RkztvLleUICgRSe',
});

/** 合同文件. */
export const documents: Field = {
	...rows('Documents', 'documents', 'document', 'Document', 'The files to sign, in their order', [
		fileCode,
		text('File Name', 'fileName', 'Name under which the signers see the document', {
			placeholder: 'e.g. 劳动合同.pdf',
			required: true,
		}),
		number('Page Count', 'pageCount', 'Number of pages if you know it; seals are then checked against it. It is not sent.', {
			typeOptions: { minValue: 0 },
			hint: '0 if you do not know it',
		}),
	]),
	required: true,
};

/** 附件. */
export const attachments: Field = rows(
	'Attachments',
	'attachments',
	'attachment',
	'Attachment',
	'Files that go with the contract and are not signed',
	[fileCode],
);

const UNITS =
	'The platform’s sample has 280 and 420; neither unit nor corner is documented. Assumed: PDF points (72 to the inch) from the lower left corner of the page to the middle of the seal.';
const onPage = on({ kind: ['page'] });

/** 签署区. */
const signFields = rows(
	'Sign Fields',
	'signFields',
	'signField',
	'Sign Field',
	'Where the seals of this signer go',
	[
		{
			displayName: 'Kind',
			name: 'kind',
			type: 'options',
			options: [
				{
					name: 'Across All Pages',
					value: 'acrossPages',
					description: 'A cross-page seal: one seal, cut over the edges of all pages',
				},
				{ name: 'On One Page', value: 'page', description: 'A seal at a place on one page' },
			],
			default: 'page',
			description: 'How the seal stands on the document',
		},
		number('Page', 'positionPage', 'Page the seal goes on, counted from 1', {
			default: 1,
			typeOptions: { minValue: 1 },
			...onPage,
		}),
		number('X', 'positionX', `Horizontal place of the seal. ${UNITS}`, {
			default: 400,
			hint: 'Points from the left edge (assumed); an A4 page is 595 wide',
			...onPage,
		}),
		number('Y', 'positionY', `Vertical place of the seal, also of one across all pages. ${UNITS}`, {
			default: 150,
			hint: 'Points from the bottom (assumed); an A4 page is 842 high. Get Seal Placement Page lets somebody drag the seals instead.',
		}),
		{
			displayName: 'Show Date',
			name: 'showDate',
			type: 'boolean',
			default: false,
			description: 'Whether the date of signing stands with the seal',
			...onPage,
		},
		text('File Code', 'fileCode', 'Document the seal goes on; the first one if empty', {
			placeholder: 'e.g. FC_20241212171254RkztvLleUICgRSe',
		}),
		text(
			'Silent Signing Code',
			'authorizeCode',
			'Authorize code of a silent signing authorization, as Seal > Get shows it: the signer is not asked. Give it on all sign fields of a signer or on none.',
		),
	],
);

/** 签署方. */
export const signers: Field = {
	...rows('Signers', 'signers', 'signer', 'Signer', 'Who signs, and where', [
		text('Account ID', 'accountId', 'Your own ID of a verified person or company, as chosen with User or Company > Create Verified', {
			required: true,
			placeholder: 'e.g. crm-contact-1042',
		}),
		number('Signing Order', 'seqNo', 'Lower numbers sign first. 0 takes the place in this list.', {
			typeOptions: { minValue: 0 },
			hint: '0: as listed',
		}),
		{
			displayName: 'Notify',
			name: 'notify',
			type: 'boolean',
			default: false,
			description: 'Whether the platform sends the signer a message (assumed)',
		},
		{
			displayName: 'How the Signer Confirms',
			name: 'willingnessAuthModes',
			type: 'multiOptions',
			openList: true,
			options: [
				{ name: 'Face', value: 'FACE', description: 'Assumed' },
				{ name: 'SMS Code', value: 'CODE_SMS' },
			],
			default: ['CODE_SMS'],
			description: 'How the signer proves the will to sign. Only the SMS code was seen in use.',
		} as Field,
		signFields,
	]),
	displayOptions: { show: { signersFrom: ['form', 'items'] } },
	required: true,
};

/** 签署方, in the platform's own words. */
export const signersJson = jsonSigners(
	'[{ "accountId": "…", "seqNo": 1, "signFields": [{ "fileCode": "…", "signFieldStyle": 1, "signFieldPosition": { "positionPage": 1, "positionX": 280, "positionY": 420 } }] }]',
);

export const signersFrom = signersFromOf('contract');
