// A company verifies over the API: factors, bank transfer, letter of authority.
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import {
	ACCOUNT,
	amountFor,
	checkedCompany,
	COMPANY,
	eventTypes,
	LEGAL_REPRESENTATIVE,
	otherThan,
} from './sandbox-company-support.mts';
import { call, passedFlow, postJson, read, result } from './sandbox-support.mts';

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

const post = (path: string, data: object) => call(sandbox, 'POST', `/open/corpCert/${path}`, data);
const done = (path: string, data: object) =>
	result(sandbox, 'POST', `/open/corpCert/${path}`, data);
const asked = (path: string, data: object) =>
	result(sandbox, 'GET', `/open/corpCert/${path}`, data);
const flow = (flowNo: string) => result(sandbox, 'GET', '/open/cert/get', { flowNo });

/** A company with this flow can be created and read back. */
async function createsCompany(flowNo: string): Promise<void> {
	expect(
		await call(sandbox, 'POST', '/open/corpCreate', { accountId: `C-${flowNo}`, flowNo }),
	).toMatchObject({ code: '200' });
	expect(await result(sandbox, 'GET', '/open/corpGet', { accountId: `C-${flowNo}` })).toMatchObject(
		{ corpName: COMPANY.corpName, legalRepName: COMPANY.legalRepName, flowNo },
	);
}

describe('four factors', () => {
	it('certify a company at once, and announce it', async () => {
		const {
			flowNo = '',
			serviceId,
			verifyStatus,
		} = await done('4element', {
			...COMPANY,
			...LEGAL_REPRESENTATIVE,
		});
		expect({ verifyStatus, serviceId }).toEqual({
			verifyStatus: 'passed',
			serviceId: expect.stringMatching(/^SV\d{19}$/),
		});
		expect(await flow(flowNo)).toMatchObject({
			flowType: 'corp',
			verifyStatus: 'passed',
			authMode: 'legalRep',
			corpName: COMPANY.corpName,
		});
		expect(await eventTypes(sandbox)).toEqual(['OPEN_CORP_CERT_RESULT']);
		await createsCompany(flowNo);
	});

	it('of a company that does not exist do not, and announce nothing', async () => {
		const { flowNo = '', verifyStatus } = await done('4element', {
			...COMPANY,
			...LEGAL_REPRESENTATIVE,
			corpName: '不符有限公司',
		});
		expect(verifyStatus).toBe('un_passed');
		expect(await flow(flowNo)).toMatchObject({ verifyStatus: 'un_passed', authMode: null });
		expect(await eventTypes(sandbox)).toEqual([]);
	});
});

describe('three factors', () => {
	it('pass, but do not certify a company', async () => {
		const answer = await done('3element', COMPANY);
		expect(answer).toMatchObject({ verifyStatus: 'passed' });
		const { flowNo = '' } = answer;
		expect(await flow(flowNo)).toMatchObject({ verifyStatus: 'pending', authMode: null });
		expect(
			await call(sandbox, 'POST', '/open/corpCreate', { accountId: 'C', flowNo }),
		).toMatchObject({ code: 'oc_10011', success: false });
	});

	it('can be followed by four in the same flow', async () => {
		const flowNo = await checkedCompany(sandbox);
		expect(await done('4element', { ...COMPANY, ...LEGAL_REPRESENTATIVE, flowNo })).toMatchObject({
			verifyStatus: 'passed',
			flowNo,
		});
		expect(await post('3element', { ...COMPANY, flowNo })).toMatchObject({ code: 'oc_10005' });
	});

	it.each([
		[{ ...COMPANY, corpName: '' }, 'corpName: 不能为空'],
		[{ ...COMPANY, corpIDCardNum: '统一代码' }, 'corpIDCardNum: 企业证件号码格式错误'],
		[{ ...COMPANY, legalRepName: undefined }, 'legalRepName: 不能为空'],
	])('need every factor, well-formed (%#)', async (company, text) => {
		expect(await post('3element', company)).toMatchObject({
			code: '400',
			msg: `参数错误. ${text}`,
		});
	});

	it('do not continue the flow of a person', async () => {
		const flowNo = await passedFlow(sandbox);
		expect(await post('3element', { ...COMPANY, flowNo })).toMatchObject({ code: 'oc_10004' });
	});
});

describe('a bank transfer', () => {
	it('certifies the company that names the amount on its statement', async () => {
		const flowNo = await checkedCompany(sandbox);
		const { serviceId } = await done('transfer', {
			flowNo,
			...ACCOUNT,
			bankBranchName: '样本支行',
		});
		expect(await asked('transferProgress', { serviceId })).toEqual({
			transferStatus: 'success',
			flowNo,
			serviceId,
		});
		const amount = await amountFor(sandbox, flowNo);
		expect(amount).toMatch(/^0\.\d\d$/);
		expect(await flow(flowNo)).toMatchObject({ verifyStatus: 'pending' });
		expect(await done('transferVerify', { flowNo, serviceId, amount: Number(amount) })).toEqual({
			verifyStatus: 'passed',
			flowNo,
			serviceId,
		});
		expect(await flow(flowNo)).toMatchObject({ verifyStatus: 'passed', authMode: 'transfer' });
		expect(await eventTypes(sandbox)).toEqual(['OPEN_CORP_CERT_RESULT']);
		await createsCompany(flowNo);
	});

	it('can be named three times; another transfer starts anew', async () => {
		const flowNo = await checkedCompany(sandbox);
		const { serviceId } = await done('transfer', { flowNo, ...ACCOUNT });
		const amount = await amountFor(sandbox, flowNo);
		for (let tries = 0; tries < 3; tries += 1) {
			const wrong = { flowNo, serviceId, amount: otherThan(amount) };
			expect(await done('transferVerify', wrong)).toMatchObject({ verifyStatus: 'un_passed' });
		}
		expect(await flow(flowNo)).toMatchObject({ verifyStatus: 'un_passed' });
		expect(await post('transferVerify', { flowNo, serviceId, amount })).toMatchObject({
			code: 'oc_10009',
			msg: expect.stringContaining('请重新发起打款'),
		});
		const again = await done('transfer', { flowNo, ...ACCOUNT });
		const right = { ...again, flowNo, amount: await amountFor(sandbox, flowNo) };
		expect(await done('transferVerify', right)).toMatchObject({ verifyStatus: 'passed' });
	});

	it('is replaced by the next, and void once the flow is about another company', async () => {
		const flowNo = await checkedCompany(sandbox);
		const first = await done('transfer', { flowNo, ...ACCOUNT });
		const amount = await amountFor(sandbox, flowNo);
		const second = await done('transfer', { flowNo, ...ACCOUNT });
		expect(await post('transferVerify', { flowNo, ...first, amount })).toMatchObject({
			code: 'oc_10009',
		});
		await done('3element', { ...COMPANY, corpName: '另一家虚构有限公司', flowNo });
		expect(
			await post('transferVerify', {
				flowNo,
				...second,
				amount: await amountFor(sandbox, flowNo),
			}),
		).toMatchObject({ code: 'oc_10009' });
	});

	it('fails at a bank that does not know the account, and sends no money', async () => {
		const flowNo = await checkedCompany(sandbox);
		const { serviceId } = await done('transfer', { flowNo, ...ACCOUNT, bankName: '不符银行' });
		expect(await asked('transferProgress', { serviceId })).toMatchObject({
			transferStatus: 'failed',
		});
		expect((await read(sandbox, '/sandbox/outbox'))['messages']).toEqual([]);
		expect(await post('transferVerify', { flowNo, serviceId, amount: '0.01' })).toMatchObject({
			code: 'oc_10009',
		});
	});

	it('goes only to a company whose factors were checked', async () => {
		expect(await post('transfer', { flowNo: 'OPFN0', ...ACCOUNT })).toMatchObject({
			code: 'oc_10004',
		});
		const { flowNo } = await done('3element', { ...COMPANY, legalRepName: '不符' });
		expect(await post('transfer', { flowNo, ...ACCOUNT })).toMatchObject({ code: 'oc_10008' });
		const passed = await done('4element', { ...COMPANY, ...LEGAL_REPRESENTATIVE });
		expect(await post('transfer', { flowNo: passed['flowNo'], ...ACCOUNT })).toMatchObject({
			code: 'oc_10005',
		});
	});

	it.each([
		['transfer', { bankCardNo: '12-34' }, 'bankCardNo: 银行账号格式错误'],
		['transfer', { bankName: null }, 'bankName: 不能为空'],
		['transferVerify', { amount: undefined }, 'amount: 不能为空'],
		['transferVerify', { amount: 0.123 }, 'amount: 金额格式错误'],
		['transferVerify', { amount: '3角' }, 'amount: 金额格式错误'],
		['transferVerify', { serviceId: 'SV1' }, 'serviceId: 打款记录不存在'],
	])('refuses a wrong field (%s %o)', async (path, wrong, text) => {
		const flowNo = await checkedCompany(sandbox);
		const { serviceId } = await done('transfer', { flowNo, ...ACCOUNT });
		const right = path === 'transfer' ? ACCOUNT : { serviceId, amount: '0.01' };
		expect(await post(path, { flowNo, ...right, ...wrong })).toMatchObject({
			code: '400',
			msg: expect.stringContaining(text),
		});
	});

	it('has progress only when there is one', async () => {
		const path = '/open/corpCert/transferProgress';
		expect(await call(sandbox, 'GET', path, { serviceId: 'SV1' })).toMatchObject({ code: '400' });
		expect(await call(sandbox, 'GET', path)).toMatchObject({ code: '400' });
	});
});

describe('a letter of authority', () => {
	const letter = async () => {
		const flowNo = await checkedCompany(sandbox);
		const upload = await send(flowNo);
		return { flowNo, serviceId: upload['serviceId'] ?? '' };
	};
	const send = async (flowNo: string) =>
		await done('authorization', { flowNo, fileCode: await fileCode() });
	const audit = async (serviceId: string, verifyStatus: string) =>
		await postJson(new URL(`/sandbox/qiandun/authorizations/${serviceId}/audit`, sandbox.console), {
			verifyStatus,
		});
	const state = (serviceId: string) => asked('authorizationResult', { serviceId });

	it('waits for its audit, then certifies the company', async () => {
		const { flowNo, serviceId } = await letter();
		expect(await state(serviceId)).toEqual({ verifyStatus: 'pending', flowNo, serviceId });
		expect((await read(sandbox, '/sandbox/state'))['authorizationLetters']).toMatchObject([
			{ serviceId, flowNo, verifyStatus: 'pending' },
		]);
		expect((await audit(serviceId, 'passed')).status).toBe(200);
		expect(await state(serviceId)).toMatchObject({ verifyStatus: 'passed' });
		expect(await flow(flowNo)).toMatchObject({ verifyStatus: 'passed', authMode: 'authorization' });
		expect(await eventTypes(sandbox)).toEqual([
			'OPEN_CORP_CERT_RESULT',
			'OPEN_CORP_AUTHORIZATION_AUDIT_RESULT',
		]);
		await createsCompany(flowNo);
	});

	it('can be rejected; another may follow', async () => {
		const { flowNo, serviceId } = await letter();
		await audit(serviceId, 'un_passed');
		expect(await state(serviceId)).toMatchObject({ verifyStatus: 'un_passed' });
		expect(await flow(flowNo)).toMatchObject({ verifyStatus: 'un_passed' });
		expect(await eventTypes(sandbox)).toEqual(['OPEN_CORP_AUTHORIZATION_AUDIT_RESULT']);
		const again = await send(flowNo);
		expect((await audit(again['serviceId'] ?? '', 'passed')).status).toBe(200);
		expect(await flow(flowNo)).toMatchObject({ verifyStatus: 'passed' });
	});

	it('does not certify another company that took over the flow', async () => {
		const { flowNo, serviceId } = await letter();
		await done('3element', { ...COMPANY, corpName: '另一家虚构有限公司', flowNo });
		await audit(serviceId, 'passed');
		expect(await flow(flowNo)).toMatchObject({ verifyStatus: 'pending' });
	});

	it('is audited once, with a clear word', async () => {
		const { serviceId } = await letter();
		expect((await audit(serviceId, 'maybe')).status).toBe(400);
		expect((await audit('SV1', 'passed')).status).toBe(404);
		await audit(serviceId, 'passed');
		expect((await audit(serviceId, 'un_passed')).status).toBe(409);
	});

	it('has buttons on the console', async () => {
		const { serviceId } = await letter();
		const shown = await (await fetch(sandbox.console)).text();
		expect(shown).toContain(`data-post="/sandbox/qiandun/authorizations/${serviceId}/audit"`);
		await audit(serviceId, 'passed');
		expect(await (await fetch(sandbox.console)).text()).not.toContain('/audit"');
	});

	it('needs a checked company and a file; an unknown one has no result', async () => {
		const flowNo = await checkedCompany(sandbox);
		expect(await post('authorization', { flowNo })).toMatchObject({
			msg: '参数错误. fileCode: 不能为空',
		});
		expect(await post('authorization', { flowNo, fileCode: 'FC_0' })).toMatchObject({
			msg: expect.stringContaining('FC_0'),
		});
		const unchecked = await done('3element', { ...COMPANY, corpName: '不符有限公司' });
		expect(
			await post('authorization', { flowNo: unchecked['flowNo'], fileCode: await fileCode() }),
		).toMatchObject({ code: 'oc_10008' });
		expect(
			await call(sandbox, 'GET', '/open/corpCert/authorizationResult', { serviceId: 'SV1' }),
		).toMatchObject({ code: '400' });
	});
});

/** A file the platform has. */
async function fileCode(): Promise<string> {
	const letter = { fileName: '授权书.txt', fileBase64: Buffer.from('样本').toString('base64') };
	return (await result(sandbox, 'POST', '/open/file/upload', letter))['fileCode'] ?? '';
}

describe('the banks', () => {
	const banks = async (query: object) => {
		const { result: found } = await call(sandbox, 'GET', '/open/corpCert/bank', query);
		return (found as { list: Array<{ bankName: string; bankCode: string }> }).list;
	};

	it('are found by part of their Chinese name, or by their abbreviation', async () => {
		expect(await banks({ keyword: '工商' })).toEqual([
			{ bankName: '中国工商银行', bankCode: 'ICBC' },
		]);
		expect(await banks({ keyword: 'cmb' })).toEqual([{ bankName: '招商银行', bankCode: 'CMB' }]);
		expect(await banks({ keyword: '虚构' })).toEqual([]);
		expect((await banks({})).length).toBeGreaterThan(10);
	});
});

describe('the console', () => {
	it('shows the flow, the amount and the event, with the account masked', async () => {
		const flowNo = await checkedCompany(sandbox);
		const { serviceId } = await done('transfer', { flowNo, ...ACCOUNT });
		const amount = await amountFor(sandbox, flowNo);
		await done('transferVerify', { flowNo, serviceId, amount });
		const shown = await (await fetch(sandbox.console)).text();
		for (const text of [flowNo, COMPANY.corpName, `${amount}</span> 元`, 'OPEN_CORP_CERT_RESULT']) {
			expect(shown).toContain(text);
		}
		expect(shown).not.toContain(ACCOUNT.bankCardNo);
	});
});
