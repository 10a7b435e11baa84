/** Files on their way up and down: checked, hashed and streamed, so that memory does not grow with their size. */
import { createHash } from 'crypto';
import type { IBinaryData, IDataObject, IExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';
import { isPublicAddress } from './address';
import { InputError } from './field';
import type { Job, Provider } from './job';
import { isPlainObject } from './json';
import type { RemoteFile, Upload } from './operation';

/** A file that goes up. */
export interface InputFile {
	fileName: string;
	mimeType: string;
	bytes: number;
	/** Its content, anew at every call: a repeated request begins at the beginning. */
	open(): Promise<AsyncIterable<Uint8Array>>;
}

const megabytes = (bytes: number) => `${(bytes / 1_048_576).toFixed(1)} MB`;

/** @throws InputError naming what is wrong with the file */
export async function inputFile(this: IExecuteFunctions, upload: Upload, { index, plan }: Job): Promise<InputFile> {
	const name = String(plan.settings.binaryPropertyName);
	let data: IBinaryData;
	try {
		data = this.helpers.assertBinaryData(index, name);
	} catch {
		return failMissing(name);
	}
	return checkedFile(upload, renamed(upload, plan, await storedFile.call(this, data)));
}

const extensionOf = (name: string): string => /\.([^./\\]+)$/.exec(name)?.[1].toLowerCase() ?? '';

/** The file under the name that the form gives it, with the extension it has. @throws InputError when that is another one */
export function renamed({ address, types }: Upload, { body }: Job['plan'], file: InputFile): InputFile {
	const given = address && isPlainObject(body) ? body[address.fileName] : undefined;
	if (typeof given !== 'string') return file;
	const [is, becomes] = [extensionOf(file.fileName), extensionOf(given)];
	if (!(is in types) || is === becomes) return { ...file, fileName: given };
	if (!(becomes in types)) return { ...file, fileName: `${given}.${is}` };
	throw new InputError(
		`The file “${file.fileName}” cannot be named “${given}”`,
		`Its name must go on ending in .${is}: the platform reads the file by it.`,
	);
}

const failMissing = (name: string): never => {
	throw new InputError(
		`The item has no file in its binary field “${name}”`,
		'Check “Input Binary Field”, and that the node before hands the file on.',
	);
};

/** A file in n8n's store, wherever that is; what an item holds itself is small. */
export async function storedFile(this: IExecuteFunctions, data: IBinaryData): Promise<InputFile> {
	const { id, mimeType, fileName = `file.${data.fileExtension ?? 'bin'}` } = data;
	if (id === undefined) {
		const content = Buffer.from(data.data, 'base64');
		return { fileName, mimeType, bytes: content.length, open: async () => oneChunk(content) };
	}
	const { fileSize } = await this.helpers.getBinaryMetadata(id);
	return { fileName, mimeType, bytes: fileSize, open: async () => await this.helpers.getBinaryStream(id) };
}

async function* oneChunk(content: Uint8Array): AsyncGenerator<Uint8Array> {
	yield content;
}

/** The file with the media type of its extension. @throws InputError */
export function checkedFile({ types, maxBytes, checkName }: Upload, file: InputFile): InputFile {
	const mimeType = types[extensionOf(file.fileName)];
	if (mimeType === undefined) {
		throw new InputError(
			`The file “${file.fileName}” is of a kind that is not taken here`,
			`The name must end in one of ${Object.keys(types).join(', ')}.`,
		);
	}
	const complaint = checkName?.(file.fileName);
	if (complaint !== undefined) throw new InputError(`The name of the file “${file.fileName}” ${complaint}`, 'Give it another name.');
	if (file.bytes === 0) throw new InputError(`The file “${file.fileName}” is empty`);
	if (file.bytes > maxBytes) {
		throw new InputError(
			`The file “${file.fileName}” has ${megabytes(file.bytes)}; at most ${megabytes(maxBytes)} are taken here`,
		);
	}
	return { ...file, mimeType };
}

/** What is told about a file that went up or came down. */
export interface Sent extends IDataObject {
	fileName: string;
	fileSize: number;
	sha256: string;
}

/**
 * A form with one file, in the shape the HTTP client streams: it takes whatever behaves like a FormData, and asks a part for
 * `name`, `type`, `size` and `stream()`. Undocumented, so a test pins it (test/engine/files.test.mts).
 */
export class FileForm {
	readonly [Symbol.toStringTag] = 'FormData';
	/** Set once the file has been sent to its end. */
	sent?: Sent;

	constructor(
		private readonly property: string,
		private readonly file: InputFile,
	) {}

	/** The client takes only what has such a method; it never calls it. */
	append(): void {}

	*entries(): Generator<[string, object]> {
		const { fileName, mimeType, bytes } = this.file;
		yield [this.property, { name: fileName, type: mimeType, size: bytes, stream: () => this.content() }];
	}

	[Symbol.iterator](): Generator<[string, object]> {
		return this.entries();
	}

	private async *content(): AsyncGenerator<Uint8Array> {
		const hash = createHash('sha256');
		for await (const chunk of await this.file.open()) {
			hash.update(chunk);
			yield chunk;
		}
		this.sent = { fileName: this.file.fileName, fileSize: this.file.bytes, sha256: hash.digest('hex') };
	}
}

/**
 * The bytes of one file, in the shape the HTTP client streams: like `FileForm`, it behaves like a class of the platform, here
 * a Blob. Undocumented too, so a test pins it (test/engine/esign-files.test.mts).
 */
export class FileBody {
	readonly [Symbol.toStringTag] = 'Blob';
	readonly type: string;
	readonly size: number;

	constructor(private readonly file: InputFile) {
		this.type = file.mimeType;
		this.size = file.bytes;
	}

	async *stream(): AsyncGenerator<Uint8Array> {
		yield* await this.file.open();
	}
}

/** The whole file as Base64, for pictures that go into a JSON body; their size is limited before. */
export async function base64Of(file: InputFile): Promise<{ text: string; sent: Sent }> {
	const chunks: Uint8Array[] = [];
	for await (const chunk of await file.open()) chunks.push(chunk);
	const content = Buffer.concat(chunks);
	const sha256 = createHash('sha256').update(content).digest('hex');
	return { text: content.toString('base64'), sent: { fileName: file.fileName, fileSize: content.length, sha256 } };
}

/** A file as it came down: in n8n's store. */
export interface OutputFile {
	binary: IBinaryData;
	about: Sent;
}

/** What `prepareBinaryData` takes from an HTTP answer. */
export type Content = Parameters<IExecuteFunctions['helpers']['prepareBinaryData']>[0];

/** No contract is that long; what is would fill the disk. */
const MOST_BYTES = 1_073_741_824;

/** The class of a stream, which can make one of anything that yields chunks; the lint of community nodes has no `stream`. */
interface StreamClass {
	from(chunks: AsyncIterable<Uint8Array>, options: { objectMode: false }): Exclude<Content, Buffer>;
}

/** Puts a stream into n8n's store, and hashes it on its way there. @throws FetchError when it is too long */
export async function keepFile(
	this: IExecuteFunctions,
	content: Content,
	fileName: string,
	mimeType: string | undefined,
): Promise<OutputFile> {
	const hash = createHash('sha256');
	let fileSize = 0;
	const hashed = async function* (chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
		for await (const chunk of chunks) {
			fileSize += chunk.length;
			if (fileSize > MOST_BYTES) throw new FetchError(`The file is larger than ${megabytes(MOST_BYTES)}; the rest was not fetched`);
			hash.update(chunk);
			yield chunk;
		}
	};
	if (Buffer.isBuffer(content)) throw new FetchError('The file came in one piece, where n8n was asked for a stream');
	const { from } = content.constructor as typeof content.constructor & StreamClass;
	const binary = await this.helpers.prepareBinaryData(from(hashed(content), { objectMode: false }), fileName, mimeType);
	return { binary, about: { fileName, fileSize, sha256: hash.digest('hex') } };
}

/** Host of the platform: it is trusted although it may be private. */
export async function ownHostOf(this: IExecuteFunctions, { baseUrl, credentialType }: Provider): Promise<string> {
	return new URL(baseUrl(await this.getCredentials(credentialType))).host;
}

/** Why files are not exchanged with an address that an answer names; undefined when they are. */
export function addressComplaint(address: string, ownHost: string): string | undefined {
	if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) return 'The address of the file is no web address';
	const { host, hostname } = new URL(address);
	return host !== ownHost && !isPublicAddress(hostname)
		? `The address of the file is inside a private network (${host}), where this node does not go`
		: undefined;
}

const MOST_REDIRECTS = 5;

/** A file could not be fetched; the message says why. */
export class FetchError extends Error {}

/**
 * Fetches a file from an address that needs no login, into n8n's store.
 * @param ownHost the host that is trusted although it may be private: that of the credential
 * @throws FetchError with a sentence
 */
export async function fetchFile(
	this: IExecuteFunctions,
	{ url, fileName }: Pick<RemoteFile, 'url' | 'fileName'>,
	ownHost: string,
	options: Partial<IHttpRequestOptions>,
): Promise<OutputFile> {
	let address = url;
	for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
		const complaint = addressComplaint(address, ownHost);
		if (complaint !== undefined) throw new FetchError(complaint);
		const { pathname } = new URL(address);
		const answer = (await this.helpers.httpRequest({
			...options,
			url: address,
			encoding: 'stream',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
		})) as { statusCode: number; headers: Record<string, unknown>; body: Content };
		const { statusCode, headers, body } = answer;
		const location = headers.location;
		if (statusCode >= 300 && statusCode < 400 && typeof location === 'string') {
			discard(body);
			address = new URL(location, address).href;
			continue;
		}
		if (statusCode < 200 || statusCode >= 300) {
			discard(body);
			throw new FetchError(`The file could not be fetched (HTTP ${statusCode})`);
		}
		const name = fileName ?? nameIn(headers) ?? decoded(pathname.split('/').pop() ?? '');
		return await keepFile.call(this, body, name || 'file', typeIn(headers));
	}
	throw new FetchError('The address of the file redirects too often');
}

/** Lets go of an answer nobody reads. */
function discard(content: Content): void {
	if (typeof content === 'object' && 'destroy' in content && typeof content.destroy === 'function') content.destroy();
}

/** Media type of an answer, without its parameters. */
export const typeIn = (headers: Record<string, unknown>): string | undefined =>
	String(headers['content-type'] ?? '').split(';')[0].trim().toLowerCase() || undefined;

/** File name of an answer, Chinese included: RFC 6266 with the encodings of RFC 5987 and of servers that send plain UTF-8. */
export function nameIn(headers: Record<string, unknown>): string | undefined {
	const disposition = String(headers['content-disposition'] ?? '');
	const extended = /filename\*\s*=\s*([\w-]+)'[^']*'([^;\s]+)/i.exec(disposition);
	if (extended && /^utf-8$/i.test(extended[1])) return baseName(decoded(extended[2]));
	const plain = /filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(disposition);
	if (!plain) return undefined;
	const text = (plain[1] ?? plain[2]).replace(/\\(.)/g, '$1');
	// Node reads header bytes as Latin-1.
	const utf8 = Buffer.from(text, 'latin1').toString('utf8');
	return baseName(decoded(utf8.includes('\ufffd') ? text : utf8));
}

const baseName = (name: string): string => name.replace(/^.*[/\\]/, '');

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
