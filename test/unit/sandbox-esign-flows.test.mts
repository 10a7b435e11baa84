// Signing flows of V3 over HTTP: whose turn it is, starting, ending, links, documents, lists.
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import {
	answer,
	at,
	control,
	detailOf,
	esignState,
	flowOf,
	ok,
	orgSigner,
	outboxOf,
	ownSigner,
	personSigner,
	signedPdf,
	uploaded,
	type Json,
} from './sandbox-esign-flow-support.mts';
import { postJson } from './sandbox-support.mts';

const MINUTE = 60_000;
const DAY = 86_400_000;

let sandbox: Sandbox;
let clock = Date.now();
let fileId = '';

beforeAll(async () => {
	sandbox = await startSandbox({ now: () => clock });
});

afterAll(async () => {
	await sandbox.close();
});

beforeEach(async () => {
	clock = Date.now();
	await postJson(new URL('/sandbox/reset', sandbox.console), {});
	await control(sandbox, '/settings', { processingMs: 0 });
	fileId = await uploaded(sandbox);
});

/** The gateway compares with the sandbox's clock, which the tests move. */
const call = { get now() { return clock; } };
const path = (signFlowId: string, what: string) => `/v3/sign-flow/${signFlowId}/${what}`;
const post = async (signFlowId: string, what: string, body: object = {}) =>
	await answer(sandbox, 'POST', path(signFlowId, what), body, call);
const done = async (signFlowId: string, what: string, body: object = {}) =>
	await ok(sandbox, 'POST', path(signFlowId, what), body, call);
const detail = async (signFlowId: string) =>
	await ok<Json & { signers: Json[] }>(sandbox, 'GET', path(signFlowId, 'detail'), undefined, call);
const statusOf = async (signFlowId: string) => (await detail(signFlowId))['signFlowStatus'];
const signersOf = async (signFlowId: string) =>
	(await detail(signFlowId)).signers.map(({ signStatus }) => signStatus);

const jia = (more: object = {}) => personSigner('13800000001', '测试甲', [at(fileId, 1, 100, 100)], more);
const yi = (more: object = {}) => personSigner('13800000002', '测试乙', [at(fileId, 1, 300, 100)], more);
const order = (signOrder: number, more: object = {}) => ({ signConfig: { signOrder, ...more } });
const flow = async (signers: object[] = [jia()], config: object = {}, more: object = {}) =>
	await flowOf(sandbox, [fileId], signers, config, more);
const sign = async (signFlowId: string, more: object = {}, status = 200) =>
	await control(sandbox, '/sign', { signFlowId, ...more }, status);

describe('a flow', () => {
	it('goes from the upload to the signed document', async () => {
		const signFlowId = await flow();
		expect(await detailOf(sandbox, signFlowId)).toMatchObject({ signFlowStatus: 1 });
		await sign(signFlowId);
		expect(await detailOf(sandbox, signFlowId)).toMatchObject({
			signFlowStatus: 2,
			signFlowDescription: '完成',
			signFlowFinishTime: expect.any(Number),
			signers: [{ signStatus: 2, signFields: [{ signFieldStatus: '4', normalSignFieldConfig: { sealId: expect.stringMatching(/.+/) } }] }],
		});
		expect((await signedPdf(sandbox, signFlowId)).toString('latin1')).toContain('%PDF');
	});

	it('lets signers sign in their order', async () => {
		const signFlowId = await flow([yi(order(2)), jia(order(1))]);
		expect(await signersOf(signFlowId)).toEqual([0, 1]);
		const early = await control<{ error: string }>(sandbox, '/sign', { signFlowId, psnAccount: '13800000002' }, 409);
		expect(early.error).toContain('未到签署顺序');
		await sign(signFlowId, { psnAccount: '13800000001' });
		expect(await signersOf(signFlowId)).toEqual([1, 2]);
		await sign(signFlowId, { psnAccount: '13800000002' });
		expect(await statusOf(signFlowId)).toBe(2);
	});

	it('lets signers with the same order sign as they like', async () => {
		const signFlowId = await flow([jia(), yi()]);
		expect(await signersOf(signFlowId)).toEqual([1, 1]);
		await sign(signFlowId, { psnAccount: '13800000002' });
		expect(await signersOf(signFlowId)).toEqual([1, 2]);
	});

	it('needs one of those of whom any may sign', async () => {
		const either = order(1, { signTaskType: 1 });
		const signFlowId = await flow([jia(either), yi(either)]);
		await sign(signFlowId, { psnAccount: '13800000002' });
		expect(await signersOf(signFlowId)).toEqual([0, 2]);
		expect(await statusOf(signFlowId)).toBe(2);
	});

	it('seals for the app’s own organization by itself, when it is its turn', async () => {
		const own = ownSigner([at(fileId, 1, 300, 300, { autoSign: true })], order(2));
		const signFlowId = await flow([jia(order(1)), own]);
		expect(await signersOf(signFlowId)).toEqual([1, 0]);
		await sign(signFlowId);
		expect(await signersOf(signFlowId)).toEqual([2, 2]);
		expect(await statusOf(signFlowId)).toBe(2);
	});

	it('is completed at once when only organizations seal by themselves', async () => {
		const signFlowId = await flow([ownSigner([at(fileId, 1, 300, 300, { autoSign: true })])]);
		expect(await statusOf(signFlowId)).toBe(2);
	});

	it('seals with an authorized seal of another organization by itself', async () => {
		const { orgId } = await control<{ orgId: string }>(sandbox, '/organizations', { orgName: '分公司有限公司' });
		const { sealId } = await control<{ sealId: string }>(sandbox, '/seals', { ownerId: orgId, sealBizType: 'CONTRACT', authorizedToApp: true });
		const signFlowId = await flow([
			{ signerType: 1, orgSignerInfo: { orgId }, signFields: [at(fileId, 1, 300, 300, { autoSign: true, assignedSealId: sealId })] },
		]);
		expect(await detail(signFlowId)).toMatchObject({
			signFlowStatus: 2,
			signers: [{ orgSigner: { orgId, transactor: null }, signFields: [{ normalSignFieldConfig: { sealId, sealOwnerId: orgId } }] }],
		});
	});

	it('lets a person sign for an organization and beside its seal', async () => {
		const org = (signerType: number, fields: object[]) => ({ ...orgSigner('示例公司', '13800000003', '测试丙', fields), signerType });
		const signFlowId = await flow([
			org(1, [at(fileId, 1, 100, 300)]),
			org(2, [at(fileId, 1, 200, 300)]),
			org(3, [at(fileId, 1, 300, 300)]),
		]);
		const { signers } = await detail(signFlowId);
		expect(signers).toHaveLength(1);
		expect(signers[0]).toMatchObject({
			signFields: [{ signFieldSealType: 1 }, { signFieldSealType: 2 }, { signFieldSealType: 3 }],
		});
		await sign(signFlowId, { orgName: '示例公司' });
		expect(await statusOf(signFlowId)).toBe(2);
	});

	it('ends when somebody refuses, with their reason', async () => {
		const signFlowId = await flow([jia(), yi()]);
		await control(sandbox, '/refuse', { signFlowId, psnAccount: '13800000002', reason: '金额不对' });
		expect(await detail(signFlowId)).toMatchObject({ signFlowStatus: 7, signFlowDescription: '金额不对' });
		expect(await signersOf(signFlowId)).toEqual([0, 4]);
		await sign(signFlowId, { psnAccount: '13800000001' }, 409);
	});

	it('that nobody knows, or one of V1, is refused', async () => {
		for (const [method, what] of [
			['GET', 'detail'],
			['POST', 'start'],
			['POST', 'sign-url'],
			['POST', 'file-download-url'],
			['POST', 'revoke'],
			['POST', 'finish'],
			['POST', 'delay'],
			['POST', 'urge'],
		] as const)
			expect(await answer(sandbox, method, path('nothing', what), method === 'GET' ? undefined : {}, call)).toEqual({
				code: 1435011,
				message: '流程不存在:nothing',
				data: null,
			});
	});
});

describe('a draft', () => {
	it('begins when it is started', async () => {
		const signFlowId = await flow([jia()], { autoStart: false });
		expect(await detail(signFlowId)).toMatchObject({ signFlowStatus: 0, signFlowStartTime: null, signers: [{ signStatus: 0 }] });
		await sign(signFlowId, {}, 409);
		expect(await done(signFlowId, 'start')).toBeNull();
		expect(await detail(signFlowId)).toMatchObject({ signFlowStatus: 1, signers: [{ signStatus: 1 }] });
		expect(await post(signFlowId, 'start')).toMatchObject({ code: 1437108 });
	});

	it('may be without documents or signers, but cannot begin so', async () => {
		const empty = await flowOf(sandbox, [], [], { autoStart: false });
		expect(await post(empty, 'start')).toMatchObject({ code: 1437109 });
		const unsigned = await flow([], { autoStart: false });
		expect(await post(unsigned, 'start')).toMatchObject({ code: 1437110 });
	});

	it('cannot begin after its deadline', async () => {
		const signFlowId = await flow([jia()], { autoStart: false, signFlowExpireTime: clock + DAY });
		clock += 2 * DAY;
		expect(await post(signFlowId, 'start')).toMatchObject({ code: 1437169, message: '流程已过期' });
	});

	it('can be neither revoked, finished, delayed, urged nor signed', async () => {
		const signFlowId = await flow([jia()], { autoStart: false });
		expect(await post(signFlowId, 'revoke')).toMatchObject({ code: 1437203, message: '非签署中的流程不允许撤销' });
		expect(await post(signFlowId, 'finish')).toMatchObject({ code: 1437112, message: '非开启状态不允许归档流程' });
		expect(await post(signFlowId, 'delay', { signFlowExpireTime: clock + DAY })).toMatchObject({ code: 1437201 });
		expect(await post(signFlowId, 'urge')).toMatchObject({ code: 1437126 });
		expect(await post(signFlowId, 'sign-url', { operator: { psnAccount: '13800000001' } })).toMatchObject({
			code: 1437103,
			message: '流程未开启',
		});
	});
});

describe('finishing', () => {
	it('is left to the caller where autoFinish is off', async () => {
		const signFlowId = await flow([jia(), yi(order(2))], { autoFinish: false });
		await sign(signFlowId);
		expect(await post(signFlowId, 'finish')).toMatchObject({ code: 1437113, message: '签署区没有全部完成' });
		await sign(signFlowId);
		expect(await statusOf(signFlowId)).toBe(1);
		expect(await done(signFlowId, 'finish')).toBeNull();
		expect(await statusOf(signFlowId)).toBe(2);
		expect(await post(signFlowId, 'finish')).toMatchObject({ code: 1437136, message: '流程已归档' });
	});

	it('needs somebody who signed', async () => {
		const signFlowId = await flow([], { autoStart: false, autoFinish: false });
		await done(signFlowId, 'start');
		expect(await post(signFlowId, 'finish')).toMatchObject({ code: 1437170, message: '没有签署，无需归档' });
	});
});

describe('revoking', () => {
	it('ends a flow in signing, with a reason', async () => {
		const signFlowId = await flow();
		expect(await done(signFlowId, 'revoke', { revokeReason: '合同作废' })).toEqual({});
		expect(await detail(signFlowId)).toMatchObject({ signFlowStatus: 3, revokeReason: '合同作废', signFlowDescription: '合同作废' });
		expect(await post(signFlowId, 'revoke')).toMatchObject({ code: 1437168, message: '流程已撤销' });
	});

	it('needs a flow in signing, and a reason of 50 characters at most', async () => {
		const signFlowId = await flow();
		expect(await post(signFlowId, 'revoke', { revokeReason: '长'.repeat(51) })).toMatchObject({ code: 1435002 });
		await sign(signFlowId);
		expect(await post(signFlowId, 'revoke')).toMatchObject({ code: 1437203 });
	});
});

describe('the deadline', () => {
	it('ends a flow', async () => {
		const signFlowId = await flow([jia()], { signFlowExpireTime: clock + DAY });
		clock += DAY + MINUTE;
		expect(await detail(signFlowId)).toMatchObject({ signFlowStatus: 5, signFlowDescription: '过期' });
		await sign(signFlowId, {}, 409);
	});

	it('can be ended by a script', async () => {
		const signFlowId = await flow();
		await control(sandbox, '/expire', { signFlowId });
		clock += 10;
		expect(await statusOf(signFlowId)).toBe(5);
		await control(sandbox, '/expire', { signFlowId }, 409);
	});

	it('can be delayed once, also when it is over', async () => {
		const signFlowId = await flow([jia()], { signFlowExpireTime: clock + DAY });
		clock += 2 * DAY;
		expect(await statusOf(signFlowId)).toBe(5);
		expect(await done(signFlowId, 'delay', { signFlowExpireTime: clock + DAY })).toBeNull();
		expect(await statusOf(signFlowId)).toBe(1);
		expect(await post(signFlowId, 'delay', { signFlowExpireTime: clock + 2 * DAY })).toEqual({
			code: 1435011,
			message: '流程只能延期一次',
			data: null,
		});
		await sign(signFlowId);
		expect(await statusOf(signFlowId)).toBe(2);
		expect(await post(signFlowId, 'delay', { signFlowExpireTime: clock + 2 * DAY })).toMatchObject({ code: 1437201 });
	});

	it('cannot be earlier than before, nor later than in 90 days', async () => {
		const signFlowId = await flow([jia()], { signFlowExpireTime: clock + 10 * DAY });
		expect(await post(signFlowId, 'delay', { signFlowExpireTime: clock + 9 * DAY })).toMatchObject({
			code: 1435002,
			message: '参数错误: 新的签署截止时间不可提前于原签署截止时间',
		});
		expect(await post(signFlowId, 'delay', { signFlowExpireTime: clock + 91 * DAY })).toMatchObject({ code: 1435002 });
		expect(await post(signFlowId, 'delay')).toMatchObject({ message: '参数错误: signFlowExpireTime不能为空' });
	});
});

describe('urging', () => {
	it('sends those whose turn it is a message, half an hour after the start, then every ten minutes', async () => {
		const signFlowId = await flow([jia(), yi(order(2))]);
		expect(await post(signFlowId, 'urge')).toEqual({
			code: 1437137,
			message: '您刚刚催办过了，发起后半小时内不能催办',
			data: null,
		});
		clock += 31 * MINUTE;
		expect(await done(signFlowId, 'urge', { noticeTypes: '1' })).toBeNull();
		expect(await outboxOf(sandbox)).toMatchObject([{ to: '13800000001', text: expect.stringContaining('请尽快签署') }]);
		clock += 5 * MINUTE;
		expect(await post(signFlowId, 'urge')).toEqual({
			code: 1437138,
			message: '您刚刚催办过，发起半小时后每十分钟仅可催办一次',
			data: null,
		});
		clock += 6 * MINUTE;
		expect(await done(signFlowId, 'urge')).toBeNull();
	});

	it('can be for one signer, if it is their turn', async () => {
		await control(sandbox, '/settings', { urgeAfterMs: 0, urgeEveryMs: 0 });
		const signFlowId = await flow([jia(), yi(order(2))]);
		expect(await post(signFlowId, 'urge', { urgedOperator: { psnAccount: '13800000002' } })).toMatchObject({
			code: 1439002,
			message: '当前流程无可催签的签署区',
		});
		expect(await post(signFlowId, 'urge', { urgedOperator: { psnAccount: '13899999999' } })).toMatchObject({ code: 1435203 });
		expect(await done(signFlowId, 'urge', { urgedOperator: { psnAccount: '13800000001' } })).toBeNull();
		await sign(signFlowId);
		await sign(signFlowId);
		expect(await post(signFlowId, 'urge')).toMatchObject({ code: 1437126, message: '流程未发起或已完结, 不能执行催签操作' });
	});
});

describe('messages to signers', () => {
	it('are sent where the flow or the signer says so, when it is their turn', async () => {
		const signFlowId = await flow([jia(order(1)), yi({ ...order(2), noticeConfig: { noticeTypes: '1' } })], { noticeConfig: { noticeTypes: '' } });
		expect(await outboxOf(sandbox)).toEqual([]);
		await sign(signFlowId);
		expect(await outboxOf(sandbox)).toMatchObject([{ to: '13800000002', flowNo: signFlowId, text: expect.stringContaining('/esign/s/') }]);
	});
});

describe('the signing link', () => {
	const operator = { psnAccount: '13800000001' };

	it('leads to the signer’s page, the short one to the long one for 90 days', async () => {
		const signFlowId = await flow();
		const { url, shortUrl } = await done(signFlowId, 'sign-url', { operator });
		expect(String(url)).toContain('/esign/sign/');
		const redirected = await fetch(String(shortUrl), { redirect: 'manual' });
		expect(redirected.headers.get('Location')).toBe(url);
		clock += 91 * DAY;
		expect((await fetch(String(shortUrl), { redirect: 'manual' })).status).toBe(404);
	});

	it('is given by psnId, and for one organization', async () => {
		const signFlowId = await flow([jia(), orgSigner('示例公司', '13800000001', '测试甲', [at(fileId, 1, 200, 200)])]);
		const { psns } = await esignState(sandbox);
		const psnId = psns?.find(({ accountMobile }) => accountMobile === '13800000001')?.['psnId'];
		expect(await done(signFlowId, 'sign-url', { operator: { psnId } })).toMatchObject({ url: expect.any(String) });
		const { url } = await done(signFlowId, 'sign-url', { operator, organization: { orgName: '示例公司' } });
		const page = await fetch(String(url), { headers: { Accept: 'application/json' } });
		expect(((await page.json()) as { signers: unknown[] }).signers).toHaveLength(1);
	});

	it.each<[string, object, number, string]>([
		['nobody knows', { operator: { psnAccount: '13899999999' } }, 1435203, '用户账号不存在或已注销'],
		['takes no part', { operator: { psnAccount: '19900000000' } }, 1437114, '当前用户不是流程参与人, 无权查看流程'],
		['acts for another organization', { operator, organization: { orgName: '示例集成方科技有限公司' } }, 1437114, '当前用户不是流程参与人, 无权查看流程'],
		['acts for one nobody knows', { operator, organization: { orgName: '无名公司' } }, 1435203, '用户账号不存在或已注销'],
	])('is refused for somebody who %s', async (_what, body, code, message) => {
		expect(await post(await flow(), 'sign-url', body)).toEqual({ code, message, data: null });
	});

	it('is refused with a wrong client or a delay to nowhere', async () => {
		const signFlowId = await flow();
		expect(await post(signFlowId, 'sign-url', { operator, clientType: 'TV' })).toMatchObject({ code: 1435002 });
		expect(await post(signFlowId, 'sign-url', { operator, redirectConfig: { redirectDelayTime: 0 } })).toMatchObject({
			message: '参数错误: 未传redirectUrl不允许设置redirectDelayTime',
		});
	});

	it('only shows, with urlType 1 or without an operator', async () => {
		const signFlowId = await flow();
		for (const body of [{ operator, urlType: 1 }, {}]) {
			const { url } = await done(signFlowId, 'sign-url', body);
			const page = await fetch(String(url), { headers: { Accept: 'application/json' } });
			expect(await page.json()).toMatchObject({ readOnly: true });
			expect((await postJson(new URL(String(url)), { smsCode: '1' })).status).toBe(422);
		}
	});
});

describe('documents', () => {
	it('can be had once the flow is completed', async () => {
		const signFlowId = await flow();
		expect(await post(signFlowId, 'file-download-url')).toEqual({
			code: 1437518,
			message: '流程非签署完成状态，不允许下载文档',
			data: null,
		});
	});

	it('have links that work as long as was asked for, an hour at most', async () => {
		const attachment = await uploaded(sandbox, '附件.png', Buffer.from('picture'));
		const signFlowId = await flow([jia()], {}, { attachments: [{ fileId: attachment }] });
		await sign(signFlowId);
		for (const urlAvailableDate of [0, 3601])
			expect(await post(signFlowId, 'file-download-url', { urlAvailableDate })).toMatchObject({
				message: '参数错误: 文件下载链接有效期不能小于1或者大于3600秒',
			});
		const { files, attachments } = await done(signFlowId, 'file-download-url', { urlAvailableDate: 60 });
		expect(files).toMatchObject([{ fileId, fileName: '合同.pdf', downloadUrl: expect.any(String) }]);
		const [{ downloadUrl = '' } = {}] = files as Array<{ downloadUrl?: string }>;
		const [{ downloadUrl: extra = '' } = {}] = attachments as Array<{ downloadUrl?: string }>;
		expect((await fetch(downloadUrl)).status).toBe(200);
		expect(await (await fetch(extra)).text()).toBe('picture');
		clock += 2 * MINUTE;
		expect((await fetch(downloadUrl)).status).toBe(403);
	});

	it('can be asked for with GET, too', async () => {
		const signFlowId = await flow();
		await sign(signFlowId);
		const query = { urlAvailableDate: '60' };
		expect(
			await ok(sandbox, 'GET', path(signFlowId, 'file-download-url'), undefined, { ...call, query }),
		).toMatchObject({ files: [{ fileId }], attachments: [] });
	});
});

describe('the list of flows', () => {
	const list = async (body: object) =>
		await ok<{ total: number; signFlowInfos: Json[] }>(sandbox, 'POST', '/v3/sign-flow/sign-flow-list', body, call);
	const range = () => ({ signFlowStartTimeFrom: clock - DAY, signFlowStartTimeTo: clock + DAY });
	const pages = { pageNum: 1, pageSize: 20 };

	it('has those of some time, the newest first, by pages', async () => {
		const first = await flow([jia()], { signFlowTitle: '第一份' });
		const second = await flow([yi()], { signFlowTitle: '第二份' });
		await flow([jia()], { autoStart: false });
		const all = await list({ ...pages, ...range() });
		expect(all.total).toBe(2);
		expect(all.signFlowInfos).toMatchObject([
			{ signFlowId: second, signFlowTitle: '第二份', signFlowStatus: 1, signers: [{ psnSigner: { psnName: '测试乙' }, signStatus: 1 }] },
			{ signFlowId: first },
		]);
		expect((await list({ pageNum: 2, pageSize: 1, ...range() })).signFlowInfos).toMatchObject([{ signFlowId: first }]);
		clock += 3 * DAY;
		expect(await list({ ...pages, ...range() })).toEqual({ total: 0, signFlowInfos: [] });
	});

	it('can be narrowed to states, signers and ends', async () => {
		const signed = await flow([jia(), orgSigner('示例公司', '13800000002', '测试乙', [at(fileId, 1, 200, 200)])]);
		await flow([yi()]);
		await control(sandbox, '/sign', { signFlowId: signed, all: true });
		const ids = async (body: object) => (await list({ ...pages, ...range(), ...body })).signFlowInfos.map(({ signFlowId }) => signFlowId);
		expect(await ids({ signFlowStatus: [2] })).toEqual([signed]);
		expect(await ids({ operator: { psnAccount: '13800000001' } })).toEqual([signed]);
		expect(await ids({ organization: { orgName: '示例公司' } })).toEqual([signed]);
		expect(await ids({ operator: { psnAccount: '13800000002' }, signStatus: [2] })).toEqual([signed]);
		expect(await ids({ operator: { psnAccount: '13899999999' } })).toEqual([]);
		const finished = { signFlowFinishTimeFrom: clock - DAY, signFlowFinishTimeTo: clock + DAY };
		expect((await list({ ...pages, ...finished })).signFlowInfos).toMatchObject([{ signFlowId: signed }]);
	});

	it.each<[string, () => object, string]>([
		['no page', () => ({ pageNum: null }), 'pageNum不能为空'],
		['no page size', () => ({ pageSize: null }), 'pageSize不能为空'],
		['no time', () => ({ signFlowStartTimeFrom: null, signFlowStartTimeTo: null }), '开始时间不能为空'],
		['no end', () => ({ signFlowStartTimeTo: null }), '结束时间不能为空'],
		['more than a year', () => ({ signFlowStartTimeFrom: clock - 400 * DAY }), '开始时间（流程发起时间）、结束时间（流程发起时间）查询时间段需在一年内'],
		['an unknown state', () => ({ signFlowStatus: [99] }), '流程状态不合法'],
		['a signer’s state without a signer', () => ({ signStatus: [2] }), '查询signStatus时operator不能为空'],
		['two initiators', () => ({ initiator: { initiatorOrgId: 'a', initiatorPsnId: 'b' } }), '个人发起方和机构发起方不能同时传入'],
	])('is refused with %s', async (_what, more, message) => {
		const body = { ...pages, ...range(), ...more() };
		expect(await answer(sandbox, 'POST', '/v3/sign-flow/sign-flow-list', body, call)).toEqual({
			code: 1435002,
			message: `参数错误: ${message}`,
			data: null,
		});
	});
});

describe('the state', () => {
	it('tells of flows, signers and their links, and nothing after a reset', async () => {
		const signFlowId = await flow();
		await done(signFlowId, 'sign-url', { operator: { psnAccount: '13800000001' } });
		const { flows } = await esignState(sandbox);
		expect(flows).toMatchObject([
			{ signFlowId, version: 'v3', status: 1, signers: [{ name: '测试甲', signStatus: 1, signUrls: [expect.stringContaining('/esign/sign/')] }] },
		]);
		await postJson(new URL('/sandbox/reset', sandbox.console), {});
		const state = await esignState(sandbox);
		expect(state).toMatchObject({ flows: [], files: [], authFlows: [], seals: [] });
		expect(state['orgs']).toHaveLength(1);
	});
});
