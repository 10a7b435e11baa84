/** The rows in which a person builds the signers of a flow. */
import type { Field } from '../../../../engine/operation';
import { inRow, number, on, rows, text } from '../../../../engine/rowFields';
import { jsonSigners, signersFromOf } from '../../../../engine/signerRows';
import { NOTICES, several, WILLINGNESS } from '../choices';
import { orgId, orgIDCardNum, orgIDCardType, orgName, psnAccount, psnId, psnIDCardNum, psnIDCardType } from '../fields';
import { signFields } from './signFieldFields';

const BY_ACCOUNT = { identifiedBy: ['account'] };
const BY_ID = { identifiedBy: ['id'] };
const ORGANIZATIONS = ['legalRepresentative', 'operator', 'organization'];
const MANUAL = [...ORGANIZATIONS, 'person'];

/** 签署方. */
export const signers: Field = {
	...rows('Signers', 'signers', 'signer', 'Signer', 'Who signs, and where; 10 at most', [
		{
			displayName: 'Signer',
			name: 'kind',
			type: 'options',
			options: [
				{ name: 'Legal Representative', value: 'legalRepresentative', description: 'Of an organization, signing with the legal representative’s seal' },
				{ name: 'Legal Representative, Silently', value: 'legalRepresentativeSilent', description: 'With a seal that is your own or authorized to you, without asking' },
				{ name: 'Operator', value: 'operator', description: 'Who acts for an organization signs in person as well; the same organization is a signer too' },
				{ name: 'Organization', value: 'organization', description: 'Somebody acts for it and seals by hand' },
				{ name: 'Organization, Silently', value: 'organizationSilent', description: 'Your own organization, or one that authorized its seal to you, without asking' },
				{ name: 'Person', value: 'person', description: 'Signs by hand' },
			],
			default: 'person',
			description: 'What kind of signer this is. A person is always asked.',
		},
		{
			displayName: 'Identified By',
			name: 'identifiedBy',
			type: 'options',
			options: [
				{ name: 'Account', value: 'account', description: 'Name, and mobile number or email; also for somebody who is new to eSign' },
				{ name: 'ID', value: 'id', description: 'IDs that eSign gives after verification' },
			],
			default: 'account',
			description: 'How the platform knows who it is',
			...on({ kind: MANUAL }),
		},
		inRow(orgName, on({ kind: ORGANIZATIONS, ...BY_ACCOUNT })),
		inRow(orgId, on({ kind: ORGANIZATIONS, ...BY_ID })),
		text('Name', 'psnName', 'Name of the person, or of who acts for the organization', {
			required: true,
			placeholder: 'e.g. 张三',
			...on({ kind: MANUAL, ...BY_ACCOUNT }),
		}),
		inRow(psnAccount, on({ kind: MANUAL, ...BY_ACCOUNT })),
		inRow(psnId, {
			description: 'ID of the person, or of who acts for the organization (psnId), as Identity (V3) > Get Person returns it',
			...on({ kind: MANUAL, ...BY_ID }),
		}),
		number('Signing Order', 'signOrder', 'Lower numbers sign first, equal ones at the same time. 0 takes the place in this list; an operator takes that of the organization.', {
			typeOptions: { minValue: 0, maxValue: 255 },
			hint: '0: as listed',
		}),
		several('Notices', 'noticeTypes', NOTICES, 'How the platform tells the signer to sign; as for the whole flow if not set', on({ kind: MANUAL })),
		several('How the Signer Confirms', 'willingnessAuthModes', WILLINGNESS, 'How the signer proves the will to sign; any way if not set', on({ kind: MANUAL })),
		number('Reading Time', 'forcedReadingTime', 'Seconds before the signer can sign', {
			typeOptions: { minValue: 0, maxValue: 999 },
			...on({ kind: MANUAL }),
		}),
		inRow(psnIDCardNum, {
			required: false,
			description: 'ID number of the person, or of who acts for the organization; the platform compares it',
			...on({ kind: MANUAL, ...BY_ACCOUNT }),
		}),
		inRow(psnIDCardType, { required: false, description: 'Kind of document of this ID number', ...on({ kind: MANUAL, ...BY_ACCOUNT }) }),
		inRow(orgIDCardNum, { required: false, description: 'Number the organization is registered under', ...on({ kind: ORGANIZATIONS, ...BY_ACCOUNT }) }),
		inRow(orgIDCardType, { required: false, ...on({ kind: ORGANIZATIONS, ...BY_ACCOUNT }) }),
		text('Legal Representative’s Name', 'legalRepName', 'For the verification of an organization that is new to eSign', {
			placeholder: 'e.g. 李四',
			...on({ kind: ORGANIZATIONS, ...BY_ACCOUNT }),
		}),
		signFields,
	]),
	displayOptions: { show: { signersFrom: ['form', 'items'] } },
	standsAlone: true,
};

/** 签署方, in the platform's own words. */
export const signersJson = jsonSigners(
	'[{ "signerType": 0, "psnSignerInfo": { "psnAccount": "…", "psnInfo": { "psnName": "…" } }, "signFields": [{ "fileId": "…", "normalSignFieldConfig": { "signFieldStyle": 1, "signFieldPosition": { "positionPage": "1", "positionX": 400, "positionY": 150 } } }] }]. Beside normalSignFieldConfig may stand "byKeyword": { "keyword": "…", "occurrence": "first", "offsetX": 0, "offsetY": 0 } in the place of a position.',
);

export const signersFrom = signersFromOf('flow');
