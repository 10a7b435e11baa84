/** Allow lists of addresses, held against Node's own. */
import { BlockList, isIP } from 'node:net';
import fc from 'fast-check';
import { addressRange, isPublicAddress, isWithin, networkKey, networkOf, type AddressRange } from '../../engine/address.ts';

const ranges = (...texts: string[]): AddressRange[] => texts.flatMap((text) => addressRange(text) ?? []);

describe('an allow list', () => {
	it('lets in what Node’s own list lets in, whatever the range', () => {
		const range = fc.oneof(
			fc.tuple(fc.ipV4(), fc.constantFrom(0, 1, 8, 15, 24, 31, 32)),
			fc.tuple(fc.ipV6(), fc.constantFrom(0, 1, 16, 47, 64, 127, 128)),
		);
		fc.assert(
			fc.property(range, fc.oneof(fc.ipV4(), fc.ipV6()), fc.boolean(), ([network, length], other, isSame) => {
				fc.pre(isIP(network) > 0 && !/\./.test(network.includes(':') ? network : ''));
				const address = isSame ? network : other;
				// IPv4 in IPv6 clothes is a case of its own.
				fc.pre(isIP(address) > 0 && !(address.includes(':') && address.includes('.')) && !/^(0*:)*:?ffff:/i.test(address));
				const nodes = new BlockList();
				nodes.addSubnet(network, length, isIP(network) === 4 ? 'ipv4' : 'ipv6');
				const expected = isIP(network) === isIP(address) && nodes.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');
				expect(isWithin(address, ranges(`${network}/${length}`))).toBe(expected);
			}),
			{ numRuns: 2_000 },
		);
	});

	it.each([
		['203.0.113.7', ['203.0.113.7'], true],
		['203.0.113.8', ['203.0.113.7'], false],
		['::ffff:203.0.113.7', ['203.0.113.0/24'], true],
		['::FFFF:203.0.113.7', ['203.0.113.7'], true],
		['2001:0db8::0001', ['2001:db8::1'], true],
		['fe80::1%eth0', ['fe80::/10'], true],
		['203.0.113.7', ['198.51.100.1', '203.0.113.7'], true],
		[' 203.0.113.7 ', [' 203.0.113.7 '], true],
		['203.0.113.128', ['203.0.113.0/25'], false],
		['0.0.0.1', ['::1'], false],
		['1:2:3:4:5:6:7:8', ['1:2:3:4:5:6:7:8/128'], true],
		['1:2:3:4:5:6:7:9', ['1:2:3:4:5:6:7:8'], false],
		['::', ['::'], true],
		['1::', ['1:0:0:0:0:0:0:0'], true],
		['203.0.113.7', [], false],
		['', ['0.0.0.0/0', '::/0'], false],
		['unknown', ['0.0.0.0/0'], false],
	] as const)('%s in %j: %s', (address, list, expected) => {
		expect(isWithin(address, ranges(...list))).toBe(expected);
	});

	it.each(['', 'example.com', '300.1.1.1', '1.2.3', '1.2.3.4.5', '1.2.3.4/33', '1.2.3.4/-1', '1.2.3.4/', '1.2.3.4/1/1', ':::', '1::2::3', '12345::', '::/129', 'g::', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '1:2:3:4::5:6:7:8', '256.1.1.1', '1.2.3.256', '1.2.3.4/a', '1.2.3.4/0024', '::1/', '1.2.3.4/24/'])(
		'%j is no range',
		(text) => {
			expect(addressRange(text)).toBeUndefined();
		},
	);
});

/** The ranges of RFC 6890 that are not for the internet, and multicast: first and last address, and the public neighbours. */
describe('a host that a file may be fetched from', () => {
	it.each([
		['0.0.0.0', '0.255.255.255', undefined, '1.0.0.0'],
		['10.0.0.0', '10.255.255.255', '9.255.255.255', '11.0.0.0'],
		['100.64.0.0', '100.127.255.255', '100.63.255.255', '100.128.0.0'],
		['127.0.0.0', '127.255.255.255', '126.255.255.255', '128.0.0.0'],
		['169.254.0.0', '169.254.255.255', '169.253.255.255', '169.255.0.0'],
		['172.16.0.0', '172.31.255.255', '172.15.255.255', '172.32.0.0'],
		['192.0.0.0', '192.0.0.255', '191.255.255.255', '192.0.1.0'],
		['192.168.0.0', '192.168.255.255', '192.167.255.255', '192.169.0.0'],
		['198.18.0.0', '198.19.255.255', '198.17.255.255', '198.20.0.0'],
		['224.0.0.0', '255.255.255.255', '223.255.255.255', undefined],
	])('is none from %s to %s', (first, last, before, after) => {
		expect([first, last].map(isPublicAddress)).toEqual([false, false]);
		for (const neighbour of [before, after]) if (neighbour !== undefined) expect(isPublicAddress(neighbour)).toBe(true);
		// The same in IPv6 clothes, as URL writes them.
		expect([first, last].map((address) => isPublicAddress(new URL(`http://[::ffff:${address}]`).hostname))).toEqual([false, false]);
		if (before !== undefined) expect(isPublicAddress(new URL(`http://[::ffff:${before}]`).hostname)).toBe(true);
	});

	it.each([
		['localhost', false],
		['a.localhost', false],
		['localhost.', false],
		['files.local', false],
		['files.internal', false],
		['metadata.google.internal.', false],
		['files.lan', false],
		['files.home.arpa', false],
		['FILES.LOCAL', false],
		['intranet', false],
		['mylocal.cn', true],
		['local.example.com', true],
		['files.notlocal', true],
		['home.arpa.example.com', true],
		['1.2.3.4.example.com', true],
		['[::]', false],
		['[::1]', false],
		['[::7f00:1]', false],
		['[::ffff:c0a8:101]', false],
		['[::ffff:808:808]', true],
		['[fe80::1]', false],
		['[fd00::1]', false],
		['[ff02::1]', false],
		['[1fff::1]', false],
		['[2000::1]', true],
		['[3fff::1]', true],
		['[4000::1]', false],
		['[2001:db8::1]', false],
		['[2001:DB8::1]', false],
		['[2001:db80::1]', true],
	])('%s: %s', (host, isPublic) => {
		expect(isPublicAddress(host)).toBe(isPublic);
	});
});

describe('the network of an address', () => {
	it.each([
		['1.2.3.4', '1.2.3.*'],
		['255.254.253.252', '255.254.253.*'],
		['fe80::1%eth0', 'fe80:0:0::/48'],
		['1:2:3:4:5:6:7:8', '1:2:3::/48'],
		['203.0.113.7', '203.0.113.*'],
		['::ffff:203.0.113.7', '203.0.113.*'],
		['2001:db8:7:8::9', '2001:db8:7::/48'],
		['nothing', 'unknown'],
	])('%s: %s', (address, network) => {
		expect(networkOf(address)).toBe(network);
	});
});

describe('callers', () => {
	it.each([
		['2001:db8:7:8::9', '2001:db8:7:8:ffff:ffff:ffff:ffff', true],
		['2001:db8:7:8::9', '2001:db8:7:9::9', false],
		['203.0.113.7', '::ffff:203.0.113.7', true],
		['203.0.113.7', '203.0.113.8', false],
		['::203.0.113.7', '203.0.113.7', false],
		['0:0:0:1::', '0.0.0.1', false],
		['nothing', 'nobody', true],
		['nothing', '0.0.0.0', false],
	])('%s and %s are one: %s', (address, other, isOne) => {
		expect(networkKey(address) === networkKey(other)).toBe(isOne);
	});
});
