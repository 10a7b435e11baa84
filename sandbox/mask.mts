// Masks personal data before it is logged or shown: ID numbers, mobiles, bank cards, SMS codes.

/**
 * Masks personal data wherever it stands in a text (URL, JSON or form body, string to sign). Bank cards and codes are known by
 * their field's name, ID numbers (18 characters) and mobiles by their form. 19-digit ids stay readable.
 */
export function maskText(text: string): string {
	return text
		.replace(
			/(bankCardNo"?\s*[:=]\s*"?)(\d[\d ]{9,22})/gi,
			(_all, name: string, digits: string) => name + maskCard(digits),
		)
		.replace(/(smsCode"?\s*[:=]\s*"?)([^"&\s,}#]+)/gi, '$1******')
		.replace(/(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])/g, maskIdNumber)
		.replace(/(?<![0-9A-Za-z])1[3-9]\d{9}(?![0-9A-Za-z])/g, maskMobile);
}

/** An ID number with its first three and last two characters kept. */
export function maskIdNumber(number: string): string {
	return keep(number, 3, 2);
}

/** A mobile number with its first three and last four digits kept. */
export function maskMobile(number: string): string {
	return keep(number, 3, 4);
}

/** A bank card with its last four digits kept. */
export function maskCard(number: string): string {
	return keep(number, 0, 4);
}

function keep(text: string, first: number, last: number): string {
	if (text.length <= first + last) return '*'.repeat(text.length);
	return text.slice(0, first) + '*'.repeat(text.length - first - last) + text.slice(-last);
}
