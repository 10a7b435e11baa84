/** 回调通知 of e签宝: what it reports, and the item a workflow gets of it, with the fields and names of the Qiandun Trigger. Source: docs/api/esign.md#9-callbacks */
import { createHash } from 'crypto';
import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';
import { isPlainObject } from '../../engine/json';
import { wordFor, type Words } from '../../engine/signingStatus';
import { momentOf } from '../../engine/times';
import { flowStatus, signFlowStatus } from '../Esign/resources/signingStatus';

const SIGN_RESULT: Words = { '2': 'signed', '3': 'failed', '4': 'refused' };

/** One callback, as this package reads it. */
interface Known {
	/** Our name of the event. */
	event: string;
	contractId?: unknown;
	businessCode?: unknown;
	accountId?: unknown;
	status?: string;
	occurredAt?: unknown;
	/** What tells this event from all others, beside the action: the same on every repetition, and whichever way it came. */
	identity: unknown[];
}

const text = (value: unknown) =>
	(typeof value === 'string' && value !== '') || typeof value === 'number' ? String(value) : null;
const inside = (value: unknown, name: string): unknown => (isPlainObject(value) ? value[name] : undefined);
/** What has no word stays as it is. */
const statusOf = (words: Words, value: unknown): string | undefined => wordFor(words, value) ?? text(value) ?? undefined;

/** 流程结束 and 签署完成, of V3 and V1, and the verification of an identity. */
const READERS: Record<string, (body: IDataObject) => Known> = {
	SIGN_FLOW_COMPLETE: (body) => ({
		event: 'contract.status',
		contractId: body.signFlowId,
		status: statusOf(signFlowStatus.words, body.signFlowStatus),
		occurredAt: body.signFlowFinishTime,
		identity: [body.signFlowId, body.signFlowStatus],
	}),
	SIGN_FLOW_FINISH: (body) => ({
		event: 'contract.status',
		contractId: body.flowId,
		status: statusOf(flowStatus.words, body.flowStatus),
		occurredAt: body.endTime,
		identity: [body.flowId, body.flowStatus],
	}),
	SIGN_MISSON_COMPLETE: (body) => {
		const person = inside(body.operator, 'psnId');
		const organization = inside(body.organization, 'orgId');
		return {
			event: 'contract.signed',
			contractId: body.signFlowId,
			businessCode: body.customBizNum,
			accountId: organization ?? person,
			status: statusOf(SIGN_RESULT, body.signResult),
			occurredAt: body.operateTime,
			identity: [body.signFlowId, body.signOrder, person, organization, body.customBizNum, body.signResult, body.operateTime],
		};
	},
	SIGN_FLOW_UPDATE: (body) => ({
		event: 'contract.signed',
		contractId: body.flowId,
		businessCode: body.thirdOrderNo,
		accountId: body.accountId,
		status: statusOf(SIGN_RESULT, body.signResult),
		occurredAt: body.signTime,
		identity: [body.flowId, body.accountId, body.authorizedAccountId, body.thirdOrderNo, body.order, body.signResult, body.signTime],
	}),
	AUTH_PASS: (body) => {
		const person = inside(body.psnInfo, 'psnId');
		const organization = inside(body.organization, 'orgId');
		return {
			event: organization === undefined ? 'person.verified' : 'company.verified',
			accountId: organization ?? person,
			status: 'passed',
			identity: [body.authFlowId, body.bizType, person, organization],
		};
	},
	AUTHORIZE_FINISH: (body) => ({
		event: text(body.orgId) === null ? 'person.authorization' : 'company.authorization',
		accountId: text(body.orgId) ?? body.psnId,
		status: 'passed',
		identity: [body.authFlowId, body.psnId, body.orgId],
	}),
};

/** What a user can choose, each with what fits it. The end of a flow is split by how it ended. */
const CHOICES: Array<{ value: string; name: string; description: string; fits(event: string, status: string | undefined): boolean }> = [
	...(['completed', 'refused', 'revoked', 'expired'] as const).map((how) => ({
		value: `contract.${how}`,
		name: `Contract ${how.charAt(0).toUpperCase()}${how.slice(1)}`,
		description: {
			completed: 'All have signed, and the flow is finished',
			refused: 'A signer refused, which ends the flow',
			revoked: 'The initiator withdrew the flow',
			expired: 'The deadline passed before all had signed',
		}[how],
		fits: (event: string, status: string | undefined) => event === 'contract.status' && status === how,
	})),
	{
		value: 'contract.signed',
		name: 'Contract Signed or Refused by a Signer',
		description: 'One signer is done; others may still have to sign: look at status',
		fits: (event) => event === 'contract.signed',
	},
	{
		value: 'person.verified',
		name: 'Person Verified',
		description: 'A person passed the verification of their identity',
		fits: (event) => event === 'person.verified',
	},
	{
		value: 'company.verified',
		name: 'Company Verified',
		description: 'An organization passed the verification of its identity',
		fits: (event) => event === 'company.verified',
	},
	{
		value: 'authorization',
		name: 'Authorization Granted',
		description: 'A person or organization authorized the application',
		fits: (event) => event.endsWith('.authorization'),
	},
];

export const eventOptions: INodePropertyOptions[] = CHOICES.map(({ name, value, description }) => ({ name, value, description }));

/** An event as it was read from a callback. */
export interface EsignEvent {
	/** By which its repetitions are known; readable, since a person sees it. */
	id: string;
	item: IDataObject;
	/** This version has a name for it. */
	isKnown: boolean;
	fits(chosen: string[]): boolean;
}

const MOST_ID = 200;

/** Of what is known, what tells events apart; of the rest, all: a reminder may come every day with nothing new but its time. */
function idOf(action: string, body: IDataObject, known: Known | undefined): string {
	const parts = known?.identity.map((part) => text(part) ?? '') ?? [];
	const plain = `${action}:${parts.join(':')}`;
	if (parts.some((part) => part !== '') && plain.length <= MOST_ID) return plain;
	return `${action}:${hashOf(body)}`;
}

const hashOf = (value: unknown): string => createHash('sha256').update(sorted(value)).digest('hex').slice(0, 32);

/** JSON with sorted keys: the order in a callback is not to be relied on. */
const sorted = (value: unknown): string =>
	JSON.stringify(value, (_key, inner: unknown) =>
		isPlainObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))) : inner,
	) ?? '';

/** What the platform posted, as an event. */
export function readEvent(action: string, body: IDataObject, receivedAt: Date): EsignEvent {
	const known = Object.prototype.hasOwnProperty.call(READERS, action) ? READERS[action](body) : undefined;
	const id = idOf(action, body, known);
	const moment = momentOf(known?.occurredAt ?? body.timestamp);
	const event = known?.event ?? action;
	return {
		id,
		isKnown: known !== undefined,
		fits: (chosen) => CHOICES.some(({ value, fits }) => chosen.includes(value) && fits(event, known?.status)),
		item: {
			event,
			businessType: action,
			transactionId: id,
			contractId: text(known ? known.contractId : (body.signFlowId ?? body.flowId)),
			businessCode: text(known?.businessCode),
			accountId: text(known?.accountId),
			status: known?.status ?? null,
			occurredAt: Number.isNaN(moment) ? null : new Date(moment).toISOString(),
			receivedAt: receivedAt.toISOString(),
			data: body,
			raw: body,
		},
	};
}
