import { execFileSync } from 'node:child_process';
import { fictionalEmployee } from '../../tools/start/hr-sync.mts';
import { fictionalContact } from '../../tools/start/onboarding.mts';
import { curlFor, summaryLines } from '../../tools/start/summary.mts';

const contact = { ...fictionalContact(7), name: "测试 O'Neil" };
const url = 'http://127.0.0.1:5678/webhook/crm-contact-created';

describe('the curl command', () => {
	it('is taken by a shell as it is meant', () => {
		const command = curlFor(url, contact, 'linux').replace(/^curl/, `"${process.execPath}" -p 'JSON.stringify(process.argv.slice(1))' --`);
		const args: unknown = JSON.parse(execFileSync('/bin/sh', ['-c', command], { encoding: 'utf8' }));
		expect(args).toEqual(['-X', 'POST', url, '-H', 'Content-Type: application/json', '-d', JSON.stringify(contact)]);
	});

	it('has double quotes for Windows', () => {
		expect(curlFor(url, fictionalContact(7), 'win32')).toContain('-d "{\\"crmId\\":\\"demo-7\\",');
	});
});

describe('the closing summary', () => {
	const hrWebhook = 'http://127.0.0.1:5678/webhook/hr-employee-changed';
	const callbackUrl = 'http://127.0.0.1:5678/webhook/hub/webhook';
	const lines = (execution: string | undefined, { hub }: { hub?: string } = { hub: callbackUrl }) =>
		summaryLines({
			editor: 'http://n8n/workflow/1',
			owner: { email: 'owner@example.com', password: 'P' },
			execution,
			sandbox: {
				console: 'http://sandbox/',
				qiandun: { baseUrl: 'http://sandbox/api', appKey: 'K', appSecret: 'S' },
				esign: { baseUrl: 'http://sandbox', appId: 'I', appSecret: 'E' },
			},
			log: '/data/n8n.log',
			callbackUrl: hub,
			onboarding: { webhook: url, contact },
			hrSync: { webhook: hrWebhook, employee: fictionalEmployee(7) },
			platform: 'linux',
		}).join('\n');

	it('has what a credential of each platform needs, and an event for each example', () => {
		const text = lines('http://n8n/execution/1');
		expect(text).toMatch(/Qiandun API +Base URL +http:\/\/sandbox\/api\n +App Key +K\n +App Secret +S\n/);
		expect(text).toMatch(/eSign API +Base URL +http:\/\/sandbox\n +App ID +I\n +App Secret +E\n/);
		expect(text).toContain(curlFor(url, contact, 'linux'));
		expect(text).toContain(curlFor(hrWebhook, fictionalEmployee(7), 'linux'));
	});

	it('says where n8n writes its log', () => {
		expect(lines(undefined)).toMatch(/n8n's log +\/data\/n8n\.log\n/);
	});

	it('says where events go, when they go anywhere', () => {
		expect(lines(undefined)).toContain(`Its events go to the callback hub: ${callbackUrl}`);
		expect(lines(undefined, {})).not.toContain('Its events');
	});

	it('names the execution only when there is one', () => {
		expect(lines('http://n8n/execution/1')).toContain('http://n8n/execution/1');
		expect(lines(undefined)).not.toContain('execution ');
	});
});
