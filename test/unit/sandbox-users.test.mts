// The platform's memory: users, checks, SMS codes, companies, and the rules between them.
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import {
	BANK_CARD,
	call,
	codeFor,
	ID_NUMBER,
	MOBILE,
	OTHER_ID_NUMBER,
	passedFlow,
	postJson,
	result,
	send,
} from './sandbox-support.mts';

let sandbox: Sandbox;
let clock = 0;

beforeAll(async () => {
	sandbox = await startSandbox({ now: () => Date.now() + clock });
});

afterAll(async () => {
	await sandbox.close();
});

beforeEach(async () => {
	clock = 0;
	await postJson(new URL('/sandbox/reset', sandbox.console), {});
});

const person = { psnName: '测试甲', psnIDCardType: 'CRED_PSN_CH_IDCARD', psnIDCardNum: ID_NUMBER };
const post = (path: string, data: object) => call(sandbox, 'POST', path, data);
const get = (path: string, data: object) => call(sandbox, 'GET', path, data);

describe('the envelope', () => {
	it('has six fields, with code and time as strings', async () => {
		const envelope = await post('/open/psnTempCreate', { accountId: 'A', psnName: '测试甲' });
		expect(Object.keys(envelope).sort()).toEqual([
			'code',
			'logKey',
			'msg',
			'result',
			'success',
			'ts',
		]);
		expect(envelope).toMatchObject({
			code: '200',
			msg: '成功',
			success: true,
			result: { accountId: 'A' },
		});
		expect(envelope.logKey).toMatch(/^[0-9a-f]{8}$/);
		expect(envelope.ts).toMatch(/^\d{13}$/);
	});

	it.each([
		['missing', {}, 'accountId: 不能为空'],
		['empty', { accountId: '' }, 'accountId: 不能为空'],
		['of the wrong type', { accountId: 7 }, 'accountId: 应为字符串'],
		['too long', { accountId: 'x'.repeat(65) }, 'accountId: 长度不能超过64'],
	])('names a field that is %s', async (_what, data, text) => {
		const envelope = await post('/open/psnUpdate', data);
		expect(envelope).toMatchObject({ code: '400', success: false, result: null });
		expect(envelope.msg).toBe(`参数错误. ${text}`);
	});

	it('refuses a body that is not a JSON object', async () => {
		for (const rawBody of ['[]', '"text"', '{"broken"', '']) {
			const response = await send(sandbox, 'POST', '/open/psnUpdate', {}, { rawBody });
			expect(await response.json()).toMatchObject({
				code: '400',
				msg: '参数错误. body: 应为JSON对象',
			});
		}
	});
});

describe('a personal user', () => {
	it('is created unverified, changed, and read by account id and by ID number', async () => {
		await result(sandbox, 'POST', '/open/psnTempCreate', { accountId: 'A', ...person });
		expect(
			await post('/open/psnUpdate', { accountId: 'A', psnName: '测试乙', informPhone: MOBILE }),
		).toMatchObject({
			result: true,
		});
		for (const query of [
			{ accountId: 'A' },
			{ psnIDCardNum: ID_NUMBER },
			{ accountId: 'A', psnIDCardNum: ID_NUMBER },
		]) {
			expect(await result(sandbox, 'GET', '/open/psnGet', query)).toMatchObject({
				accountId: 'A',
				psnName: '测试乙',
				psnIDCardNum: ID_NUMBER,
				informPhone: MOBILE,
				flowNo: null,
				certifiedTime: null,
				psnId: expect.stringMatching(/^\d{19}$/),
				createTime: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
			});
		}
	});

	it('cannot be created twice, or changed or read when it does not exist', async () => {
		await result(sandbox, 'POST', '/open/psnTempCreate', { accountId: 'A', psnName: '测试甲' });
		expect(await post('/open/psnTempCreate', { accountId: 'A', psnName: '测试甲' })).toMatchObject({
			code: 'oc_10002',
		});
		expect(await post('/open/psnUpdate', { accountId: 'B', psnName: '测试乙' })).toMatchObject({
			code: 'oc_10001',
		});
		expect(await get('/open/psnGet', { accountId: 'B' })).toMatchObject({ code: 'oc_10001' });
		expect(
			await get('/open/psnGet', { accountId: 'A', psnIDCardNum: OTHER_ID_NUMBER }),
		).toMatchObject({
			code: 'oc_10001',
		});
		expect(await get('/open/psnGet', {})).toMatchObject({
			code: '400',
			msg: expect.stringContaining('accountId'),
		});
	});

	it.each([
		[
			{ psnIDCardNum: ID_NUMBER.slice(0, 17) + (ID_NUMBER.endsWith('1') ? '2' : '1') },
			'psnIDCardNum',
		],
		[{ informPhone: '12345' }, 'informPhone'],
	])('is not created with malformed data %j', async (data, field) => {
		expect(
			await post('/open/psnTempCreate', { accountId: 'A', psnName: '测试甲', ...data }),
		).toMatchObject({
			code: '400',
			msg: expect.stringContaining(field),
		});
	});

	it('becomes verified by a passed flow, takes over what the flow proved, and cannot be changed any more', async () => {
		await result(sandbox, 'POST', '/open/psnTempCreate', { accountId: 'A', psnName: 'nickname' });
		const flowNo = await passedFlow(sandbox);
		expect(await post('/open/psnUpdate', { accountId: 'A', flowNo })).toMatchObject({
			result: true,
		});
		expect(await result(sandbox, 'GET', '/open/psnGet', { accountId: 'A' })).toMatchObject({
			...person,
			informPhone: MOBILE,
			flowNo,
			certifiedTime: expect.stringMatching(/^\d{4}-/),
			sealId: expect.stringMatching(/^\d{9}$/),
		});
		for (const change of [{ psnName: '测试乙' }, { informPhone: '13900000000' }, { flowNo }]) {
			expect(await post('/open/psnUpdate', { accountId: 'A', ...change })).toMatchObject({
				code: 'oc_10003',
			});
		}
	});

	it('does not become verified by a flow that is unknown or not passed, and keeps its name then', async () => {
		await result(sandbox, 'POST', '/open/psnTempCreate', { accountId: 'A', psnName: '测试甲' });
		const { flowNo = '' } = await result(sandbox, 'POST', '/open/psnCert/getUrl', {
			psnAuthConfig: person,
		});
		expect(
			await post('/open/psnUpdate', { accountId: 'A', flowNo, psnName: '测试乙' }),
		).toMatchObject({
			code: 'oc_10011',
			msg: expect.stringContaining('用户未认证'),
			success: false,
		});
		expect(await post('/open/psnUpdate', { accountId: 'A', flowNo: 'OPFN0' })).toMatchObject({
			code: 'oc_10004',
		});
		expect(await result(sandbox, 'GET', '/open/psnGet', { accountId: 'A' })).toMatchObject({
			psnName: '测试甲',
			certifiedTime: null,
		});
	});

	it('can be created verified; its id is an integer no double can hold', async () => {
		const flowNo = await passedFlow(sandbox);
		const response = await send(sandbox, 'POST', '/open/psnCreate', { accountId: 'A', flowNo });
		const [, psnId = ''] = /"psnId":(\d{19})[,}]/.exec(await response.text()) ?? [];
		expect(Number.isSafeInteger(Number(psnId))).toBe(false);
		expect(BigInt(Number(psnId)).toString()).not.toBe(psnId);
		expect(await result(sandbox, 'GET', '/open/psnGet', { accountId: 'A' })).toMatchObject({
			psnId,
			...person,
		});
		expect(await post('/open/psnCreate', { accountId: 'A', flowNo })).toMatchObject({
			code: 'oc_10002',
		});
	});
});

describe('a verification flow', () => {
	const threeFactors = { ...person, psnMobile: MOBILE };

	const status = async (flowNo: string) =>
		(await result(sandbox, 'GET', '/open/cert/get', { flowNo }))['verifyStatus'];

	it('is not passed by two factors, not even with an SMS code', async () => {
		const { flowNo = '', verifyStatus } = await result(
			sandbox,
			'POST',
			'/open/psnCert/2element',
			person,
		);
		expect(verifyStatus).toBe('passed');
		await result(sandbox, 'POST', '/open/psnCert/sendSms', { flowNo, psnMobile: MOBILE });
		await result(sandbox, 'POST', '/open/psnCert/checkSms', {
			flowNo,
			smsCode: await codeFor(sandbox, flowNo),
		});
		expect(await status(flowNo)).toBe('pending');
	});

	it.each([
		['three', '/open/psnCert/3element', threeFactors, 'mobile'],
		['four', '/open/psnCert/4element', { ...threeFactors, psnBankCardNo: BANK_CARD }, 'bank'],
	])('is passed by %s factors and the SMS code', async (_what, path, data, authMode) => {
		const { flowNo = '', serviceId } = await result(sandbox, 'POST', path, data);
		expect(serviceId).toMatch(/^SV\d+$/);
		expect(await status(flowNo)).toBe('pending');
		await result(sandbox, 'POST', '/open/psnCert/sendSms', { flowNo, psnMobile: MOBILE });
		const smsCode = await codeFor(sandbox, flowNo);
		expect(await result(sandbox, 'POST', '/open/psnCert/checkSms', { flowNo, smsCode })).toEqual({
			verifyStatus: 'passed',
			flowNo,
		});
		expect(await result(sandbox, 'GET', '/open/cert/get', { flowNo })).toMatchObject({
			verifyStatus: 'passed',
			authMode,
			psnName: '测试甲',
			finishTime: expect.any(String),
		});
	});

	it('continues with its flowNo from two factors to three', async () => {
		const { flowNo } = await result(sandbox, 'POST', '/open/psnCert/2element', person);
		const continued = await result(sandbox, 'POST', '/open/psnCert/3element', {
			...threeFactors,
			flowNo,
		});
		expect(continued['flowNo']).toBe(flowNo);
	});

	it('is un_passed when the data do not belong together, and can be tried again', async () => {
		const wrong = await result(sandbox, 'POST', '/open/psnCert/3element', {
			...threeFactors,
			psnName: '测试不符',
		});
		expect(wrong['verifyStatus']).toBe('un_passed');
		const { flowNo = '' } = wrong;
		expect(await status(flowNo)).toBe('un_passed');
		expect(
			await result(sandbox, 'POST', '/open/psnCert/3element', { ...threeFactors, flowNo }),
		).toMatchObject({
			verifyStatus: 'passed',
		});
	});

	it('is closed once passed: nobody can be swapped in afterwards', async () => {
		const flowNo = await passedFlow(sandbox);
		const other = { ...threeFactors, psnName: '测试乙', psnIDCardNum: OTHER_ID_NUMBER, flowNo };
		expect(await post('/open/psnCert/3element', other)).toMatchObject({ code: 'oc_10005' });
		expect(await post('/open/psnCert/sendSms', { flowNo, psnMobile: MOBILE })).toMatchObject({
			code: 'oc_10005',
		});
	});

	it('does not let a code sent for one person certify another', async () => {
		const { flowNo = '' } = await result(sandbox, 'POST', '/open/psnCert/3element', threeFactors);
		await result(sandbox, 'POST', '/open/psnCert/sendSms', { flowNo, psnMobile: MOBILE });
		const smsCode = await codeFor(sandbox, flowNo);
		const other = { ...threeFactors, psnName: '测试乙', psnIDCardNum: OTHER_ID_NUMBER, flowNo };
		await result(sandbox, 'POST', '/open/psnCert/3element', other);
		expect(await post('/open/psnCert/checkSms', { flowNo, smsCode })).toMatchObject({
			code: 'oc_10007',
		});
	});

	it('sends the code only to the mobile that was checked', async () => {
		const { flowNo = '' } = await result(sandbox, 'POST', '/open/psnCert/3element', threeFactors);
		expect(await post('/open/psnCert/sendSms', { flowNo, psnMobile: '13900000000' })).toMatchObject(
			{
				code: '400',
				msg: expect.stringContaining('psnMobile'),
			},
		);
	});

	it('locks a code after five wrong tries, lets it expire, and takes it once', async () => {
		const { flowNo = '' } = await result(sandbox, 'POST', '/open/psnCert/3element', threeFactors);
		const check = async (smsCode: string) =>
			(await post('/open/psnCert/checkSms', { flowNo, smsCode })).code;
		expect(await check('000000')).toBe('oc_10007');
		await result(sandbox, 'POST', '/open/psnCert/sendSms', { flowNo, psnMobile: MOBILE });
		const first = await codeFor(sandbox, flowNo);
		const wrong = first === '000000' ? '111111' : '000000';
		for (let tries = 0; tries < 5; tries += 1) expect(await check(wrong)).toBe('oc_10006');
		expect(await check(first)).toBe('oc_10007');
		await result(sandbox, 'POST', '/open/psnCert/sendSms', { flowNo, psnMobile: MOBILE });
		clock = 6 * 60_000;
		const late = { now: Date.now() + clock };
		const smsCode = await codeFor(sandbox, flowNo);
		const response = await send(
			sandbox,
			'POST',
			'/open/psnCert/checkSms',
			{ flowNo, smsCode },
			late,
		);
		expect(await response.json()).toMatchObject({ code: 'oc_10007' });
		clock = 0;
		expect(await check(smsCode)).toBe('200');
		expect(await check(smsCode)).toBe('oc_10007');
	});

	it.each([
		['/open/psnCert/2element', { ...person, psnIDCardNum: '990000199003071230' }, 'psnIDCardNum'],
		['/open/psnCert/3element', { ...threeFactors, psnMobile: '23800000001' }, 'psnMobile'],
		[
			'/open/psnCert/4element',
			{ ...threeFactors, psnBankCardNo: '9999990000000000000' },
			'psnBankCardNo',
		],
		['/open/psnCert/face', { ...person, redirectUrl: 'javascript:alert(1)' }, 'redirectUrl'],
		['/open/psnCert/faceResult', {}, 'serviceId / businessCode'],
		['/open/psnCert/faceResult', { serviceId: 'SV0' }, 'serviceId / businessCode'],
		['/open/psnCert/getUrl', { psnAuthConfig: { psnMobile: '1' } }, 'psnAuthConfig.psnMobile'],
		[
			'/open/psnCert/getUrl',
			{ pageConfig: { psnAvailableAuthModes: ['voice'] } },
			'pageConfig.psnAvailableAuthModes',
		],
		['/open/psnCert/getUrl', { psnAuthConfig: '测试甲' }, 'psnAuthConfig'],
		[
			'/open/psnCert/getUrl',
			{ integrationConfig: { redirectConfig: { redirectUrl: 'file:///etc/passwd' } } },
			'integrationConfig.redirectConfig.redirectUrl',
		],
	])('%s names the malformed field of %j', async (path, data, field) => {
		expect(await post(path, data)).toMatchObject({
			code: '400',
			msg: expect.stringContaining(`${field}: `),
		});
	});
});

describe('a company', () => {
	const corporation = {
		corpName: '虚构科技有限公司',
		corpIDCardType: 'CRED_ORG_USCC',
		corpIDCardNum: '99000000MA00000001',
		legalRepName: '测试甲',
		legalRepIDCardType: 'CRED_PSN_CH_IDCARD',
		legalRepIDCardNum: ID_NUMBER,
	};

	it('is created with a passed four-factor flow and read back', async () => {
		const { flowNo = '' } = await result(sandbox, 'POST', '/open/corpCert/4element', corporation);
		const response = await send(sandbox, 'POST', '/open/corpCreate', { accountId: 'C', flowNo });
		const [, corpId = ''] = /"corpId":(\d{19})[,}]/.exec(await response.text()) ?? [];
		for (const query of [{ accountId: 'C' }, { corpIDCardNum: corporation.corpIDCardNum }]) {
			expect(await result(sandbox, 'GET', '/open/corpGet', query)).toMatchObject({
				corpId,
				accountId: 'C',
				corpName: corporation.corpName,
				flowNo,
			});
		}
		expect(await post('/open/psnTempCreate', { accountId: 'C', psnName: '测试甲' })).toMatchObject({
			code: 'oc_10002',
		});
	});

	it('is not created with the flow of a person or one that is not passed', async () => {
		const flowNo = await passedFlow(sandbox);
		expect(await post('/open/corpCreate', { accountId: 'C', flowNo })).toMatchObject({
			code: 'oc_10004',
		});
		const wrong = { ...corporation, corpName: '不符有限公司' };
		const unpassed = await result(sandbox, 'POST', '/open/corpCert/4element', wrong);
		expect(unpassed['verifyStatus']).toBe('un_passed');
		expect(
			await post('/open/corpCreate', { accountId: 'C', flowNo: unpassed['flowNo'] }),
		).toMatchObject({
			code: 'oc_10011',
		});
		expect(await get('/open/corpGet', { accountId: 'C' })).toMatchObject({ code: 'oc_10001' });
	});
});
