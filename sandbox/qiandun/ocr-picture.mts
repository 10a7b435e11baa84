// Tells a picture from anything else, and finds what a sample picture says about itself.

/** Keyword of the PNG text chunk in which a sample picture carries its text. */
export const SAMPLE_KEYWORD = 'qiandun-sandbox-sample';

/** The text on a sample picture: what kind of document it shows, and its fields. */
export interface Sample {
	kind: string;
	text: Record<string, string>;
}

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** The picture in a Base64 text (standard alphabet, no data: prefix); undefined when it is no PNG or JPEG. */
export function pictureIn(base64: string): { sample?: Sample } | undefined {
	if (!/^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(base64)) return undefined;
	const bytes = Buffer.from(base64, 'base64');
	if (isJpeg(bytes)) return {};
	const chunks = pngChunks(bytes);
	if (chunks === undefined) return undefined;
	const sample = chunks.flatMap(({ type, data }) => sampleIn(type, data)).at(0);
	return sample === undefined ? {} : { sample };
}

/** Begins with SOI and a marker, ends with EOI. */
function isJpeg(bytes: Buffer): boolean {
	const ends = bytes.length > 4 && bytes.readUInt16BE(bytes.length - 2) === 0xffd9;
	return ends && bytes.readUIntBE(0, 3) === 0xffd8ff;
}

/** The chunks of a PNG from IHDR to IEND; undefined when there is no such row. */
function pngChunks(bytes: Buffer): Array<{ type: string; data: Buffer }> | undefined {
	if (!bytes.subarray(0, 8).equals(PNG_SIGNATURE)) return undefined;
	const chunks: Array<{ type: string; data: Buffer }> = [];
	let at = 8;
	while (at + 12 <= bytes.length) {
		const length = bytes.readUInt32BE(at);
		const type = bytes.toString('latin1', at + 4, at + 8);
		if (at + 12 + length > bytes.length) return undefined;
		chunks.push({ type, data: bytes.subarray(at + 8, at + 8 + length) });
		if (type === 'IEND') return chunks[0]?.type === 'IHDR' ? chunks : undefined;
		at += 12 + length;
	}
	return undefined;
}

/** A tEXt chunk is keyword, NUL, Latin-1 text; the sample's text is JSON in ASCII. */
function sampleIn(type: string, data: Buffer): Sample[] {
	const nul = data.indexOf(0);
	if (type !== 'tEXt' || data.toString('latin1', 0, nul) !== SAMPLE_KEYWORD) return [];
	let said: unknown;
	try {
		said = JSON.parse(data.toString('latin1', nul + 1));
	} catch {
		return [];
	}
	if (typeof said !== 'object' || said === null) return [];
	const fields = Object.entries(said).filter(
		(field): field is [string, string] => typeof field[1] === 'string',
	);
	const { kind = '', ...text } = Object.fromEntries(fields);
	return [{ kind, text }];
}
