/** Sign Flow (V3) / Create From Files: rows -> the platform's body. Source of the shape: docs/api/esign.md#row-34 */
import type { IDataObject } from 'n8n-workflow';
import { given, rowsOf } from '../../../../engine/rowFields';
import { endOfDay, momentOf } from '../../../../engine/times';
import { commaList } from '../choices';
import { checkAccounts, checkFlow } from './checks';

const PERSON = 0;
const ORGANIZATION = 1;
const LEGAL_REPRESENTATIVE = 2;
const OPERATOR = 3;

const KINDS: Record<string, { signerType: number; isSilent?: boolean }> = {
	person: { signerType: PERSON },
	organization: { signerType: ORGANIZATION },
	organizationSilent: { signerType: ORGANIZATION, isSilent: true },
	legalRepresentative: { signerType: LEGAL_REPRESENTATIVE },
	legalRepresentativeSilent: { signerType: LEGAL_REPRESENTATIVE, isSilent: true },
	operator: { signerType: OPERATOR },
};

const SINGLE_PAGE = 1;
const ACROSS_PAGES = 2;

/** @throws InputError naming signer and sign field */
export function signFlowBody(values: IDataObject, now: Date): IDataObject {
	const documents = rowsOf(values.documents, 'document');
	const firstFile = documents[0]?.fileId;
	const signers =
		values.signersFrom === 'json' ? (values.signersJson as IDataObject[]) : signersOf(rowsOf(values.signers, 'signer'), firstFile);
	if (values.signersFrom === 'json') checkAccounts(signers);
	const body = given({
		docs: documents.map(({ fileId, fileName }, index) => given({ fileId, fileName, order: index + 1 })),
		attachments: rowsOf(values.attachments, 'attachment').map(({ fileId, fileName }) => given({ fileId, fileName })),
		signFlowConfig: configOf(values),
		signFlowInitiator: given({
			...initiatorOf(values.initiator),
			initialRemarks: values.remark === undefined ? undefined : [String(values.remark)],
		}),
		signers: values.signTaskType === '1' ? signers.map(asOneOfAll) : signers,
		copiers: rowsOf(values.copiers, 'copier').map(copierOf),
	});
	const pages = new Map(documents.map(({ fileId, pageCount }) => [String(fileId), Number(pageCount ?? 0)]));
	checkFlow(body, pages, now);
	return body;
}

function configOf(values: IDataObject): IDataObject {
	return given({
		signFlowTitle: values.signFlowTitle,
		signFlowExpireTime: values.signFlowExpireTime === undefined ? undefined : momentOf(endOfDay(values.signFlowExpireTime)),
		autoStart: values.autoStart ?? true,
		autoFinish: values.autoFinish ?? true,
		identityVerify: values.identityVerify,
		notifyUrl: values.notifyUrl,
		noticeConfig: given({
			noticeTypes: values.noticeTypes === undefined ? undefined : commaList(values.noticeTypes),
			examineNotice: values.examineNotice,
		}),
		redirectConfig: given({
			redirectUrl: values.redirectUrl,
			redirectDelayTime: values.redirectDelayTime === undefined ? undefined : Number(values.redirectDelayTime),
		}),
		signConfig: given({
			availableSignClientTypes: values.availableSignClientTypes === undefined ? undefined : commaList(values.availableSignClientTypes),
		}),
		authConfig: given({
			psnAvailableAuthModes: values.psnAvailableAuthModes,
			orgAvailableAuthModes: values.orgAvailableAuthModes,
			willingnessAuthModes: values.willingnessAuthModes,
		}),
	});
}

/** 发起方: an organization with who acts for it, or a person. */
function initiatorOf(collection: unknown): IDataObject {
	const [{ kind, orgId, psnId } = {} as IDataObject] = rowsOf(collection, 'party');
	if (kind === undefined) return {};
	return kind === 'organization' ? { orgInitiator: { orgId, transactor: { psnId } } } : { psnInitiator: { psnId } };
}

const copierOf = ({ orgName, orgId, psnAccount, psnId }: IDataObject): IDataObject =>
	given({ copierOrgInfo: given({ orgName, orgId }), copierPsnInfo: given({ psnAccount, psnId }) });

function signersOf(list: IDataObject[], firstFile: IDataObject[string]): IDataObject[] {
	const orders: number[] = [];
	return list.map((row, index) => {
		const { signerType, isSilent = false } = KINDS[String(row.kind)] ?? KINDS.person;
		const own = Number(row.signOrder ?? 0);
		const order = own > 0 ? own : row.kind === 'operator' ? orderOfOrganization(list, orders, row) ?? index + 1 : index + 1;
		orders.push(order);
		return given({
			signConfig: given({
				signOrder: order,
				forcedReadingTime: Number(row.forcedReadingTime ?? 0) > 0 ? Number(row.forcedReadingTime) : undefined,
			}),
			...(row.noticeTypes !== undefined && { noticeConfig: { noticeTypes: commaList(row.noticeTypes) } }),
			...(row.willingnessAuthModes !== undefined && { authConfig: { willingnessAuthModes: row.willingnessAuthModes } }),
			signerType,
			// With a silent signature the platform takes the organization from the seal.
			psnSignerInfo: signerType === PERSON ? personOf(row) : undefined,
			orgSignerInfo: signerType === PERSON || isSilent ? undefined : organizationOf(row),
			signFields: rowsOf(row.signFields, 'signField').map((field) => signFieldOf(field, firstFile, isSilent)),
		});
	});
}

/** An operator signs together with the organization for which he acts, where that stands before. */
function orderOfOrganization(list: IDataObject[], orders: number[], { orgName, orgId }: IDataObject): number | undefined {
	const at = list.slice(0, orders.length).findIndex((row) => row.kind === 'organization' && row.orgName === orgName && row.orgId === orgId);
	return at < 0 ? undefined : orders[at];
}

const personOf = ({ psnAccount, psnId, psnName, psnIDCardNum, psnIDCardType }: IDataObject): IDataObject =>
	given({
		psnAccount,
		psnId,
		psnInfo: given({ psnName, psnIDCardNum, psnIDCardType: psnIDCardNum === undefined ? undefined : psnIDCardType }),
	});

const organizationOf = (row: IDataObject): IDataObject =>
	given({
		orgName: row.orgName,
		orgId: row.orgId,
		orgInfo: given({
			orgIDCardNum: row.orgIDCardNum,
			orgIDCardType: row.orgIDCardNum === undefined ? undefined : row.orgIDCardType,
			legalRepName: row.legalRepName,
		}),
		transactorInfo: personOf(row),
	});

/** 或签: any one of them is enough. */
const asOneOfAll = (signer: IDataObject): IDataObject => ({
	...signer,
	signConfig: { ...(signer.signConfig as IDataObject), signTaskType: 1 },
});

function signFieldOf(field: IDataObject, firstFile: IDataObject[string], isSilent: boolean): IDataObject {
	return given({
		fileId: field.fileId ?? firstFile,
		customBizNum: field.customBizNum,
		...(field.mustSign === false && { mustSign: false }),
		normalSignFieldConfig: configOfField(field, isSilent),
		byKeyword: field.kind === 'keyword' ? keywordOf(field) : undefined,
		signDateConfig: dateOf(field),
	});
}

function configOfField(field: IDataObject, isSilent: boolean): IDataObject {
	if (field.kind === 'free') return { freeMode: true, ...(isSilent && { autoSign: true }) };
	const isAcross = field.kind === 'acrossPages';
	return given({
		...(isSilent && { autoSign: true }),
		...(field.movableSignField === true && { movableSignField: true }),
		assignedSealId: field.assignedSealId,
		orgSealBizTypes: field.orgSealBizTypes === undefined ? undefined : commaList(field.orgSealBizTypes),
		psnSealStyles: field.psnSealStyles === undefined ? undefined : commaList(field.psnSealStyles),
		signFieldSize: Number(field.signFieldSize ?? 0) > 0 ? Number(field.signFieldSize) : undefined,
		signFieldStyle: isAcross ? ACROSS_PAGES : SINGLE_PAGE,
		signFieldPosition: isAcross ? acrossOf(field) : field.kind === 'keyword' ? undefined : onPage(field),
	});
}

const acrossOf = ({ acrossPages, positionY }: IDataObject): IDataObject => ({
	acrossPageMode: acrossPages === undefined ? 'ALL' : 'AssignedPages',
	...(acrossPages !== undefined && { positionPage: String(acrossPages).trim() }),
	positionY: positionY ?? 0,
});

const onPage = ({ positionPage, positionX, positionY }: IDataObject): IDataObject => ({
	positionPage: String(positionPage ?? 1),
	positionX: positionX ?? 0,
	positionY: positionY ?? 0,
});

const keywordOf = ({ keyword, occurrence, nth, offsetX, offsetY }: IDataObject): IDataObject => ({
	keyword,
	occurrence: occurrence === 'nth' ? Number(nth ?? 1) : (occurrence ?? 'first'),
	offsetX: offsetX ?? 0,
	offsetY: offsetY ?? 0,
});

function dateOf({ showSignDate, dateFormat }: IDataObject): IDataObject | undefined {
	const shown = Number(showSignDate ?? 0);
	if (shown === 0) return undefined;
	return given({ showSignDate: shown, dateFormat: shown === 1 ? dateFormat : undefined });
}
