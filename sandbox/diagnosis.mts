// Finds out what a caller signed instead, so that the console can say what to mend. Never answers this to the caller.
import {
	byCodeUnit,
	headerOf,
	signatureOf,
	signedHeaderNames,
	signedParts,
	stringToSign,
} from './string-to-sign.mts';
import type { ReceivedRequest, SignedParts } from './string-to-sign.mts';
import { isUrlencodedForm, queryOf } from './parameters.mts';

/** One way a string to sign is commonly built wrong. */
interface Mistake {
	what: string;
	make: (parts: SignedParts, request: ReceivedRequest) => SignedParts;
}

const MISTAKES: Mistake[] = [
	{
		what: 'the path was signed without its /api prefix',
		make: (parts) => ({ ...parts, path: parts.path.replace(/^\/api(?=\/)/, '') }),
	},
	{
		what: 'query values were signed percent-encoded; sign the decoded values',
		make: (parts, request) => ({
			...parts,
			parameters: rawParameters(request).sort(([a], [b]) => byCodeUnit(a, b)),
		}),
	},
	{
		what: 'parameters were signed in the order sent; sort them by key',
		make: (parts, request) => ({
			...parts,
			parameters: [...new URLSearchParams(queryOf(request.target))],
		}),
	},
	{
		what: 'the parameters were left out of the string to sign',
		make: (parts) => ({ ...parts, parameters: [] }),
	},
	{
		what: 'the form fields were left out of the string to sign',
		make: (parts, request) => ({
			...parts,
			parameters: isUrlencodedForm(parts.contentType)
				? [...new URLSearchParams(queryOf(request.target))].sort(([a], [b]) => byCodeUnit(a, b))
				: parts.parameters,
		}),
	},
	{
		what: 'an empty parameter was signed as "key="; sign the key alone or leave it out of the request',
		make: (parts) => ({
			...parts,
			parameters: parts.parameters.map(([key, value]) =>
				value === '' ? [`${key}=`, ''] : [key, value],
			),
		}),
	},
	{
		what: 'Accept was signed as empty, but the HTTP client sent one; set Accept yourself',
		make: (parts) => ({ ...parts, accept: '' }),
	},
	{
		what: 'Accept was signed as application/json, but something else was sent',
		make: (parts) => ({ ...parts, accept: 'application/json' }),
	},
	{
		what: 'Content-Type was signed as empty, but one was sent',
		make: (parts) => ({ ...parts, contentType: '' }),
	},
	{
		what: 'Content-Type was signed as application/json, but something else was sent',
		make: (parts) => ({ ...parts, contentType: 'application/json' }),
	},
	{
		what: 'Content-Type was signed without its parameters (charset or boundary)',
		make: (parts) => ({ ...parts, contentType: (parts.contentType.split(';')[0] ?? '').trim() }),
	},
	{
		what: 'Content-MD5 was left out of the string to sign',
		make: (parts) => ({ ...parts, contentMd5: '' }),
	},
	{
		what: 'Date was left out of the string to sign although it was sent',
		make: (parts) => ({ ...parts, date: '' }),
	},
	{
		what: 'no headers were signed although X-Ca-Signature-Headers lists some (or X-Ca-Key by default)',
		make: (parts) => ({ ...parts, headers: [] }),
	},
	{
		what: 'headers were signed in the order listed; sort them by name',
		make: (parts, request) => ({
			...parts,
			headers: signedHeaderNames(request.headers).map((name) => [
				name,
				headerOf(request.headers, name),
			]),
		}),
	},
	{
		what: 'header names were signed in lower case but listed otherwise in X-Ca-Signature-Headers',
		make: (parts) => ({
			...parts,
			headers: parts.headers.map(([name, value]) => [name.toLowerCase(), value]),
		}),
	},
	{
		what: 'the X-Ca-Key, X-Ca-Nonce and X-Ca-Timestamp headers were signed but not listed in X-Ca-Signature-Headers',
		make: (parts, request) => ({
			...parts,
			headers: ['X-Ca-Key', 'X-Ca-Nonce', 'X-Ca-Timestamp'].map((name) => [
				name,
				headerOf(request.headers, name),
			]),
		}),
	},
	{
		what: 'the method was signed as POST',
		make: (parts) => ({ ...parts, method: 'POST' }),
	},
	{
		what: 'the method was signed as GET',
		make: (parts) => ({ ...parts, method: 'GET' }),
	},
];

/**
 * Explains a signature that differs: tries the common mistakes, alone and in pairs, under the right secret.
 * Out: one or two English sentences without the expected signature.
 */
export function diagnose(request: ReceivedRequest, appSecret: string): string {
	const sent = headerOf(request.headers, 'x-ca-signature');
	const right = signedParts(request);
	const explains = (parts: SignedParts) => signatureOf(stringToSign(parts), appSecret) === sent;
	for (const first of MISTAKES) {
		if (explains(first.make(right, request))) return `Signature differs: ${first.what}.`;
	}
	for (const first of MISTAKES) {
		const once = first.make(right, request);
		for (const second of MISTAKES) {
			if (first !== second && explains(second.make(once, request))) {
				return `Signature differs for two reasons: ${first.what}; and ${second.what}.`;
			}
		}
	}
	return 'Signature differs, and no common mistake in the string to sign explains it. If your string to sign equals the one below, the app secret is wrong (look for spaces around it); otherwise compare the two line by line.';
}

function rawParameters(request: ReceivedRequest): Array<[string, string]> {
	const query = queryOf(request.target);
	if (query === '') return [];
	return query.split('&').map((pair) => {
		const mark = pair.indexOf('=');
		return mark < 0 ? [pair, ''] : [pair.slice(0, mark), pair.slice(mark + 1)];
	});
}
