import { contentMd5, signatureHeaders, stringToSign, X_CA } from '../../engine/signature.ts';

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
