/** 查询签署流程列表: which flows, and what the page forbids about the times. Source: docs/api/esign.md#row-37 */
import type { IDataObject, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { InputError } from '../../../../engine/field';
import type { Field } from '../../../../engine/operation';
import { given, inRow, on, rows, rowsOf } from '../../../../engine/rowFields';
import { endOfDay, isTime, momentOf } from '../../../../engine/times';
import { several } from '../choices';
import { orgId, orgName, psnAccount, psnId } from '../fields';
import { initiatorKind } from './flowFields';

const MOST_YEARS_BACK = 5;

const time = (displayName: string, name: string, description: string, more: Partial<Field> = {}): Field => ({
	displayName,
	name,
	type: 'dateTime',
	default: '',
	check: (value) => (isTime(value) ? undefined : 'is no date and time'),
	description,
	...more,
});

const STATES: INodePropertyOptions[] = [
	{ name: 'Completed', value: '2' },
	{ name: 'Expired', value: '5' },
	{ name: 'Refused', value: '7' },
	{ name: 'Revoked', value: '3' },
	{ name: 'Signing', value: '1' },
];

const SIGNER_STATES: INodePropertyOptions[] = [
	{ name: 'Refused', value: '4' },
	{ name: 'Signed', value: '2' },
	{ name: 'Signing', value: '1' },
	{ name: 'Waiting', value: '0' },
	{ name: 'Waiting for Approval', value: '3' },
];

/** One row, in which a choice says what it is named by. */
const party = (displayName: string, name: string, description: string, values: INodeProperties[]): Field => ({
	...rows(displayName, name, 'party', displayName, description, values),
	typeOptions: { multipleValues: false },
});

const identifiedBy: INodeProperties = {
	displayName: 'Identified By',
	name: 'identifiedBy',
	type: 'options',
	options: [
		{ name: 'Account', value: 'account', description: 'As it stands in the flow' },
		{ name: 'ID', value: 'id', description: 'ID that eSign gives after verification' },
	],
	default: 'account',
	description: 'How the platform knows who it is',
};

export const listFilters: Field[] = [
	time('Started From', 'signFlowStartTimeFrom', 'Flows that started at this time or later, in China time if no time zone is given; at most 5 years ago'),
	time('Finished From', 'signFlowFinishTimeFrom', 'Flows that were completed at this time or later, in China time if no time zone is given; at most 5 years ago'),
	time('Started Until', 'signFlowStartTimeTo', 'Flows that started until then; until now if not set. The whole time may span one year at most.'),
	time('Finished Until', 'signFlowFinishTimeTo', 'Flows that were completed until then; until now if not set. The whole time may span one year at most.'),
	several('States', 'signFlowStatus', STATES, 'Only flows in these states', { openList: false }),
	party('Signer', 'operator', 'Only flows that this person signs, or in which this person acts for an organization', [
		identifiedBy,
		inRow(psnAccount, on({ identifiedBy: ['account'] })),
		inRow(psnId, on({ identifiedBy: ['id'] })),
		several('States', 'signStatus', SIGNER_STATES, 'Only flows in which this signer is in one of these states', { openList: false }),
	]),
	party('Organization', 'organization', 'Only flows that this organization signs', [
		identifiedBy,
		inRow(orgName, on({ identifiedBy: ['account'] })),
		inRow(orgId, on({ identifiedBy: ['id'] })),
	]),
	party('Initiator', 'initiator', 'Only flows sent in the name of this organization or person', [
		initiatorKind,
		inRow(orgId, on({ kind: ['organization'] })),
		inRow(psnId, on({ kind: ['person'] })),
	]),
];

/** @throws InputError */
export function listBody(values: IDataObject, now: Date): IDataObject {
	const [signer] = rowsOf(values.operator, 'party');
	const [organization] = rowsOf(values.organization, 'party');
	const [initiator] = rowsOf(values.initiator, 'party');
	return given({
		...span(values, 'signFlowStartTime', 'Started', now),
		...span(values, 'signFlowFinishTime', 'Finished', now),
		signFlowStatus: numbers(values.signFlowStatus),
		initiator: initiator && given({ initiatorOrgId: initiator.orgId, initiatorPsnId: initiator.psnId }),
		operator: signer && given({ psnAccount: signer.psnAccount, psnId: signer.psnId }),
		organization: organization && given({ orgName: organization.orgName, orgId: organization.orgId }),
		signStatus: numbers(signer?.signStatus),
	});
}

const numbers = (value: unknown): number[] | undefined => (Array.isArray(value) ? value.map(Number) : undefined);

/** One year at most, of the last five; a beginning without an end goes until now. */
function span(values: IDataObject, name: string, label: string, now: Date): IDataObject {
	const [from, to] = [`${name}From`, `${name}To`];
	if (values[from] === undefined) {
		if (values[to] !== undefined) throw new InputError(`“${label} From” is empty, and “${label} Until” is set`, 'Fill in both, or neither.');
		return {};
	}
	const begin = momentOf(values[from]);
	const end = values[to] === undefined ? now.getTime() : momentOf(endOfDay(values[to]));
	if (end < begin) throw new InputError(`“${label} Until” is before “${label} From”`);
	const yearLater = new Date(begin);
	yearLater.setUTCFullYear(yearLater.getUTCFullYear() + 1);
	if (end > yearLater.getTime()) throw new InputError(`“${label} From” and “${label} Until” are more than one year apart`, 'Ask year by year.');
	const earliest = new Date(now);
	earliest.setUTCFullYear(earliest.getUTCFullYear() - MOST_YEARS_BACK);
	if (begin < earliest.getTime()) throw new InputError(`“${label} From” is more than ${MOST_YEARS_BACK} years ago`, 'The platform shows no older flows.');
	return { [from]: begin, [to]: end };
}
