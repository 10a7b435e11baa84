// eSign on the console and in the call log: flows, files, seals, authorizations, callbacks, with personal data masked.
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import {
	answer,
	at,
	attempts,
	control,
	esignState,
	flowOf,
	ok,
	orgSigner,
	personSigner,
	startCallbackReceiver,
	uploaded,
} from './sandbox-esign-flow-support.mts';
import { lastCall } from './sandbox-esign-support.mts';
import { BANK_CARD, ID_NUMBER, OTHER_ID_NUMBER, postJson } from './sandbox-support.mts';

const ACCOUNT = '13800000001';
const MAIL = 'zhang@example.com';
const ORG_NUMBER = '99000000MA00000018';
const ACCOUNT_NUMBER = '622000000012345';

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

const page = async () => await (await fetch(sandbox.console)).text();
const jia = (more: object = {}) => personSigner(ACCOUNT, '测试甲', [at(fileId, 1, 100, 100)], more);

describe('the console', () => {
	it('shows flows with their signers and documents', async () => {
		const signFlowId = await flowOf(sandbox, [fileId], [jia(), orgSigner('示例公司', MAIL, '测试乙', [at(fileId, 1, 300, 100)], { signConfig: { signOrder: 2 } })], { signFlowTitle: '采购合同&附件' });
		await ok(sandbox, 'POST', `/v3/sign-flow/${signFlowId}/sign-url`, { operator: { psnAccount: ACCOUNT } });
		const html = await page();
		for (const text of ['采购合同&amp;附件', signFlowId, '1 签署中', 'to sign 签署中', 'waiting 等待签署', '示例公司 / 测试乙', 'signing page'])
			expect(html).toContain(text);
		const [, link = ''] = new RegExp(`href="(/sandbox/esign/flows/${signFlowId}/[^"/]+)"`).exec(html) ?? [];
		const document = await fetch(new URL(link, sandbox.console));
		expect(document.headers.get('Content-Type')).toBe('application/pdf');
		expect((await fetch(new URL('/sandbox/esign/flows/nothing/nothing', sandbox.console))).status).toBe(404);
		await control(sandbox, '/refuse', { signFlowId, reason: '金额不对' });
		expect(await page()).toContain('金额不对');
	});

	it('leads to the page of whoever is to sign, also where no workflow asked for a link', async () => {
		const signFlowId = await flowOf(sandbox, [fileId], [jia(), personSigner('13800000002', '测试乙', [at(fileId, 1, 300, 100)], { signConfig: { signOrder: 2 } })], { signFlowTitle: '采购合同' });
		const linksIn = (html: string) => [...html.matchAll(/href="([^"]+)"[^>]*>signing page</g)].map(([, link = '']) => new URL(link, sandbox.console));
		const [first, ...others] = linksIn(await page());
		expect(others).toEqual([]);
		const opened = await fetch(first ?? '');
		expect(await opened.text()).toContain('采购合同');
		expect(new URL(opened.url).pathname).toMatch(/^\/esign\/sign\//);
		expect((await fetch(first ?? '')).url).toBe(opened.url);
		await control(sandbox, '/sign', { signFlowId });
		const [second] = linksIn(await page());
		expect((await fetch(second ?? '')).url).not.toBe(opened.url);
		expect((await fetch(new URL(`/sandbox/esign/flows/${signFlowId}/signers/3`, sandbox.console))).status).toBe(404);
	});

	it('shows files, seals and authorizations', async () => {
		await control(sandbox, '/sign', { signFlowId: await flowOf(sandbox, [fileId], [jia()]) });
		const { authFlowId } = await ok<{ authFlowId: string }>(sandbox, 'POST', '/v3/psn-auth-url', {
			psnAuthConfig: { psnAccount: '13800000009' },
			authorizeConfig: { authorizedScopes: ['psn_initiate_sign'] },
		});
		const html = await page();
		for (const text of [fileId, '合同.pdf', 'uploaded 已上传', '测试甲的印章', authFlowId, 'psn_initiate_sign', 'open 进行中', '示例集成方科技有限公司'])
			expect(html).toContain(text);
	});

	it('shows the subscription, events, attempts and armed faults', async () => {
		const receiver = await startCallbackReceiver();
		try {
			expect(await page()).toContain('no subscription 未订阅');
			await control(sandbox, '/callback', { url: receiver.origin });
			await control(sandbox, '/sign', { signFlowId: await flowOf(sandbox, [fileId], [jia()]) });
			await attempts(sandbox, 2);
			await control(sandbox, '/deliveries/faults', { fault: 'wrongSignature', action: 'AUTH_PASS' });
			const html = await page();
			for (const text of [receiver.origin, 'subscribed 已订阅', 'SIGN_FLOW_COMPLETE', 'received 已接收', 'HTTP 200', 'wrongSignature · AUTH_PASS'])
				expect(html).toContain(text);
			await postJson(new URL('/sandbox/reset', sandbox.console), {});
			expect(await page()).not.toContain(receiver.origin);
		} finally {
			await receiver.close();
		}
	});

	it('masks personal data', async () => {
		await control(sandbox, '/persons', { psnAccount: ACCOUNT, psnName: '测试甲', psnIDCardNum: ID_NUMBER });
		await control(sandbox, '/persons', { psnAccount: MAIL, psnName: '测试乙', psnIDCardNum: OTHER_ID_NUMBER });
		await control(sandbox, '/organizations', { orgName: '示例公司', orgIDCardNum: ORG_NUMBER });
		await control(sandbox, '/sign', { signFlowId: await flowOf(sandbox, [fileId], [jia()]) });
		const html = await page();
		for (const secret of [ACCOUNT, MAIL, ID_NUMBER, OTHER_ID_NUMBER, ORG_NUMBER]) expect(html).not.toContain(secret);
		expect(html).toContain('138****0001');
		expect(html).toContain('SIGN_MISSON_COMPLETE');
	});
});

describe('the call log', () => {
	it('masks personal data under every name it has', async () => {
		await answer(sandbox, 'POST', '/v3/org-auth-url', {
			orgAuthConfig: {
				orgName: '示例公司',
				orgInfo: { orgIDCardNum: ORG_NUMBER, legalRepName: '测试法人', legalRepIDCardNum: OTHER_ID_NUMBER, orgBankAccountNum: ACCOUNT_NUMBER },
				transactorInfo: { psnAccount: MAIL, psnInfo: { psnName: '测试甲', psnIDCardNum: ID_NUMBER, psnMobile: ACCOUNT, bankCardNum: BANK_CARD } },
			},
		});
		const logged = JSON.stringify(await lastCall(sandbox));
		for (const secret of [ORG_NUMBER, OTHER_ID_NUMBER, ACCOUNT_NUMBER, MAIL, ID_NUMBER, ACCOUNT, BANK_CARD]) expect(logged).not.toContain(secret);
		expect(logged).toContain('org-auth-url');
	});

	it('masks personal data in queries and strings to sign', async () => {
		const queries: Array<Record<string, string>> = [
			{ psnAccount: ACCOUNT },
			{ psnIDCardNum: 'H12345678', psnIDCardType: 'CRED_PSN_CH_HONGKONG' },
		];
		for (const query of queries) {
			await answer(sandbox, 'GET', '/v3/persons/identity-info', undefined, { query });
			const logged = JSON.stringify(await lastCall(sandbox));
			expect(logged).toContain('identity-info');
			expect(logged).not.toContain(Object.values(query)[0]);
		}
	});

	it('does without what a refusal says about a person', async () => {
		const psnSignerInfo = { psnAccount: ACCOUNT, psnInfo: { psnName: '测试甲', psnIDCardNum: 'AB12345', psnIDCardType: 'CRED_PSN_CH_IDCARD' } };
		const refused = await answer(sandbox, 'POST', '/v3/sign-flow/create-by-file', {
			docs: [{ fileId }],
			signFlowConfig: { signFlowTitle: '测试' },
			signers: [{ signerType: 0, psnSignerInfo, signFields: [at(fileId, 1, 9, 9)] }],
		});
		expect(refused.message).toContain('AB12345');
		expect(JSON.stringify(await lastCall(sandbox))).not.toContain('AB12345');
	});

	it('masks accounts in flows', async () => {
		await flowOf(sandbox, [fileId], [jia()]);
		const logged = JSON.stringify(await lastCall(sandbox));
		expect(logged).toContain('138****0001');
		expect(logged).not.toContain(ACCOUNT);
	});
});

describe('the state', () => {
	it('tells scripts everything but codes and upload addresses', async () => {
		await flowOf(sandbox, [fileId], [jia()]);
		const state = await esignState(sandbox);
		expect(state['psns']).toMatchObject([{ name: '示例管理员' }, { accountMobile: ACCOUNT, name: '测试甲', realNamed: false }]);
		expect(state['files']).toMatchObject([{ fileId, fileStatus: 2 }]);
		expect(JSON.stringify(state['files'])).not.toContain('token');
		expect(JSON.stringify(state['authFlows'])).not.toContain('"code"');
	});
});
