// The platform's open interfaces: text messages and the recognition of documents.
import fs from 'node:fs';
import path from 'node:path';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import { call, MOBILE, postJson, read, result } from './sandbox-support.mts';

const SAMPLES = path.resolve('sandbox', 'samples');

/** One pixel each. */
const PNG =
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const JPEG =
	'/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AN//Z';

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

const newest = async () => (await read(sandbox, '/sandbox/outbox'))['messages']?.[0];
const ocr = (document: string, data: object) =>
	call(sandbox, 'POST', `/open/api/ocr/${document}`, data);
const sample = (file: string) => fs.readFileSync(path.join(SAMPLES, file)).toString('base64');

describe('text messages', () => {
	it('bring a code', async () => {
		const { serviceId } = await result(sandbox, 'POST', '/open/api/sms/code', { mobile: MOBILE });
		expect(await newest()).toMatchObject({
			to: MOBILE,
			serviceId,
			code: expect.stringMatching(/^\d{6}$/),
			flowNo: '',
		});
	});

	it('bring a notice with its parameters', async () => {
		expect(
			await call(sandbox, 'POST', '/open/api/sms/notice', {
				mobile: MOBILE,
				templateId: 'T-1',
				params: { 姓名: '测试甲', count: 3 },
			}),
		).toMatchObject({ code: '200', result: true });
		expect(await newest()).toMatchObject({
			to: MOBILE,
			code: '',
			text: '【签盾沙盒】模板 T-1:姓名=测试甲,count=3',
		});
		const shown = await (await fetch(sandbox.console)).text();
		expect(shown).toContain('姓名=测试甲');
		expect(shown).not.toContain(MOBILE);
	});

	it.each([
		['code', { mobile: '12345' }, 'mobile: 手机号格式错误'],
		['code', {}, 'mobile: 不能为空'],
		['notice', { mobile: MOBILE }, 'templateId: 不能为空'],
		['notice', { mobile: MOBILE, templateId: 'T', params: [] }, 'params: 应为对象'],
		['notice', { mobile: MOBILE, templateId: 'T', params: { a: {} } }, 'params.a: 应为字符串'],
	])('are not sent with a wrong field (%s %o)', async (kind, data, text) => {
		expect(await call(sandbox, 'POST', `/open/api/sms/${kind}`, data)).toMatchObject({
			code: '400',
			msg: `参数错误. ${text}`,
		});
		expect(await newest()).toBeUndefined();
	});
});

describe('recognition', () => {
	it.each([
		['idCard', 'id-card-front.png', { cardSide: 'front' }, 'psnIdCardNum', '990000198511124562'],
		['idCard', 'id-card-front.png', {}, 'name', '样本甲'],
		['idCard', 'id-card-back.png', { cardSide: 'back' }, 'authority', '样本市公安局虚构分局'],
		['businessLicense', 'business-license.png', {}, 'corpName', '样本贸易有限公司'],
		['bankCard', 'bank-card.png', {}, 'bankCardNo', '9999990000000000014'],
	])('of a %s knows the text of %s %o', async (document, file, extra, field, text) => {
		expect(await ocr(document, { imageBase64: sample(file), ...extra })).toMatchObject({
			code: '200',
			result: { [field]: text },
		});
	});

	it.each([
		['a PNG', { imageBase64: PNG }],
		['a JPEG', { imageBase64: JPEG }],
		['an address, which is not fetched', { imageUrl: 'https://files.example/身份证.png' }],
	])('invents one person for %s', async (_what, picture) => {
		expect((await ocr('idCard', { ...picture, cardSide: 'front' })).result).toEqual({
			name: '测试甲',
			sex: '男',
			nation: '汉',
			birth: '1990-03-07',
			address: '虚构省样本市测试区不存在路1号',
			psnIdCardNum: '990000199003071235',
		});
		expect((await ocr('idCard', { ...picture, cardSide: 'back' })).result).toEqual({
			authority: '样本市公安局测试分局',
			validDate: '2020.01.01-2040.01.01',
		});
		expect((await ocr('bankCard', picture)).result).toEqual({
			bankName: '虚构银行',
			bankCardNo: '9999990000000000006',
		});
		expect((await ocr('businessLicense', picture)).result).toMatchObject({
			corpName: '虚构科技有限公司',
		});
	});

	it('finds that a sample shows something else', async () => {
		expect(
			await ocr('idCard', { imageBase64: sample('id-card-back.png'), cardSide: 'front' }),
		).toMatchObject({ code: '400', msg: '参数错误. imageBase64: 图片中没有身份证人像面' });
		expect(await ocr('bankCard', { imageBase64: sample('business-license.png') })).toMatchObject({
			code: '400',
			msg: '参数错误. imageBase64: 图片中没有银行卡',
		});
	});

	it.each([
		['nothing', {}, 'imageBase64 / imageUrl: 至少填写一项'],
		[
			'both',
			{ imageBase64: PNG, imageUrl: 'https://a.example/' },
			'imageBase64 / imageUrl: 只能填写一项',
		],
		[
			'a text',
			{ imageBase64: Buffer.from('身份证').toString('base64') },
			'imageBase64: 不是PNG或JPEG',
		],
		['a data URL', { imageBase64: `data:image/png;base64,${PNG}` }, 'imageBase64: 不是PNG或JPEG'],
		['half a PNG', { imageBase64: PNG.slice(0, 60) }, 'imageBase64: 不是PNG或JPEG'],
		['no address', { imageUrl: 'file:///etc/passwd' }, 'imageUrl: 只支持 http 或 https'],
		['a third side', { imageBase64: PNG, cardSide: '正面' }, 'cardSide: 只能为 front、back'],
	])('refuses %s', async (_what, data, text) => {
		expect(await ocr('idCard', data)).toMatchObject({
			code: '400',
			msg: expect.stringContaining(text),
		});
	});

	it('keeps pictures out of the call log', async () => {
		await ocr('idCard', { imageBase64: PNG });
		const { calls } = await read(sandbox, '/sandbox/calls');
		expect(calls?.[0]?.['requestBody']).toBe('{"imageBase64":"******"}');
	});
});

describe('the sample pictures', () => {
	it.each(['id-card-front.png', 'id-card-back.png', 'business-license.png', 'bank-card.png'])(
		'%s is small',
		(file) => {
			expect(fs.statSync(path.join(SAMPLES, file)).size).toBeLessThan(60_000);
		},
	);
});
