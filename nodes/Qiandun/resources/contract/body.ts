/** Contract / Create: rows -> the platform's body, and what its error table forbids, found before sending. */
import type { IDataObject } from 'n8n-workflow';
import { InputError } from '../../../../engine/field';
import { isPlainObject } from '../../../../engine/json';
import { rowsOf } from '../../../../engine/rowFields';
import { chinaTime, endOfDay, momentOf } from '../../../../engine/times';

const SINGLE_PAGE = 1;
const ACROSS_PAGES = 2;
const MOST_MONTHS = 12;

/** What contractBody makes, for Endpoint Corrections. */
export const CONTRACT_NAMES = [
	'contractName', 'businessCode', 'signDeadline', 'signFileType',
	'docs', 'docs.fileId', 'docs.fileCode', 'docs.fileOrder', 'docs.fileName',
	'attachmentFiles', 'attachmentFiles.fileCode', 'attachmentFiles.fileOrder',
	'signFlowInitiator', 'signFlowInitiator.accountId',
	'signers', 'signers.accountId', 'signers.seqNo',
	'signers.authConfig', 'signers.authConfig.willingnessAuthModes',
	'signers.noticeConfig', 'signers.noticeConfig.noticeTypes',
	'signers.signFields', 'signers.signFields.fileCode', 'signers.signFields.signFieldStyle',
	'signers.signFields.dateFormat', 'signers.signFields.authorizeCode',
	'signers.signFields.signFieldPosition', 'signers.signFields.signFieldPosition.positionPage',
	'signers.signFields.signFieldPosition.positionX', 'signers.signFields.signFieldPosition.positionY',
];

/** Source of the shape: docs/api/qiandun.md#contract. @throws InputError naming signer and sign field */
export function contractBody(values: IDataObject, now: Date): IDataObject {
	const documents = rowsOf(values.documents, 'document');
	const firstFile = documents[0]?.fileCode;
	const signers =
		values.signersFrom === 'json'
			? (values.signersJson as IDataObject[])
			: rowsOf(values.signers, 'signer').map((row, index) => signerOf(row, index, String(firstFile)));
	const attachments = rowsOf(values.attachments, 'attachment');
	const body: IDataObject = {
		contractName: values.contractName,
		...(values.businessCode !== undefined && { businessCode: values.businessCode }),
		...(values.signDeadline !== undefined && { signDeadline: deadlineOf(values.signDeadline, now) }),
		signFileType: 'PDF',
		docs: documents.map(({ fileCode, fileName }, index) => ({
			fileId: String(index + 1),
			fileCode,
			fileOrder: index + 1,
			fileName,
		})),
		...(attachments.length > 0 && {
			attachmentFiles: attachments.map(({ fileCode }, index) => ({ fileCode, fileOrder: index + 1 })),
		}),
		signFlowInitiator: { accountId: values.initiatorAccountId },
		signers,
	};
	refuseRepeatedFiles(documents);
	const pages = new Map(documents.map(({ fileCode, pageCount }) => [String(fileCode), Number(pageCount ?? 0)]));
	checkSigners(signers, pages);
	return body;
}

function signerOf(row: IDataObject, index: number, firstFile: string): IDataObject {
	const seqNo = Number(row.seqNo ?? 0);
	return {
		accountId: row.accountId,
		seqNo: seqNo === 0 ? index + 1 : seqNo,
		signFields: rowsOf(row.signFields, 'signField').map((field) => signFieldOf(field, firstFile)),
		...(row.willingnessAuthModes !== undefined && {
			authConfig: { willingnessAuthModes: row.willingnessAuthModes },
		}),
		noticeConfig: { noticeTypes: row.notify === true ? 1 : 0 },
	};
}

function signFieldOf(field: IDataObject, firstFile: string): IDataObject {
	const isAcross = field.kind === 'acrossPages';
	return {
		fileCode: field.fileCode ?? firstFile,
		signFieldStyle: isAcross ? ACROSS_PAGES : SINGLE_PAGE,
		...(field.showDate === true && { dateFormat: 'YYYY-MM-DD' }),
		...(field.authorizeCode !== undefined && { authorizeCode: field.authorizeCode }),
		// The sample of a seal across pages has page 0 and X 0.
		signFieldPosition: {
			positionPage: isAcross ? 0 : (field.positionPage ?? 1),
			positionX: isAcross ? 0 : (field.positionX ?? 0),
			positionY: field.positionY ?? 0,
		},
	};
}

/** yyyy-MM-dd HH:mm:ss in China time; a day alone is its end. oc_40001, oc_40002 */
function deadlineOf(given: unknown, now: Date): string {
	const moment = momentOf(endOfDay(given));
	if (moment <= now.getTime()) {
		throw new InputError('“Signing Deadline” has passed', 'Choose a time in the future.');
	}
	const latest = new Date(now);
	latest.setUTCMonth(latest.getUTCMonth() + MOST_MONTHS);
	if (moment > latest.getTime()) {
		throw new InputError('“Signing Deadline” is more than 12 months away', 'The platform allows 12 months at most.');
	}
	return chinaTime(new Date(moment));
}

/** oc_40014 */
function refuseRepeatedFiles(documents: IDataObject[]): void {
	const codes = documents.map(({ fileCode }) => String(fileCode));
	const twice = codes.findIndex((code, index) => codes.indexOf(code) !== index);
	if (twice >= 0) {
		throw new InputError(
			`Document ${twice + 1} is the same file as document ${codes.indexOf(codes[twice]) + 1}`,
			'List each file once.',
		);
	}
}

/** oc_40003, oc_40016, oc_40020, oc_40027 */
function checkSigners(signers: IDataObject[], pages: Map<string, number>): void {
	if (signers.length === 0) throw new InputError('No signer is given', 'Add at least one signer.');
	const accounts: string[] = [];
	const places = new Map<string, string>();
	signers.forEach((signer, index) => {
		const who = `Signer ${index + 1}${isPlainObject(signer) && signer.accountId ? ` (${String(signer.accountId)})` : ''}`;
		if (!isPlainObject(signer) || !signer.accountId) throw new InputError(`${who} has no account ID`);
		const account = String(signer.accountId);
		if (accounts.includes(account)) {
			throw new InputError(
				`${who} is the same as signer ${accounts.indexOf(account) + 1}`,
				'List each signer once, with all of its sign fields.',
			);
		}
		accounts.push(account);
		const fields = Array.isArray(signer.signFields) ? signer.signFields.filter(isPlainObject) : [];
		if (fields.length === 0) throw new InputError(`${who} has no sign field`, 'Add at least one: where the seal goes.');
		const silent = fields.filter(({ authorizeCode }) => authorizeCode !== undefined && authorizeCode !== '');
		if (silent.length > 0 && silent.length < fields.length) {
			throw new InputError(
				`${who} has a silent signing code on some sign fields and none on others`,
				'Silent and normal signing cannot be mixed for one signer: give the code on all of its sign fields or on none.',
			);
		}
		fields.forEach((field, at) => {
			const where = `${who}, sign field ${at + 1}`;
			const place = checkField(field, where, pages);
			const other = places.get(place);
			if (other !== undefined) throw new InputError(`${where} has the same place as ${other}`, 'Give each sign field a place of its own, for example 200 further to the right.');
			places.set(place, where);
		});
	});
}

/** @returns its place, the same for two fields that would cover each other */
function checkField(field: IDataObject, where: string, pages: Map<string, number>): string {
	const fileCode = String(field.fileCode ?? '');
	const pageCount = pages.get(fileCode);
	if (pageCount === undefined) {
		throw new InputError(
			`${where} is on the file “${fileCode}”, which is none of the documents`,
			`The documents are ${[...pages.keys()].join(', ')}.`,
		);
	}
	const { positionPage, positionX, positionY } = isPlainObject(field.signFieldPosition) ? field.signFieldPosition : {};
	if (Number(field.signFieldStyle) === ACROSS_PAGES) {
		if (pageCount === 1) {
			throw new InputError(
				`${where} goes across the pages of a file with one page`,
				'Use a seal on one page, or a file of two pages or more.',
			);
		}
		return [fileCode, 'across', positionY].join('\n');
	}
	if (pageCount > 0 && Number(positionPage) > pageCount) {
		throw new InputError(`${where} is on page ${String(positionPage)} of a file with ${pageCount}`, 'Choose a page that is there.');
	}
	return [fileCode, positionPage, positionX, positionY].join('\n');
}
