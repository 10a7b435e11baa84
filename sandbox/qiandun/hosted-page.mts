// What a person does on a hosted page: ask for a code, submit, show their face. Opening the page changes nothing.
import type { Outbox } from '../outbox.mts';
import { bankCard, idNumber, MAINLAND_ID_CARD, mobile, upTo } from './checks.mts';
import { certify, matches, sendSmsCode, showFace, takeSmsCode } from './certification.mts';
import { BusinessFailure } from './envelope.mts';
import type { Check } from '../call-parameters.mts';
import { AUTH_MODES, EDITABLE_FIELDS } from './state.mts';
import type { AuthMode, EditableField, Flow, HostedPage, Person, State } from './state.mts';

/** What the person typed; keys are the form's field names. */
export type Form = Map<string, string>;

/** Raised when what the person did does not verify them: they stay on the page and may try again. */
export class PageError extends Error {}

/** Which fields each way of verifying asks for. */
const ASKED: Record<AuthMode, readonly EditableField[]> = {
	face: ['psnName', 'psnIDCardNum'],
	mobile: ['psnName', 'psnIDCardNum', 'psnMobile'],
	bank: ['psnName', 'psnIDCardNum', 'psnBankCardNo', 'psnMobile'],
};

const LABELS: Record<EditableField, string> = {
	psnName: 'Name (姓名)',
	psnIDCardNum: 'ID number (证件号码)',
	psnMobile: 'Mobile (手机号)',
	psnBankCardNo: 'Bank card (银行卡号)',
};

/** One field of the page as the person sees it. */
export interface PageField {
	name: EditableField;
	label: string;
	value: string;
	editable: boolean;
	modes: AuthMode[];
}

/** The fields of a page. One without a prefilled value can always be filled in: otherwise nobody could pass. */
export function pageFields(page: HostedPage, form: Form = new Map()): PageField[] {
	return EDITABLE_FIELDS.map((name) => {
		const prefilled = page.prefilled[name] ?? '';
		const editable = prefilled === '' || page.editable.includes(name);
		return {
			name,
			label: LABELS[name],
			value: editable ? (form.get(name) ?? prefilled).trim() : prefilled,
			editable,
			modes: page.modes.filter((mode) => ASKED[mode].includes(name)),
		};
	}).filter((field) => field.modes.length > 0);
}

/** The way of verifying the person chose, or the page's own. */
export function chosenMode(page: HostedPage, form: Form): AuthMode {
	const wish = form.get('authMode');
	if (wish === undefined || wish === '') return page.mode;
	const mode = AUTH_MODES.find((name) => name === wish);
	if (mode === undefined || !page.modes.includes(mode)) {
		throw new PageError(`authMode must be one of ${page.modes.join(', ')}.`);
	}
	return mode;
}

/** "Send code": puts a code for the entered mobile into the outbox. Raises PageError. */
export function askForCode(
	state: State,
	outbox: Outbox,
	page: HostedPage,
	flow: Flow,
	form: Form,
): { to: string } {
	refuseIfDone(flow);
	if (chosenMode(page, form) === 'face') throw new PageError('A face check needs no SMS code.');
	const to = entered(page, form, 'psnMobile', mobile);
	// What was checked over the API belongs to another code.
	flow.checkPassed = false;
	sendSmsCode(state, outbox, flow, to);
	return { to };
}

/** "Submit": verifies the person if everything is right. Raises PageError, then only the tries left and the last check have changed. */
export function submit(state: State, page: HostedPage, flow: Flow, form: Form): void {
	refuseIfDone(flow);
	if (page.purpose === 'face') {
		showFace(state, flow, faceShown(form) && matches(flow.person));
		return;
	}
	const mode = chosenMode(page, form);
	const person = enteredPerson(page, form, mode);
	if (mode === 'face') {
		if (!faceShown(form)) throw new PageError('The face does not match the ID card. Try again.');
	} else {
		checkCode(state, flow, form, person);
	}
	flow.check = mode === 'face' ? 'face' : mode === 'bank' ? '4element' : '3element';
	if (!matches(person)) {
		throw new PageError('Name, ID number and the other data do not belong together (信息不一致).');
	}
	flow.person = person;
	flow.checkPassed = true;
	certify(state, flow);
}

function checkCode(state: State, flow: Flow, form: Form, person: Person): void {
	const code = (form.get('smsCode') ?? '').trim();
	if (code === '')
		throw new PageError('Enter the SMS code (短信验证码). "Send code" puts one into the outbox.');
	if (flow.sms !== null && flow.sms.mobile !== person.psnMobile) {
		throw new PageError('The code was sent to another mobile. Send a new one.');
	}
	try {
		takeSmsCode(state, flow, code);
	} catch (error) {
		throw error instanceof BusinessFailure ? new PageError(`${error.message}.`) : error;
	}
}

function enteredPerson(page: HostedPage, form: Form, mode: AuthMode): Person {
	const psnIDCardType = page.prefilled.psnIDCardType ?? MAINLAND_ID_CARD;
	return {
		psnName: entered(page, form, 'psnName', upTo(128)),
		psnIDCardType,
		psnIDCardNum: entered(page, form, 'psnIDCardNum', idNumber(psnIDCardType)),
		psnMobile:
			mode === 'face' ? page.prefilled.psnMobile : entered(page, form, 'psnMobile', mobile),
		psnBankCardNo: mode === 'bank' ? entered(page, form, 'psnBankCardNo', bankCard) : undefined,
	};
}

function entered(page: HostedPage, form: Form, name: EditableField, check: Check): string {
	const value = pageFields(page, form).find((field) => field.name === name)?.value ?? '';
	if (value === '') throw new PageError(`${LABELS[name]} is missing.`);
	const wrong = check(value);
	if (wrong !== undefined) throw new PageError(`${LABELS[name]}: ${wrong}.`);
	return value;
}

function faceShown(form: Form): boolean {
	const face = form.get('face');
	if (face === 'match') return true;
	if (face === 'mismatch') return false;
	throw new PageError('Say whether the face matches: field "face", "match" or "mismatch".');
}

function refuseIfDone(flow: Flow): void {
	if (flow.verifyStatus === 'passed')
		throw new PageError('This person is already verified (已认证).');
}
