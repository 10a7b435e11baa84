// 认证授权: links to the page on which a person or an organization verifies itself and lets the app do things, and what became of them.
import type { Parameters } from '../call-parameters.mts';
import { AUTH_PAGE_DAYS, authPageUrl, authShortUrl } from './auth-urls.mts';
import type { AuthFlow } from './auth-flow-state.mts';
import { PERSON_ID_TYPES } from './checks.mts';
import type { CallParameters, Endpoint, Platform } from './endpoint.mts';
import { BusinessFailure } from './envelope.mts';
import { psnInfo } from './identity-info.mts';
import type { Org, OrgFacts, Psn, PsnFacts } from './identities.mts';
import { webAddress } from './names.mts';

const DAY_MS = 86_400_000;

/** Ways a person verifies, the first is the default. Source: 获取个人认证&授权页面链接. */
export const PSN_MODES = ['PSN_FACE', 'PSN_MOBILE3', 'PSN_BANKCARD4'] as const;

/** Ways an organization verifies. Source: 获取机构认证&授权页面链接. */
export const ORG_MODES = ['ORG_BANK_TRANSFER', 'ORG_ALIPAY_CREDIT', 'ORG_LEGALREP_INVOLVED'] as const;

/** What may be authorized. Sources: the pages of both links. */
const PSN_SCOPES = [
	'get_psn_identity_info',
	'psn_initiate_sign',
	'manage_psn_resource',
	'psn_sign_file_storage',
	'apply_psn_evidence',
];
const ORG_SCOPES = [
	'get_org_identity_info',
	'org_initiate_sign',
	'manage_org_member',
	'manage_org_seal',
	'manage_org_template',
	'use_org_template',
	'manage_org_resource',
	'org_sign_file_storage',
	'org_approval_info',
	'use_org_order',
	'apply_org_evidence',
	'org_function_benefits',
	'manage_org_contract',
];

const PSN_EDITABLE = ['name', 'IDCardNum', 'mobile', 'bankCardNum'] as const;
const ORG_EDITABLE = ['orgNum', 'legalRepName', 'orgBankAccountNum'] as const;

const parameterFailure = 'identityParameter';

export const authFlows: Endpoint[] = [
	{ method: 'POST', path: '/v3/psn-auth-url', title: '获取个人认证&授权页面链接', handle: personUrl, parameterFailure },
	{ method: 'POST', path: '/v3/org-auth-url', title: '获取机构认证&授权页面链接', handle: organizationUrl, parameterFailure },
	{ method: 'GET', path: '/v3/auth-flow/{authFlowId}', title: '查询认证授权流程详情', handle: detail, parameterFailure },
];

function personUrl({ body }: CallParameters, platform: Platform): unknown {
	if (!body.has('psnAuthConfig')) throw new BusinessFailure('identityMissing', 'psnAuthConfig');
	const config = body.object('psnAuthConfig');
	const pages = config.object('psnAuthPageConfig');
	const scopes = scopesOf(body, PSN_SCOPES);
	const psn = personOf(config, platform);
	const facts = personFacts(config.object('psnInfo'));
	if (config.object('psnInfo').boolean('psnIdentityVerify') === true) requireSame(psn, facts);
	if (scopes.length === 0 && psn?.realNamed === true) throw new BusinessFailure('personVerified');
	const flow = platform.authFlows.add({
		...common(body, platform, scopes),
		authType: 'PSN',
		psnId: psn?.psnId ?? null,
		psnAccount: config.optional('psnAccount') ?? null,
		orgId: null,
		psn: facts,
		org: {},
		editable: pages.choices('psnEditableFields', PSN_EDITABLE) ?? [],
		...personModes(pages),
		orgModes: [],
		orgMode: '',
	});
	return links(platform, flow);
}

function organizationUrl({ body }: CallParameters, platform: Platform): unknown {
	if (!body.has('orgAuthConfig')) throw new BusinessFailure('identityMissing', 'orgAuthConfig');
	const config = body.object('orgAuthConfig');
	const transactor = config.object('transactorInfo');
	const scopes = scopesOf(body, [...ORG_SCOPES, ...PSN_SCOPES]);
	const org = organizationOf(config, platform);
	const psn = personOf(transactor, platform);
	const facts = personFacts(transactor.object('psnInfo'));
	const orgFacts = organizationFacts(config);
	if (transactor.object('psnInfo').boolean('psnIdentityVerify') === true) requireSame(psn, facts);
	if (body.boolean('orgIdentityVerify') === true) requireSameOrganization(orgFacts, platform);
	if (scopes.length === 0 && org?.realNamed === true) throw new BusinessFailure('organizationVerified');
	const pages = config.object('orgAuthPageConfig');
	const transactorPages = config.object('transactorAuthPageConfig');
	const listed = pages.choices('orgAvailableAuthModes', ORG_MODES) ?? [];
	const orgModes = listed.length > 0 ? listed : [...ORG_MODES];
	const wish = pages.choice('orgDefaultAuthMode', ORG_MODES);
	const flow = platform.authFlows.add({
		...common(body, platform, scopes),
		authType: 'ORG',
		psnId: psn?.psnId ?? null,
		psnAccount: transactor.optional('psnAccount') ?? null,
		orgId: org?.orgId ?? null,
		psn: facts,
		org: orgFacts,
		editable: [
			...(pages.choices('orgEditableFields', ORG_EDITABLE) ?? []),
			...(transactorPages.choices('psnEditableFields', PSN_EDITABLE) ?? []),
		],
		...personModes(transactorPages),
		orgModes,
		orgMode: wish !== undefined && orgModes.includes(wish) ? wish : (orgModes[0] ?? ORG_MODES[0]),
	});
	return links(platform, flow);
}

/** What both calls say in the same fields. */
function common(
	body: Parameters,
	platform: Platform,
	scopes: string[],
): Omit<
	AuthFlow,
	| 'authFlowId'
	| 'token'
	| 'shortCode'
	| 'authType'
	| 'psnId'
	| 'psnAccount'
	| 'orgId'
	| 'psn'
	| 'org'
	| 'editable'
	| 'psnModes'
	| 'psnMode'
	| 'orgModes'
	| 'orgMode'
> {
	const now = platform.now();
	const redirect = body.object('redirectConfig');
	const delay = redirect.text('redirectDelayTime');
	if (delay !== undefined && !/^\d{1,4}$/.test(delay)) redirect.refuse('redirectDelayTime', '应为秒数');
	return {
		until: now + AUTH_PAGE_DAYS * DAY_MS,
		scopes,
		transactorUseSeal: body.boolean('transactorUseSeal') ?? body.object('authorizeConfig').boolean('transactorUseSeal') ?? false,
		redirect: {
			url: redirect.optional('redirectUrl', webAddress) ?? null,
			delaySeconds: delay === undefined ? (scopes.length > 0 ? 3 : 5) : Number(delay),
		},
		notifyUrl: body.optional('notifyUrl', webAddress) ?? null,
		clientType: body.choice('clientType', ['ALL', 'H5', 'PC']) ?? 'ALL',
		createTime: now,
		updateTime: now,
		code: null,
		done: false,
		proof: null,
		usedPsnMode: null,
		usedOrgMode: null,
		authorizedInfo: [],
	};
}

function scopesOf(body: Parameters, known: string[]): string[] {
	const config = body.object('authorizeConfig');
	const scopes = config.strings('authorizedScopes') ?? [];
	const unknown = scopes.find((scope) => !known.includes(scope));
	if (unknown !== undefined) config.refuse('authorizedScopes', `不支持 ${unknown}`);
	return [...new Set(scopes)];
}

/** Who is meant; undefined for nobody the platform knows yet. Raises for an id that is not there, or that of a V1 account. */
function personOf(config: Parameters, { identities, state }: Platform): Psn | undefined {
	const psnId = config.optional('psnId');
	if (psnId === undefined) {
		const account = config.optional('psnAccount', psnAccount);
		return account === undefined ? undefined : identities.personOf(account);
	}
	const psn = identities.persons.get(psnId);
	if (psn !== undefined) return psn;
	throw new BusinessFailure(state.account(psnId) === undefined ? 'identityCancelled' : 'identityOfOldVersion', psnId);
}

function organizationOf(config: Parameters, { identities, state }: Platform): Org | undefined {
	const orgId = config.optional('orgId');
	if (orgId === undefined) return identities.organizationOf(config.optional('orgName') ?? '');
	const org = identities.organizations.get(orgId);
	if (org !== undefined) return org;
	throw new BusinessFailure(state.account(orgId) === undefined ? 'identityCancelled' : 'identityOfOldVersion', orgId);
}

const psnAccount = (value: string) =>
	/^1[3-9]\d{9}$/.test(value) || /^[^\s@]+@[^\s@]+$/.test(value) ? undefined : '必须是手机号或邮箱';

function personFacts(info: Parameters): PsnFacts {
	return {
		name: info.optional('psnName') ?? null,
		idNumber: info.optional('psnIDCardNum') ?? null,
		idType: info.choice('psnIDCardType', PERSON_ID_TYPES),
		verifiedMobile: info.optional('psnMobile') ?? null,
		bankCard: info.optional('bankCardNum') ?? null,
	};
}

function organizationFacts(config: Parameters): OrgFacts {
	const info = config.object('orgInfo');
	return {
		orgName: config.optional('orgName'),
		idNumber: info.optional('orgIDCardNum') ?? null,
		idType: info.choice('orgIDCardType', ['CRED_ORG_USCC', 'CRED_ORG_REGCODE']) ?? null,
		legalRepName: info.optional('legalRepName') ?? null,
		legalRepIdNumber: info.optional('legalRepIDCardNum') ?? null,
		legalRepIdType: info.choice('legalRepIDCardType', PERSON_ID_TYPES) ?? null,
		bankAccount: info.optional('orgBankAccountNum') ?? null,
	};
}

/** Raises where somebody verified is said to be another. */
function requireSame(psn: Psn | undefined, facts: PsnFacts): void {
	if (psn?.realNamed !== true) return;
	const different = [
		typeof facts.name === 'string' && facts.name !== psn.name ? '姓名' : '',
		typeof facts.idNumber === 'string' && facts.idNumber !== psn.idNumber ? '证件号' : '',
		typeof facts.verifiedMobile === 'string' && facts.verifiedMobile !== psn.verifiedMobile ? '实名手机号' : '',
		typeof facts.bankCard === 'string' && facts.bankCard !== psn.bankCard ? '银行卡号' : '',
	].filter((what) => what !== '');
	if (different.length > 0)
		throw new BusinessFailure('identityParameter', `传入的${different.join('、')}和该用户在e签宝的个人信息不一致`);
}

function requireSameOrganization({ orgName, idNumber }: OrgFacts, { identities }: Platform): void {
	const known = [...identities.organizations.values()].find((org) => org.realNamed && org.idNumber === idNumber);
	if (known !== undefined && orgName !== undefined && orgName !== known.orgName)
		throw new BusinessFailure('identityParameter', '传入的企业信息与e签宝已有信息不一致');
}

function personModes(pages: Parameters): Pick<AuthFlow, 'psnModes' | 'psnMode'> {
	const listed = pages.choices('psnAvailableAuthModes', PSN_MODES) ?? [];
	const psnModes = listed.length > 0 ? listed : [...PSN_MODES];
	const wish = pages.choice('psnDefaultAuthMode', PSN_MODES);
	const psnMode = wish !== undefined && psnModes.includes(wish) ? wish : (psnModes[0] ?? PSN_MODES[0]);
	return { psnModes, psnMode };
}

function links({ origin }: Platform, flow: AuthFlow): object {
	return {
		authFlowId: flow.authFlowId,
		authUrl: authPageUrl(origin, flow),
		authShortUrl: authShortUrl(origin, flow),
	};
}

/** authorizedStatus: 0 = the links are over, 1 = authorized, 2 = on the way. Without scopes it follows the verification. */
function detail({ path }: CallParameters, platform: Platform): unknown {
	const authFlowId = path.required('authFlowId');
	const flow = platform.authFlows.all.get(authFlowId);
	if (flow === undefined) throw new BusinessFailure('authFlowUnknown', authFlowId);
	const psn = platform.identities.persons.get(flow.psnId ?? '');
	const org = platform.identities.organizations.get(flow.orgId ?? '');
	const subject = flow.authType === 'PSN' ? psn : org;
	return {
		authFlowId,
		authType: flow.authType,
		realNameOrWillingness: flow.proof ?? 'none',
		realNameOrWillingnessFlowId: flow.proof === null ? '0' : flow.token,
		realNameStatus: subject?.realNamed === true ? 1 : 0,
		authorizedStatus: flow.done ? 1 : platform.now() > flow.until ? 0 : 2,
		authUrl: authPageUrl(platform.origin, flow),
		authInfo: {
			willingnessAuthModes: flow.proof === 'willingness' ? 'CODE_SMS' : null,
			psnAuthMode: flow.usedPsnMode,
			orgAuthMode: flow.usedOrgMode,
			authFlowCreateTime: flow.createTime,
			authFlowUpdateTime: flow.updateTime,
			person: psn === undefined ? null : personView(flow, psn),
			organization: org === undefined ? null : organizationView(org),
		},
		authorizedInfo: flow.authorizedInfo.length > 0 ? flow.authorizedInfo : null,
	};
}

/** A person's data are told where get_psn_identity_info was asked for and granted. */
function personView({ authorizedInfo }: AuthFlow, psn: Psn): object {
	const granted = authorizedInfo.some(({ authorizedScope }) => authorizedScope === 'get_psn_identity_info');
	return {
		psnId: psn.psnId,
		psnAccount: { accountMobile: psn.accountMobile, accountEmail: psn.accountEmail },
		psnInfo: granted ? psnInfo(psn) : null,
		faceRecognitionInfo: { facePhotoUrl: null, similarityScore: null, livingScore: null },
	};
}

function organizationView(org: Org): object {
	return {
		orgId: org.orgId,
		orgName: org.orgName,
		orgInfo: {
			orgType: null,
			orgIDCardNum: org.idNumber,
			orgIDCardType: org.idType,
			legalRepName: org.legalRepName,
			legalRepIDCardNum: org.legalRepIdNumber,
			legalRepIDCardType: org.legalRepIdType,
		},
	};
}
