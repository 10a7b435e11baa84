// Reads query strings and urlencoded form bodies the way the gateway signs them: decoded, first value of a repeated key.

/**
 * The part of a request target (path and query as sent) before the first `?`.
 */
export function pathOf(target: string): string {
	const mark = target.indexOf('?');
	return mark < 0 ? target : target.slice(0, mark);
}

/**
 * The part of a request target after the first `?`, still encoded; empty when there is none.
 */
export function queryOf(target: string): string {
	const mark = target.indexOf('?');
	return mark < 0 ? '' : target.slice(mark + 1);
}

/**
 * Decodes an `a=1&b=%E5%BC%A0` string (query or urlencoded form; `+` is a space) into its parameters, in the order sent.
 * Of a repeated key the first value counts.
 */
export function decodeParameters(encoded: string): Map<string, string> {
	const parameters = new Map<string, string>();
	for (const [key, value] of new URLSearchParams(encoded)) {
		if (!parameters.has(key)) parameters.set(key, value);
	}
	return parameters;
}

/** Whether a Content-Type header announces an urlencoded form. */
export function isUrlencodedForm(contentType: string): boolean {
	return mediaType(contentType) === 'application/x-www-form-urlencoded';
}

/** Whether a Content-Type header announces a form of either kind: such a body needs no Content-MD5. */
export function isForm(contentType: string): boolean {
	return isUrlencodedForm(contentType) || mediaType(contentType) === 'multipart/form-data';
}

/** The type of a Content-Type header without its parameters, in lower case. */
export function mediaType(contentType: string): string {
	return (contentType.split(';')[0] ?? '').trim().toLowerCase();
}
