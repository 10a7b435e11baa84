// Faults, call log, console, reset and the HR stand-in, as far as eSign is concerned.
import { request } from 'node:http';
import { maskText } from '../../sandbox/mask.mts';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import {
	askForToken,
	callSigned,
	grant,
	lastCall,
	organization,
	person,
	sendSigned,
	withToken,
} from './sandbox-esign-support.mts';
import { call, ID_NUMBER, MOBILE, postJson, read } from './sandbox-support.mts';

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox({ esign: { appId: '<i>app</i>' } });
});

afterAll(async () => {
	await sandbox.close();
});

const at = (path: string) => new URL(path, sandbox.console);
const arm = (fault: object) => postJson(at('/sandbox/faults'), fault);
const create = (thirdPartyUserId: string) =>
	sendSigned(sandbox, 'POST', '/v1/accounts/createByThirdPartyUserId', {
		body: { thirdPartyUserId, name: '测试甲' },
	});
const statusOf = async (attempt: Promise<Response>) => (await attempt).status;
const calls = async () => (await read(sandbox, '/sandbox/calls'))['calls'] ?? [];
const page = async () => await (await fetch(sandbox.console)).text();
const exists = async (thirdPartyUserId: string) =>
	(await callSigned(sandbox, 'GET', '/v1/accounts/getByThirdId', { query: { thirdPartyUserId } }))
		.code === 0;

beforeEach(async () => {
	expect((await postJson(at('/sandbox/reset'), {})).status).toBe(200);
});

describe('armed faults', () => {
	const path = '/v1/accounts/createByThirdPartyUserId';

	it('cut the connection after the effect, or before it', async () => {
		await arm({ path, fault: 'dropAfter' });
		await expect(create('A')).rejects.toThrow('fetch failed');
		expect(await lastCall(sandbox)).toMatchObject({
			platform: 'esign',
			status: 0,
			fault: 'dropAfter',
			responseCode: '0',
		});
		await arm({ path, fault: 'dropBefore' });
		await expect(create('B')).rejects.toThrow('fetch failed');
		expect([await exists('A'), await exists('B')]).toEqual([true, false]);
	});

	it('answer as the IP white list does', async () => {
		const body = { success: false, code: 403, message: 'IP白名单不匹配' };
		await arm({ platform: 'esign', path: '*', fault: 'status', status: 403, body });
		expect((await call(sandbox, 'GET', '/open/psnGet', { accountId: 'A' })).code).toBe('oc_10001');
		const refused = await create('A');
		expect(refused.status).toBe(403);
		expect(await refused.json()).toEqual(body);
		expect(await exists('A')).toBe(false);
	});

	it('aim at an endpoint by its documented path, whatever its ids are called', async () => {
		const accountId = await person(sandbox, 'A');
		await arm({ path: '/v1/accounts/{id}', method: 'GET', fault: 'status', status: 503, times: 9 });
		expect(await exists('A')).toBe(true);
		expect(await statusOf(sendSigned(sandbox, 'GET', `/v1/accounts/${accountId}`))).toBe(503);
		expect(
			await statusOf(sendSigned(sandbox, 'PUT', `/v1/accounts/${accountId}`, { body: {} })),
		).toBe(200);
		expect(await statusOf(sendSigned(sandbox, 'GET', `/v1/organizations/${accountId}`))).toBe(200);
	});

	it('aim at one account by its path, and at paths the sandbox does not have', async () => {
		const [a, b] = [await person(sandbox, 'A'), await person(sandbox, 'B')];
		await arm({ path: `/v1/accounts/${a}`, fault: 'status', status: 503 });
		expect(await statusOf(sendSigned(sandbox, 'GET', `/v1/accounts/${b}`))).toBe(200);
		expect(await statusOf(sendSigned(sandbox, 'GET', `/v1/accounts/${a}`))).toBe(503);
		await arm({ path: '/v3/sign-flow/{signFlowId}/detail', fault: 'status', status: 429 });
		expect(await statusOf(sendSigned(sandbox, 'GET', '/v3/sign-flow/1/start'))).toBe(404);
		expect(await statusOf(sendSigned(sandbox, 'GET', '/v3/sign-flow/1/detail'))).toBe(429);
	});

	it('strike the token endpoint, and are not used up by what the gateway refuses', async () => {
		await arm({ path: '/v1/oauth2/access_token', fault: 'html' });
		await arm({ path, fault: 'status', status: 500 });
		expect(await statusOf(withToken(sandbox, {}))).toBe(401);
		await expect(askForToken(sandbox)).rejects.toThrow(/JSON/);
		expect(await statusOf(create('A'))).toBe(500);
		expect(await statusOf(create('A'))).toBe(200);
	});

	it('answer a status without a body, where there is none', async () => {
		await arm({ path, fault: 'status', status: 204, body: 'left out' });
		const answer = await create('A');
		expect([answer.status, await answer.text()]).toEqual([204, '']);
	});

	it.each([
		[{ path: '/v4/accounts', fault: 'html' }, 'path: '],
		[{ path, fault: 'html', platform: 'other' }, 'platform: '],
	])('are refused when wrong, naming the field: %j', async (fault, field) => {
		const answer = await arm(fault);
		expect(answer.status).toBe(400);
		expect(await answer.json()).toEqual({ error: expect.stringContaining(field) });
	});
});

describe('the call log', () => {
	it('tells the platforms apart', async () => {
		await call(sandbox, 'GET', '/open/psnGet', { accountId: 'A' });
		await create('A');
		await create('A');
		expect(await calls()).toMatchObject([
			{
				platform: 'esign',
				outcome: 'failed',
				responseCode: '53000000',
				reason: expect.stringContaining('is taken'),
			},
			{
				platform: 'esign',
				outcome: 'ok',
				responseCode: '0',
				contentType: 'application/json; charset=UTF-8',
				clientSignature: expect.stringMatching(/=$/),
				timestamp: expect.stringMatching(/^\d{13}$/),
				stringToSign: expect.stringMatching(/^POST\n\*\/\*\n.+==\napplication\/json/),
			},
			{ platform: 'qiandun' },
		]);
	});

	it('shows neither secret nor tokens, right or wrong, wherever they were sent', async () => {
		const { token, refreshToken } = await grant(sandbox);
		const refresh = { secret: '', refreshToken, grantType: 'refresh_token' };
		await askForToken(sandbox, { secret: 'another-secret' });
		await askForToken(sandbox, refresh, 'refresh_token');
		await fetch(`${sandbox.esign.baseUrl}/v1/oauth2/access_token?s%65cret=another-secret`);
		await withToken(sandbox, { 'X-Tsign-Open-Token': token });
		await withToken(sandbox, { 'X-Tsign-Open-Token': 'another-token' });
		await sendSigned(sandbox, 'POST', '/v1/accounts/createByThirdPartyUserId', {
			body: { secret: 'another-secret', refreshToken, token },
			headers: { 'X-Tsign-Open-Token': token },
			signedHeaders: ['X-Tsign-Open-Token'],
		});
		const log = JSON.stringify(await calls()) + (await page());
		const { appSecret } = sandbox.esign;
		for (const secret of [appSecret, token, refreshToken, 'another-secret', 'another-token']) {
			expect(log).not.toContain(secret);
		}
		expect(log).toContain('secret=******');
	});

	it('masks ID numbers of any kind, mobiles and mail addresses', async () => {
		const passport = 'E00000000';
		await person(sandbox, 'A', {
			idType: 'CRED_PSN_PASSPORT',
			idNumber: passport,
			mobile: '+86 138-0000-0001',
		});
		await organization(sandbox, 'O', { orgLegalIdNumber: ID_NUMBER });
		await person(sandbox, MOBILE, { mobile: MOBILE, email: 'nobody@example.com' });
		await exists('nobody@example.com');
		await exists(ID_NUMBER);
		const log = JSON.stringify(await calls()) + (await page());
		for (const secret of [ID_NUMBER, passport, MOBILE, '138-0000-0001', 'nobody@', 'nobody%40']) {
			expect(log).not.toContain(secret);
		}
		expect(log).toContain('测试甲');
		expect(log).toContain('138****0001');
		expect(log).toContain('n***@example.com');
		expect(log).toContain('n***%40example.com');
	});
});

describe('masking', () => {
	it.each([
		['{"mobile":"138 0000 0001","name":"测试甲"}', '{"mobile":"138******0001","name":"测试甲"}'],
		['{"mobile" : 13800000001}', '{"mobile" : 138****0001}'],
		['{"idNumber":null,"mobile":null}', '{"idNumber":null,"mobile":null}'],
		['{"idNumber":"H0000\\"0000"}', '{"idNumber":"H00******00"}'],
		[
			'/x?psnBankCardNo=9999 9900 0000 0000 006&a=1',
			'/x?psnBankCardNo=******************* 006&a=1',
		],
		['GET\n/x?mobile=138 0000 0001', 'GET\n/x?mobile=138******0001'],
		['{"psnAccount":"138 0000 0001"} 138-0000-0001', '{"psnAccount":"138******0001"} 138******0001'],
		['idNumber: 证件号格式错误', 'idNumber: 证件号格式错误'],
		['1eaf205d5d6d4e579a9d221d77500000', '1eaf205d5d6d4e579a9d221d77500000'],
		['X-Tsign-Open-Token:abc\n/v1/x', 'X-Tsign-Open-Token:******\n/v1/x'],
	])('of %s gives %s', (text, masked) => {
		expect(maskText(text)).toBe(masked);
	});

	it('of a large body takes no longer than reading it', () => {
		for (const unit of ['a', '1', '"idNumber":"', 'a@', '\\"mobile":"', 'secret=']) {
			const started = performance.now();
			maskText(unit.repeat(Math.ceil(2_000_000 / unit.length)));
			expect(performance.now() - started).toBeLessThan(2000);
		}
	});
});

describe('the controls', () => {
	it("show eSign's whole state beside Qiandun's, without its tokens", async () => {
		const { token } = await grant(sandbox);
		const accountId = await person(sandbox, 'A', { mobile: MOBILE });
		const orgId = await organization(sandbox, 'O', { creator: accountId });
		await callSigned(sandbox, 'POST', `/v1/signAuth/${orgId}`, { body: {} });
		const state = await read(sandbox, '/sandbox/state');
		expect(state).toMatchObject({
			users: [],
			companies: [],
			flows: [],
			esign: {
				persons: [{ accountId, thirdPartyUserId: 'A', mobile: MOBILE, realNamed: false }],
				organizations: [{ orgId, creator: accountId }],
				silentSigning: [{ accountId: orgId, deadline: null }],
			},
		});
		expect(JSON.stringify(state)).not.toContain(token);
	});

	it('know no account to make real-named but those that are there', async () => {
		expect((await postJson(at('/sandbox/esign/accounts/nobody/real-name'), {})).status).toBe(404);
	});

	it('start over on reset, except for tokens', async () => {
		const { token } = await grant(sandbox);
		await person(sandbox, 'A');
		await postJson(at('/hr/employees/E-1/account'), {});
		await postJson(at('/sandbox/reset'), {});
		expect(await read(sandbox, '/sandbox/state')).toMatchObject({
			esign: { persons: [], organizations: [], silentSigning: [] },
		});
		expect(await read(sandbox, '/hr/employees')).toEqual({ employees: [] });
		expect(await statusOf(withToken(sandbox, { 'X-Tsign-Open-Token': token }))).toBe(200);
	});

	it("answer under loopback names only, while eSign's API is guarded by its signature instead", async () => {
		expect(await statusUnder('/hr/employees')).toBe(403);
		for (const path of ['/v1/accounts/A', '/v2/x', '/v3/x', '/api/v2/x', '/api/v3/x']) {
			expect(await statusUnder(path)).toBe(401);
		}
	});
});

describe('the HR stand-in', () => {
	it('records reports per employee and lists them', async () => {
		const report = { accountId: 'A', status: 'created' };
		const answer = await postJson(at('/hr/employees/E-1/account'), report);
		expect(await answer.json()).toEqual({ received: true });
		await postJson(at('/hr/employees/E-1/account'), { status: 'renamed' });
		await postJson(at('/hr/employees/%E7%94%B2/account'), [1]);
		expect(await (await fetch(at('/hr/employees/E-1'))).json()).toEqual({
			employeeId: 'E-1',
			reports: [
				{ receivedAt: expect.stringMatching(/Z$/), idempotencyKey: '', body: report },
				{ receivedAt: expect.stringMatching(/Z$/), idempotencyKey: '', body: { status: 'renamed' } },
			],
		});
		const { employees = [] } = await read(sandbox, '/hr/employees');
		expect(employees.map(({ employeeId }) => employeeId)).toEqual(['甲', 'E-1']);
		expect(await read(sandbox, '/crm/contacts')).toEqual({ contacts: [] });
	});

	it('knows no employee nobody reported about, and takes JSON only', async () => {
		expect((await fetch(at('/hr/employees/E-2'))).status).toBe(404);
		const form = await fetch(at('/hr/employees/E-2/account'), {
			method: 'POST',
			body: new URLSearchParams({ a: '1' }),
		});
		expect(form.status).toBe(415);
	});
});

describe('the console', () => {
	it('shows both platforms: where they are, their accounts, their calls', async () => {
		const accountId = await person(sandbox, 'EMPLOYEE-1', { idNumber: ID_NUMBER, mobile: MOBILE });
		const orgId = await organization(sandbox, 'COMPANY-1');
		await callSigned(sandbox, 'POST', `/v1/signAuth/${orgId}`, {
			body: { deadline: '2099-12-31 23:59:59' },
		});
		await postJson(at('/hr/employees/EMPLOYEE-1/account'), { mobile: MOBILE });
		for (let turn = 0; turn < 3; turn += 1) await exists('EMPLOYEE-1');
		await sendSigned(sandbox, 'GET', '/v1/accounts/x', { secret: 'wrong' });
		const shown = await page();
		for (const text of [
			'base URL <code>' + sandbox.esign.baseUrl + '</code>',
			'base URL <code>' + sandbox.qiandun.baseUrl + '</code>',
			'EMPLOYEE-1',
			accountId,
			'not real-named 未实名',
			'COMPANY-1',
			'until 2099-12-31 23:59:59',
			'HR stand-in',
			'×3',
			'INVALID_SIGNATURE',
		]) {
			expect(shown).toContain(text);
		}
		for (const secret of [ID_NUMBER, MOBILE, sandbox.esign.appSecret]) {
			expect(shown).not.toContain(secret);
		}
	});

	it('escapes whatever callers send', async () => {
		const script = '<script>alert("x")</script>';
		await person(sandbox, `'"><img src=x>`, { name: script });
		await organization(sandbox, script, { orgLegalName: script });
		await postJson(at('/hr/employees/%3Cscript%3E/account'), { a: '<script>' });
		await arm({ path: '/v1/<script>', fault: 'html' });
		await sendSigned(sandbox, 'GET', '/v1/<script>');
		const shown = await page();
		expect(shown.match(/<script/g)).toHaveLength(1);
		expect(shown).not.toContain('<img');
		expect(shown).not.toContain('<i>app');
	});
});

async function statusUnder(path: string): Promise<number | undefined> {
	return await new Promise((resolve, reject) => {
		const sent = request(
			{ host: '127.0.0.1', port: sandbox.port, path, headers: { Host: 'evil.example' } },
			(answer) => {
				answer.resume();
				resolve(answer.statusCode);
			},
		);
		sent.on('error', reject);
		sent.end();
	});
}
