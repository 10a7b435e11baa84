// 查询认证信息: reads a verification flow back.
import { flowOf } from './certification.mts';
import { companyAuthMode } from './company-verification.mts';
import type { Endpoint } from './endpoint.mts';
import type { Flow } from './state.mts';

/** How a person was checked, in the words of the hosted page; null while nothing was. */
function authMode(flow: Flow): string | null {
	if (flow.check === '3element') return 'mobile';
	if (flow.check === '4element') return 'bank';
	return flow.check === 'face' ? 'face' : null;
}

export const verification: Endpoint[] = [
	{
		method: 'GET',
		path: '/open/cert/get',
		title: '查询认证信息',
		handle: (parameters, { state }) => {
			const flow = flowOf(state, 'any', parameters.required('flowNo'));
			const subject =
				flow.kind === 'corp'
					? {
							corpName: flow.corporation.corpName ?? null,
							corpIDCardType: flow.corporation.corpIDCardType ?? null,
							corpIDCardNum: flow.corporation.corpIDCardNum ?? null,
							legalRepName: flow.corporation.legalRepName ?? null,
							authMode: companyAuthMode(flow),
						}
					: {
							psnName: flow.person.psnName ?? null,
							psnIDCardType: flow.person.psnIDCardType ?? null,
							psnIDCardNum: flow.person.psnIDCardNum ?? null,
							psnMobile: flow.person.psnMobile ?? null,
							authMode: authMode(flow),
						};
			return {
				flowNo: flow.flowNo,
				flowType: flow.kind,
				verifyStatus: flow.verifyStatus,
				...subject,
				businessCode: flow.businessCode,
				createTime: flow.createTime,
				finishTime: flow.finishTime,
			};
		},
	},
];
