// The files callers gave the platform: announced first, then put to the address they got, then processed for a while.
import { FileFolder } from '../file-folder.mts';
import type { PageSize } from '../pdf/reading.mts';
import { converted } from './file-conversion.mts';
import { newId } from './identities.mts';
import { newToken } from './links.mts';

/** How long an upload address and a download link work, in ms. Sources: 上传本地文件, 查询文件上传状态. */
export const LINK_MS = 60 * 60_000;

/** States of a file. Source: 查询文件上传状态. */
export const FILE_STATUS = {
	announced: 0,
	uploading: 1,
	uploaded: 2,
	failed: 3,
	waitingForPdf: 4,
	convertedToPdf: 5,
	convertingToPdf: 8,
	pdfFailed: 9,
	convertingToHtml: 11,
} as const;

/** What a caller says about a file before it comes. */
export interface AnnouncedFile {
	fileName: string;
	contentMd5: string;
	contentType: string;
	/** in bytes */
	fileSize: number;
	convertTo: 'pdf' | 'html' | null;
}

/** One file. Times are ms since 1970. */
export interface EsignFile extends AnnouncedFile {
	fileId: string;
	createTime: number;
	/** ends the upload address */
	token: string;
	uploadUntil: number;
	/** null until the bytes are there */
	uploadTime: number | null;
	/** pages as a document to be signed; null when it cannot be one */
	pages: PageSize[] | null;
	/** made from a template: usable at once */
	made: boolean;
}

/** A link to bytes. `until` is ms since 1970. */
export interface FileLink {
	token: string;
	until: number;
	fileName: string;
	contentType: string;
	bytes: () => Promise<Buffer>;
}

/** The files, by fileId, and the links to them. */
export class Files {
	readonly all = new Map<string, EsignFile>();
	readonly links = new Map<string, FileLink>();
	private readonly folder = new FileFolder('esign-sandbox-');

	constructor(
		private readonly now: () => number,
		private readonly processingMs: () => number,
	) {}

	/** Gives a file its id and the address to put it to. */
	announce(announced: AnnouncedFile): EsignFile {
		const createTime = this.now();
		const file: EsignFile = {
			fileId: newId(),
			...announced,
			createTime,
			token: newToken(),
			uploadUntil: createTime + LINK_MS,
			uploadTime: null,
			pages: null,
			made: false,
		};
		this.all.set(file.fileId, file);
		return file;
	}

	/** The file with this upload address. */
	announcedAt(token: string): EsignFile | undefined {
		return [...this.all.values()].find((file) => file.token === token);
	}

	/** Takes the bytes in. What is to be converted is converted now, and counts as converted a while later. */
	async put(file: EsignFile, bytes: Uint8Array): Promise<void> {
		const pdf = await converted(file, bytes);
		await this.folder.write(file.fileId, bytes);
		if (pdf !== undefined) await this.folder.write(`${file.fileId}.pdf`, pdf.bytes);
		file.pages = pdf?.pages ?? null;
		file.uploadTime = this.now();
	}

	/** Keeps a PDF the platform made itself. */
	async make(fileName: string, pdf: Uint8Array): Promise<EsignFile> {
		const announced = { fileName, contentMd5: '', contentType: 'application/pdf', fileSize: pdf.length, convertTo: null };
		const file = this.announce(announced);
		file.made = true;
		await this.put(file, pdf);
		return file;
	}

	/** How far a file is, by the platform's numbers. */
	statusOf({ uploadTime, convertTo, pages, made }: EsignFile): number {
		if (uploadTime === null) return FILE_STATUS.announced;
		const processing = this.now() - uploadTime;
		const done = made || processing >= this.processingMs();
		if (convertTo === 'html') return done ? FILE_STATUS.uploaded : FILE_STATUS.convertingToHtml;
		if (convertTo === null) return done ? FILE_STATUS.uploaded : FILE_STATUS.uploading;
		if (done) return pages === null ? FILE_STATUS.pdfFailed : FILE_STATUS.convertedToPdf;
		return processing * 2 < this.processingMs() ? FILE_STATUS.waitingForPdf : FILE_STATUS.convertingToPdf;
	}

	/** Whether a file is through with its upload and conversion. */
	isUsable(file: EsignFile): boolean {
		const status = this.statusOf(file);
		return status === FILE_STATUS.uploaded || status === FILE_STATUS.convertedToPdf;
	}

	/** The bytes as they were uploaded. */
	async bytes({ fileId }: EsignFile): Promise<Buffer> {
		return await this.folder.read(fileId);
	}

	/** The bytes as a document to be signed; only for a file with pages. */
	async pdf({ fileId }: EsignFile): Promise<Buffer> {
		return await this.folder.read(`${fileId}.pdf`);
	}

	/** Something made from the files, under a name of its own: made when it is first asked for, then kept. */
	async madeFrom(name: string, make: () => Promise<Uint8Array>): Promise<Buffer> {
		return await this.folder.made(name, make);
	}

	/** Gives bytes a link that works for so many ms. */
	link(link: Omit<FileLink, 'token' | 'until'>, ms = LINK_MS): FileLink {
		const made = { ...link, token: newToken(), until: this.now() + ms };
		this.links.set(made.token, made);
		return made;
	}

	/** Forgets all files and removes their folder. */
	clear(): void {
		this.all.clear();
		this.links.clear();
		this.folder.clear();
	}
}
