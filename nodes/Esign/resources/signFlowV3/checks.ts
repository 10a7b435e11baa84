/** What the pages of 基于文件发起签署 and their error table forbid, found before sending. Source: docs/api/esign.md#row-34 */
import type { IDataObject } from 'n8n-workflow';
import { InputError } from '../../../../engine/field';
import { isPlainObject } from '../../../../engine/json';
import { objectsIn } from '../../../../engine/rowFields';
import { accountComplaint } from '../names';

const MOST_DOCUMENTS = 50;
const MOST_ATTACHMENTS = 50;
const MOST_SIGNERS = 10;
export const MOST_SIGN_FIELDS = 300;
const MOST_DAYS = 90;
const DAY_MS = 86_400_000;
const LAST_ORDER = 255;
const LONGEST_READING = 999;

const ACROSS_PAGES = 2;
const ANY_ONE = 1;

const object = (value: unknown): IDataObject => (isPlainObject(value) ? value : {});
const isGiven = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

/**
 * @param body in the platform's words, where sign fields may have `byKeyword` in the place of a position
 * @param pages how many pages a document has, by fileId; 0 where nobody knows
 * @throws InputError naming signer and sign field
 */
export function checkFlow(body: IDataObject, pages: Map<string, number>, now: Date): void {
	const config = object(body.signFlowConfig);
	const documents = objectsIn(body.docs);
	const signers = Array.isArray(body.signers) ? body.signers : [];
	if (documents.length > MOST_DOCUMENTS) throw tooMany('Documents', documents.length, MOST_DOCUMENTS);
	const attachments = objectsIn(body.attachments);
	if (attachments.length > MOST_ATTACHMENTS) throw tooMany('Attachments', attachments.length, MOST_ATTACHMENTS);
	const late = config.signFlowExpireTime === undefined ? undefined : deadlineComplaint(Number(config.signFlowExpireTime), now);
	if (late !== undefined) throw new InputError(`“Signing Deadline” ${late}`, `Choose a time within the next ${MOST_DAYS} days.`);
	const redirect = object(config.redirectConfig);
	if (redirect.redirectDelayTime !== undefined && redirect.redirectUrl === undefined) {
		throw new InputError('“Redirect Delay” is set without a “Redirect URL”', 'Give an address too, or remove the delay.');
	}
	if (config.autoStart !== false || signers.length > 0) {
		const without = 'A flow that starts at once needs documents and signers; turn off “Start at Once” to add them later.';
		if (documents.length === 0) throw new InputError('“Documents” is empty', without);
		if (signers.length === 0) throw new InputError('“Signers” is empty', without);
	}
	if (signers.length > MOST_SIGNERS) throw tooMany('Signers', signers.length, MOST_SIGNERS);
	checkSigners(signers, pages);
	const count = countFields(body);
	if (count > MOST_SIGN_FIELDS) throw tooMany('Sign Fields', count, MOST_SIGN_FIELDS);
}

/** What is wrong with a deadline, as the end of the sentence "<Field> ...". @param expires milliseconds */
export function deadlineComplaint(expires: number, now: Date): string | undefined {
	if (expires <= now.getTime()) return 'has passed';
	return expires > now.getTime() + MOST_DAYS * DAY_MS ? `is more than ${MOST_DAYS} days away` : undefined;
}

/** Of all signers together. */
export const countFields = ({ signers }: IDataObject): number =>
	objectsIn(signers).reduce((sum, { signFields }) => sum + objectsIn(signFields).length, 0);

export const tooMany = (name: string, count: number, most: number): InputError =>
	new InputError(`“${name}” has ${count}; the platform takes ${most} at most`, 'Make several flows of it, or leave some out.');

/** "Signer 2 (张三)": who is meant, by name or ID; never by the account, which is a phone number or an email address. */
export function labelOf(signer: unknown, index: number): string {
	const organization = object(object(signer).orgSignerInfo);
	const person = object(object(signer).psnSignerInfo);
	const name = organization.orgName ?? organization.orgId ?? object(person.psnInfo).psnName ?? person.psnId;
	return `Signer ${index + 1}${isGiven(name) ? ` (${String(name)})` : ''}`;
}

function checkSigners(signers: unknown[], pages: Map<string, number>): void {
	const list = signers.filter(isPlainObject);
	const isAnyOne = list.some(({ signConfig }) => object(signConfig).signTaskType === ANY_ONE);
	if (isAnyOne && list.length < 2) {
		throw new InputError('There is one signer, where any one of several is to sign', 'Add a signer, or let all sign.');
	}
	signers.forEach((signer, index) => {
		const who = labelOf(signer, index);
		if (!isPlainObject(signer)) throw new InputError(`${who} must be an object`);
		const { signOrder, forcedReadingTime } = object(signer.signConfig);
		checkWhole(signOrder, 1, LAST_ORDER, `${who}: the signing order`);
		checkWhole(forcedReadingTime, 0, LONGEST_READING, `${who}: the reading time`);
		const fields = objectsIn(signer.signFields);
		if (fields.length === 0) throw new InputError(`${who} has no sign field`, 'Add at least one: where this signer signs.');
		const isSilent = fields.some((field) => object(field.normalSignFieldConfig).autoSign === true);
		if (isSilent && isAnyOne) throw new InputError(`${who} signs silently, where any one of several is to sign`, 'Let all sign, or ask this signer.');
		checkParty(signer, who, isSilent);
		fields.forEach((field, at) => checkField(field, `${who}, sign field ${at + 1}`, pages));
	});
}

function checkWhole(value: unknown, least: number, most: number, what: string): void {
	if (value === undefined) return;
	if (!Number.isInteger(Number(value)) || Number(value) < least || Number(value) > most) {
		throw new InputError(`${what} is ${String(value)}; it must be a whole number from ${least} to ${most}`);
	}
}

/** 个人、机构与经办人: who is named by what. */
function checkParty(signer: IDataObject, who: string, isSilent: boolean): void {
	const { psnSignerInfo, orgSignerInfo } = signer;
	if (isGiven(psnSignerInfo) && isGiven(orgSignerInfo)) {
		throw new InputError(`${who} is a person and an organization at once`, 'Give psnSignerInfo or orgSignerInfo.');
	}
	if (Number(signer.signerType ?? 0) === 0) {
		if (isSilent) throw new InputError(`${who} is a person, and people cannot sign silently`, 'Choose another kind of signer, or ask the person.');
		if (!isPlainObject(psnSignerInfo)) throw new InputError(`${who} is a person without account or ID`, 'Give one of them.');
		checkPerson(psnSignerInfo, who);
		return;
	}
	if (!isPlainObject(orgSignerInfo)) {
		if (isSilent) return;
		throw new InputError(`${who} is not named: an organization that signs by hand needs a name or an ID`, 'Give one of them.');
	}
	const { orgName, orgId, transactorInfo } = orgSignerInfo;
	if (isSilent) {
		if (transactorInfo !== undefined) throw new InputError(`${who} signs silently, so nobody acts for it`, 'Leave out transactorInfo.');
		if (isGiven(orgName)) throw new InputError(`${who} signs silently, and can be named by ID only`, 'Leave out orgName.');
		return;
	}
	checkOneOf(orgName, orgId, who, 'organization name', 'organization ID');
	if (!isPlainObject(transactorInfo)) throw new InputError(`${who} has nobody who acts for it`, 'Give the account or ID of that person.');
	checkPerson(transactorInfo, `${who}, who acts for it`);
	if (isGiven(orgId) !== isGiven(transactorInfo.psnId)) {
		throw new InputError(
			`${who}: the organization and who acts for it are named in two ways`,
			'Give both by ID, or both by name and account.',
		);
	}
}

function checkPerson({ psnAccount, psnId, psnInfo }: IDataObject, who: string): void {
	checkOneOf(psnAccount, psnId, who, 'mobile or email', 'person ID');
	if (!isGiven(psnAccount)) return;
	if (!isGiven(object(psnInfo).psnName)) throw new InputError(`${who} has an account and no name`, 'The platform wants both, to be sure who it is.');
}

function checkOneOf(first: unknown, second: unknown, who: string, firstName: string, secondName: string): void {
	if (isGiven(first) === isGiven(second)) {
		throw new InputError(`${who} has ${isGiven(first) ? 'both' : 'neither'} ${firstName} ${isGiven(first) ? 'and' : 'nor'} ${secondName}`, 'Give exactly one of them.');
	}
}

/** Complaints about accounts in signers that came as JSON; those of rows were checked as fields. */
export function checkAccounts(signers: unknown): void {
	objectsIn(signers).forEach((signer, index) => {
		for (const person of [signer.psnSignerInfo, object(signer.orgSignerInfo).transactorInfo]) {
			const { psnAccount } = object(person);
			const complaint = isGiven(psnAccount) ? accountComplaint(psnAccount) : undefined;
			if (complaint !== undefined) throw new InputError(`${labelOf(signer, index)}: psnAccount ${complaint}`);
		}
	});
}

function checkField(field: IDataObject, where: string, pages: Map<string, number>): void {
	const file = String(field.fileId ?? '');
	if (!pages.has(file)) {
		throw new InputError(
			`${where} is on the file “${file}”, which is none of the documents`,
			pages.size > 0 ? `The documents are ${[...pages.keys()].join(', ')}.` : undefined,
		);
	}
	if (Number(field.signFieldType ?? 0) !== 0) return;
	const config = object(field.normalSignFieldConfig);
	if (!isPlainObject(field.normalSignFieldConfig)) throw new InputError(`${where} has no normalSignFieldConfig`);
	if (config.autoSign === true) {
		if (config.freeMode === true) throw new InputError(`${where} is signed silently, so its place must be given`, 'Choose another kind than Anywhere.');
		if (field.mustSign === false) throw new InputError(`${where} is signed silently, so it cannot be left to the signer`, 'Turn on “Must Be Signed”.');
	}
	if (isGiven(config.assignedSealId) && isGiven(config.orgSealBizTypes)) {
		throw new InputError(`${where} has a seal ID and seal types`, 'Give one of them: the seal, or the types to choose from.');
	}
	if (config.freeMode !== true && field.byKeyword === undefined) checkPlace(config, where, pages.get(file) ?? 0);
}

const PAGE = /^[1-9]\d*$/;

/** A page, or the first and the last one of several. */
function isRange(text: string): boolean {
	const [first = '', last = first, ...more] = text.split('-').map((page) => page.trim());
	return more.length === 0 && PAGE.test(first) && PAGE.test(last) && Number(first) <= Number(last);
}

function checkPlace(config: IDataObject, where: string, pageCount: number): void {
	const { positionPage, positionX, positionY } = object(config.signFieldPosition);
	if (Number(config.signFieldStyle) !== ACROSS_PAGES) {
		if (![positionPage, positionX, positionY].every(isGiven)) throw new InputError(`${where} has no page, X or Y`, 'A seal on one page needs all three.');
		if (!PAGE.test(String(positionPage))) throw new InputError(`${where} is on page ${String(positionPage)}; a seal on one page has one page number`);
	}
	const ranges = isGiven(positionPage) ? String(positionPage).split(',') : [];
	if (!ranges.every(isRange)) throw new InputError(`${where} is on the pages ${String(positionPage)}`, 'Pages are counted from 1, and a range begins with the smaller one, such as 1-3,6.');
	const last = Math.max(0, ...ranges.flatMap((range) => range.split('-')).map(Number));
	if (pageCount > 0 && last > pageCount) {
		throw new InputError(`${where} is on page ${last} of a file with ${pageCount}`, 'Choose a page that is there.');
	}
}
