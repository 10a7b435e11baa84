// Finds out what a caller signed instead, so that the console can say what to mend. Never answers this to the caller.
import { contentMd5Of } from './gateway.mts';
import {
	byCodeUnit,
	headerOf,
	signatureOf,
	signedHeaderNames,
	signedParts,
	stringToSign,
} from './string-to-sign.mts';
import type { Dialect, ReceivedRequest, SignedParts } from './string-to-sign.mts';
import { isUrlencodedForm, queryOf } from './parameters.mts';

/** One way a string to sign is commonly built wrong: in its parts, or in how they are joined. */
interface Mistake {
	what: string;
	parts?: (parts: SignedParts) => SignedParts;
	text?: (text: string) => string;
}

/** The common mistakes, in the words of a dialect and with the values of one request. */
function mistakes(request: ReceivedRequest, dialect: Dialect): Mistake[] {
	const listing = dialect.signedHeaders;
	const value = (name: string) => headerOf(request.headers, name);
	const queryAsSent = () => [...new URLSearchParams(queryOf(request.target))];
	const bodyMd5 = contentMd5Of(request.body);
	const gatewayHeaders = [dialect.appKey, dialect.nonce, dialect.timestamp].filter(
		(name) => name !== '',
	);
	return [
		{
			what: 'the path was signed without its /api prefix',
			parts: (parts) => ({ ...parts, path: parts.path.replace(/^\/api(?=\/)/, '') }),
		},
		{
			what: 'parameters were sorted without regard to case; sort them by ASCII, capital letters first',
			parts: (parts) => ({
				...parts,
				parameters: [...parts.parameters].sort(([a], [b]) =>
					byCodeUnit(a.toLowerCase(), b.toLowerCase()),
				),
			}),
		},
		{
			what: 'parameters were signed in the order sent; sort them by key',
			parts: (parts) => ({ ...parts, parameters: queryAsSent() }),
		},
		{
			what: 'query values were signed percent-encoded; sign the decoded values',
			parts: (parts) => ({
				...parts,
				parameters: rawParameters(request).sort(([a], [b]) => byCodeUnit(a, b)),
			}),
		},
		{
			what: 'query values were signed percent-encoded and in the order sent; sign the decoded values, sorted by key',
			parts: (parts) => ({ ...parts, parameters: rawParameters(request) }),
		},
		{
			what: 'the parameters were left out of the string to sign',
			parts: (parts) => ({ ...parts, parameters: [] }),
		},
		{
			what: 'the form fields were left out of the string to sign',
			parts: (parts) => ({
				...parts,
				parameters: isUrlencodedForm(parts.contentType)
					? queryAsSent().sort(([a], [b]) => byCodeUnit(a, b))
					: parts.parameters,
			}),
		},
		{
			what: 'an empty parameter was signed as "key="; sign the key alone or leave it out of the request',
			parts: (parts) => ({
				...parts,
				parameters: parts.parameters.map(([key, text]) =>
					text === '' ? [`${key}=`, ''] : [key, text],
				),
			}),
		},
		{
			what: 'Accept was signed as empty, but the HTTP client sent one; set Accept yourself',
			parts: (parts) => ({ ...parts, accept: '' }),
		},
		...['application/json', '*/*'].map((accept) => ({
			what: `Accept was signed as ${accept}, but something else was sent`,
			parts: (parts: SignedParts) => ({ ...parts, accept }),
		})),
		{
			what: 'Content-Type was signed as empty, but one was sent',
			parts: (parts) => ({ ...parts, contentType: '' }),
		},
		...[
			'application/json',
			'application/json; charset=UTF-8',
			'application/json;charset=UTF-8',
			'application/json; charset=utf-8',
			'application/json;charset=utf-8',
		].map((contentType) => ({
			what: `Content-Type was signed as ${contentType}, but something else was sent`,
			parts: (parts: SignedParts) => ({ ...parts, contentType }),
		})),
		{
			what: 'Content-Type was signed without its parameters (charset or boundary)',
			parts: (parts) => ({ ...parts, contentType: (parts.contentType.split(';')[0] ?? '').trim() }),
		},
		{
			what: 'Content-MD5 was left out of the string to sign',
			parts: (parts) => ({ ...parts, contentMd5: '' }),
		},
		{
			what: 'another Content-MD5 was signed than the one sent: that of an empty body',
			parts: (parts) => ({ ...parts, contentMd5: contentMd5Of(Buffer.alloc(0)) }),
		},
		{
			what: 'another Content-MD5 was signed than the one sent: that of the body',
			parts: (parts) => ({ ...parts, contentMd5: bodyMd5 }),
		},
		{
			what: 'the MD5 of the body was signed in hex; sign Base64 of its 16 raw bytes, as in the header Content-MD5',
			parts: (parts) => ({
				...parts,
				contentMd5: Buffer.from(bodyMd5, 'base64').toString('hex'),
			}),
		},
		{
			what: 'Date was left out of the string to sign although it was sent',
			parts: (parts) => ({ ...parts, date: '' }),
		},
		{
			what:
				dialect.signedByDefault.length > 0
					? `no headers were signed although ${listing} lists some (or ${dialect.signedByDefault.join(', ')} by default)`
					: `no headers were signed although ${listing} lists some`,
			parts: (parts) => ({ ...parts, headers: [] }),
		},
		{
			what: 'headers were signed in the order listed; sort them by name',
			parts: (parts) => ({
				...parts,
				headers: signedHeaderNames(request.headers, dialect).map((name) => [name, value(name)]),
			}),
		},
		{
			what: `header names were signed in lower case but listed otherwise in ${listing}`,
			parts: (parts) => ({
				...parts,
				headers: parts.headers.map(([name, text]) => [name.toLowerCase(), text]),
			}),
		},
		{
			what: `the ${inWords(gatewayHeaders)} headers were signed but not listed in ${listing}`,
			parts: (parts) => ({
				...parts,
				headers: gatewayHeaders.map((name) => [name, value(name)]),
			}),
		},
		...['POST', 'GET'].map((method) => ({
			what: `the method was signed as ${method}`,
			parts: (parts: SignedParts) => ({ ...parts, method }),
		})),
		{
			what: 'the method was signed in lower case',
			parts: (parts) => ({ ...parts, method: parts.method.toLowerCase() }),
		},
		{
			what: 'the string to sign ended in a line feed; path and parameters are its end',
			text: (text) => `${text}\n`,
		},
		{
			what: 'a line feed was signed for headers although none are signed',
			text: (text) => text.replace(/\n(?=[^\n]*$)/, '\n\n'),
		},
	];
}

/**
 * Explains a signature that differs: tries the common mistakes, alone and in pairs, under the right secret.
 * Out: one or two English sentences without the expected signature.
 */
export function diagnose(request: ReceivedRequest, dialect: Dialect, appSecret: string): string {
	const sent = headerOf(request.headers, dialect.signature);
	const right = signedParts(request, dialect);
	const known = mistakes(request, dialect);
	const explains = (...made: Mistake[]) => {
		const parts = made.reduce((before, { parts }) => parts?.(before) ?? before, right);
		const text = made.reduce((before, { text }) => text?.(before) ?? before, stringToSign(parts));
		return signatureOf(text, appSecret) === sent;
	};
	for (const first of known) {
		if (explains(first)) return `Signature differs: ${first.what}.`;
	}
	for (const first of known) {
		for (const second of known) {
			if (first !== second && explains(first, second)) {
				return `Signature differs for two reasons: ${first.what}; and ${second.what}.`;
			}
		}
	}
	return 'Signature differs, and no common mistake in the string to sign explains it. If your string to sign equals the one below, the app secret is wrong (look for spaces around it); otherwise compare the two line by line.';
}

function inWords(names: string[]): string {
	return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function rawParameters(request: ReceivedRequest): Array<[string, string]> {
	const query = queryOf(request.target);
	if (query === '') return [];
	return query.split('&').map((pair) => {
		const mark = pair.indexOf('=');
		return mark < 0 ? [pair, ''] : [pair.slice(0, mark), pair.slice(mark + 1)];
	});
}
