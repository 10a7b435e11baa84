/** The signature of eSign's callbacks (docs/api/esign.md#verification), apart from the trigger that uses it. */
import { createHmac } from 'node:crypto';
import { callbackSignature, isSignedBy, queryPart } from '../../engine/callbackSignature.ts';

const body = Buffer.from('{"action":"签署"}', 'utf8');
const signed = (secret: string, timestamp: string, url = '/x') => {
	const unsigned = { timestamp, url, body };
	return { ...unsigned, signature: callbackSignature(secret, unsigned) };
};

describe('the signature of a callback', () => {
	it('is lower-case hex of HMAC-SHA256 over timestamp, query values by key and body', () => {
		const expected = createHmac('sha256', 'secret').update(`1763776801000pinjie001${body.toString('utf8')}`).digest('hex');
		expect(callbackSignature('secret', { timestamp: '1763776801000', url: '/notify?orderNo=001&belong=pinjie', body })).toBe(expected);
		expect(expected).toMatch(/^[0-9a-f]{64}$/);
	});

	it('holds for what was signed with the secret, and for nothing else', () => {
		expect(isSignedBy('secret', signed('secret', '1'))).toBe(true);
		expect(isSignedBy('secret', signed('other', '1'))).toBe(false);
		expect(isSignedBy('secret', { ...signed('secret', '1'), url: '/x?a=1' })).toBe(false);
		expect(isSignedBy('secret', { ...signed('secret', '1'), body: Buffer.alloc(0) })).toBe(false);
		expect(isSignedBy('secret', { ...signed('secret', '1'), signature: 'short' })).toBe(false);
	});

	it('a missing secret, or a missing timestamp, signs nothing', () => {
		expect(isSignedBy('', signed('', '1'))).toBe(false);
		expect(isSignedBy('secret', signed('secret', ''))).toBe(false);
	});
});

describe('the query part', () => {
	it.each([
		['/x', ''],
		['/x?', ''],
		['/x?b=2&a=1', '12'],
		['/x?B=2&a=1', '21'],
		['/x?a=%E5%90%88%20%2B', '合 +'],
		['/x?a=1&b', '1'],
	])('of %s is %j', (url, part) => {
		expect(queryPart(url)).toBe(part);
	});
});
