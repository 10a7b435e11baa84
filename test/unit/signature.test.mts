import {
	contentMd5,
	signatureHeaders,
	stringToSign,
	X_CA,
	X_TSIGN,
	type Unsigned,
} from '../../engine/signature.ts';

const keys = { appKey: 'test-key', appSecret: 'test-secret' };
const stamp = { timestamp: '1731665282313', nonce: '00000000-0000-4000-8000-000000000001' };
const json = 'application/json';

// The vectors were computed from the documented rules by hand, not by this code (docs/api/qiandun.md#test-vectors).
describe('the signature', () => {
	const body = Buffer.from('{"accountId":"PSN_TEST_001","psnName":"张三"}');

	it('has the documented Content-MD5: Base64 of the raw digest', () => {
		expect(contentMd5(body)).toBe('OsrpeBMx4MoKxDITkqr03g==');
	});

	it('signs a POST with a JSON body as the vector says', () => {
		const request = {
			method: 'post',
			accept: json,
			contentMd5: contentMd5(body),
			contentType: json,
			date: '',
			path: '/api/open/psnUpdate',
			parameters: [],
		};
		expect(
			stringToSign({
				...request,
				headers: {
					'X-Ca-Timestamp': stamp.timestamp,
					'X-Ca-Key': keys.appKey,
					'X-Ca-Nonce': stamp.nonce,
				},
			}),
		).toBe(
			'POST\napplication/json\nOsrpeBMx4MoKxDITkqr03g==\napplication/json\n\nX-Ca-Key:test-key\n' +
				'X-Ca-Nonce:00000000-0000-4000-8000-000000000001\nX-Ca-Timestamp:1731665282313\n/api/open/psnUpdate',
		);
		expect(signatureHeaders(X_CA, keys, request, stamp)).toEqual({
			'X-Ca-Key': 'test-key',
			'X-Ca-Nonce': stamp.nonce,
			'X-Ca-Timestamp': stamp.timestamp,
			'X-Ca-Signature-Headers': 'X-Ca-Key,X-Ca-Nonce,X-Ca-Timestamp',
			'X-Ca-Signature': 'NkV87mqeRUxPsVbYjNRbmx0BK/Hp6+DpNl/OuM+i6GQ=',
		});
	});

	it('sorts parameters by their characters, capitals first, and of a repeated one takes the first value', () => {
		const signed = stringToSign({
			method: 'GET',
			accept: json,
			contentMd5: '',
			contentType: '',
			date: '',
			headers: {},
			path: '/api/open/psnGet',
			parameters: [['b', '2'], ['_c', '3'], ['a', '1'], ['b', '9'], ['B', '4']],
		});
		expect(signed).toBe('GET\napplication/json\n\n\n\n/api/open/psnGet?B=4&_c=3&a=1&b=2');
	});

	// docs/api/qiandun.md#string-to-sign: upstream's rule. Such parameters are not sent (#signing-choices).
	it('has of an empty parameter the name alone', () => {
		const request = { method: 'GET', accept: '', contentMd5: '', contentType: '', date: 'D', headers: { b: '2', a: '1' }, path: '/p' };
		expect(stringToSign({ ...request, parameters: [['b', ''], ['a', '1']] })).toBe('GET\n\n\n\nD\na:1\nb:2\n/p?a=1&b');
	});

	it('signs a GET with query parameters, given in any order, as the vector says', () => {
		const request = {
			method: 'GET',
			accept: json,
			contentMd5: '',
			contentType: '',
			date: '',
			path: '/api/open/psnGet',
			parameters: [
				['psnIDCardNum', '330326200001010000'],
				['accountId', '1120'],
			] as Array<[string, string]>,
		};
		expect(signatureHeaders(X_CA, keys, request, stamp)['X-Ca-Signature']).toBe(
			'LKI2oLtII7/X27wQkB21iy/E2Ov6fGFT/aSacEiS2PM=',
		);
	});
});

// docs/api/esign.md#test-vectors. V-6 and V-7 are a third party's, V-10 and V-11 were computed by hand from the documented rules.
describe('the signature of eSign', () => {
	const esignKeys = { appKey: 'app', appSecret: 'dummysecret' };
	const type = 'application/json; charset=UTF-8';
	const request = (
		method: string,
		path: string,
		contentMd5 = '',
		parameters: Array<[string, string]> = [],
	): Unsigned => ({
		method,
		accept: '*/*',
		contentMd5,
		contentType: type,
		date: '',
		path,
		parameters,
	});
	const create = request('POST', '/v3/sign-flow/create-by-file', 'uxydqKBMBy6x1siClKEQ6Q==');

	it('has the string to sign of the vendor’s page (V-2)', () => {
		expect(stringToSign({ ...create, headers: {} })).toBe(
			'POST\n*/*\nuxydqKBMBy6x1siClKEQ6Q==\napplication/json; charset=UTF-8\n\n/v3/sign-flow/create-by-file',
		);
	});

	it.each([
		['V-6', create, '6dYuzEqXUobDAEL97Ja5pvH3QWHpn4R5iJSWEvIsCo8='],
		[
			'V-7',
			request('GET', '/v3/sign-flow/abc123/detail'),
			'xG4jw3vs+xusJ0x3XkIJBwxpTHHzEHqdMGOJ45Ry8Fk=',
		],
		[
			'V-10',
			request(
				'PUT',
				'/v1/accounts/1c04a729df94422ab8c8b664b5b1370e',
				contentMd5(Buffer.from('{"email":"a@example.com","mobile":"13800000000","name":"张三"}')),
			),
			'fxKqLawWMK/hTk3GyCKydutfXzWwY3QODA20DaQUMZQ=',
		],
		[
			'V-11',
			request('DELETE', '/v1/accounts/deleteByThirdId', '', [['thirdPartyUserId', 'A001']]),
			'E6E5bzYspvfgsU6rnyvr0xttgL8UKakJozb6ZIqnqFY=',
		],
	])(
		'is that of %s, under the header names of the platform and no others',
		(_name, vector, signature) => {
			expect(signatureHeaders(X_TSIGN, esignKeys, vector, stamp)).toEqual({
				'X-Tsign-Open-App-Id': 'app',
				'X-Tsign-Open-Auth-Mode': 'Signature',
				'X-Tsign-Open-Ca-Timestamp': stamp.timestamp,
				'X-Tsign-Open-Ca-Signature': signature,
			});
		},
	);

	it('has the documented Content-MD5 of nothing (V-1), of an empty object (V-9) and of V-10', () => {
		expect(contentMd5(Buffer.alloc(0))).toBe('1B2M2Y8AsgTpgAmY7PhCfg==');
		expect(contentMd5(Buffer.from('{}'))).toBe('mZFLkyvTelC5g8XnyQrpOw==');
		expect(
			contentMd5(Buffer.from('{"email":"a@example.com","mobile":"13800000000","name":"张三"}')),
		).toBe('YFd9wBwHIRyo8nQuv0q2kg==');
	});
});
