// The hosted pages, played by a script that acts as the person: over forms as a browser does, and over JSON.
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import {
	BANK_CARD,
	codeFor,
	ID_NUMBER,
	MOBILE,
	OTHER_ID_NUMBER,
	postJson,
	result,
} from './sandbox-support.mts';

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox();
});

afterAll(async () => {
	await sandbox.close();
});

const person = {
	psnName: '测试甲',
	psnIDCardType: 'CRED_PSN_CH_IDCARD',
	psnIDCardNum: ID_NUMBER,
	psnMobile: MOBILE,
};

/** Orders a page; all data prefilled unless said otherwise. */
async function ordered(data: object = {}): Promise<{ url: string; flowNo: string }> {
	const order = { psnAuthConfig: person, ...data };
	const { url = '', flowNo = '' } = await result(sandbox, 'POST', '/open/psnCert/getUrl', order);
	return { url, flowNo };
}

const flow = (flowNo: string) => result(sandbox, 'GET', '/open/cert/get', { flowNo });

/** Sends the page's form as a browser does. */
async function postForm(url: string, fields: Record<string, string>): Promise<Response> {
	return await fetch(url, {
		method: 'POST',
		body: new URLSearchParams(fields),
		redirect: 'manual',
	});
}

describe('the verification page', () => {
	it('verifies a person who asks for the code and submits it, over JSON', async () => {
		const { url, flowNo } = await ordered({ businessCode: 'ORDER-7' });
		expect(await (await postJson(`${url}/code`, {})).json()).toMatchObject({
			verifyStatus: 'pending',
		});
		const submitted = await postJson(url, { smsCode: await codeFor(sandbox, flowNo) });
		expect(submitted.status).toBe(200);
		expect(await submitted.json()).toMatchObject({ flowNo, verifyStatus: 'passed' });
		expect(await flow(flowNo)).toMatchObject({
			verifyStatus: 'passed',
			authMode: 'mobile',
			psnName: '测试甲',
			psnMobile: MOBILE,
			businessCode: 'ORDER-7',
		});
	});

	it('verifies a person in a browser: form, code, submit, and on to the caller', async () => {
		const redirectUrl = 'https://caller.example/back?a=1&b="2"';
		const { url, flowNo } = await ordered({
			integrationConfig: {
				clientType: 'h5',
				redirectConfig: { redirectUrl, redirectDelayTime: 3 },
			},
		});
		const page = await (await fetch(url)).text();
		expect(page).toContain('value="测试甲"');
		expect(page).not.toContain('http-equiv="refresh"');
		const sent = await postForm(`${url}/code`, { authMode: 'mobile', smsCode: '' });
		expect(await sent.text()).toContain('A code was sent');
		const submitted = await postForm(url, {
			authMode: 'mobile',
			smsCode: await codeFor(sandbox, flowNo),
		});
		expect(submitted.status).toBe(303);
		const verified = await (
			await fetch(new URL(submitted.headers.get('Location') ?? '', url))
		).text();
		expect(verified).toContain('Verified (已认证)');
		expect(verified).toContain('content="3;url=https://caller.example/back?a=1&amp;b=%222%22"');
		expect(verified).not.toContain(ID_NUMBER);
	});

	it('verifies nobody who only opens it, again and again', async () => {
		const { url, flowNo } = await ordered();
		for (let visits = 0; visits < 3; visits += 1) expect((await fetch(url)).status).toBe(200);
		expect(await flow(flowNo)).toMatchObject({ verifyStatus: 'pending', finishTime: null });
	});

	it('keeps a person with a wrong code, or none, on the page', async () => {
		const { url, flowNo } = await ordered();
		expect(await (await postJson(url, {})).json()).toMatchObject({
			error: expect.stringContaining('Enter the SMS code'),
		});
		expect(await (await postJson(url, { smsCode: '123456' })).json()).toMatchObject({
			error: expect.stringContaining('never sent'),
		});
		await postJson(`${url}/code`, {});
		const code = await codeFor(sandbox, flowNo);
		const wrong = await postForm(url, { smsCode: code === '000000' ? '111111' : '000000' });
		expect(wrong.status).toBe(422);
		expect(await wrong.text()).toMatch(/role="alert">The SMS code is wrong/);
		expect(await flow(flowNo)).toMatchObject({ verifyStatus: 'pending' });
		expect((await postJson(url, { smsCode: code })).status).toBe(200);
	});

	it('does not let the person change what the caller fixed', async () => {
		const { url, flowNo } = await ordered();
		await postJson(`${url}/code`, { psnMobile: '13900000000' });
		await postJson(url, {
			psnName: '测试乙',
			psnIDCardNum: OTHER_ID_NUMBER,
			smsCode: await codeFor(sandbox, flowNo),
		});
		expect(await flow(flowNo)).toMatchObject({
			verifyStatus: 'passed',
			psnName: '测试甲',
			psnIDCardNum: ID_NUMBER,
			psnMobile: MOBILE,
		});
	});

	it('lets the person change the fields opened for editing, and fill in what is missing', async () => {
		const { url, flowNo } = await ordered({
			psnAuthConfig: { psnName: '测试甲' },
			pageConfig: { psnEditableFields: ['psnName'] },
		});
		expect(await (await postJson(`${url}/code`, {})).json()).toMatchObject({
			error: 'Mobile (手机号) is missing.',
		});
		const typed = { psnName: '测试乙', psnIDCardNum: OTHER_ID_NUMBER, psnMobile: MOBILE };
		await postJson(`${url}/code`, typed);
		await postJson(url, { ...typed, smsCode: await codeFor(sandbox, flowNo) });
		expect(await flow(flowNo)).toMatchObject({
			verifyStatus: 'passed',
			psnName: '测试乙',
			psnIDCardNum: OTHER_ID_NUMBER,
		});
	});

	it('refuses data that do not belong together, and a code sent to another mobile', async () => {
		const { url, flowNo } = await ordered({ psnAuthConfig: {} });
		const typed = { psnName: '测试不符', psnIDCardNum: ID_NUMBER, psnMobile: MOBILE };
		await postJson(`${url}/code`, typed);
		const smsCode = await codeFor(sandbox, flowNo);
		expect(
			await (await postJson(url, { ...typed, psnMobile: '13900000000', smsCode })).json(),
		).toMatchObject({
			error: expect.stringContaining('another mobile'),
		});
		expect(await (await postJson(url, { ...typed, smsCode })).json()).toMatchObject({
			error: expect.stringContaining('信息不一致'),
		});
		expect(await flow(flowNo)).toMatchObject({ verifyStatus: 'pending' });
	});

	it('offers only the modes the caller allows, beginning with the default one', async () => {
		const { url, flowNo } = await ordered({
			pageConfig: { psnAvailableAuthModes: ['bank', 'face'], psnDefaultAuthMode: 'bank' },
		});
		const description = await fetch(url, { headers: { Accept: 'application/json' } });
		expect(await description.json()).toMatchObject({
			authModes: ['bank', 'face'],
			defaultAuthMode: 'bank',
		});
		expect(await (await postJson(`${url}/code`, { authMode: 'mobile' })).json()).toMatchObject({
			error: 'authMode must be one of bank, face.',
		});
		await postJson(`${url}/code`, {});
		const smsCode = await codeFor(sandbox, flowNo);
		await postJson(url, { psnBankCardNo: BANK_CARD, smsCode });
		expect(await flow(flowNo)).toMatchObject({ verifyStatus: 'passed', authMode: 'bank' });
	});

	it('verifies by face without a code, only when the person shows the right one', async () => {
		const { url, flowNo } = await ordered({ pageConfig: { psnDefaultAuthMode: 'face' } });
		for (const face of [undefined, 'mismatch']) {
			expect((await postJson(url, { face })).status).toBe(422);
			expect(await flow(flowNo)).toMatchObject({ verifyStatus: 'pending' });
		}
		await postJson(url, { face: 'match' });
		expect(await flow(flowNo)).toMatchObject({ verifyStatus: 'passed', authMode: 'face' });
	});

	it('escapes names and typed values', async () => {
		const { url } = await ordered({ psnAuthConfig: { psnName: '"><script>alert(1)</script>' } });
		const page = await (
			await postForm(`${url}/code`, { psnMobile: '"><script>alert(2)</script>' })
		).text();
		expect(page).not.toMatch(/<script>/);
		expect(page).toContain('&quot;&gt;&lt;script&gt;alert(1)');
	});

	it('is unknown under any other token', async () => {
		expect((await fetch(new URL('/h5/0123456789abcdef', sandbox.console))).status).toBe(404);
	});
});

describe('the face page', () => {
	const start = () => {
		const { psnName, psnIDCardType, psnIDCardNum } = person;
		const data = {
			psnName,
			psnIDCardType,
			psnIDCardNum,
			businessCode: 'FACE-1',
			redirectUrl: 'http://caller.example/',
		};
		return result(sandbox, 'POST', '/open/psnCert/face', data);
	};

	it('is passed by a matching face, as the query by service and by business code tells', async () => {
		const { faceUrl = '', serviceId, flowNo = '' } = await start();
		const query = () => result(sandbox, 'POST', '/open/psnCert/faceResult', { serviceId });
		expect(await query()).toEqual({ verifyStatus: 'pending', flowNo, serviceId });
		expect(await (await fetch(faceUrl)).text()).toContain('Face matches');
		expect(await query()).toMatchObject({ verifyStatus: 'pending' });
		expect((await postForm(faceUrl, { face: 'match' })).status).toBe(303);
		expect(await query()).toMatchObject({ verifyStatus: 'passed' });
		expect(
			await result(sandbox, 'POST', '/open/psnCert/faceResult', { businessCode: 'FACE-1' }),
		).toMatchObject({ flowNo });
		expect(await flow(flowNo)).toMatchObject({ verifyStatus: 'passed', authMode: 'face' });
	});

	it('is not passed by another face; a new face check continues the flow', async () => {
		const { faceUrl = '', serviceId, flowNo = '' } = await start();
		await postJson(faceUrl, { face: 'mismatch' });
		expect(await result(sandbox, 'POST', '/open/psnCert/faceResult', { serviceId })).toMatchObject({
			verifyStatus: 'un_passed',
		});
		const { psnName, psnIDCardType, psnIDCardNum } = person;
		const again = await result(sandbox, 'POST', '/open/psnCert/face', {
			psnName,
			psnIDCardType,
			psnIDCardNum,
			flowNo,
		});
		await postJson(again['faceUrl'] ?? '', { face: 'match' });
		expect(await flow(flowNo)).toMatchObject({ verifyStatus: 'passed' });
	});
});
