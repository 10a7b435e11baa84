// 企业认证 by the company's factors, and how a company's flow becomes a certification.
import { companyNumber, idNumber, MISMATCH_MARK, upTo } from './checks.mts';
import { certify, flowOf, openFlow } from './certification.mts';
import type { Endpoint, Platform } from './endpoint.mts';
import { BusinessFailure } from './envelope.mts';
import type { Parameters } from '../call-parameters.mts';
import type { CompanyCheck, Corporation, Flow, State } from './state.mts';

/** The ID type of a unified social credit code, after e签宝's; no page of this platform shows a value. */
export const SOCIAL_CREDIT_CODE = 'CRED_ORG_USCC';

export const companyVerification: Endpoint[] = [
	{
		method: 'POST',
		path: '/open/corpCert/3element',
		title: '企业三要素核验',
		handle: (parameters, platform) => checked(parameters, platform, 'corp3element'),
	},
	{
		method: 'POST',
		path: '/open/corpCert/4element',
		title: '企业四要素核验',
		handle: (parameters, platform) => checked(parameters, platform, 'corp4element'),
	},
];

/** Four factors certify at once; three leave the flow open for a bank transfer or a letter of authority. */
function checked(
	parameters: Parameters,
	platform: Platform,
	check: 'corp3element' | 'corp4element',
): unknown {
	const { state } = platform;
	const corporation: Corporation = {
		corpName: parameters.required('corpName', upTo(128)),
		corpIDCardType: parameters.required('corpIDCardType', upTo(64)),
		corpIDCardNum: parameters.required('corpIDCardNum', companyNumber),
		legalRepName: parameters.required('legalRepName', upTo(128)),
		...(check === 'corp4element' ? legalRepresentative(parameters) : {}),
	};
	const flow = openFlow(state, 'corp', parameters.optional('flowNo'));
	const passed = isRegistered(corporation);
	flow.corporation = corporation;
	flow.check = check;
	flow.checkPassed = passed;
	flow.verifyStatus = passed ? 'pending' : 'un_passed';
	if (passed && check === 'corp4element') certifyCompany(platform, flow, check);
	const { serviceId, verifyStatus } = state.newService({
		flowNo: flow.flowNo,
		kind: check,
		businessCode: flow.businessCode,
		verifyStatus: passed ? 'passed' : 'un_passed',
	});
	return { verifyStatus, flowNo: flow.flowNo, serviceId };
}

function legalRepresentative(parameters: Parameters): Corporation {
	const legalRepIDCardType = parameters.required('legalRepIDCardType', upTo(64));
	return {
		legalRepIDCardType,
		legalRepIDCardNum: parameters.required('legalRepIDCardNum', idNumber(legalRepIDCardType)),
	};
}

/** Whether the register knows this company as described. */
export function isRegistered({ corpName = '', legalRepName = '' }: Corporation): boolean {
	return ![corpName, legalRepName].some((name) => name.includes(MISMATCH_MARK));
}

/** The open flow of a company whose factors were checked and are right. Raises for any other. */
export function checkedCompany(state: State, flowNo: string): Flow {
	const flow = flowOf(state, 'corp', flowNo);
	if (flow.verifyStatus === 'passed') throw new BusinessFailure('flowClosed', flowNo);
	if (!flow.checkPassed) throw new BusinessFailure('companyNotChecked', flowNo);
	return flow;
}

/** Ends a company's flow as passed and announces it. */
export function certifyCompany({ state, events }: Platform, flow: Flow, check: CompanyCheck): void {
	flow.check = check;
	flow.checkPassed = true;
	certify(state, flow);
	events.record('OPEN_CORP_CERT_RESULT', {
		flowNo: flow.flowNo,
		businessCode: flow.businessCode,
		verifyStatus: flow.verifyStatus,
		corpName: flow.corporation.corpName ?? null,
		corpIDCardNum: flow.corporation.corpIDCardNum ?? null,
		authMode: companyAuthMode(flow),
		time: flow.finishTime,
	});
}

/** How a company's flow was passed, in the words of the hosted page; null while it is not. */
export function companyAuthMode(flow: Flow): string | null {
	if (flow.verifyStatus !== 'passed') return null;
	if (flow.check === 'corp4element') return 'legalRep';
	return flow.check === 'transfer' || flow.check === 'authorization' ? flow.check : null;
}
