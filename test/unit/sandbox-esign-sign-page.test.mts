// The page a signer reads and signs on: what a browser gets, what a script gets, codes, seals, refusing, where it leads afterwards.
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import {
	at,
	control,
	controlled,
	detailOf,
	flowOf,
	ok,
	orgSigner,
	outboxOf,
	ownSigner,
	personSigner,
	startCallbackReceiver,
	uploaded,
	type Json,
} from './sandbox-esign-flow-support.mts';
import { postJson } from './sandbox-support.mts';

const ACCOUNT = '13800000001';
const JSON_ONLY = { headers: { Accept: 'application/json' } };

let sandbox: Sandbox;
let fileId = '';

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
});

const jia = (fields: object[] = [at(fileId, 1, 100, 100)], more: object = {}) => personSigner(ACCOUNT, '测试甲', fields, more);
const urlOf = async (signFlowId: string, psnAccount = ACCOUNT, more: object = {}) =>
	(await ok<{ url: string }>(sandbox, 'POST', `/v3/sign-flow/${signFlowId}/sign-url`, { operator: { psnAccount }, ...more })).url;
const pageOf = async (url: string) => (await (await fetch(url, JSON_ONLY)).json()) as Json;
const send = async (url: string, body: object) => {
	const response = await postJson(url, body);
	return { status: response.status, page: (await response.json()) as Json };
};
const signOn = async (url: string, more: object = {}) => {
	await postJson(`${url}/code`, {});
	return await send(url, { smsCode: (await outboxOf(sandbox))[0]?.code, ...more });
};

describe('the page', () => {
	it('shows the documents, the places and the seals in a browser', async () => {
		const url = await urlOf(await flowOf(sandbox, [fileId], [jia()], { signFlowTitle: '采购合同' }));
		const response = await fetch(url);
		expect(response.headers.get('Content-Type')).toContain('text/html');
		const html = await response.text();
		for (const text of ['采购合同', '合同.pdf', 'page 1, 100 points from the left', '测试甲的印章', 'Sign (签署)', 'Refuse (拒签)'])
			expect(html).toContain(text);
		const [, document = ''] = /data="(\/esign\/sign\/[^"]+)"/.exec(html) ?? [];
		const pdf = await fetch(new URL(document, url));
		expect(pdf.headers.get('Content-Type')).toBe('application/pdf');
		const [, picture = ''] = /src="(\/assets\/esign-seals\/[^"]+)"/.exec(html) ?? [];
		expect((await fetch(new URL(picture, url))).headers.get('Content-Type')).toContain('image/svg+xml');
	});

	it('signs with the code from the outbox only', async () => {
		const signFlowId = await flowOf(sandbox, [fileId], [jia()]);
		const url = await urlOf(signFlowId);
		expect(await send(url, {})).toMatchObject({ status: 422, page: { error: expect.stringContaining('短信验证码') } });
		expect(await send(url, { smsCode: '123456' })).toMatchObject({ status: 422, page: { error: expect.stringContaining('请先获取验证码') } });
		expect(await send(`${url}/code`, {})).toMatchObject({ status: 200, page: { note: expect.any(String) } });
		const [message] = await outboxOf(sandbox);
		expect(message).toMatchObject({ to: ACCOUNT, flowNo: signFlowId, code: expect.stringMatching(/^\d{6}$/) });
		expect(await send(url, { smsCode: 'wrong' })).toMatchObject({ status: 422, page: { error: expect.stringContaining('验证码错误') } });
		expect(await send(url, { smsCode: message?.code })).toMatchObject({ status: 200, page: { flowStatus: 2 } });
		expect(await send(url, { smsCode: message?.code })).toMatchObject({ status: 422 });
	});

	it('takes a form, and sends the browser back to the page', async () => {
		const signFlowId = await flowOf(sandbox, [fileId], [jia()]);
		const url = await urlOf(signFlowId);
		await postJson(`${url}/code`, {});
		const smsCode = (await outboxOf(sandbox))[0]?.code ?? '';
		const response = await fetch(url, { method: 'POST', body: new URLSearchParams({ smsCode }), redirect: 'manual' });
		expect(response.status).toBe(303);
		expect(await (await fetch(url)).text()).toContain('已签署');
	});

	it('needs no code where the flow asks for another way', async () => {
		const url = await urlOf(await flowOf(sandbox, [fileId], [jia()], { authConfig: { willingnessAuthModes: ['PSN_FACE_ALIPAY'] } }));
		expect(await pageOf(url)).toMatchObject({ needsCode: false });
		expect(await send(url, {})).toMatchObject({ status: 200, page: { flowStatus: 2 } });
	});

	it('signs everything that is the visitor’s turn, for themselves and their organization', async () => {
		const signFlowId = await flowOf(sandbox, [fileId], [jia(), orgSigner('示例公司', ACCOUNT, '测试甲', [at(fileId, 1, 300, 100)])]);
		const url = await urlOf(signFlowId);
		expect((await pageOf(url))['signers']).toHaveLength(2);
		expect((await signOn(url)).status).toBe(200);
		expect(await detailOf(sandbox, signFlowId)).toMatchObject({ signFlowStatus: 2 });
	});

	it('lets an organization choose among its seals', async () => {
		const signFlowId = await flowOf(sandbox, [fileId], [orgSigner('示例公司', ACCOUNT, '测试甲', [at(fileId, 1, 300, 100)])]);
		const url = await urlOf(signFlowId);
		const { signers } = (await pageOf(url)) as { signers: Array<{ seals: Array<{ sealId: string; sealName: string }> }> };
		const seals = signers[0]?.seals ?? [];
		expect(seals.map(({ sealName }) => sealName)).toEqual(['示例公司公章', '示例公司合同专用章', '示例公司人事专用章', '示例公司财务专用章']);
		expect(await signOn(url, { sealId: 'nothing' })).toMatchObject({ status: 422 });
		const { sealId = '' } = seals[1] ?? {};
		expect((await signOn(url, { sealId })).status).toBe(200);
		expect((await detailOf(sandbox, signFlowId)).signers).toMatchObject([{ signFields: [{ normalSignFieldConfig: { sealId } }] }]);
	});

	it('offers the seal that was chosen for the signer only', async () => {
		const { seals } = await (async () => {
			const { orgId } = await control<{ orgId: string }>(sandbox, '/organizations', { orgName: '示例公司', psnAccount: ACCOUNT, psnName: '测试甲' });
			await control(sandbox, '/seals', { ownerId: orgId, sealBizType: 'COMMON' });
			return await controlled<{ seals: Array<{ sealId: string; sealBizType: string }> }>(sandbox, '/seals');
		})();
		const assignedSealId = seals.find(({ sealBizType }) => sealBizType === 'COMMON')?.sealId;
		const signFlowId = await flowOf(sandbox, [fileId], [
			orgSigner('示例公司', ACCOUNT, '测试甲', [at(fileId, 1, 300, 100, { assignedSealId })]),
		]);
		expect((await pageOf(await urlOf(signFlowId)))['signers']).toMatchObject([{ seals: [{ sealId: assignedSealId }] }]);
	});

	it('tells those who come too early, and those whose flow is over', async () => {
		const yi = personSigner('13800000002', '测试乙', [at(fileId, 1, 300, 100)], { signConfig: { signOrder: 2 } });
		const signFlowId = await flowOf(sandbox, [fileId], [jia(), yi]);
		const url = await urlOf(signFlowId, '13800000002');
		expect(await (await fetch(url)).text()).toContain('未到签署顺序');
		expect(await send(url, { smsCode: '1' })).toMatchObject({ status: 422, page: { error: expect.stringContaining('未到签署顺序') } });
		await ok(sandbox, 'POST', `/v3/sign-flow/${signFlowId}/revoke`, { revokeReason: '作废' });
		expect(await (await fetch(url)).text()).toContain('撤销: 作废');
		expect(await send(url, { smsCode: '1' })).toMatchObject({ page: { error: expect.stringContaining('流程已撤销') } });
	});

	it('is not there for a link nobody got', async () => {
		expect((await fetch(`${sandbox.console}esign/sign/nothing`)).status).toBe(404);
		expect((await fetch(`${sandbox.console}esign/s/nothing`)).status).toBe(404);
		expect((await fetch(`${sandbox.console}esign/auth/nothing`)).status).toBe(404);
		expect((await fetch(`${sandbox.console}esign/a/nothing`)).status).toBe(404);
	});
});

describe('refusing', () => {
	it('needs a reason and ends the flow', async () => {
		const signFlowId = await flowOf(sandbox, [fileId], [jia()]);
		const url = await urlOf(signFlowId);
		expect(await send(`${url}/refuse`, { reason: ' ' })).toMatchObject({ status: 422, page: { error: expect.stringContaining('请填写拒签原因') } });
		expect(await send(`${url}/refuse`, { reason: '金额不对' })).toMatchObject({ status: 200, page: { flowStatus: 7 } });
		expect(await detailOf(sandbox, signFlowId)).toMatchObject({ signFlowStatus: 7, signFlowDescription: '金额不对' });
	});
});

describe('afterwards', () => {
	it('the page leads on, and says how it went', async () => {
		const config = { redirectConfig: { redirectUrl: 'https://example.com/done?order=7', redirectDelayTime: 0 } };
		const signed = await flowOf(sandbox, [fileId], [jia()], config);
		const url = await urlOf(signed);
		expect((await pageOf(url))['redirectUrl']).toBeNull();
		await signOn(url);
		const target = new URL(String((await pageOf(url))['redirectUrl']));
		expect(Object.fromEntries(target.searchParams)).toEqual({
			order: '7',
			tsignType: 'SIGN',
			tsignCode: '0',
			tsignDes: '签署成功',
			signFlowId: signed,
		});
		const refused = await flowOf(sandbox, [fileId], [jia()], config);
		await control(sandbox, '/refuse', { signFlowId: refused });
		const page = await pageOf(await urlOf(refused));
		expect(new URL(String(page['redirectUrl'])).searchParams.get('tsignCode')).toBe('2');
	});

	it('the link’s own redirect wins over the flow’s', async () => {
		const signFlowId = await flowOf(sandbox, [fileId], [jia()], { redirectConfig: { redirectUrl: 'https://example.com/flow' } });
		const url = await urlOf(signFlowId, ACCOUNT, { redirectConfig: { redirectUrl: 'https://example.com/link' } });
		await signOn(url);
		expect(String((await pageOf(url))['redirectUrl'])).toContain('https://example.com/link');
	});

	it('who signed without being verified is verified', async () => {
		const signFlowId = await flowOf(sandbox, [fileId], [orgSigner('示例公司', ACCOUNT, '测试甲', [at(fileId, 1, 9, 9)])]);
		await control(sandbox, '/sign', { signFlowId });
		expect(await ok(sandbox, 'GET', '/v3/persons/identity-info', undefined, { query: { psnAccount: ACCOUNT } })).toMatchObject({ realnameStatus: 1 });
		expect(await ok(sandbox, 'GET', '/v3/organizations/identity-info', undefined, { query: { orgName: '示例公司' } })).toMatchObject({ realnameStatus: 1 });
	});
});

describe('reading', () => {
	it('is told once, the first time the signer opens the page', async () => {
		const receiver = await startCallbackReceiver();
		try {
			const signFlowId = await flowOf(sandbox, [fileId], [jia()], { notifyUrl: receiver.origin });
			const url = await urlOf(signFlowId);
			const preview = await urlOf(signFlowId, ACCOUNT, { urlType: 1 });
			for (const page of [preview, url, url]) await fetch(page);
			await signOn(url);
			await receiver.count(3);
			expect(receiver.received.map(({ json }) => json['action']).sort()).toEqual(['OPERATOR_READ', 'SIGN_FLOW_COMPLETE', 'SIGN_MISSON_COMPLETE']);
			expect(receiver.of('OPERATOR_READ')).toEqual([
				{
					action: 'OPERATOR_READ',
					timestamp: expect.any(Number),
					signFlowId,
					signOrder: 1,
					readTime: expect.stringMatching(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/),
					operator: { psnId: expect.any(String), psnAccount: { accountMobile: ACCOUNT } },
				},
			]);
		} finally {
			await receiver.close();
		}
	});
});

describe('the control that signs', () => {
	it('names what is wrong', async () => {
		const signFlowId = await flowOf(sandbox, [fileId], [jia(), ownSigner([at(fileId, 1, 9, 9, { autoSign: true })], { signConfig: { signOrder: 2 } })]);
		const error = async (body: object, status: number) => (await control<{ error: string }>(sandbox, '/sign', body, status)).error;
		expect(await error({}, 400)).toContain('signFlowId');
		expect(await error({ signFlowId: 'nothing' }, 404)).toContain('No such signing flow');
		expect(await error({ signFlowId, psnAccount: '13899999999' }, 404)).toContain('none of the flow’s signers');
		expect(await error({ signFlowId, nonsense: 1 }, 400)).toContain('nonsense');
		expect(await error({ signFlowId, places: [{ page: 0, x: 1, y: 1 }] }, 400)).toContain('places[0].page');
		expect(await error({ signFlowId, sealId: 'nothing' }, 409)).toContain('印章不可用');
	});
});
