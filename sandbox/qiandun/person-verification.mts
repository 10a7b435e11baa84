// 个人认证: the checks of a person, the SMS code, the face, the hosted verification page.
import { bankCard, idNumber, MAINLAND_ID_CARD, mobile, upTo, webAddress } from './checks.mts';
import {
	checkFactors,
	enterSmsCode,
	flowOf,
	openFlow,
	personOf,
	sendSmsCode,
} from './certification.mts';
import type { Endpoint, Platform } from './endpoint.mts';
import { openPage, pageSettings } from './hosted-page-order.mts';
import type { Parameters } from '../call-parameters.mts';
import { AUTH_MODES, EDITABLE_FIELDS } from './state.mts';
import type { Person, PersonCheck, Service, VerifyStatus } from './state.mts';

export const personVerification: Endpoint[] = [
	{
		method: 'POST',
		path: '/open/psnCert/2element',
		title: '个人身份二要素核验',
		handle: check('2element'),
	},
	{
		method: 'POST',
		path: '/open/psnCert/3element',
		title: '个人运营商三要素核验',
		handle: check('3element'),
	},
	{
		method: 'POST',
		path: '/open/psnCert/4element',
		title: '个人银行卡四要素核验',
		handle: check('4element'),
	},
	{ method: 'POST', path: '/open/psnCert/sendSms', title: '发送短信验证码', handle: sendSms },
	{ method: 'POST', path: '/open/psnCert/checkSms', title: '校验短信验证码', handle: checkSms },
	{ method: 'POST', path: '/open/psnCert/face', title: '个人人脸核验(H5适配)', handle: startFace },
	{
		method: 'POST',
		path: '/open/psnCert/faceResult',
		title: '个人人脸核验查询',
		handle: faceResult,
	},
	{
		method: 'POST',
		path: '/open/psnCert/getUrl',
		title: '个人实名认证地址(页面)',
		handle: pageUrl,
	},
];

function check(kind: Exclude<PersonCheck, 'face'>): Endpoint['handle'] {
	return (parameters, { state }) => {
		const person = personOf(parameters, kind);
		const flow = openFlow(state, 'psn', parameters.optional('flowNo'));
		return outcome(checkFactors(state, flow, kind, person));
	};
}

function sendSms(parameters: Parameters, { state, outbox }: Platform): unknown {
	const flow = flowOf(state, 'psn', parameters.required('flowNo'));
	const to = parameters.required('psnMobile', mobile);
	if (flow.person.psnMobile !== undefined && flow.person.psnMobile !== to) {
		parameters.refuse('psnMobile', '与核验时的手机号不一致');
	}
	return { serviceId: sendSmsCode(state, outbox, flow, to).serviceId };
}

function checkSms(parameters: Parameters, { state }: Platform): unknown {
	const flow = flowOf(state, 'psn', parameters.required('flowNo'));
	const serviceId = parameters.optional('serviceId');
	if (serviceId !== undefined && flow.sms !== null && flow.sms.serviceId !== serviceId) {
		parameters.refuse('serviceId', '不是最近一次发送的验证码');
	}
	enterSmsCode(state, flow, parameters.required('smsCode'));
	return { verifyStatus: 'passed', flowNo: flow.flowNo };
}

function startFace(parameters: Parameters, platform: Platform): unknown {
	const { state } = platform;
	const person = personOf(parameters, 'face');
	const redirectUrl = parameters.optional('redirectUrl', webAddress) ?? null;
	const businessCode = parameters.optional('businessCode', upTo(128));
	const flow = openFlow(state, 'psn', parameters.optional('flowNo'), businessCode);
	flow.person = { ...flow.person, ...person };
	flow.check = 'face';
	flow.checkPassed = false;
	flow.sms = null;
	flow.verifyStatus = 'pending';
	const service = state.newService({
		flowNo: flow.flowNo,
		kind: 'face',
		businessCode: flow.businessCode,
		verifyStatus: 'pending',
	});
	const { url } = openPage(platform, flow, {
		purpose: 'face',
		prefilled: { ...person },
		editable: [],
		modes: ['face'],
		mode: 'face',
		redirectUrl,
		redirectDelayTime: 0,
		clientType: null,
		expirationTime: null,
	});
	return { serviceId: service.serviceId, faceUrl: url, flowNo: flow.flowNo };
}

function faceResult(parameters: Parameters, { state }: Platform): unknown {
	parameters.oneOf('serviceId', 'businessCode');
	const serviceId = parameters.optional('serviceId');
	const businessCode = parameters.optional('businessCode');
	const service = [...state.services.values()].findLast(
		(candidate) =>
			candidate.kind === 'face' &&
			(serviceId === undefined || candidate.serviceId === serviceId) &&
			(businessCode === undefined || candidate.businessCode === businessCode),
	);
	if (service === undefined)
		return parameters.refuse('serviceId / businessCode', '人脸核验记录不存在');
	return outcome(service);
}

function pageUrl(parameters: Parameters, platform: Platform): unknown {
	const prefilled = prefilledPerson(parameters.object('psnAuthConfig'));
	const settings = pageSettings(parameters, {
		prefix: 'psn',
		modes: AUTH_MODES,
		preferred: 'mobile',
		fields: EDITABLE_FIELDS,
	});
	const flow = platform.state.newFlow('psn', parameters.optional('businessCode', upTo(128)));
	flow.person = { ...prefilled };
	return openPage(platform, flow, {
		...settings,
		purpose: 'certification',
		prefilled: { ...prefilled },
	});
}

function prefilledPerson(config: Parameters): Person {
	const type = config.optional('psnIDCardType', upTo(64));
	return {
		psnName: config.optional('psnName', upTo(128)),
		psnIDCardType: type,
		psnIDCardNum: config.optional('psnIDCardNum', idNumber(type ?? MAINLAND_ID_CARD)),
		psnMobile: config.optional('psnMobile', mobile),
		psnBankCardNo: config.optional('psnBankCardNo', bankCard),
	};
}

function outcome(service: Service): {
	verifyStatus: VerifyStatus;
	flowNo: string;
	serviceId: string;
} {
	return {
		verifyStatus: service.verifyStatus,
		flowNo: service.flowNo,
		serviceId: service.serviceId,
	};
}
