/** 一步发起签署: the flow itself, its documents, and who gets a copy. */
import type { Field } from '../../../../engine/operation';
import { number, on, rows, text, whether } from '../../../../engine/rowFields';
import { isTime } from '../../../../engine/times';
import { isWebAddress } from '../../../../engine/standardFields';
import { CLIENTS, several } from '../choices';
import { fileNameComplaint, nameComplaint } from '../names';

const webAddress = (value: unknown) => (isWebAddress(value) ? undefined : 'must be an address that starts with http:// or https://');

const time = (displayName: string, name: string, description: string): Field => ({
	displayName,
	name,
	type: 'dateTime',
	default: '',
	check: (value) => (isTime(value) ? undefined : 'is no date and time'),
	description,
});

const fileId = text('File ID', 'fileId', 'ID of the file on the platform', {
	required: true,
	placeholder: 'e.g. c64665aa4f25462e8d8aaf33cd7733bd',
});

/** 文件主题. */
export const businessScene = text('Title', 'businessScene', 'Title under which the signers see the flow', {
	required: true,
	placeholder: 'e.g. 劳动合同 张三',
	check: nameComplaint,
});

/** 待签文件. */
export const documents: Field = {
	...rows('Documents', 'documents', 'document', 'Document', 'The files to sign; 50 at most', [
		fileId,
		text('File Name', 'fileName', 'Name under which the signers see it; that of the upload if empty', {
			placeholder: 'e.g. 劳动合同.pdf',
			check: fileNameComplaint,
		}),
	]),
	required: true,
};

/** 自动归档. The platform's own default is off. */
export const autoArchive = whether(
	'Finish When All Have Signed',
	'autoArchive',
	'Whether the flow ends by itself when all have signed. If not, its files can only be had after Archive.',
	{ default: true, standsAlone: true },
);

export const flowFields: Field[] = [
	whether('Start at Once', 'autoInitiate', 'Whether the signers can sign at once. If not, the flow is a draft until Start.', { default: true }),
	time('Signing Deadline', 'signValidity', 'Until when the flow can be signed, in China time if no time zone is given; for ever if not set. Without a time of day (00:00) it is the end of that day.'),
	time('Contract End', 'contractValidity', 'When the contract ends, in China time if no time zone is given. Without a time of day (00:00) it is the end of that day.'),
	number('Remind Before Contract End', 'contractRemind', 'Hours before the end of the contract at which a renewal is reminded of; only with a contract end', {
		typeOptions: { minValue: 1, maxValue: 360 },
		default: 24,
	}),
	text('Initiator Account ID', 'initiatorAccountId', 'Account ID of the person who initiates the flow; your own app if not set'),
	text('Initiator Organization ID', 'initiatorAuthorizedAccountId', 'ID of the organization in whose name that person initiates it (orgId)'),
	text('Notify URL', 'noticeDeveloperUrl', 'Address to which the platform reports what happens, such as that of a trigger node', {
		placeholder: 'e.g. https://n8n.example.com/webhook/esign',
		check: webAddress,
	}),
	several(
		'Notices',
		'noticeType',
		[
			{ name: 'Email', value: '2' },
			{ name: 'SMS', value: '1' },
		],
		'How the platform tells the signers; by SMS if not set',
	),
	whether('No Notices', 'withoutNotices', 'Whether nobody is told, neither by SMS nor by email'),
	text('Redirect URL', 'redirectUrl', 'Where the browser goes when the signer has finished', {
		placeholder: 'e.g. https://www.example.com/done',
		check: webAddress,
	}),
	several('Signing Clients', 'signPlatform', CLIENTS, 'Where the flow can be signed; on the web page if not set'),
	rows('Attachments', 'attachments', 'attachment', 'Attachment', 'Files that go with the flow and are not signed', [
		fileId,
		text('Attachment Name', 'attachmentName', 'Name under which the signers see it, with its extension', {
			required: true,
			placeholder: 'e.g. 附录.pdf',
			check: fileNameComplaint,
		}),
	]),
	rows('Copiers', 'copiers', 'copier', 'Copier', 'Who gets to see the signed files without signing', [
		{
			displayName: 'Copier',
			name: 'kind',
			type: 'options',
			options: [
				{ name: 'Organization', value: 'organization' },
				{ name: 'Person', value: 'person' },
			],
			default: 'person',
			description: 'An organization is told through a person',
		},
		text('Account ID', 'copierAccountId', 'Account ID of the person', { required: true, placeholder: 'e.g. 1c04a729df94422ab8c8b664b5b1370e' }),
		text('Organization ID', 'copierIdentityAccountId', 'ID of the organization (orgId)', { required: true, ...on({ kind: ['organization'] }) }),
	]),
];
