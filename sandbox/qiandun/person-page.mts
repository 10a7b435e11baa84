// What a person does on their hosted page: ask for a code, submit, show their face.
import { maskIdNumber, maskMobile } from '../mask.mts';
import { bankCard, idNumber, MAINLAND_ID_CARD, mobile, upTo } from './checks.mts';
import { certify, matches, sendSmsCode, showFace, takeSmsCode } from './certification.mts';
import type { Platform } from './endpoint.mts';
import { BusinessFailure } from './envelope.mts';
import type { Events } from './events.mts';
import {
	chosenMode,
	entered,
	PageError,
	refuseIfDone,
	type Form,
	type PageKind,
	type PageMode,
	type Visit,
} from './hosted-page.mts';
import type { AuthMode, EditableField, Flow, Person, State } from './state.mts';

const LABELS: Record<EditableField, string> = {
	psnName: 'Name (姓名)',
	psnIDCardNum: 'ID number (证件号码)',
	psnMobile: 'Mobile (手机号)',
	psnBankCardNo: 'Bank card (银行卡号)',
};

const MODES: Record<AuthMode, PageMode & { asks: readonly EditableField[] }> = {
	mobile: {
		label: 'Mobile, three factors (运营商三要素)',
		asks: ['psnName', 'psnIDCardNum', 'psnMobile'],
		withProof: true,
	},
	bank: {
		label: 'Bank card, four factors (银行卡四要素)',
		asks: ['psnName', 'psnIDCardNum', 'psnBankCardNo', 'psnMobile'],
		withProof: true,
	},
	face: { label: 'Face (人脸核验)', asks: ['psnName', 'psnIDCardNum'], withProof: false },
};

/** A person's verification: mobile, bank card or face. */
export const PERSON_PAGE: PageKind = {
	title: 'Identity verification (个人实名认证)',
	labels: LABELS,
	modes: MODES,
	proof: {
		name: 'smsCode',
		label: 'SMS code (短信验证码)',
		button: 'Send code',
		longest: 6,
		autocomplete: 'one-time-code',
		arrives: 'The code arrives',
	},
	alreadyVerified: 'This person is already verified (已认证).',
	verified: ({ person: { psnName, psnIDCardNum, psnMobile } }) => [
		psnName ?? '',
		psnIDCardNum === undefined ? '' : maskIdNumber(psnIDCardNum),
		psnMobile === undefined ? '' : maskMobile(psnMobile),
	],
	requestProof: sendCode,
	submit: verify,
};

/** Only a face check. */
export const FACE_PAGE: PageKind = {
	...PERSON_PAGE,
	title: 'Face verification (人脸核验)',
	submit: ({ state, events }, visit) => {
		refuseIfDone(FACE_PAGE, visit);
		compareFace(state, events, visit);
	},
};

function sendCode({ state, outbox }: Platform, visit: Visit): string {
	refuseIfDone(PERSON_PAGE, visit);
	if (chosenMode(visit) === 'face') throw new PageError('A face check needs no SMS code.');
	const to = entered(PERSON_PAGE, visit, 'psnMobile', mobile);
	// What was checked over the API belongs to another code.
	visit.flow.checkPassed = false;
	sendSmsCode(state, outbox, visit.flow, to);
	return `A code was sent to ${to}: look into the outbox of the sandbox console.`;
}

function verify({ state, events }: Platform, visit: Visit): void {
	refuseIfDone(PERSON_PAGE, visit);
	const { flow, form } = visit;
	const mode = chosenMode(visit);
	const person = enteredPerson(visit, mode);
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
	events.record('OPEN_PSN_CERT_RESULT', {
		flowNo: flow.flowNo,
		businessCode: flow.businessCode,
		verifyStatus: flow.verifyStatus,
		psnName: person.psnName ?? null,
		psnIDCardNum: person.psnIDCardNum ?? null,
		authMode: mode,
		time: flow.finishTime,
	});
}

function compareFace(state: State, events: Events, { flow, form }: Visit): void {
	for (const service of showFace(state, flow, faceShown(form) && matches(flow.person))) {
		events.record('OPEN_PSN_FACE_RECOGNITION_RESULT', {
			serviceId: service.serviceId,
			flowNo: flow.flowNo,
			businessCode: service.businessCode,
			verifyStatus: service.verifyStatus,
			time: state.time(),
		});
	}
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

function enteredPerson(visit: Visit, mode: string): Person {
	const { prefilled } = visit.page;
	const psnIDCardType = prefilled['psnIDCardType'] ?? MAINLAND_ID_CARD;
	const value = (name: EditableField, check: ReturnType<typeof upTo>) =>
		entered(PERSON_PAGE, visit, name, check);
	return {
		psnName: value('psnName', upTo(128)),
		psnIDCardType,
		psnIDCardNum: value('psnIDCardNum', idNumber(psnIDCardType)),
		psnMobile: mode === 'face' ? prefilled['psnMobile'] : value('psnMobile', mobile),
		psnBankCardNo: mode === 'bank' ? value('psnBankCardNo', bankCard) : undefined,
	};
}

function faceShown(form: Form): boolean {
	const face = form.get('face');
	if (face === 'match') return true;
	if (face === 'mismatch') return false;
	throw new PageError('Say whether the face matches: field "face", "match" or "mismatch".');
}
