// Signing flows of V1 over HTTP: in one step from accounts and a file to the signed document.
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import { answer, control, ok, uploaded, type Json } from './sandbox-esign-flow-support.mts';
import { organization, person } from './sandbox-esign-support.mts';
import { contentsOf } from './sandbox-pdf-support.mts';
import { postJson } from './sandbox-support.mts';

const DAY = 86_400_000;

let sandbox: Sandbox;
let fileId = '';
let accountId = '';
let orgId = '';

beforeAll(async () => {
	sandbox = await startSandbox();
});

afterAll(async () => {
	await sandbox.close();
});

beforeEach(async () => {
	await postJson(new URL('/sandbox/reset', sandbox.console), {});
	await control(sandbox, '/settings', { processingMs: 0 });
	fileId = await uploaded(sandbox);
	accountId = await person(sandbox, 'user-1', { mobile: '13800000001' });
	orgId = await organization(sandbox, 'org-1', { creator: accountId });
});

const field = (posPage: number | string, posX: number, posY: number, more: object = {}) => ({
	fileId,
	posBean: { posPage: String(posPage), posX, posY },
	...more,
});
const byPerson = (signfields: object[] = [field(1, 100, 100)], more: object = {}) => ({
	signerAccount: { signerAccountId: accountId, authorizedAccountId: accountId },
	signfields,
	...more,
});
const byOrganization = (signfields: object[] = [field(1, 300, 100, { actorIndentityType: '2' })], more: object = {}) => ({
	signerAccount: { signerAccountId: accountId, authorizedAccountId: orgId },
	signfields,
	...more,
});
const byPlatform = (signfields: object[] = [field(1, 200, 300)], more: object = {}) => ({ platformSign: true, signfields, ...more });
const body = (signers: object[], info: object = {}, more: object = {}) => ({
	docs: [{ fileId, fileName: '合同.pdf' }],
	flowInfo: { autoArchive: true, autoInitiate: true, businessScene: '测试合同', ...info },
	signers,
	...more,
});
const create = async (given: object, path = '/api/v2/signflows/createFlowOneStep') =>
	await answer(sandbox, 'POST', path, given);
const flow = async (signers: object[] = [byPerson()], info: object = {}) =>
	((await ok(sandbox, 'POST', '/api/v2/signflows/createFlowOneStep', body(signers, info))) as { flowId: string }).flowId;
const query = async (flowId: string) => await ok(sandbox, 'GET', `/v1/signflows/${flowId}`);
const statusOf = async (flowId: string) => (await query(flowId))['flowStatus'];
const sign = async (flowId: string, more: object = {}) => await control(sandbox, '/sign', { flowId, ...more });

describe('a flow in one step', () => {
	it.each(['/api/v2/signflows/createFlowOneStep', '/api/v3/signflows/createFlowOneStep'])('is made by %s', async (path) => {
		expect(await create(body([byPerson()]), path)).toEqual({
			code: 0,
			message: '成功',
			data: { flowId: expect.stringMatching(/^[0-9a-f]{32}$/) },
		});
	});

	it('is signed, archived, and its documents can be had', async () => {
		const flowId = await flow([
			byPerson([field(1, 100, 100), field('all', 0, 400, { signType: 2 })], { signOrder: 1 }),
			byOrganization(undefined, { signOrder: 2 }),
			byPlatform(undefined, { signOrder: 3 }),
		]);
		expect(await query(flowId)).toMatchObject({
			flowId,
			appId: sandbox.esign.appId,
			businessScene: '测试合同',
			autoArchive: true,
			flowStatus: 1,
			flowDesc: '签署中',
			flowStartTime: expect.stringMatching(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/),
			flowEndTime: null,
		});
		expect(await answer(sandbox, 'GET', `/v1/signflows/${flowId}/documents`)).toMatchObject({ code: 1437518 });
		await sign(flowId, { accountId });
		expect(await statusOf(flowId)).toBe(1);
		await sign(flowId, { orgId });
		expect(await query(flowId)).toMatchObject({ flowStatus: 2, flowDesc: '完成', flowEndTime: expect.any(String) });
		const { docs } = await ok<{ docs: Array<Record<string, string>> }>(sandbox, 'GET', `/v1/signflows/${flowId}/documents`);
		expect(docs).toEqual([{ fileId, fileName: '合同.pdf', fileUrl: expect.any(String) }]);
		const pdf = Buffer.from(await (await fetch(docs[0]?.['fileUrl'] ?? '')).arrayBuffer());
		const pages = await contentsOf(pdf);
		expect(pages[0]).toMatch(/1 0 0 1 100 100 cm\s+\/Seal/);
		expect(pages[0]).toMatch(/1 0 0 1 300 100 cm\s+\/Seal/);
		expect(pages[0]).toMatch(/1 0 0 1 200 300 cm\s+\/Seal/);
		for (const page of pages) expect(page).toMatch(/re\s+W\s+n/);
	});

	it('waits for its start and for its end where it is asked to', async () => {
		const flowId = await flow([byPerson()], { autoInitiate: false, autoArchive: false });
		expect(await statusOf(flowId)).toBe(0);
		expect(await answer(sandbox, 'GET', `/v1/signflows/${flowId}/executeUrl`, undefined, { query: { accountId } })).toMatchObject({
			code: 1437103,
			message: '流程未开启',
		});
		expect(await ok(sandbox, 'PUT', `/v1/signflows/${flowId}/start`)).toBeNull();
		expect(await statusOf(flowId)).toBe(1);
		expect(await answer(sandbox, 'PUT', `/v1/signflows/${flowId}/archive`)).toMatchObject({ code: 1437113 });
		await sign(flowId);
		expect(await statusOf(flowId)).toBe(1);
		expect(await ok(sandbox, 'PUT', `/v1/signflows/${flowId}/archive`)).toBeNull();
		expect(await statusOf(flowId)).toBe(2);
		expect(await answer(sandbox, 'PUT', `/v1/signflows/${flowId}/archive`)).toMatchObject({ code: 1437136 });
	});

	it('can be revoked while it is signed', async () => {
		const flowId = await flow();
		const revokeReason = '合同作废';
		expect(await ok(sandbox, 'PUT', `/v1/signflows/${flowId}/revoke`, { operatorId: accountId, revokeReason })).toBeNull();
		expect(await query(flowId)).toMatchObject({ flowStatus: 3, flowDesc: '合同作废' });
		expect(await answer(sandbox, 'PUT', `/v1/signflows/${flowId}/revoke`, {})).toMatchObject({ code: 1437111 });
	});

	it('ends when somebody refuses, and at its deadline', async () => {
		const refused = await flow();
		await control(sandbox, '/refuse', { flowId: refused, reason: '不同意' });
		expect(await query(refused)).toMatchObject({ flowStatus: 7, flowDesc: '不同意' });
		const expired = await flow([byPerson()], { signValidity: Date.now() + DAY });
		await control(sandbox, '/expire', { flowId: expired });
		await new Promise((done) => setTimeout(done, 5));
		expect(await statusOf(expired)).toBe(5);
	});

	it('seals by itself for accounts that authorized silent signing, and for no others', async () => {
		const auto = [field(1, 100, 100, { autoExecute: true })];
		expect(await create(body([byPerson(auto)]))).toEqual({
			code: 1435011,
			message: `机构签署账号:${accountId} 不允许自动签署`,
			data: null,
		});
		await ok(sandbox, 'POST', `/v1/signAuth/${accountId}`, {});
		expect(await statusOf(await flow([byPerson(auto)]))).toBe(2);
	});
});

describe('a flow in one step is refused', () => {
	it.each<[string, () => object, number, string]>([
		['without flowInfo', () => ({ flowInfo: null }), 1435002, '参数错误: flowInfo不能为空'],
		['without a title', () => ({ flowInfo: { businessScene: '' } }), 1435002, '参数错误: flowInfo.businessScene: 不能为空'],
		['without documents', () => ({ docs: [], signers: [] }), 1435002, '参数错误: docs不能为空'],
		['without signers', () => ({ signers: [] }), 1435002, '参数错误: signers不能为空'],
		['with a document that is not there', () => ({ docs: [{ fileId: 'nothing' }] }), 1437511, '文档不存在：nothing'],
		['with a page that is not there', () => ({ signers: [byPerson([field(9, 1, 1)])] }), 1437306, '单页签署: 签署页码超出文档页数'],
		['with pages that are not there', () => ({ signers: [byPerson([field('2-9', 1, 1, { signType: 2 })])] }), 1437306, '骑缝签署: 签署页码超出文档页数'],
		['with a person that is not there', () => ({ signers: [{ signerAccount: { signerAccountId: 'nothing' }, signfields: [field(1, 1, 1)] }] }), 1435203, '用户账号不存在或已注销'],
		['with an organization’s field that does not say so', () => ({ signers: [byOrganization([field(1, 1, 1)])] }), 1435002, '参数错误: signers[0].signfields[0].actorIndentityType: 签署主体是企业时必传2'],
		['with a deadline that is over', () => ({ flowInfo: { businessScene: '测试', signValidity: 1 } }), 1437169, '流程已过期'],
		['with a seal of another', () => ({ signers: [byPerson([field(1, 1, 1, { sealId: 'nothing' })])] }), 1435002, '参数错误: 无效的印章,sealId:nothing'],
	])('%s', async (_what, more, code, message) => {
		expect(await create({ ...body([byPerson()]), ...more() })).toEqual({ code, message, data: null });
	});
});

describe('the signing link', () => {
	it('leads to the page, on which the account signs with a code', async () => {
		const flowId = await flow();
		const { url, shortUrl } = await ok<Record<string, string>>(sandbox, 'GET', `/v1/signflows/${flowId}/executeUrl`, undefined, { query: { accountId } });
		expect((await fetch(shortUrl ?? '', { redirect: 'manual' })).headers.get('Location')).toBe(url);
		const page = await postJson(`${url}/code`, {});
		expect(await page.json()).toMatchObject({ needsCode: true, note: expect.any(String) });
		const outbox = (await (await fetch(new URL('/sandbox/outbox', sandbox.console))).json()) as { messages: Json[] };
		expect((await postJson(url ?? '', { smsCode: outbox.messages[0]?.['code'] })).status).toBe(200);
		expect(await statusOf(flowId)).toBe(2);
	});

	it.each<[string, () => Record<string, string>, number]>([
		['without an account', () => ({}), 1435002],
		['for an account nobody knows', () => ({ accountId: 'nothing' }), 1435203],
		['for an organization the account does not sign for', () => ({ accountId, organizeId: orgId }), 1437114],
	])('is refused %s', async (_what, given, code) => {
		const flowId = await flow();
		expect(await answer(sandbox, 'GET', `/v1/signflows/${flowId}/executeUrl`, undefined, { query: given() })).toMatchObject({ code });
	});

	it('of a flow that is not there, or one of V3, is 1435011', async () => {
		expect(await answer(sandbox, 'GET', '/v1/signflows/nothing')).toEqual({
			code: 1435011,
			message: '流程不存在:nothing',
			data: null,
		});
		const flowId = await flow();
		expect(await answer(sandbox, 'GET', `/v3/sign-flow/${flowId}/detail`)).toMatchObject({ code: 1435002 });
	});
});
