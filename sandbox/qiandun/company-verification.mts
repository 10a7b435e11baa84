// 企业认证: so far only the four-factor check, so that companies can be created.
import { companyNumber, idNumber, MISMATCH_MARK, upTo } from './checks.mts';
import { certify, openFlow } from './certification.mts';
import type { Endpoint, Platform } from './endpoint.mts';
import type { Parameters } from '../call-parameters.mts';

export const companyVerification: Endpoint[] = [
	{
		method: 'POST',
		path: '/open/corpCert/4element',
		title: '企业四要素核验',
		handle: checkFourFactors,
	},
];

function checkFourFactors(parameters: Parameters, { state }: Platform): unknown {
	const legalRepIDCardType = parameters.required('legalRepIDCardType', upTo(64));
	const corporation = {
		corpName: parameters.required('corpName', upTo(128)),
		corpIDCardType: parameters.required('corpIDCardType', upTo(64)),
		corpIDCardNum: parameters.required('corpIDCardNum', companyNumber),
		legalRepName: parameters.required('legalRepName', upTo(128)),
		legalRepIDCardType,
		legalRepIDCardNum: parameters.required('legalRepIDCardNum', idNumber(legalRepIDCardType)),
	};
	const flow = openFlow(state, 'corp', parameters.optional('flowNo'));
	const passed = ![corporation.corpName, corporation.legalRepName].some((name) =>
		name.includes(MISMATCH_MARK),
	);
	flow.corporation = corporation;
	flow.check = 'corp4element';
	flow.checkPassed = passed;
	if (passed) certify(state, flow);
	else flow.verifyStatus = 'un_passed';
	const { serviceId, verifyStatus } = state.newService({
		flowNo: flow.flowNo,
		kind: 'corp4element',
		businessCode: null,
		verifyStatus: flow.verifyStatus,
	});
	return { verifyStatus, flowNo: flow.flowNo, serviceId };
}
