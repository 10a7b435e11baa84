/** 签署流程配置项: what a flow has beside its documents and signers. */
import type { Field } from '../../../../engine/operation';
import { inRow, on, rows, text, whether } from '../../../../engine/rowFields';
import { isTime } from '../../../../engine/times';
import { CLIENTS, NOTICES, ORGANIZATION_CHECKS, PERSON_CHECKS, REDIRECT_DELAYS, several, WILLINGNESS } from '../choices';
import { notifyUrl, orgId, orgName, psnAccount, psnId, redirectUrl } from '../fields';
import { nameComplaint } from '../names';

const LONGEST_REMARK = 300;

/** 签署流程主题. */
export const signFlowTitle = text('Title', 'signFlowTitle', 'Title under which the signers see the flow', {
	required: true,
	placeholder: 'e.g. 劳动合同 张三',
	check: nameComplaint,
});

/** 全部签署完成后自动完结. The platform's own default is off. */
export const autoFinish = whether(
	'Finish When All Have Signed',
	'autoFinish',
	'Whether the flow ends by itself when all have signed. If not, its files can only be had after Finish; signers can be added meanwhile.',
	{ default: true, standsAlone: true },
);

/** 签署截止时间. */
const signFlowExpireTime: Field = {
	displayName: 'Signing Deadline',
	name: 'signFlowExpireTime',
	type: 'dateTime',
	default: '',
	check: (value) => (isTime(value) ? undefined : 'is no date and time'),
	description: 'Until when the flow can be signed, 90 days ahead at most, which is also the default; in China time if no time zone is given. Without a time of day (00:00) it is the end of that day.',
};

/** Who can be an initiator. */
export const initiatorKind: Field = {
	displayName: 'Initiator',
	name: 'kind',
	type: 'options',
	options: [
		{ name: 'Organization', value: 'organization' },
		{ name: 'Person', value: 'person' },
	],
	default: 'organization',
	description: 'What the initiator is',
};

/** 发起方. */
const initiator: Field = {
	...rows('Initiator', 'initiator', 'party', 'Initiator', 'In whose name the flow is sent; your own organization if not set. Others must have authorized it, and it takes a higher edition of eSign.', [
		initiatorKind,
		inRow(orgId, on({ kind: ['organization'] })),
		inRow(psnId, { description: 'ID of the person, or of who acts for the organization (psnId)' }),
	]),
	typeOptions: { multipleValues: false },
};

/** 抄送方. */
const copiers: Field = rows('Copiers', 'copiers', 'copier', 'Copier', 'Who gets to see the signed files without signing', [
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
	{
		displayName: 'Identified By',
		name: 'identifiedBy',
		type: 'options',
		options: [
			{ name: 'Account', value: 'account', description: 'Mobile number or email, and name of the organization' },
			{ name: 'ID', value: 'id', description: 'IDs that eSign gives after verification' },
		],
		default: 'account',
		description: 'How the platform knows who it is',
	},
	inRow(orgName, on({ kind: ['organization'], identifiedBy: ['account'] })),
	inRow(orgId, on({ kind: ['organization'], identifiedBy: ['id'] })),
	inRow(psnAccount, on({ identifiedBy: ['account'] })),
	inRow(psnId, on({ identifiedBy: ['id'] })),
]);

export const flowFields: Field[] = [
	whether('Start at Once', 'autoStart', 'Whether the signers can sign at once. If not, the flow is a draft until Start; documents and signers can be added meanwhile.', { default: true }),
	signFlowExpireTime,
	several('Notices', 'noticeTypes', NOTICES, 'How the platform tells initiator, signers and copiers; not at all if not set'),
	whether('Notify Seal Approvers', 'examineNotice', 'Whether those who approve the use of a seal are told; as with Notices if not set'),
	inRow(notifyUrl),
	inRow(redirectUrl),
	{
		displayName: 'Redirect Delay',
		name: 'redirectDelayTime',
		type: 'options',
		options: REDIRECT_DELAYS,
		default: '3',
		description: 'When the browser goes to the redirect URL',
	},
	whether('Verify Identity', 'identityVerify', 'Whether a signer whose data differ from those verified by eSign is refused; if not, the signer may correct them', { default: true }),
	several('Signing Clients', 'availableSignClientTypes', CLIENTS, 'Where the flow can be signed; both if not set'),
	several('How Signers Confirm', 'willingnessAuthModes', WILLINGNESS, 'How signers prove the will to sign; any way if not set'),
	several('How People Are Verified', 'psnAvailableAuthModes', PERSON_CHECKS, 'How people who are new to eSign are verified; any way if not set'),
	several('How Organizations Are Verified', 'orgAvailableAuthModes', ORGANIZATION_CHECKS, 'How organizations that are new to eSign are verified; any way if not set'),
	{
		displayName: 'Who Must Sign',
		name: 'signTaskType',
		type: 'options',
		options: [
			{ name: 'All Signers', value: '0' },
			{ name: 'Any One of Them', value: '1', description: 'All must have the same documents and sign fields, and none signs silently' },
		],
		default: '0',
		description: 'Whose signature completes the flow',
	},
	text('Remark', 'remark', `A note for the initiator, which signers do not see; ${LONGEST_REMARK} characters at most`, {
		check: (value) => {
			const { length } = [...String(value)];
			return length > LONGEST_REMARK ? `has ${length} characters; at most ${LONGEST_REMARK} are taken` : undefined;
		},
	}),
	initiator,
	copiers,
];
