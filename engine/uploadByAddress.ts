/** A file that goes up in two steps: the platform is told what will come, and its answer has the address that takes the bytes. */
import { createHash } from 'crypto';
import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { textOf, type Streamed } from './answerText';
import { fileRefused, inputFailure, type Failure } from './failure';
import { InputError } from './field';
import { addressComplaint, FileBody, ownHostOf, type InputFile } from './files';
import { inputErrorOf, type Job } from './job';
import { isPlainObject, parseJson } from './json';
import type { Upload, UploadAddress } from './operation';
import { pause } from './pace';
import { mask } from './privacy';
import type { Answer } from './result';
import { isAnswer, send, type Run } from './send';
import { connection } from './wire';

const ATTEMPTS = 3;
const FIRST_BACK_OFF_MS = 500;

/** What the platform answered about the file, once its bytes are there; undefined when the run is over before. */
export async function uploadByAddress(
	this: IExecuteFunctions,
	run: Run,
	job: Job,
	upload: Upload,
	address: UploadAddress,
): Promise<Answer | Failure | undefined> {
	const file = job.file;
	if (!file) return inputFailure(new InputError('There is no file to upload'));
	const hashes = await hashesOf(file, run.isOver);
	if (!hashes) return undefined;
	const given = isPlainObject(job.plan.body) ? job.plan.body : {};
	let described: IDataObject | undefined;
	try {
		described = address.describe?.(file.fileName, given);
	} catch (error) {
		return inputFailure(inputErrorOf(error));
	}
	const body: IDataObject = {
		[upload.property]: hashes.md5,
		[address.contentType]: file.mimeType,
		[address.fileSize]: file.bytes,
		...described,
		...given,
		// With its extension, also where a name without one was given.
		[address.fileName]: file.fileName,
	};
	const asked = await send.call(this, run, { ...job, plan: { ...job.plan, body } });
	if (!isAnswer(asked)) return asked;
	const { [address.url]: url, ...rest } = isPlainObject(asked.result) ? asked.result : ({} as IDataObject);
	if (typeof url !== 'string') return fileRefused(job, 'The platform’s answer names no address for the file', rest);
	const failure = await put.call(this, run, job, url, file, hashes.md5);
	if (failure === 'over') return undefined;
	if (failure !== undefined) return fileRefused(job, failure, rest);
	const sent = { fileName: file.fileName, fileSize: file.bytes, sha256: hashes.sha256 };
	return { ...asked, result: rest, sent };
}

/** One pass over the file before it is sent: its Content-MD5 stands in the request already. */
async function hashesOf(file: InputFile, isOver: () => boolean): Promise<{ md5: string; sha256: string } | undefined> {
	const [md5, sha256] = [createHash('md5'), createHash('sha256')];
	for await (const chunk of await file.open()) {
		if (isOver()) return undefined;
		md5.update(chunk);
		sha256.update(chunk);
	}
	return { md5: md5.digest('base64'), sha256: sha256.digest('hex') };
}

/** What went wrong; `over` when the run ended before it was tried. The same bytes twice are the same file. */
async function put(
	this: IExecuteFunctions,
	run: Run,
	job: Job,
	url: string,
	file: InputFile,
	md5: string,
): Promise<string | 'over' | undefined> {
	const complaint = addressComplaint(url, await ownHostOf.call(this, run.provider));
	if (complaint !== undefined) return complaint;
	for (let attempt = 1; ; attempt++) {
		if (run.isOver()) return 'over';
		let what: string;
		let isPassing = true;
		try {
			const { statusCode, body } = (await this.helpers.httpRequest({
				...connection(job),
				method: 'PUT',
				url,
				// Not the platform's API: without our signature.
				headers: { 'content-type': file.mimeType, 'content-md5': md5 },
				body: new FileBody(file),
				encoding: 'stream',
				returnFullResponse: true,
				ignoreHttpStatusErrors: true,
			})) as { statusCode: number; body: Streamed };
			const refusal = refusalIn(statusCode, await textOf(body));
			if (refusal === undefined) return undefined;
			what = mask(refusal, job.personal);
			isPassing = statusCode >= 500 || statusCode === 429;
		} catch (error) {
			what = `the connection failed (${isPlainObject(error) ? String(error.code) : 'no answer'})`;
		}
		if (!isPassing || attempt === ATTEMPTS) return `The file could not be sent to ${new URL(url).host}: ${what}`;
		await pause(FIRST_BACK_OFF_MS * 3 ** (attempt - 1), run.isOver);
	}
}

/** What a file store says against a file: an envelope with an `errCode` of its own, or an XML text with Code and Message. */
function refusalIn(status: number, text: string): string | undefined {
	const code = /<Code>([^<]{1,80})<\/Code>/.exec(text)?.[1];
	const message = /<Message>([^<]{1,300})<\/Message>/.exec(text)?.[1];
	if (status < 200 || status >= 300) {
		return [`HTTP ${status}`, code, message].filter((part) => part !== undefined).join(', ');
	}
	const { errCode, msg } = envelopeIn(text);
	return errCode === undefined || Number(errCode) === 0 ? undefined : `${String(msg ?? '')} (code ${String(errCode)})`;
}

function envelopeIn(text: string): IDataObject {
	try {
		const body = parseJson(text);
		return isPlainObject(body) ? body : {};
	} catch {
		return {};
	}
}
