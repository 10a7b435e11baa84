/** n8n's binary data store in a folder of its own, as a running n8n has it; without it everything stays in memory. */
import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BinaryDataService, BinaryDataConfig } from 'n8n-core';
import type { IBinaryData } from 'n8n-workflow';

interface ContainerLike {
	get<T>(type: abstract new (...parameters: never[]) => T): T;
	set(type: unknown, value: unknown): void;
}
// The container that n8n-core itself uses: another copy of the package may lie nearer to this file.
const fromCore = createRequire(createRequire(path.resolve('package.json')).resolve('n8n-core'));
const { Container }: { Container: ContainerLike } = fromCore('@n8n/di');

export interface BinaryStore {
	folder: string;
	/** Back to memory, and the folder is gone. */
	remove(): void;
}

/** Files of executions from now on are stored on disk. */
export async function storeFilesOnDisk(): Promise<BinaryStore> {
	const folder = mkdtempSync(path.join(tmpdir(), 'n8n-files-'));
	const before = Container.get(BinaryDataService);
	process.env.N8N_USER_FOLDER ??= folder;
	const config = Object.assign(Container.get(BinaryDataConfig), { mode: 'filesystem', localStoragePath: folder });
	Container.set(BinaryDataConfig, config);
	const service = Container.get(BinaryDataService);
	await service.init();
	return {
		folder,
		remove: () => {
			Object.assign(before, { managers: {} });
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

/** Content of a file, wherever it is. */
export const readStored = async (binary: IBinaryData): Promise<Buffer> =>
	await Container.get(BinaryDataService).getAsBuffer(binary);
