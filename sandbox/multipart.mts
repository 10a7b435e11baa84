// Reads a multipart/form-data body that is in memory: its parts are views on the bytes, nothing is copied.

/** A file as it came: a part of a form. */
export class UploadedFile {
	constructor(
		readonly fileName: string,
		readonly bytes: Buffer,
	) {}
}

/** One part of a form. */
export interface Part {
	name: string;
	/** undefined for a text field */
	fileName?: string;
	bytes: Buffer;
}

/** Raised for a body that is no form as its Content-Type announces. */
export class MultipartError extends Error {}

/**
 * Takes a body apart at its boundary. Names are UTF-8 as browsers and libraries write them; `filename*` (RFC 5987) wins over `filename`.
 * Throws MultipartError when the boundary is missing or the body ends before its last part does.
 */
export function partsOf(contentType: string, body: Buffer): Part[] {
	const boundary = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
	const name = boundary?.[1] ?? boundary?.[2];
	if (name === undefined) throw new MultipartError('Content-Type has no boundary');
	const delimiter = Buffer.from(`--${name}`);
	const parts: Part[] = [];
	let at = body.indexOf(delimiter);
	for (;;) {
		if (at < 0) throw new MultipartError('the last boundary is missing');
		const start = at + delimiter.length;
		if (body.toString('latin1', start, start + 2) === '--') return parts;
		const header = body.indexOf('\r\n\r\n', start);
		const end = body.indexOf(Buffer.concat([Buffer.from('\r\n'), delimiter]), start);
		if (header < 0 || end < 0 || end < header) throw new MultipartError('a part has no end');
		parts.push(part(body.toString('utf8', start, header), body.subarray(header + 4, end)));
		at = end + 2;
	}
}

function part(headers: string, bytes: Buffer): Part {
	const disposition = /^content-disposition:\s*form-data(.*)$/im.exec(headers)?.[1] ?? '';
	const extended = /;\s*filename\*=UTF-8''([^;\s]+)/i.exec(disposition)?.[1];
	const plain = quoted(disposition, 'filename');
	const fileName = extended === undefined ? plain : decoded(extended);
	return {
		name: quoted(disposition, 'name') ?? '',
		...(fileName === undefined ? {} : { fileName: lastSegment(fileName) }),
		bytes,
	};
}

/** A quoted parameter; browsers escape the quote as %22, others with a backslash. */
function quoted(disposition: string, name: string): string | undefined {
	const value = new RegExp(String.raw`;\s*${name}=(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))`, 'i').exec(
		disposition,
	);
	return (value?.[1]?.replace(/\\(["\\])/g, '$1') ?? value?.[2])?.replaceAll('%22', '"');
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		throw new MultipartError('filename* is not percent-encoded UTF-8');
	}
}

/** Some clients send the whole path. */
function lastSegment(fileName: string): string {
	return fileName.split(/[\\/]/).at(-1) ?? '';
}
