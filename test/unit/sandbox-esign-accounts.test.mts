// eSign's accounts: each endpoint where it goes well and where it does not.
import fc from 'fast-check';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import {
	callSigned,
	data,
	organization,
	person,
	type EsignOptions,
	type Method,
} from './sandbox-esign-support.mts';
import { ID_NUMBER, MOBILE, OTHER_ID_NUMBER, postJson } from './sandbox-support.mts';

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox();
});

afterAll(async () => {
	await sandbox.close();
});

beforeEach(async () => {
	await postJson(new URL('/sandbox/reset', sandbox.console), {});
});

const EXISTS = { code: 53000000, message: '账号已存在', data: null };
const UNKNOWN = { code: 53000001, message: '账号不存在', data: null };
const OTHER_KIND = { code: 53000002, message: '账号类型不匹配', data: null };
const CONFLICT = { code: 53000003, message: '证件信息冲突', data: null };
const PASSPORT = { idType: 'CRED_PSN_PASSPORT', idNumber: 'E00000000' };
const NOBODY = '0123456789abcdef0123456789abcdef';

const call = (method: Method, path: string, options: EsignOptions = {}) =>
	callSigned(sandbox, method, path, options);
const wrong = (field: string) => ({
	code: 1435002,
	message: expect.stringMatching(new RegExp(`^参数错误: ${field}: `)),
	data: null,
});

interface EsignState {
	persons: Array<Record<string, unknown>>;
	organizations: Array<Record<string, unknown>>;
	silentSigning: Array<Record<string, unknown>>;
}

async function state(): Promise<EsignState> {
	const response = await fetch(new URL('/sandbox/state', sandbox.console));
	const { esign } = (await response.json()) as { esign: EsignState };
	return esign;
}

describe('创建个人账号', () => {
	const create = (body: object) => call('POST', '/v1/accounts/createByThirdPartyUserId', { body });

	it('answers an account id of 32 hex digits, which a query shows with all that was given', async () => {
		const given = {
			thirdPartyUserId: 'P-1',
			name: '测试甲',
			idType: 'CRED_PSN_PASSPORT',
			idNumber: 'E00000000',
			mobile: MOBILE,
			email: 'nobody@example.com',
		};
		const { accountId = '', ...rest } = await data(
			sandbox,
			'POST',
			'/v1/accounts/createByThirdPartyUserId',
			{
				body: { ...given, notAField: 1 },
			},
		);
		expect(accountId).toMatch(/^[0-9a-f]{32}$/);
		expect(rest).toEqual({});
		const all = { accountId, ...given };
		expect(await data(sandbox, 'GET', `/v1/accounts/${accountId}`)).toEqual(all);
		expect(
			await data(sandbox, 'GET', '/v1/accounts/getByThirdId', {
				query: { thirdPartyUserId: 'P-1' },
			}),
		).toEqual(all);
	});

	it('needs the third-party user id only; the ID type is that of the mainland', async () => {
		const { accountId = '' } = await data(
			sandbox,
			'POST',
			'/v1/accounts/createByThirdPartyUserId',
			{
				body: { thirdPartyUserId: 'P-1' },
			},
		);
		expect(await data(sandbox, 'GET', `/v1/accounts/${accountId}`)).toEqual({
			accountId,
			thirdPartyUserId: 'P-1',
			name: null,
			idType: 'CRED_PSN_CH_IDCARD',
			idNumber: null,
			mobile: null,
			email: null,
		});
	});

	it('refuses a third-party user id that a person or an organization has', async () => {
		await person(sandbox, 'P-1');
		await organization(sandbox, 'O-1');
		expect(await create({ thirdPartyUserId: 'P-1' })).toEqual(EXISTS);
		expect(await create({ thirdPartyUserId: 'O-1' })).toEqual(EXISTS);
		expect((await state()).persons).toHaveLength(1);
	});

	it.each([
		[{ name: '测试甲' }, 'thirdPartyUserId'],
		[{ thirdPartyUserId: '' }, 'thirdPartyUserId'],
		[{ thirdPartyUserId: 7 }, 'thirdPartyUserId'],
		[{ thirdPartyUserId: 'P', idType: 'CRED_ORG_USCC' }, 'idType'],
		[{ thirdPartyUserId: 'P', idNumber: '?' }, 'idNumber'],
		[{ thirdPartyUserId: 'P', mobile: 'none' }, 'mobile'],
		[{ thirdPartyUserId: 'P', email: 'nobody' }, 'email'],
		[[], 'body'],
	])('names the field that is wrong in %j', async (body, field) => {
		expect(await create(body)).toEqual(wrong(field));
		expect((await state()).persons).toEqual([]);
	});

	it('takes any text as name and third-party user id', async () => {
		const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
		await fc.assert(
			fc.asyncProperty(text, text, async (thirdPartyUserId, name) => {
				await postJson(new URL('/sandbox/reset', sandbox.console), {});
				const accountId = await person(sandbox, thirdPartyUserId, { name });
				expect(
					await data(sandbox, 'GET', '/v1/accounts/getByThirdId', { query: { thirdPartyUserId } }),
				).toMatchObject({ accountId, thirdPartyUserId, name });
			}),
			{ numRuns: 50 },
		);
	});

	it.each(['not json', '"text"', 'null', '[]'])('refuses the body %s', async (body) => {
		expect(await call('POST', '/v1/accounts/createByThirdPartyUserId', { body })).toEqual(
			wrong('body'),
		);
	});
});

describe.each([
	['修改个人账号', 'by account id'],
	['修改个人账号(按照第三方用户ID修改)', 'by third-party user id'],
])('%s', (_title, way) => {
	const update = async (accountId: string, thirdPartyUserId: string, body: object | undefined) =>
		way === 'by account id'
			? await call('PUT', `/v1/accounts/${accountId}`, { body })
			: await call('POST', '/v1/accounts/updateByThirdId', { query: { thirdPartyUserId }, body });

	it('changes what is given, leaves the rest, and answers the whole account', async () => {
		const accountId = await person(sandbox, 'P-1', { idNumber: ID_NUMBER, mobile: MOBILE });
		const changed = {
			accountId,
			thirdPartyUserId: 'P-1',
			name: '测试乙',
			idType: 'CRED_PSN_CH_IDCARD',
			idNumber: ID_NUMBER,
			mobile: MOBILE,
			email: 'nobody@example.com',
		};
		const body = { name: '测试乙', email: 'nobody@example.com' };
		expect(await update(accountId, 'P-1', body)).toEqual({
			code: 0,
			message: '成功',
			data: { ...changed, cardNo: null, thirdPartyUserType: '_DEFAULT_USER' },
		});
		expect(await data(sandbox, 'GET', `/v1/accounts/${accountId}`)).toEqual(changed);
	});

	it('changes nothing when there is nothing to change', async () => {
		const accountId = await person(sandbox, 'P-1', { mobile: MOBILE });
		for (const body of [{}, { name: '', mobile: null }, undefined]) {
			expect(await update(accountId, 'P-1', body)).toMatchObject({
				code: 0,
				data: { name: '测试甲', mobile: MOBILE },
			});
		}
	});

	it('sets ID type and number once', async () => {
		const accountId = await person(sandbox, 'P-1');
		expect(await update(accountId, 'P-1', { idType: 'CRED_PSN_CH_MACAO' })).toMatchObject({
			data: { idType: 'CRED_PSN_CH_MACAO', idNumber: null },
		});
		expect(await update(accountId, 'P-1', PASSPORT)).toMatchObject({ code: 0, data: PASSPORT });
		expect(await update(accountId, 'P-1', PASSPORT)).toMatchObject({ code: 0, data: PASSPORT });
		for (const other of [{ idNumber: 'E00000001' }, { idType: 'CRED_PSN_CH_IDCARD' }]) {
			expect(await update(accountId, 'P-1', { ...other, name: '测试乙' })).toEqual(CONFLICT);
		}
		expect(await data(sandbox, 'GET', `/v1/accounts/${accountId}`)).toMatchObject({
			...PASSPORT,
			name: '测试甲',
		});
	});

	it('makes a renamed account not real-named, and only a renamed one', async () => {
		const accountId = await person(sandbox, 'P-1');
		const realNamed = async () => (await state()).persons[0]?.['realNamed'];
		expect(await realNamed()).toBe(false);
		const control = `/sandbox/esign/accounts/${accountId}/real-name`;
		const passed = await postJson(new URL(control, sandbox.console), {});
		expect(await passed.json()).toEqual({ realNamed: true });
		await update(accountId, 'P-1', { mobile: MOBILE, name: '测试甲' });
		expect(await realNamed()).toBe(true);
		await update(accountId, 'P-1', { name: '测试乙' });
		expect(await realNamed()).toBe(false);
	});

	it.each([
		[{ email: 'nobody' }, 'email'],
		[{ mobile: 'none' }, 'mobile'],
		[{ mobile: 13800000001 }, 'mobile'],
		[{ idType: 'PASSPORT' }, 'idType'],
		[{ idNumber: '?' }, 'idNumber'],
	])('names the field that is wrong in %j and changes nothing', async (fields, field) => {
		const accountId = await person(sandbox, 'P-1');
		expect(await update(accountId, 'P-1', { name: '测试乙', ...fields })).toEqual(wrong(field));
		expect((await state()).persons).toMatchObject([{ name: '测试甲' }]);
	});

	it('knows nobody else, and no organization', async () => {
		const orgId = await organization(sandbox, 'O-1');
		expect(await update(NOBODY, 'P-1', { name: '测试乙' })).toEqual(UNKNOWN);
		expect(await update(orgId, 'O-1', { name: '测试乙' })).toEqual(OTHER_KIND);
	});
});

describe('creating with a thirdPartyUserId and querying without one', () => {
	it.each([
		['POST', '/v1/accounts/updateByThirdId'],
		['GET', '/v1/accounts/getByThirdId'],
		['DELETE', '/v1/accounts/deleteByThirdId'],
		['POST', '/v1/organizations/updateByThirdId'],
		['GET', '/v1/organizations/getByThirdId'],
		['DELETE', '/v1/organizations/deleteByThirdId'],
	] as const)('%s %s needs it in the query, not in the body', async (method, path) => {
		await person(sandbox, 'P-1');
		const body = method === 'POST' ? { body: { thirdPartyUserId: 'P-1' } } : {};
		expect(await call(method, path, body)).toEqual(wrong('thirdPartyUserId'));
	});
});

describe('查询个人账号, 查询机构账号', () => {
	it.each(['accounts', 'organizations'])('of %s know nobody else', async (kind) => {
		const query = { thirdPartyUserId: 'nobody' };
		expect(await call('GET', `/v1/${kind}/${NOBODY}`)).toEqual(UNKNOWN);
		expect(await call('GET', `/v1/${kind}/getByThirdId`, { query })).toEqual(UNKNOWN);
	});

	it('do not show one kind as the other', async () => {
		const accountId = await person(sandbox, 'P-1');
		const orgId = await organization(sandbox, 'O-1');
		const by = (thirdPartyUserId: string) => ({ query: { thirdPartyUserId } });
		expect(await call('GET', `/v1/accounts/${orgId}`)).toEqual(OTHER_KIND);
		expect(await call('GET', `/v1/organizations/${accountId}`)).toEqual(OTHER_KIND);
		expect(await call('GET', '/v1/accounts/getByThirdId', by('O-1'))).toEqual(OTHER_KIND);
		expect(await call('GET', '/v1/organizations/getByThirdId', by('P-1'))).toEqual(OTHER_KIND);
	});
});

describe.each([
	['注销个人账号', 'accounts', person],
	['注销机构账号', 'organizations', organization],
])('%s', (_title, kind, create) => {
	it('by account id ends the account and its authorisation, and frees its third-party user id', async () => {
		const id = await create(sandbox, 'X-1');
		await data(sandbox, 'POST', `/v1/signAuth/${id}`, { body: {} }).catch(() => undefined);
		expect(await call('DELETE', `/v1/${kind}/${id}`)).toEqual({
			code: 0,
			message: '成功',
			data: null,
		});
		expect(await state()).toMatchObject({ persons: [], organizations: [], silentSigning: [] });
		expect(await call('GET', `/v1/${kind}/${id}`)).toEqual(UNKNOWN);
		expect(await call('DELETE', `/v1/${kind}/${id}`)).toEqual(UNKNOWN);
		expect(await create(sandbox, 'X-1')).not.toBe(id);
	});

	it('by third-party user id does the same', async () => {
		await create(sandbox, '测试 1');
		const options = { query: { thirdPartyUserId: '测试 1' } };
		const ended = await call('DELETE', `/v1/${kind}/deleteByThirdId`, options);
		expect(ended).toEqual({ code: 0, message: '成功', data: null });
		expect(await call('DELETE', `/v1/${kind}/deleteByThirdId`, options)).toEqual(UNKNOWN);
	});

	it('does not touch an account of the other kind', async () => {
		const other = kind === 'accounts' ? organization : person;
		const id = await other(sandbox, 'X-1');
		expect(await call('DELETE', `/v1/${kind}/${id}`)).toEqual(OTHER_KIND);
		expect(
			await call('DELETE', `/v1/${kind}/deleteByThirdId`, { query: { thirdPartyUserId: 'X-1' } }),
		).toEqual(OTHER_KIND);
		const { persons, organizations } = await state();
		expect([...persons, ...organizations]).toHaveLength(1);
	});
});

describe('创建机构账号', () => {
	const create = (body: object) =>
		call('POST', '/v1/organizations/createByThirdPartyUserId', { body });

	it('answers an orgId, which a query shows with all that was given', async () => {
		const creator = await person(sandbox, 'P-1');
		const given = {
			thirdPartyUserId: 'O-1',
			creator,
			name: '测试有限公司',
			idType: 'CRED_ORG_REGCODE',
			idNumber: '990000000000000',
			orgLegalIdNumber: OTHER_ID_NUMBER,
			orgLegalName: '测试丙',
		};
		const orgId = await organization(sandbox, 'O-1', given);
		expect(orgId).toMatch(/^[0-9a-f]{32}$/);
		const all = { orgId, ...given };
		expect(await data(sandbox, 'GET', `/v1/organizations/${orgId}`)).toEqual(all);
		expect(
			await data(sandbox, 'GET', '/v1/organizations/getByThirdId', {
				query: { thirdPartyUserId: 'O-1' },
			}),
		).toEqual(all);
	});

	it('needs the third-party user id only; the ID type is the credit code', async () => {
		expect(await create({ thirdPartyUserId: 'O-1' })).toMatchObject({ code: 0 });
		expect((await state()).organizations).toMatchObject([
			{ idType: 'CRED_ORG_USCC', idNumber: null, creator: null, name: null, realNamed: false },
		]);
	});

	it('refuses a taken third-party user id and a creator who is no person', async () => {
		await person(sandbox, 'P-1');
		const orgId = await organization(sandbox, 'O-1');
		expect(await create({ thirdPartyUserId: 'P-1' })).toEqual(EXISTS);
		expect(await create({ thirdPartyUserId: 'O-1' })).toEqual(EXISTS);
		expect(await create({ thirdPartyUserId: 'O-2', creator: NOBODY })).toEqual(UNKNOWN);
		expect(await create({ thirdPartyUserId: 'O-2', creator: orgId })).toEqual(OTHER_KIND);
		expect((await state()).organizations).toHaveLength(1);
	});

	it.each([
		[{ name: '测试有限公司' }, 'thirdPartyUserId'],
		[{ thirdPartyUserId: 'O', idType: 'CRED_PSN_PASSPORT' }, 'idType'],
		[{ thirdPartyUserId: 'O', idNumber: '?' }, 'idNumber'],
		[{ thirdPartyUserId: 'O', orgLegalIdNumber: '?' }, 'orgLegalIdNumber'],
	])('names the field that is wrong in %j', async (body, field) => {
		expect(await create(body)).toEqual(wrong(field));
	});
});

describe.each([
	['修改机构账号', 'by account id'],
	['修改机构账号(按照第三方机构ID修改)', 'by third-party user id'],
])('%s', (_title, way) => {
	const update = async (orgId: string, thirdPartyUserId: string, body: object) =>
		way === 'by account id'
			? await call('PUT', `/v1/organizations/${orgId}`, { body })
			: await call('POST', '/v1/organizations/updateByThirdId', {
					query: { thirdPartyUserId },
					body,
				});

	it('changes what is given and answers five fields', async () => {
		const orgId = await organization(sandbox, 'O-1', { orgLegalName: '测试丙' });
		await postJson(new URL(`/sandbox/esign/accounts/${orgId}/real-name`, sandbox.console), {});
		expect(
			await update(orgId, 'O-1', { name: '测试集团', orgLegalIdNumber: OTHER_ID_NUMBER }),
		).toEqual({
			code: 0,
			message: '成功',
			data: {
				orgId,
				name: '测试集团',
				idType: 'CRED_ORG_USCC',
				idNumber: null,
				thirdPartyUserId: 'O-1',
			},
		});
		expect((await state()).organizations).toMatchObject([
			{ orgLegalIdNumber: OTHER_ID_NUMBER, orgLegalName: '测试丙', realNamed: false },
		]);
	});

	it('sets ID type and number once', async () => {
		const orgId = await organization(sandbox, 'O-1');
		const set = { idType: 'CRED_ORG_REGCODE', idNumber: '990000000000000' };
		expect(await update(orgId, 'O-1', set)).toMatchObject({ code: 0, data: set });
		expect(await update(orgId, 'O-1', { idNumber: '990000000000001' })).toEqual(CONFLICT);
		expect(await update(orgId, 'O-1', set)).toMatchObject({ code: 0 });
	});

	it('knows nobody else, and no person', async () => {
		const accountId = await person(sandbox, 'P-1');
		expect(await update(NOBODY, 'O-1', { name: '测试集团' })).toEqual(UNKNOWN);
		expect(await update(accountId, 'P-1', { name: '测试集团' })).toEqual(OTHER_KIND);
	});
});

describe('设置静默签署, 撤消静默签署', () => {
	const done = { code: 0, message: '成功', data: true };

	it.each([
		['person', person],
		['organization', organization],
	])('authorise a %s, with a deadline or without, and take it back', async (_kind, create) => {
		const id = await create(sandbox, 'X-1');
		const path = `/v1/signAuth/${id}`;
		expect(await call('POST', path, { body: { deadline: '2099-12-31 23:59:59' } })).toEqual(done);
		expect((await state()).silentSigning).toMatchObject([
			{ accountId: id, deadline: '2099-12-31 23:59:59' },
		]);
		expect(await call('POST', path)).toEqual(done);
		expect((await state()).silentSigning).toMatchObject([{ accountId: id, deadline: null }]);
		expect(await call('DELETE', path)).toEqual(done);
		expect((await state()).silentSigning).toEqual([]);
		expect(await call('DELETE', path)).toEqual(done);
	});

	it('know nobody else', async () => {
		expect(await call('POST', `/v1/signAuth/${NOBODY}`, { body: {} })).toEqual(UNKNOWN);
		expect(await call('DELETE', `/v1/signAuth/${NOBODY}`)).toEqual(UNKNOWN);
	});

	it.each(['2099-12-31', '2099-02-30 00:00:00', '2099-12-31T23:59:59', 'tomorrow'])(
		'refuse the deadline %s',
		async (deadline) => {
			const accountId = await person(sandbox, 'P-1');
			expect(await call('POST', `/v1/signAuth/${accountId}`, { body: { deadline } })).toEqual(
				wrong('deadline'),
			);
		},
	);
});
