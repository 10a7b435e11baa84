// Bytes in a temporary folder of this machine, by name: files may be large, and the sandbox keeps everything else in memory.
import { rmSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One folder, made when the first file is written. */
export class FileFolder {
	private readonly making = new Map<string, Promise<void>>();
	private folder: Promise<string> | undefined;
	private folders: string[] = [];

	/** `prefix` begins the folder's name. */
	constructor(private readonly prefix: string) {}

	async write(name: string, bytes: Uint8Array): Promise<void> {
		await writeFile(join(await this.place(), name), bytes);
	}

	async read(name: string): Promise<Buffer> {
		return await readFile(join(await this.place(), name));
	}

	/** Something made from the files, under a name of its own: made when it is first asked for, then kept. */
	async made(name: string, make: () => Promise<Uint8Array>): Promise<Buffer> {
		const making =
			this.making.get(name) ?? make().then(async (bytes) => await this.write(name, bytes));
		this.making.set(name, making);
		try {
			await making;
		} catch (error) {
			this.making.delete(name);
			throw error;
		}
		return await this.read(name);
	}

	/** Removes the folder with all files. */
	clear(): void {
		this.making.clear();
		this.folder = undefined;
		for (const folder of this.folders.splice(0)) rmSync(folder, { recursive: true, force: true });
	}

	private async place(): Promise<string> {
		this.folder ??= mkdtemp(join(tmpdir(), this.prefix)).then((folder) => {
			this.folders.push(folder);
			return folder;
		});
		return await this.folder;
	}
}

/** The part behind the last point, in lower case; empty when there is none. */
export function extensionOf(fileName: string): string {
	return /\.([^.]+)$/.exec(fileName)?.[1]?.toLowerCase() ?? '';
}

/** A file's name with another extension. */
export function withExtension(fileName: string, extension: string): string {
	return `${fileName.replace(/\.[^.]*$/, '')}.${extension}`;
}
