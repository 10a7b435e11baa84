// The console page: complete, masked, and safe against what callers put into names.
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import { ID_NUMBER, MOBILE, passedFlow, postJson, result, send } from './sandbox-support.mts';

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox({ appKey: '<b>key</b>' });
});

afterAll(async () => {
	await sandbox.close();
});

const page = async () => await (await fetch(sandbox.console)).text();

describe('the console', () => {
	it('invites to the first call while it is empty', async () => {
		expect(await page()).toContain('No users yet');
	});

	it('shows users, flows with their page, codes, CRM reports and calls with the reason of a refusal', async () => {
		await result(sandbox, 'POST', '/open/psnTempCreate', {
			accountId: 'SHOWN',
			psnName: '测试甲',
			psnIDCardNum: ID_NUMBER,
		});
		const { url = '', flowNo = '' } = await result(sandbox, 'POST', '/open/psnCert/getUrl', {
			psnAuthConfig: { psnName: '测试乙', psnIDCardNum: ID_NUMBER, psnMobile: MOBILE },
		});
		await postJson(`${url}/code`, {});
		await postJson(new URL('/crm/contacts/CRM-1/verification', sandbox.console), {
			informPhone: MOBILE,
		});
		await send(sandbox, 'GET', '/open/psnGet', {}, { path: (path) => path.replace('/api', '') });
		const shown = await page();
		for (const text of [
			'SHOWN',
			'测试甲',
			'测试乙',
			flowNo,
			new URL(url).pathname,
			'CRM-1',
			'unverified 未认证',
		]) {
			expect(shown).toContain(text);
		}
		expect(shown).toMatch(/smscode">\d{6}</);
		expect(shown).toContain('the path was signed without its /api prefix');
		expect(shown).toContain('/api/open/psnGet');
	});

	it('shows what workflows reported to the CRM about companies and cases, too', async () => {
		await postJson(new URL('/crm/companies/COMPANY-1/onboarding', sandbox.console), { status: 'registered' });
		await postJson(new URL('/crm/cases/CASE-1/contract', sandbox.console), { status: 'signed' });
		const shown = await page();
		for (const text of ['COMPANY-1', 'registered', 'CASE-1', 'signed']) expect(shown).toContain(text);
	});

	it('masks personal data', async () => {
		await passedFlow(sandbox);
		await result(sandbox, 'POST', '/open/psnTempCreate', { accountId: MOBILE, psnName: '测试丙' });
		await send(sandbox, 'POST', '/open/psnTempCreate', { accountId: MOBILE, psnName: '测试丙' });
		const shown = await page();
		expect(shown).not.toContain(ID_NUMBER);
		expect(shown).not.toContain(MOBILE);
		expect(shown).toContain('138****0001');
		expect(shown).not.toContain(sandbox.qiandun.appSecret);
	});

	it('escapes whatever callers send', async () => {
		const psnName = '<script>alert("x")</script>';
		await result(sandbox, 'POST', '/open/psnTempCreate', {
			accountId: `'"><img src=x onerror=alert(1)>`,
			psnName,
		});
		await postJson(new URL('/crm/contacts/%3Cscript%3E/verification', sandbox.console), {
			a: '<script>',
		});
		await send(sandbox, 'GET', '/open/<script>', {});
		const shown = await page();
		expect(shown.match(/<script/g)).toHaveLength(1);
		expect(shown).not.toContain('<img');
		expect(shown).not.toContain('<b>key');
		expect(shown).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;');
	});

	it('forbids scripts and resources from elsewhere', async () => {
		const { headers } = await fetch(sandbox.console);
		expect(headers.get('Content-Security-Policy')).toContain("default-src 'none'");
		expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
		expect(await page()).not.toMatch(/(src|href)="https?:/);
	});

	it('serves its content alone for refreshing, its style and its script', async () => {
		for (const [path, type] of [
			['/sandbox/console', 'text/html'],
			['/assets/console.css', 'text/css'],
			['/assets/console.js', 'text/javascript'],
			['/assets/hosted-page.css', 'text/css'],
			['/assets/hosted-page.js', 'text/javascript'],
		] as const) {
			const answer = await fetch(new URL(path, sandbox.console));
			expect(answer.status).toBe(200);
			expect(answer.headers.get('Content-Type')).toContain(type);
		}
	});
});
