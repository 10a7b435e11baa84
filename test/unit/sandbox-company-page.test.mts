// The hosted page of a company, played by a script: over forms as a browser does, and over JSON.
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import {
	ACCOUNT,
	amountFor,
	COMPANY,
	eventTypes,
	LEGAL_REPRESENTATIVE,
	otherThan,
} from './sandbox-company-support.mts';
import { call, OTHER_ID_NUMBER, postJson, result } from './sandbox-support.mts';

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

/** Orders a page; the company prefilled unless said otherwise. */
async function ordered(data: object = {}): Promise<{ url: string; flowNo: string }> {
	const order = { corpAuthConfig: { ...COMPANY, ...LEGAL_REPRESENTATIVE }, ...data };
	const { url = '', flowNo = '' } = await result(sandbox, 'POST', '/open/corpCert/getUrl', order);
	return { url, flowNo };
}

const flow = (flowNo: string) => result(sandbox, 'GET', '/open/cert/get', { flowNo });

const postForm = async (url: string, fields: Record<string, string>) =>
	await fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });

const errorOf = async (answer: Response) =>
	((await answer.json()) as { error?: string }).error ?? '';

describe('the verification page of a company', () => {
	it('verifies it in a browser by its legal representative, and leads on to the caller', async () => {
		const { url, flowNo } = await ordered({
			businessCode: 'DEAL-7',
			integrationConfig: {
				clientType: 'pc',
				redirectConfig: { redirectUrl: 'https://caller.example/back', redirectDelayTime: 2 },
			},
		});
		const page = await (await fetch(url)).text();
		for (const text of ['Company verification (企业实名认证)', `value="${COMPANY.corpName}"`]) {
			expect(page).toContain(text);
		}
		expect(await flow(flowNo)).toMatchObject({ flowType: 'corp', verifyStatus: 'pending' });
		const submitted = await postForm(url, { authMode: 'legalRep' });
		expect(submitted.status).toBe(303);
		const verified = await (await fetch(url)).text();
		expect(verified).toContain('Verified (已认证)');
		expect(verified).toContain('content="2;url=https://caller.example/back"');
		expect(verified).not.toContain(OTHER_ID_NUMBER);
		expect(await flow(flowNo)).toMatchObject({
			verifyStatus: 'passed',
			authMode: 'legalRep',
			businessCode: 'DEAL-7',
			...COMPANY,
		});
		expect(await eventTypes(sandbox)).toEqual(['OPEN_CORP_CERT_RESULT']);
		expect(
			await call(sandbox, 'POST', '/open/corpCreate', { accountId: 'CORP', flowNo }),
		).toMatchObject({ success: true });
	});

	it('verifies it by a bank transfer whose amount it names', async () => {
		const { url, flowNo } = await ordered({ pageConfig: { corpDefaultAuthMode: 'transfer' } });
		expect(await errorOf(await postJson(url, { ...ACCOUNT, amount: '0.10' }))).toContain(
			'Nothing was transferred yet',
		);
		expect(await errorOf(await postJson(`${url}/code`, {}))).toBe('Bank (开户银行) is missing.');
		const sent = await postForm(`${url}/code`, { authMode: 'transfer', ...ACCOUNT });
		expect(await sent.text()).toContain('Money is on its way');
		const amount = await amountFor(sandbox, flowNo);
		expect(await errorOf(await postJson(url, { ...ACCOUNT, amount: otherThan(amount) }))).toBe(
			'The amount is wrong. Tries left: 2.',
		);
		expect(await errorOf(await postJson(url, { ...ACCOUNT, bankCardNo: '88888888', amount }))).toBe(
			'The money went to another company or account. Transfer once more.',
		);
		expect((await postJson(url, { ...ACCOUNT, amount })).status).toBe(200);
		expect(await flow(flowNo)).toMatchObject({ verifyStatus: 'passed', authMode: 'transfer' });
	});

	it('asks for another transfer after three wrong amounts', async () => {
		const { url, flowNo } = await ordered({ pageConfig: { corpAvailableAuthModes: ['transfer'] } });
		await postJson(`${url}/code`, ACCOUNT);
		const amount = await amountFor(sandbox, flowNo);
		for (const left of [2, 1, 0]) {
			expect(await errorOf(await postJson(url, { ...ACCOUNT, amount: otherThan(amount) }))).toBe(
				`The amount is wrong. Tries left: ${left}.`,
			);
		}
		expect(await errorOf(await postJson(url, { ...ACCOUNT, amount }))).toContain('bank transfer');
		await postJson(`${url}/code`, ACCOUNT);
		await postJson(url, { ...ACCOUNT, amount: await amountFor(sandbox, flowNo) });
		expect(await flow(flowNo)).toMatchObject({ verifyStatus: 'passed' });
	});

	it('says so when the bank returns the money', async () => {
		const { url } = await ordered({ pageConfig: { corpDefaultAuthMode: 'transfer' } });
		const answer = await postJson(`${url}/code`, { ...ACCOUNT, bankName: '不符银行' });
		expect(answer.status).toBe(422);
		expect(await errorOf(answer)).toContain('打款失败');
	});

	it.each(['legalRep', 'transfer'])('refuses a company that does not exist (%s)', async (mode) => {
		const { url, flowNo } = await ordered({
			corpAuthConfig: { ...COMPANY, ...LEGAL_REPRESENTATIVE, corpName: '信息不符有限公司' },
		});
		const form = { authMode: mode, ...ACCOUNT };
		const answer = await postJson(mode === 'transfer' ? `${url}/code` : url, form);
		expect(answer.status).toBe(422);
		expect(await errorOf(answer)).toContain('信息不一致');
		expect(await flow(flowNo)).toMatchObject({ verifyStatus: 'pending' });
	});

	it('lets its people fill in what is missing, and change only what was opened', async () => {
		const { url, flowNo } = await ordered({
			corpAuthConfig: { corpName: COMPANY.corpName, legalRepName: COMPANY.legalRepName },
			pageConfig: { corpEditableFields: ['legalRepName'] },
		});
		expect(await errorOf(await postJson(url, {}))).toContain('Company ID number');
		await postJson(url, {
			corpName: '另一家虚构有限公司',
			corpIDCardNum: COMPANY.corpIDCardNum,
			legalRepName: '测试丙',
			legalRepIDCardNum: OTHER_ID_NUMBER,
		});
		expect(await flow(flowNo)).toMatchObject({
			verifyStatus: 'passed',
			corpName: COMPANY.corpName,
			corpIDCardType: 'CRED_ORG_USCC',
			legalRepName: '测试丙',
		});
	});

	it('describes itself to scripts, and does nothing twice', async () => {
		const { url } = await ordered();
		const description = await fetch(url, { headers: { Accept: 'application/json' } });
		expect(await description.json()).toMatchObject({
			authModes: ['legalRep', 'transfer'],
			defaultAuthMode: 'legalRep',
			fields: expect.arrayContaining([
				expect.objectContaining({ name: 'bankCardNo', modes: ['transfer'], editable: true }),
			]),
		});
		expect(await errorOf(await postJson(`${url}/code`, { authMode: 'legalRep' }))).toBe(
			'This way needs no transfer.',
		);
		expect(await errorOf(await postJson(url, { authMode: 'mobile' }))).toContain(
			'authMode must be',
		);
		await postJson(url, {});
		expect(await errorOf(await postJson(url, {}))).toContain('already verified');
	});

	it.each([
		[{ corpAuthConfig: 'x' }, 'corpAuthConfig: 应为对象'],
		[{ corpAuthConfig: { corpIDCardNum: '12' } }, 'corpAuthConfig.corpIDCardNum'],
		[{ pageConfig: { corpDefaultAuthMode: 'face' } }, 'pageConfig.corpDefaultAuthMode'],
		[{ integrationConfig: { clientType: 'tv' } }, 'integrationConfig.clientType'],
	])('is not ordered with a wrong field (%#)', async (order, text) => {
		const answer = await call(sandbox, 'POST', '/open/corpCert/getUrl', order);
		expect(answer).toMatchObject({ code: '400', msg: expect.stringContaining(text) });
	});
});
