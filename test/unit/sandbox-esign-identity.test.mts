// Verification and authorization of V3 over HTTP: links, the page a person or an organization verifies on, what the app is told afterwards.
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import {
	answer,
	control,
	ok,
	outboxOf,
	startCallbackReceiver,
	type CallbackReceiver,
	type Json,
} from './sandbox-esign-flow-support.mts';
import { organization, person } from './sandbox-esign-support.mts';
import { BANK_CARD, ID_NUMBER, OTHER_ID_NUMBER, postJson } from './sandbox-support.mts';

const DAY = 86_400_000;
const ACCOUNT = '13800000001';
const ORG = '示例有限公司';
const ORG_NUMBER = '99000000MA00000018';

interface Links {
	authFlowId: string;
	authUrl: string;
	authShortUrl: string;
}

let sandbox: Sandbox;
let receiver: CallbackReceiver;
let clock: number | undefined;

beforeAll(async () => {
	sandbox = await startSandbox({ now: () => clock ?? Date.now() });
	receiver = await startCallbackReceiver();
});

afterAll(async () => {
	await sandbox.close();
	await receiver.close();
});

beforeEach(async () => {
	clock = undefined;
	receiver.received = [];
	await postJson(new URL('/sandbox/reset', sandbox.console), {});
});

const personUrl = async (config: object = {}, more: object = {}) =>
	await ok<Links>(sandbox, 'POST', '/v3/psn-auth-url', { psnAuthConfig: { psnAccount: ACCOUNT, ...config }, notifyUrl: receiver.origin, ...more });
const orgUrl = async (config: object = {}, more: object = {}) =>
	await ok<Links>(sandbox, 'POST', '/v3/org-auth-url', {
		orgAuthConfig: { orgName: ORG, transactorInfo: { psnAccount: ACCOUNT }, ...config },
		notifyUrl: receiver.origin,
		...more,
	});
const flowOf = async (authFlowId: string) => await ok(sandbox, 'GET', `/v3/auth-flow/${authFlowId}`);
const info = async (query: Record<string, string>, path = 'persons') =>
	await ok(sandbox, 'GET', `/v3/${path}/identity-info`, undefined, { query });
const scopes = (...authorizedScopes: string[]) => ({ authorizeConfig: { authorizedScopes } });

/** The code the page sent last. */
const code = async () => (await outboxOf(sandbox))[0]?.code ?? '';

/** Somebody at the page: posts JSON as its form would. */
const submit = async (url: string, form: object, path = '') => {
	const { origin, pathname } = new URL(url);
	const response = await postJson(`${origin}${pathname}${path}`, form);
	return { status: response.status, page: (await response.json()) as Json };
};

const PERSON = { psnAccount: ACCOUNT, psnName: '测试甲', psnIDCardNum: ID_NUMBER };
const ORGANIZATION = { orgName: ORG, orgIDCardNum: ORG_NUMBER, legalRepName: '测试法人', orgMode: 'ORG_ALIPAY_CREDIT' };

describe('a person', () => {
	it('verifies on the page with a code, and the app is told', async () => {
		const { authFlowId, authUrl, authShortUrl } = await personUrl();
		expect(authFlowId).toMatch(/^OF-[0-9a-f]{32}$/);
		expect((await fetch(authShortUrl, { redirect: 'manual' })).headers.get('Location')).toBe(authUrl);
		expect(await flowOf(authFlowId)).toMatchObject({ authType: 'PSN', realNameStatus: 0, authorizedStatus: 2, authInfo: { person: null } });
		expect(await (await fetch(authUrl)).text()).toContain('Identity verification (个人认证授权)');
		expect((await submit(authUrl, PERSON)).page).toMatchObject({ error: expect.stringContaining('验证码') });
		expect((await submit(authUrl, PERSON, '/code')).status).toBe(200);
		expect((await submit(authUrl, { ...PERSON, smsCode: '000000x' })).status).toBe(422);
		expect(await submit(authUrl, { ...PERSON, smsCode: await code() })).toMatchObject({ status: 200, page: { done: true } });
		const detail = await flowOf(authFlowId);
		expect(detail).toMatchObject({
			realNameOrWillingness: 'realName',
			realNameStatus: 1,
			authorizedStatus: 1,
			authInfo: { psnAuthMode: 'PSN_FACE', person: { psnAccount: { accountMobile: ACCOUNT }, psnInfo: null } },
			authorizedInfo: null,
		});
		const [callback] = await receiver.count(1);
		const { psnId } = (detail['authInfo'] as { person: { psnId: string } }).person;
		expect(callback?.json).toEqual({
			authFlowId,
			timestamp: expect.any(Number),
			authType: 'PSN',
			bizType: 'REAL_NAME',
			psnInfo: { psnId, psnAccount: { accountMobile: ACCOUNT } },
			action: 'AUTH_PASS',
		});
		expect(await info({ psnAccount: ACCOUNT })).toEqual({ authorizeUserInfo: false, realnameStatus: 1, psnId, psnAccount: null, psnInfo: null });
	});

	it('verifies and authorizes in one go; then the app may read their data', async () => {
		const { authFlowId, authUrl } = await personUrl({}, scopes('get_psn_identity_info', 'psn_initiate_sign'));
		await submit(authUrl, PERSON, '/code');
		const form = { ...PERSON, psnMode: 'PSN_BANKCARD4', psnMobile: ACCOUNT, bankCardNum: BANK_CARD, smsCode: await code() };
		expect((await submit(authUrl, form)).status).toBe(200);
		await receiver.count(2);
		expect(receiver.received.map(({ json }) => json['action'])).toEqual(['AUTH_PASS', 'AUTHORIZE_FINISH']);
		const [authorized] = receiver.of('AUTHORIZE_FINISH');
		expect(authorized).toEqual({
			timestamp: expect.any(Number),
			psnId: expect.any(String),
			authFlowId,
			authorizedInfo: [
				{ authorizedScope: 'get_psn_identity_info', effectiveTime: expect.any(Number), expireTime: expect.any(Number) },
				{ authorizedScope: 'psn_initiate_sign', effectiveTime: expect.any(Number), expireTime: expect.any(Number) },
			],
			action: 'AUTHORIZE_FINISH',
		});
		expect(await info({ psnIDCardNum: ID_NUMBER, psnIDCardType: 'CRED_PSN_CH_IDCARD' })).toMatchObject({
			authorizeUserInfo: true,
			realnameStatus: 1,
			psnAccount: { accountMobile: ACCOUNT, accountEmail: null },
			psnInfo: { psnName: '测试甲', psnIDCardNum: ID_NUMBER, psnIDCardType: 'CRED_PSN_CH_IDCARD', bankCardNum: BANK_CARD, psnMobile: ACCOUNT },
		});
	});

	it('who is verified already only authorizes', async () => {
		await control(sandbox, '/persons', PERSON);
		expect(await answer(sandbox, 'POST', '/v3/psn-auth-url', { psnAuthConfig: { psnAccount: ACCOUNT } })).toEqual({
			code: 1450005,
			message: '个人用户已实名',
			data: null,
		});
		const { authFlowId, authUrl } = await personUrl({}, scopes('get_psn_identity_info'));
		await submit(authUrl, {}, '/code');
		expect((await submit(authUrl, { smsCode: await code() })).status).toBe(200);
		expect(await flowOf(authFlowId)).toMatchObject({
			realNameOrWillingness: 'willingness',
			authInfo: { willingnessAuthModes: 'CODE_SMS', person: { psnInfo: { psnName: '测试甲' } } },
		});
		await receiver.count(1);
		expect(receiver.received.map(({ json }) => json['action'])).toEqual(['AUTHORIZE_FINISH']);
	});

	it.each<[string, object]>([
		['a face that does not match', { face: 'mismatch' }],
		['data that do not belong together', { psnName: '测试不符' }],
		['a malformed ID number', { psnIDCardNum: '123' }],
		['no name', { psnName: '' }],
		['no mobile where it is compared', { psnMode: 'PSN_MOBILE3' }],
		['another way than there is', { psnMode: 'PSN_SMILE' }],
	])('is not verified with %s, and may try again', async (_what, form) => {
		const { authUrl, authFlowId } = await personUrl();
		await submit(authUrl, PERSON, '/code');
		const smsCode = await code();
		expect((await submit(authUrl, { ...PERSON, smsCode, ...form })).status).toBe(422);
		expect(await flowOf(authFlowId)).toMatchObject({ realNameStatus: 0, authorizedStatus: 2 });
		expect((await submit(authUrl, { ...PERSON, smsCode })).status).toBe(200);
		expect((await submit(authUrl, { ...PERSON, smsCode })).status).toBe(422);
	});

	it('cannot change what was filled in, unless the app lets them', async () => {
		const psnInfo = { psnName: '测试甲', psnIDCardNum: ID_NUMBER };
		const fixed = await personUrl({ psnInfo });
		await control(sandbox, '/authorize', { authFlowId: fixed.authFlowId, psnName: '测试乙' });
		const editable = await personUrl({ psnAccount: '13800000002', psnInfo, psnAuthPageConfig: { psnEditableFields: ['name'] } });
		const { psn } = await control<{ psn: Json }>(sandbox, '/authorize', { authFlowId: editable.authFlowId, psnName: '测试乙' });
		expect(psn).toMatchObject({ name: '测试乙', idNumber: ID_NUMBER });
	});

	it('has 30 days', async () => {
		const { authUrl, authFlowId } = await personUrl();
		clock = Date.now() + 31 * DAY;
		expect((await submit(authUrl, PERSON, '/code')).status).toBe(422);
		expect(await ok(sandbox, 'GET', `/v3/auth-flow/${authFlowId}`, undefined, { now: clock })).toMatchObject({ authorizedStatus: 0 });
	});

	it('may be verified by a script, with made-up data', async () => {
		const { authFlowId } = await personUrl({}, scopes('psn_initiate_sign'));
		expect(await control(sandbox, '/authorize', { authFlowId })).toMatchObject({
			authorized: true,
			psn: { realNamed: true, name: '测试用户', scopes: ['psn_initiate_sign'] },
		});
		await control(sandbox, '/authorize', { authFlowId }, 409);
		await control(sandbox, '/authorize', { authFlowId: 'nothing' }, 404);
	});
});

describe('an organization', () => {
	it('verifies through a person, who becomes its administrator', async () => {
		const { authFlowId, authUrl } = await orgUrl({}, scopes('get_org_identity_info', 'get_psn_identity_info'));
		expect(await (await fetch(authUrl)).text()).toContain('Organization verification (机构认证授权)');
		await submit(authUrl, PERSON, '/code');
		expect(await submit(authUrl, { ...PERSON, ...ORGANIZATION, smsCode: await code() })).toMatchObject({ status: 200 });
		await receiver.count(2);
		const [passed] = receiver.of('AUTH_PASS');
		const [authorized] = receiver.of('AUTHORIZE_FINISH');
		const detail = await flowOf(authFlowId);
		const { orgId } = (detail['authInfo'] as { organization: { orgId: string } }).organization;
		expect(passed).toMatchObject({
			authType: 'ORG',
			organization: { orgId, orgName: ORG, transactor: { psnAccount: { accountMobile: ACCOUNT } } },
		});
		expect(authorized).toMatchObject({ orgId, adminCheck: true, legalRepCheck: false, authorizedInfo: [{}, {}] });
		expect(await info({ orgId }, 'organizations')).toMatchObject({
			authorizeUserInfo: true,
			realnameStatus: 1,
			orgName: ORG,
			orgAuthMode: 'ORG_ALIPAY_CREDIT',
			orgInfo: { orgIDCardNum: ORG_NUMBER, legalRepName: '测试法人', adminName: '测**', adminAccount: '138****0001' },
		});
	});

	it('tells what is public without the scope, and nothing while it is not verified', async () => {
		const { orgId } = await control<{ orgId: string }>(sandbox, '/organizations', { orgName: ORG, verified: false });
		expect(await info({ orgName: ORG }, 'organizations')).toMatchObject({ orgId, realnameStatus: 0, orgInfo: null });
		await control(sandbox, '/organizations', { orgName: ORG, orgIDCardNum: ORG_NUMBER });
		expect(await info({ orgIDCardNum: ORG_NUMBER, orgIDCardType: 'CRED_ORG_USCC' }, 'organizations')).toMatchObject({
			authorizeUserInfo: false,
			realnameStatus: 1,
			orgInfo: { orgIDCardNum: ORG_NUMBER, legalRepIDCardNum: null },
		});
	});

	it('that is verified already only authorizes', async () => {
		await control(sandbox, '/organizations', { orgName: ORG, psnAccount: ACCOUNT, psnName: '测试甲' });
		expect(
			await answer(sandbox, 'POST', '/v3/org-auth-url', { orgAuthConfig: { orgName: ORG, transactorInfo: { psnAccount: ACCOUNT } } }),
		).toEqual({ code: 1450006, message: '企业用户已实名', data: null });
		const { authFlowId } = await orgUrl({}, scopes('org_initiate_sign'));
		expect(await control(sandbox, '/authorize', { authFlowId })).toMatchObject({ org: { scopes: ['org_initiate_sign'] } });
	});

	it('is called by how it verified, and through whom', async () => {
		const { authFlowId } = await orgUrl({}, scopes('get_org_identity_info'));
		await control(sandbox, '/authorize', { authFlowId, ...PERSON, orgMode: 'ORG_LEGALREP_INVOLVED', legalRepName: '测试甲', orgIDCardNum: ORG_NUMBER });
		expect(await info({ orgName: ORG }, 'organizations')).toMatchObject({ orgAuthMode: 'ORG_LEGALREP' });
		const other = await orgUrl({ orgName: '别家公司' }, scopes('get_org_identity_info'));
		await control(sandbox, '/authorize', { authFlowId: other.authFlowId, orgMode: 'ORG_LEGALREP_INVOLVED', legalRepName: '别人' });
		expect(await info({ orgName: '别家公司' }, 'organizations')).toMatchObject({ orgAuthMode: 'ORG_LEGALREP_AUTHORIZATION' });
	});

	it('needs its bank account for a transfer', async () => {
		const { authFlowId } = await orgUrl();
		await control(sandbox, '/authorize', { authFlowId, orgMode: 'ORG_BANK_TRANSFER', orgBankAccountNum: ' ' }, 409);
		await control(sandbox, '/authorize', { authFlowId, orgName: '不符公司', orgMode: 'ORG_ALIPAY_CREDIT' });
	});
});

describe('the redirect afterwards', () => {
	it('is told on the page', async () => {
		const { authFlowId, authUrl } = await personUrl({}, { redirectConfig: { redirectUrl: 'https://example.com/done', redirectDelayTime: '0' } });
		await control(sandbox, '/authorize', { authFlowId });
		const page = await (await fetch(authUrl)).text();
		expect(page).toContain('https://example.com/done');
	});
});

describe('a link is refused', () => {
	it.each<[string, string, () => object | Promise<object>, number, string]>([
		['nothing about the person', '/v3/psn-auth-url', () => ({}), 1450001, '缺少参数：psnAuthConfig'],
		['nothing about the organization', '/v3/org-auth-url', () => ({}), 1450001, '缺少参数：orgAuthConfig'],
		['a wrong account', '/v3/psn-auth-url', () => ({ psnAuthConfig: { psnAccount: '123' } }), 1450002, '参数错误：psnAuthConfig.psnAccount: 必须是手机号或邮箱'],
		['an unknown scope', '/v3/psn-auth-url', () => ({ psnAuthConfig: { psnAccount: ACCOUNT }, ...scopes('all') }), 1450002, '参数错误：authorizeConfig.authorizedScopes: 不支持 all'],
		['an unknown way', '/v3/psn-auth-url', () => ({ psnAuthConfig: { psnAccount: ACCOUNT, psnAuthPageConfig: { psnAvailableAuthModes: ['SMILE'] } } }), 1450002, '参数错误：psnAuthConfig.psnAuthPageConfig.psnAvailableAuthModes: 只能包含 PSN_FACE、PSN_MOBILE3、PSN_BANKCARD4'],
		['a wrong address', '/v3/psn-auth-url', () => ({ psnAuthConfig: { psnAccount: ACCOUNT }, notifyUrl: 'nowhere' }), 1450002, '参数错误：notifyUrl: 地址需符合 https /http 协议'],
		['a psnId nobody has', '/v3/psn-auth-url', () => ({ psnAuthConfig: { psnId: 'nothing' } }), 1435203, '账号不存在或已注销 :nothing'],
		['the id of a V1 person', '/v3/psn-auth-url', async () => ({ psnAuthConfig: { psnId: await person(sandbox, 'u1') } }), 1450004, '用户id：ID 由于接口版本问题不可用，请使用用户信息发起授权'],
		['the id of a V1 organization', '/v3/org-auth-url', async () => ({ orgAuthConfig: { orgId: await organization(sandbox, 'o1', { creator: await person(sandbox, 'u2') }) } }), 1450004, '用户id：ID 由于接口版本问题不可用，请使用用户信息发起授权'],
	])('with %s', async (_what, path, body, expected, message) => {
		const given = await body();
		const failure = await answer(sandbox, 'POST', path, given);
		const id = /用户id：([0-9a-f]+)/.exec(failure.message)?.[1] ?? '';
		expect(failure).toEqual({ code: expected, message: message.replace('ID 由', `${id} 由`), data: null });
	});

	it('with other data than the person was verified with', async () => {
		await control(sandbox, '/persons', PERSON);
		const psnInfo = { psnName: '测试乙', psnIDCardNum: OTHER_ID_NUMBER, psnIdentityVerify: true };
		const body = { psnAuthConfig: { psnAccount: ACCOUNT, psnInfo }, ...scopes('psn_initiate_sign') };
		expect(await answer(sandbox, 'POST', '/v3/psn-auth-url', body)).toEqual({
			code: 1450002,
			message: '参数错误：传入的姓名、证件号和该用户在e签宝的个人信息不一致',
			data: null,
		});
	});
});

describe('identity information', () => {
	it.each<[string, string, Record<string, string>, number, string]>([
		['nothing to look for', 'persons', {}, 1450002, '参数错误：psnId / psnAccount / psnIDCardNum: 至少填写一项'],
		['a psnId nobody has', 'persons', { psnId: 'nothing' }, 1435203, '账号不存在或已注销 :nothing'],
		['an account nobody has', 'persons', { psnAccount: '13899999999' }, 1450008, '未找到用户信息，请检查查询数据的正确性 :13899999999'],
		['an ID number without its kind', 'persons', { psnIDCardNum: ID_NUMBER }, 1450001, '缺少参数：psnIDCardType'],
		['an orgId nobody has', 'organizations', { orgId: 'nothing' }, 1435203, '账号不存在或已注销 :nothing'],
		['a name nobody has', 'organizations', { orgName: '无名公司' }, 1450008, '未找到用户信息，请检查查询数据的正确性 :无名公司'],
		['a number without its kind', 'organizations', { orgIDCardNum: ORG_NUMBER }, 1450001, '缺少参数：orgIDCardType'],
	])('is refused with %s', async (_what, kind, query, expected, message) => {
		expect(await answer(sandbox, 'GET', `/v3/${kind}/identity-info`, undefined, { query })).toEqual({ code: expected, message, data: null });
	});

	it('of an authorization nobody knows is 1450007', async () => {
		expect(await answer(sandbox, 'GET', '/v3/auth-flow/nothing')).toEqual({ code: 1450007, message: '授权流程id不存在', data: null });
	});
});
