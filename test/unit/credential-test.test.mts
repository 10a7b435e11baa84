/** The verdict of a credential test for each answer, whole: n8n shows nothing else. */
import { testCredential } from '../../engine/credentialTest.ts';
import { provider as esign } from '../../nodes/Esign/provider.ts';
import { provider as qiandun } from '../../nodes/Qiandun/provider.ts';

const NOW = Date.UTC(2026, 10, 23, 8);
let asked: Array<[string, RequestInit | undefined]> = [];
beforeEach(() => {
	asked = [];
	jest.spyOn(Date, 'now').mockReturnValue(NOW);
});
afterEach(() => {
	jest.restoreAllMocks();
});

const request = { url: 'https://host.example/api/x?a=1', qs: { b: '张 三', n: 2 }, headers: { 'X-A': 'b' } };
const probe = { provider: qiandun, request: async () => request, fromBusiness: /^oc_\d+$/, baseUrlHint: 'it ends in /api' };
const esignProbe = { ...probe, provider: esign, fromBusiness: /^53\d+$/ };

/** The verdict on one answer. */
async function verdict(status: number, body: string, headers: Record<string, string> = {}, of = probe) {
	jest.spyOn(globalThis, 'fetch').mockImplementation(async (url, options) => {
		asked.push([String(url), options]);
		return new Response(status === 304 ? null : body, { status, headers });
	});
	return await testCredential(of, { endpointCorrections: '{}' });
}

const OK = { status: 'OK', message: 'Connection successful' };
const wrong = (message: string, refusal?: unknown) => ({ status: 'Error', message, refusal });
const notThere = (status: number) =>
	`What answers at this base URL is not Qiandun (HTTP ${status}). Check the environment and base URL; it ends in /api.`;
const between = (status: number) =>
	`The request was refused (HTTP ${status}), not by Qiandun itself as it seems. Check the environment and base URL, and any proxy or firewall between.`;
const business = (code: string, msg = '用户不存在 13800000001') => JSON.stringify({ code, msg, success: false });
const KEYS = 'The app key or the app secret is wrong for this environment';
const REMEDY = qiandun.envelope.wrongKeys.remedy;
const CLOCK = 'The clock of the n8n server is 7 minutes behind the platform’s; requests are refused from 15 minutes on. Set the clock.';
const late = { date: new Date(NOW + 7 * 60_000).toUTCString() };

it('one harmless request is made, complete, and no redirect followed', async () => {
	expect(await verdict(200, '{"code":"200","msg":"","result":{},"success":true}')).toEqual(OK);
	expect(asked).toEqual([['https://host.example/api/x?a=1&b=%E5%BC%A0+%E4%B8%89&n=2', { headers: { 'X-A': 'b' }, redirect: 'manual', signal: expect.any(AbortSignal) }]]);
});

it.each<[string, number, string, Record<string, string>, object]>([
	['a code of the business', 200, business('oc_10001'), {}, OK],
	['a code of the business with HTTP 299', 299, business('oc_10001'), {}, OK],
	[
		'another code',
		200,
		business('401'),
		{},
		wrong('Qiandun answered the test with code 401: 用户不存在 ***01. If that is not about key or signature, the credential may be right all the same.'),
	],
	['HTTP 429', 429, 'x', {}, wrong('The server answered HTTP 429: it cannot be tested now. Try again later.')],
	['HTTP 500 with a code', 500, business('oc_10001'), {}, wrong('The server answered HTTP 500: it cannot be tested now. Try again later.')],
	...[400, 401, 403, 407].map((status): [string, number, string, Record<string, string>, object] => [`a page with HTTP ${status}`, status, '<html>', {}, wrong(between(status))]),
	...[200, 302, 402, 404, 499].map((status): [string, number, string, Record<string, string>, object] => [`a page with HTTP ${status}`, status, '<html>', {}, wrong(notThere(status))]),
	['a code with HTTP 403', 403, business('401', '签名错误'), {}, wrong(`${KEYS}. ${REMEDY} The gateway said: 签名错误.`)],
	['HTTP 404 of the gateway', 404, '', { 'X-Ca-Error-Message': 'Invalid Url' }, wrong(notThere(404))],
])('%s is told', async (_what, status, body, headers, expected) => {
	expect(await verdict(status, body, headers)).toEqual(expected);
});

it('a refusal of the gateway is told with its own words as far as they mean anything', async () => {
	const said = (text: string, more = {}) => verdict(400, '', { 'X-Ca-Error-Message': text, ...more });
	expect(await said('Unauthorized Consumer, of `GET 13800000001`')).toEqual(wrong(`${KEYS}. ${REMEDY} The gateway said: Unauthorized Consumer.`));
	expect(await said('Unauthorized', late)).toEqual(wrong(`${CLOCK} The gateway said: Unauthorized.`));
	expect(await said('Invalid Timestamp')).toEqual(wrong('The clock of the n8n server and the platform’s are more than 15 minutes apart. Set the clock. The gateway said: Invalid Timestamp.'));
});

it('which of key and secret is wrong is told where the gateway of Qiandun says so', async () => {
	const refusal = (beginning: string) => qiandun.envelope.refusals.find(({ message }) => message.startsWith(beginning));
	for (const [said, beginning, remedy] of [
		['Invalid Signature, Server StringToSign:`GET 13800000001`', 'The app secret does not belong to the app key', 'Copy the app secret into the credential again'],
		['Invalid AppKey', 'This environment does not know the app key', 'Check app key and environment in the credential'],
	]) {
		expect(await verdict(400, '', { 'X-Ca-Error-Message': said })).toEqual({
			...wrong(expect.stringMatching(new RegExp(`^${beginning}\\. ${remedy}: [^.]+\\. The gateway said: ${said.split(',')[0]}\\.$`)) as string),
			refusal: refusal(beginning),
		});
	}
});

it('a refusal that is known is told in words, and the clock only where it is about that', async () => {
	const said = (message: string) => verdict(401, JSON.stringify({ success: false, code: 401, message }), late, esignProbe);
	const known = (beginning: string) => esign.envelope.refusals.find(({ message }) => message.startsWith(beginning));
	const app = known('This environment');
	expect(await said('无效的应用')).toEqual(wrong(`${app?.message}. ${app?.remedy} The gateway said: 无效的应用.`, app));
	expect(await said('INVALID_TIMESTAMP')).toEqual(wrong(`${CLOCK} The gateway said: INVALID_TIMESTAMP.`, known('The clock')));
	expect(await said('')).toEqual(wrong(CLOCK));
	expect(await verdict(200, '{"code":53000001,"message":"账号不存在"}', {}, esignProbe)).toEqual(OK);
});

it.each<[string, object, string]>([
	['refused', { cause: { code: 'ECONNREFUSED' } }, 'nothing listens at the base URL (connection refused). Check the base URL in the credential, DNS and firewall.'],
	['broke', { cause: { code: 'UND_ERR_SOCKET' } }, 'the connection broke while waiting for the answer.'],
	['took too long', { name: 'TimeoutError' }, 'no answer within 10 seconds. Check the environment, base URL and firewall.'],
	['took too long to begin', { cause: { code: 'UND_ERR_HEADERS_TIMEOUT' } }, 'no answer within 10 seconds. Check the environment, base URL and firewall.'],
	['failed somehow', { cause: { code: 'X', message: 'odd' } }, 'the connection failed (X).'],
	['failed for a reason without a code', { cause: { message: 'bad port' } }, 'fetch failed: bad port. Check the credential.'],
	['failed without a reason', {}, 'fetch failed. Check the credential.'],
])('a connection that %s is told', async (_what, more, text) => {
	jest.spyOn(globalThis, 'fetch').mockRejectedValue(Object.assign(new TypeError('fetch failed'), more));
	expect(await testCredential(probe, {})).toEqual(wrong(`The base URL cannot be reached: ${text}`));
});

it('what is wrong with the credential itself is told in its own sentence, and nothing is asked', async () => {
	const fetching = jest.spyOn(globalThis, 'fetch');
	expect(await testCredential(probe, { endpointCorrections: '[' })).toEqual(wrong('“Endpoint Corrections (JSON)” is not valid JSON'));
	const failing = { ...probe, request: async () => Promise.reject(new Error('“App Key” in the credential is empty')) };
	expect(await testCredential(failing)).toEqual(wrong('“App Key” in the credential is empty'));
	expect(fetching).not.toHaveBeenCalled();
});
