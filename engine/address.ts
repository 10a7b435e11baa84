/** Addresses: which hosts a file may be fetched from when it is an answer that names them, and who may call. */

/** Private, loopback, link-local and other special ranges: first address and length of the prefix. */
const NOT_PUBLIC: Array<[string, number]> = [
	['0.0.0.0', 8],
	['10.0.0.0', 8],
	['100.64.0.0', 10],
	['127.0.0.0', 8],
	['169.254.0.0', 16],
	['172.16.0.0', 12],
	['192.0.0.0', 24],
	['192.168.0.0', 16],
	['198.18.0.0', 15],
	['224.0.0.0', 3],
];
const LOCAL_NAME = /(^|\.)(localhost|local|internal|lan|home\.arpa)\.?$/;

const numberOf = (ipv4: string): number => ipv4.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

/**
 * Whether a host name as `URL` gives it may be on the internet. A name can still lead to a private address; who must
 * rule that out has to do it where names are looked up (n8n can).
 */
export function isPublicAddress(hostname: string): boolean {
	if (hostname.startsWith('[')) return isPublicIpv6(hostname.slice(1, -1));
	if (/^\d+(\.\d+){3}$/.test(hostname)) return isPublicIpv4(hostname);
	return hostname.includes('.') && !LOCAL_NAME.test(hostname.toLowerCase());
}

const isPublicIpv4 = (address: string): boolean =>
	!NOT_PUBLIC.some(([first, length]) => {
		const size = 2 ** (32 - length);
		return Math.floor(numberOf(address) / size) === Math.floor(numberOf(first) / size);
	});

function isPublicIpv6(address: string): boolean {
	// An IPv4 address in IPv6 clothes, as URL writes it: ::ffff:7f00:1
	const mapped = /^::(?:ffff:)?([\da-f]{1,4}):([\da-f]{1,4})$/i.exec(address);
	if (mapped) {
		const [high, low] = [parseInt(mapped[1], 16), parseInt(mapped[2], 16)];
		return isPublicIpv4([high >> 8, high & 255, low >> 8, low & 255].join('.'));
	}
	// Global unicast is 2000::/3, without the documentation range.
	return /^[23]/.test(address) && !/^2001:db8:/i.test(address);
}

/** One entry of an allow list: an address, or a range such as 203.0.113.0/24. */
export interface AddressRange {
	first: bigint;
	length: number;
	bits: 32 | 128;
}

/** @returns undefined when the text is no address and no range */
export function addressRange(text: string): AddressRange | undefined {
	const [address, prefix, ...rest] = text.trim().split('/');
	const parsed = addressOf(address);
	if (parsed === undefined || rest.length > 0) return undefined;
	if (prefix !== undefined && !/^\d{1,3}$/.test(prefix)) return undefined;
	const length = prefix === undefined ? parsed.bits : Number(prefix);
	return length > parsed.bits ? undefined : { first: parsed.value, bits: parsed.bits, length };
}

/** Whether an address lies in one of the ranges. An IPv4 address may come in IPv6 clothes (::ffff:203.0.113.7). */
export function isWithin(address: string, ranges: AddressRange[]): boolean {
	const parsed = addressOf(address);
	return (
		parsed !== undefined &&
		ranges.some(({ first, length, bits }) => {
			const shift = BigInt(bits - length);
			return bits === parsed.bits && parsed.value >> shift === first >> shift;
		})
	);
}

/** By which callers are told apart: of IPv6, everybody has a whole /64. */
export function networkKey(address: string): string {
	const parsed = addressOf(address);
	return parsed === undefined ? '' : parsed.bits === 32 ? `4 ${parsed.value}` : `6 ${parsed.value >> 64n}`;
}

/** The network an address is in, without what names one machine: for logs. */
export function networkOf(address: string): string {
	const parsed = addressOf(address);
	if (parsed === undefined) return 'unknown';
	if (parsed.bits === 32) {
		const octets = [24n, 16n, 8n].map((shift) => String((parsed.value >> shift) & 255n));
		return `${octets.join('.')}.*`;
	}
	const groups = [112n, 96n, 80n].map((shift) => ((parsed.value >> shift) & 0xffffn).toString(16));
	return `${groups.join(':')}::/48`;
}

function addressOf(text: string): { value: bigint; bits: 32 | 128 } | undefined {
	const plain = text.trim().replace(/%.*$/, '');
	const ipv4 = /^(?:::ffff:)?(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(plain)?.[1];
	if (ipv4 !== undefined) {
		return ipv4.split('.').every((part) => Number(part) < 256) ? { value: BigInt(numberOf(ipv4)), bits: 32 } : undefined;
	}
	if (!/^[\da-f:]+$/i.test(plain)) return undefined;
	const halves = plain.split('::');
	if (halves.length > 2) return undefined;
	const [head, tail] = halves.map((half) => (half === '' ? [] : half.split(':')));
	const missing = 8 - head.length - (tail?.length ?? 0);
	if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
	const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...(tail ?? [])];
	if (!groups.every((group) => /^[\da-f]{1,4}$/i.test(group))) return undefined;
	return { value: groups.reduce((sum, group) => sum * 65_536n + BigInt(parseInt(group, 16)), 0n), bits: 128 };
}
