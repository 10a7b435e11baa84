/** Wrong configuration, hostile answers and leaks: what the runner says and what it keeps to itself. */
import type { ServerResponse } from 'node:http';
import type { IDataObject } from 'n8n-workflow';
import { runNode, type RunOptions } from './harness.mts';
import { envelope, startRecorder, succeed, type Recorder, type Reply } from './recorder.mts';

let recorder: Recorder | undefined;
afterEach(async () => {
	await recorder?.close();
	recorder = undefined;
});

const get = { resource: 'user', operation: 'get', accountId: '={{ $json.id }}' };
const create = { resource: 'user', operation: 'createUnverified', accountId: '={{ $json.id }}', psnName: '测试员' };
const ID_NUMBER = '000000199001010018';
const MOBILE = '19900000011';
const SPACED = '199 0000 0011';
const ids = (count: number) => Array.from({ length: count }, (_, index) => ({ id: `A${index}` }));

async function against(reply: Reply, options: Partial<RunOptions> & { credentialData?: IDataObject } = {}) {
	recorder = await startRecorder(reply);
	const { credentialData, ...rest } = options;
	return await runNode({
		parameters: create,
		items: ids(1),
		...rest,
		credential: {
			environment: 'custom',
			baseUrl: recorder.baseUrl,
			appKey: 'k',
			appSecret: 's',
			...(credentialData as Record<string, string>),
		},
	});
}

const send = (response: ServerResponse, status: number, body = '', headers: Record<string, string> = {}) => {
	response.writeHead(status, headers);
	response.end(body);
};

describe('a wrong credential', () => {
	it.each([
		[{ appSecret: ' ' }, '“App Secret” in the credential is empty [item 0]'],
		[{ appKey: '签盾' }, '“App Key” in the credential has characters that no key has: check what was pasted [item 0]'],
		[{ baseUrl: 'nowhere' }, '“Base URL” in the credential is no address: it looks like https://host.example/api [item 0]'],
		[{ baseUrl: 'http://127.0.0.1/api?x=1' }, '“Base URL” in the credential must end with the path: without ?, # and login [item 0]'],
		[{ baseUrl: 'http://u:pa55@127.0.0.1/api' }, '“Base URL” in the credential must end with the path: without ?, # and login [item 0]'],
	])('%j is named at once, and nothing is sent', async (credentialData, message) => {
		const started = Date.now();
		const { error } = await against(succeed, { parameters: get, credentialData });
		expect(error?.message).toBe(message);
		expect(error?.description).toContain('Nothing was sent to Qiandun for this item.');
		expect(recorder?.requests).toHaveLength(0);
		// It is not repeated either.
		expect(Date.now() - started).toBeLessThan(1_500);
	});

	it('of corrections is each item’s failure with Continue On Fail, never a success', async () => {
		const options = { items: ids(2), credentialData: { endpointCorrections: '[' } };
		const regular = await against(succeed, { ...options, onError: 'continueRegularOutput' });
		expect(regular.items.map(({ json }) => json.error)).toEqual([
			'“Endpoint Corrections (JSON)” is not valid JSON [item 0]',
			'“Endpoint Corrections (JSON)” is not valid JSON [item 1]',
		]);
		await recorder?.close();
		const output = await against(succeed, { ...options, onError: 'continueErrorOutput' });
		expect(output.items).toHaveLength(0);
		expect(output.errorItems).toHaveLength(2);
	});

	it('of an operation that does not exist is named', async () => {
		const { error } = await against(succeed, { parameters: { resource: 'user', operation: 'destroy' } });
		expect(error?.message).toBe('This version of the node has no operation “user.destroy” [item 0]');
		expect(error?.description).toMatch(/^Choose resource and operation again, or update the package\. Nothing was sent/);
	});

	it.each([
		['{"user.createUnverified": {"rename": {"psnNmae": "n"}}}', '“psnNmae”, which this operation does not send'],
		['{"user.createUnverified": {"rename": {"psnName": "accountId"}}}', 'gives two fields the name “accountId”'],
		['{"user.createUnverified": {"path": "/open/{nothing}"}}', '{nothing}, which is no field of the operation'],
		['{"api.customCall": {"path": "/open/x"}}', '“api.customCall”, which has no address to correct'],
	])('correction %s is refused by name', async (endpointCorrections, message) => {
		const { error } = await against(succeed, { credentialData: { endpointCorrections } });
		expect(error?.message).toContain(message);
	});

	it('path may take up fields of the operation', async () => {
		await against(succeed, {
			parameters: { ...get, accountId: '客 1' },
			credentialData: { endpointCorrections: '{"user.get": {"path": "/open/users/{accountId}"}}' },
		});
		expect(recorder?.requests[0].url).toBe('/api/open/users/%E5%AE%A2%201');
	});
});

describe('a create whose outcome is unknown', () => {
	it.each([
		[503, '{"code":"500","msg":"服务繁忙"}'],
		[504, '{"code":"oc_77777","msg":"超时"}'],
		[500, '{"code":"200","msg":"成功","success":true}'],
	])('says so for HTTP %i also when an envelope comes with it', async (status, body) => {
		const { error } = await against((_request, response) => send(response, status, body));
		expect(error?.message).toBe(
			`The server answered HTTP ${status}; whether Qiandun carried out the request is unknown [item 0]`,
		);
		expect(error?.description).toContain('User > Get with the same account ID');
		expect(error?.description).toContain((JSON.parse(body) as { msg: string }).msg);
	});

	it('says so when the answer breaks off', async () => {
		const { error } = await against((_request, response) => {
			response.writeHead(200, { 'content-length': '100' });
			response.write('{"code"');
			setTimeout(() => response.destroy(), 20);
		});
		expect(error?.message).toMatch(/^The (answer|connection) bro.*whether Qiandun carried out the request is unknown/);
	});

	it('is not forgotten when the execution is cancelled', async () => {
		let cancel = () => {};
		const { error } = await against(
			(_request, response, index) => {
				if (index < 3) return response.end(envelope({ accountId: `A${index}` }));
				if (index === 5) cancel();
				return undefined;
			},
			{
				items: ids(20),
				parameters: { ...create, options: { requestsInFlight: 3 } },
				onStart: (cancelExecution) => {
					cancel = cancelExecution;
				},
			},
		);
		expect(error?.message).toBe('The execution was cancelled');
		expect(error?.description).toContain('Already done, 3 of 20 items');
		for (const item of [3, 4, 5]) {
			expect(error?.description).toContain(
				`The execution was cancelled while waiting for the answer; whether Qiandun carried out the request is unknown [item ${item}]`,
			);
		}
		expect(recorder?.requests).toHaveLength(6);
	});

	it('that is a lookup gets no sentence about an earlier attempt', async () => {
		const { error } = await against((_request, response) => response.destroy(), { parameters: get });
		expect(error?.message).toBe(
			'The connection broke while waiting for the answer; no result came from Qiandun [item 0]',
		);
		expect(error?.description).not.toContain('earlier attempt');
	});
});

describe('a platform that allows only one request at once', () => {
	/** Answers one after the other and refuses what comes meanwhile. */
	const oneAtOnce = (retryAfter?: string): Reply => {
		let busy = false;
		return (_request, response) => {
			if (busy) return send(response, 429, '', retryAfter === undefined ? {} : { 'Retry-After': retryAfter });
			busy = true;
			return setTimeout(() => {
				busy = false;
				response.end(envelope({ accountId: 'A' }));
			}, 10);
		};
	};

	it.each([['0'], [undefined], ['-1']])('gets all of 50 creates done with Retry-After %s', async (retryAfter) => {
		const { items, error } = await against(oneAtOnce(retryAfter), { items: ids(50) });
		expect(error).toBeUndefined();
		expect(items).toHaveLength(50);
		const refused = (recorder?.requests.length ?? 0) - 50;
		expect(refused).toBeLessThan(40);
	});

	it('as a date is waited for, too', async () => {
		const started = Date.now();
		await against(
			(_request, response, index) =>
				index === 0
					? send(response, 429, '', { 'Retry-After': new Date(Date.now() + 2_000).toUTCString() })
					: response.end(envelope({})),
		);
		// HTTP dates have whole seconds.
		expect(Date.now() - started).toBeGreaterThan(900);
		expect(recorder?.requests).toHaveLength(2);
	});
});

describe('personal data', () => {
	const failSecond: Reply = (_request, response, index) =>
		response.end(index === 0 ? envelope({ flowNo: 'F1' }) : `{"code":"oc_1","msg":"${_request.body.toString().replaceAll('"', "'")}"}`);
	const shown = ({ message, description, context }: { message?: string; description?: string | null; context?: IDataObject } = {}) =>
		JSON.stringify([message, description, context]);

	it.each([
		['smsCode', 'code', '135791', { operation: 'checkSmsCode', flowNo: 'F1', smsCode: '135791' }],
		['psnBankCardNo', 'accountNo', '6222020000000000000', { operation: 'verifyBankCard', psnName: '测试员', psnIDCardType: 'CRED_PSN_PASSPORT', psnIDCardNum: 'E87654321', psnBankCardNo: '6222020000000000000', psnMobile: '13800000001' }],
		['psnIDCardNum', 'idNo', 'E87654321', { operation: 'verifyTwoFactors', psnName: '测试员', psnIDCardType: 'CRED_PSN_PASSPORT', psnIDCardNum: 'E87654321' }],
	])('is masked also where %s is renamed to %s', async (from, to, secret, parameters) => {
		const { error } = await against(failSecond, {
			items: ids(2),
			parameters: { resource: 'personalVerification', ...parameters, options: { requestsInFlight: 1 } },
			credentialData: {
				endpointCorrections: JSON.stringify({ [`personalVerification.${parameters.operation}`]: { rename: { [from]: to } } }),
			},
		});
		expect(recorder?.requests[0].body.toString()).toContain(`"${to}":"${secret}"`);
		expect(shown(error)).toContain('***');
		expect(shown(error)).not.toContain(secret);
	});

	it('is masked in the list of what is done, and in the query of a custom path', async () => {
		const done = await against(
			(_request, response, index) => response.end(index === 0 ? envelope({}) : '{"code":"oc_1","msg":"no"}'),
			{ items: [{ id: '13800000001' }, { id: 'A1' }], parameters: { ...create, options: { requestsInFlight: 1 } } },
		);
		expect(done.error?.context?.itemsDone).toEqual([{ item: 0, accountId: '***01' }]);
		await recorder?.close();
		const custom = await against(
			(request, response) => send(response, 400, '', { 'X-Ca-Error-Message': `Invalid ${request.url}` }),
			{ parameters: { resource: 'api', operation: 'customCall', method: 'GET', path: '/open/psnGet?psnIDCardNum=E87654321' } },
		);
		expect(shown(custom.error)).not.toContain('E87654321');
	});

	it('is masked in a path that a correction makes of it', async () => {
		const { error } = await against((_request, response) => send(response, 404), {
			parameters: { resource: 'user', operation: 'get', accountId: '', psnIDCardNum: 'E87654321' },
			credentialData: { endpointCorrections: '{"user.get": {"path": "/open/people/{psnIDCardNum}"}}' },
		});
		expect(recorder?.requests[0].url).toBe('/api/open/people/E87654321');
		expect(error?.message).toBe('Qiandun has nothing at GET /open/people/*** (HTTP 404) [item 0]');
		expect(shown(error)).not.toContain('E87654321');
	});

	it('in a wrong value is not quoted', async () => {
		const { error } = await against(succeed, {
			items: [{ id: '13800000001' }],
			parameters: { resource: 'personalVerification', operation: 'getVerificationPageUrl', clientType: '={{ $json.id }}' },
		});
		expect(error?.message).toBe('“Client Type” has the value “***01”, which is not in its list [item 0]');
	});

	// In the clear, half of a number is as good as most of one: masking has to know it whole.
	it.each([
		['an answer', (before: string) => `${before}${ID_NUMBER} ${MOBILE} ${SPACED}`],
		['a page full of marks', (before: string) => `${'<i></i>'.repeat(690)}${before}${ID_NUMBER}`],
	])('is not cut in two where %s is quoted from its beginning only', async (_, page) => {
		for (let length = 140; length <= 200; length++) {
			const body = page('x '.repeat(length / 2) + ' '.repeat(length % 2));
			const { error } = await against((_request, response) => send(response, 500, body));
			expect(shown(error)).not.toMatch(/0000001|199000|199 0/);
			await recorder?.close();
		}
	});

	it('is not cut in two where a wrong value is quoted from its beginning only', async () => {
		for (let length = 20; length <= 40; length++) {
			const { error } = await against(succeed, {
				items: [{ id: `${'x'.repeat(length)} ${ID_NUMBER}` }],
				parameters: { resource: 'personalVerification', operation: 'getVerificationPageUrl', clientType: '={{ $json.id }}' },
			});
			expect(shown(error)).not.toContain('0000001');
			await recorder?.close();
		}
	});

	it('of the proxy’s login never shows', async () => {
		const { run, error } = await against(succeed, {
			parameters: { ...get, options: { proxy: 'http://user:pr0xypass@127.0.0.1:9' } },
		});
		expect(error?.message).toBe('Nothing listens at the proxy (connection refused) [item 0]');
		expect(JSON.stringify([error, run.data.resultData.error?.context])).not.toContain('pr0xypass');
	});
});

describe('our words', () => {
	it.each([['upstream ECONNREFUSED 10.0.0.1'], ['参数错误 enoent'], ['Getaddrinfo blah']])(
		'are not replaced by n8n’s when the platform says “%s”',
		async (msg) => {
			const { error } = await against((_request, response) => response.end(JSON.stringify({ code: 'oc_5', msg })));
			expect(error?.message).toBe(`Qiandun refused: ${msg} (code oc_5) [item 0]`);
		},
	);

	it('name the field whose expression fails', async () => {
		const { error } = await against(succeed, { parameters: { ...create, psnName: '={{ $("Nope").item.json.x }}' } });
		expect(error?.message).toMatch(/^The expression in “Name” cannot be evaluated: .*\[item 0\]$/);
	});

	it('say that the address does not speak TLS', async () => {
		recorder = await startRecorder();
		const { error } = await runNode({
			parameters: get,
			items: ids(1),
			credential: { environment: 'custom', baseUrl: recorder.baseUrl.replace('http:', 'https:'), appKey: 'k', appSecret: 's' },
		});
		expect(error?.message).toBe('The server does not speak TLS at this address [item 0]');
	});

	it.each([
		[405, 'Qiandun does not take POST /open/psnTempCreate (HTTP 405) [item 0]'],
		[407, 'The proxy wants a login (HTTP 407) [item 0]'],
		[413, 'The request is too large for the server (HTTP 413) [item 0]'],
		[403, 'The request was refused (HTTP 403), not by Qiandun itself as it seems [item 0]'],
	])('for HTTP %i fit what happened', async (status, message) => {
		const { error } = await against((_request, response) => send(response, status, '<html>no</html>'));
		expect(error?.message).toBe(message);
	});

	it('come at once for a large hostile page', async () => {
		const page = '<script '.repeat(60_000) + '<'.repeat(200_000);
		const started = Date.now();
		const { error } = await against((_request, response) => response.end(page));
		expect(error?.message).toContain('is not one of Qiandun');
		expect(Date.now() - started).toBeLessThan(5_000);
	});
});

describe('an address that is not there', () => {
	it('is first of all looked for in the base URL when the gateway did not answer', async () => {
		const { error } = await against((_request, response) => send(response, 404, 'Cannot POST /api/open/psnTempCreate'));
		expect(error?.description).toMatch(/^The answer does not look like one of Qiandun’s gateway: check the environment and base URL/);
		expect(error?.description).toContain('A report to paste');
	});

	it('is not what HTTP 404 means where a known code says what is missing', async () => {
		const { error } = await against((_request, response) => send(response, 404, '{"code":"oc_20001","msg":"印章不存在"}'));
		expect(error?.message).toBe('The seal does not exist (Qiandun code oc_20001) [item 0]');
	});

	it('says where it was set when it is the user’s own', async () => {
		const { error } = await against((_request, response) => send(response, 404, '', { 'X-Ca-Error-Message': 'Invalid Url' }), {
			parameters: { ...create, options: { endpointPath: '/open/nope' } },
		});
		expect(error?.message).toBe('Qiandun has nothing at POST /open/nope (HTTP 404) [item 0]');
		expect(error?.description).toMatch(/^This address was set under Options > Endpoint Path or in the credential/);
		expect(error?.description).toContain('request POST /open/nope (set by the user)');
	});
});

describe('a field that the platform refuses', () => {
	it('may have a wrong name where the names are assumed, and the error says so', async () => {
		const { error } = await against((_request, response) => response.end('{"code":"400","msg":"参数错误. phone"}'));
		expect(error?.message).toBe('A parameter is wrong or missing: 参数错误. phone (Qiandun code 400) [item 0]');
		expect(error?.description).toContain('The field names of this operation are assumed');
	});

	it('has the right name where the platform speaks of it, and the error says how the editor calls it', async () => {
		const { error } = await against((_request, response) => response.end('{"code":"400","msg":"参数错误. informPhone: 手机号格式错误"}'));
		expect(error?.description).toBe('Check the values of this item. informPhone is the field “Notice Mobile”.');
	});

	it.each(['参数错误. my_psnName', '参数错误. psnNames'])('is not meant by a word that only holds its name: %s', async (msg) => {
		const { error } = await against((_request, response) => response.end(JSON.stringify({ code: '400', msg })));
		expect(error?.description).not.toContain('is the field');
	});
});

describe('a wrong option', () => {
	it.each([
		[{ timeout: 'abc' }, '“Timeout” must be a number, but is “abc” [item 0]'],
		[{ timeout: -5 }, '“Timeout” is -5; it must be from 1 to 3600000 [item 0]'],
		[{ timeout: 3_000_000_000 }, '“Timeout” is 3000000000; it must be from 1 to 3600000 [item 0]'],
		[{ requestsInFlight: 0.5 }, '“Requests in Flight” is 0.5; it must be from 1 to 100 [item 0]'],
		[{ ignoreSslIssues: 'maybe' }, '“Ignore SSL Issues (Insecure)” must be true or false, but is “maybe” [item 0]'],
		[{ proxy: 'http://u:50%@proxy.example' }, '“Proxy” has a % in its login that must be written as %25 [item 0]'],
		[{ endpointPath: '/open/%2e%2e/x' }, '“Endpoint Path” “/open/%2e%2e/x” is not a plain path [item 0]'],
	])('%j is named', async (options, message) => {
		const { error } = await against(succeed, { parameters: { ...get, options } });
		expect(error?.message).toBe(message);
		expect(recorder?.requests).toHaveLength(0);
	});

	it('as text that means true is understood', async () => {
		const { items } = await against(succeed, { parameters: { ...get, options: { includeResponseMetadata: 'true' } } });
		expect(items[0].json).toHaveProperty('_response');
	});
});

describe('a value of an unusual type', () => {
	it.each([
		['"hello"', '"hello"'],
		['[1, 1897893172027068416]', '[1,1897893172027068416]'],
		['"[1]"', '"[1]"'],
	])('goes out as the JSON it is: %s', async (body, sent) => {
		await against(succeed, {
			parameters: { resource: 'api', operation: 'customCall', method: 'POST', path: '/open/x', optionalFields: { body } },
		});
		expect(recorder?.requests[0].body.toString()).toBe(sent);
		expect(recorder?.requests[0].headers['content-type']).toBe('application/json');
	});

	it('is refused where it is not text', async () => {
		const { error } = await against(succeed, { parameters: { ...create, psnName: '={{ Number("x") }}' } });
		expect(error?.message).toContain('“Name”');
	});

	it('in a header is refused by name', async () => {
		const { error } = await against(succeed, {
			parameters: { resource: 'api', operation: 'customCall', method: 'GET', path: '/open/x', optionalFields: { headers: '{"X-Name": "张三"}' } },
		});
		expect(error?.message).toBe('“Headers (JSON)” must be a JSON object of header names and values in plain ASCII [item 0]');
	});
});
