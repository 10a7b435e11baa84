/** What an answer means, or none: envelopes of both platforms, gateways, network codes, the IDs and the words of a failure. */
import type { IDataObject } from 'n8n-workflow';
import { readAnswer, type EnvelopeShape } from '../../engine/envelope.ts';
import {
	businessFailure,
	clockHint,
	existsButUnread,
	fetchFailure,
	fileRefused,
	inputFailure,
	lookUpFailure,
	neverSent,
	neverUsable,
	notYetUsable,
	outcomeUnknown,
	refusedAfterLostAnswer,
	refusedFailure,
	tokenRefused,
	type FailedRequest,
	type Failure,
} from '../../engine/failure.ts';
import { InputError } from '../../engine/field.ts';
import { networkFault } from '../../engine/network.ts';
import { findOperation } from '../../engine/operation.ts';
import type { Plan } from '../../engine/plan.ts';
import { idsOf } from '../../engine/result.ts';
import { PACKAGE_VERSION } from '../../engine/version.ts';
import { provider as esign } from '../../nodes/Esign/provider.ts';
import { provider as qiandun } from '../../nodes/Qiandun/provider.ts';

const read = (shape: EnvelopeShape, body: unknown, statusCode = 200, headers: Record<string, unknown> = {}) =>
	readAnswer({ statusCode, headers, body: typeof body === 'string' ? body : JSON.stringify(body) }, shape);

describe('an answer of Qiandun', () => {
	/** As documented: docs/api/qiandun.md#5-response-envelope-and-error-codes */
	const FULL = { result: true, code: '200', msg: '成功', logKey: '56faf695', ts: '1731665282313', success: true };

	it('in full is a result, with all the envelope says as metadata', () => {
		expect(read(qiandun.envelope, FULL, 200, { 'x-ca-request-id': 'R-1' })).toEqual({
			kind: 'result',
			result: true,
			meta: { httpStatus: 200, requestId: 'R-1', code: '200', message: '成功', logKey: '56faf695', ts: '1731665282313' },
		});
	});

	it.each<[string, object, unknown]>([
		['code and message alone', { code: '200', msg: '成功' }, null],
		['code and result alone', { code: '200', result: { a: 1 } }, { a: 1 }],
		['code and success alone', { code: '200', success: true }, null],
		['code and log key alone', { code: '200', logKey: 'k' }, null],
		['a number as code', { code: 200, result: [1] }, [1]],
		['false', { code: '200', result: false }, false],
		['nought', { code: '200', result: 0 }, 0],
		['an empty text', { code: '200', result: '' }, ''],
	])('with %s is a result', (_, body, result) => {
		expect(read(qiandun.envelope, body)).toMatchObject({ kind: 'result', result });
	});

	it.each<[string, object]>([
		['a code alone', { code: '200' }],
		['no code', { msg: '成功', result: {}, success: true }],
		['an object as code', { code: {}, msg: 'x' }],
		['null as code', { code: null, msg: 'x' }],
	])('with %s is not one of it', (_, body) => {
		expect(read(qiandun.envelope, body)).toEqual({ kind: 'refused', excerpt: JSON.stringify(body), meta: { httpStatus: 200 }, gatewayText: undefined });
	});

	it.each<[string, number, object]>([
		['success false', 200, { ...FULL, success: false }],
		['another code', 200, { ...FULL, code: 'oc_1' }],
		['success true and another code', 200, { code: '0', msg: '', success: true }],
		['HTTP 300', 300, FULL],
		['HTTP 400', 400, FULL],
		['HTTP 199', 199, FULL],
	])('with %s is a refusal of the business', (_, status, body) => {
		expect(read(qiandun.envelope, body, status).kind).toBe('business');
	});

	it.each([200, 201, 299])('with HTTP %i is a result', (status) => {
		expect(read(qiandun.envelope, FULL, status)).toMatchObject({ kind: 'result', meta: { httpStatus: status } });
	});

	it('that is a refusal has code, text and log key, where there are such', () => {
		expect(read(qiandun.envelope, { code: 'oc_10011', msg: '用户未认证', logKey: 'k1', success: false })).toEqual({
			kind: 'business',
			code: 'oc_10011',
			text: '用户未认证',
			logKey: 'k1',
			meta: { httpStatus: 200, code: 'oc_10011', message: '用户未认证', logKey: 'k1' },
		});
		expect(read(qiandun.envelope, { code: 500, msg: null, logKey: '' })).toEqual({
			kind: 'business',
			code: '500',
			text: '',
			logKey: undefined,
			meta: { httpStatus: 200, code: '500', message: '' },
		});
	});

	it.each<[Record<string, unknown>, string | undefined]>([
		[{ 'x-ca-error-message': 'Invalid Signature' }, 'Invalid Signature'],
		[{ 'X-Ca-Request-Id': 'R' }, ''],
		[{ server: 'nginx' }, undefined],
	])('from its gateway is told by the headers: %j', (headers, gatewayText) => {
		expect(read(qiandun.envelope, '', 400, headers)).toMatchObject({ kind: 'refused', gatewayText });
	});
});

describe('an answer of eSign', () => {
	it.each<[string, object, unknown]>([
		['a number as code', { code: 0, message: '成功', data: { a: 1 } }, { a: 1 }],
		['text as code', { code: '0', message: '成功', data: null }, null],
		['a message alone', { code: 0, message: '成功' }, null],
		['data alone', { code: 0, data: false }, false],
	])('with %s is a result', (_, body, result) => {
		expect(read(esign.envelope, body)).toMatchObject({ kind: 'result', result });
	});

	it.each<[string, object]>([
		['a code alone', { code: 0 }],
		['a word as code', { code: 'OK', message: 'x' }],
		['no code', { message: 'x', data: {} }],
		['a fraction as code', { code: 0.5, message: 'x' }],
	])('with %s is not one of it', (_, body) => {
		expect(read(esign.envelope, body)).toMatchObject({ kind: 'refused', gatewayText: undefined });
	});

	it('that is a refusal has code and text', () => {
		expect(read(esign.envelope, { code: -1, message: '失败', data: null })).toEqual({
			kind: 'business',
			code: '-1',
			text: '失败',
			logKey: undefined,
			meta: { httpStatus: 200, code: '-1', message: '失败' },
		});
		expect(read(esign.envelope, { code: 1435002, message: null })).toMatchObject({ kind: 'business', text: '' });
	});

	/** docs/api/esign.md#gateway-errors */
	it.each([
		[401, '无效的应用', 'This environment does not know the app ID', undefined],
		[401, 'INVALID_SIGNATURE', 'The app secret does not belong to the app ID', undefined],
		[401, 'TOKEN_CANT_BE_NULL', 'The gateway misses something in the headers', undefined],
		[401, 'INVALID_TOKEN', 'The access token is not accepted', true],
		[401, '令牌已失效', 'The access token is not accepted', true],
		[403, 'IP白名单不匹配', 'The address of this n8n server is not on the IP white list of the app', undefined],
	])('from its gateway with %i %s is known: %s', (status, text, message, isAboutToken) => {
		const reading = read(esign.envelope, { success: false, code: status, message: text }, status);
		expect(reading).toMatchObject({ kind: 'refused', gatewayText: text, known: { message }, meta: { httpStatus: status } });
		expect(reading.kind === 'refused' && reading.known?.isAboutToken).toBe(isAboutToken);
	});

	it.each<[object, string]>([
		[{ success: false, code: 400, message: 'x' }, 'refused'],
		[{ success: false, code: 599, message: 'x' }, 'refused'],
		[{ success: false, code: 399, message: 'x' }, 'business'],
		[{ success: false, code: 600, message: 'x' }, 'business'],
		[{ success: true, code: 401, message: 'x' }, 'business'],
		[{ code: 401, message: 'x' }, 'business'],
	])('%j is one of the gateway, or not: %s', (body, kind) => {
		expect(read(esign.envelope, body, 401).kind).toBe(kind);
	});
});

describe('what is no answer of a platform', () => {
	it.each([
		['<html><head><style>a{color:red}</style><script>x("<b>")</script></head><body>\n <h1>It  works!</h1>\t</body></html>', 'It works!'],
		['<SCRIPT src=x>1</SCRIPT>gone', 'gone'],
		['word '.repeat(60), 'word '.repeat(40).trim()],
		[`<p>${'a '.repeat(6_000)}`, 'a '.repeat(100).trim()],
		// Half a word could be half of something personal, which nobody would know to mask.
		[`what ${'x'.repeat(300)}`, 'what'],
		[`${' '.repeat(5_000)}late`, ''],
		['[1]', '[1]'],
		['null', 'null'],
		['', ''],
	])('is shown by its readable beginning: %.60s', (body, excerpt) => {
		expect(read(qiandun.envelope, body)).toMatchObject({ kind: 'refused', excerpt });
	});

	it('is nothing where the body is no text', () => {
		expect(readAnswer({ statusCode: 200, headers: {}, body: undefined }, qiandun.envelope)).toMatchObject({ kind: 'refused', excerpt: '' });
	});
});

/** docs/api/qiandun.md#error-codes */
describe('the error table of Qiandun', () => {
	it.each([
		['400', 'A parameter is wrong or missing', true],
		['500', 'Qiandun is busy', undefined],
		['oc_10011', 'The user is not verified', undefined],
		['oc_20001', 'The seal does not exist', undefined],
		['oc_30005', 'The file format is not supported', undefined],
		['oc_30006', 'The file could not be processed', undefined],
		['oc_40001', 'The signing deadline is more than 12 months away', undefined],
		['oc_40002', 'The signing deadline has passed', undefined],
		['oc_40003', 'A signer appears twice', undefined],
		['oc_40005', 'The signing record does not exist or is in another state', undefined],
		['oc_40006', 'The contract does not exist or is in another state', undefined],
		['oc_40014', 'A contract file appears twice', undefined],
		['oc_40016', 'A sign position appears twice', undefined],
		['oc_40020', 'A cross-page seal cannot stand on a one-page file', undefined],
		['oc_40027', 'Silent and normal signing are mixed for one signer', undefined],
	])('says of %s: %s', (code, message, aboutFields) => {
		expect(qiandun.envelope.errors[code]).toEqual({ message, remedy: expect.stringMatching(/^[A-Z].*\.$/), ...(aboutFields && { aboutFields }) });
	});

	it('has no others', () => expect(Object.keys(qiandun.envelope.errors)).toHaveLength(15));
});

describe('a network code', () => {
	const BASE_URL = 'Check the base URL in the credential, DNS and firewall.';

	it.each([
		['ECONNREFUSED', 'Nothing listens at % (connection refused)'],
		['ENOTFOUND', 'The host of % is unknown'],
		['EAI_AGAIN', 'The host of % could not be looked up'],
		['EHOSTUNREACH', 'The host of % cannot be reached'],
		['ENETUNREACH', 'The network of % cannot be reached'],
	])('%s: nothing was sent', (code, what) => {
		expect(networkFault(code, 'x')).toEqual({ kind: 'neverSent', what: what.replace('%', 'the base URL'), remedy: BASE_URL, code });
		expect(networkFault(code, 'x', true)).toEqual({ kind: 'neverSent', what: what.replace('%', 'the proxy'), remedy: 'Check Options > Proxy.', code });
	});

	it.each([
		['ECONNRESET', 'The connection broke while waiting for the answer'],
		['EPIPE', 'The connection broke while sending'],
		['ECONNABORTED', 'No answer came within the timeout'],
		['ETIMEDOUT', 'No answer came within the timeout'],
		['ERR_TOO_LONG', 'The answer is too long for one of the platform, and was not read to its end'],
		['ERR_CANCELED', 'The execution was cancelled while waiting for the answer'],
		['200', 'The answer broke off'],
		['502', 'The answer broke off'],
		['ESOMETHING', 'The connection failed (ESOMETHING)'],
		['2000', 'The connection failed (2000)'],
	])('%s: nobody knows what became of it', (code, what) => {
		expect(networkFault(code, 'x')).toEqual({ kind: 'unknown', what, remedy: '', code });
	});

	it('that is missing is known by n8n’s words', () => {
		expect(networkFault('', 'socket hang up')).toEqual({ kind: 'unknown', what: 'The connection broke while waiting for the answer', remedy: '', code: '' });
		expect(networkFault('', '“App Key” is empty')).toEqual({ kind: 'hopeless', what: '“App Key” is empty', remedy: 'Check the credential.', code: '' });
		expect(networkFault('NOT_SENT', 'why')).toEqual({ kind: 'hopeless', what: 'why', remedy: 'Check the credential.', code: 'NOT_SENT' });
		expect(networkFault('NO_TOKEN', 'why')).toEqual({ kind: 'neverSent', what: 'why', remedy: '', code: 'NO_TOKEN' });
	});

	const TLS = ['The server does not speak TLS at this address', /^Check whether the address begins with http:\/\/ rather than https:\/\//] as const;
	const TRUST = ['The certificate of the server could not be verified', /Options > Ignore SSL Issues/] as const;
	const HEADER = ['A header of this request is not valid', /Headers \(JSON\)/] as const;
	it.each([
		['EPROTO', TLS],
		['ERR_SSL_WRONG_VERSION_NUMBER', TLS],
		['WRONG_VERSION_NUMBER', TLS],
		['CERT_HAS_EXPIRED', TRUST],
		['DEPTH_ZERO_SELF_SIGNED_CERT', TRUST],
		['SELF_SIGNED_IN_CHAIN', TRUST],
		['UNABLE_TO_VERIFY_LEAF_SIGNATURE', TRUST],
		['ERR_TLS_CERT_ALTNAME_INVALID', TRUST],
		['ERR_INVALID_CHAR', HEADER],
		['ERR_INVALID_HTTP_TOKEN', HEADER],
	])('%s: trying again does not help', (code, [what, remedy]) => {
		expect(networkFault(code, 'x')).toEqual({ kind: 'hopeless', what, remedy: expect.stringMatching(remedy), code });
	});
});

describe('the IDs that name a thing', () => {
	const plan = (more: Partial<Plan>): Plan => ({ method: 'GET', path: '/', inPath: {}, query: {}, headers: {}, isOwnAddress: true, settings: {}, ...more });

	it('are those of answer and request, by their names', () => {
		const result = { id: 'i', flowNo: 'f', businessCode: 'b', BusinessCode: 'B', fileCode: 'c', contractId: '1897893172027068416', sealId: 7 };
		expect(idsOf(plan({}), { ...result, smsCode: '1', bankCardNo: '2', identity: '3', idle: '4', paid: '9', code: '5', psnName: '6', accountIds: '7' })).toEqual(result);
	});

	it('have a value, and are no lists', () => {
		expect(idsOf(plan({}), { aId: '', bId: null, cId: ['x'], dId: {}, eId: true, fId: 0 })).toEqual({ fId: 0 });
		expect(idsOf(plan({ query: { accountId: 'A' } }), ['x'])).toEqual({ accountId: 'A' });
		expect(idsOf(plan({ body: [{ aId: 'x' }] }), 'text')).toEqual({});
	});

	it('of the answer win over those of the request, of the body over the query, of the query over the path', () => {
		const all = plan({ inPath: { aId: 'path', bId: 'path', cId: 'path', dId: 'path' }, query: { bId: 'query', cId: 'query', dId: 'query' }, body: { cId: 'body', dId: 'body' } });
		expect(idsOf(all, { dId: 'answer' })).toEqual({ aId: 'path', bId: 'query', cId: 'body', dId: 'answer' });
	});
});

describe('the words of a failure', () => {
	const operation = (key: string) => {
		const found = findOperation(qiandun.resources, key);
		if (!found) throw new Error(key);
		return found;
	};
	const requestOf = (key: string, more: Partial<FailedRequest> = {}, plan: Partial<Plan> = {}): FailedRequest => ({
		platform: 'Qiandun',
		key,
		operation: operation(key),
		plan: { method: 'POST', path: '/open/x', inPath: {}, query: {}, headers: {}, isOwnAddress: true, settings: {}, ...plan },
		personal: ['E87654321'],
		...more,
	});
	const CREATE = requestOf('user.createUnverified');
	const GET = requestOf('user.get', {}, { method: 'GET', path: '/open/psnGet' });
	/** A path that was seen on an official page. */
	const DOCUMENTED = requestOf('user.update');
	const BUSY: Failure = { kind: 'api', message: 'busy', description: 'Try later.', code: '500', details: { code: '500', text: 'x' } };

	it('for wrong input have the remedy, where there is one, and mask what is quoted', () => {
		expect(inputFailure(new InputError('“x” is 13800000001', 'Not 13800000001.'))).toEqual({ kind: 'input', message: '“x” is ***01', description: 'Not ***01. Nothing was sent for this item.' });
		expect(inputFailure(new InputError('wrong'))).toEqual({ kind: 'input', message: 'wrong', description: 'Nothing was sent for this item.' });
	});

	const business = (request: FailedRequest, code: string, text: string, logKey?: string) =>
		businessFailure(request, { kind: 'business', code, text, logKey, meta: {} }, qiandun.envelope.errors[code]);

	it('for a known code have message, remedy, the platform’s words and its log key', () => {
		expect(business(CREATE, 'oc_10011', '用户 E87654321 未认证', 'k1')).toEqual({
			kind: 'api',
			message: 'The user is not verified (Qiandun code oc_10011)',
			description:
				'Verify the person or company first, then mark the user verified with the flow number. In Qiandun’s own words: 用户 *** 未认证. If that does not help, quote the log key k1 to Qiandun’s support.',
			code: 'oc_10011',
			details: { code: 'oc_10011', text: '用户 *** 未认证', logKey: 'k1' },
		});
	});

	it('for a code about fields name the field, whose name may be the assumed one', () => {
		const { source } = DOCUMENTED.operation;
		expect(source).toBe('documented');
		expect(business(DOCUMENTED, '400', '参数错误. phone E87654321')).toEqual({
			kind: 'api',
			message: 'A parameter is wrong or missing: 参数错误. phone *** (Qiandun code 400)',
			description: 'Check the values of this item.',
			code: '400',
			details: { code: '400', text: '参数错误. phone ***' },
		});
		const assumed = 'The field names of this operation are assumed, so one of them may be what is wrong: Additional Fields, or rename in Endpoint Corrections, mend it.';
		const corrected = 'Endpoint Corrections or Options > Endpoint Path are in effect here.';
		expect(business(CREATE, '400', 'x').description).toBe(`Check the values of this item. ${assumed}`);
		expect(business(requestOf('user.createUnverified', {}, { isOwnAddress: false }), '400', 'x').description).toBe(`Check the values of this item. ${corrected} ${assumed}`);
		// Where it is not about fields, their names do not matter.
		expect(business(requestOf('user.createUnverified', {}, { isOwnAddress: false }), 'oc_20001', 'x').description).toBe('Check the seal ID. In Qiandun’s own words: x.');
	});

	it('for a code about fields name one that stands within an object on the wire by its own name', () => {
		const { description } = business(requestOf('personalVerification.getVerificationPageUrl'), '400', '参数错误: psnDefaultAuthMode');
		expect(description).toContain('psnDefaultAuthMode is the field “Default Method”.');
	});

	it('for an unknown code are the platform’s own', () => {
		expect(business(GET, 'oc_9', '')).toEqual({
			kind: 'api',
			message: 'Qiandun refused: no reason given (code oc_9)',
			description: 'The reason is in Qiandun’s own words; this package knows no more about this code.',
			code: 'oc_9',
			details: { code: 'oc_9', text: '' },
		});
	});

	const REMEDY = qiandun.envelope.wrongKeys.remedy;
	const refused = (request: FailedRequest, statusCode: number, headers: Record<string, unknown> = {}, body = '') => {
		const answer = { statusCode, headers, body };
		const reading = readAnswer(answer, qiandun.envelope);
		if (reading.kind === 'result') throw new Error('a result');
		return refusedFailure(request, answer, reading, qiandun.envelope.wrongKeys);
	};
	const SAID = ' The answer said: no ***';
	const BODY = '<p>no E87654321</p>';

	it.each<[number, string, string]>([
		[200, 'The answer to POST /open/x is not one of Qiandun', 'Something else answers at this address: check the environment and base URL in the credential, and any proxy between.'],
		[299, 'The answer to POST /open/x is not one of Qiandun', 'Something else answers at this address: check the environment and base URL in the credential, and any proxy between.'],
		[300, 'The base URL answered with a redirect (HTTP 300) instead of an answer of Qiandun', 'Check the environment and base URL in the credential.'],
		[399, 'The base URL answered with a redirect (HTTP 399) instead of an answer of Qiandun', 'Check the environment and base URL in the credential.'],
		[400, 'The request was refused (HTTP 400), not by Qiandun itself as it seems', 'Look for a proxy or firewall between, and check the environment and base URL in the credential.'],
		[407, 'The proxy wants a login (HTTP 407)', 'Check Options > Proxy, or the proxy settings of n8n itself.'],
		[413, 'The request is too large for the server (HTTP 413)', 'Send less in one request.'],
		[429, 'Qiandun asks to slow down (HTTP 429)', 'It went on doing so after several rests. The request was not carried out. Run it again later, in smaller batches, or with a lower Options > Requests in Flight.'],
		[499, 'The request was refused (HTTP 499), not by Qiandun itself as it seems', 'Look for a proxy or firewall between, and check the environment and base URL in the credential.'],
	])('for HTTP %i of nobody known', (status, message, description) => {
		expect(refused(CREATE, status, {}, BODY)).toEqual({ kind: 'api', message, description: description + SAID, code: String(status) });
	});

	it('for HTTP 429 quote the rest that was asked for', () => {
		expect(refused(CREATE, 429, { 'retry-after': '3600' }).description).toBe(
			'It asked for a rest of 3600 (seconds, or until then), longer than this node waits, or went on asking. The request was not carried out. Run it again later, in smaller batches, or with a lower Options > Requests in Flight.',
		);
	});

	it('for a refusal of the gateway have its words up to the comma, and the keys as the likely reason', () => {
		expect(refused(CREATE, 403, { 'x-ca-error-message': 'Unauthorized Consumer, of `E87654321`' })).toEqual({
			kind: 'api',
			message: 'The gateway of Qiandun refused the request: Unauthorized Consumer',
			description: `${REMEDY} The answer said: Unauthorized Consumer, of \`***\``,
			code: '403',
		});
		expect(refused(CREATE, 403, { 'x-ca-error-message': 'Invalid Signature, Server StringToSign:`GET#E87654321`' })).toEqual({
			kind: 'api',
			message: 'The app secret does not belong to the app key (HTTP 403 from the gateway of Qiandun)',
			description:
				'Copy the app secret into the credential again: that of the test environment is not valid in production. The answer said: Invalid Signature, Server StringToSign:`GET#***`',
			code: '403',
		});
		expect(refused(CREATE, 403, { 'x-ca-error-message': 'Invalid AppKey' })).toEqual({
			kind: 'api',
			message: 'This environment does not know the app key (HTTP 403 from the gateway of Qiandun)',
			description:
				'Check app key and environment in the credential: keys of the test environment are not valid in production. The answer said: Invalid AppKey',
			code: '403',
		});
		expect(refused(CREATE, 403, { 'x-ca-request-id': 'r' })).toEqual({ kind: 'api', message: 'The gateway of Qiandun refused the request (HTTP 403)', description: REMEDY, code: '403' });
	});

	const clock = (minutes: number) => ({ date: new Date(Date.now() - minutes * 60_000).toUTCString() });
	it.each([
		[20, 'The clock of the n8n server is 20 minutes ahead of the platform’s; requests are refused from 15 minutes on. Set the clock.'],
		[-20, 'The clock of the n8n server is 20 minutes behind the platform’s; requests are refused from 15 minutes on. Set the clock.'],
		[6, 'The clock of the n8n server is 6 minutes ahead of the platform’s; requests are refused from 15 minutes on. Set the clock.'],
		[4, undefined],
		[-4, undefined],
	])('for a clock that is %i minutes ahead', (minutes, hint) => {
		expect(clockHint(clock(minutes), 'Invalid Signature')).toBe(hint);
		expect(refused(CREATE, 400, { ...clock(minutes), 'x-ca-error-message': 'no' }).description).toBe(`${hint ?? REMEDY} The answer said: no`);
	});

	it('for a clock are those of the gateway where the answer has no date', () => {
		const hint = 'The clock of the n8n server and the platform’s are more than 15 minutes apart. Set the clock.';
		expect(clockHint({}, 'Invalid Timestamp')).toBe(hint);
		expect(clockHint(clock(0), 'INVALID_TIMESTAMP, x')).toBe(hint);
		expect(clockHint({}, 'Invalid Signature, x-ca-timestamp:1')).toBeUndefined();
	});

	const ISSUES = 'https://github.com/n8n-nodes-qiandun/n8n-nodes-qiandun/issues';
	const reportOf = (what: string) => `Please report it at ${ISSUES}, so that the package learns it. A report to paste, without secrets and personal data: ${what}; package n8n-nodes-qiandun ${PACKAGE_VERSION}`;
	const GATEWAY = { 'x-ca-error-message': 'Invalid Url' };

	it('for an address that is not there tell where it is from, and what was sent by name', () => {
		const sent = { path: '/open/psnTempCreate?x=1', query: { q: '1' }, body: { accountId: 'A', inner: { phone: '1', list: [{ a: 1 }], none: {} } } };
		expect(refused(requestOf('user.createUnverified', {}, sent), 404, GATEWAY)).toEqual({
			kind: 'api',
			message: 'Qiandun has nothing at POST /open/psnTempCreate (HTTP 404)',
			description: `This address is assumed, not documented. Set the right one under Options > Endpoint Path or, for all workflows, in the credential under Endpoint Corrections. ${reportOf(
				'operation user.createUnverified (assumed); request POST /open/psnTempCreate; fields sent: q, accountId, inner.phone, inner.list, inner.none; answer HTTP 404, Invalid Url',
			)}`,
			code: '404',
		});
		expect(refused(requestOf('personalVerification.verifyThreeFactors', {}, { path: '/open/E87654321' }), 405, GATEWAY)).toEqual({
			kind: 'api',
			message: 'Qiandun does not take POST /open/*** (HTTP 405)',
			description: `This address is taken from a public client. Set the right one under Options > Endpoint Path or, for all workflows, in the credential under Endpoint Corrections. ${reportOf(
				'operation personalVerification.verifyThreeFactors (client); request POST /open/***; fields sent: none; answer HTTP 405, Invalid Url',
			)}`,
			code: '405',
		});
	});

	it('for an address of the user’s own, or a documented one, ask for no other', () => {
		const own = { isOwnAddress: false };
		const where = 'This address was set under Options > Endpoint Path or in the credential’s Endpoint Corrections.';
		const elsewhere = 'The answer does not look like one of Qiandun’s gateway: check the environment and base URL in the credential first.';
		expect(refused(requestOf('user.createUnverified', {}, own), 404, GATEWAY).description).toBe(
			`${where} ${reportOf('operation user.createUnverified (assumed); request POST /open/x (set by the user); fields sent: none; answer HTTP 404, Invalid Url')}`,
		);
		expect(refused(requestOf('user.update', {}, own), 404, GATEWAY).description).toBe(`${where} The answer said: Invalid Url`);
		expect(refused(DOCUMENTED, 404, {}, BODY).description).toBe(`${elsewhere}${SAID}`);
		expect(refused(DOCUMENTED, 404).description).toBe(elsewhere);
		expect(refused(requestOf('api.customCall'), 404, {}, BODY).description).toBe(`${elsewhere}${SAID}`);
	});

	it('for an unknown outcome say what to check, where it must not be repeated', () => {
		expect(outcomeUnknown(CREATE, 'It broke', 'E', 'oops')).toEqual({
			kind: 'api',
			message: 'It broke; whether Qiandun carried out the request is unknown',
			description: `It was not repeated, because that could do it twice. Before you run it again, check: ${CREATE.operation.checkOutcome} The answer said: oops`,
			code: 'E',
			isUnknown: true,
		});
		const free = requestOf('api.customCall', { operation: { ...operation('api.customCall'), repeatable: false, checkOutcome: undefined } });
		expect(outcomeUnknown(free, 'It broke', 'E').description).toBe(
			'It was not repeated, because that could do it twice. Before you run it again, check: look at the platform whether it took effect.',
		);
		expect(outcomeUnknown(GET, 'It broke', 'E', 'oops')).toEqual({
			kind: 'api',
			message: 'It broke; no result came from Qiandun',
			description: 'This operation can be repeated safely: run it again later. The answer said: oops',
			code: 'E',
		});
		expect(refused(CREATE, 500, {}, BODY)).toEqual(outcomeUnknown(CREATE, 'The server answered HTTP 500', '500', 'no ***'));
		expect(refused(CREATE, 599)).toMatchObject({ isUnknown: true });
	});

	it('for a refusal after a lost answer say that it may be done', () => {
		const description = `Try later. An earlier attempt got no answer from Qiandun and may have been carried out already; then this refusal only says so. To find out: ${CREATE.operation.checkOutcome}`;
		expect(refusedAfterLostAnswer(BUSY, CREATE)).toEqual({ ...BUSY, description });
		expect(refusedAfterLostAnswer(BUSY, GET)).toEqual(BUSY);
		const other: Failure = { kind: 'api', message: 'x', description: 'y' };
		expect(refusedAfterLostAnswer(other, CREATE)).toEqual(other);
	});

	it('for files tell what became of them', () => {
		const fromUrl = requestOf('file.upload', {}, { settings: { fileSource: 'url' } });
		expect(fetchFailure(fromUrl, 'Not there')).toEqual({ kind: 'api', message: 'Not there', description: 'Check “File URL”. Nothing was sent to the platform for this item.' });
		expect(fetchFailure(GET, 'Not there', 'a.pdf')).toEqual({ kind: 'api', message: 'Not there: a.pdf', description: 'The platform was asked, and changed nothing: it can be asked again.' });
		expect(fileRefused(CREATE, 'No', { fileId: 'F' })).toEqual({
			kind: 'api',
			message: 'No',
			description: 'Run it again: Qiandun then gives a new address. What it prepared for this file was not used, and does no harm.',
			details: { fileId: 'F' },
		});
	});

	it('for what was made and cannot be used name it', () => {
		const made = { ...CREATE, ids: { fileId: 'F', flowId: 2 } };
		const first = 'It was made (fileId F, flowId 2); do not make it again, but ask for its state.';
		expect(notYetUsable(made, 90)).toEqual({
			kind: 'api',
			message: 'Qiandun did not get ready within 90 seconds what was made',
			description: `${first} Allow more time under “Wait at Most”, or wait in the workflow.`,
			details: made.ids,
		});
		expect(notYetUsable(made, BUSY)).toEqual({ kind: 'api', message: 'busy', description: `${first} Try later.`, code: '500', details: { code: '500', text: 'x', ...made.ids } });
		expect(notYetUsable(made, { kind: 'api', message: 'm', description: 'd' })).not.toHaveProperty('code');
		expect(neverUsable(made, 'Broken')).toEqual({
			kind: 'api',
			message: 'Broken',
			description: 'Qiandun took the request (fileId F, flowId 2), but the result cannot be used. Look at what was sent, and try it again.',
			details: made.ids,
		});
	});

	it('for what had to be asked before say that nothing was made', () => {
		expect(lookUpFailure(BUSY)).toEqual({ ...BUSY, description: 'Try later. The platform was asked, and nothing was made for this item.' });
		expect(lookUpFailure(new InputError('No keyword E87654321', 'Not E87654321.'), ['E87654321'])).toEqual({
			kind: 'input',
			message: 'No keyword ***',
			description: 'Not ***. The platform was asked, and nothing was made for this item.',
		});
		expect(existsButUnread(BUSY)).toEqual({ ...BUSY, description: 'It exists already, so it was to be read instead of created, and that failed. Try later.' });
	});

	it('for what never left, and for a token that is refused', () => {
		expect(neverSent(CREATE, { kind: 'neverSent', what: 'Nobody', remedy: 'Look.', code: 'E' })).toEqual({ kind: 'api', message: 'Nobody', description: 'Look. Nothing was sent to Qiandun for this item.', code: 'E' });
		expect(tokenRefused('eSign', { remedy: 'Look.' })).toEqual({
			kind: 'api',
			message: 'eSign refused the access token, also a new one (HTTP 401)',
			description: 'Nothing was done for this item. Another system may be fetching tokens for the same app: each new one ends those before it. Look.',
			code: '401',
		});
	});

	it('for the gateway of eSign are those known for its text, unless the server failed', () => {
		const answer = (status: number, message: string, headers: IDataObject = {}) => {
			const whole = { statusCode: status, headers, body: JSON.stringify({ success: false, code: status, message }) };
			const reading = readAnswer(whole, esign.envelope);
			if (reading.kind !== 'refused') throw new Error(reading.kind);
			return refusedFailure({ ...CREATE, platform: 'eSign' }, whole, reading, esign.envelope.wrongKeys);
		};
		expect(answer(401, '无效的应用', clock(20))).toEqual({
			kind: 'api',
			message: 'This environment does not know the app ID (HTTP 401 from the gateway of eSign)',
			description:
				'Check app ID and environment in the credential: production and sandbox have different apps. The application may also have been stopped in the eSign console. The answer said: 无效的应用',
			code: '401',
		});
		expect(answer(401, 'INVALID_TIMESTAMP', clock(20)).description).toMatch(/^The clock of the n8n server is 20 minutes ahead/);
		expect(answer(500, '无效的应用')).toMatchObject({ isUnknown: true, message: 'The server answered HTTP 500; whether eSign carried out the request is unknown' });
	});
});
