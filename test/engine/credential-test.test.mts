/** The credential test tells apart the ways a credential can be wrong. */
import type { ICredentialTestFunctions } from 'n8n-workflow';
import { Qiandun } from '../../nodes/Qiandun/Qiandun.node.ts';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import { startRecorder, type Reply } from './recorder.mts';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => await sandbox.close());

const { qiandunApiTest } = new Qiandun().methods.credentialTest;

async function test(data: Record<string, string>) {
	// The test makes its own request; n8n's helpers are not used.
	return await qiandunApiTest.call({} as ICredentialTestFunctions, {
		id: '1',
		name: 'Test',
		type: 'qiandunApi',
		data: { environment: 'custom', ...sandbox.qiandun, ...data },
	});
}

async function against(reply: Reply) {
	const recorder = await startRecorder(reply);
	try {
		return await test({ baseUrl: recorder.baseUrl });
	} finally {
		await recorder.close();
	}
}

describe('the credential test', () => {
	it('is green with the right key and secret', async () => {
		expect(await test({})).toEqual({ status: 'OK', message: 'Connection successful' });
	});

	it('is green with a blank pasted around the secret', async () => {
		expect((await test({ appSecret: ` ${sandbox.qiandun.appSecret}\n` })).status).toBe('OK');
	});

	it.each([
		['app secret', { appSecret: 'wrong' }, 'The app secret does not belong to the app key. Copy the app secret into the credential again'],
		['app key', { appKey: 'wrong' }, 'This environment does not know the app key. Check app key and environment in the credential'],
	])('says so for a wrong %s', async (_name, wrong, words) => {
		const { status, message } = await test(wrong);
		expect(status).toBe('Error');
		expect(message).toContain(words);
		expect(message).not.toContain(sandbox.qiandun.appSecret);
	});

	it('says that the clock is off, and by how much where the answer shows it', async () => {
		const minutes = await against((_request, response) => {
			response.writeHead(400, {
				'X-Ca-Error-Message': 'Invalid Timestamp',
				Date: new Date(Date.now() + 17 * 60_000).toUTCString(),
			});
			response.end();
		});
		expect(minutes).toMatchObject({ status: 'Error' });
		expect(minutes.message).toMatch(/^The clock of the n8n server is 17 minutes behind the platform’s/);

		const late = await startSandbox({ now: () => Date.now() + 16 * 60_000 });
		try {
			const { status, message } = await test({ baseUrl: late.qiandun.baseUrl });
			expect(status).toBe('Error');
			expect(message).toMatch(/^The clock of the n8n server/);
		} finally {
			await late.close();
		}
	});

	it('says that the host cannot be reached', async () => {
		const gone = await startRecorder();
		await gone.close();
		expect(await test({ baseUrl: gone.baseUrl })).toEqual({
			status: 'Error',
			message:
				'The base URL cannot be reached: nothing listens at the base URL (connection refused). Check the base URL in the credential, DNS and firewall.',
		});
		expect((await test({ baseUrl: 'http://no-such-host.invalid/api' })).message).toMatch(
			/^The base URL cannot be reached: the host of the base URL/,
		);
	});

	it.each([
		['a web page', 200, '<html>Hello</html>'],
		['somebody else’s JSON', 200, '{"ok":true}'],
		['HTTP 404', 404, 'Not found'],
		['a redirect', 302, ''],
	])('says that %s is not this platform', async (_name, status, body) => {
		const result = await against((_request, response) => {
			response.writeHead(status, { 'content-type': 'text/html' });
			response.end(body);
		});
		expect(result).toMatchObject({ status: 'Error', message: expect.stringContaining('is not Qiandun') });
	});

	it.each([
		['a firewall’s page', 403, '<html>403 Forbidden</html>'],
		['a login', 401, ''],
		['plain HTTP at a TLS port', 400, 'The plain HTTP request was sent to HTTPS port'],
	])('says that %s is not the platform’s refusal', async (_name, status, body) => {
		const { message } = await against((_request, response) => {
			response.writeHead(status);
			response.end(body);
		});
		expect(message).toBe(
			`The request was refused (HTTP ${status}), not by Qiandun itself as it seems. Check the environment and base URL, and any proxy or firewall between.`,
		);
	});

	it.each([429, 500, 503])('says with HTTP %i that it cannot be tested now', async (status) => {
		const result = await against((_request, response) => {
			response.writeHead(status);
			response.end('<html>no</html>');
		});
		expect(result).toMatchObject({ status: 'Error', message: `The server answered HTTP ${status}: it cannot be tested now. Try again later.` });
	});

	it.each([['{"code":404,"message":"no"}'], ['{"code":1}']])('is not green for the JSON %s of somebody else', async (body) => {
		const { status, message } = await against((_request, response) => response.end(body));
		expect(status).toBe('Error');
		expect(message).toContain('is not Qiandun');
	});

	it('is not green for a code that may be about the signature', async () => {
		const { status, message } = await against((_request, response) =>
			response.end('{"code":"401","msg":"签名错误","success":false}'),
		);
		expect(status).toBe('Error');
		expect(message).toContain('Qiandun answered the test with code 401: 签名错误.');
	});

	it('says that a connection broke, and that an address does not speak TLS', async () => {
		const { message } = await against((_request, response) => response.destroy());
		expect(message).toBe('The base URL cannot be reached: the connection broke while waiting for the answer.');
		const tls = await test({ baseUrl: sandbox.qiandun.baseUrl.replace('http:', 'https:') });
		expect(tls.message).toMatch(/^The base URL cannot be reached: the server does not speak TLS at this address/);
	});

	it('says that a base URL without /api is not this platform', async () => {
		expect((await test({ baseUrl: sandbox.qiandun.baseUrl.replace(/\/api$/, '') })).message).toContain(
			'it ends in /api',
		);
	});

	it.each([
		[{ appSecret: '' }, '“App Secret” in the credential is empty'],
		[{ baseUrl: 'example' }, '“Base URL” in the credential is no address'],
		[{ endpointCorrections: '{"x": {}}' }, 'names the operation “x”, which does not exist'],
	])('names the field of %j', async (wrong, message) => {
		expect((await test(wrong)).message).toContain(message);
	});
});
