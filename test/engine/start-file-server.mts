/** A platform in a process of its own that takes files and gives one, without ever holding one. */
import { fork } from 'node:child_process';
import path from 'node:path';

export interface FileServer {
	baseUrl: string;
	/** Ends it; it ends by itself when the process that started it is gone. */
	stop(): void;
}

/** @param program beside this file @param megabytes of the file it gives */
export async function startFileServer(program: 'file-server.mts' | 'esign-file-server.mts', megabytes: number): Promise<FileServer> {
	const server = fork(path.join(import.meta.dirname, program), [String(megabytes)], { execArgv: ['--import', 'tsx'] });
	const baseUrl = await new Promise<string>((resolve, reject) => {
		server.once('message', (message) => resolve(String(message)));
		server.once('exit', (code) => reject(new Error(`${program} ended with status ${code}`)));
	});
	return { baseUrl, stop: () => void server.kill() };
}
