// 开放接口, text messages: a code, a notice. Both end in the outbox; no check belongs to the code.
import { randomInt } from 'node:crypto';
import { mobile, upTo } from './checks.mts';
import type { Endpoint, Platform } from './endpoint.mts';
import type { Parameters } from '../call-parameters.mts';

export const sms: Endpoint[] = [
	{ method: 'POST', path: '/open/api/sms/code', title: '短信验证码', handle: sendCode },
	{ method: 'POST', path: '/open/api/sms/notice', title: '通知短信发送', handle: sendNotice },
];

function sendCode(parameters: Parameters, { state, outbox }: Platform): unknown {
	const to = parameters.required('mobile', mobile);
	const code = String(randomInt(0, 1_000_000)).padStart(6, '0');
	const serviceId = `SV${state.newId()}`;
	outbox.send({
		to,
		text: `【签盾沙盒】您的验证码为 ${code}。`,
		code,
		flowNo: '',
		serviceId,
		sentAt: new Date(state.now()).toISOString(),
	});
	return { serviceId };
}

function sendNotice(parameters: Parameters, { state, outbox }: Platform): unknown {
	const to = parameters.required('mobile', mobile);
	const templateId = parameters.required('templateId', upTo(64));
	const filled = parameters.texts('params').map(([name, value]) => `${name}=${value}`);
	outbox.send({
		to,
		text: `【签盾沙盒】模板 ${templateId}${filled.length === 0 ? '' : `:${filled.join(',')}`}`,
		code: '',
		flowNo: '',
		sentAt: new Date(state.now()).toISOString(),
	});
	return true;
}
