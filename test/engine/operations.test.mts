/** Every operation in n8n's own engine against the sandbox over HTTP: what a user gets for good, bad and missing input. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import axios from 'axios';
import type { IDataObject } from 'n8n-workflow';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import { provider } from '../../nodes/Qiandun/provider.ts';
import { allOperations } from '../../engine/operation.ts';
import { runNode } from './harness.mts';
import { pdf } from './samples.mts';
import { expectInSchema } from './schema.mts';

/** Visibly fictional; the check digits are right. */
const PERSON = { psnName: '测试员甲', psnIDCardType: 'CRED_PSN_CH_IDCARD', psnIDCardNum: '110101199003070011' };
const MOBILE = '13800000001';
const CARD = '6222020000000000000';

let sandbox: Sandbox;
/** What has succeeded. */
const tried = new Set<string>();

beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => await sandbox.close());
beforeEach(async () => {
	await axios.post(`${sandbox.console}sandbox/reset`, {});
});

/** Runs an operation with `user.get`-like key; parameters are what a user fills in. */
async function call(key: string, parameters: IDataObject, items: IDataObject[] = [{}]) {
	const [resource, operation] = key.split('.');
	const outcome = await runNode({
		credential: { environment: 'custom', ...sandbox.qiandun },
		parameters: { resource, operation, ...parameters },
		items,
	});
	if (outcome.error === undefined) tried.add(key);
	return outcome;
}

/** The single item an operation answers with. */
async function ask(key: string, parameters: IDataObject): Promise<IDataObject> {
	const { items, error } = await call(key, parameters);
	expect(error).toBeUndefined();
	expect(items).toHaveLength(1);
	expectInSchema('Qiandun', key, items[0].json);
	return items[0].json;
}

async function lastSmsCode(): Promise<string> {
	const { data } = await axios.get<{ messages: Array<{ code: string }> }>(`${sandbox.console}sandbox/outbox`);
	return data.messages[0].code;
}

/** A passed three-factor flow, as the compliance note demands: check, then SMS code. */
async function passedFlow(): Promise<string> {
	const { flowNo } = await ask('personalVerification.verifyThreeFactors', { ...PERSON, psnMobile: MOBILE });
	await ask('personalVerification.sendSmsCode', { flowNo, psnMobile: MOBILE });
	await ask('personalVerification.checkSmsCode', { flowNo, smsCode: await lastSmsCode() });
	return String(flowNo);
}

describe('User', () => {
	it('is created unverified, found by account ID and by ID number, and renamed', async () => {
		expect(
			await ask('user.createUnverified', {
				accountId: 'A1',
				psnName: PERSON.psnName,
				optionalFields: { psnIDCardNum: PERSON.psnIDCardNum, informPhone: MOBILE },
			}),
		).toMatchObject({ accountId: 'A1' });
		expect(await ask('user.get', { accountId: 'A1' })).toMatchObject({ accountId: 'A1', psnName: '测试员甲' });
		expect(await ask('user.get', { psnIDCardNum: PERSON.psnIDCardNum })).toMatchObject({ accountId: 'A1' });
		expect(await ask('user.update', { accountId: 'A1', optionalFields: { psnName: '测试员乙' } })).toEqual({
			result: true,
		});
		expect(await ask('user.get', { accountId: 'A1' })).toMatchObject({ psnName: '测试员乙', informPhone: MOBILE });
	});

	it('becomes verified with the number of a passed flow, and cannot be changed after that', async () => {
		await ask('user.createUnverified', { accountId: 'A1', psnName: PERSON.psnName });
		const flowNo = await passedFlow();
		await ask('user.update', { accountId: 'A1', optionalFields: { flowNo } });
		expect(await ask('user.get', { accountId: 'A1' })).toMatchObject({ flowNo, certifiedTime: expect.any(String) });
		const { error } = await call('user.update', { accountId: 'A1', optionalFields: { psnName: '测试员丙' } });
		expect(error?.message).toBe('Qiandun refused: 已认证用户不支持修改 A1 (code oc_10003) [item 0]');
	});

	it('is not marked verified with a flow that is not passed: the business failure is an error', async () => {
		await ask('user.createUnverified', { accountId: 'A1', psnName: PERSON.psnName });
		const { flowNo } = await ask('personalVerification.verifyTwoFactors', PERSON);
		const { error } = await call('user.update', { accountId: 'A1', optionalFields: { flowNo } });
		expect(error?.message).toBe('The user is not verified (Qiandun code oc_10011) [item 0]');
		expect(error?.description).toMatch(/Verify the person or company first.*用户未认证.*log key \w+/s);
		expect(error?.httpCode).toBe('oc_10011');
	});

	it('is created verified from a passed flow, with 19-digit ids intact', async () => {
		const created = await ask('user.createVerified', { accountId: 'A2', flowNo: await passedFlow() });
		expect(created).toMatchObject({ accountId: 'A2', psnId: expect.stringMatching(/^\d{19}$/) });
		const user = await ask('user.get', { accountId: 'A2' });
		expect(user).toMatchObject({ psnId: created.psnId, psnName: PERSON.psnName });
	});

	it('that exists already is an error with the platform’s own words', async () => {
		await ask('user.createUnverified', { accountId: 'A1', psnName: PERSON.psnName });
		const { error } = await call('user.createUnverified', { accountId: 'A1', psnName: PERSON.psnName });
		expect(error?.message).toContain('账号已存在');
	});
});

describe('Personal Verification', () => {
	it('of two factors passes, and does not for a person who does not match', async () => {
		expect(await ask('personalVerification.verifyTwoFactors', PERSON)).toMatchObject({ verifyStatus: 'passed' });
		expect(
			await ask('personalVerification.verifyTwoFactors', { ...PERSON, psnName: '信息不符' }),
		).toMatchObject({ verifyStatus: 'un_passed' });
	});

	it('of a bank card passes, then the SMS code completes the flow', async () => {
		const { flowNo, verifyStatus } = await ask('personalVerification.verifyBankCard', {
			...PERSON,
			psnBankCardNo: CARD,
			psnMobile: MOBILE,
		});
		expect(verifyStatus).toBe('passed');
		await ask('personalVerification.sendSmsCode', { flowNo, psnMobile: MOBILE });
		const wrong = await call('personalVerification.checkSmsCode', { flowNo, smsCode: '000000x' });
		expect(wrong.error?.message).toContain('短信验证码错误');
		expect(
			await ask('personalVerification.checkSmsCode', { flowNo, smsCode: await lastSmsCode() }),
		).toMatchObject({ verifyStatus: 'passed' });
		expect(await ask('verification.get', { flowNo })).toMatchObject({ flowNo, verifyStatus: 'passed' });
	});

	it('by face gives a page, and its result is found by service ID and by business code', async () => {
		const started = await ask('personalVerification.startFaceVerification', {
			...PERSON,
			optionalFields: { businessCode: 'B1', redirectUrl: 'https://www.example.com/done' },
		});
		expect(started.faceUrl).toMatch(/^http:\/\/127\.0\.0\.1/);
		const before = await ask('personalVerification.getFaceVerification', { serviceId: started.serviceId });
		expect(before.verifyStatus).not.toBe('passed');
		await axios.post(String(started.faceUrl), { face: 'match' }, { headers: { Accept: 'application/json' } });
		expect(
			await ask('personalVerification.getFaceVerification', { businessCode: 'B1' }),
		).toMatchObject({ verifyStatus: 'passed', flowNo: started.flowNo });
	});

	it('on the hosted page is done by the person, with the code from the message, and by nobody else', async () => {
		const { url, flowNo } = await ask('personalVerification.getVerificationPageUrl', {
			clientType: 'h5',
			optionalFields: {
				psnName: PERSON.psnName,
				psnIDCardNum: PERSON.psnIDCardNum,
				psnMobile: MOBILE,
				psnDefaultAuthMode: 'mobile',
				psnAvailableAuthModes: ['mobile', 'face'],
				psnEditableFields: ['psnMobile'],
				redirectUrl: 'https://www.example.com/done',
				redirectDelayTime: 3,
				businessCode: 'B2',
			},
		});
		await axios.get(String(url));
		expect((await ask('verification.get', { flowNo })).verifyStatus).not.toBe('passed');
		const json = { headers: { Accept: 'application/json' } };
		await axios.post(`${url}/code`, {}, json);
		await axios.post(String(url), { smsCode: await lastSmsCode() }, json);
		expect(await ask('verification.get', { flowNo })).toMatchObject({ verifyStatus: 'passed' });
	});
});

describe('Company', () => {
	it('is created from a passed flow and found again', async () => {
		const flow = await ask('api.customCall', {
			method: 'POST',
			path: '/open/corpCert/4element',
			optionalFields: {
				body: JSON.stringify({
					corpName: '测试示例有限公司',
					corpIDCardType: 'CRED_ORG_USCC',
					corpIDCardNum: '91110000MA0000000X',
					legalRepName: PERSON.psnName,
					legalRepIDCardType: PERSON.psnIDCardType,
					legalRepIDCardNum: PERSON.psnIDCardNum,
				}),
			},
		});
		const created = await ask('company.createVerified', { accountId: 'C1', flowNo: flow.flowNo });
		expect(created).toMatchObject({ accountId: 'C1', corpId: expect.stringMatching(/^\d{19}$/) });
		expect(await ask('company.get', { accountId: 'C1' })).toMatchObject({ corpName: '测试示例有限公司' });
		expect(await ask('company.get', { corpIDCardNum: '91110000MA0000000X' })).toMatchObject({ accountId: 'C1' });
	});
});

describe('Custom Call', () => {
	it('calls any endpoint with query and headers, and gives the envelope’s result', async () => {
		await ask('user.createUnverified', { accountId: '客户 1', psnName: PERSON.psnName });
		expect(
			await ask('api.customCall', {
				method: 'GET',
				path: '/open/psnGet',
				optionalFields: { query: '{"accountId": "客户 1"}', headers: '{"X-Trace": "1"}' },
			}),
		).toMatchObject({ accountId: '客户 1' });
	});

	it.each([
		[{ method: 'GET', path: 'open/psnGet' }, '“Path” must start with one slash, but is “open/psnGet” [item 0]'],
		[{ method: 'GET', path: 'https://evil.example/x' }, '“Path” must start with one slash'],
		[{ method: 'GET', path: '/open/../../x' }, '“Path” “/open/../../x” is not a plain path'],
		[
			{ method: 'POST', path: '/open/x', optionalFields: { body: '{"a": }' } },
			'“Body (JSON)” is not valid JSON [item 0]',
		],
		[
			{ method: 'POST', path: '/open/x', optionalFields: { headers: '[1]' } },
			'“Headers (JSON)” must be a JSON object [item 0]',
		],
	])('refuses %j before sending', async (parameters, message) => {
		const { error } = await call('api.customCall', parameters);
		expect(error?.message).toContain(message);
	});
});

const exampleOf = (type: string, preset: unknown): IDataObject[string] => {
	if (type === 'resourceLocator') return { __rl: true, mode: 'id', value: '1' };
	return type === 'string' ? 'x' : (preset as IDataObject[string]);
};

describe('Missing input', () => {
	const needed: Array<[key: string, parameters: IDataObject, message: string]> = [];
	for (const { key, operation } of allOperations(provider.resources)) {
		// Its rows have tests of their own (contract.test.mts).
		if (key === 'contract.create') continue;
		const visible = operation.fields.filter(({ displayOptions }) => displayOptions === undefined);
		for (const field of visible.filter(({ required, type }) => required && type === 'string')) {
			// A literal empty field is caught by n8n itself; an expression that resolves to nothing is not.
			const others = Object.fromEntries(
				visible
					.filter(({ required, name }) => required && name !== field.name)
					.map(({ name, type, default: preset }) => [name, exampleOf(type, preset)]),
			);
			needed.push([key, { ...others, [field.name]: '={{ "" }}' }, `“${field.displayName}” is empty [item 0]`]);
		}
		for (const group of operation.oneOf ?? []) {
			const names = operation.fields
				.filter(({ name }) => group.includes(name))
				.map(({ displayName }) => `“${displayName}”`);
			const others = visible.filter(({ required }) => required).map(({ name, type, default: preset }) => [name, exampleOf(type, preset)]);
			needed.push([key, Object.fromEntries(others) as IDataObject, `${names.join(' or ')} is needed [item 0]`]);
		}
	}

	it.each(needed)('in %s with %j is named before anything is sent', async (key, parameters, message) => {
		const { error } = await call(key, parameters as IDataObject);
		expect(error?.message).toBe(message);
		const { data } = await axios.get<{ calls: unknown[] }>(`${sandbox.console}sandbox/calls`);
		expect(data.calls).toHaveLength(0);
	});
});

describe('Bad input', () => {
	it.each([
		['user.get', { accountId: '={{ ({a: 1}) }}' }, '“Account ID” must be text, but is an object [item 0]'],
		['user.get', { accountId: '={{ 1897893172027068416 }}' }, '“Account ID” is a number too large to be exact'],
		[
			'personalVerification.getVerificationPageUrl',
			{ clientType: '={{ "tv" }}' },
			'“Client Type” has the value “tv”, which is not in its list [item 0]',
		],
		[
			'personalVerification.getVerificationPageUrl',
			{ clientType: 'pc', optionalFields: { redirectUrl: 'javascript:alert(1)' } },
			'“Redirect URL” must be an address that starts with http:// or https:// [item 0]',
		],
		[
			'personalVerification.getVerificationPageUrl',
			{ clientType: 'pc', optionalFields: { redirectDelayTime: -1 } },
			'“Redirect Delay” is -1; it must be 0 or more [item 0]',
		],
		['user.get', { accountId: 'A', options: { additionalFields: '{' } }, '“Additional Fields (JSON)” is not valid'],
		['user.get', { accountId: 'A', options: { endpointPath: 'open/x' } }, '“Endpoint Path” must start with one slash'],
		['user.get', { accountId: 'A', options: { proxy: 'nowhere' } }, '“Proxy” is no address of a proxy [item 0]'],
	])('%s %j is refused by naming field and item', async (key, parameters, message) => {
		const { error } = await call(key, parameters);
		expect(error?.message).toContain(message);
	});

	it('that only the platform can judge comes back as its words', async () => {
		const { error } = await call('personalVerification.verifyThreeFactors', { ...PERSON, psnMobile: '123' });
		expect(error?.message).toMatch(/^A parameter is wrong or missing: .*psnMobile.* \(Qiandun code 400\) \[item 0\]$/);
		expect(error?.description).toContain('psnMobile is the field “Mobile”.');
	});

	it('a number where text belongs is sent as text', async () => {
		await ask('user.createUnverified', { accountId: '={{ 42 }}', psnName: PERSON.psnName });
		expect(await ask('user.get', { accountId: '42' })).toMatchObject({ accountId: '42' });
	});
});

describe('Company Verification', () => {
	const FOUR = {
		corpName: '测试示例有限公司',
		corpIDCardType: 'CRED_ORG_USCC',
		corpIDCardNum: '91000000MA00000000',
		legalRepName: PERSON.psnName,
		legalRepIDCardType: PERSON.psnIDCardType,
		legalRepIDCardNum: PERSON.psnIDCardNum,
	};

	it('of four factors passes, and does not for a company that does not match', async () => {
		expect(await ask('companyVerification.verifyFourFactors', FOUR)).toMatchObject({ verifyStatus: 'passed' });
		expect(await ask('companyVerification.verifyFourFactors', { ...FOUR, corpName: '信息不符公司' })).toMatchObject({
			verifyStatus: 'un_passed',
		});
	});

	it('of three factors leads to a bank transfer, whose amount completes it', async () => {
		const { flowNo } = await ask('companyVerification.verifyThreeFactors', FOUR);
		const { items: banks } = await call('companyVerification.searchBanks', { keyword: '工商' });
		banks.forEach(({ json }) => expectInSchema('Qiandun', 'companyVerification.searchBanks', json));
		const { serviceId } = await ask('companyVerification.startBankTransfer', {
			flowNo,
			bankCardNo: '6222000000000000',
			bankName: { __rl: true, mode: 'name', value: banks[0].json.bankName },
		});
		expect(await ask('companyVerification.getTransferProgress', { serviceId })).toMatchObject({ transferStatus: 'success' });
		const { data } = await axios.get<{ messages: Array<{ amount?: string }> }>(`${sandbox.console}sandbox/outbox`);
		const amount = Number(data.messages.find((message) => message.amount !== undefined)?.amount);
		const wrong = await ask('companyVerification.verifyTransferAmount', { flowNo, serviceId, amount: amount + 0.01 });
		expect(wrong).toMatchObject({ verifyStatus: 'un_passed' });
		expect(await ask('companyVerification.verifyTransferAmount', { flowNo, serviceId, amount })).toMatchObject({ verifyStatus: 'passed' });
		expect(await ask('company.createVerified', { accountId: 'C9', flowNo })).toMatchObject({ accountId: 'C9' });
	});

	it('by authorization letter waits for the platform to look at it', async () => {
		const { flowNo } = await ask('companyVerification.verifyThreeFactors', FOUR);
		const { items } = await runNode({
			credential: { environment: 'custom', ...sandbox.qiandun },
			parameters: { resource: 'file', operation: 'upload', fileSource: 'binary', binaryPropertyName: 'data' },
			inputs: [{ json: {}, binary: { data: { data: pdf().toString('base64'), mimeType: 'application/pdf', fileName: '授权书.pdf' } } }],
		});
		const { serviceId } = await ask('companyVerification.uploadAuthorizationLetter', { flowNo, fileCode: items[0].json.fileCode });
		expect(await ask('companyVerification.getAuthorizationLetter', { serviceId })).toMatchObject({ verifyStatus: 'pending' });
		await axios.post(`${sandbox.console}sandbox/qiandun/authorizations/${String(serviceId)}/audit`, { verifyStatus: 'passed' });
		expect(await ask('companyVerification.getAuthorizationLetter', { serviceId })).toMatchObject({ verifyStatus: 'passed' });
	});

	it('on the hosted page starts a flow of its own', async () => {
		const { url, flowNo } = await ask('companyVerification.getVerificationPageUrl', {
			clientType: 'pc',
			optionalFields: { corpName: FOUR.corpName, corpIDCardNum: FOUR.corpIDCardNum, redirectDelayTime: 3, businessCode: 'B9' },
		});
		expect(String(url)).toContain('/h5/');
		expect(await ask('verification.get', { flowNo })).toMatchObject({ verifyStatus: 'pending' });
	});
});

describe('Callback', () => {
	it('is read and confirmed by its transaction ID', async () => {
		await passedFlow();
		const { flowNo, url } = await ask('personalVerification.getVerificationPageUrl', {
			clientType: 'h5',
			optionalFields: { ...PERSON, psnMobile: MOBILE, psnDefaultAuthMode: 'mobile' },
		});
		const json = { headers: { Accept: 'application/json' } };
		await axios.post(`${String(url)}/code`, {}, json);
		await axios.post(String(url), { smsCode: await lastSmsCode() }, json);
		const { data } = await axios.get<{ events: Array<{ transactionId: string }> }>(`${sandbox.console}sandbox/state`);
		const { transactionId } = data.events[0];
		expect(await ask('callback.get', { transactionId })).toMatchObject({
			transactionId,
			businessType: 'OPEN_PSN_CERT_RESULT',
			data: { flowNo, verifyStatus: 'passed' },
		});
		expect(await ask('callback.confirm', { transactionId })).toEqual({ confirmed: true, transactionId });
		expect((await call('callback.get', { transactionId: 'nobody' })).error?.message).toMatch(/\(Qiandun code 400\)/);
	});
});

describe('SMS', () => {
	it('sends a code and a notification', async () => {
		expect(await ask('sms.sendCode', { mobile: MOBILE })).toMatchObject({ serviceId: expect.any(String) });
		const optionalFields = { params: { parameter: [{ name: 'name', value: '张三' }] } };
		expect(await ask('sms.sendNotification', { mobile: MOBILE, templateId: 'T1', optionalFields })).toMatchObject({ sent: true });
		const { data } = await axios.get<{ messages: Array<{ to: string; text: string }> }>(`${sandbox.console}sandbox/outbox`);
		expect(data.messages.slice(0, 2).map(({ to }) => to)).toEqual([MOBILE, MOBILE]);
		expect(data.messages[0].text).toContain('张三');
	});
});

describe('OCR', () => {
	const sample = (name: string) => ({
		json: {},
		binary: {
			data: {
				data: readFileSync(path.join(__dirname, '../../sandbox/samples', name)).toString('base64'),
				mimeType: 'image/png',
				fileName: name,
			},
		},
	});
	const read = async (operation: string, file: string, more: IDataObject = {}) => {
		const { items, error } = await runNode({
			credential: { environment: 'custom', ...sandbox.qiandun },
			parameters: { resource: 'ocr', operation, fileSource: 'binary', binaryPropertyName: 'data', ...more },
			inputs: [sample(file)],
		});
		expect(error).toBeUndefined();
		tried.add(`ocr.${operation}`);
		expectInSchema('Qiandun', `ocr.${operation}`, items[0].json);
		return items[0].json;
	};

	it('reads the sample pictures', async () => {
		expect(await read('recognizeIdCard', 'id-card-front.png', { cardSide: 'front' })).toMatchObject({ psnIdCardNum: expect.any(String) });
		expect(await read('recognizeIdCard', 'id-card-back.png', { cardSide: 'back' })).toMatchObject({ authority: expect.any(String) });
		expect(await read('recognizeBusinessLicense', 'business-license.png')).toMatchObject({ corpName: expect.any(String) });
		expect(await read('recognizeBankCard', 'bank-card.png')).toMatchObject({ bankCardNo: expect.any(String) });
	});
});

it('every operation has succeeded', () => {
	// Files, contracts and seals have tests of their own: these operations succeed in files.test.mts and contract.test.mts.
	const elsewhere = {
		file: ['upload', 'createFromTemplate'],
		contract: [
			'create', 'get', 'getSigners', 'getSigningUrl', 'download', 'signSilently', 'getSealPlacementPage', 'getSealPlacement',
		],
		seal: ['get', 'getMany', 'getSilentSigningUrl'],
	};
	Object.entries(elsewhere).forEach(([resource, values]) => values.forEach((value) => tried.add(`${resource}.${value}`)));
	const all = [...allOperations(provider.resources)].map(({ key }) => key);
	expect([...tried].sort()).toEqual(all.sort());
});
