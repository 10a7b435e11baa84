/** Allow lists of addresses, held against Node's own. */
import { BlockList, isIP } from 'node:net';
import fc from 'fast-check';
import { addressRange, isWithin, networkKey, networkOf, type AddressRange } from '../../engine/address.ts';

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
		['203.0.113.7', [], false],
		['', ['0.0.0.0/0', '::/0'], false],
		['unknown', ['0.0.0.0/0'], false],
	] as const)('%s in %j: %s', (address, list, expected) => {
		expect(isWithin(address, ranges(...list))).toBe(expected);
	});

	it.each(['', 'example.com', '300.1.1.1', '1.2.3', '1.2.3.4.5', '1.2.3.4/33', '1.2.3.4/-1', '1.2.3.4/', '1.2.3.4/1/1', ':::', '1::2::3', '12345::', '::/129', 'g::'])(
		'%j is no range',
		(text) => {
			expect(addressRange(text)).toBeUndefined();
		},
	);
});

describe('the network of an address', () => {
	it.each([
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
	])('%s and %s are one: %s', (address, other, isOne) => {
		expect(networkKey(address) === networkKey(other)).toBe(isOne);
	});
});
