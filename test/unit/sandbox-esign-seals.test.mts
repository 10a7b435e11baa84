// eSign's seals over HTTP: those of organizations and persons that let the app manage them, and their pictures.
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import { answer, control, esignState, ok, type Json } from './sandbox-esign-flow-support.mts';
import { postJson } from './sandbox-support.mts';

let sandbox: Sandbox;
let ownId = '';

beforeAll(async () => {
	sandbox = await startSandbox();
	ownId = (await esignState(sandbox)).app.orgId;
});

afterAll(async () => {
	await sandbox.close();
});

beforeEach(async () => {
	await postJson(new URL('/sandbox/reset', sandbox.console), {});
});

const pages = { pageNum: '1', pageSize: '20' };
const list = async (query: Record<string, string>, path = 'org-own-seal-list') =>
	await ok<{ total: number; seals: Json[] }>(sandbox, 'GET', `/v3/seals/${path}`, undefined, { query: { ...pages, ...query } });
const refused = async (query: Record<string, string>, path = 'org-own-seal-list') =>
	await answer(sandbox, 'GET', `/v3/seals/${path}`, undefined, { query: { ...pages, ...query } });

describe('an organization’s seals', () => {
	it('are four from the start, each with a picture', async () => {
		const { total, seals } = await list({ orgId: ownId });
		expect(total).toBe(4);
		expect(seals.map(({ sealBizType, sealBizTypeDescription, defaultSealFlag }) => [sealBizType, sealBizTypeDescription, defaultSealFlag])).toEqual([
			['PUBLIC', '公章', true],
			['CONTRACT', '合同专用章', false],
			['PERSONNEL', '人事专用章', false],
			['FINANCE', '财务专用章', false],
		]);
		const [seal = {}] = seals;
		expect(seal).toMatchObject({ sealWidth: 42, sealHeight: 42, sealStatus: 1, statusDescription: '已启用' });
		const picture = await fetch(String(seal['sealImageDownloadUrl']));
		expect(picture.headers.get('Content-Type')).toContain('image/svg+xml');
		expect(await picture.text()).toContain('<svg');
	});

	it('are told by kinds and pages', async () => {
		expect((await list({ orgId: ownId, sealBizTypes: 'CONTRACT,FINANCE' })).seals).toHaveLength(2);
		const second = await list({ orgId: ownId, pageNum: '2', pageSize: '3' });
		expect(second).toMatchObject({ total: 4, seals: [{ sealBizType: 'FINANCE' }] });
	});

	it('are one of them by its id', async () => {
		const { seals } = await list({ orgId: ownId });
		const query = { orgId: ownId, sealId: String(seals[1]?.['sealId']) };
		expect(await ok(sandbox, 'GET', '/v3/seals/org-seal-info', undefined, { query })).toMatchObject({
			sealId: query.sealId,
			sealBizType: 'CONTRACT',
		});
		expect(await refused({ orgId: ownId, sealId: 'nothing' }, 'org-seal-info')).toMatchObject({
			code: 31400109,
			message: '印章不属于该账号',
		});
	});

	it('are told of one that granted the scope only, and that is verified', async () => {
		const orgName = '示例有限公司';
		const { orgId } = await control<{ orgId: string }>(sandbox, '/organizations', { orgName });
		expect(await refused({ orgId })).toEqual({ code: 1499000, message: `用户未授权： ${orgId}, manage_org_seal`, data: null });
		await control(sandbox, '/organizations', { orgName, scopes: ['manage_org_seal'] });
		expect((await list({ orgId })).total).toBe(4);
		const unverified = await control<{ orgId: string }>(sandbox, '/organizations', {
			orgName: '未实名公司',
			verified: false,
			scopes: ['manage_org_resource'],
		});
		expect((await list({ orgId: unverified.orgId })).total).toBe(0);
	});

	it('can be added by a script', async () => {
		const { sealId } = await control<{ sealId: string }>(sandbox, '/seals', { ownerId: ownId, sealBizType: 'COMMON', sealName: '检验章' });
		expect((await list({ orgId: ownId })).seals.at(-1)).toMatchObject({ sealId, sealName: '检验章', sealBizType: 'COMMON' });
		const { error } = await control<{ error: string }>(sandbox, '/seals', { ownerId: ownId, sealBizType: 'RUBBER' }, 400);
		expect(error).toContain('sealBizType');
		await control(sandbox, '/seals', { ownerId: 'nothing' }, 404);
	});

	it.each<[string, Record<string, string>, string]>([
		['no organization', { orgId: '' }, '参数错误 :orgId: 不能为空'],
		['one nobody knows', { orgId: 'nothing' }, '参数错误 :orgId: 账号不存在 nothing'],
		['no page', { pageNum: '' }, '参数错误 :pageNum: 不能为空'],
		['21 on a page', { pageSize: '21' }, '参数错误 :pageSize: 应在1到20之间'],
		['an unknown kind', { sealBizTypes: 'RUBBER' }, '参数错误 :sealBizTypes: 印章业务类型不支持'],
	])('are refused with %s', async (_what, query, message) => {
		expect(await refused({ orgId: ownId, ...query })).toEqual({ code: 10000007, message, data: null });
	});
});

describe('a person’s seals', () => {
	it('are told of one who granted the scope', async () => {
		const psnAccount = '13800000001';
		const { psnId } = await control<{ psnId: string }>(sandbox, '/persons', { psnAccount, psnName: '测试甲' });
		expect(await refused({ psnId }, 'psn-seal-list')).toMatchObject({ code: 1499000 });
		await control(sandbox, '/persons', { psnAccount, scopes: ['manage_psn_resource'] });
		const { seals } = await list({ psnId }, 'psn-seal-list');
		expect(seals).toMatchObject([{ sealName: '测试甲的印章', defaultSealFlag: true, sealWidth: 20, sealHeight: 20 }]);
		const query = { psnId, sealId: String(seals[0]?.['sealId']) };
		expect(await ok(sandbox, 'GET', '/v3/seals/psn-seal-info', undefined, { query })).toMatchObject({ sealId: query.sealId });
	});
});
