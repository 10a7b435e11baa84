import type { Field, Operation } from '../../../../engine/operation';
import { isTime } from '../../../../engine/times';
import { businessCode } from '../fields';
import { CONTRACT_NAMES, contractBody } from './body';
import { get } from './get';
import { getSigners } from './getSigners';
import { attachments, documents, signers, signersFrom, signersJson } from './signerFields';

/** 合同名称. */
const contractName: Field = {
	displayName: 'Contract Name',
	name: 'contractName',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 劳动合同 张三',
	description: 'Name under which the signers see the contract',
};

/** 发起方. */
const initiatorAccountId: Field = {
	displayName: 'Initiator Account ID',
	name: 'initiatorAccountId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. crm-company-7',
	description: 'Your own ID of the verified person or company in whose name the contract is sent',
};

/** 签署截止时间. */
const signDeadline: Field = {
	displayName: 'Signing Deadline',
	name: 'signDeadline',
	type: 'dateTime',
	default: '',
	check: (value) => (isTime(value) ? undefined : 'is no date and time'),
	description: 'Until when the contract can be signed, at most 12 months ahead; in China time if no time zone is given. Without a time of day (00:00) it is the end of that day.',
};

/** 通过文件发起合同. */
export const create: Operation = {
	name: 'Create',
	value: 'create',
	action: 'Create a contract',
	description:
		'Make a contract of uploaded files and send it to its signers. Never made twice for one business code: what exists already is returned, with alreadyExisted.',
	routing: { request: { method: 'POST', url: '/open/contract/createByFile' } },
	source: 'assumed',
	repeatable: false,
	checkOutcome: 'Contract > Get Signers with the same business code tells whether the contract exists.',
	fields: [
		contractName,
		{
			...businessCode,
			standsAlone: true,
			routing: undefined,
			hint: 'For one code there is one contract, however often you run this',
			description:
				'Your own ID of this business case. If its contract exists, that is returned instead of made. Without a code, each item of each execution gets one of its own.',
		},
		documents,
		initiatorAccountId,
		signersFrom,
		signers,
		signersJson,
		attachments,
		signDeadline,
	],
	toBody: contractBody,
	bodyNames: CONTRACT_NAMES,
	gather: { field: 'signersFrom', value: 'items', rows: 'signers', group: 'signer' },
	once: {
		key: 'businessCode',
		look: getSigners,
		parameters: (body) => ({
			businessCode: body.businessCode,
			accountId: Array.isArray(body.signers) ? Object(body.signers[0]).accountId : undefined,
		}),
		missing: ['oc_40006'],
		// No such signer: the contract may be there all the same.
		doubtful: ['oc_40005'],
		read: get,
	},
};
