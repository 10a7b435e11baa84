/** Which hosts a file may be fetched from when it is an answer that names the address. */

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
