/** The text of an answer, read from a stream and no further than any answer of a platform goes. */
import { TOO_LONG, tooLong } from './network';

/** No envelope is that long: a hundred rows of a list are below 1 MB. */
const MOST_BYTES = 10_000_000;

/** What n8n's client gives of a body that it is not to read. */
export type Streamed = Uint8Array | AsyncIterable<Uint8Array>;

/** @throws Error with the code ERR_TOO_LONG; the rest of such an answer is not read */
export async function textOf(content: Streamed): Promise<string> {
	if (content instanceof Uint8Array) return Buffer.from(content).toString('utf8');
	const chunks: Uint8Array[] = [];
	let length = 0;
	for await (const chunk of content) {
		chunks.push(chunk);
		length += chunk.length;
		if (length > MOST_BYTES) throw Object.assign(new Error(tooLong), { code: TOO_LONG });
	}
	return Buffer.concat(chunks).toString('utf8');
}
