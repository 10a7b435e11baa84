// The files callers gave the platform: bytes in a temporary folder of this machine, everything else in memory.
import { randomInt } from 'node:crypto';
import { extensionOf, FileFolder } from '../file-folder.mts';
import { pageSizes, pdfOfPicture, type PageSize } from '../pdf/reading.mts';
import { BusinessFailure } from './envelope.mts';

/** What may be uploaded, by extension. A contract file must be a PDF or a picture, an attachment may be any of these. */
const CONTENT_TYPES = new Map([
	['pdf', 'application/pdf'],
	['jpg', 'image/jpeg'],
	['jpeg', 'image/jpeg'],
	['png', 'image/png'],
	['doc', 'application/msword'],
	['docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
	['xls', 'application/vnd.ms-excel'],
	['xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
	['ppt', 'application/vnd.ms-powerpoint'],
	['pptx', 'application/vnd.openxmlformats-officedocument.presentationml.presentation'],
	['txt', 'text/plain; charset=utf-8'],
	['zip', 'application/zip'],
]);

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** One file. `createTime` is `YYYY-MM-DD HH:mm:ss`, Beijing time. */
export interface StoredFile {
	fileCode: string;
	fileName: string;
	contentType: string;
	size: number;
	createTime: string;
	/** pages of the file as a contract file; null when it can only be an attachment */
	pages: PageSize[] | null;
}

/** The files, by fileCode. */
export class Files {
	readonly all = new Map<string, StoredFile>();
	private readonly folder = new FileFolder('qiandun-sandbox-');

	/** `time` prints the platform's clock as `YYYY-MM-DD HH:mm:ss`. */
	constructor(private readonly time: () => string) {}

	/** Takes a file in. Raises oc_30005 for an extension that is not supported, oc_30006 for a file that is empty, broken or encrypted. */
	async add(fileName: string, bytes: Uint8Array): Promise<StoredFile> {
		const extension = extensionOf(fileName);
		const contentType = CONTENT_TYPES.get(extension);
		if (contentType === undefined) throw new BusinessFailure('fileTypeUnsupported', fileName);
		if (bytes.length === 0) throw new BusinessFailure('fileUnreadable', '文件为空');
		const pdf = await asPdf(extension, bytes);
		const file: StoredFile = {
			fileCode: this.newFileCode(),
			fileName,
			contentType,
			size: bytes.length,
			createTime: this.time(),
			pages: pdf?.pages ?? null,
		};
		await this.folder.write(file.fileCode, bytes);
		if (pdf !== undefined && pdf.bytes !== bytes)
			await this.folder.write(`${file.fileCode}.pdf`, pdf.bytes);
		this.all.set(file.fileCode, file);
		return file;
	}

	/** The bytes as they were uploaded. */
	async bytes(file: StoredFile): Promise<Buffer> {
		return await this.folder.read(file.fileCode);
	}

	/** The bytes as a contract file: the PDF, or the PDF made of the picture. */
	async pdf(file: StoredFile): Promise<Buffer> {
		return await this.folder.read(
			file.contentType === 'application/pdf' ? file.fileCode : `${file.fileCode}.pdf`,
		);
	}

	/** Something made from the files, under a name of its own: made when it is first asked for, then kept. */
	async made(name: string, make: () => Promise<Uint8Array>): Promise<Buffer> {
		return await this.folder.made(name, make);
	}

	/** Forgets all files and removes their folder. */
	clear(): void {
		this.all.clear();
		this.folder.clear();
	}

	/** FC_, date, time and letters, as in the documented sample. */
	private newFileCode(): string {
		const letters = Array.from({ length: 16 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
		return `FC_${this.time().replace(/\D/g, '')}${letters}`;
	}
}

/** What stands for the file in a contract; undefined when nothing can. */
async function asPdf(
	extension: string,
	bytes: Uint8Array,
): Promise<{ bytes: Uint8Array; pages: PageSize[] } | undefined> {
	const picture = extension === 'png' ? 'png' : /^jpe?g$/.test(extension) ? 'jpg' : undefined;
	if (extension !== 'pdf' && picture === undefined) return undefined;
	try {
		const pdf = picture === undefined ? bytes : await pdfOfPicture(bytes, picture);
		return { bytes: pdf, pages: await pageSizes(pdf) };
	} catch (error) {
		throw new BusinessFailure('fileUnreadable', error instanceof Error ? error.message : '');
	}
}
