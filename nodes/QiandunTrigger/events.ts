/** 回调类型: what the platform reports, and the item a workflow gets of it. Source: docs/api/qiandun.md#9-callbacks */
import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';
import { isPlainObject, parseJson } from '../../engine/json';
import { wordFor, type Words } from '../../engine/signingStatus';
import { momentOf } from '../../engine/times';
import { CONTRACT_STATUS } from '../Qiandun/resources/contract/status';

/** Our names of the events, by businessType. */
const EVENTS: Record<string, { event: string; name: string; description: string }> = {
	OPEN_CONTRACT_SIGNED: {
		event: 'contract.signed',
		name: 'Contract Signed by a Signer',
		description: 'One signer signed; others may still have to',
	},
	OPEN_CONTRACT_STATUS_CHANGED: {
		event: 'contract.status',
		name: 'Contract Status Changed',
		description: 'The contract as a whole is finished, rejected, withdrawn or expired: look at status',
	},
	OPEN_GET_SEAL_POSITION: {
		event: 'contract.sealPlacement',
		name: 'Contract Seals Placed',
		description: 'Somebody finished placing seals on the placement page',
	},
	OPEN_PSN_CERT_RESULT: {
		event: 'person.verified',
		name: 'Person Verification Result',
		description: 'A person finished the verification page; look at status',
	},
	OPEN_PSN_FACE_RECOGNITION_RESULT: {
		event: 'person.face',
		name: 'Person Face Verification Result',
		description: 'A face verification ended; look at status',
	},
	OPEN_CORP_CERT_RESULT: {
		event: 'company.verified',
		name: 'Company Verification Result',
		description: 'A company’s verification ended; look at status',
	},
	OPEN_CORP_AUTHORIZATION_AUDIT_RESULT: {
		event: 'company.authorization',
		name: 'Company Authorization Letter Audited',
		description: 'A letter of authority was accepted or refused; look at status',
	},
	OPEN_CONTRACT_AUTO_SIGN_SEAL_AUTH: {
		event: 'seal.silentSigning',
		name: 'Seal Silent Signing Authorized',
		description: 'The owner permitted silent signing with a seal',
	},
};

export const eventOptions: INodePropertyOptions[] = Object.values(EVENTS).map(({ event, name, description }) => ({
	name,
	value: event,
	description,
}));

/** Our name of an event; one we have none for keeps the platform's. */
export const eventName = (businessType: string): string =>
	Object.prototype.hasOwnProperty.call(EVENTS, businessType) ? EVENTS[businessType].event : businessType;

/** Where the time of what happened may stand, the more exact first. */
const TIMES = ['signTime', 'finishTime', 'authorizeTime', 'time', 'createTime'];
const STATUSES = ['status', 'signStatus', 'verifyStatus', 'authorizeStatus'];

/**
 * The platform's words for how something stands, as words that are the same for all platforms. Few of the platform's are
 * known, so usual ones are taken for what they say; any other is passed on as it came.
 */
const WORDS: Record<string, Words> = {
	'contract.signed': { finished: 'signed', rejected: 'refused' },
	'contract.status': CONTRACT_STATUS,
	'person.verified': { un_passed: 'failed' },
	'person.face': { un_passed: 'failed' },
	'company.verified': { un_passed: 'failed' },
	'company.authorization': { un_passed: 'failed' },
};

/** What the details say beside the event itself. Their shape is assumed: an object `data`, its text, or fields beside each other. */
function dataIn(details: IDataObject): IDataObject {
	const { data, ...others } = details;
	if (isPlainObject(data)) return data;
	const inText = typeof data === 'string' ? objectIn(data) : undefined;
	if (inText) return inText;
	const beside = Object.entries(others).filter(([name]) => name !== 'transactionId' && name !== 'businessType');
	return { ...Object.fromEntries(beside), ...(data !== undefined && { data }) };
}

function objectIn(text: string): IDataObject | undefined {
	try {
		const parsed = parseJson(text);
		return isPlainObject(parsed) ? parsed : undefined;
	} catch {
		return undefined;
	}
}

const statusWord = (event: string, word: string | null): string | null =>
	wordFor(new Map(Object.entries(WORDS)).get(event) ?? {}, word) ?? word;

/** The item of an event. What it does not carry is null. */
export function eventItem(
	{ transactionId, businessType }: { transactionId: string; businessType: string },
	details: IDataObject,
	raw: IDataObject,
	receivedAt: Date,
): IDataObject {
	const data = dataIn(details);
	const first = (names: string[]) => names.map((name) => data[name]).find((value) => value !== undefined && value !== null && value !== '');
	const text = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : null);
	const moment = momentOf(first(TIMES));
	return {
		event: eventName(businessType),
		businessType,
		transactionId,
		contractId: text(data.contractId),
		businessCode: text(data.businessCode),
		accountId: text(data.accountId),
		status: statusWord(eventName(businessType), text(first(STATUSES))),
		occurredAt: Number.isNaN(moment) ? null : new Date(moment).toISOString(),
		receivedAt: receivedAt.toISOString(),
		data,
		raw,
	};
}
