// How a flow becomes a certification: the checks, the SMS code, the face. Source: the note on the page of 企业四要素核验.
import { randomInt, timingSafeEqual } from 'node:crypto';
import type { Outbox } from '../outbox.mts';
import { bankCard, idNumber, MAINLAND_ID_CARD, MISMATCH_MARK, mobile, upTo } from './checks.mts';
import { BusinessFailure } from './envelope.mts';
import type { Parameters } from '../call-parameters.mts';
import type { Flow, Person, PersonCheck, Service, State } from './state.mts';

/** How long a code can be entered, in ms, and how often it may be entered wrong. */
const SMS_CODE_MS = 5 * 60 * 1000;
const SMS_TRIES = 5;

/** Reads the person a check is about: name and ID always, mobile and bank card where the check needs them. */
export function personOf(parameters: Parameters, check: PersonCheck): Person {
	const psnIDCardType = parameters.required('psnIDCardType', upTo(64));
	return {
		psnName: parameters.required('psnName', upTo(128)),
		psnIDCardType,
		psnIDCardNum: parameters.required('psnIDCardNum', idNumber(psnIDCardType)),
		...(check === '3element' || check === '4element'
			? { psnMobile: parameters.required('psnMobile', mobile) }
			: {}),
		...(check === '4element'
			? { psnBankCardNo: parameters.required('psnBankCardNo', bankCard) }
			: {}),
	};
}

/** The flow a call continues, or a new one. Raises when the number is unknown, of the other kind, or the flow is passed. */
export function openFlow(
	state: State,
	kind: Flow['kind'],
	flowNo: string | undefined,
	businessCode?: string,
): Flow {
	if (flowNo === undefined) return state.newFlow(kind, businessCode ?? null);
	const flow = flowOf(state, kind, flowNo);
	if (flow.verifyStatus === 'passed') throw new BusinessFailure('flowClosed', flowNo);
	if (businessCode !== undefined) flow.businessCode = businessCode;
	return flow;
}

/** The flow with this number. Raises when it is unknown or of the other kind. */
export function flowOf(state: State, kind: Flow['kind'] | 'any', flowNo: string): Flow {
	const flow = state.flows.get(flowNo);
	if (flow === undefined || (kind !== 'any' && flow.kind !== kind)) {
		throw new BusinessFailure('flowUnknown', flowNo);
	}
	return flow;
}

/**
 * Checks a person's factors against the operator or bank. A passed check alone never certifies: two factors are too few,
 * three and four still need the SMS code, a code sent before belongs to the check before.
 */
export function checkFactors(
	state: State,
	flow: Flow,
	check: Exclude<PersonCheck, 'face'>,
	person: Person,
): Service {
	const passed = matches(person);
	flow.person = { ...flow.person, ...person };
	flow.check = check;
	flow.checkPassed = passed;
	flow.sms = null;
	flow.verifyStatus = passed ? 'pending' : 'un_passed';
	return state.newService({
		flowNo: flow.flowNo,
		kind: check,
		businessCode: flow.businessCode,
		verifyStatus: passed ? 'passed' : 'un_passed',
	});
}

/** Whether the registry knows this person as described. */
export function matches(person: Person): boolean {
	return !(person.psnName ?? '').includes(MISMATCH_MARK);
}

/** Sends a new code, which replaces the one before. A mobile that was checked in the flow cannot be swapped for another. */
export function sendSmsCode(state: State, outbox: Outbox, flow: Flow, to: string): Service {
	if (flow.verifyStatus === 'passed') throw new BusinessFailure('flowClosed', flow.flowNo);
	const code = String(randomInt(0, 1_000_000)).padStart(6, '0');
	const service = state.newService({
		flowNo: flow.flowNo,
		kind: 'sms',
		businessCode: flow.businessCode,
		verifyStatus: 'pending',
	});
	flow.sms = {
		serviceId: service.serviceId,
		mobile: to,
		code,
		wrongTries: 0,
		until: state.now() + SMS_CODE_MS,
	};
	outbox.send({
		to,
		text: `【签盾沙盒】您的实名认证验证码为 ${code},5分钟内有效。`,
		code,
		flowNo: flow.flowNo,
		sentAt: new Date(state.now()).toISOString(),
	});
	return service;
}

/** Takes an entered code; a right one certifies the flow if its last check was a passed one of three or four factors. */
export function enterSmsCode(state: State, flow: Flow, entered: string): void {
	takeSmsCode(state, flow, entered);
	if (flow.checkPassed && (flow.check === '3element' || flow.check === '4element'))
		certify(state, flow);
}

/** Compares an entered code with the one sent. Right, it is used up; wrong five times, it is void. Raises when wrong or void. */
export function takeSmsCode(state: State, flow: Flow, entered: string): void {
	const sms = flow.sms;
	if (sms === null || sms.wrongTries >= SMS_TRIES || state.now() > sms.until) {
		throw new BusinessFailure('smsCodeVoid');
	}
	const right = Buffer.from(sms.code);
	const given = Buffer.from(entered);
	if (given.length !== right.length || !timingSafeEqual(given, right)) {
		sms.wrongTries += 1;
		throw new BusinessFailure('smsCodeWrong', `剩余${SMS_TRIES - sms.wrongTries}次`);
	}
	flow.sms = null;
	const service = state.services.get(sms.serviceId);
	if (service !== undefined) service.verifyStatus = 'passed';
}

/** Ends a face check, and returns the services that waited for it. A face that matches certifies the flow. */
export function showFace(state: State, flow: Flow, match: boolean): Service[] {
	flow.check = 'face';
	flow.checkPassed = match;
	flow.sms = null;
	const waiting = [...state.services.values()].filter(
		(service) =>
			service.flowNo === flow.flowNo &&
			service.kind === 'face' &&
			service.verifyStatus === 'pending',
	);
	for (const service of waiting) service.verifyStatus = match ? 'passed' : 'un_passed';
	if (match) certify(state, flow);
	else flow.verifyStatus = 'un_passed';
	return waiting;
}

/** Ends a flow as passed, for good. */
export function certify(state: State, flow: Flow): void {
	flow.person.psnIDCardType ??= flow.kind === 'psn' ? MAINLAND_ID_CARD : undefined;
	flow.verifyStatus = 'passed';
	flow.finishTime = state.time();
}
