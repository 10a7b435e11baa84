// 企业经办人授权书认证: a letter of authority is uploaded, and audited by a person; here by whoever uses the sandbox.
import { upTo } from './checks.mts';
import { certifyCompany, checkedCompany } from './company-verification.mts';
import type { Endpoint, Platform } from './endpoint.mts';
import type { Parameters } from '../call-parameters.mts';
import type { Service } from './state.mts';

export const authorizationLetters: Endpoint[] = [
	{
		method: 'POST',
		path: '/open/corpCert/authorization',
		title: '企业经办人授权书认证-上传',
		handle: upload,
	},
	{
		method: 'GET',
		path: '/open/corpCert/authorizationResult',
		title: '企业经办人授权书认证-查询',
		handle: result,
	},
];

function upload(parameters: Parameters, { state, files }: Platform): unknown {
	const flowNo = parameters.required('flowNo');
	const fileCode = parameters.required('fileCode', upTo(64));
	if (!files.all.has(fileCode)) parameters.refuse('fileCode', `文件不存在 ${fileCode}`);
	const flow = checkedCompany(state, flowNo);
	const { serviceId } = state.newService({
		flowNo,
		kind: 'authorization',
		businessCode: flow.businessCode,
		verifyStatus: 'pending',
	});
	flow.check = 'authorization';
	flow.verifyStatus = 'pending';
	state.letters.set(serviceId, { serviceId, flowNo, fileCode, corporation: flow.corporation });
	return { serviceId };
}

function result(parameters: Parameters, { state }: Platform): unknown {
	const serviceId = parameters.required('serviceId');
	const service = state.letters.has(serviceId) ? state.services.get(serviceId) : undefined;
	if (service === undefined) return parameters.refuse('serviceId', '授权书记录不存在');
	return { verifyStatus: service.verifyStatus, flowNo: service.flowNo, serviceId };
}

/**
 * Ends the audit of a letter. An approved one certifies the company it was for, unless its flow is passed already. Returns the service; undefined
 * when there is no such letter, `audited` when its audit is over.
 */
export function audit(
	platform: Platform,
	serviceId: string,
	verifyStatus: 'passed' | 'un_passed',
): Service | 'audited' | undefined {
	const { state, events } = platform;
	const letter = state.letters.get(serviceId);
	const service = state.services.get(serviceId);
	const flow = letter === undefined ? undefined : state.flows.get(letter.flowNo);
	if (letter === undefined || service === undefined || flow === undefined) return undefined;
	if (service.verifyStatus !== 'pending') return 'audited';
	service.verifyStatus = verifyStatus;
	events.record('OPEN_CORP_AUTHORIZATION_AUDIT_RESULT', {
		serviceId,
		flowNo: flow.flowNo,
		businessCode: flow.businessCode,
		verifyStatus,
		fileCode: letter.fileCode,
		time: state.time(),
	});
	if (flow.verifyStatus === 'passed' || letter.corporation !== flow.corporation) return service;
	if (verifyStatus === 'passed') certifyCompany(platform, flow, 'authorization');
	else flow.verifyStatus = 'un_passed';
	return service;
}
