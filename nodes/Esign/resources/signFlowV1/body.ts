/** Sign Flow (V1) / Create In One Step: rows -> the platform's body, and what its pages forbid. Source: docs/api/esign.md#row-18 */
import type { IDataObject } from 'n8n-workflow';
import { InputError } from '../../../../engine/field';
import { isPlainObject } from '../../../../engine/json';
import { given, objectsIn, rowsOf } from '../../../../engine/rowFields';
import { endOfDay, momentOf } from '../../../../engine/times';
import { commaList } from '../choices';

const MOST_DOCUMENTS = 50;
const MOST_SIGN_FIELDS = 300;

const FREE = 0;
const SINGLE_PAGE = 1;
const ACROSS_PAGES = 2;
const ORGANIZATION_SEAL = 2;

/** @throws InputError naming signer and sign field */
export function oneStepBody(values: IDataObject, now: Date): IDataObject {
	const documents = rowsOf(values.documents, 'document');
	const signers =
		values.signersFrom === 'json'
			? (values.signersJson as IDataObject[])
			: rowsOf(values.signers, 'signer').map((row, index) => signerOf(row, index, documents[0]?.fileId));
	if (documents.length > MOST_DOCUMENTS) throw tooMany('Documents', documents.length, MOST_DOCUMENTS);
	checkSigners(signers, documents.map(({ fileId }) => String(fileId)));
	return given({
		docs: documents.map(({ fileId, fileName }) => given({ fileId, fileName })),
		attachments: rowsOf(values.attachments, 'attachment').map(({ fileId, attachmentName }) => ({ fileId, attachmentName })),
		copiers: rowsOf(values.copiers, 'copier').map(({ kind, copierAccountId, copierIdentityAccountId }) =>
			given({ copierAccountId, copierIdentityAccountType: kind === 'organization' ? 1 : 0, copierIdentityAccountId }),
		),
		flowInfo: flowInfoOf(values, now),
		signers,
	});
}

function flowInfoOf(values: IDataObject, now: Date): IDataObject {
	const signValidity = values.signValidity === undefined ? undefined : momentOf(endOfDay(values.signValidity));
	const contractValidity = values.contractValidity === undefined ? undefined : momentOf(endOfDay(values.contractValidity));
	if (signValidity !== undefined && signValidity <= now.getTime()) throw new InputError('“Signing Deadline” has passed', 'Choose a time in the future.');
	if (values.contractRemind !== undefined && contractValidity === undefined) {
		throw new InputError('“Remind Before Contract End” is set without a “Contract End”', 'Give the end too, or remove the reminder.');
	}
	return given({
		businessScene: values.businessScene,
		autoArchive: values.autoArchive ?? true,
		autoInitiate: values.autoInitiate ?? true,
		signValidity,
		contractValidity,
		contractRemind: values.contractRemind,
		initiatorAccountId: values.initiatorAccountId,
		initiatorAuthorizedAccountId: values.initiatorAuthorizedAccountId,
		flowConfigInfo: given({
			noticeDeveloperUrl: values.noticeDeveloperUrl,
			noticeType: values.withoutNotices === true ? '' : values.noticeType === undefined ? undefined : commaList(values.noticeType),
			redirectUrl: values.redirectUrl,
			signPlatform: values.signPlatform === undefined ? undefined : commaList(values.signPlatform),
		}),
	});
}

/** signers参数设置规则: who is named by what, and who is asked. */
function signerOf(row: IDataObject, index: number, firstFile: IDataObject[string]): IDataObject {
	const { kind, signerAccountId, authorizedAccountId, thirdOrderNo } = row;
	const isPlatform = kind === 'platform';
	const isSilent = isPlatform || kind === 'personSilent' || kind === 'organizationSilent';
	const isOrganization = isPlatform || kind === 'organization' || kind === 'organizationSilent';
	const order = Number(row.signOrder ?? 0);
	return given({
		platformSign: isPlatform,
		signOrder: order > 0 ? order : index + 1,
		signerAccount: given({ signerAccountId, authorizedAccountId }),
		thirdOrderNo,
		signfields: rowsOf(row.signFields, 'signField').map((field) => ({
			...signFieldOf(field, firstFile),
			autoExecute: isSilent,
			actorIndentityType: isOrganization ? ORGANIZATION_SEAL : 0,
		})),
	});
}

function signFieldOf(field: IDataObject, firstFile: IDataObject[string]): IDataObject {
	const signType = field.kind === 'free' ? FREE : field.kind === 'acrossPages' ? ACROSS_PAGES : SINGLE_PAGE;
	const date = Number(field.signDateBeanType ?? 0);
	return given({
		fileId: field.fileId ?? firstFile,
		sealId: field.sealId,
		sealType: field.sealType === 'any' ? undefined : field.sealType,
		signType,
		posBean: posBeanOf(field, signType),
		width: Number(field.width ?? 0) > 0 ? Number(field.width) : undefined,
		signDateBeanType: date > 0 ? date : undefined,
	});
}

function posBeanOf({ posPage, acrossPages, posX, posY }: IDataObject, signType: number): IDataObject | undefined {
	if (signType === FREE) return undefined;
	if (signType === ACROSS_PAGES) return { posPage: String(acrossPages ?? 'all'), posY: posY ?? 0 };
	return { posPage: String(posPage ?? 1), posX: posX ?? 0, posY: posY ?? 0 };
}

const tooMany = (name: string, count: number, most: number): InputError =>
	new InputError(`“${name}” has ${count}; the platform takes ${most} at most`, 'Make several flows of it, or leave some out.');

const isGiven = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

function checkSigners(signers: unknown[], documents: string[]): void {
	if (signers.length === 0) throw new InputError('No signer is given', 'Add at least one signer.');
	let count = 0;
	signers.forEach((signer, index) => {
		const account: IDataObject = isPlainObject(signer) && isPlainObject(signer.signerAccount) ? signer.signerAccount : {};
		const name = account.authorizedAccountId ?? account.signerAccountId;
		const who = `Signer ${index + 1}${isGiven(name) ? ` (${String(name)})` : ''}`;
		if (!isPlainObject(signer)) throw new InputError(`${who} must be an object`);
		if (signer.platformSign !== true && !isGiven(name)) throw new InputError(`${who} has no account`, 'Give the account ID of a person or organization.');
		if (isGiven(signer.signOrder) && !(Number(signer.signOrder) >= 1)) throw new InputError(`${who}: the signing order is ${String(signer.signOrder)}; it must be 1 or more`);
		const fields = objectsIn(signer.signfields);
		if (fields.length === 0) throw new InputError(`${who} has no sign field`, 'Add at least one: where this signer signs.');
		count += fields.length;
		fields.forEach((field, at) => checkField(field, `${who}, sign field ${at + 1}`, documents));
	});
	if (count > MOST_SIGN_FIELDS) throw tooMany('Sign Fields', count, MOST_SIGN_FIELDS);
}

function checkField(field: IDataObject, where: string, documents: string[]): void {
	if (!documents.includes(String(field.fileId ?? ''))) {
		throw new InputError(
			`${where} is on the file “${String(field.fileId ?? '')}”, which is none of the documents`,
			`The documents are ${documents.join(', ')}.`,
		);
	}
	const { posPage, posX, posY }: IDataObject = isPlainObject(field.posBean) ? field.posBean : {};
	const signType = Number(field.signType ?? SINGLE_PAGE);
	if (signType === FREE && field.autoExecute === true) throw new InputError(`${where} is signed silently, so its place must be given`, 'Choose another kind than Anywhere.');
	if (signType === SINGLE_PAGE && ![posPage, posX, posY].every(isGiven)) throw new InputError(`${where} has no page, X or Y`, 'A seal on one page needs all three.');
	if (signType === ACROSS_PAGES && ![posPage, posY].every(isGiven)) throw new InputError(`${where} has no pages or Y`, 'A seal across pages needs both.');
}
