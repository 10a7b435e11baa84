// What the platform has to tell its caller: recorded when it happens, fetched by transactionId, confirmed.
import { Events, EVENTS_KEPT } from '../../sandbox/qiandun/events.mts';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import { COMPANY, LEGAL_REPRESENTATIVE } from './sandbox-company-support.mts';
import {
	call,
	codeFor,
	ID_NUMBER,
	MOBILE,
	passedFlow,
	postJson,
	read,
	result,
} from './sandbox-support.mts';

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

const PERSON = {
	psnName: '测试甲',
	psnIDCardType: 'CRED_PSN_CH_IDCARD',
	psnIDCardNum: ID_NUMBER,
};

/** The newest event, as the receiver of a notification fetches it. */
async function fetched() {
	const { events } = await read(sandbox, '/sandbox/state');
	const transactionId = events?.[0]?.['transactionId'] ?? '';
	const { result: info } = await call(sandbox, 'GET', '/open/callback/info', { transactionId });
	return { transactionId, info };
}

describe('an event', () => {
	it('tells of a person who passed on the hosted page', async () => {
		const { url = '', flowNo = '' } = await result(sandbox, 'POST', '/open/psnCert/getUrl', {
			psnAuthConfig: { ...PERSON, psnMobile: MOBILE },
			businessCode: 'ORDER-7',
		});
		await postJson(`${url}/code`, {});
		await postJson(url, { smsCode: await codeFor(sandbox, flowNo) });
		const { transactionId, info } = await fetched();
		expect(transactionId).toMatch(/^[0-9a-f]{32}$/);
		expect(info).toEqual({
			transactionId,
			businessType: 'OPEN_PSN_CERT_RESULT',
			data: {
				flowNo,
				businessCode: 'ORDER-7',
				verifyStatus: 'passed',
				psnName: '测试甲',
				psnIDCardNum: ID_NUMBER,
				authMode: 'mobile',
				time: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
			},
		});
	});

	it.each([
		['match', 'passed'],
		['mismatch', 'un_passed'],
	])('tells how a face check ended (%s)', async (face, verifyStatus) => {
		const {
			faceUrl = '',
			serviceId,
			flowNo,
		} = await result(sandbox, 'POST', '/open/psnCert/face', {
			...PERSON,
			businessCode: 'FACE-1',
		});
		await postJson(faceUrl, { face });
		expect((await fetched()).info).toMatchObject({
			businessType: 'OPEN_PSN_FACE_RECOGNITION_RESULT',
			data: { serviceId, flowNo, businessCode: 'FACE-1', verifyStatus },
		});
	});

	it('tells of a company', async () => {
		const { flowNo } = await result(sandbox, 'POST', '/open/corpCert/4element', {
			...COMPANY,
			...LEGAL_REPRESENTATIVE,
		});
		expect((await fetched()).info).toMatchObject({
			businessType: 'OPEN_CORP_CERT_RESULT',
			data: { flowNo, verifyStatus: 'passed', corpName: COMPANY.corpName, authMode: 'legalRep' },
		});
	});

	it('does not tell the caller what the caller did over the API', async () => {
		await passedFlow(sandbox);
		expect((await read(sandbox, '/sandbox/state'))['events']).toEqual([]);
	});

	it('is confirmed, as often as the receiver says so', async () => {
		await result(sandbox, 'POST', '/open/corpCert/4element', {
			...COMPANY,
			...LEGAL_REPRESENTATIVE,
		});
		const { transactionId } = await fetched();
		for (let times = 0; times < 2; times += 1) {
			expect(
				await call(sandbox, 'POST', '/open/callback/confirm', { transactionId }),
			).toMatchObject({ code: '200', result: true });
		}
		expect((await read(sandbox, '/sandbox/state'))['events']).toMatchObject([
			{ transactionId, confirmed: true },
		]);
		const shown = await (await fetch(sandbox.console)).text();
		expect(shown).toContain('confirmed 已确认');
		expect(shown).toContain(transactionId);
	});

	it.each([
		[{ transactionId: 'nobody' }, 'transactionId: 回调记录不存在'],
		[{}, 'transactionId: 不能为空'],
	])('is unknown without its transactionId (%o)', async (sent, text) => {
		for (const answer of [
			await call(sandbox, 'GET', '/open/callback/info', sent),
			await call(sandbox, 'POST', '/open/callback/confirm', sent),
		]) {
			expect(answer).toMatchObject({ code: '400', success: false, msg: `参数错误. ${text}` });
		}
	});
});

describe('the memory for events', () => {
	it('forgets the oldest, and keeps an event as it was', () => {
		const events = new Events(() => 0);
		const data = { status: 'open' };
		const first = events.record('A', data);
		data.status = 'closed';
		expect(events.get(first)).toMatchObject({
			data: { status: 'open' },
			time: '1970-01-01T00:00:00.000Z',
		});
		const ids = Array.from({ length: EVENTS_KEPT }, (_, index) => events.record('B', { index }));
		expect(events.get(first)).toBeUndefined();
		expect(events.confirm(first)).toBe(false);
		expect(events.list().map((event) => event.transactionId)).toEqual(ids.reverse());
		events.clear();
		expect(events.list()).toEqual([]);
	});
});
