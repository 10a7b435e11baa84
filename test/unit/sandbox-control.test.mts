// The sandbox's own controls: faults, call log, CRM stand-in, reset, and who may use them.
import { request } from 'node:http';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import {
	BANK_CARD,
	call,
	ID_NUMBER,
	MOBILE,
	postJson,
	read,
	result,
	send,
} from './sandbox-support.mts';

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox();
});

afterAll(async () => {
	await sandbox.close();
});

const at = (path: string) => new URL(path, sandbox.console);
const arm = (fault: object) => postJson(at('/sandbox/faults'), fault);
const create = (accountId: string) =>
	send(sandbox, 'POST', '/open/psnTempCreate', { accountId, psnName: '测试甲' });
const exists = async (accountId: string) =>
	(await call(sandbox, 'GET', '/open/psnGet', { accountId })).success;

beforeEach(async () => {
	expect((await postJson(at('/sandbox/reset'), {})).status).toBe(200);
});

describe('the rate limit', () => {
	const limit = (perSecond: unknown) => postJson(at('/sandbox/rate-limit'), { perSecond });

	it('lets so many calls a second through; the others are told when to come again, and have no effect', async () => {
		expect((await limit(2)).status).toBe(200);
		const answers = [await create('A'), await create('B'), await create('C')];
		expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
		expect(answers[2]?.headers.get('retry-after')).toBe('1');
		expect(await read(sandbox, '/sandbox/rate-limit')).toEqual({ perSecond: 2, passed: 2, refused: 1 });
		expect((await limit(0)).status).toBe(200);
		expect(await exists('B')).toBe(true);
		expect(await exists('C')).toBe(false);
	});

	it('lets calls through again when the second is over', async () => {
		await limit(1);
		expect((await create('A')).status).toBe(200);
		expect((await create('B')).status).toBe(429);
		await new Promise((resolve) => setTimeout(resolve, 1050));
		expect((await create('B')).status).toBe(200);
	});

	it('refuses what is no number', async () => {
		const answer = await limit('many');
		expect(answer.status).toBe(400);
		expect(await answer.json()).toEqual({ error: 'perSecond: must be a whole number from 0 to 100000' });
	});
});

describe('verified people at once', () => {
	const persons = (list: unknown) => postJson(at('/sandbox/qiandun/persons'), { persons: list });
	const user = async (accountId: string) => await result(sandbox, 'GET', '/open/psnGet', { accountId });

	it('are made of a list; whoever is verified already stays', async () => {
		const list = [
			{ accountId: 'hr-1', psnName: '测试甲', psnIDCardNum: ID_NUMBER, informPhone: MOBILE },
			{ accountId: 'hr-2', psnName: '测试乙' },
		];
		const answer = await persons(list);
		expect(answer.status).toBe(200);
		const made = (await answer.json()) as { persons: Array<{ accountId: string; psnId: string }> };
		expect(made.persons).toMatchObject([{ accountId: 'hr-1' }, { accountId: 'hr-2' }]);
		expect(await user('hr-1')).toMatchObject({ psnName: '测试甲', psnIDCardNum: ID_NUMBER, informPhone: MOBILE, certifiedTime: expect.any(String) });
		expect((await user('hr-2'))['psnIDCardNum']).toMatch(/^990000\d{11}[\dX]$/);
		expect(await (await persons([...list, { accountId: 'hr-3', psnName: '测试丙' }])).json()).toMatchObject({ persons: [...made.persons, { accountId: 'hr-3' }] });
		expect((await call(sandbox, 'GET', '/open/seal/list', { accountId: 'hr-3' })).result).toMatchObject({ total: 1 });
	});

	it('verifies a user who was there unverified', async () => {
		await create('A');
		await persons([{ accountId: 'A', psnName: '测试甲' }]);
		expect((await user('A'))['certifiedTime']).toEqual(expect.any(String));
	});

	it.each([
		[[{ psnName: '测试甲' }], 400, 'persons[0].accountId: '],
		[[{ accountId: 'B', psnName: '测试甲' }, { accountId: 'C', psnName: '测试乙', informPhone: '12' }], 400, 'persons[1].informPhone: '],
		[[{ accountId: 'B', psnName: '测试甲', psnIDCardNum: '000000199001010010' }], 400, 'persons[0].psnIDCardNum: '],
		[[{ accountId: 'B', psnName: '测试甲', name: '测试甲' }], 400, 'persons[0].name: '],
		[[], 400, 'persons: '],
		[{}, 400, 'persons: '],
		[[{ accountId: 'B', psnName: '测试不符' }], 400, 'persons[0].psnName: '],
	])('makes nobody of %j', async (list, status, error) => {
		const answer = await persons(list);
		expect(answer.status).toBe(status);
		expect(await answer.json()).toEqual({ error: expect.stringContaining(error) });
		expect(await exists('B')).toBe(false);
	});

	it('refuses the account of a company', async () => {
		const { flowNo } = await result(sandbox, 'POST', '/open/corpCert/4element', {
			corpName: '示例科技有限公司',
			corpIDCardType: 'CRED_ORG_USCC',
			corpIDCardNum: '99990000MA00000000',
			legalRepName: '测试法人',
			legalRepIDCardType: 'CRED_PSN_CH_IDCARD',
			legalRepIDCardNum: ID_NUMBER,
		});
		await result(sandbox, 'POST', '/open/corpCreate', { accountId: 'our-company', flowNo });
		const answer = await persons([{ accountId: 'B', psnName: '测试甲' }, { accountId: 'our-company', psnName: '测试乙' }]);
		expect(answer.status).toBe(409);
		expect(await answer.json()).toEqual({ error: 'our-company is the account of a company' });
		expect(await exists('B')).toBe(false);
	});
});

describe('armed faults', () => {
	const path = '/open/psnTempCreate';

	it('cut the connection after the effect: the user is there', async () => {
		await arm({ path, fault: 'dropAfter' });
		await expect(create('A')).rejects.toThrow('fetch failed');
		expect(await exists('A')).toBe(true);
		expect((await read(sandbox, '/sandbox/calls'))['calls']?.[1]).toMatchObject({
			status: 0,
			fault: 'dropAfter',
			responseCode: '200',
		});
	});

	it('cut the connection before the effect: the user is not there', async () => {
		await arm({ path, fault: 'dropBefore' });
		await expect(create('A')).rejects.toThrow('fetch failed');
		expect(await exists('A')).toBe(false);
	});

	it('answer with a status, headers and a body, without the effect, once', async () => {
		await arm({
			path,
			fault: 'status',
			status: 429,
			headers: { 'Retry-After': '1' },
			body: { code: 'busy' },
		});
		const throttled = await create('A');
		expect(throttled.status).toBe(429);
		expect(throttled.headers.get('Retry-After')).toBe('1');
		expect(await throttled.json()).toEqual({ code: 'busy' });
		expect(await exists('A')).toBe(false);
		expect((await create('A')).status).toBe(200);
	});

	it('answer with a web page', async () => {
		await arm({ path, fault: 'html' });
		const answer = await create('A');
		expect(answer.status).toBe(200);
		expect(answer.headers.get('Content-Type')).toContain('text/html');
		expect(await answer.text()).toContain('<h1>');
	});

	it('delay an answer, together with another fault', async () => {
		await arm({ path, fault: 'latency', ms: 150 });
		await arm({ path, fault: 'status', status: 503 });
		const started = performance.now();
		expect((await create('A')).status).toBe(503);
		expect(performance.now() - started).toBeGreaterThan(140);
	});

	it('hit only their method and path, after letting some calls through, as often as armed', async () => {
		await arm({ method: 'post', path, fault: 'status', status: 500, skip: 1, times: 2 });
		expect(await exists('A')).toBe(false);
		const statuses = [];
		for (const accountId of ['A', 'B', 'C', 'D']) statuses.push((await create(accountId)).status);
		expect(statuses).toEqual([200, 500, 500, 200]);
		expect(await read(sandbox, '/sandbox/faults')).toEqual({ faults: [] });
	});

	it('are not used up by calls the gateway refuses, and the nonce of a faulted call is used', async () => {
		await arm({ path: '*', fault: 'status', status: 503 });
		expect((await send(sandbox, 'GET', '/open/psnGet', {}, { secret: 'wrong' })).status).toBe(400);
		const headers = { 'X-Ca-Nonce': 'same-for-both-attempts' };
		expect((await send(sandbox, 'GET', '/open/psnGet', {}, { headers })).status).toBe(503);
		const again = await send(sandbox, 'GET', '/open/psnGet', {}, { headers });
		expect(again.headers.get('X-Ca-Error-Message')).toBe('Nonce Used');
	});

	it('are listed and disarmed', async () => {
		const answer = await arm({ path, fault: 'dropAfter', times: 3 });
		expect(await answer.json()).toMatchObject({
			armed: { path, fault: 'dropAfter', times: 3, skip: 0 },
		});
		expect((await fetch(at('/sandbox/faults'), { method: 'DELETE' })).status).toBe(200);
		expect(await read(sandbox, '/sandbox/faults')).toEqual({ faults: [] });
	});

	it.each([
		[{ path }, 'fault: '],
		[{ path, fault: 'explode' }, 'fault: '],
		[{ fault: 'html' }, 'path: '],
		[{ path: 'psnGet', fault: 'html' }, 'path: '],
		[{ path, fault: 'latency' }, 'ms: '],
		[{ path, fault: 'status' }, 'status: '],
		[{ path, fault: 'status', status: 99 }, 'status: '],
		[{ path, fault: 'html', times: 0 }, 'times: '],
		[{ path, fault: 'html', skip: 0.5 }, 'skip: '],
		[{ path, fault: 'html', method: 7 }, 'method: '],
		[{ path, fault: 'html', headers: { 'bad name': 'x' } }, 'headers: '],
		[[], 'the body: '],
	])('are refused when wrong, naming the field: %j', async (fault, field) => {
		const answer = await arm(fault);
		expect(answer.status).toBe(400);
		expect(await answer.json()).toEqual({ error: expect.stringContaining(field) });
	});
});

describe('the call log', () => {
	it('has the raw facts of a call, newest first', async () => {
		await create('A');
		await call(sandbox, 'GET', '/open/psnGet', { accountId: '甲' });
		const { calls = [] } = await read(sandbox, '/sandbox/calls');
		expect(calls).toHaveLength(2);
		expect(calls[0]).toMatchObject({
			method: 'GET',
			url: '/api/open/psnGet?accountId=%E7%94%B2',
			outcome: 'failed',
			responseCode: 'oc_10001',
			stringToSign: expect.stringContaining('\n/api/open/psnGet?accountId=甲'),
		});
		expect(calls[1]).toMatchObject({
			method: 'POST',
			contentType: 'application/json',
			contentMd5: expect.stringMatching(/==$/),
			bodySha256: expect.stringMatching(/^[0-9a-f]{64}$/),
			requestBody: '{"accountId":"A","psnName":"测试甲"}',
			status: 200,
			outcome: 'ok',
			reason: '',
		});
	});

	it('masks ID numbers, mobiles, bank cards and codes, also in queries and strings to sign', async () => {
		const person = {
			psnName: '测试甲',
			psnIDCardType: 'CRED_PSN_CH_IDCARD',
			psnIDCardNum: ID_NUMBER,
			psnMobile: MOBILE,
		};
		const { flowNo } = await result(sandbox, 'POST', '/open/psnCert/4element', {
			...person,
			psnBankCardNo: BANK_CARD,
		});
		await call(sandbox, 'POST', '/open/psnCert/checkSms', { flowNo, smsCode: 'zzzzzz' });
		await call(sandbox, 'GET', '/open/psnGet', { psnIDCardNum: ID_NUMBER });
		const log = JSON.stringify(await read(sandbox, '/sandbox/calls'));
		for (const secret of [ID_NUMBER, MOBILE, BANK_CARD, 'zzzzzz', 'sandbox-secret'])
			expect(log).not.toContain(secret);
		expect(log).toContain('138****0001');
	});

	it('keeps the last 100 calls', async () => {
		for (let index = 0; index < 105; index += 1)
			await call(sandbox, 'GET', '/open/psnGet', { accountId: `A${index}` });
		const { calls = [] } = await read(sandbox, '/sandbox/calls');
		expect(calls).toHaveLength(100);
		expect(calls[0]?.['url']).toContain('A104');
	});
});

describe('the call log, asked the same again and again', () => {
	it('counts calls that repeat the one before with the same end, and keeps the time of the last', async () => {
		for (let turn = 0; turn < 3; turn += 1)
			await call(sandbox, 'GET', '/open/psnGet', { accountId: 'A' });
		await create('A');
		for (let turn = 0; turn < 2; turn += 1)
			await call(sandbox, 'GET', '/open/psnGet', { accountId: 'A' });
		const { calls = [] } = await read(sandbox, '/sandbox/calls');
		expect(calls).toMatchObject([
			{ platform: 'qiandun', url: '/api/open/psnGet?accountId=A', outcome: 'ok', repeats: 1 },
			{ platform: 'qiandun', url: '/api/open/psnTempCreate', repeats: 0 },
			{ platform: 'qiandun', url: '/api/open/psnGet?accountId=A', outcome: 'failed', repeats: 2 },
		]);
		for (const { at = '', lastAt = '' } of calls) expect(lastAt >= at).toBe(true);
		expect(calls[1]?.['lastAt']).toBe(calls[1]?.['at']);
	});

	it('keeps apart what an armed fault did to a repeated call', async () => {
		await create('A');
		await arm({ path: '/open/psnGet', fault: 'status', status: 503, times: 2, skip: 1 });
		for (let turn = 0; turn < 4; turn += 1)
			await send(sandbox, 'GET', '/open/psnGet', { accountId: 'A' });
		const { calls = [] } = await read(sandbox, '/sandbox/calls');
		expect(calls.map(({ status, repeats }) => [status, repeats])).toEqual([
			[200, 0],
			[503, 1],
			[200, 0],
			[200, 0],
		]);
	});
});

describe('the CRM stand-in', () => {
	it('records reports per contact and lists them', async () => {
		const report = { accountId: 'A', verified: true, psnName: '测试甲' };
		const answer = await postJson(at('/crm/contacts/CRM-1/verification'), report);
		expect(await answer.json()).toEqual({ received: true });
		await postJson(at('/crm/contacts/CRM-1/verification'), { verified: false });
		await postJson(at('/crm/contacts/%E7%94%B2/verification'), [1]);
		const contact = await (await fetch(at('/crm/contacts/CRM-1'))).json();
		expect(contact).toMatchObject({
			crmId: 'CRM-1',
			reports: [
				{ body: report, receivedAt: expect.stringMatching(/Z$/) },
				{ body: { verified: false } },
			],
		});
		expect((await read(sandbox, '/crm/contacts'))['contacts']?.map((one) => one['crmId'])).toEqual([
			'甲',
			'CRM-1',
		]);
	});

	it('knows no contact nobody reported about, and takes JSON only', async () => {
		expect((await fetch(at('/crm/contacts/CRM-2'))).status).toBe(404);
		const form = await fetch(at('/crm/contacts/CRM-2/verification'), {
			method: 'POST',
			body: new URLSearchParams({ a: '1' }),
		});
		expect(form.status).toBe(415);
		const broken = await fetch(at('/crm/contacts/CRM-2/verification'), {
			method: 'POST',
			headers: { 'Content-Type': 'application/json' },
			body: '{"broken"',
		});
		expect(broken.status).toBe(400);
		expect(await broken.json()).toEqual({ error: 'The body is not valid JSON' });
	});
});

describe('the controls', () => {
	it('show the whole state to scripts, with links to the hosted pages but without codes', async () => {
		await create('A');
		const { url } = await result(sandbox, 'POST', '/open/psnCert/getUrl', {
			psnAuthConfig: { psnMobile: MOBILE },
		});
		await postJson(`${url}/code`, {});
		const state = await read(sandbox, '/sandbox/state');
		expect(state).toMatchObject({
			users: [{ accountId: 'A', verified: false }],
			companies: [],
			flows: [{ pageUrl: url, verifyStatus: 'pending', smsSentTo: MOBILE }],
		});
		const { messages } = await read(sandbox, '/sandbox/outbox');
		expect(messages?.[0]).toMatchObject({
			to: MOBILE,
			code: expect.stringMatching(/^\d{6}$/),
			text: expect.stringContaining('签盾'),
		});
		expect(JSON.stringify(state)).not.toContain(messages?.[0]?.['code']);
	});

	it('start over on reset', async () => {
		await create('A');
		await arm({ path: '*', fault: 'html' });
		await postJson(at('/crm/contacts/CRM-1/verification'), {});
		await postJson(at('/sandbox/reset'), {});
		expect(await read(sandbox, '/sandbox/state')).toEqual({
			users: [],
			companies: [],
			flows: [],
			events: [],
			authorizationLetters: [],
			files: [],
			contracts: [],
			seals: [],
			sealAuthorizations: [],
			sealPlacements: [],
			settings: { download: 'urls', silentSigning: 'automatic' },
			esign: expect.objectContaining({
				persons: [],
				organizations: [],
				silentSigning: [],
				authFlows: [],
				files: [],
				flows: [],
				seals: [],
			}),
		});
		expect(await read(sandbox, '/sandbox/calls')).toEqual({ calls: [] });
		expect(await read(sandbox, '/sandbox/faults')).toEqual({ faults: [] });
		expect(await read(sandbox, '/crm/contacts')).toEqual({ contacts: [] });
	});

	it('cannot be posted to by a web page, which may send forms and text but no JSON', async () => {
		for (const contentType of ['text/plain', 'application/x-www-form-urlencoded']) {
			const headers = { 'Content-Type': contentType };
			expect(
				(await fetch(at('/sandbox/reset'), { method: 'POST', headers, body: '{}' })).status,
			).toBe(415);
		}
		expect((await fetch(at('/sandbox/reset'), { method: 'POST' })).status).toBe(415);
	});

	it.each(['/', '/sandbox/state', '/sandbox/outbox', '/crm/contacts', '/h5/x'])(
		'do not answer %s under a foreign host name',
		async (path) => {
			expect(await statusUnder(path, 'evil.example')).toBe(403);
			expect(await statusUnder(path, `127.0.0.1.evil.example:${sandbox.port}`)).toBe(403);
		},
	);

	it('answer under localhost', async () => {
		expect(await statusUnder('/sandbox/state', `localhost:${sandbox.port}`)).toBe(200);
	});
});

async function statusUnder(path: string, host: string): Promise<number | undefined> {
	return await new Promise((resolve, reject) => {
		const sent = request(
			{ host: '127.0.0.1', port: sandbox.port, path, headers: { Host: host } },
			(answer) => {
				answer.resume();
				resolve(answer.statusCode);
			},
		);
		sent.on('error', reject);
		sent.end();
	});
}
